"""What a figure is: one function with its title, unit and definition in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.comparison import Amount
from planner.core.rulebook import Rulebook
from planner.study.compare.subject import Subject, nothing

GROUPS = {
    "map": "The map",
    "people": "People and places",
    "boards": "Boards and what serves them",
    "money": "Pay",
    "lasting": "Whether boards last",
    "voice": "Local voice, skills, representation",
    "rules": "Rules",
}
"""Groups of figures in the order in which they are shown."""

NO_BOARDS = "a map without boards"
"""Why a column without boards has no figure about them."""


@dataclass(frozen=True)
class FigureSpec:
    """One figure."""

    id: str
    group: str
    title: str
    unit: str
    definition: str
    count: Callable[[Subject], Amount]
    boards: bool
    """It is about boards, so a map without any has none of it."""
    basis: Callable[[Rulebook], str]
    """ASSUMED, DERIVED PROXY or RECALLED, with what of it; empty where all is given or found."""
    personal: bool = False

    def of(self, subject: Subject) -> Amount:
        """The amount of one column."""
        return nothing(NO_BOARDS) if self.boards and not subject.plan.boards else self.count(subject)


FIGURES: dict[str, FigureSpec] = {}
"""All figures by id, in the order in which they are shown."""


def figure(
    figure_id: str,
    group: str,
    title: str,
    unit: str,
    definition: str,
    *,
    boards: bool = True,
    basis: str | Callable[[Rulebook], str] = "",
    personal: bool = False,
) -> Callable[[Callable[[Subject], Amount]], Callable[[Subject], Amount]]:
    """Register a function as the figure of this id."""

    def keep(count: Callable[[Subject], Amount]) -> Callable[[Subject], Amount]:
        said = basis if callable(basis) else lambda _: basis
        FIGURES[figure_id] = FigureSpec(
            figure_id, group, title, unit, definition, count, boards, said, personal
        )
        return count

    return keep

"""What a report may say to whom.

* ``public``: seats and totals at cluster level or above, never an id, nothing that tells one person's outcome.
* ``board``: boards by post, with competitions for posts of a single holder; no id, no offer, no characteristic
  of fewer than five.
* ``panel``: also the example of who could sit where; marked confidential.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, get_args

from planner.checker.known import chairs_double, chairs_move, recruits_known
from planner.checker.pinned import FEW_CLUSTERS, pinned, tens_told, terms_known
from planner.core.instance import Instance
from planner.core.people import about_people, ids_given, nearest
from planner.core.plan import Plan
from planner.core.rows import Decision

Audience = Literal["public", "board", "panel"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

FEWEST = 5
"""Personal counts below this are not given (1 to 4 are 'fewer than 5')."""

ABOUT_SEATS = frozenset({"BRD-3", "BRD-AC", "BRD-MEM", "BRD-OFF", "BRD-QUO", "BRD-10", "GEO-12"})
"""Rules whose measured values tell how many seats the smallest or the largest board fills."""

ABOUT_SIZES = frozenset(
    {
        "complexity",
        "below_six",
        "short_after_one",
        "short_after_two",
        "months_below_five",
        "cluster_board_size",
        "load",
    }
)
"""Aims that count boards or people by how many sit there, and so tell how many seats are filled."""

WITHHELD = "not shown in a public report"
"""In place of a text; other audiences read it with their own name (:attr:`Discretion.withheld`)."""

ROUNDED = 50_000
"""Pounds to which pay is rounded where it must not tell how many are paid: six directors' pay."""

NOT_SHOWN = "not shown"
"""In place of a figure; the section says why."""


class Discretion:
    """Judges whether a text or a count may be shown to an audience."""

    def __init__(self, instance: Instance, plan: Plan, audience: Audience = "public") -> None:
        self._instance = instance
        self._plan = plan
        self.audience = audience

    @property
    def public(self) -> bool:
        """Whether anyone may read it: then nothing below cluster level, and no post of a single holder."""
        return self.audience == "public"

    @property
    def names(self) -> bool:
        """Whether people are named by their ids."""
        return self.audience == "panel"

    @property
    def withheld(self) -> str:
        """What stands in place of a text that this audience may not read."""
        return WITHHELD if self.public else "not shown in a report for boards"

    def small(self, value: int) -> str | None:
        """Words in place of a small personal count; a panel reads every count."""
        return None if self.names else small(value)

    @cached_property
    def few(self) -> bool:
        """Whether so few leave by their own offer that no total may tell how many."""
        offers = next((x.value for x in self._plan.levels if x.id == "offers_used"), 0)
        return self.public and small(offers) is not None

    @cached_property
    def reticent(self) -> bool:
        """Whether totals are kept back, from which a small number or one person's outcome would follow.

        Whoever knows how many are in post, how many places end and how many seats are filled could subtract.
        """
        return self.few or self.pinned

    @cached_property
    def tens(self) -> bool:
        """Whether tens of chairs who no longer chair may be told where :attr:`pinned`."""
        return tens_told(self._instance, self._plan)

    @cached_property
    def terms_hidden(self) -> bool:
        """Whether it is not told how many leave as a term ends, nor how many need a renewal."""
        return self.public and terms_known(self._instance, self._plan)

    @cached_property
    def pinned(self) -> bool:
        """Whether totals together would pin down single people (:mod:`planner.checker.pinned`)."""
        return self.public and pinned(self._instance, self._plan)

    @cached_property
    def recruits_hidden(self) -> bool:
        """Whether nothing is told of recruits: beside other totals or the law on nominees it names somebody."""
        return self.public and (self.pinned or recruits_known(self._instance, self._plan))

    @cached_property
    def chances_hidden(self) -> bool:
        """Whether how likely boards last is not told: it follows from how many sit on which boards."""
        return self.few or self.terms_hidden or (self.chances_whole and len(self._plan.clusters) < FEW_CLUSTERS)

    @cached_property
    def chances_whole(self) -> bool:
        """Whether it is told of all boards together alone: of a cluster it would tell of single people.

        Of many clusters together it says nothing of any one.
        """
        return self.pinned or (self.public and chairs_double(self._instance, self._plan))

    @cached_property
    def pay_rounded(self) -> bool:
        """Whether pay is rounded: by the rates it would tell how many are paid, or which chair moved."""
        return self.reticent or (self.public and chairs_move(self._instance, self._plan))

    def filled(self, value: int) -> str:
        """A number of seats that are filled or vacant, where no small number follows from it."""
        return NOT_SHOWN if self.reticent else f"{value:,}"

    def pounds(self, value: int) -> str:
        """Pay in pounds, rounded where :attr:`pay_rounded`.

        A difference is one of pay that is :meth:`rounded`: else both together would tell more than either.
        """
        return f"about {nearest(value, ROUNDED):,}" if self.pay_rounded else f"{value:,}"

    def rounded(self, value: int) -> int:
        """Pay as it may be known to whoever reads the report."""
        return nearest(value, ROUNDED) if self.pay_rounded else value

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        """Every id of a person in the instance or the plan, longest first."""
        plan, found = self._plan, {p.id for p in self._plan.people} | ids_given(self._instance)
        for board in plan.boards:
            found |= {board.chair or "", board.audit_chair or "", *(n.person for n in board.neds)}
        for cluster in plan.clusters:
            if cluster.cluster_board:
                found |= {cluster.cluster_board.chair, *(n.person for n in cluster.cluster_board.neds)}
        return tuple(sorted(found - {""}, key=lambda i: (-len(i), i)))

    def names_someone(self, text: str) -> bool:
        """Whether a text holds the id of a person, whole or inside other words, and may not be read."""
        return not self.names and any(i in text for i in self._ids)

    def open_text(self, text: str) -> str:
        """The text, or what stands in its place where it names somebody."""
        return self.withheld if self.names_someone(text) else text

    def decision_shown(self, decision: Decision) -> bool:
        """Whether a decision may be read; about a person, or lifting a rule about persons, by a panel alone."""
        return self.names or not about_people(decision.kind, decision.subject)

    def open_texts(self, texts: Iterable[str], kind: str) -> tuple[str, ...]:
        """Texts that name nobody, and one line that says so when some are left out."""
        return self.kept({t: self.names_someone(t) for t in texts}, kind)

    def kept(self, texts: Mapping[str, bool], kind: str) -> tuple[str, ...]:
        """Texts whose value is False (about nobody), and one line in place of all others."""
        shown = tuple(t for t, personal in texts.items() if not personal)
        return shown if len(shown) == len(texts) else (*shown, f"More {kind} about people: {self.withheld}.")


def small(value: int) -> str | None:
    """Words in place of a small personal count, None when the count may be given.

    >>> small(3), small(0), small(12)
    ('fewer than 5', None, None)
    """
    return f"fewer than {FEWEST}" if 0 < value < FEWEST else None


def roughly(value: int) -> str:
    """A count in tens, where the exact one would pin somebody down beside other totals.

    >>> roughly(96), roughly(7), roughly(0)
    ('about 100', 'fewer than 10', 'fewer than 10')
    """
    return f"about {(value + 5) // 10 * 10:,}" if value >= 10 else "fewer than 10"


def safe(*parts: int) -> bool:
    """Whether all parts of a whole may be given: none of them is a small number of people.

    >>> safe(12, 0), safe(12, 4)
    (True, False)
    """
    return all(small(part) is None for part in parts)

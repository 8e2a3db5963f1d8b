"""Models 1 to 4 side by side for this plan's map, with the guidance's advantages and risks (A4.3 to A4.10).

What follows from the map and the model alone is filled in: chairs, directors, meetings, the largest body that
meets with the executive team. What a model costs in places and pounds is known of the plan's own model only;
``planner compare`` works it out for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel
from planner.report.views.words import listed, mark, number, only_geography

MODELS = ("model-1", "model-2", "model-3", "model-4")
FEWEST_NEDS, MOST_NEDS = 5, 7
NOT_WORKED_OUT = "see planner compare"
ROWS = (
    "In short",
    "Chairs",
    "Directors",
    "Largest body with the executive team",
    "Board meetings a year (ASSUMED)",
    "Clusters of this plan",
    "Places that end at worst",
    "Advantages (the guidance’s)",
    "Risks (the guidance’s)",
)


@dataclass(frozen=True)
class ModelColumn:
    """One model."""

    id: str
    title: str
    paragraph: str
    cells: tuple[tuple[str, ...], ...]
    """Texts of each row of :data:`ROWS`; several are a list."""


@dataclass(frozen=True)
class Models:
    """The table; ``rows`` are its headings."""

    rows: tuple[str, ...]
    columns: tuple[ModelColumn, ...]


def models(instance: Instance, plan: Plan, governance: Mapping[str, GovernanceModel]) -> Models | None:
    """The table for the plan's map; None where boards were not planned.

    Args:
        instance: what was given.
        plan: its clusters are taken, and what ends if it uses one model throughout.
        governance: Models 1 to 4 by id.
    """
    if only_geography(plan):
        return None
    groups = [len(c.organisations) for c in plan.clusters if len(c.organisations) > 1]
    if not groups:
        return None
    used = [c.governance for c in plan.clusters if len(c.organisations) > 1]
    ends = next((x.value for x in plan.levels if x.id == "places_end"), None)
    seats = {c.id: sum(instance.by_code[o].ned_seats for o in c.organisations) for c in plan.clusters}
    together = [seats[c.id] for c in plan.clusters if len(c.organisations) > 1]
    columns = []
    for key in MODELS:
        model = governance[key]
        mine = used.count(key)
        places = number(ends) if mine == len(used) and ends is not None else NOT_WORKED_OUT
        columns.append(
            ModelColumn(
                id=key,
                title=model.title,
                paragraph=listed(mark(c) for c in model.citation[:2]),
                cells=(
                    (model.summary,),
                    (f"{number(_chairs(model, groups))} in clusters of several",),
                    (_directors(model, groups, sum(together)),),
                    (_largest(model, max(groups)),),
                    (number(sum(_meetings(model, n) for n in groups)),),
                    (number(mine),),
                    (places,),
                    model.advantages,
                    model.risks,
                ),
            )
        )
    return Models(ROWS, tuple(columns))


def _chairs(model: GovernanceModel, groups: list[int]) -> int:
    """Chairs of clusters of several organisations."""
    return len(groups) if model.chair_scope == "cluster" else sum(groups)


def _directors(model: GovernanceModel, groups: list[int], seats: int) -> str:
    """Directors of clusters of several, as a range."""
    if model.keeps_boards:
        return f"up to {number(seats)}, every seat of today"
    low = sum(min(s + n * k for s, k in _ways(model)) for n in groups)
    high = sum(max(s + n * k for s, k in _ways(model)) for n in groups)
    return f"{number(low)} to {number(high)} people"


def _ways(model: GovernanceModel) -> list[tuple[int, int]]:
    """Numbers of shared and of locality directors that give a board five to seven (A3.3)."""
    shared, locality = (range(low, high + 1) for low, high in (model.shared_neds, model.locality_neds))
    every = product(shared, locality)
    return [way for way in every if FEWEST_NEDS <= sum(way) <= MOST_NEDS] or [model.shared_neds]


def _largest(model: GovernanceModel, most: int) -> str:
    """People without executive duties in the largest body that meets with one team."""
    if model.nominated_cluster_board:
        low, high = (1 + most * n for n in model.nominees)
        return number(low) if low == high else f"{number(low)} to {number(high)}"
    if model.keeps_boards:
        return f"{number(most)} boards, one by one"
    low = min(1 + s + most * k for s, k in _ways(model))
    high = max(1 + s + most * k for s, k in _ways(model))
    return f"{number(low)} to {number(high)}"


def _meetings(model: GovernanceModel, organisations: int) -> int:
    """Board meetings a year of one cluster's team."""
    fixed, each = model.yearly_meetings
    return fixed + each * organisations

"""Models 1 to 4 side by side for this plan's map, with the guidance's advantages and risks (A4.3 to A4.10).

What follows from the map and the model alone is filled in: chairs, directors, meetings, the largest body that
meets with the executive team. What a model costs in places is known of the plan's own model only, unless a
comparison (``planner compare``) has worked it out for the others; it then also says what of the advantages and
risks its figures bear out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from planner.core.comparison import Comparison
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel
from planner.report.views.compare import VERDICTS
from planner.report.views.figures import basis_word, long
from planner.report.views.words import listed, mark, number, only_geography

MODELS = ("model-1", "model-2", "model-3", "model-4")
FEWEST_NEDS, MOST_NEDS = 5, 7
NOT_WORKED_OUT = "see planner compare"
STRUCTURE = (
    "In short",
    "Chairs",
    "Directors",
    "Largest body with the executive team",
    "Board meetings a year of clusters of several, those that stand alone left out (ASSUMED)",
    "Clusters of this plan",
    "Places that end at worst",
)
COMPARED = ("own_voice", "cluster_voice", "survive_one", "audit_own")
"""Figures of a comparison beside them: of boards and organisations, so that nobody follows from them."""
CLAIMS = ("Advantages (the guidance’s)", "Risks (the guidance’s)")


@dataclass(frozen=True)
class ModelColumn:
    """One model."""

    id: str
    title: str
    paragraph: str
    cells: tuple[tuple[str, ...], ...]
    """Texts of each row; several are a list."""


@dataclass(frozen=True)
class Models:
    """The table; ``rows`` are its headings, ``note`` says where its figures are from."""

    rows: tuple[str, ...]
    columns: tuple[ModelColumn, ...]
    note: str


def models(
    instance: Instance,
    plan: Plan,
    governance: Mapping[str, GovernanceModel],
    comparison: Comparison | None = None,
) -> Models | None:
    """The table for the plan's map; None where boards were not planned.

    Args:
        instance: what was given.
        plan: its clusters are taken, and what ends if it uses one model throughout.
        governance: Models 1 to 4 by id.
        comparison: of the four models for the same instance, to fill in what the plan can't know.

    Raises:
        ValueError: the comparison was made of another instance or other regions.
    """
    if only_geography(plan):
        return None
    groups = [len(c.organisations) for c in plan.clusters if len(c.organisations) > 1]
    if not groups:
        return None
    if comparison is not None:
        _must_fit(instance, comparison)
    used = [c.governance for c in plan.clusters if len(c.organisations) > 1]
    ends = next((x.value for x in plan.levels if x.id == "places_end"), None)
    several = [c.organisations for c in plan.clusters if len(c.organisations) > 1]
    seats = sum(instance.by_code[o].ned_seats for members in several for o in members)
    figures = [comparison.by_id[f] for f in COMPARED if f in comparison.by_id] if comparison else []
    columns = []
    for key in MODELS:
        model = governance[key]
        mine = used.count(key)
        found = _column(comparison, key)
        places = number(ends) if mine == len(used) and ends is not None else _places(comparison, found)
        columns.append(
            ModelColumn(
                id=key,
                title=model.title,
                paragraph=listed(mark(c) for c in model.citation[:2]),
                cells=(
                    (model.summary,),
                    (f"{number(_chairs(model, groups))} in clusters of several",),
                    (_directors(model, groups, seats),),
                    (_largest(model, max(groups)),),
                    (number(sum(_meetings(model, n) for n in groups)),),
                    (number(mine),),
                    (places,),
                    *((long(f, f.amounts[found]) if found else "no plan",) for f in figures),
                    _claims(comparison, found, "advantage", model.advantages),
                    _claims(comparison, found, "risk", model.risks),
                ),
            )
        )
    titles = tuple(f"{f.title}{f' ({basis_word(f)})' if basis_word(f) else ''}" for f in figures)
    return Models((*STRUCTURE, *titles, *CLAIMS), tuple(columns), _note(comparison))


def _must_fit(instance: Instance, comparison: Comparison) -> None:
    made = comparison.made_from
    if (made.instance_sha256, tuple(made.regions)) != (instance.sha256, instance.regions_kept):
        raise ValueError("the comparison was made of another instance or other regions")


def _column(comparison: Comparison | None, model: str) -> str:
    """Id of the comparison's plan under a model; empty where there is none."""
    plans = comparison.plans if comparison else ()
    return next((c.id for c in plans if c.governance == model), "")


def _places(comparison: Comparison | None, column: str) -> str:
    """Places that end at worst, as the comparison has them for its own plan under the model."""
    if comparison is None:
        return NOT_WORKED_OUT
    ends = comparison.by_id.get("places_end")
    amount = ends.amounts.get(column) if ends else None
    return "no plan" if amount is None or amount.high is None else number(amount.high)


def _claims(comparison: Comparison | None, column: str, kind: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Statements of the guidance, each with what the comparison's figures say of it."""
    found = {
        c.text: VERDICTS[c.verdict]
        for c in (comparison.claims if comparison else ())
        if c.column == column and c.kind == kind
    }
    return tuple(f"{text} [{found[text]}]" if text in found else text for text in texts)


def _note(comparison: Comparison | None) -> str:
    if comparison is None:
        return (
            "What follows from map and model is filled in; advantages and risks are the guidance’s (Appendix "
            "A), in short. planner compare works out the rest, and planner report takes it in (--comparison)."
        )
    return (
        "Figures of the map are this plan’s; places and voice are those of the best plan under each model, "
        "from the comparison. In brackets: whether its figures bear a statement out. Which figure stands for "
        "which statement is ASSUMED."
    )


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

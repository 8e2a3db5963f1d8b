"""Where today, the reference and a chosen plan lie beside the best compromises."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.io.baseline import baseline
from planner.io.rulebook import load_governance
from planner.objectives.boards.cost_change import cost_today
from planner.objectives.registry import LEVELS

NOTHING_TODAY = ("places_end", "chairs_lost", "offers_used", "recruits", "cost_change", "renewals_needed")
"""Levels that count changes from today."""


@dataclass(frozen=True)
class Mark:
    """One known grouping or plan among the best compromises."""

    name: str
    """``today``, ``the reference``, ``the plan``."""
    values: tuple[int | None, ...]
    """By level; None where today has no such figure."""
    lawful: bool
    """Whether it keeps every rule that is on; what breaks one may lie beyond the front."""
    point: int | None
    """Number of the best compromise that has the same values, from 1; None when none has."""
    bettered_by: tuple[int, ...]
    """Numbers of the best compromises that are no worse in anything and better in something."""
    clusters: int | None = None
    """How many clusters it has, where maps are traded off; another number is another question."""


def mark(
    name: str,
    values: Sequence[int | None],
    points: Sequence[tuple[int, ...]],
    *,
    lawful: bool,
    clusters: int | None = None,
) -> Mark:
    """Place some values among the points; a figure that is missing is passed over."""
    known = [j for j, v in enumerate(values) if v is not None]
    mine = tuple(v for v in values if v is not None)
    same, better = None, []
    for number, point in enumerate(points, start=1):
        theirs = tuple(point[j] for j in known)
        if len(known) == len(values) and theirs == mine:
            same = number
        elif theirs != mine and all(a <= b for a, b in zip(theirs, mine, strict=True)):
            better.append(number)
    return Mark(name, tuple(values), lawful, same, tuple(better), clusters)


def narrowed(instance: Instance, codes: Collection[str]) -> Instance:
    """The instance with some organisations and their posts alone, to count levels on."""
    return instance.replaced(
        organisations=tuple(o for o in instance.organisations if o.code in codes),
        office_holders=tuple(h for h in instance.office_holders if h.organisation in codes),
        alternative_roles=tuple(a for a in instance.alternative_roles if a.organisation in codes),
        coverage=tuple(c for c in instance.coverage if c.organisation in codes),
    )


def part_of(plan: Plan, codes: Collection[str]) -> Plan:
    """The plan's clusters, boards and people of some organisations, to count levels on."""
    boards = tuple(b for b in plan.boards if b.organisation in codes)
    people = tuple(p for p in plan.people if any(x.organisation in codes for x in p.from_))
    return plan.model_copy(
        update={
            "clusters": tuple(c for c in plan.clusters if set(c.organisations) <= set(codes)),
            "boards": boards,
            "people": people,
            "to_recruit": tuple(r for r in plan.to_recruit if set(r.organisations) & set(codes)),
        }
    )


def board_values(
    names: Sequence[str], instance: Instance, plan: Plan, rulebook: Rulebook, codes: Collection[str]
) -> tuple[int, ...]:
    """Values of board levels on a plan, of some organisations."""
    inside, part = narrowed(instance, codes), part_of(plan, codes)
    return tuple(LEVELS[name]().value(inside, part, rulebook) for name in names)


def lawful_today(instance: Instance, codes: Collection[str]) -> bool:
    """Whether the boards of these organisations are within the law today (A¶3.3)."""
    return not baseline(narrowed(instance, codes)).unlawful


def board_values_today(
    names: Sequence[str], instance: Instance, rulebook: Rulebook, codes: Collection[str]
) -> tuple[int | None, ...]:
    """The same of today's boards; None for what can't be said of them."""
    inside = narrowed(instance, codes)
    fixed, each = load_governance("standalone").yearly_meetings
    known: dict[str, int] = dict.fromkeys(NOTHING_TODAY, 0)
    known["cost"] = cost_today(inside, rulebook)
    known["meetings"] = (fixed + each) * len(inside.organisations)
    return tuple(known.get(name) for name in names)

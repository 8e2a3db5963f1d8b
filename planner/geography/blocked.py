"""Where no map exists: which part blocks it, which rule would free it, and a second opinion on that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner import cpsat
from planner.core.instance import Instance
from planner.geography.candidates import binding, possible_clusters, with_columns
from planner.geography.compact import NotPostableError, compact_best
from planner.geography.entry import LimitError
from planner.geography.listing import TooManyCandidatesError
from planner.geography.national import NationalMap
from planner.geography.part import Part
from planner.geography.settle import extent
from planner.geography.solver_tail import Asked, solve_rows
from planner.objectives.geography.clusters_fewest import ClustersFewest
from planner.objectives.geography.clusters_most import ClustersMost
from planner.rules.base import CandidateRule, Rule

SECONDS = 20.0
"""For the second opinion on one part."""
SHARE = 3.0
"""For each rule that is tried left out."""
POOL = 20_000
"""Possible clusters that CP-SAT can take at once, where the compact model has no form for a rule."""
ORDER = ("planner", "assumption", "letter", "guidance", "statute")
"""Whose rules are named first as those that would free a part: the planner's own choices."""


@dataclass(frozen=True)
class Blocked:
    """One part that no choice of its possible clusters covers."""

    place: str
    """Its regions, or the piece of them."""
    freed_by: tuple[str, ...]
    """Rules about clusters, each of which alone would leave a choice if it were dropped."""


def blocked_parts(known: NationalMap, instance: Instance, budget: cpsat.Budget) -> list[Blocked]:
    """Parts without any choice, whatever the number of clusters."""
    return [
        Blocked(part.place, _freed_by(known, instance, part, budget))
        for part in known.parts
        if _has_none(part, budget)
    ]


def _has_none(part: Part, budget: cpsat.Budget) -> bool:
    """Whether it is known that the part has no choice."""
    try:
        return extent(part, budget) is None
    except LimitError:
        return False


def _freed_by(known: NationalMap, instance: Instance, part: Part, budget: cpsat.Budget) -> tuple[str, ...]:
    """Rules that would free the part, one by one."""
    rules = known.shelf.rules
    must = [r for r in binding(rules).values() if isinstance(r, CandidateRule)]
    must.sort(key=lambda r: ORDER.index(r.spec.authority))
    found = []
    for rule in must:
        if budget.exhausted:
            break
        rest: Sequence[Rule] = [r for r in rules if r is not rule]
        try:
            table = possible_clusters(instance, rest, part.regions, part.table.codes)
        except TooManyCandidatesError:
            continue
        table = with_columns(table, known.shelf.levels, known.rulebook)
        trial = Part(part.regions, table, known.shelf.chosen_by)
        trial.use(part.stages)
        share = cpsat.Budget(min(SHARE, budget.seconds_left), seed=budget.seed, stop=budget.stop)
        middle = len(table.codes) / 3
        for k in sorted(trial.numbers, key=lambda k: abs(k - middle)):
            while not trial.settled(k, 0) and trial.tighten(k, share):
                pass
            if trial.settled(k, 0) and not trial.entry(k).impossible:
                found.append(rule.id)
                break
    return tuple(found)


def confirmed(known: NationalMap, instance: Instance, low: int, high: int, budget: cpsat.Budget) -> bool:
    """Whether another method, which lists no clusters, also finds that there is no map.

    Raises:
        RuntimeError: it finds one; one of the two is wrong.
    """
    fewest = most = 0
    complete = True
    for part in known.parts:
        least = _extreme(known, instance, part, largest=False, budget=budget)
        if least == "none":
            _agree(part, None, budget)
            return True
        largest = _extreme(known, instance, part, largest=True, budget=budget)
        if isinstance(least, str) or isinstance(largest, str):
            complete = False
            continue
        _agree(part, (least, largest), budget)
        fewest, most = fewest + least, most + largest
    return complete and (fewest > high or most < low)


def _agree(part: Part, numbers: tuple[int, int] | None, budget: cpsat.Budget) -> None:
    try:
        same = extent(part, budget) == numbers
    except LimitError:
        return
    if not same:
        raise RuntimeError(f"two methods disagree about {part.place}")


def _extreme(
    known: NationalMap, instance: Instance, part: Part, *, largest: bool, budget: cpsat.Budget
) -> int | str:
    """Fewest or most clusters of a part by the other method; ``none``: no choice, ``open``: a limit."""
    share = cpsat.Budget(min(SECONDS, budget.seconds_left), seed=budget.seed, stop=budget.stop)
    n = len(part.table.codes)
    if part.refused:
        return "open"
    try:
        level = ClustersMost() if largest else ClustersFewest()
        answer = compact_best(
            instance, part.table.codes, known.shelf.rules, [level], known.rulebook, 1, n, share
        )
    except NotPostableError:
        return _pool(part, share, largest=largest)
    if answer.status == "infeasible":
        return "none"
    return len(answer.clusters) if answer.status == "optimal" else "open"


def _pool(part: Part, budget: cpsat.Budget, *, largest: bool) -> int | str:
    """The same over all possible clusters at once."""
    if len(part.table) > POOL:
        return "open"
    one = np.ones(len(part.table), dtype=np.int64)
    asked = Asked(part.rules, part.refused, None)
    cost = len(part.table.codes) + 1 - one if largest else one
    solved, rows = solve_rows(
        part.table, np.arange(len(part.table)), asked, -one if largest else cost, None, budget
    )
    if solved.status == "infeasible":
        return "none"
    return len(rows) if solved.status == "optimal" else "open"

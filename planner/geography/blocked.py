"""Where no map exists: which part blocks it, which rule would free it, and a second opinion on that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import EASIEST_FIRST
from planner.geography.candidates import binding, possible_clusters, with_columns
from planner.geography.compact import NotPostableError, compact_best, has_cluster
from planner.geography.entry import LimitError
from planner.geography.listing import UNIVERSE_LIMIT, TooManyCandidatesError
from planner.geography.national import NationalMap
from planner.geography.part import Part
from planner.geography.settle import extent
from planner.geography.solver_tail import Asked, solve_rows
from planner.geography.stages import Stage
from planner.objectives.geography.clusters_fewest import ClustersFewest
from planner.objectives.geography.clusters_most import ClustersMost
from planner.rules.base import CandidateRule, Rule

SECONDS = 20.0
"""For the second opinion on one part."""
SHARE = 3.0
"""For each rule that is tried left out."""
POOL = 20_000
"""Possible clusters that CP-SAT can take at once, where the compact model has no form for a rule."""
FEW = 4
"""Largest clusters that are tried first to see whether a rule left out leaves a choice."""
POOL_QUICK = 2_000
"""Possible clusters among which CP-SAT finds a choice sooner than prices and layers do."""


@dataclass(frozen=True)
class Blocked:
    """One part that no choice of its possible clusters covers."""

    place: str
    """Its regions, or the piece of them."""
    freed_by: tuple[str, ...]
    """Rules about clusters, each of which alone would leave a choice if it were dropped."""


def stranded(part: Part) -> list[str]:
    """Organisations of a part that are in no possible cluster, sorted."""
    covered = int(np.bitwise_or.reduce(part.table.masks)) if len(part.table) else 0
    return [code for i, code in enumerate(part.table.codes) if not covered >> i & 1]


def blocked_parts(known: NationalMap, instance: Instance, budget: cpsat.Budget) -> list[Blocked]:
    """Parts without any choice, whatever the number of clusters."""
    return [
        Blocked(part.place, _freed_by(known, instance, part, budget))
        for part in known.parts
        if _has_none(part, budget)
    ]


def _has_none(part: Part, budget: cpsat.Budget) -> bool:
    """Whether it is known that the part has no choice."""
    if any(found.rows for found in part.entries.values()):
        return False
    try:
        return extent(part, budget) is None
    except LimitError:
        return False


def _freed_by(known: NationalMap, instance: Instance, part: Part, budget: cpsat.Budget) -> tuple[str, ...]:
    """Rules that would free the part, one by one."""
    rules = known.shelf.rules
    must = [r for r in binding(rules).values() if isinstance(r, CandidateRule)]
    must.sort(key=lambda r: EASIEST_FIRST.index(r.spec.authority))
    found, alone = [], stranded(part)
    for rule in must:
        if budget.exhausted:
            break
        rest: Sequence[Rule] = [r for r in rules if r is not rule]
        share = cpsat.Budget(min(SHARE, budget.seconds_left), seed=budget.seed, stop=budget.stop)
        if alone and _clustered(known, instance, part, rest, alone[0], share) is False:
            continue  # dropping the rule changes nothing for it, and a list need not be made to see that
        for size in (FEW, UNIVERSE_LIMIT):  # a choice among small clusters is as good a proof
            try:
                table = possible_clusters(instance, rest, part.regions, part.table.codes, size)
            except TooManyCandidatesError:
                break
            if _has_choice(known, Part(part.regions, table, part.rules), part.stages, share):
                found.append(rule.id)
                break
    return tuple(found)


def _clustered(
    known: NationalMap,
    instance: Instance,
    part: Part,
    rules: Sequence[Rule],
    code: str,
    budget: cpsat.Budget,
) -> bool | None:
    """Whether an organisation has a possible cluster under some rules, without a list; None: not known."""
    try:
        return has_cluster(instance, part.table.codes, rules, known.rulebook, code, budget)
    except NotPostableError:
        return None


def _has_choice(known: NationalMap, trial: Part, stages: Sequence[Stage], budget: cpsat.Budget) -> bool:
    """Whether some possible clusters make a choice, as far as the budget reaches."""
    if not trial.numbers:
        return False
    if len(trial.table) <= POOL_QUICK:
        asked = Asked(trial.rules, (), None)
        solved, _ = solve_rows(trial.table, np.arange(len(trial.table)), asked, None, None, budget)
        return solved.value is not None
    with_columns(trial.table, known.shelf.levels, known.rulebook)
    trial.use(tuple(stages))
    middle = trial.n / 3
    for k in sorted(trial.numbers, key=lambda k: abs(k - middle)):
        while not trial.settled(k, 0) and trial.tighten(k, budget):
            pass
        if trial.settled(k, 0) and not trial.entry(k).impossible:
            return True
    return False


def confirmed(known: NationalMap, instance: Instance, low: int, high: int, budget: cpsat.Budget) -> bool:
    """Whether another method, which lists no clusters, also finds that there is no map.

    Raises:
        RuntimeError: it finds one; one of the two is wrong.
    """
    for part in known.parts:
        if _has_none(part, budget) and _none(known, instance, part, budget):
            return True
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


def _none(known: NationalMap, instance: Instance, part: Part, budget: cpsat.Budget) -> bool:
    """Whether the other method finds no choice for a part either; an organisation by itself may show it.

    Raises:
        RuntimeError: it finds a cluster, or a choice, where there is none.
    """
    if part.refused or part.gone:
        return False
    for code in stranded(part)[:1]:
        share = cpsat.Budget(min(SECONDS, budget.seconds_left), seed=budget.seed, stop=budget.stop)
        found = _clustered(known, instance, part, known.shelf.rules, code, share)
        if found:
            raise RuntimeError(f"two methods disagree about {part.place}")
        if found is False:
            return True
    share = cpsat.Budget(min(SECONDS, budget.seconds_left), seed=budget.seed, stop=budget.stop)
    codes, rules = part.table.codes, known.shelf.rules
    try:
        status = compact_best(instance, codes, rules, [], known.rulebook, 1, len(codes), share).status
    except NotPostableError:
        return _pool(part, share, largest=False) == "none"
    if status == "optimal":
        raise RuntimeError(f"two methods disagree about {part.place}")
    return status == "infeasible"


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
    if part.refused or part.gone:
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

"""Stages settled over all parts of the country at once, for numbers of clusters that could matter.

Every part lends a lower bound for every number of clusters. The join of these bounds says which numbers a
best map would use; those are tightened, and so on, until the best sum is made of proved values alone. Any map
must then cost at least that much, whatever the numbers nobody looked at would have given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from planner import cpsat
from planner.geography.entry import LimitError
from planner.geography.join import Joint, Steps, join
from planner.geography.part import Part
from planner.geography.stages import Stage

EXTENT_WORK = 1.0
"""Work for the fewest and most clusters of one part, which matter to nobody but a reader of a refusal."""
Narrow = Mapping[int, Callable[[int], tuple[int, ...]]]
"""Before a stage (by number): what to keep least of the number of clusters among maps best so far."""


@dataclass(frozen=True)
class Settled:
    """Stages settled over all parts."""

    values: tuple[int, ...]
    """Proved sums of the stages settled."""
    joint: Joint | None
    """Of the last stage looked at; None when there is no map."""
    complete: bool
    """Every stage is settled; otherwise a limit ended the work, and ``joint.value`` bounds the next stage."""


def settle(
    parts: Sequence[Part], stages: int, totals: Collection[int], narrow: Narrow, budget: cpsat.Budget
) -> Settled:
    """The best sums over maps whose number of clusters is among ``totals``, stage by stage."""
    steps: Steps | None = None
    values: list[int] = []
    joint: Joint | None = None
    _start(parts, totals, budget)
    for stage in range(stages):
        if stage and stage in narrow:
            totals = _least(totals, narrow[stage])
        joint, proved = _stage(parts, stage, totals, steps, budget)
        if joint is None or not proved:
            return Settled(tuple(values), joint, complete=joint is None)
        values.append(joint.value)
        totals, steps = joint.totals, joint.tight
    if stages in narrow:
        lowers = [part.lowers(stages - 1) for part in parts]
        joint = join(lowers, _least(totals, narrow[stages]), steps)
    return Settled(tuple(values), joint, complete=True)


def _least(totals: Collection[int], measure: Callable[[int], tuple[int, ...]]) -> list[int]:
    """Totals that have the least of a measure."""
    best = min(measure(t) for t in totals)
    return [t for t in totals if measure(t) == best]


def _stage(
    parts: Sequence[Part], stage: int, totals: Collection[int], steps: Steps | None, budget: cpsat.Budget
) -> tuple[Joint | None, bool]:
    """The best sum at one stage among maps best at those before, and whether it is proved."""
    while True:
        joint = join([part.lowers(stage) for part in parts], totals, steps)
        if joint is None:
            return None, True
        one = next(joint.allocations())
        todo = [(n, k) for n, k in enumerate(one) if not parts[n].settled(k, stage)]
        if not todo:  # the sum is reached; what else reaches it must be known before the next stage
            todo = [(n, k) for n, k in joint.numbers() if not parts[n].settled(k, stage)]
        if not todo:
            return joint, True
        for n, k in todo:
            if not parts[n].tighten(k, budget):
                return joint, False


def _start(parts: Sequence[Part], totals: Collection[int], budget: cpsat.Budget) -> None:
    """A first bound for each part at its share of the clusters, so that no time goes to numbers far off."""
    if not totals:
        return
    middle, everybody = (min(totals) + max(totals)) / 2, sum(part.n for part in parts)
    for part in parts:
        if part.numbers and not part.entries:
            share = min(max(round(middle * part.n / everybody), part.numbers.start), part.numbers.stop - 1)
            part.tighten(share, budget)


def extent(part: Part, budget: cpsat.Budget) -> tuple[int, int] | None:
    """Fewest and most clusters that a part can have; None when it can have none.

    Args:
        part: with the stages it was last settled by, if any.
        budget: charged with at most EXTENT_WORK; one part that is hard to tell does not end it.

    Raises:
        LimitError: not known within that much work.
    """
    work = EXTENT_WORK if budget.work is None else min(EXTENT_WORK, budget.work - budget.spent_work)
    share = cpsat.Budget(budget.seconds_left, work, budget.seed, budget.stop)
    if not part.stages:  # nobody has asked for anything yet: any choice will do
        part.use((Stage(()),))

    def possible(k: int) -> bool:
        while not part.settled(k, 0):
            if not part.tighten(k, share):
                raise LimitError
        return not part.entry(k).impossible

    try:
        fewest = next(filter(possible, part.numbers), None)
        most = next(filter(possible, reversed(part.numbers)), None)
    finally:
        budget.charge(share)
    return None if fewest is None or most is None else (fewest, most)

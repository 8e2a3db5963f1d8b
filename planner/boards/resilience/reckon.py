"""From a plan to the chances that its boards last."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from planner.boards.resilience.chance import Condition, Reckoner
from planner.boards.resilience.falls import departures
from planner.boards.resilience.figures import (
    BoardLasting,
    Chances,
    ClusterLasting,
    RegionLasting,
    Resilience,
)
from planner.boards.resilience.needs import Needs, Reader, in_force
from planner.boards.resilience.words import sentences
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import DepartureRates, Rulebook
from planner.io.rulebook import load_rulebook, rulebook_ids

YEAR = 365.25
"""Days."""
_LAWS = ("BRD-2", "BRD-3", "BRD-7", "BRD-QUO")


class ResilienceError(ValueError):
    """The chance can't be worked out for what was given; the text says why."""


def resilience(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook | None = None,
    rates: DepartureRates | None = None,
) -> Resilience:
    """The exact chance that the boards of a plan stay within the law and quorate to the end of the plan.

    Every person leaves, or stays, independently: with yearly rate q and t years (days / 365.25) the chance of
    staying is (1 - q) ** t. Nobody is replaced, so a board that is within the law at the end was so throughout.
    Shared people make boards dependent: the number of them who stay is enumerated, the rest factorises
    (RULEBOOK A5.7, VAC-1 to VAC-3, E22). Floating point; no part of any proof.

    Args:
        instance: what was given; narrowed here to the regions of the plan.
        plan: the finished plan; its rules in force say what the law is.
        rulebook: gives the rates; by default the shipped one that the plan names.
        rates: other rates than the rulebook's.

    Raises:
        ResilienceError: the plan has no boards, is for other organisations, or changes its boards on the way;
            there are no rates; or a rate is no share of 1,000.
        TooEntangledError: people link boards in too many ways for an exact answer.

    >>> import planner
    >>> instance = planner.read_instance(planner.example("tiny"))
    >>> result = planner.open(instance, planner.load_rulebook("pct-2011")).solve(governance="model-2")
    >>> 0 < planner.resilience(instance, result.plan).lawful < 1
    True
    """
    rates = _rates(plan, rulebook, rates)
    if not plan.boards:
        raise ResilienceError("the plan has no boards, so there is nothing that could last")
    regions = plan.settings["regions"].value if "regions" in plan.settings else ()
    if regions and not instance.regions_kept:
        instance = instance.within(regions)
    strangers = sorted({b.organisation for b in plan.boards} - instance.by_code.keys())
    if strangers:
        raise ResilienceError(f"the plan is not for this instance: it has no {strangers[0]}")
    if any(seat.from_ > instance.as_at for board in plan.boards for seat in board.neds):
        raise ResilienceError(
            "boards change on the way; the chance is worked out only for boards that stay the same"
        )
    reader = Reader(instance, rates, in_force(plan))
    boards = [reader.needs(board) for board in plan.boards]
    days = (instance.horizon_end - instance.as_at).days + 1
    laws = tuple(i for i in _LAWS if i in reader.rules and (i != "BRD-7" or reader.relevant))
    return _figures(instance, plan, rates, boards, days, sentences(instance, rates, days, laws))


def _rates(plan: Plan, rulebook: Rulebook | None, rates: DepartureRates | None) -> DepartureRates:
    """The rates asked for, else the rulebook's."""
    if rates is None:
        if rulebook is None and plan.rulebook.id not in rulebook_ids():
            raise ResilienceError(
                f"the rulebook {plan.rulebook.id} does not come with planner; give it, or give rates"
            )
        rates = (rulebook or load_rulebook(plan.rulebook.id)).departures
    if rates is None:
        raise ResilienceError("the rulebook has no section [departures], and no rates were given")
    for rate in (rates.chair_per_thousand_a_year, rates.ned_per_thousand_a_year):
        if not 0 <= rate <= 1000:
            raise ResilienceError(f"a rate of {rate} in 1,000 a year is none; it lies from 0 to 1,000")
    if not rates.certainty.strip():
        raise ResilienceError('rates come with what they rest on, for example certainty="ASSUMED"')
    return rates


def _figures(
    instance: Instance,
    plan: Plan,
    rates: DepartureRates,
    boards: Sequence[Needs],
    days: int,
    assumptions: tuple[str, ...],
) -> Resilience:
    """All chances and tests."""
    years = days / YEAR
    chairs = {b.chair for b in plan.boards if b.chair}
    stays = (
        (1 - rates.ned_per_thousand_a_year / 1000) ** years,
        (1 - rates.chair_per_thousand_a_year / 1000) ** years,
    )
    people = chairs.union(*(b.neds for b in boards))
    reckoner = Reckoner({p: stays[p in chairs] for p in people})
    lawful = _System(reckoner, {b.organisation: b.lawful for b in boards})
    quorate = _System(reckoner, {b.organisation: b.quorate for b in boards})
    fallen = {b.organisation: 1.0 - lawful.chance((b,)) for b in boards}

    def together(some: Sequence[Needs]) -> Chances:
        return Chances(
            lawful.chance(some), quorate.chance(some), math.fsum(fallen[b.organisation] for b in some)
        )

    inside: dict[str, list[Needs]] = defaultdict(list)
    led: dict[str, list[Needs]] = defaultdict(list)
    for board in boards:
        cluster = plan.cluster_of[board.organisation]
        inside[cluster.id].append(board)
        led[cluster.region].append(board)
    return Resilience(
        start=instance.as_at,
        end=instance.horizon_end,
        rates=rates,
        boards=tuple(BoardLasting(b.organisation, b.cluster, len(b.neds), together((b,))) for b in boards),
        clusters=tuple(
            ClusterLasting(
                c.id,
                c.region,
                len(inside[c.id]),
                together(inside[c.id]),
                departures(inside[c.id], 1),
                departures(inside[c.id], 2),
            )
            for c in plan.clusters
        ),
        regions=tuple(RegionLasting(r, len(led[r]), together(led[r])) for r in sorted(led)),
        whole=together(boards),
        one=departures(boards, 1),
        two=departures(boards, 2),
        terms_ended=sum(bool(b.chair) + len(b.neds) for b in plan.boards)
        - sum(bool(b.chair) + len(b.neds) for b in boards),
        assumptions=assumptions,
    )


class _System:
    """One kind of need of all boards. What links boards is looked for once, over all of them."""

    def __init__(self, reckoner: Reckoner, needs: Mapping[str, tuple[Condition, ...]]) -> None:
        self.reckoner = reckoner
        self.numbers = {
            organisation: reckoner.numbers(conditions) for organisation, conditions in needs.items()
        }
        every = reckoner.pieces(i for numbers in self.numbers.values() for i in numbers)
        self.piece_of = {i: piece for piece in every for i in piece}

    def chance(self, boards: Sequence[Needs]) -> float:
        """That the conditions of all these boards hold."""
        asked: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for board in boards:
            for i in self.numbers[board.organisation]:
                asked[self.piece_of[i]].add(i)
        pieces: list[tuple[int, ...]] = []
        for piece, numbers in asked.items():
            pieces += [piece] if len(numbers) == len(piece) else self.reckoner.pieces(numbers)
        return self.reckoner.chance(pieces)

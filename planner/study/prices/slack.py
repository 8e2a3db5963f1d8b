"""How far a plan is from the limits of rules: what almost binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from planner.core.caps import CAPS
from planner.core.plan import Board, Plan
from planner.core.rulebook import Authority, RuleSpec
from planner.study.prices.items import CAP_STEP
from planner.study.prices.question import Question

Found = tuple[int, int, str, str, str]
"""Slack, one step in the same unit, unit, what was measured beside the limit, and where."""


@dataclass(frozen=True)
class Slack:
    """The room that a plan leaves to the limit of one rule, at its tightest place."""

    rule: str
    authority: Authority
    room: int
    """In ``unit``; 0: at the limit."""
    step: int
    """One step of the limit, in the same unit."""
    unit: str
    measured: str
    """What was measured and the limit, in words."""
    where: str
    """Organisation codes of the cluster or board, or for how many it is so; never a person."""
    certainty: str = ""
    """How sure the source of the limit is, as the rulebook says."""
    places: int = 1
    """Clusters or boards that leave no more room than this."""

    @property
    def almost(self) -> bool:
        """Whether one step of the limit would make it bind."""
        return self.room < self.step or self.room == 0


def slack_of(question: Question, plan: Plan) -> tuple[Slack, ...]:
    """The tightest place of every rule in force that has a limit, nearest to its limit first.

    Args:
        question: whose rules are in force.
        plan: the best plan; populations in people, directors and members by seat.
    """
    found: list[Slack] = []
    for spec in question.rulebook.rules:
        make = _MEASURES.get(spec.id)
        if not spec.on or spec.strength != "must" or make is None:
            continue
        by_unit: dict[str, Slack] = {}
        for room, step, unit, measured, where in make(question, plan, spec):
            key = f"{unit} {measured.rpartition(';')[2]}"
            now = Slack(spec.id, spec.authority, room, step, unit, measured, where, spec.certainty)
            best = by_unit.get(key)
            if best is None or room < best.room:
                by_unit[key] = now
            elif room == best.room:
                by_unit[key] = replace(best, places=best.places + 1)
        found += by_unit.values()
    found += _caps(question, plan)
    return tuple(sorted(found, key=lambda s: (not s.almost, Fraction(s.room, s.step), s.rule)))


def _size(_: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    most = int(spec.parameters["max"])
    for c in plan.clusters:
        n = len(c.organisations)
        yield most - n, 1, "organisations", f"{n} organisations; at most {most}", c.id


def _people(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    step = question.rulebook.population_step
    for c in plan.clusters:
        inside = [w for w in spec.parameters.get("windows", ()) if w[0] <= c.population <= w[1]]
        for low, high in inside[:1]:
            yield c.population - low, step, "people", f"{c.population:,} people; at least {low:,}", c.id
            yield high - c.population, step, "people", f"{c.population:,} people; at most {high:,}", c.id


def _overlap(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    """Overlap with consortia that cover parts of organisations; whole ones differ or don't."""
    theta = int(spec.parameters["theta_permille"])
    by_code = question.instance.by_code
    shares: dict[str, dict[str, Fraction]] = {}
    for f in question.instance.footprints:
        shares.setdefault(f.consortium, {})[f.organisation] = Fraction(f.share_of_organisation)
    for name, rows in sorted(shares.items()):
        if not rows.keys() <= by_code.keys() or set(rows.values()) == {Fraction(1)}:
            continue
        covered = sum(by_code[o].population * s for o, s in rows.items())
        for c in plan.clusters:
            both = sum(by_code[o].population * rows[o] for o in c.organisations if o in rows)
            union = c.population + covered - both
            if both and union:
                part = int(both / union * 1000)
                words = f"{part / 10:.1f}% in common with the consortium {name}; below {theta / 10:g}%"
                yield max(0, theta - part), 10, "thousandths", words, c.id


def _board(count: Callable[[Board], tuple[int, int | None, int | None, str]]) -> Callable[..., Iterator[Found]]:
    """Boards by something counted on each: the number, the fewest and the most, and its unit."""

    def made(_: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
        del spec
        for b in plan.boards:
            n, least, most, unit = count(b)
            if least is not None:
                yield n - least, 1, unit, f"{n} {unit}; at least {least}", b.organisation
            if most is not None:
                yield most - n, 1, unit, f"{n} {unit}; at most {most}", b.organisation

    return made


def _neds(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    low, high = int(spec.parameters["min"]), int(spec.parameters["max"])
    yield from _board(lambda b: (len(b.neds), low, high, "directors"))(question, plan, spec)


def _members(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    low, high = int(spec.parameters["min"]), int(spec.parameters["max"])
    yield from _board(lambda b: (len(b.neds) + _voting(b), low, high, "voting members"))(question, plan, spec)


def _officers(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    most = int(spec.parameters["max"])
    yield from _board(lambda b: (_voting(b), None, min(most, len(b.neds)), "voting officers"))(
        question, plan, spec
    )


def _committee(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    least = int(spec.parameters["least"])
    yield from _board(lambda b: (len(b.neds), least, None, "directors for an audit committee"))(
        question, plan, spec
    )


def _quorum(question: Question, plan: Plan, spec: RuleSpec) -> Iterator[Found]:
    """People in post beside the quorum: a third of the seats, rounded up."""

    def counted(b: Board) -> tuple[int, int | None, int | None, str]:
        seats = 1 + max(question.instance.by_code[b.organisation].ned_seats, len(b.neds)) + _voting(b)
        there = (b.chair is not None) + len(b.neds) + _voting(b)
        return there, -(-seats // 3), None, "people in post for the quorum"

    yield from _board(counted)(question, plan, spec)


def _voting(board: Board) -> int:
    return sum(o.voting for o in board.officers)


def _number(question: Question, plan: Plan, _: RuleSpec) -> Iterator[Found]:
    asked, n = question.settings.clusters, len(plan.clusters)
    if asked is None:
        return
    yield n - asked[0], 1, "clusters", f"{n} clusters; at least {asked[0]}", "the whole plan"
    yield asked[1] - n, 1, "clusters", f"{n} clusters; at most {asked[1]}", "the whole plan"


def _caps(question: Question, plan: Plan) -> Iterator[Slack]:
    """Room under caps whose amount is also an aim."""
    values = {x.id: x.value for x in plan.levels}
    for name, most in question.settings.caps.items():
        if name in values:
            words = f"{values[name]:,} {CAPS[name].unit}; at most {most:,}"
            yield Slack(
                f"cap on {name}",
                "planner",
                most - values[name],
                CAP_STEP[name],
                CAPS[name].unit,
                words,
                "the whole plan",
            )


_MEASURES: dict[str, Callable[[Question, Plan, RuleSpec], Iterator[Found]]] = {
    "GEO-10": _number,
    "GEO-SIZE": _size,
    "GEO-POP": _people,
    "GEO-7": _overlap,
    "BRD-3": _neds,
    "BRD-MEM": _members,
    "BRD-OFF": _officers,
    "BRD-QUO": _quorum,
    "BRD-AC": _committee,
}

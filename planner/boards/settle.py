"""Settling the boards of one block: rules posted, levels in order, whole numbers throughout.

Levels are lexicographic. As many as fit share one weighted sum with certified multipliers (each larger than
all that follows can amount to); the next sum starts with the earlier levels fixed at their proved values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from planner import cpsat
from planner.boards import relaxed
from planner.boards.counted import as_count
from planner.boards.model import BlockModel
from planner.boards.pool import Posts, Shape
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel
from planner.objectives.bounds import most_seats
from planner.rules.base import BoardRule, Expr, Rule

LARGEST = 2**32
"""Larger sums would still be exact, but the solver's LP loses sight of the last levels and proofs take far
longer."""
MONEY, LARGEST_WITH_MONEY = 2**16, 2**30
"""The same for sums with a level that can be as large as that: pounds, where counts are tens."""
NARROW = 1000
"""The same under limits: with larger sums proofs take minutes instead of milliseconds."""
QUICK = 0.2
"""Work of a first try at each sum; all but a few clusters of ten and more are proved within a tenth of it."""
STRAIGHT = 2**36
"""The same for linear programmes by themselves, whose bounds are certified whatever they lose sight of."""
At = Callable[[Any], int]
Limit = tuple[Callable[[BlockModel, Mapping[str, Expr]], Expr], int]
"""What to measure, given the model and the levels' expressions by id, and the most it may be."""


@dataclass(frozen=True)
class SettledBlock:
    """What was found for one block."""

    status: cpsat.Status
    model: BlockModel
    at: At
    values: tuple[int, ...]
    bounds: tuple[int, ...]


@dataclass(frozen=True)
class Clash:
    """Rules and subjects that cannot all be met; removing any one of them helps."""

    rules: tuple[tuple[str, str], ...]
    """(rule id, subject)."""


def _lifted(instance: Instance, rule: str, subject: str, clusters: dict[str, Sequence[str]]) -> bool:
    """Whether an ``exempt`` decision lifts the rule from this board or exactly this cluster."""
    for d in instance.decisions:
        if d.kind == "exempt" and d.subject == rule and d.object:
            codes = set(d.object.split(";"))
            if (subject in clusters and set(clusters[subject]) == codes) or (
                subject not in clusters and subject in codes
            ):
                return True
    return False


def _post(model: BlockModel, rules: Sequence[Rule], tagged: bool) -> dict[tuple[str, str], Expr]:
    """Post every rule about boards; with ``tagged`` each (rule, subject) under a literal of its own."""
    literals: dict[tuple[str, str], Expr] = {}
    for rule in rules:
        if not isinstance(rule, BoardRule) or rule.spec.strength != "must":
            continue
        for subject in rule.subjects(model):
            # a cluster id is also an organisation code: cluster rules have cluster ids only
            clusters = model.clusters if rule.about_clusters else {}
            if _lifted(model.instance, rule.id, subject, dict(clusters)):
                continue
            if (rule.id, subject) in model.implied:
                continue
            literal = model.cp.new_bool_var(f"{rule.id}|{subject}") if tagged else None
            if literal is not None:
                literals[rule.id, subject] = literal
            rule.post(model, subject, literal)
    return literals


def lawful(
    instance: Instance,
    rulebook: Rulebook,
    rules: Sequence[Rule],
    posts: Posts,
    shapes: Sequence[Shape],
    *,
    counting: bool = False,
) -> BlockModel:
    """The boards of a block with every rule posted and nothing asked yet."""
    model = BlockModel(instance, rulebook, shapes, posts, counting=counting)
    _post(model, rules, tagged=False)
    return model


def _stages(expressions: Sequence[tuple[Expr, int]], largest: int | None = None) -> list[list[tuple[int, int]]]:
    """Split levels into sums: lists of (level, multiplier), each sum below ``largest`` (:data:`LARGEST`)."""
    stages: list[list[int]] = []
    room, money = 1, False
    for level, (_, highest) in enumerate(expressions):
        money |= highest >= MONEY
        usual = min(LARGEST, LARGEST_WITH_MONEY) if money else LARGEST
        if not stages or room * (highest + 1) >= (usual if largest is None else largest):
            stages.append([])
            room, money = 1, highest >= MONEY
        stages[-1].append(level)
        room *= highest + 1
    weighted = []
    for stage in stages:
        multiplier, rows = 1, []
        for level in reversed(stage):
            rows.append((level, multiplier))
            multiplier *= expressions[level][1] + 1
        weighted.append(rows[::-1])
    return weighted


def _tidy(model: BlockModel) -> tuple[Expr, int]:
    """Among plans equal at every level: few people sit where they do not today, votes and audit chairs stay.

    Not a level: it only makes the example assignment the one a reader expects.
    """
    home = {(person, row.organisation) for person in model.holders for row in model.posts[person]}
    elsewhere = [
        (2 if person in model.recruiting else 1) * seat  # a recruit for few boards rather than for many
        for seats in (model.chair, model.ned)
        for (person, o), seat in seats.items()
        if (person, o) not in home and not isinstance(seat, int)
    ]
    terms = [1 - v for v in model.voting.values()]
    terms += [
        1 - model.audit[person, row.organisation]
        for person in model.holders
        for row in model.posts[person]
        if row.audit_chair and (person, row.organisation) in model.audit
    ]
    weight = len(terms) + 1  # votes and audit chairs come after
    seats_most = 2 * min(len(elsewhere), most_seats(model, model.rulebook))
    total = cp_model.LinearExpr.sum(terms) + weight * cp_model.LinearExpr.sum(elsewhere)
    return total, len(terms) + weight * seats_most


def _at(last: At, expression: Expr) -> int:
    return expression if isinstance(expression, int) else int(last(expression))


def _posted(
    model: BlockModel, rulebook: Rulebook, levels: Sequence[BoardLevel], limits: Sequence[Limit], *, tidy: bool
) -> list[tuple[Expr, int]]:
    """Expressions of all levels and the most that each can be, with every limit posted."""
    expressions = [level.post(model, rulebook) for level in levels]
    named = zip(levels, expressions, strict=True) if limits else ()
    posted = {level.id: expression for level, (expression, _) in named}
    for measure, most in limits:
        measured = measure(model, posted)
        model.require(measured <= most, None)
        count = as_count(model, measured, most)
        if count is not None:
            model.require(count, None)
    return [*expressions, _tidy(model)] if tidy else expressions


@dataclass
class _Settling:
    """Levels of a block on their way to their values."""

    model: BlockModel
    expressions: Sequence[tuple[Expr, int]]
    """Each level, and the tidiness that follows them if it is asked for; and the most that it can be."""
    counted: int
    """How many of them are levels."""
    largest: int | None
    """Sums stay below that; :data:`LARGEST` if None."""
    values: list[int]
    """Of the first levels."""

    def sums(self, largest: int | None = None) -> list[list[tuple[int, int]]]:
        """Sums of the levels that have no value yet: (level, multiplier)."""
        done = len(self.values)
        stages = _stages(self.expressions[done:], largest or self.largest)
        return [[(done + level, m) for level, m in stage] for stage in stages]

    def fix(self, *values: int) -> None:
        """The next levels have these values from now on."""
        for value in values:
            self.model.require(self.expressions[len(self.values)][0] == value, None)
            self.values.append(value)

    def straight(self, budget: cpsat.Budget) -> relaxed.Lowest | None:
        """What linear programmes say, where seats are written so that they are almost whole."""
        several = {k for k, boards in self.model.clusters.items() if len(boards) > 1}
        if not several <= self.model.flows:
            return None
        sums = [[(self.expressions[level][0], m) for level, m in stage] for stage in self.sums(STRAIGHT)]
        return relaxed.lowest(self.model.cp, sums, budget)

    def run(self, budget: cpsat.Budget, *, confirm: bool = True) -> SettledBlock:
        """Settle what is left by CP-SAT, one run for each sum; ``confirm`` asks twice before "infeasible"."""
        last: At | None = None
        bounds = list(self.values)
        while last is None or len(self.values) < len(self.expressions):
            stage = next(iter(self.sums()), [])
            cpsat.minimise(self.model.cp, sum(self.expressions[level][0] * m for level, m in stage))
            solved = cpsat.solve(self.model.cp, budget, confirm=confirm, light=True, quick=QUICK)
            if solved.value is None:
                if last is None:
                    return SettledBlock(solved.status, self.model, lambda _: 0, (), ())
                break
            last = solved.at
            if solved.status != "optimal":
                bounds += [max(0, solved.bound or 0) // m for _, m in stage[:1]]
                break
            self.fix(*_shares(solved.value, stage))
            while len(self.values) < len(self.expressions) and not _at(
                last, self.expressions[len(self.values)][0]
            ):
                self.fix(0)  # nothing is below 0: settled without a run
            bounds = list(self.values)
        return self.settled(last, bounds)

    def settled(self, last: At, bounds: Sequence[int]) -> SettledBlock:
        """The block with its best boards so far and bounds of the first levels."""
        n = self.counted
        reached = tuple(_at(last, e) for e, _ in self.expressions[:n])
        padded = tuple(bounds[:n]) + (0,) * (n - len(bounds))
        known = tuple(min(b, v) for b, v in zip(padded, reached, strict=True))
        return SettledBlock("optimal" if known == reached else "feasible", self.model, last, reached, known)


def _shares(total: int, stage: Sequence[tuple[int, int]]) -> list[int]:
    """Values of the levels of a sum."""
    values = []
    for _, multiplier in stage:
        value, total = divmod(total, multiplier)
        values.append(value)
    return values


def settle_block(
    instance: Instance,
    rulebook: Rulebook,
    rules: Sequence[Rule],
    levels: Sequence[BoardLevel],
    posts: Posts,
    shapes: Sequence[Shape],
    budget: cpsat.Budget,
    limits: Sequence[Limit] = (),
    *,
    tidy: bool = True,
    known: Sequence[int] = (),
    straight: bool = True,
) -> SettledBlock:
    """The best boards of one block, proved level by level unless the budget runs out.

    ``limits`` say what else must not exceed so much; ``tidy`` takes, among equals, the assignment that a reader
    expects, which values alone don't need; ``known`` are values of the first levels that were proved before;
    ``straight`` asks linear programmes before CP-SAT.
    """

    def settling() -> _Settling:
        model = lawful(instance, rulebook, rules, posts, shapes, counting=straight)
        expressions = _posted(model, rulebook, levels, limits, tidy=tidy)
        made = _Settling(model, expressions, len(levels), NARROW if limits else None, [])
        made.fix(*known)
        return made

    now, ahead = settling(), None
    if straight:  # half of what is left stays for CP-SAT, which has boards, if not the best, soon
        share = budget.part(50)
        ahead = now.straight(share)
        budget.charge(share)
    if ahead is not None and ahead.corner:
        return now.settled(cpsat.valued(ahead.corner), (*known, *ahead.values))
    if ahead is not None and ahead.values:
        now.fix(*ahead.values)
        share = budget.part(50)
        found = now.run(share, confirm=False)  # nobody is told so: it is asked anew below
        budget.charge(share)
        if found.values:
            return found
        now = settling()  # a bound that no boards reach, or too little work
    return now.run(budget)


def clash(
    instance: Instance,
    rulebook: Rulebook,
    rules: Sequence[Rule],
    posts: Posts,
    shapes: Sequence[Shape],
    budget: cpsat.Budget,
) -> Clash | None:
    """A minimal set of rules that no boards of the block can meet; None when there is none or time ran out."""
    model = BlockModel(instance, rulebook, shapes, posts, tight=False)
    literals = _post(model, rules, tagged=True)
    keys = list(literals)
    blamed = cpsat.core(model.cp, [literals[k] for k in keys], budget)
    return None if blamed is None else Clash(tuple(keys[i] for i in blamed))

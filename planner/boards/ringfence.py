"""What may become of everybody over all boards that are best at the levels not marked personal.

The block model gets every such level fixed at its best value; what then is possible is *N* of
docs/semantics.md. People of one class (:mod:`planner.boards.alike`) may be exchanged in N, so one member
speaks for all. Questions "may somebody of this class end so, or hold a post of that kind?" are asked together:
every solution must answer at least one of those still open with yes, and when there is no such solution, all
that are left are answered with no. Each solution is changed into more by exchanges of two people
(:mod:`planner.boards.exchange`), which answer most of what can be answered with yes. So a block needs few runs,
and one proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from planner import cpsat
from planner.boards.alike import classes
from planner.boards.exchange import Exchange
from planner.boards.kinds import holders, kinds_of
from planner.boards.literals import literal_of
from planner.boards.model import BlockModel
from planner.boards.pool import Posts
from planner.boards.possible import Cases, Fates
from planner.boards.settle import QUICK, SettledBlock, _post, _stages
from planner.core.fences import PostKind
from planner.core.instance import Instance
from planner.core.plan import Outcome
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel
from planner.rules.base import BoardRule, Expr, Rule

Question = tuple[int, str, object]
"""Class, ``ends`` / ``holds`` / ``lacks``, and an outcome or a kind of post."""

MANY = 0.3
"""Deterministic work spent on making one solution answer many questions at once."""

SMALL = 250
"""Questions up to which a run without presolve is quicker."""


@dataclass
class Chances:
    """What is possible in N for one class of people."""

    people: tuple[str, ...]
    outcomes: set[Outcome] = field(default_factory=set)
    holds: set[PostKind] = field(default_factory=set)
    """Kinds of post that a member holds in some plan."""
    lacks: set[PostKind] = field(default_factory=set)
    """Kinds of post that a member is without in some plan."""


@dataclass(frozen=True)
class BlockChances:
    """What is possible in N for the people of one block; ``example_in_n`` tells of the block's example."""

    classes: tuple[Chances, ...]
    values: tuple[int, ...]
    """Best values of the levels that are not personal."""
    example_in_n: bool
    runs: int


def chances(
    instance: Instance,
    rulebook: Rulebook,
    rules: Sequence[Rule],
    levels: Sequence[BoardLevel],
    posts: Posts,
    block: SettledBlock,
    budget: cpsat.Budget,
) -> BlockChances | None:
    """What may become of everybody in a block; None when the budget ran out.

    Args:
        instance: what is given.
        rulebook: its board levels tell what is best.
        rules: all rules that are on.
        levels: all board levels in order, personal ones included.
        posts: people of today.
        block: settled boards, the example.
        budget: charged with the work spent.
    """
    counted = [x for x in levels if not x.personal]
    model = BlockModel(instance, rulebook, block.model.shapes, posts)
    _post(model, rules, tagged=False)
    for person in model.stands_down:
        # who offered stands down rather than that the place ends, whatever levels there are
        model.require(model.place_ends[person] == 0, None)
    settled = _settle(model, rulebook, levels, counted, block, budget)
    if settled is None:
        return None
    values, solution = settled
    example = tuple(v for x, v in zip(levels, block.values, strict=True) if not x.personal)
    search = _Search(model, rules, counted, budget)
    search.learn(solution)
    if example == values:
        search.learn_example(block)
    if not search.run():
        return None
    return BlockChances(tuple(search.classes), values, example == values, search.runs)


def _settle(
    model: BlockModel,
    rulebook: Rulebook,
    levels: Sequence[BoardLevel],
    counted: Sequence[BoardLevel],
    block: SettledBlock,
    budget: cpsat.Budget,
) -> tuple[tuple[int, ...], Sequence[int]] | None:
    """Fix each level that counts at its best value, which is known for those before the first personal one."""
    expressions = [level.post(model, rulebook) for level in counted]
    known = 0
    if block.status == "optimal":
        first = next((i for i, level in enumerate(levels) if level.personal), len(levels))
        known = first
    values = [int(v) for v in block.values[:known]]
    for (expression, _), value in zip(expressions, values, strict=False):
        model.require(expression == value, None)
    _hint(model, block)
    solution: Sequence[int] = ()
    for stage in _stages(expressions[known:]) or [[]]:
        if stage:
            cpsat.minimise(model.cp, sum(expressions[known + level][0] * m for level, m in stage))
        solved = cpsat.solve(model.cp, budget, light=True, quick=QUICK)
        if solved.status == "infeasible":
            raise RuntimeError("a block that was settled has no lawful boards")
        if solved.status != "optimal" or solved.value is None:
            return None
        solution, rest = solved.all_values, solved.value
        for level, multiplier in stage:
            values.append(rest // multiplier)
            rest %= multiplier
            model.require(expressions[known + level][0] == values[-1], None)
        model.cp.clear_objective()  # type: ignore[no-untyped-call]
        cpsat.hint(model.cp, solved)
    return tuple(values), solution


def _hint(model: BlockModel, block: SettledBlock) -> None:
    """Start from the example: variables of the two models that bear the same name."""
    old = block.model.cp
    seen = {v.name: i for i, v in enumerate(old.proto.variables) if v.name}
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for index, variable in enumerate(model.cp.proto.variables):
        if variable.name in seen:
            value = block.at(old.get_int_var_from_proto_index(seen[variable.name]))
            model.cp.add_hint(model.cp.get_int_var_from_proto_index(index), value)


class _Search:
    """Asks all questions about one block."""

    def __init__(
        self, model: BlockModel, rules: Sequence[Rule], levels: Sequence[BoardLevel], budget: cpsat.Budget
    ) -> None:
        self.model, self.budget, self.runs = model, budget, 0
        one_seat = any(isinstance(r, BoardRule) and r.id == "BRD-2" for r in rules)
        self.fates = Fates(model, one_seat)
        self.exchange = Exchange(model)
        self.classes = [Chances(people) for people in classes(model, rules, levels)]
        self.kinds = {k: holders(model, k) for shape in model.shapes for k in kinds_of(shape)}
        self.held: dict[str, list[tuple[PostKind, Expr]]] = {}
        for kind, by in self.kinds.items():
            for person, seat in by.items():
                self.held.setdefault(person, []).append((kind, seat))
        self.number = {p: n for n, mine in enumerate(self.classes) for p in mine.people}
        self.having: dict[object, set[str]] = {}
        """By outcome or kind of post: of whom it is true in the present solution."""
        self.open: dict[Question, list[Expr]] = {}
        """Literals by question; one of them true answers it with yes."""
        for number, mine in enumerate(self.classes):
            self._ask(number, mine.people[0])

    def _ask(self, number: int, person: str) -> None:
        for outcome, cases in self.fates.cases(person).items():
            self._question((number, "ends", outcome), cases)
        for kind, held in self.kinds.items():
            if person in held:
                self._question((number, "holds", kind), [[held[person] >= 1]])
                self._question((number, "lacks", kind), [[held[person] <= 0]])
            else:
                self.classes[number].lacks.add(kind)

    def _question(self, question: Question, cases: Cases) -> None:
        for case in cases:
            name = f"asked[{question},{len(self.open.get(question, ()))}]"
            literal = literal_of(self.model, case, name)
            if literal is not None:
                self.open.setdefault(question, []).append(literal)

    def learn(self, solution: Sequence[int]) -> None:
        """Answer with yes what a solution shows, and what others show that two people make by an exchange."""
        self.exchange.start(solution)
        self.having.clear()
        for person in self.number:
            self._read(person)
        found = True
        while found and self.open:
            found = False
            for question in list(self.open):
                found |= question in self.open and self._exchanged(question)

    def _exchanged(self, question: Question) -> bool:
        """Look for an exchange that answers an open question with yes."""
        number, what, thing = question
        if what == "lacks":
            others = sorted(self.number.keys() - self.having.get(thing, set()))
        else:
            others = sorted(self.having.get(thing, ()))
        for other in others:
            for person in self.classes[number].people:
                if person == other or not self._swapped(person, other, thing):
                    continue
                self._read(person)
                self._read(other)
                if question not in self.open:
                    return True  # not so where the seat that was meant is certain and stays with the other
        return False

    def _swapped(self, one: str, other: str, thing: object) -> bool:
        """Whether two people could exchange all they have, or all where a post is sought."""
        if self.exchange.swap(one, other):
            return True
        if not isinstance(thing, PostKind):
            return False
        tied = not (self.model.enters_one(one) and self.model.enters_one(other))
        if tied and self.exchange.swap(one, other, PostKind(thing.cluster, thing.kind)):
            return True
        # who has a local seat has no other in the cluster, so that exchange is the first one again
        alone = thing.organisation and thing.kind != "locality"
        return bool(alone) and self.exchange.swap(one, other, thing)

    def _read(self, person: str) -> None:
        """Note what becomes of somebody in the present solution, for the person and for the class."""
        at = self.exchange.value
        outcome = self.fates.read(person, at)
        kinds = {kind for kind, seat in self.held.get(person, ()) if at(seat) >= 1}
        for people in self.having.values():
            people.discard(person)
        for thing in (outcome, *kinds):
            self.having.setdefault(thing, set()).add(person)
        self._note(self.number[person], outcome, kinds)

    def _note(self, number: int, outcome: Outcome, kinds: set[PostKind]) -> None:
        """Answer with yes what becomes of a member of a class."""
        self._yes(number, "ends", outcome)
        for kind in self.kinds:
            self._yes(number, "holds" if kind in kinds else "lacks", kind)

    def _yes(self, number: int, what: str, thing: object) -> None:
        mine = self.classes[number]
        known: set[object] = {"ends": mine.outcomes, "holds": mine.holds, "lacks": mine.lacks}[what]  # type: ignore[assignment]
        known.add(thing)
        self.open.pop((number, what, thing), None)

    def learn_example(self, block: SettledBlock) -> None:
        """The block's example is a plan of N too."""
        fates = Fates(block.model, one_seat_a_board=True)
        tables = {k: holders(block.model, k) for shape in block.model.shapes for k in kinds_of(shape)}
        for person, number in self.number.items():
            kinds = {k for k, by in tables.items() if person in by and block.at(by[person]) >= 1}
            self._note(number, fates.read(person, block.at), kinds)

    def run(self) -> bool:
        """Until nothing is open; whether that was reached."""
        while self.open:
            self.model.cp.add_bool_or(_flat(self.open.values()))
            solved = self._many()
            if solved.status == "unknown":
                solved = cpsat.solve(self.model.cp, self.budget)
                self.runs += 1
            if solved.status == "infeasible":
                self.open.clear()
                return True
            if not solved.all_values:
                return False
            before = len(self.open)
            self.learn(solved.all_values)
            if len(self.open) == before:
                raise RuntimeError("a solution that answers a question does not show its answer")
            cpsat.hint(self.model.cp, solved)
        return True

    def _many(self) -> cpsat.Solved:
        """A solution that answers many questions, or a confirmed no; ``unknown`` when little work won't do."""
        self.model.cp.maximize(sum(_flat(self.open.values())))
        little = cpsat.Budget(self.budget.seconds_left, MANY, self.budget.seed, self.budget.stop)
        solved = cpsat.solve(self.model.cp, little, light=True, quick=MANY if len(self.open) < SMALL else 0.0)
        self.budget.spent_work += little.spent_work  # its end is no end of the run
        self.runs += 1
        self.model.cp.clear_objective()  # type: ignore[no-untyped-call]
        return solved


def _flat(literals: Iterable[list[Expr]]) -> list[Expr]:
    return [x for some in literals for x in some]

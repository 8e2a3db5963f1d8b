"""Further plans from one plan: two people exchange all that they have, and every constraint is looked at again.

Many plans that are as good differ in who sits where alone. An exchange is tried on the numbers of a solution;
only when every constraint of the model holds with them is it a plan too, so nothing rests on an argument why it
should be. That takes microseconds where a run takes tenths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from planner.boards.conditions import conditions, inside
from planner.boards.model import BlockModel
from planner.core.fences import PostKind
from planner.rules.base import Expr

Term = tuple[int, int]
"""Variable and factor."""


class _Seat(NamedTuple):
    """A seat or post, the same for whoever has it."""

    what: str
    place: str
    """Organisation or cluster."""
    rank: int
    """Which of the variables of one expression."""


class Exchange:
    """One solution of a block's model, changed step by step into others."""

    def __init__(self, model: BlockModel) -> None:
        """The constraints are those that the model has now; variables added later are left out."""
        self.model = model
        found = list(conditions(model.cp))
        self.able = None not in found
        """Whether all constraints are understood; if not, no exchange is found."""
        self._sums = [c for c in found if c is not None]
        self._domains = [tuple(v.domain) for v in model.cp.proto.variables]
        self._in: list[list[Term]] = [[] for _ in self._domains]
        """By variable: sums it is in, with its factor; 0 where it is only a condition."""
        for number, row in enumerate(self._sums):
            for variable, factor in zip(row.unknowns, row.factors, strict=True):
                self._in[variable].append((number, factor))
            for literal in row.when:
                self._in[literal if literal >= 0 else -1 - literal].append((number, 0))
        self._values: list[int] = []
        self._reached: list[int] = []
        self._mine: dict[str, dict[object, int]] = self._by_person()
        self._inside = {(k, ""): self._part({k, *inside}) for k, inside in model.clusters.items()}
        self._inside |= {(k, o): self._part({o}) for k, inside in model.clusters.items() for o in inside}

    def start(self, values: Sequence[int]) -> None:
        """Take a solution of the model, or of one that has grown since."""
        self._values = list(values[: len(self._domains)])
        self._reached = [
            sum(self._values[v] * f for v, f in zip(row.unknowns, row.factors, strict=True))
            for row in self._sums
        ]
        if self.able and not all(map(self._holds, range(len(self._sums)))):
            raise RuntimeError("a solution breaks a constraint of its model")

    def value(self, expression: Expr) -> int:
        """Value of a variable, sum or number in the present solution."""
        if isinstance(expression, int):
            return expression
        if isinstance(expression, cp_model.IntVar):
            return self._values[expression.index]
        flat = cp_model.FlatIntExpr(expression)
        total: int = flat.offset
        for variable, factor in zip(flat.vars, flat.coeffs, strict=True):
            total += self._values[variable.index] * factor
        return total

    def swap(self, one: str, other: str, at: PostKind | None = None) -> bool:
        """Let two people exchange all they have, if that is a solution again; otherwise change nothing.

        With ``at`` it is only what they have in its cluster, or on its board where it belongs to one.
        """
        mine = self._mine if at is None else self._inside[at.cluster, at.organisation]
        first, second = mine[one], mine[other]
        wanted: dict[int, int] = {}
        for here, there in ((first, second), (second, first)):
            for key, variable in here.items():
                its = self._values[variable]
                if key in there:
                    if self._values[there[key]] != its:
                        wanted[there[key]] = its
                elif its:
                    return False  # something that the other can't have
        return bool(wanted) and self._change(wanted)

    def _change(self, wanted: dict[int, int]) -> bool:
        """Set variables; undone unless all constraints hold."""
        if not self.able or not all(inside(x, self._domains[v]) for v, x in wanted.items()):
            return False
        before = {v: self._values[v] for v in wanted}
        touched = self._set(wanted)
        if all(map(self._holds, touched)):
            return True
        self._set(before)
        return False

    def _set(self, wanted: dict[int, int]) -> set[int]:
        touched = set()
        for variable, value in wanted.items():
            more = value - self._values[variable]
            self._values[variable] = value
            for number, factor in self._in[variable]:
                self._reached[number] += factor * more
                touched.add(number)
        return touched

    def _holds(self, number: int) -> bool:
        row = self._sums[number]
        if inside(self._reached[number], row.ranges):
            return True
        return not all(self._values[x] if x >= 0 else not self._values[-1 - x] for x in row.when)

    def _part(self, places: set[str]) -> dict[str, dict[object, int]]:
        """Of each person's variables the seats and posts in some places."""
        return {
            person: {key: v for key, v in mine.items() if isinstance(key, _Seat) and key.place in places}
            for person, mine in self._mine.items()
        }

    def _by_person(self) -> dict[str, dict[object, int]]:
        """Variables of each person, under the same key for what is the same for another person."""
        model = self.model
        mine: dict[str, dict[object, int]] = {p: {} for p in model.people}
        seen: set[int] = set()

        def note(person: str, what: str | tuple[str, str], expression: Expr) -> None:
            if isinstance(expression, int):
                return
            flat = cp_model.FlatIntExpr(expression)
            for rank, index in enumerate(sorted(v.index for v in flat.vars if v.index not in seen)):
                mine[person][_Seat(*what, rank) if isinstance(what, tuple) else (what, rank)] = index
                seen.add(index)

        # shared seats and audit chairs first: those of single boards are sums with them
        for what in ("shared", "audits", "chair", "ned", "audit", "cluster_chair", "nominee", "alternative"):
            for (person, place), expression in getattr(model, what).items():
                note(person, (what, place), expression)
        for what in ("placed", "used", "chairs_any", "audits_any", "stands_down", "place_ends"):
            for person, expression in getattr(model, what).items():
                note(person, what, expression)
        for index, variable in enumerate(model.cp.proto.variables):
            name, _, rest = variable.name.partition("[")
            if (
                index not in seen and rest
            ):  # what a level counts for a person: level[person] or level[.., person]
                parts = rest.removesuffix("]").split(",")
                for person in [p for p in parts if p in mine][:1]:
                    parts[parts.index(person)] = ""
                    mine[person][name, tuple(parts)] = index
        return mine

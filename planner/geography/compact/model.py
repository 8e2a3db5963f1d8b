"""The compact model: which organisation is in the cluster of which root.

The organisations of a part are put in an order. A cluster's root is its first member in that order, so
``x[i, r]`` exists only for ``r <= i`` and every grouping has exactly one form. Rules are posted by
:mod:`planner.geography.compact.rules`, levels by :mod:`planner.geography.compact.levels`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.rules.base import Expr

Lit = cp_model.IntVar


@dataclass
class Compact:
    """Variables of the model and the literals that switch rules on.

    Args:
        instance: the whole of what is given.
        codes: organisations of the part, in the order that decides roots.
        switchable: with one literal for each (rule, subject); else rules are posted for good.
        apart: pairs (i, r) of positions of which r can't be the root of i's cluster.
    """

    instance: Instance
    codes: tuple[str, ...]
    rulebook: Rulebook
    low: int
    high: int
    switchable: bool = False
    apart: frozenset[tuple[int, int]] = frozenset()
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: dict[tuple[int, int], Lit] = field(default_factory=dict)
    literals: dict[tuple[str, str], Lit] = field(default_factory=dict)
    _exact: dict[frozenset[str], Lit] = field(default_factory=dict)
    _numbers: dict[int, Lit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.codes)
        self.position = {c: i for i, c in enumerate(self.codes)}
        self.population = [self.instance.by_code[c].population for c in self.codes]
        for i in range(n):
            for r in range(i + 1):
                if (i, r) not in self.apart:
                    self.x[i, r] = self.model.new_bool_var(f"x{i},{r}")
                    if r < i:
                        self.model.add_implication(self.x[i, r], self.x[r, r])
        self.roots = [[r for r in range(i + 1) if (i, r) in self.x] for i in range(n)]
        self.members = [[i for i in range(r, n) if (i, r) in self.x] for r in range(n)]
        for i in range(n):
            one_of = [self.x[i, r] for r in self.roots[i]]
            if self.switchable:
                self.model.add_at_most_one(one_of)
                self.model.add_bool_or(one_of).only_enforce_if(self.on("GEO-2", self.codes[i]))
            else:
                self.model.add_exactly_one(one_of)
        self.number = cp_model.LinearExpr.sum([self.x[r, r] for r in range(n)])

    def on(self, rule: str, subject: str) -> list[Lit]:
        """Literals under which a rule holds for a subject; none in a model that is not switchable."""
        if not self.switchable:
            return []
        key = (rule, subject)
        if key not in self.literals:
            self.literals[key] = self.model.new_bool_var(f"{rule} {subject}")
        return [self.literals[key]]

    def weight(self, r: int, weights: Sequence[int]) -> Expr:
        """Sum of weights (by position) over the cluster of root r; 0 when r is no root."""
        inside = self.members[r]
        return cp_model.LinearExpr.weighted_sum([self.x[i, r] for i in inside], [weights[i] for i in inside])

    def people(self, r: int) -> Expr:
        """Population of the cluster of root r."""
        return self.weight(r, self.population)

    def exactly(self, group: frozenset[str]) -> Lit | None:
        """A literal that may only hold when ``group`` is exactly one cluster; None when it can't be."""
        if not group or not group <= self.position.keys():
            return None
        if group not in self._exact:
            places = {self.position[c] for c in group}
            root = min(places)
            if any((i, root) not in self.x for i in places):
                return None
            literal = self.model.new_bool_var("exactly " + ";".join(sorted(group)))
            for i in self.members[root]:
                inside = self.x[i, root]
                self.model.add_implication(literal, inside if i in places else ~inside)
            self._exact[group] = literal
        return self._exact[group]

    def numbers(self) -> dict[int, Lit]:
        """Literal of each number of clusters that is allowed."""
        if not self._numbers:
            span = range(max(1, self.low), min(len(self.codes), self.high) + 1)
            self._numbers = {k: self.model.new_bool_var(f"k{k}") for k in span}
            literals = list(self._numbers.values())
            self.model.add(self.number == cp_model.LinearExpr.weighted_sum(literals, list(span)))
            self.model.add_exactly_one(literals)
        return self._numbers

    def chosen(self, solved: cpsat.Solved) -> frozenset[frozenset[str]]:
        """Clusters of a solution; none without one."""
        groups: dict[int, set[str]] = {}
        if solved.value is not None:
            for (i, r), inside in self.x.items():
                if solved.at(inside):
                    groups.setdefault(r, set()).add(self.codes[i])
        return frozenset(frozenset(g) for g in groups.values())

"""Models of clusters as slots: which organisation is in which slot.

:class:`Compact` has a slot for every organisation that may be the root of a cluster, :class:`Labels` as many as
there are clusters, :class:`One` a single one. Rules (:mod:`planner.geography.compact.rules`) and levels
(:mod:`planner.geography.compact.levels`) are posted slot by slot, so each is written once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.rules.base import Expr

Bools = npt.NDArray[np.bool_]
Lit = cp_model.IntVar
Cluster = frozenset[str]
SAFE = 2**61
"""Sums that the solver adds up stay below this."""


@dataclass(frozen=True)
class Slot:
    """A cluster that may be."""

    name: str
    inside: Mapping[int, Lit]
    """By position: the organisation is in it."""
    root: int | None = None
    """Position that is inside whenever the slot is used; a slot without root is always used."""

    @property
    def used(self) -> Expr:
        """1 when it is a cluster."""
        return 1 if self.root is None else self.inside[self.root]


class Model:
    """Organisations of a part, their slots, and the literals that switch rules on."""

    def __init__(
        self, instance: Instance, codes: Sequence[str], rulebook: Rulebook, *, switchable: bool = False
    ) -> None:
        self.instance = instance
        self.codes = tuple(codes)
        self.rulebook = rulebook
        self.switchable = switchable
        self.model = cp_model.CpModel()
        self.slots: list[Slot] = []
        self.literals: dict[tuple[str, str], Lit] = {}
        self.position = {c: i for i, c in enumerate(self.codes)}
        self.population = [instance.by_code[c].population for c in self.codes]
        self._exact: dict[tuple[str, Cluster], Lit] = {}

    def on(self, rule: str, subject: str) -> list[Lit]:
        """Literals under which a rule holds for a subject; none in a model that is not switchable."""
        if not self.switchable:
            return []
        key = (rule, subject)
        if key not in self.literals:
            self.literals[key] = self.model.new_bool_var(f"{rule} {subject}")
        return [self.literals[key]]

    def weight(self, slot: Slot, weights: Sequence[int]) -> Expr:
        """Sum of weights (by position) over a slot; 0 when it is not used."""
        return cp_model.LinearExpr.weighted_sum(list(slot.inside.values()), [weights[i] for i in slot.inside])

    def people(self, slot: Slot) -> Expr:
        """Population of a slot."""
        return self.weight(slot, self.population)

    def exactly(self, slot: Slot, group: Cluster) -> Lit | None:
        """A literal that may only hold when the slot is exactly ``group``; None when it can't be."""
        places = {self.position[c] for c in group if c in self.position}
        if len(places) < len(group) or not places <= slot.inside.keys():
            return None
        if slot.root is not None and slot.root not in places:
            return None
        key = (slot.name, group)
        if key not in self._exact:
            literal = self.model.new_bool_var(f"{slot.name} exactly {';'.join(sorted(group))}")
            for i, inside in slot.inside.items():
                self.model.add_implication(literal, inside if i in places else ~inside)
            self._exact[key] = literal
        return self._exact[key]

    def holders(self, i: int) -> list[Lit]:
        """Literals of the slots that position i may be in."""
        return [slot.inside[i] for slot in self.slots if i in slot.inside]

    def chosen(self, solved: cpsat.Solved) -> frozenset[Cluster]:
        """Clusters of a solution; none without one."""
        if solved.value is None:
            return frozenset()
        groups = (
            frozenset(self.codes[i] for i, x in slot.inside.items() if solved.at(x)) for slot in self.slots
        )
        return frozenset(g for g in groups if g)


class Compact(Model):
    """One slot for each organisation as root: the first of its cluster in the order of ``codes``.

    Every grouping has exactly one form. ``number`` is the number of clusters, from ``low`` to ``high``.
    """

    def __init__(
        self,
        instance: Instance,
        codes: Sequence[str],
        rulebook: Rulebook,
        low: int,
        high: int,
        *,
        switchable: bool = False,
    ) -> None:
        super().__init__(instance, codes, rulebook, switchable=switchable)
        n = len(self.codes)
        new = self.model.new_bool_var
        self.slots = [
            Slot(c, {i: new(f"{i} in {r}") for i in range(r, n)}, r) for r, c in enumerate(self.codes)
        ]
        self.low, self.high = max(1, low), min(n, high)
        self._numbers: dict[int, Lit] = {}
        for slot in self.slots:
            for i, inside in slot.inside.items():
                if i != slot.root:
                    self.model.add_implication(inside, slot.used)
        for i, code in enumerate(self.codes):
            if switchable:
                self.model.add_at_most_one(self.holders(i))
                self.model.add_bool_or(self.holders(i)).only_enforce_if(self.on("GEO-2", code))
            else:
                self.model.add_exactly_one(self.holders(i))
        self.number = cp_model.LinearExpr.sum([slot.used for slot in self.slots])
        under = self.on("GEO-10", "")
        self.model.add(self.number >= low).only_enforce_if(under)
        self.model.add(self.number <= high).only_enforce_if(under)

    def numbers(self) -> dict[int, Lit]:
        """Literal of each number of clusters that is allowed."""
        if not self._numbers:
            span = list(range(self.low, self.high + 1))
            self._numbers = {k: self.model.new_bool_var(f"{k} clusters") for k in span}
            literals = list(self._numbers.values())
            self.model.add(self.number == cp_model.LinearExpr.weighted_sum(literals, span))
            self.model.add_exactly_one(literals)
        return self._numbers


class Labels(Model):
    """Exactly ``k`` slots; the first of each comes after the first of the one before.

    ``seeds`` are positions that are known to be in different clusters: they take the first slots.
    """

    def __init__(
        self,
        instance: Instance,
        codes: Sequence[str],
        rulebook: Rulebook,
        k: int,
        seeds: Sequence[int] = (),
    ) -> None:
        super().__init__(instance, codes, rulebook)
        n = len(self.codes)
        fixed = {v: s for s, v in enumerate(seeds[:k])}
        where = [[fixed[i]] if i in fixed else range(k) for i in range(n)]
        variables = [{s: self.model.new_bool_var(f"{i} in {s}") for s in where[i]} for i in range(n)]
        self.slots = [Slot(f"slot {s}", {i: v[s] for i, v in enumerate(variables) if s in v}) for s in range(k)]
        for i in range(n):
            self.model.add_exactly_one(self.holders(i))
        for slot in self.slots:
            self.model.add_bool_or(list(slot.inside.values()))
        # heavy ones first: deciding them decides most
        rest = sorted((i for i in range(n) if i not in fixed), key=lambda i: (-self.population[i], i))
        for s in range(len(fixed) + 1, k):
            for p, i in enumerate(rest):
                before = [self.slots[s - 1].inside[j] for j in rest[:p]]
                self.model.add_bool_or([~self.slots[s].inside[i], *before])

    def hint(self, clusters: Iterable[Cluster]) -> None:
        """Start the next run from a grouping (only for a model without seeds)."""
        rank = {c: (-self.population[i], i) for c, i in self.position.items()}
        ordered = sorted(clusters, key=lambda cluster: min(rank[c] for c in cluster))
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for slot, cluster in zip(self.slots, ordered, strict=True):
            for i, inside in slot.inside.items():
                self.model.add_hint(inside, int(self.codes[i] in cluster))


class Centres(Model):
    """``k`` clusters about centres: slot j holds who is served by centre j, itself first of all.

    Args:
        instance: the whole of what is given.
        codes: organisations of the part.
        rulebook: the rulebook in force.
        k: number of clusters.
        allowed: (served, centre) pairs of positions that may be, (j, j) among them for each possible centre.
    """

    def __init__(
        self, instance: Instance, codes: Sequence[str], rulebook: Rulebook, k: int, allowed: Bools
    ) -> None:
        super().__init__(instance, codes, rulebook)
        n = len(self.codes)
        new = self.model.new_bool_var
        self.slots = [
            Slot(f"about {j}", {i: new(f"{j} serves {i}") for i in range(n) if allowed[i, j]}, j)
            for j in range(n)
            if allowed[j, j]
        ]
        for slot in self.slots:
            for i, inside in slot.inside.items():
                if i != slot.root:
                    self.model.add_implication(inside, slot.used)
        for i in range(n):
            self.model.add_exactly_one(self.holders(i))
        self.model.add(sum(slot.used for slot in self.slots) == k)


class One(Model):
    """A single cluster, any that may be."""

    def __init__(self, instance: Instance, codes: Sequence[str], rulebook: Rulebook) -> None:
        super().__init__(instance, codes, rulebook)
        self.slots = [Slot("one", {i: self.model.new_bool_var(c) for i, c in enumerate(self.codes)})]
        self.model.add_bool_or(list(self.slots[0].inside.values()))


def footprints(c: Model) -> dict[str, dict[str, Fraction]]:
    """Shares by consortium, of those that lie inside the instance."""
    rows: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for f in c.instance.footprints:
        rows[f.consortium][f.organisation] = Fraction(f.share_of_organisation)
    return {name: shares for name, shares in rows.items() if shares.keys() <= c.instance.by_code.keys()}

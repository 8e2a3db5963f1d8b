"""The map with every rule about it under a switch: the compact model, a literal for each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.compact import compact_model
from planner.geography.compact.connect import neighbours, pieces
from planner.geography.compact.rules import lifted
from planner.rules.base import Rule
from planner.study.explain.items import COVERED, NUMBER, Item

Cluster = frozenset[str]
Map = frozenset[Cluster]
CONNECTED = "GEO-CON"
OF_MEMBERS = ("GEO-POP", "GEO-SIZE", "GEO-4")
"""Rules about a cluster that bind it as soon as one of its members asks for it."""


class SwitchedMap:
    """Clusters of some organisations; each rule binds a subject only while its item is switched on.

    Args:
        instance: the whole of what is given.
        rulebook: in force.
        rules: all rules in force.
        codes: organisations that are grouped.
        number: fewest and most clusters; None when any number will do.

    Raises:
        NotPostableError: a rule about the map has no form in the compact model.
    """

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        rules: Sequence[Rule],
        codes: Sequence[str],
        number: tuple[int, int] | None,
    ) -> None:
        low, high = number or (1, len(codes))
        self.compact = compact_model(instance, codes, rules, rulebook, low, high, switchable=True)
        self.model = self.compact.model
        self.fixed: frozenset[Item] = frozenset()
        """Items that are always on, also where nothing is known of them yet."""
        self.literals: dict[Item, Any] = {}
        self.bound: dict[str, dict[str, Any]] = {}
        """By rule about a cluster and slot: a literal under which the rule binds the slot."""
        for (rule, subject), literal in self.compact.literals.items():
            if rule == COVERED:
                self.model.add_bool_or([literal])
            elif rule not in (*OF_MEMBERS, CONNECTED) and (number is not None or (rule, subject) != NUMBER):
                self.literals[rule, subject] = literal
        for rule in OF_MEMBERS:
            self._of_members(rule)
        by_id = {r.id: r for r in rules if r.spec.strength == "must"}
        if CONNECTED in by_id:
            self._connected(by_id[CONNECTED])
        # one unknown for the number, so that limits on it meet without a search
        self.number = self.model.new_int_var(1, len(codes), "number of clusters")
        self.model.add(self.number == self.compact.number)
        if NUMBER in self.literals:
            self.model.add_linear_constraint(self.number, low, high).only_enforce_if(self.literals[NUMBER])
        for rule in ("GEO-POP", "GEO-SIZE"):
            if rule in by_id:
                self._in_all(by_id[rule])
        self.items: frozenset[Item] = frozenset(self.literals)
        """Items about the map."""

    def _of_members(self, rule: str) -> None:
        """The rule binds a slot if the item of any of its members is on."""
        slots = {
            s.name: self.compact.literals[rule, s.name]
            for s in self.compact.slots
            if (rule, s.name) in self.compact.literals
        }
        self._bind(rule, slots)

    def _bind(self, rule: str, slots: dict[str, Any]) -> None:
        """Items of the organisations: who is in a slot while its item is on has the slot's literal hold."""
        self.bound[rule] = slots
        for i, code in enumerate(self.compact.codes):
            bound = [
                (s.inside[i], slots[s.name]) for s in self.compact.slots if i in s.inside and s.name in slots
            ]
            if not bound:
                continue
            item = self.literals[rule, code] = self.model.new_bool_var(f"{rule} of {code}")
            for inside, on in bound:
                self.model.add_bool_or([~item, ~inside, on])

    def _connected(self, rule: Rule) -> None:
        """A cluster hangs together if the item of any of its members is on.

        What no link joins is said outright, for the search would find it only by trying everything.
        """
        c = self.compact
        slots = {slot.name: self.model.new_bool_var(f"{CONNECTED} binds {slot.name}") for slot in c.slots}
        exempt = lifted(c, rule)
        parts = pieces(neighbours(c.instance, c.position), range(len(c.codes)))
        for slot in c.slots:
            off = ~slots[slot.name]
            free = [e for s in exempt if (e := c.exactly(slot, s)) is not None]
            for i, inside in slot.inside.items():
                self.model.add_bool_or([off, ~inside, c.literals[CONNECTED, c.codes[i]]])
            for piece in parts:
                if slot.root not in piece:
                    for i in sorted(piece & slot.inside.keys()):
                        self.model.add_bool_or([off, ~slot.inside[i], *free])
        self._bind(CONNECTED, slots)

    def _in_all(self, rule: Rule) -> None:
        """What limits of size or population say of the number of clusters, so that it need not be searched for.

        Whoever's item is on is in a cluster within the limits; what is lifted by decision is left out.
        """
        c, parameters = self.compact, rule.spec.parameters
        weight, high, low = [1] * len(c.codes), int(parameters.get("max", 0)), 0
        if rule.id == "GEO-POP":
            windows = parameters.get("windows") or []
            if not windows or "multiples" in parameters:
                return
            weight, high, low = c.population, max(w[1] for w in windows), min(w[0] for w in windows)
        exempt = lifted(c, rule)
        beside = frozenset[str]().union(*exempt)
        items = [(self.literals.get((rule.id, code)), w) for code, w in zip(c.codes, weight, strict=True)]
        inside = [
            (x, w) for code, (x, w) in zip(c.codes, items, strict=True) if x is not None and code not in beside
        ]
        if inside:
            self.model.add(sum(x * w for x, w in inside) <= high * self.number)
        if low and len(items) == len([x for x, _ in items if x is not None]):
            free = len(exempt) + len(items) - sum(x for x, _ in items if x is not None)
            self.model.add(low * (self.number - free) <= sum(weight))

    def on(self, item: Item) -> Any:
        """The literal of an item, also of one about boards."""
        if item not in self.literals:
            self.literals[item] = self.model.new_bool_var(" ".join(item))
            if item in self.fixed:
                self.model.add_bool_or([self.literals[item]])
        return self.literals[item]

    def forbid(self, block: Iterable[Cluster], items: Iterable[Item]) -> None:
        """These clusters can't all be there while all these items are on."""
        clause = [~self.on(i) for i in sorted(items)]
        for cluster in block:
            places = {self.compact.position[c] for c in cluster}
            slot = self.compact.slots[min(places)]
            clause += [~x if i in places else x for i, x in slot.inside.items()]
        self.model.add_bool_or(clause)

    def forbid_within(self, group: Cluster, items: Iterable[Item]) -> None:
        """No cluster of two or more holds all of a group while all these items are on."""
        off = [~self.on(i) for i in sorted(items)]
        places = sorted(self.compact.position[c] for c in group)
        for slot in self.compact.slots[: places[0] + 1]:
            inside = [~slot.inside[i] for i in places]
            if len(places) > 1:
                self.model.add_bool_or([*inside, *off])
                continue
            for i, other in slot.inside.items():
                if i != places[0]:
                    self.model.add_bool_or([*inside, ~other, *off])

    def forbid_apart(self, pair: Iterable[str], items: Iterable[Item]) -> None:
        """Two organisations are in one cluster while all these items are on."""
        first, second = sorted(self.compact.position[c] for c in pair)
        both = []
        for slot in self.compact.slots[: first + 1]:
            both.append(self.model.new_bool_var(f"{first} and {second} in {slot.name}"))
            self.model.add_implication(both[-1], slot.inside[first])
            self.model.add_implication(both[-1], slot.inside[second])
        self.model.add_bool_or([*both, *(~self.on(i) for i in sorted(items))])

    def ask(
        self, active: Iterable[Item], budget: cpsat.Budget
    ) -> tuple[str, Map | None, frozenset[Item] | None]:
        """A map while items are on: ``possible`` with it, ``impossible`` with items that clash, ``unknown``."""
        known = sorted(i for i in active if i in self.literals)
        found = cpsat.assume(self.model, [self.literals[i] for i in known], budget)
        if found.status == "possible":
            return found.status, self.read(found.at), None
        if found.status == "impossible":
            return found.status, None, frozenset(known[n] for n in found.core)
        return found.status, None, None

    def plain(self) -> list[Map]:
        """Maps that keep a rule or two: clusters of all that hangs together, everybody alone."""
        c = self.compact
        parts = pieces(neighbours(c.instance, c.position), range(len(c.codes)))
        return [
            frozenset(frozenset(c.codes[i] for i in part) for part in parts),
            frozenset(frozenset([code]) for code in c.codes),
        ]

    def read(self, at: Any) -> Map:
        """Clusters of a solution."""
        groups = (
            frozenset(self.compact.codes[i] for i, x in slot.inside.items() if at(x))
            for slot in self.compact.slots
        )
        return frozenset(g for g in groups if g)

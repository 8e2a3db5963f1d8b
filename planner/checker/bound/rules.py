"""Which sets of organisations may be a cluster, by the rules that must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from planner.checker.bound.masks import Array, Flags
from planner.checker.exemptions import lifted
from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.rulebook import Rulebook, RuleSpec
from planner.rules.base import Rule
from planner.rules.registry import build


@dataclass(frozen=True)
class Lawful:
    """Rules about one cluster that must hold, and what they say of single sets."""

    instance: Instance
    plan: Plan
    rulebook: Rulebook
    """In force: with the range asked for."""
    _known: dict[frozenset[str], bool] = field(default_factory=dict)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """By id."""
        return {
            rule.id: rule
            for rule in build(self.rulebook)
            if rule.scope == "candidate" and rule.spec.strength == "must"
        }

    def spec(self, rule: str) -> RuleSpec | None:
        """The spec of a rule that must hold; None when it need not."""
        return self.rules[rule].spec if rule in self.rules else None

    def allows(self, codes: frozenset[str]) -> bool:
        """Whether no rule forbids this set to be a cluster, by each rule's own check of a plan that has it."""
        if codes not in self._known:
            self._known[codes] = self._judge(codes)
        return self._known[codes]

    def _judge(self, codes: frozenset[str]) -> bool:
        plan = self._plan_of(codes)
        for rule in self.rules.values():
            if not rule.applies(self.instance, plan):
                continue
            if not all(lifted(self.instance, rule.spec, f) for f in rule.check(self.instance, plan)):
                return False
        return True

    def _plan_of(self, codes: frozenset[str]) -> Plan:
        """The plan with this one cluster and no boards."""
        members = tuple(sorted(codes))
        first = self.instance.by_code[members[0]]
        cluster = Cluster(
            id=first.code,
            name=first.code,
            region=first.region,
            organisations=members,
            governance="standalone" if len(members) == 1 else "any",
            population=sum(self.instance.by_code[code].population for code in members),
        )
        fields = {name: getattr(self.plan, name) for name in Plan.model_fields}
        return Plan.model_construct(**{**fields, "clusters": (cluster,), "boards": ()})


def heaviest(spec: RuleSpec | None, everybody: int) -> int:
    """Most people that GEO-POP can allow a cluster, or all there are."""
    if spec is None or spec.parameters.get("multiples"):
        return everybody
    windows = spec.parameters.get("windows", ())
    return min(everybody, max((int(high) for _, high in windows), default=-1))


def in_window(spec: RuleSpec, people: Array) -> Flags:
    """Whether GEO-POP may allow so many people; multiples of a number of people are left for later."""
    if spec.parameters.get("multiples"):
        return np.ones(len(people), dtype=np.bool_)
    inside = np.zeros(len(people), dtype=np.bool_)
    for low, high in spec.parameters.get("windows", ()):
        inside |= (people >= low) & (people <= high)
    return inside


def pairs(instance: Instance, kind: str) -> list[tuple[str, Any]]:
    """Pairs of organisations that decisions of one kind name."""
    named = ((d.subject, d.object) for d in instance.decisions if d.kind == kind and d.object)
    return [(a, b) for a, b in named if a != b]

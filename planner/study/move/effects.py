"""What differs between two plans: clusters, levels in counts, rules broken and mended with who must agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan, RuleResult
from planner.core.rulebook import Authority, Rulebook, RuleSpec
from planner.study.move.agree import weight, who


@dataclass(frozen=True)
class LevelChange:
    """One aim before and after; less is better."""

    id: str
    title: str
    unit: str
    before: int
    after: int
    proved: bool
    """Both are the best there are for their grouping."""

    @property
    def difference(self) -> int:
        """After less before, in the level's unit."""
        return self.after - self.before


@dataclass(frozen=True)
class Breach:
    """One finding against one rule, with who would have to agree."""

    rule: str
    authority: str
    strength: str
    title: str
    cited: str
    weight: str
    """What breaking it means: not lawful, departs from guidance ¶7, your choice, our assumption."""
    text: str
    measured: str
    limit: str
    who: str
    subject: tuple[str, ...]


def level_changes(before: Plan, after: Plan) -> tuple[LevelChange, ...]:
    """Levels that both plans have, in the order of importance."""
    known = {x.id: x for x in before.levels}
    return tuple(
        LevelChange(
            x.id,
            x.title,
            x.unit,
            known[x.id].value,
            x.value,
            x.bound == x.value and (known[x.id].bound == known[x.id].value or before.status == "infeasible"),
        )
        for x in after.levels
        if x.id in known
    )


def breaches(instance: Instance, rulebook: Rulebook, plan: Plan) -> tuple[Breach, ...]:
    """Every finding against a rule that fails, statute first."""
    order = get_args(Authority)
    failing = sorted((r for r in plan.rules if r.status == "fail"), key=lambda r: order.index(r.authority))
    return tuple(b for r in failing for b in _breaches(instance, rulebook.by_id[r.id], r))


def _breaches(instance: Instance, spec: RuleSpec, result: RuleResult) -> list[Breach]:
    return [
        Breach(
            spec.id,
            spec.authority,
            result.strength,
            spec.title,
            result.citation,
            weight(spec, result),
            f.text,
            f.measured,
            f.limit,
            who(spec, f, instance),
            f.subject,
        )
        for f in result.findings
    ]


def only_in(first: Sequence[Breach], second: Sequence[Breach]) -> tuple[Breach, ...]:
    """Breaches of the first that the second hasn't."""
    known = {(b.rule, b.subject, b.text) for b in second}
    return tuple(b for b in first if (b.rule, b.subject, b.text) not in known)


def changed_clusters(before: Plan, after: Plan) -> tuple[tuple[Cluster, ...], tuple[Cluster, ...]]:
    """Clusters that one of the plans has and the other hasn't, of either."""
    old = {c.organisations for c in before.clusters}
    new = {c.organisations for c in after.clusters}
    return (
        tuple(c for c in before.clusters if c.organisations not in new),
        tuple(c for c in after.clusters if c.organisations not in old),
    )

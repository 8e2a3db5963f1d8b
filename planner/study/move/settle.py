"""The rest settled around clusters that are held: decisions that hold them, and the best plan under these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.result import Refusal
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.study.move.agree import contradicted

if TYPE_CHECKING:
    from planner.engine import Engine
    from planner.study.move.question import Question

_CONNECTING = ("land", "bridge", "ferry")
_REASON, _OWNER = "held while the rest is settled around it", "planner move"


def holding(
    instance: Instance, rulebook: Rulebook, plan: Plan, held: Sequence[Cluster]
) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Decisions under which exactly these clusters are part of every map.

    What the instance decides otherwise about them is left out; what of guidance and choices they break is
    lifted from them; what is law, or about the whole map, stays.

    Args:
        instance: narrowed as the plan is.
        rulebook: says which rules may be lifted.
        plan: the grouping with these clusters, judged.
        held: clusters of the plan.

    Returns:
        All decisions, and those of the instance that are left out.
    """
    against = [d for c in held for d in contradicted(instance, c.organisations)]
    kept = [d for d in instance.decisions if d not in against]
    known = {(d.kind, frozenset((d.subject, d.object))) for d in kept}
    added: list[Decision] = []
    for cluster in held:
        for d in (*_pairs(instance, cluster), *_lifting(instance, rulebook, plan, cluster)):
            key = (d.kind, frozenset((d.subject, d.object)))
            if key not in known:
                known.add(key)
                added.append(d)
    return (*kept, *added), tuple(dict.fromkeys(against))


def _decision(kind: str, subject: str, object_: str) -> Decision:
    return Decision.model_validate(
        {"kind": kind, "subject": subject, "object": object_, "reason": _REASON, "owner": _OWNER}
    )


def _pairs(instance: Instance, cluster: Cluster) -> Iterator[Decision]:
    """All its organisations together, and its first apart from everybody who could join it."""
    inside = set(cluster.organisations)
    for one, other in pairwise(cluster.organisations):
        yield _decision("keep_together", one, other)
    near = {
        o for x in instance.links if x.kind in _CONNECTING and len({x.a, x.b} & inside) == 1 for o in (x.a, x.b)
    }
    for d in instance.decisions:  # a cluster may be lifted from having to hang together
        if d.kind == "exempt" and d.subject == "GEO-CON":
            near |= set((d.object or "").split(";"))
    for other in sorted(near & instance.by_code.keys() - inside):
        yield _decision("keep_apart", cluster.organisations[0], other)


def _lifting(instance: Instance, rulebook: Rulebook, plan: Plan, cluster: Cluster) -> Iterator[Decision]:
    """What must be lifted from a cluster so that a map may hold it."""
    for result in plan.rules:
        spec = rulebook.by_id[result.id]
        if result.status != "fail" or spec.scope != "candidate" or spec.authority == "statute":
            continue
        if result.id.startswith("DEC-") or all(
            set(f.subject) != set(cluster.organisations) for f in result.findings
        ):
            continue
        if result.id == "GEO-4":
            joins = {(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"}
            for code in cluster.organisations:
                if instance.by_code[code].region != cluster.region and (code, cluster.region) not in joins:
                    yield _decision("cross_region", code, cluster.region)
        else:
            yield _decision("exempt", result.id, ";".join(sorted(cluster.organisations)))


def settled_map(
    engine: Engine, question: Question, decisions: Sequence[Decision]
) -> tuple[frozenset[frozenset[str]], Plan] | Refusal:
    """The best plan under the decisions that hold clusters: its grouping, and itself."""
    free = question.settings.model_copy(update={"geography": "free", "ring_fences": False})
    result = engine.solve(question.governance, free, decisions=decisions)
    if result.plan is None:
        return result.refusal or Refusal(status="unknown", text="There is no plan.")
    return frozenset(frozenset(c.organisations) for c in result.plan.clusters), result.plan

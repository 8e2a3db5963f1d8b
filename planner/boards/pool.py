"""Who may sit where: people of today by id, pools of clusters, and blocks of clusters that share people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from planner.core.instance import Instance
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel, Rulebook

Posts = Mapping[str, Sequence[OfficeHolder]]


@dataclass(frozen=True)
class Shape:
    """One cluster and the governance model it uses."""

    id: str
    organisations: tuple[str, ...]
    governance: GovernanceModel


@dataclass(frozen=True)
class Recruiting:
    """Someone who could be found from outside: for chairs, for NED seats, or as an authority's nominee."""

    id: str
    cluster: str
    role: str
    nominated_by: str | None = None


def people_of(instance: Instance) -> dict[str, tuple[OfficeHolder, ...]]:
    """Posts of today by person. A row without id is a person of its own, ``post:ORG:role:n``."""
    named: dict[str, list[OfficeHolder]] = {}
    unnamed: dict[tuple[str, str], list[OfficeHolder]] = {}
    for row in instance.office_holders:
        if row.id:
            named.setdefault(row.id, []).append(row)
        else:
            unnamed.setdefault((row.organisation, row.role), []).append(row)
    people = {i: tuple(rows) for i, rows in named.items()}
    for (organisation, role), rows in unnamed.items():
        rows.sort(key=lambda r: (r.term_end, r.audit_chair, r.nominated_by or ""))
        for number, row in enumerate(rows, start=1):
            people[f"post:{organisation}:{role}:{number}"] = (row,)
    return dict(sorted(people.items()))


def places(instance: Instance) -> dict[str, dict[str, str]]:
    """``place`` decisions: person → organisation → role."""
    decided: dict[str, dict[str, str]] = {}
    for d in instance.decisions:
        if d.kind == "place" and d.object:
            decided.setdefault(d.subject, {})[d.object] = d.role or "ned"
    return decided


def reach(instance: Instance, people: Posts) -> dict[str, set[str]]:
    """Organisations that bring a person into their cluster's pool: posts of today, ``place`` decisions."""
    decided = places(instance)
    return {
        person: {row.organisation for row in rows} | set(decided.get(person, ()))
        for person, rows in people.items()
    }


def blocks(instance: Instance, people: Posts, shapes: Sequence[Shape]) -> list[tuple[Shape, ...]]:
    """Clusters tied by people who may sit in several of them; each block is settled by itself."""
    cluster_of = {o: s.id for s in shapes for o in s.organisations}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(s.id for s in shapes)
    for organisations in reach(instance, people).values():
        touched = sorted({cluster_of[o] for o in organisations if o in cluster_of})
        graph.add_edges_from(pairwise(touched))
    by_id = {s.id: s for s in shapes}
    return sorted(
        (tuple(by_id[c] for c in sorted(part)) for part in nx.connected_components(graph)),
        key=lambda b: b[0].id,
    )


WANTING = frozenset(
    (
        "below_six",
        "short_after_one",
        "short_after_two",
        "months_below_five",
        "load",
        "complexity",
        "renewals_needed",
    )
)
"""Levels that more recruits than the fewest may better."""


def wants_more(rulebook: Rulebook) -> int:
    """Most NEDs of a board that recruits may fill, where an aim before ``recruits`` may want more; else 0.

    Aims that are not in :data:`WANTING` are never bettered by a recruit too many: pay is not either, unless two
    chairs of small boards are paid less than one of both.
    """
    order = rulebook.board_levels
    before = set(order[: order.index("recruits")] if "recruits" in order else order)
    bands = [band.pounds for band in rulebook.pay.chair]
    dear = before & {"cost", "cost_change"} and max(bands) > 2 * min(bands)
    if not before & WANTING and not dear:
        return 0
    spec = rulebook.by_id.get("BRD-3")
    return int(spec.parameters["max"]) if spec is not None else 7


def recruits_of(instance: Instance, shape: Shape, fewest: int, many: int = 0) -> list[Recruiting]:
    """As many possible recruits as a plan with fewest recruits can need in one cluster.

    One chair, since a recruit may chair every board of the cluster. NED recruits only fill boards up to what is
    lawful: where seats may be on several boards, ``fewest``; where they are shared or local, the shared ones
    and for every board what is then wanting; and a nominated cluster board needs different people. One nominee
    for each authority and Care Trust.

    Args:
        instance: what is given.
        shape: the cluster.
        fewest: NEDs that every board must have (BRD-3).
        many: where more recruits than needed may be wanted, the most NEDs of a board; else 0.
    """
    k = shape.id
    model, boards = shape.governance, len(shape.organisations)
    found = [Recruiting(f"recruit:{k}:chair:{n}", k, "chair") for n in range(1, (boards if many else 1) + 1)]
    most = max(fewest, model.shared_neds[0])
    if model.locality_neds[1]:
        most = max(
            shared + boards * max(model.locality_neds[0], fewest - shared)
            for shared in range(
                model.shared_neds[0], max(model.shared_neds[0], min(model.shared_neds[1], 7)) + 1
            )
        )
    if model.nominated_cluster_board:
        most = max(most, boards * model.nominees[0] + 1)
    one_set = not model.keeps_boards and model.locality_neds[1] == 0
    most = max(most, many if one_set else many * boards)
    found += [Recruiting(f"recruit:{k}:ned:{n:02}", k, "ned") for n in range(1, most + 1)]
    relevant = sorted(
        (c.local_authority, c.organisation)
        for c in instance.coverage
        if c.relevant and c.organisation in shape.organisations
    )
    found += [
        Recruiting(f"recruit:{k}:nominee:{authority}:{organisation}", k, "ned", authority)
        for authority, organisation in relevant
    ]
    return found

"""Who may sit where: people of today by id, pools of clusters, and blocks of clusters that share people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from planner.core.instance import Instance
from planner.core.rows import Decision, OfficeHolder
from planner.core.rulebook import GovernanceModel

Posts = Mapping[str, Sequence[OfficeHolder]]


class People(dict[str, tuple[OfficeHolder, ...]]):
    """Posts of today by person id, sorted by id; knows who has a post where."""

    @cached_property
    def at(self) -> Mapping[str, Sequence[str]]:
        """People with a post, by organisation code."""
        found: dict[str, dict[str, None]] = {}
        for person, rows in self.items():
            for row in rows:
                found.setdefault(row.organisation, {})[person] = None
        return {organisation: tuple(people) for organisation, people in found.items()}

    @cached_property
    def apart(self) -> Sequence[str]:
        """People with posts in several organisations."""
        return tuple(p for p, rows in self.items() if any(r.organisation != rows[0].organisation for r in rows))


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
    organisation: str | None = None
    """The only board that a nominee or a locality director is looked for."""


def people_of(instance: Instance) -> People:
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
    return People(sorted(people.items()))


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
    return {person: _reached(rows, decided.get(person, ())) for person, rows in people.items()}


def _reached(rows: Sequence[OfficeHolder], placed: Iterable[str]) -> set[str]:
    return {row.organisation for row in rows} | set(placed)


def entering(instance: Instance, people: Posts, organisations: Sequence[str]) -> list[str]:
    """People in the pool of a cluster of these organisations, in the order of ``people``.

    Args:
        instance: whose ``place`` decisions count.
        people: posts of today; quick when it is a :class:`People`.
        organisations: codes.
    """
    inside = set(organisations)
    known = people.at if isinstance(people, People) else People((p, tuple(r)) for p, r in people.items()).at
    found = {person for o in organisations for person in known.get(o, ())}
    found |= {person for person, placed in places(instance).items() if placed.keys() & inside}
    return sorted(found & people.keys())


def touching(
    decisions: Sequence[Decision], instance: Instance, people: Posts, block: Sequence[Shape]
) -> tuple[Decision, ...]:
    """Decisions that can matter to the boards of a block: about its people, or naming its organisations."""
    if not decisions:
        return ()
    inside = {o for shape in block for o in shape.organisations}
    pool = {p for shape in block for p in entering(instance, people, shape.organisations)}
    return tuple(
        d for d in decisions if d.subject in pool or inside & {d.subject, *(d.object or "").split(";")}
    )


def blocks(instance: Instance, people: Posts, shapes: Sequence[Shape]) -> list[tuple[Shape, ...]]:
    """Clusters tied by people who may sit in several of them; each block is settled by itself."""
    cluster_of = {o: s.id for s in shapes for o in s.organisations}
    tied: dict[str, set[str]] = {s.id: {s.id} for s in shapes}
    decided = places(instance)
    several = {*people.apart, *(decided.keys() & people.keys())} if isinstance(people, People) else people
    for person in several:  # all others reach one cluster
        organisations = _reached(people[person], decided.get(person, ()))
        for one, other in pairwise(sorted({cluster_of[o] for o in organisations if o in cluster_of})):
            if tied[one] is not tied[other]:
                both = tied[one] | tied[other]
                tied.update(dict.fromkeys(both, both))
    by_id = {s.id: s for s in shapes}
    parts = {id(part): part for part in tied.values()}.values()
    return sorted((tuple(by_id[c] for c in sorted(part)) for part in parts), key=lambda b: b[0].id)


def at_most(shape: Shape, fewest: int) -> int:
    """NED recruits that the boards of a cluster can need at most, where each may sit on any of them.

    Where seats may be on several boards, ``fewest``; where they are shared or local, the shared ones and for
    every board what is then wanting, or one of its own to chair its audit; and a nominated cluster board needs
    different people.

    Args:
        shape: the cluster.
        fewest: NEDs to which recruits may fill a board.
    """
    model, boards = shape.governance, len(shape.organisations)
    low, high = model.shared_neds
    most = max(fewest, low)
    if model.locality_neds[1]:
        most = max(
            shared + boards * max(model.locality_neds[0], fewest - shared, 1)
            for shared in range(low, max(low, min(high, 7)) + 1)
        )
    if model.nominated_cluster_board:
        most = max(most, boards * model.nominees[0] + 1)
    return most


def recruits_of(instance: Instance, shape: Shape, neds: int, chairs: int = 1) -> list[Recruiting]:
    """Possible recruits of one cluster.

    One chair, since a recruit may chair every board of the cluster, or so many; so many for NED seats; and one
    nominee for each authority and Care Trust.
    """
    k = shape.id
    found = [Recruiting(f"recruit:{k}:chair:{n}", k, "chair") for n in range(1, chairs + 1)]
    found += [Recruiting(f"recruit:{k}:ned:{n:02}", k, "ned") for n in range(1, neds + 1)]
    relevant = sorted(
        (c.local_authority, c.organisation)
        for c in instance.coverage
        if c.relevant and c.organisation in shape.organisations
    )
    found += [
        Recruiting(f"recruit:{k}:nominee:{authority}:{organisation}", k, "ned", authority, organisation)
        for authority, organisation in relevant
    ]
    return found

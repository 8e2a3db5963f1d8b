"""The instance: what is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from planner.core.rows import (
    AlternativeRole,
    ClusterName,
    Consortium,
    Coverage,
    Decision,
    Equality,
    Footprint,
    Link,
    LocalAuthority,
    OfficeHolder,
    Organisation,
    Stance,
    View,
)

Renewals = Literal["assumed", "none", "chosen"]


class Instance(BaseModel):
    """All that is given of one reorganisation. Immutable; use :meth:`within` to narrow it.

    Rows are kept in a canonical order (sorted by key), so that two folders that say the same
    are the same instance and give the same ``sha256``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    name: str
    title: str
    as_at: date
    horizon_end: date
    rulebook: str
    synthetic: tuple[str, ...] = ()
    """Files whose content is invented."""
    assumptions: tuple[str, ...] = ()
    renewals: Renewals = "assumed"
    organisations: tuple[Organisation, ...]
    links: tuple[Link, ...] = ()
    local_authorities: tuple[LocalAuthority, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    consortia: tuple[Consortium, ...] = ()
    footprints: tuple[Footprint, ...] = ()
    office_holders: tuple[OfficeHolder, ...] = ()
    stances: tuple[Stance, ...] = ()
    equality: tuple[Equality, ...] = ()
    alternative_roles: tuple[AlternativeRole, ...] = ()
    decisions: tuple[Decision, ...] = ()
    views: tuple[View, ...] = ()
    cluster_names: tuple[ClusterName, ...] = ()
    boundaries: str | None = None
    """GeoJSON text of optional polygons by code; only the map reads it."""
    sha256: str = ""
    """Fingerprint of the whole instance as read (before :meth:`within`)."""
    regions_kept: tuple[str, ...] = ()
    """Regions it was narrowed to; empty when whole."""
    reference: tuple[tuple[str, str], ...] | None = None
    """Organisation and cluster of a grouping named for one run; None stands for ``cluster_reference``."""
    left_out: tuple[str, ...] = ()
    """What narrowing left out although it reaches into the part that is kept; printed as assumptions."""

    @cached_property
    def by_code(self) -> dict[str, Organisation]:
        """Organisation of each code."""
        return {o.code: o for o in self.organisations}

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Regions that hold organisations, sorted."""
        return tuple(sorted({o.region for o in self.organisations}))

    def within(self, region: str | Iterable[str]) -> Instance:
        """The same instance with the organisations of some regions only.

        A ``cross_region`` decision whose organisation lies outside is dropped with it. Footprints keep
        their share of organisations outside as *not here*: a consortium that reaches outside can
        never equal a cluster inside, so it keeps a row only when wholly inside.

        Raises:
            KeyError: a region is not in the instance; the message names those there are.
        """
        wanted = {region} if isinstance(region, str) else set(region)
        unknown = sorted(wanted - set(self.regions))
        if unknown:
            raise KeyError(f"unknown region {', '.join(unknown)}; there are: {', '.join(self.regions)}")
        keep = {o.code for o in self.organisations if o.region in wanted}
        holders = tuple(h for h in self.office_holders if h.organisation in keep)
        ids = {h.id for h in holders if h.id}
        outside = {f.consortium for f in self.footprints if f.organisation not in keep}
        footprints = tuple(f for f in self.footprints if f.consortium not in outside)
        coverage = tuple(c for c in self.coverage if c.organisation in keep)
        councils = {c.local_authority for c in coverage} | {h.nominated_by for h in holders}
        with_footprint = {f.consortium for f in self.footprints}
        inside = {f.consortium for f in footprints}
        return self._with(
            {
                "organisations": tuple(o for o in self.organisations if o.code in keep),
                "links": tuple(x for x in self.links if x.a in keep and x.b in keep),
                "local_authorities": tuple(x for x in self.local_authorities if x.code in councils),
                "coverage": coverage,
                "consortia": tuple(
                    c for c in self.consortia if c.code in inside or c.code not in with_footprint
                ),
                "footprints": footprints,
                "office_holders": holders,
                "stances": tuple(s for s in self.stances if s.id in ids),
                "equality": tuple(e for e in self.equality if e.id in ids),
                "alternative_roles": tuple(a for a in self.alternative_roles if a.organisation in keep),
                "decisions": tuple(d for d in self.decisions if _concerns(d, keep, ids)),
                "reference": self.reference and tuple(p for p in self.reference if p[0] in keep),
                "left_out": (*self.left_out, *self._cut_off(keep, ids)),
                "cluster_names": tuple(c for c in self.cluster_names if c.organisation in keep),
                "regions_kept": tuple(sorted(wanted)),
            }
        )

    def compared_with(self, grouping: Iterable[tuple[str, str]]) -> Instance:
        """The same instance with another grouping as the reference of the aim ``change_from_reference``.

        Args:
            grouping: pairs of organisation and cluster; organisations that are not here are passed over.

        Raises:
            ValueError: an organisation is left out, named twice, or in a cluster without a name.
        """
        pairs = sorted((code, cluster) for code, cluster in grouping if code in self.by_code)
        if [code for code, _ in pairs] != sorted(self.by_code) or not all(cluster for _, cluster in pairs):
            raise ValueError("the reference does not name every organisation exactly once")
        return self._with({"reference": tuple(pairs)})

    def _cut_off(self, keep: set[str], ids: set[str]) -> list[str]:
        """What reaches across the border of the part that is kept, in plain sentences."""
        notes = []
        for d in self.decisions:
            named = {d.subject, *(d.object or "").split(";")}
            if not _concerns(d, keep, ids) and named & (keep | ids):
                notes.append(cut_off(d))
        strong = {o.arrangement for o in self.organisations if o.arrangement_strength == "established"}
        for arrangement in sorted(a for a in strong if a):
            members = {o.code for o in self.organisations if o.arrangement == arrangement}
            if members & keep and members - keep:
                notes.append(
                    f"The established arrangement {arrangement} reaches outside the regions asked for; only "
                    "its part inside is kept together."
                )
        posts: dict[str, set[bool]] = {}
        for h in self.office_holders:
            if h.id:
                posts.setdefault(h.id, set()).add(h.organisation in keep)
        both = sum(len(sides) > 1 for sides in posts.values())
        if both:
            notes.append(
                f"{both} office holders have a further post outside the regions asked for; it is left out, and "
                "a place that ends here need not end there."
            )
        return notes

    def replaced(self, **fields: object) -> Instance:
        """A copy with other fields, for example ``decisions``; its fingerprint is for the caller to renew."""
        return self._with(fields)

    def _with(self, update: dict[str, object]) -> Instance:
        """A copy with other fields; unlike ``model_copy`` it forgets what was computed from the old ones."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Instance.model_construct(**(fields | update))


def cut_off(decision: Decision) -> str:
    """What :attr:`Instance.left_out` says of a decision that reaches across the border."""
    words = ", ".join(x for x in (decision.kind, decision.subject, decision.object) if x)
    return f"The decision {words} reaches outside the regions asked for and is left out."


def _concerns(decision: Decision, keep: set[str], ids: set[str]) -> bool:
    """Whether all that a decision names is still there."""
    if decision.kind in ("keep_together", "keep_apart"):
        return {decision.subject, decision.object or ""} <= keep
    if decision.kind == "cross_region":
        return decision.subject in keep
    if decision.kind == "exempt":
        return set((decision.object or "").split(";")) <= keep
    here = decision.subject in ids or _post_of(decision.subject) in keep
    if decision.kind == "release":
        return here
    return here and (decision.object or "") in keep


def _post_of(person: str) -> str:
    """Organisation of a posts-only id ``post:ORG:role:n``; empty for other ids."""
    parts = person.split(":")
    return parts[1] if len(parts) == 4 and parts[0] == "post" else ""

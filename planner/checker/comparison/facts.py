"""What a recount reads: seats and clusters as plain sets, from a plan's file or from the rows of the instance.

Nothing here is shared with what counted the figures first: no aim, no helper of reports or of the study.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.io.rulebook import load_governance


@dataclass
class Seats:
    """One board."""

    chair: str | None
    audit: str | None
    neds: dict[str, str | None]
    """Directors, each with the council whose nominee the plan says they are."""
    empty: int
    votes: int
    """Officers who vote."""
    late: frozenset[str] = frozenset()
    """Directors whose seat ends before the horizon."""

    @property
    def people(self) -> set[str]:
        """Chair and directors."""
        return {*self.neds, *([self.chair] if self.chair else [])}


@dataclass
class Facts:
    """One column."""

    instance: Instance
    rulebook: Rulebook
    groups: list[tuple[str, ...]]
    models: list[GovernanceModel | None]
    nominated: list[set[str] | None]
    """People of the nominated cluster board, chair included, by cluster."""
    boards: dict[str, Seats]
    plan: Plan | None = None
    posts: dict[str, list[OfficeHolder]] = field(default_factory=dict)

    @property
    def several(self) -> list[int]:
        """Positions of clusters of several organisations."""
        return [k for k, codes in enumerate(self.groups) if len(codes) > 1]

    @cached_property
    def sitting(self) -> set[str]:
        """Everybody with a seat."""
        return {p for seats in self.boards.values() for p in seats.people}

    @cached_property
    def held(self) -> dict[str, list[tuple[str, str]]]:
        """Seats (role, organisation) by person."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for code, seats in self.boards.items():
            if seats.chair:
                found[seats.chair].append(("chair", code))
            for ned in seats.neds:
                found[ned].append(("audit" if ned == seats.audit else "ned", code))
        return found

    def meeting(self, k: int) -> set[str] | None:
        """Who meets as one body in a cluster, if anybody does."""
        if self.nominated[k] is not None:
            return self.nominated[k]
        model = self.models[k]
        if model is None or model.chair_scope == "organisation":
            return None
        return {p for code in self.groups[k] for p in self.boards[code].people}


def roll(instance: Instance) -> dict[str, list[OfficeHolder]]:
    """Posts of today by person; a row without id is somebody of its own (docs/semantics.md)."""
    found: dict[str, list[OfficeHolder]] = defaultdict(list)
    numbered: dict[str, list[OfficeHolder]] = defaultdict(list)
    for row in instance.office_holders:
        if row.id:
            found[row.id].append(row)
        else:
            numbered[f"post:{row.organisation}:{row.role}"].append(row)
    for start, rows in numbered.items():
        rows.sort(key=lambda h: (h.term_end, h.audit_chair, h.nominated_by or ""))
        for n, row in enumerate(rows, start=1):
            found[f"{start}:{n}"].append(row)
    return found


def of_plan(instance: Instance, plan: Plan, rulebook: Rulebook) -> Facts:
    """Facts of a plan."""
    shapes = {m.id: m for m in plan.rulebook.governance}
    boards = {
        b.organisation: Seats(
            b.chair,
            b.audit_chair,
            {n.person: n.nominee_of for n in b.neds},
            max(0, instance.by_code[b.organisation].ned_seats - len(b.neds)),
            sum(o.voting for o in b.officers),
            frozenset(n.person for n in b.neds if n.until < instance.horizon_end),
        )
        for b in plan.boards
    }
    nominated = [
        {c.cluster_board.chair, *(n.person for n in c.cluster_board.neds)} if c.cluster_board else None
        for c in plan.clusters
    ]
    groups = [c.organisations for c in plan.clusters]
    models = [shapes.get(c.governance) for c in plan.clusters]
    return Facts(instance, rulebook, groups, models, nominated, boards, plan, roll(instance))


def of_today(instance: Instance, rulebook: Rulebook) -> Facts:
    """Facts of today: established arrangements grouped, boards as the rows say."""
    strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
    together: dict[str, set[str]] = defaultdict(set)
    for o in instance.organisations:
        together[f"a {o.arrangement}" if o.arrangement and o.arrangement in strong else f"o {o.code}"].add(
            o.code
        )
    posts = roll(instance)
    boards = {}
    for o in instance.organisations if posts else ():
        here = [(p, r) for p, rows in posts.items() for r in rows if r.organisation == o.code]
        councils = {c.local_authority for c in instance.coverage if c.relevant and c.organisation == o.code}
        neds = {p: (r.nominated_by if r.nominated_by in councils else None) for p, r in here if r.role == "ned"}
        listed = rulebook.officers[: o.officer_seats]
        fixed = sum(not x.may_be_non_voting for x in listed)
        boards[o.code] = Seats(
            next((p for p, r in here if r.role == "chair"), None),
            next((p for p, r in sorted(here) if r.role == "ned" and r.audit_chair), None)
            if any(r.audit_chair for _, r in here)
            else None,
            neds,
            max(0, o.ned_seats - len(neds)),
            fixed + max(0, min(len(listed) - fixed, min(7, len(neds)) - fixed)),
        )
    groups = sorted(tuple(sorted(codes)) for codes in together.values())
    apart = [load_governance("model-4" if len(g) > 1 else "standalone") for g in groups]
    return Facts(instance, rulebook, groups, list(apart), [None] * len(groups), boards, None, posts)


def of_reference(instance: Instance, rulebook: Rulebook) -> Facts | None:
    """Facts of the reference: a grouping without boards; None where it does not name every organisation."""
    place = {o.code: o.cluster_reference or "" for o in instance.organisations}
    place.update(instance.reference or ())
    if "" in place.values():
        return None
    names = sorted(set(place.values()))
    groups = [tuple(sorted(c for c, k in place.items() if k == name)) for name in names]
    nobody: list[GovernanceModel | None] = [None] * len(groups)
    return Facts(instance, rulebook, groups, nobody, [None] * len(groups), {}, None, roll(instance))

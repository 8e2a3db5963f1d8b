"""From settled blocks to the parts of a plan: boards, cluster boards, people, recruits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.boards.pool import Posts
from planner.boards.settle import SettledBlock
from planner.core.instance import Instance
from planner.core.outcomes import REASONS
from planner.core.plan import (
    Board,
    ClusterBoard,
    NedSeat,
    Nominee,
    OfficerSeat,
    Outcome,
    Person,
    Post,
    Recruit,
    RingFence,
    Role,
)
from planner.core.rulebook import Rulebook


@dataclass
class Parts:
    """What the boards' side adds to a plan."""

    boards: list[Board] = field(default_factory=list)
    cluster_boards: dict[str, ClusterBoard] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    recruits: list[Recruit] = field(default_factory=list)
    ring_fences: list[RingFence] = field(default_factory=list)


def _member_required(rulebook: Rulebook) -> bool:
    """Whether a Care Trust's nominee must be a member of the authority (BRD-7, E10)."""
    spec = rulebook.by_id.get("BRD-7")
    return spec is None or bool(spec.parameters.get("member_required", True))


def _skills_asked(rulebook: Rulebook) -> list[tuple[str, str]]:
    """Skills that every board must have, each with the rule that asks for it."""
    in_force = {r.id: r.parameters for r in rulebook.rules if r.on and r.strength == "must"}
    asked = [(skill, "BRD-5") for skill in in_force.get("BRD-5", {}).get("must", ())]
    if in_force.get("BRD-AC", {}).get("financial"):
        asked.insert(0, ("finance", "BRD-AC"))
    return asked


def outcome_of(today: set[tuple[str, Role]], after: set[tuple[str, Role]]) -> Outcome:
    """What a person with a seat experiences (docs/semantics.md, outcomes)."""
    if any(r == "chair" for _, r in today) is not any(r == "chair" for _, r in after):
        return "changes_role"
    before, now = {o for o, _ in today}, {o for o, _ in after}
    if not before & now:
        return "moves_board"
    if len(now) > len(before):
        return "takes_more_boards"
    if len(now) < len(before):
        return "fewer_boards"
    if now != before:
        return "moves_board"
    return "continues" if today == after else "changes_role"


def extract(instance: Instance, posts: Posts, blocks: Sequence[SettledBlock]) -> Parts:
    """Read the example assignment off settled blocks; everything sorted."""
    parts = Parts()
    for block in blocks:
        _Reader(instance, posts, block, parts).read()
    parts.boards.sort(key=lambda b: b.organisation)
    parts.people.sort(key=lambda p: p.id)
    parts.recruits.sort(key=lambda r: r.id)
    return parts


class _Reader:
    """Reads one block."""

    def __init__(self, instance: Instance, posts: Posts, block: SettledBlock, parts: Parts) -> None:
        self.instance, self.posts, self.parts = instance, posts, parts
        self.model, self.at = block.model, block.at
        self.chairs = {o: p for (p, o), v in self.model.chair.items() if self.at(v)}
        self.neds: dict[str, list[str]] = {o: [] for o in self.model.organisations}
        for (p, o), v in self.model.ned.items():
            if self.at(v):
                self.neds[o].append(p)
        self.names = self._recruit_names()

    def read(self) -> None:
        """Add this block to the parts."""
        for shape in self.model.shapes:
            for organisation in shape.organisations:
                self._board(shape.id, organisation)
            if shape.governance.nominated_cluster_board:
                self._cluster_board(shape.id)
        for person in self.model.holders:
            self._person(person)

    def _name(self, person: str) -> str:
        return self.names.get(person, person)

    def _seats(self, person: str) -> set[tuple[str, Role]]:
        held: set[tuple[str, Role]] = {(o, "chair") for o, p in self.chairs.items() if p == person}
        return held | {(o, "ned") for o, people in self.neds.items() if person in people}

    def _recruit_names(self) -> dict[str, str]:
        """Ids ``new:ORGANISATION:NUMBER`` for recruits with seats, and their rows in the plan."""
        names: dict[str, str] = {}
        counted: dict[str, int] = {}
        sought = self._sought()
        for recruit in self.model.recruits:
            seats = self._seats(recruit)
            if not seats:
                continue
            organisations = sorted({o for o, _ in seats})
            counted[organisations[0]] = counted.get(organisations[0], 0) + 1
            names[recruit] = f"new:{organisations[0]}:{counted[organisations[0]]}"
            about = self.model.recruiting[recruit]
            conditions: tuple[str, ...] = tuple(
                f"with the skill {skill} ({rule})" for skill, rule in sorted(sought.get(recruit, {}).items())
            )
            if about.nominated_by:
                council = next(
                    (c.name for c in self.instance.local_authorities if c.code == about.nominated_by), ""
                )
                member = " and a member of it" if _member_required(self.model.rulebook) else ""
                conditions = (f"nominated by {council} ({about.nominated_by}){member} (A¶3.3)",)
            self.parts.recruits.append(
                Recruit(
                    id=names[recruit],
                    organisations=tuple(organisations),
                    role="chair" if about.role == "chair" else "ned",
                    conditions=conditions,
                )
            )
        return names

    def _sought(self) -> dict[str, dict[str, str]]:
        """Skills with which recruits are sought, and the rule that asks for each, by recruit.

        One NED recruit of a board that lacks a skill is enough, the first in the model's order.
        """
        sought: dict[str, dict[str, str]] = {}
        for skill, rule in _skills_asked(self.model.rulebook):
            for organisation, neds in self.neds.items():
                people = neds if rule == "BRD-AC" else [self.chairs.get(organisation, ""), *neds]
                able = any(skill in row.skills for p in people for row in self.posts.get(p, ()))
                able = able or any(skill in sought.get(p, {}) for p in neds)
                free = [p for p in neds if p in self.model.recruiting and p not in self.model.nominated_by]
                if not able and free:
                    sought.setdefault(free[0], {})[skill] = rule
        return sought

    def _board(self, cluster: str, organisation: str) -> None:
        facts = self.instance.by_code[organisation]
        governance = self.model.governance[cluster]
        relevant = {
            c.local_authority
            for c in self.instance.coverage
            if c.relevant and c.organisation == organisation and facts.kind != "pct"
        }
        seats = []
        for person in self.neds[organisation]:
            kind = "own"
            if not governance.keeps_boards:
                on_all = (person, cluster) in self.model.shared and self.at(self.model.shared[person, cluster])
                kind = "shared" if on_all else "locality"
            councils = relevant & self.model.nominated_by.get(person, frozenset())
            seats.append(
                NedSeat.model_validate(
                    {
                        "person": self._name(person),
                        "seat": kind,
                        "nominee_of": min(councils, default=None),
                        "from": self.instance.as_at,
                        "until": self.instance.horizon_end,
                    }
                )
            )
        seats.sort(key=lambda s: s.person)
        audit = [p for (p, o), v in self.model.audit.items() if o == organisation and self.at(v)]
        chair = self.chairs.get(organisation)
        self.parts.boards.append(
            Board(
                organisation=organisation,
                cluster=cluster,
                chair=None if chair is None else self._name(chair),
                audit_chair=self._name(audit[0]) if audit else None,
                neds=tuple(seats),
                officers=tuple(
                    OfficerSeat(post=post.id, voting=bool(self.at(self.model.voting[organisation, post.id])))
                    for post in self.model.officer_posts[organisation]
                ),
                vacancies=max(0, facts.ned_seats - len(seats)),
            )
        )

    def _cluster_board(self, cluster: str) -> None:
        chair = next(p for (p, k), v in self.model.cluster_chair.items() if k == cluster and self.at(v))
        inside = self.model.clusters[cluster]
        nominees = sorted(
            (o, self._name(p)) for (p, o), v in self.model.nominee.items() if o in inside and self.at(v)
        )
        self.parts.cluster_boards[cluster] = ClusterBoard(
            chair=self._name(chair), neds=tuple(Nominee(person=p, organisation=o) for o, p in nominees)
        )

    def _person(self, person: str) -> None:
        today: set[tuple[str, Role]] = {(r.organisation, r.role) for r in self.posts[person]}
        after = self._seats(person)
        outcome: Outcome
        if after:
            outcome = outcome_of(today, after)
        elif any(p == person and self.at(v) for (p, _), v in self.model.alternative.items()):
            outcome = "alternative_role"
        elif person in self.model.stands_down and self.at(self.model.stands_down[person]):
            outcome = "stands_down"
        elif self.at(self.model.place_ends[person]):
            outcome = "place_ends"
        else:
            outcome = "term_ends"
        self.parts.people.append(
            Person.model_validate(
                {
                    "id": person,
                    "outcome": outcome,
                    "certainty": "not_computed",
                    "from": [Post(organisation=o, role=r) for o, r in sorted(today)],
                    "to": [Post(organisation=o, role=r) for o, r in sorted(after)],
                    "reason": REASONS[outcome],
                }
            )
        )

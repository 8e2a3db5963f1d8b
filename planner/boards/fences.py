"""From what is possible in N to the plan: who is decided and by what, and ring-fences for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.boards.extract import Parts
from planner.boards.kinds import kinds_of
from planner.boards.pool import Posts, Shape
from planner.boards.ringfence import BlockChances, Chances
from planner.core.fences import (
    BY,
    LEAVING_OPEN,
    NOMINATIONS,
    PLACE_OPEN,
    SEATS_OPEN,
    Cause,
    PostKind,
    nominations,
)
from planner.core.instance import Instance
from planner.core.outcomes import LEAVING, REASONS
from planner.core.plan import Outcome, Person, RingFence
from planner.core.rulebook import Rulebook


def fenced(
    instance: Instance,
    rulebook: Rulebook,
    posts: Posts,
    parts: Parts,
    blocks: Sequence[tuple[Sequence[Shape], BlockChances | None]],
) -> Parts:
    """The parts with certainty and reason of everybody, and with ring-fences.

    Args:
        instance: what is given.
        rulebook: its board levels make the wishes among the conditions.
        posts: people of today.
        parts: read off the example.
        blocks: clusters of each block, and what is possible there; None where that is not known.
    """
    made = [_Block(instance, rulebook, posts, parts, shapes, found) for shapes, found in blocks if found]
    people = {p.id: p for p in parts.people}
    for block in made:
        people |= block.people()
    fences = [fence for block in made for fence in block.fences()]
    return replace(
        parts,
        people=[people[p.id] for p in parts.people],
        ring_fences=sorted(fences, key=lambda f: f.cluster),
    )


@dataclass(frozen=True)
class _Pool:
    """People who hold a post of a kind in some plan as good (or in the example), and are without in another."""

    kind: PostKind
    people: tuple[str, ...]
    example: tuple[str, ...]
    """Those of them who hold it in the example."""


class _Block:
    """One block of clusters."""

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        posts: Posts,
        parts: Parts,
        shapes: Sequence[Shape],
        found: BlockChances,
    ) -> None:
        self.instance, self.rulebook, self.posts, self.parts, self.shapes = (
            instance,
            rulebook,
            posts,
            parts,
            shapes,
        )
        self.of: dict[str, Chances] = {p: c for c in found.classes for p in c.people}
        self.example = {p.id: p for p in parts.people if p.id in self.of}
        self.keeping = {o for s in shapes if s.governance.keeps_boards for o in s.organisations}
        self.pools = [self._pool(kind) for shape in shapes for kind in kinds_of(shape)]
        self.pools = [pool for pool in self.pools if any(self._open(p) for p in pool.people)]
        self.pools += [self._nominated(kind) for shape in shapes for kind in _nominations(shape)]
        self.pools = [pool for pool in self.pools if len(pool.people) > len(pool.example) or pool.example]

    def _open(self, person: str) -> bool:
        """Whether the outcome differs between plans of N, or the example shows another than all of them."""
        return self.of[person].outcomes != {self.example[person].outcome}

    # ---- people --------------------------------------------------------------------------------

    def people(self) -> dict[str, Person]:
        """People of the block with what is certain about them."""
        return {person: self._certain(row) for person, row in self.example.items()}

    def _certain(self, person: Person) -> Person:
        start = f"{REASONS[person.outcome]}; "
        if not self._open(person.id):
            reason = start + BY[self._cause(person)]
            return person.model_copy(update={"certainty": "decided", "reason": reason})
        outcomes: set[Outcome] = self.of[person.id].outcomes | {person.outcome}
        leaving = outcomes & LEAVING
        words = PLACE_OPEN if leaving and outcomes - leaving else LEAVING_OPEN if leaving else SEATS_OPEN
        mine = [pool for pool in self.pools if person.id in pool.people and pool.kind.kind not in NOMINATIONS]
        held = [pool for pool in mine if person.id in pool.example]
        fence = (held or mine)[0].kind.id
        return person.model_copy(update={"certainty": "open", "reason": start + words, "ring_fence": fence})

    def _cause(self, person: Person) -> Cause:
        """What decides an outcome that is the same in every plan of N."""
        if any(
            d.subject == person.id and d.kind in ("keep_in_post", "place", "release")
            for d in self.instance.decisions
        ):
            return "decision"
        if person.outcome == "term_ends":
            return "term"
        if person.outcome in ("stands_down", "alternative_role"):
            return "offer"
        wanted = {
            c.local_authority
            for c in self.instance.coverage
            if c.relevant and any(c.organisation == seat.organisation for seat in person.to)
        }
        if any(row.nominated_by in wanted for row in self.posts[person.id]):
            return "nomination"
        kept = person.to and all(seat.organisation in self.keeping for seat in person.to)
        return "model" if kept else "seats"

    # ---- ring-fences ---------------------------------------------------------------------------

    def fences(self) -> list[RingFence]:
        """Posts that more than one set of people can fill."""
        return [
            RingFence(
                id=pool.kind.id,
                cluster=pool.kind.cluster,
                post=pool.kind.words,
                seats=max(1, len(pool.example)),
                pool=pool.people,
                conditions=self._conditions(pool.kind),
            )
            for pool in self.pools
        ]

    def _pool(self, kind: PostKind) -> _Pool:
        now = self._holding(kind)
        people = [
            p
            for p, mine in self.of.items()
            if (kind in mine.holds or p in now) and (kind in mine.lacks or p not in now)
        ]
        return _Pool(kind, tuple(sorted(people)), tuple(sorted(now & set(people))))

    def _nominated(self, kind: PostKind) -> _Pool:
        """Who may be nominated: whoever may sit on the boards that nominate."""
        chair_only = kind.kind == "cluster_chair"
        people = {
            p
            for p, mine in self.of.items()
            for k in mine.holds
            if k.cluster == kind.cluster
            and k.kind in (("chair",) if chair_only else ("chair", "own"))
            and (chair_only or k.organisation == kind.organisation)
        }
        now = self._holding(kind)
        return _Pool(kind, tuple(sorted(people | now)), tuple(sorted(now)))

    def _holding(self, kind: PostKind) -> set[str]:
        """Office holders with such a post in the example."""
        body = self.parts.cluster_boards.get(kind.cluster)
        if kind.kind == "cluster_chair":
            found = {body.chair} if body else set()
        elif kind.kind == "nominee":
            found = {n.person for n in body.neds if n.organisation == kind.organisation} if body else set()
        elif kind.kind == "alternative":
            inside = next(s.organisations for s in self.shapes if s.id == kind.cluster)
            given = {
                a.organisation for a in self.instance.alternative_roles if a.count and a.organisation in inside
            }
            found = {
                p.id
                for p in self.example.values()
                if p.outcome == "alternative_role" and any(post.organisation in given for post in p.from_)
            }
        else:
            found = set()
            for board in self.parts.boards:
                if board.cluster != kind.cluster or kind.organisation not in ("", board.organisation):
                    continue
                if kind.kind == "chair":
                    found.add(board.chair or "")
                elif kind.kind == "audit":
                    found.add(board.audit_chair or "")
                else:
                    found |= {ned.person for ned in board.neds if ned.seat == kind.kind}
        return found & self.of.keys()

    def _conditions(self, kind: PostKind) -> tuple[str, ...]:
        """What whoever fills such a post must meet, or is wished to; nobody is named."""
        inside = next(s.organisations for s in self.shapes if s.id == kind.cluster)
        boards = (kind.organisation,) if kind.organisation else inside
        found = [_ABOUT[kind.kind, bool(kind.organisation)]]
        if kind.kind in ("shared", "locality", "own"):
            found += self._nominees(boards)
            if any(x == "own_people" for x in self.rulebook.board_levels):
                wished = "two" if len(inside) <= 3 else "one"
                found.append(f"wished: on each board at least {wished} of the organisation's own people")
        if kind.kind not in NOMINATIONS:
            found.append("by agreement, interview or paper assessment (A¶5.2)")
        return tuple(found)

    def _nominees(self, boards: Sequence[str]) -> list[str]:
        names = {c.code: c.name for c in self.instance.local_authorities}
        return [
            f"{c.organisation} needs a director nominated by {names.get(c.local_authority, c.local_authority)}"
            f" ({c.local_authority}) and a member of it (A¶3.3)"
            for c in self.instance.coverage
            if c.relevant and c.organisation in boards and self.instance.by_code[c.organisation].kind != "pct"
        ]


_ABOUT = {
    ("chair", False): "chairs every board of the cluster; from the chairs of today, unless a decision says so",
    ("chair", True): "chairs this board; from the chairs of today, unless a decision says so",
    ("shared", False): "sits on every board of the cluster",
    ("locality", True): "sits on this board alone of the cluster",
    ("own", True): "sits on this board; a dual appointment may be considered (A¶5.7)",
    ("alternative", False): "another local contribution, for those who would take one (A¶5.3)",
    ("audit", False): "is a director of each board concerned (A¶4.8); experience of audit is for the panel",
    ("cluster_chair", False): "chairs one of the cluster's boards (A¶4.3)",
    ("nominee", True): "chair or director of this board, and not the chair of the cluster board (A¶4.3)",
}
"""First condition of each kind of post, by whether it belongs to one organisation."""


def _nominations(shape: Shape) -> list[PostKind]:
    if not shape.governance.nominated_cluster_board:
        return []
    return nominations(shape.id, shape.organisations)

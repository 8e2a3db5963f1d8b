"""The boards of one block of clusters as a CP-SAT model; implements ``LevelModel`` for rules and levels.

Who may sit where follows docs/semantics.md: an office holder may join any board of a cluster where they have
a post or are placed by decision;
chairs come from the chairs of today; recruits come last. What makes boards lawful is posted by the rules
themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from planner.boards.pool import Posts, Recruiting, Shape, places, reach, recruits_of, wants_more
from planner.core.instance import Instance
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel, OfficerPost, Rulebook
from planner.rules.base import Expr

Pair = tuple[str, str]


@dataclass
class BlockModel:
    """Variables of one block; all 0/1 unless said."""

    instance: Instance
    rulebook: Rulebook
    shapes: Sequence[Shape]
    all_posts: Posts
    tight: bool = True
    """Add sums that follow from rules of the governance models; not where rules are to be told apart."""
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    organisations: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    recruits: list[str] = field(default_factory=list)
    recruiting: dict[str, Recruiting] = field(default_factory=dict)
    posts: dict[str, Sequence[OfficeHolder]] = field(default_factory=dict)
    clusters: dict[str, Sequence[str]] = field(default_factory=dict)
    governance: dict[str, GovernanceModel] = field(default_factory=dict)
    officer_posts: dict[str, Sequence[OfficerPost]] = field(default_factory=dict)
    chair: dict[Pair, Expr] = field(default_factory=dict)
    ned: dict[Pair, Expr] = field(default_factory=dict)
    shared: dict[Pair, Expr] = field(default_factory=dict)
    audit: dict[Pair, Expr] = field(default_factory=dict)
    voting: dict[Pair, Expr] = field(default_factory=dict)
    cluster_chair: dict[Pair, Expr] = field(default_factory=dict)
    nominee: dict[Pair, Expr] = field(default_factory=dict)
    nominated_by: dict[str, str] = field(default_factory=dict)
    audit_is_shared: dict[str, Expr] = field(default_factory=dict)
    used: dict[str, Expr] = field(default_factory=dict)
    placed: dict[str, Expr] = field(default_factory=dict)
    chairs_any: dict[str, Expr] = field(default_factory=dict)
    stands_down: dict[str, Expr] = field(default_factory=dict)
    alternative: dict[Pair, Expr] = field(default_factory=dict)
    place_ends: dict[str, Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for shape in self.shapes:
            self.clusters[shape.id] = shape.organisations
            self.governance[shape.id] = shape.governance
            self.organisations += shape.organisations
        self._seats()
        self._officers()
        self._cluster_boards()
        self._use()
        self._fates()

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """Post a linear condition, under the literal if there is one; plain truth values are fine too."""
        if isinstance(condition, bool):
            if condition:
                return
            self.cp.add_bool_or([literal.negated()] if literal is not None else [])
            return
        constraint = self.cp.add(condition)
        if literal is not None:
            constraint.only_enforce_if(literal)

    def new_int(self, name: str, low: int, high: int) -> Expr:
        """A new whole-number variable."""
        return self.cp.new_int_var(low, high, name)

    def _bool(self, *name: str) -> Expr:
        return self.cp.new_bool_var("|".join(name))

    def _seats(self) -> None:
        """Chair, NED and audit seats of office holders and recruits; shared seats where the model has them."""
        self._holders()
        for shape in self.shapes:
            self._recruits(shape)
            if shape.governance.shared_neds[1] > 0:
                for person in self.people:
                    if all((person, o) in self.ned for o in shape.organisations):
                        self.shared[person, shape.id] = self._bool("shared", person, shape.id)
            if shape.governance.shared_neds[1] > 0 and shape.governance.locality_neds[1] > 0:
                self.audit_is_shared[shape.id] = self._bool("audit_is_shared", shape.id)
        for person, organisation in self.ned:
            self.audit[person, organisation] = self._bool("audit", person, organisation)

    def _holders(self) -> None:
        decided = places(self.instance)
        pools = reach(self.instance, self.all_posts)
        member = bool(
            self.rulebook.by_id["BRD-7"].parameters.get("member_required", True)
            if "BRD-7" in self.rulebook.by_id
            else True
        )
        for person, organisations in pools.items():
            rows = self.all_posts[person]
            entered = [s for s in self.shapes if organisations & set(s.organisations)]
            if not entered:
                continue
            self.people.append(person)
            self.holders.append(person)
            self.posts[person] = rows
            may_chair = any(r.role == "chair" for r in rows) or "chair" in decided.get(person, {}).values()
            for row in rows:
                if row.nominated_by and (row.la_member or not member):
                    self.nominated_by[person] = row.nominated_by
            for organisation in (o for s in entered for o in s.organisations):
                self.ned[person, organisation] = self._bool("ned", person, organisation)
                if may_chair:
                    self.chair[person, organisation] = self._bool("chair", person, organisation)

    def _recruits(self, shape: Shape) -> None:
        for recruit in recruits_of(self.instance, shape, self._fewest(), wants_more(self.rulebook)):
            self.people.append(recruit.id)
            self.recruits.append(recruit.id)
            self.recruiting[recruit.id] = recruit
            self.posts[recruit.id] = ()
            if recruit.nominated_by:
                self.nominated_by[recruit.id] = recruit.nominated_by
            seats = self.chair if recruit.role == "chair" else self.ned
            for organisation in shape.organisations:
                seats[recruit.id, organisation] = self._bool(recruit.role, recruit.id, organisation)

    def _fewest(self) -> int:
        """NEDs that every board must have, 0 where no rule says so."""
        spec = self.rulebook.by_id.get("BRD-3")
        return int(spec.parameters["min"]) if spec is not None and spec.on else 0

    def _officers(self) -> None:
        for organisation in self.organisations:
            seats = self.instance.by_code[organisation].officer_seats
            self.officer_posts[organisation] = self.rulebook.officers[:seats]
            for post in self.officer_posts[organisation]:
                self.voting[organisation, post.id] = self._bool("voting", organisation, post.id)

    def _cluster_boards(self) -> None:
        for shape in self.shapes:
            if not shape.governance.nominated_cluster_board:
                continue
            inside = set(shape.organisations)
            for person in sorted({p for p, o in self.chair if o in inside}):
                self.cluster_chair[person, shape.id] = self._bool("cluster_chair", person, shape.id)
            for person, organisation in sorted({(p, o) for p, o in [*self.chair, *self.ned] if o in inside}):
                self.nominee[person, organisation] = self._bool("nominee", person, organisation)

    def seats_of(self, person: str) -> list[Expr]:
        """All seats a person could have."""
        return self._by_person[person]

    def _use(self) -> None:
        """Who holds any seat; recruits of a kind are used in order, since they are alike."""
        self._by_person: dict[str, list[Expr]] = {p: [] for p in self.people}
        chairs: dict[str, list[Expr]] = {}
        for (person, _), v in self.chair.items():
            self._by_person[person].append(v)
            chairs.setdefault(person, []).append(v)
        for (person, _), v in self.ned.items():
            self._by_person[person].append(v)
        for person, seats in self._by_person.items():
            any_seat = self._bool("placed", person)
            self.cp.add_max_equality(any_seat, seats)
            (self.used if person in self.recruiting else self.placed)[person] = any_seat
        for person, seats in chairs.items():
            self.chairs_any[person] = self._bool("chairs", person)
            self.cp.add_max_equality(self.chairs_any[person], seats)
        if self.tight:
            self._tighten()
        for shape in self.shapes:
            for kind in ("chair", "ned"):
                alike = [r for r in self.recruits if r.startswith(f"recruit:{shape.id}:{kind}:")]
                for first, second in pairwise(alike):
                    self.cp.add_implication(self.used[second], self.used[first])

    def _binding(self, shape: Shape, rule: str) -> bool:
        """Whether a rule of the governance model surely holds for a cluster, so that sums may rely on it."""
        lifted = any(d.kind == "exempt" and d.subject == rule for d in self.instance.decisions)
        spec = self.rulebook.by_id.get(rule)
        on = spec is not None and spec.on and spec.strength == "must"
        return on and not lifted and rule in shape.governance.rules

    def _tighten(self) -> None:
        """Sums that follow from Models 2 and 3: a seat on all boards is one place, not one for each board.

        Without them the LP shares one shared seat out over everybody, and proofs take minutes.
        """
        chair_parts: dict[str, list[Expr]] = {p: [] for p in self.people}
        ned_parts: dict[str, list[Expr]] = {p: [] for p in self.people}
        for shape in self.shapes:
            first, count = shape.organisations[0], len(shape.organisations)
            one_board = self._binding(shape, "M2-a")
            one_chair = one_board or self._binding(shape, "M3-a")
            shares = self._binding(shape, "M3-b")
            for person in self.people:
                if (person, first) in self.chair:
                    boards = (first,) if one_chair else shape.organisations
                    chair_parts[person] += [self.chair[person, o] for o in boards]
                if (person, first) in self.ned:
                    boards = (first,) if one_board else shape.organisations
                    ned_parts[person] += [self.ned[person, o] for o in boards]
                    if shares and (person, shape.id) in self.shared:
                        ned_parts[person].append((1 - count) * self.shared[person, shape.id])
        for person in self.people:
            sits = self.used[person] if person in self.recruiting else self.placed[person]
            self.cp.add(sits <= sum(chair_parts[person]) + sum(ned_parts[person]))
            if person in self.chairs_any:
                self.cp.add(self.chairs_any[person] <= sum(chair_parts[person]))

    def _fates(self) -> None:
        """What becomes of an office holder without a seat (docs/semantics.md, outcomes)."""
        end = self.instance.horizon_end
        offers: dict[str, set[str]] = {}
        for s in self.instance.stances:
            offers.setdefault(s.id, set()).add(s.stance)
        roles = {a.organisation: a.count for a in self.instance.alternative_roles if a.count}
        takers: dict[str, list[Expr]] = {}
        for person in self.holders:
            rows = self.posts[person]
            over = self.instance.renewals != "assumed" and all(r.term_end < end for r in rows)
            self.place_ends[person] = self._bool("place_ends", person)
            if over:
                self.cp.add(self.place_ends[person] == 0)
                continue
            fates = [self.placed[person], self.place_ends[person]]
            stance = offers.get(person, set())
            if "offers_to_stand_down" in stance:
                self.stands_down[person] = self._bool("stands_down", person)
                self.cp.add(self.place_ends[person] == 0)
                fates.append(self.stands_down[person])
            if "would_take_alternative" in stance:
                for organisation in sorted({r.organisation for r in rows} & roles.keys()):
                    v = self._bool("alternative", person, organisation)
                    self.alternative[person, organisation] = v
                    takers.setdefault(organisation, []).append(v)
                    fates.append(v)
            self.cp.add_exactly_one(fates)
        for organisation, wanting in takers.items():
            self.cp.add(cp_model.LinearExpr.sum(wanting) <= roles[organisation])

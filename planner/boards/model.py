"""The boards of one block of clusters as a CP-SAT model; implements ``LevelModel`` for rules and levels.

Who may sit where follows docs/semantics.md: an office holder may join any board of a cluster where they have
a post or are placed by decision;
chairs come from the chairs of today; recruits come last. What makes boards lawful is posted by the rules
themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from planner.boards import fates, seats
from planner.boards.pool import Posts, Recruiting, Shape, entering, places
from planner.boards.wanted import fewest_neds
from planner.core.instance import Instance
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel, OfficerPost, Rulebook
from planner.objectives.base import Way
from planner.rules.base import Expr
from planner.rules.seats import Seats

Pair = tuple[str, str]

NOT_HELPED = {"own_people", "places_end", "chairs_lost", "offers_used", "skills_missing", "cost"}
NOT_HELPED |= {"meetings", "cluster_board_size", "cost_change"}
"""Levels that a further recruit never makes better."""


@dataclass
class BlockModel:
    """Unknowns of one block: variables or sums of them, 0/1 unless said; a number where nothing is open."""

    instance: Instance
    rulebook: Rulebook
    shapes: Sequence[Shape]
    all_posts: Posts
    tight: bool = True
    """Write seats as the rules of the governance models leave them; not where rules are to be told apart."""
    counting: bool = False
    """Directors of a board are counted by unknowns of their own, so that conditions about them are short."""
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
    chair: Seats = field(default_factory=Seats)
    ned: Seats = field(default_factory=Seats)
    shared: Seats = field(default_factory=Seats)
    audit: Seats = field(default_factory=Seats)
    voting: dict[Pair, Expr] = field(default_factory=dict)
    cluster_chair: Seats = field(default_factory=Seats)
    nominee: Seats = field(default_factory=Seats)
    nominated_by: dict[str, str] = field(default_factory=dict)
    audit_is_shared: dict[str, Expr] = field(default_factory=dict)
    used: dict[str, Expr] = field(default_factory=dict)
    placed: dict[str, Expr] = field(default_factory=dict)
    chairs_any: dict[str, Expr] = field(default_factory=dict)
    stands_down: dict[str, Expr] = field(default_factory=dict)
    alternative: dict[Pair, Expr] = field(default_factory=dict)
    place_ends: dict[str, Expr] = field(default_factory=dict)
    ways: dict[str, Sequence[Way]] = field(default_factory=dict)
    audits_any: dict[str, Expr] = field(default_factory=dict)
    ways_in: dict[str, list[tuple[Way, ...]]] = field(default_factory=dict)
    """By person: the ways to sit in each cluster whose seats are written so."""
    audits: dict[Pair, Expr] = field(default_factory=dict)
    """(person, cluster id): audit chair there, where ``ways_in`` is known."""
    implied: set[tuple[str, str]] = field(default_factory=set)
    """(rule, subject) that the seats meet however they are filled; need not be posted."""
    flows: set[str] = field(default_factory=set)
    """Clusters whose seats are written as people going to boards: their linear programmes are almost whole."""
    one_of: list[list[cp_model.IntVar]] = field(default_factory=list)
    """Unknowns of which exactly one is 1, however the seats are filled."""

    def __post_init__(self) -> None:
        self._decided = places(self.instance)
        self._seats: dict[str, list[Expr]] = {}
        self._chairs: dict[str, list[Expr]] = {}
        inside = {o for shape in self.shapes for o in shape.organisations}
        lifted = {
            d.subject
            for d in self.instance.decisions
            if d.kind == "exempt" and inside & set((d.object or "").split(";"))
        }
        self._sure = {r.id for r in self.rulebook.rules if r.on and r.strength == "must"} - lifted
        for shape in self.shapes:
            self.clusters[shape.id] = shape.organisations
            self.governance[shape.id] = shape.governance
            self.organisations += shape.organisations
        for shape in self.shapes:
            seats.write(self, shape)
        self._officers()
        self._cluster_boards()
        self._use()
        fates.write(self)

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

    def yes_no(self, *name: str) -> Expr:
        """A new 0/1 variable."""
        return self.cp.new_bool_var("|".join(name))

    def enter(self, shape: Shape) -> list[str]:
        """Office holders who may sit in a cluster; remembers them."""
        found = entering(self.instance, self.all_posts, shape.organisations)
        for person in found:
            if person in self.posts:
                continue
            self.people.append(person)
            self.holders.append(person)
            self.posts[person] = self.all_posts[person]
            for row in self.posts[person]:
                if row.nominated_by and (row.la_member or not self._member_required()):
                    self.nominated_by[person] = row.nominated_by
        return found

    def recruit(self, recruit: Recruiting) -> None:
        """Remember a possible recruit."""
        self.people.append(recruit.id)
        self.recruits.append(recruit.id)
        self.recruiting[recruit.id] = recruit
        self.posts[recruit.id] = ()
        if recruit.nominated_by:
            self.nominated_by[recruit.id] = recruit.nominated_by

    def may_chair(self, person: str) -> bool:
        """Chairs of today, and people placed as chair by decision."""
        chairs = any(row.role == "chair" for row in self.posts[person])
        return chairs or "chair" in self._decided.get(person, {}).values()

    def enters_one(self, person: str) -> bool:
        """Whether an office holder has business with one organisation only, so with one cluster."""
        known = {row.organisation for row in self.posts[person]} | self._decided.get(person, {}).keys()
        return len(known) == 1

    def exactly_one(self, seats: Iterable[Expr]) -> None:
        """One of these seats is taken."""
        parts = [seat for seat in seats if not (isinstance(seat, int) and seat == 0)]
        self.cp.add(sum(parts) == 1)
        unknowns = [seat for seat in parts if isinstance(seat, cp_model.IntVar)]
        if len(unknowns) == len(parts):
            self.one_of.append(unknowns)

    def seats_of(self, person: str) -> list[Expr]:
        """All seats a person could have; seats of one cluster may be one sum."""
        return self._seats.setdefault(person, [])

    def chairs_of(self, person: str) -> list[Expr]:
        """All chairs a person could have; one for a cluster where one person chairs all boards."""
        return self._chairs.setdefault(person, [])

    def fewest(self) -> int:
        """NEDs to which recruits may fill a board.

        What is lawful, unless a level before ``recruits`` asks for more: then the most that is lawful.
        """
        spec = self.rulebook.by_id.get("BRD-3")
        if spec is None or not spec.on:
            return 0
        if self.many():
            return int(spec.parameters["max"])
        return fewest_neds(self.instance, self.rulebook, self.organisations)

    def many(self) -> bool:
        """Whether a level before ``recruits`` may be the better for more recruits than are needed."""
        levels = self.rulebook.board_levels
        before = set(levels[: levels.index("recruits")] if "recruits" in levels else levels)
        bands = [band.pounds for band in self.rulebook.pay.chair]
        # two chairs of small boards may be paid less than one of both
        dear = "cost" in before or "cost_change" in before
        return not before <= NOT_HELPED or (dear and max(bands) > 2 * min(bands))

    def surely(self, rule: str) -> bool:
        """Whether a rule binds every board of the block, with no exemption from it."""
        return rule in self._sure

    def binding(self, shape: Shape, rule: str) -> bool:
        """Whether a rule of the governance model surely binds a cluster."""
        return rule in self._sure and rule in shape.governance.rules

    def _member_required(self) -> bool:
        spec = self.rulebook.by_id.get("BRD-7")
        return bool(spec is None or spec.parameters.get("member_required", True))

    def _officers(self) -> None:
        for organisation in self.organisations:
            posts = self.rulebook.officers[: self.instance.by_code[organisation].officer_seats]
            self.officer_posts[organisation] = posts
            for post in posts:
                self.voting[organisation, post.id] = self.yes_no("voting", organisation, post.id)

    def _cluster_boards(self) -> None:
        for shape in self.shapes:
            if not shape.governance.nominated_cluster_board:
                continue
            chairs = {p for o in shape.organisations for p in self.chair.at(o)}
            for person in sorted(chairs):
                self.cluster_chair[person, shape.id] = self.yes_no("cluster_chair", person, shape.id)
            for organisation in shape.organisations:
                for person in self._may_be_sent(shape, organisation, chairs):
                    self.nominee[person, organisation] = self.yes_no("nominee", person, organisation)

    def _may_be_sent(self, shape: Shape, organisation: str, chairs: set[str]) -> list[str]:
        """Whom an organisation may send to the cluster board.

        Directors who surely sit there and on no other board do, if they are as many as may be sent: no level
        tells nominees apart.
        """
        neds = self.ned.at(organisation)
        if self.tight and self.binding(shape, "M1-b"):
            sure = [
                p
                for p, seat in neds.items()
                if isinstance(seat, int) and seat and p not in chairs and self.enters_one(p)
            ]
            if len(sure) >= shape.governance.nominees[1]:
                return sorted(sure)
        return sorted({*neds, *self.chair.at(organisation)})

    def _use(self) -> None:
        """Who holds any seat; recruits of a kind are used in order, since they are alike."""
        for person in self.people:
            held = self._largest("placed", person, self.seats_of(person))
            (self.used if person in self.recruiting else self.placed)[person] = held
            if self._chairs.get(person):
                self.chairs_any[person] = self._largest("chairs", person, self._chairs[person])
            ways = self.ways_in.get(person, ())
            if len(ways) == 1 and len(self.seats_of(person)) == 1:
                self.ways[person] = ways[0]
        for (person, _), audits in self.audits.items():
            if person in self.ways:
                self.audits_any[person] = audits
        alike: dict[str, list[str]] = {}
        for recruit in self.recruits:
            if not self.recruiting[recruit].nominated_by:
                alike.setdefault(recruit.rpartition(":")[0], []).append(recruit)
        for same in alike.values():
            for first, second in pairwise(same):
                self.cp.add(self.used[second] <= self.used[first])

    def _largest(self, name: str, person: str, parts: Sequence[Expr]) -> Expr:
        """1 when one of the parts is, as a sum or number where that is the same."""
        if any(isinstance(part, int) and part for part in parts):
            return 1
        parts = [part for part in parts if not isinstance(part, int)]
        if len(parts) <= 1:
            return parts[0] if parts else 0
        whole = self.yes_no(name, person)
        for part in parts:
            self.cp.add(part <= whole)
        self.cp.add(whole <= sum(parts))
        return whole

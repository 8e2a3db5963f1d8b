"""What bounds of boards count on: people and seats of today as numbers by organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.boards.pool import Posts, places, reach
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.engine.joint.atoms import Atoms
from planner.geography.sums import Ints

MOST = 7
"""NEDs that a board which keeps its people has at most (M4-a)."""


@dataclass(frozen=True)
class Rules:
    """Which rules surely bind every board: in force, and lifted nowhere."""

    instance: Instance
    rulebook: Rulebook

    def bind(self, rule: str, model: GovernanceModel | None = None) -> bool:
        """Whether the rule holds; one of a governance model only where the model lists it."""
        spec = self.rulebook.by_id.get(rule)
        if spec is None or not spec.on or spec.strength != "must":
            return False
        if model is not None and rule not in model.rules:
            return False
        return not any(d.kind == "exempt" and d.subject == rule for d in self.instance.decisions)

    def neds(self) -> tuple[int, int | None]:
        """Fewest and most NEDs of a board (BRD-3); None for no limit."""
        if not self.bind("BRD-3"):
            return 0, None
        p = self.rulebook.by_id["BRD-3"].parameters
        return int(p["min"]), int(p["max"])


@dataclass
class Today:
    """People and boards of today under an instance's decisions."""

    instance: Instance
    rulebook: Rulebook
    posts: Posts
    reach: Mapping[str, set[str]] = field(init=False)
    placed: Mapping[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.reach = reach(self.instance, self.posts)
        self.placed = places(self.instance)
        self._touched = {
            d.subject for d in self.instance.decisions if d.kind in ("keep_in_post", "place", "release")
        }
        self._stances = {(s.id, s.stance) for s in self.instance.stances}

    @cached_property
    def roles(self) -> dict[str, int]:
        """Alternative roles by organisation."""
        found: dict[str, int] = {}
        for a in self.instance.alternative_roles:
            found[a.organisation] = found.get(a.organisation, 0) + a.count
        return found

    # ---- people

    def anybody(self, person: str) -> bool:
        """Everyone."""
        return person in self.posts

    def counted(self, person: str) -> bool:
        """Whose place would end, or who would leave by an offer, without a seat: not those whose terms end."""
        rows = self.posts[person]
        return self.instance.renewals == "assumed" or any(r.term_end >= self.instance.horizon_end for r in rows)

    def may_chair(self, person: str) -> bool:
        """Who may be somebody's chair."""
        return (
            any(r.role == "chair" for r in self.posts[person])
            or "chair" in self.placed.get(person, {}).values()
        )

    def chairs(self, person: str) -> bool:
        """Chairs of today."""
        return any(r.role == "chair" for r in self.posts[person])

    def stands_down(self, person: str) -> bool:
        """Who would leave by an offer to stand down."""
        return self.counted(person) and (person, "offers_to_stand_down") in self._stances

    def takes_role(self, person: str) -> bool:
        """Who would leave for an alternative role only, and has one in reach."""
        there = any(r.organisation in self.roles for r in self.posts[person])
        wants = (person, "would_take_alternative") in self._stances
        return self.counted(person) and wants and there and not self.stands_down(person)

    def skilled(self, skill: str, person: str) -> bool:
        """Who has a skill."""
        return any(skill in r.skills for r in self.posts[person])

    def nominee(self, authority: str, person: str) -> bool:
        """Whom an authority has nominated."""
        return any(r.nominated_by == authority for r in self.posts[person])

    # ---- boards

    def nominates(self, authority: str, code: str) -> bool:
        """Whether an authority nominates to this Care Trust's board."""
        return authority in self.authorities(code)

    @cached_property
    def _sitting(self) -> dict[tuple[str, str], list[str]]:
        """People by organisation and role."""
        found: dict[tuple[str, str], list[str]] = {}
        for person, rows in self.posts.items():
            for place in dict.fromkeys((r.organisation, r.role) for r in rows):
                found.setdefault(place, []).append(person)
        return found

    def neds_of(self, code: str) -> list[str]:
        """People with a NED post on a board today."""
        return self._sitting.get((code, "ned"), [])

    def chairs_of(self, code: str) -> list[str]:
        """People who chair a board today."""
        return self._sitting.get((code, "chair"), [])

    def sure(self, person: str, code: str) -> bool:
        """Whether this person surely stays where boards keep theirs: no decision, no end of term."""
        here = [r for r in self.posts[person] if r.organisation == code]
        last = max(r.term_end for r in here) >= self.instance.horizon_end
        return person not in self._touched and (self.instance.renewals == "assumed" or last)

    def authorities(self, code: str) -> set[str]:
        """Authorities that nominate to this Care Trust's board."""
        if self.instance.by_code[code].kind == "pct":
            return set()
        return {c.local_authority for c in self.instance.coverage if c.relevant and c.organisation == code}

    def room(self, code: str) -> int:
        """NEDs of a board that keeps its people, at most (M4-a)."""
        most = min(MOST, len(self.neds_of(code)) + len(self.authorities(code)))
        return max(self.instance.by_code[code].ned_seats, most)

    def full(self, code: str) -> bool:
        """Whether a board that keeps its people surely has its NEDs of today and nobody else.

        All stay, no authority lacks its nominee among them, and no seat is vacant.
        """
        neds = self.neds_of(code)
        lacking = self.authorities(code)
        for p in neds:
            by = {r.nominated_by for r in self.posts[p] if r.nominated_by and r.la_member}
            lacking = lacking - (by if len(by) == 1 else set())
        fits = self.instance.by_code[code].ned_seats <= len(neds) <= MOST
        return fits and not lacking and all(self.sure(p, code) for p in neds)

    def open_seats(self, code: str) -> tuple[int, bool] | None:
        """NED seats to which others may come where a board keeps its people, and whether its chair is open.

        None where it isn't sure that all its NEDs stay.
        """
        neds = self.neds_of(code)
        if not all(self.sure(p, code) for p in neds) or len(neds) > MOST - len(self.authorities(code)):
            return None
        return max(self.room(code) - len(neds), 0), self.sure_chair(code) is None

    def lacking(self, code: str) -> set[str]:
        """Skills that nobody has who surely stays on a board."""
        chair = self.sure_chair(code)
        there = [*self.neds_of(code), *([] if chair is None else [chair])]
        return set(self.rulebook.skills) - {s for p in there for r in self.posts[p] for s in r.skills}

    def brings(self, wanted: set[str], least: int, person: str) -> bool:
        """Whether somebody has at least so many of these skills."""
        return len(wanted & {s for r in self.posts[person] for s in r.skills}) >= least

    def chair_brings(self, wanted: set[str], least: int, person: str) -> bool:
        """Whether somebody who may be chair has at least so many of these skills."""
        return self.may_chair(person) and self.brings(wanted, least, person)

    def sure_chair(self, code: str) -> str | None:
        """Who surely chairs a board that keeps its people; None when that is open."""
        chairs = self.chairs_of(code)
        return chairs[0] if len(chairs) == 1 and self.sure(chairs[0], code) else None

    def weight(self, code: str) -> int:
        """Population that a chair is paid for."""
        o = self.instance.by_code[code]
        return o.population if o.weighted_population is None else o.weighted_population


@dataclass
class Counts:
    """Sums over the people and organisations of each row of one part."""

    today: Today
    atoms: Atoms

    def __post_init__(self) -> None:
        self.codes = self.atoms.base.codes
        several = set(self.atoms.people)
        self._home: dict[str, list[str]] = {code: [] for code in self.codes}
        for person, at in self.today.reach.items():
            if len(at) == 1 and person not in several:
                (code,) = at
                if code in self._home:
                    self._home[code].append(person)
        self.size = np.bitwise_count(self.atoms.base.masks[self.atoms.origin]).astype(np.int64)
        self.gone = np.bitwise_count(self.atoms.away.astype(np.uint64)).astype(np.int64)
        self.free = self.atoms.away & ~self.atoms.strict
        """Bit j: person j is away and may be audit chair here for nothing."""

    def over(self, weights: Sequence[int]) -> Ints:
        """Sum of weights of the organisations, shape (rows,)."""
        return self.atoms.base.sums.of(np.array(weights, dtype=np.int64))[self.atoms.origin]

    def boards(self, weight: Callable[[str], int]) -> Ints:
        """Sum over organisations by code."""
        return self.over([int(weight(code)) for code in self.codes])

    def people(self, test: Callable[[str], bool], *, pool: bool = False) -> Ints:
        """How many people there are of a kind.

        Args:
            test: which kind.
            pool: also count those who are away, as they may sit here.
        """
        total = self.over([sum(map(test, self._home[code])) for code in self.codes])
        for j, person in enumerate(self.atoms.people):
            if test(person):
                here = self.atoms.touched(j)
                if not pool:
                    here &= (self.atoms.away >> j & 1) == 0
                total = total + here
        return total

    def away(self, test: Callable[[str], bool]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Rows from which somebody of a kind is away."""
        bits = sum(1 << j for j, person in enumerate(self.atoms.people) if test(person))
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (self.atoms.away & bits) != 0
        return found

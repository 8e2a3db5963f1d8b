"""Lower bounds of boards by closed formulas, for every row of a part at once.

Bounds are lexicographic: the row of bounds comes no later than the true row of values. So a bound may rely on
the values before it being met exactly ("given"): where one of them is larger the true row comes later anyway.
Sums of such rows bound sums of true rows, since adding keeps lexicographic order.

Only what surely binds is relied on (:class:`planner.engine.joint.people.Rules`); a rule that is switched off,
or lifted from any board, makes a bound weaker, never wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq

import numpy as np
import numpy.typing as npt

from planner.core.rulebook import GovernanceModel
from planner.engine.joint.people import Counts, Rules
from planner.geography.listing import to_mask
from planner.geography.sums import Ints

NO_LIMIT = 1 << 20
"""Seats where no rule limits them."""


def larger(a: npt.ArrayLike, b: npt.ArrayLike) -> Ints:
    """The larger of two, row by row."""
    found: Ints = np.maximum(a, b)
    return found


def smaller(a: npt.ArrayLike, b: npt.ArrayLike) -> Ints:
    """The smaller of two, row by row."""
    found: Ints = np.minimum(a, b)
    return found


@dataclass
class Floors:
    """Bounds under one governance model.

    Args:
        counts: sums over people and organisations.
        model: of every cluster.
        order: ids of the levels about boards, most important first.
    """

    counts: Counts
    model: GovernanceModel
    order: Sequence[str]

    def __post_init__(self) -> None:
        today = self.counts.today
        self.rules = Rules(today.instance, today.rulebook)
        self.fewest, self.most = self.rules.neds()
        self.one_board = self.rules.bind("M2-a", self.model)
        self.mixed = self.rules.bind("M3-b", self.model)
        whole = self.model.keeps_boards and self.model.chair_scope == "organisation"
        self.keeps = whole and self.rules.bind("M4-a", self.model)
        self.chaired = self.rules.bind("BRD-2")
        self.one_chair = self.chaired and (self.one_board or self.rules.bind("M3-a", self.model))
        self.zero = np.zeros(len(self.counts.atoms), dtype=np.int64)
        self.found: dict[str, Ints] = {}

    def all(self) -> dict[str, Ints]:
        """A column for each level, in their order; 0 for a level of which nothing is known."""
        known = {
            "own_people": self._own_people,
            "places_end": self._places_end,
            "chairs_lost": self._chairs_lost,
            "offers_used": self._offers_used,
            "recruits": self._recruits,
            "below_six": self._below_six,
            "load": self._load,
            "skills_missing": self._skills_missing,
            "cost": self._cost,
        }
        for level in self.order:
            self.found[level] = known[level]() if level in known else self.zero
        return self.found

    def _given(self, levels: Collection[str]) -> bool:
        """Whether these levels come before the one at hand."""
        return all(level in self.found for level in levels)

    # ---- seats

    def _shared(self) -> range:
        """Numbers of shared NEDs that Model 3 and BRD-3 allow."""
        low, high = self.model.shared_neds
        return range(low, (high if self.most is None else min(high, self.most)) + 1)

    def _chair_seats(self) -> Ints:
        """People who can chair at once: one where one chairs all boards, else one for each board (BRD-2)."""
        if not self.chaired:
            return self.zero + NO_LIMIT
        return np.ones_like(self.zero) if self.one_chair else self.counts.size

    def _ned_seats(self) -> Ints:
        """People who can be NEDs at once, at most: on distinct seats, as many as boards may have."""
        m, limit = self.counts.size, self.zero + NO_LIMIT
        if self.most is not None:
            if self.one_board:
                limit = self.zero + self.most
            elif self.mixed:
                # s shared people take a seat on every board; the rest of each board is local
                local = self.model.locality_neds[1]
                each = [s + m * min(local, self.most - s) for s in self._shared()]
                limit = np.maximum.reduce(each) if each else self.zero
            else:
                limit = m * self.most
        if self.keeps:
            limit = smaller(limit, self.counts.boards(self.counts.today.room))
        return larger(limit - self._nominees_lacking(), 0)  # whoever is recruited as nominee has a seat

    def _nominees_lacking(self) -> Ints:
        """Authorities that must have a nominee on some board (BRD-7), and nobody in the pool is theirs."""
        c, today = self.counts, self.counts.today
        lacking = self.zero
        if self.rules.bind("BRD-7"):
            for authority in sorted({a for code in c.codes for a in today.authorities(code)}):
                wanted = c.boards(partial(today.nominates, authority)) > 0
                there = c.people(partial(today.nominee, authority), pool=True)
                lacking = lacking + (wanted & (there == 0))
        return lacking

    def _neds_wanted(self) -> Ints:
        """Distinct people whom the fewest NEDs of the boards need, at least."""
        if not self.mixed:  # one person may sit on several boards, so the need of a single board is all
            return self.zero + self.fewest
        least = [
            s + self.counts.size * max(self.model.locality_neds[0], self.fewest - s) for s in self._shared()
        ]
        return np.minimum.reduce(least) if least else self.zero

    # ---- levels

    def _own_people(self) -> Ints:
        """A board has at most as many of its own people as there are; one board for all has few seats."""
        c, today = self.counts, self.counts.today
        own = {code: len({*today.neds_of(code), *today.chairs_of(code)}) for code in c.codes}
        wished = np.where(c.size <= 3, 2, 1)
        short = np.where(c.size <= 3, c.boards(lambda o: own[o] < 2), c.boards(lambda o: own[o] < 1))
        if not (self.one_board and self.chaired and self.most is not None):
            return short
        # each person on the one board counts for every organisation of the cluster where they have a post
        credit = self.zero + self.most + 1
        for mask in c.atoms.reach:
            posts = np.bitwise_count(c.atoms.base.masks[c.atoms.origin] & np.uint64(mask)).astype(np.int64)
            credit = credit + larger(posts - 1, 0)
        return larger(short, c.size - credit // wished)

    def _left_over(self) -> Ints:
        """People without a seat who are counted when their place ends or their offer is taken."""
        c = self.counts
        able = c.people(lambda p: c.today.counted(p) and c.today.may_chair(p))
        seats = self._ned_seats() + smaller(self._chair_seats(), able)
        return larger(c.people(c.today.counted) - seats, 0)

    def _places_end(self) -> Ints:
        """Whoever is left over and can't leave by an offer; each alternative role is one person's."""
        c = self.counts
        roles = c.boards(lambda o: c.today.roles.get(o, 0))
        several = set(c.atoms.people)
        wide = c.people(lambda p: p in several and c.today.takes_role(p))  # may take a role outside
        takers = smaller(c.people(c.today.takes_role), roles + wide)
        return larger(self._left_over() - c.people(c.today.stands_down) - takers, 0)

    def _chairs_lost(self) -> Ints:
        """Chairs of today beyond the chairs there can be."""
        return larger(self.counts.people(self.counts.today.chairs) - self._chair_seats(), 0)

    def _offers_used(self) -> Ints:
        """Given the places that end: whoever else is left over leaves by an offer."""
        if not self._given(["places_end"]):
            return self.zero
        return larger(self._left_over() - self.found["places_end"], 0)

    def _recruits(self) -> Ints:
        """A chair where nobody may be one, nominees whom nobody can be, and NEDs beyond the pool."""
        c, today = self.counts, self.counts.today
        pool = c.people(today.anybody, pool=True)
        able = c.people(today.may_chair, pool=True) > 0
        lacking = self._nominees_lacking()
        if not self.chaired:
            return larger(lacking, self._neds_wanted() - pool)
        # nobody is chair and NED of one board: where the chair comes from the pool, a NED fewer does; but
        # where NEDs are local and chairs too, who chairs one board may be wanted as NED of another
        chair = 0 if self.mixed and not self.one_chair else 1
        neds = larger(lacking, self._neds_wanted() - np.where(able, pool - chair, pool))
        return larger(neds, 0) + ~able

    def _below_six(self) -> Ints:
        """Boards that can't have as many NEDs as are wished."""
        c, today = self.counts, self.counts.today
        aim = today.rulebook.ned_aim
        short = self.zero
        if self.most is not None and self.most < aim:
            short = c.size
        if self.keeps:
            short = larger(short, c.boards(lambda o: today.room(o) < aim))
        if self.chaired and self._given(["recruits"]):
            # given the recruits: one of the pool and them chairs a board, the others are all there are for it
            neds = c.people(today.anybody, pool=True) + self.found["recruits"] - 1
            short = np.where(neds < aim, c.size, short)
        return short

    def _seated(self) -> Ints:
        """Given places that end and offers used: people with a seat who are counted here."""
        if not self._given(["places_end", "offers_used"]):
            return self.zero
        everyone = self.counts.people(self.counts.today.counted)
        return larger(everyone - self.found["places_end"] - self.found["offers_used"], 0)

    def _load(self) -> Ints:
        """One chair and shared NEDs sit on every board."""
        beyond = larger(self.counts.size - self.counts.today.rulebook.load_limit, 0)
        if self.one_board:
            return beyond * larger(self._seated(), self.fewest + self.chaired)
        if self.mixed and self.one_chair:
            return beyond * (self.model.shared_neds[0] + self.chaired)
        return self.zero

    def _skills_missing(self) -> Ints:
        """Skills that nobody of the pool has; on a board that keeps its people, what few others can bring."""
        c, today = self.counts, self.counts.today
        absent = self.zero
        for skill in today.rulebook.skills:
            absent = absent + (c.people(partial(today.skilled, skill), pool=True) == 0)
        total = c.size * absent
        for code in c.codes if self.keeps and self.chaired else ():
            seats = today.open_seats(code)
            if seats is not None:
                more = self._still_missing(code, *seats) - absent
                total = total + larger(more, 0) * c.boards(partial(eq, code))
        return total

    def _still_missing(self, code: str, neds: int, chair_open: bool) -> Ints:
        """Skills that a board lacks when whoever comes to an open seat brings the most that anybody can."""
        c, today = self.counts, self.counts.today
        lacking = today.lacking(code)
        left = self.zero + len(lacking)
        for least in range(1, len(lacking) + 1):
            left = left - neds * (c.people(partial(today.brings, lacking, least), pool=True) > 0)
            if chair_open:
                left = left - (c.people(partial(today.chair_brings, lacking, least), pool=True) > 0)
        return left

    # ---- cost

    def _band(self, weights: Ints) -> Ints:
        """Pay of a chair of so many people, shape (rows,)."""
        bands = sorted(self.counts.today.rulebook.pay.chair, key=lambda b: b.above)
        pounds = np.array([0, *(b.pounds for b in bands)], dtype=np.int64)
        return pounds[np.searchsorted(np.array([b.above for b in bands], dtype=np.int64), weights)]

    def _cost(self) -> Ints:
        """Everyone with a seat at the NED rate, and what chairs and audit chairs surely get above it."""
        c, today = self.counts, self.counts.today
        pay = today.rulebook.pay
        people = self._seated() + (self.found["recruits"] if self._given(["recruits"]) else 0)
        lowest = min(b.pounds for b in pay.chair)
        if not pay.ned <= pay.audit_chair <= lowest:
            return people * min(pay.ned, lowest)
        audit = pay.audit_chair - pay.ned if self.rules.bind("BRD-AUD") else 0
        if self.one_chair:
            # the chair, then NEDs; someone away may be any of them and is paid elsewhere, while there is a seat
            left = people < self._ned_seats() + self._nominees_lacking() + self._chair_seats()
            chair = np.where(left & c.away(today.may_chair), 0, self._band(c.boards(today.weight)))
            neds = larger(people - 1, self._neds_wanted() - c.gone)
            extra = np.where(left & (c.free > 0), 0, 1)
            return chair + larger(neds, 0) * pay.ned + larger(extra, self._due()[0]) * audit
        chairs = self._sure_chairs()
        more = c.boards(lambda o: max(chairs.get(o, 0) - pay.ned, 0))
        everyone = larger(people, c.boards(lambda o: o in chairs))
        return everyone * pay.ned + more + self._audits() * audit

    def _sure_chairs(self) -> dict[str, int]:
        """Pay of chairs who surely keep their one board, by organisation."""
        today = self.counts.today
        if not (self.keeps and self.chaired):
            return {}
        found = {}
        for code in self.counts.codes:
            chair = today.sure_chair(code)
            if chair is not None and len(today.reach[chair]) == 1:
                pay = [b.pounds for b in today.rulebook.pay.chair if b.above < today.weight(code)]
                found[code] = max(pay, default=0)
        return found

    def _audits(self) -> Ints:
        """Audit chairs who are surely different people and paid for nothing better, at least.

        A board that surely keeps its NEDs of today has one of them; where none of them may chair, that is
        somebody else on every such board, but for those with posts on several: they spare all but one, and
        all where another cluster answers for them. A board on its own has one whoever sits there, since its
        chair is none of its NEDs.
        """
        c, today = self.counts, self.counts.today
        alone = (c.size == 1) & (c.free == 0) if self.chaired else self.zero
        if not self.keeps:
            return larger(alone, self._due()[0])
        sure = [o for o in c.codes if today.full(o) and not any(map(today.may_chair, today.neds_of(o)))]
        found = c.boards(lambda o: o in sure)
        for j, person in enumerate(c.atoms.people):
            bits = to_mask(c.codes, frozenset(o for o in sure if person in today.neds_of(o)))
            masks = c.atoms.base.masks[c.atoms.origin] & np.uint64(bits)
            spared = np.bitwise_count(masks).astype(np.int64) - ((c.free >> j & 1) == 0)
            found = found - larger(spared, 0)
        # whoever must be paid so is somebody else than the audit chairs of boards where they can't sit
        paid, there = self._due(sure)
        return larger(larger(found, found - there + paid), larger(alone, paid))

    def _due(self, sure: Collection[str] = ()) -> tuple[Ints, Ints]:
        """People who must be paid as audit chair, and boards of some that hold one of them."""
        c, today = self.counts, self.counts.today
        paid, boards = self.zero, np.zeros(len(c.atoms), dtype=np.uint64)
        for j, person in enumerate(c.atoms.people):
            due = (c.atoms.due >> j & 1) == 1
            if not today.may_chair(person) and due.any():
                bits = to_mask(c.codes, frozenset(o for o in sure if person in today.neds_of(o)))
                paid = paid + due
                boards |= np.where(due, c.atoms.base.masks[c.atoms.origin] & np.uint64(bits), np.uint64(0))
        return paid, np.bitwise_count(boards).astype(np.int64)


def floors(
    counts: Counts, order: Sequence[str], model: GovernanceModel, alone: GovernanceModel
) -> dict[str, Ints]:
    """Bounds of every row: those of ``alone`` for single organisations, of ``model`` for the others.

    Returns:
        A column for each level, shape (rows,).
    """
    several, single = Floors(counts, model, order).all(), Floors(counts, alone, order).all()
    return {level: np.where(counts.size > 1, several[level], single[level]) for level in order}

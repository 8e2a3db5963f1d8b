"""How likely boards last, worked out again: people who sit alike by number, boards closed in turn.

Another way than the one that counted first: there, what each board still needs is kept; here, how many of each
kind of shared people stay is kept, and a board's chance given these is summed over its own people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from math import comb, fsum, prod

from planner.checker.comparison.facts import Facts
from planner.checker.comparison.of_voice import nominating
from planner.core.rulebook import DepartureRates, RuleSpec

Sign = frozenset[tuple[str, str]]
"""Where somebody counts, and as what: ``chair``, ``ned``, or the code of a council that nominated them."""
Kind = tuple[Sign, float]
"""People who count alike and stay with the same chance."""


class Lasting:
    """Chances for one column."""

    def __init__(self, facts: Facts, rates: DepartureRates) -> None:
        """With yearly rates of departure."""
        self.facts, self.rates = facts, rates
        rules = facts.plan.rulebook.effective if facts.plan is not None else facts.rulebook.rules
        self.rules: dict[str, RuleSpec] = {r.id: r for r in rules if r.on and r.strength == "must"}
        instance = facts.instance
        years = ((instance.horizon_end - instance.as_at).days + 1) / 365.25
        self.stay_chair = (1 - rates.chair_per_thousand_a_year / 1000) ** years
        self.stay_ned = (1 - rates.ned_per_thousand_a_year / 1000) ** years
        self.never: set[str] = set()
        self.asked: dict[str, list[str]] = defaultdict(list)
        if "BRD-7" in self.rules:
            for code, council in nominating(instance):
                self.asked[code].append(council)
        self.kinds = self._kinds()

    def _kinds(self) -> Counter[Kind]:
        """How many people of each kind there are."""
        signs: dict[str, set[tuple[str, str]]] = defaultdict(set)
        chairs = {s.chair for s in self.facts.boards.values()}
        size = self.rules.get("BRD-3")
        for code, seats in self.facts.boards.items():
            if size is not None and len(seats.neds) > size.parameters["max"]:
                self.never.add(code)
            if "BRD-2" in self.rules and seats.chair in seats.neds:
                self.never.add(code)
            if seats.chair and not self._over(seats.chair, code):
                signs[seats.chair].add((code, "chair"))
            for person, says in seats.neds.items():
                if person in seats.late or self._over(person, code):
                    continue
                signs[person].add((code, "ned"))
                for council in self.asked[code]:
                    if says == council or self._nominated(person, council):
                        signs[person].add((code, council))
        return Counter(
            (frozenset(sign), self.stay_chair if person in chairs else self.stay_ned)
            for person, sign in signs.items()
        )

    def _over(self, person: str, code: str) -> bool:
        """Whether a term ends first and is not renewed."""
        rows = self.facts.posts.get(person, [])
        here = [r.term_end for r in rows if r.organisation == code] or [r.term_end for r in rows]
        horizon = self.facts.instance.horizon_end
        return self.facts.instance.renewals == "none" and bool(here) and max(here) < horizon

    def _nominated(self, person: str, council: str) -> bool:
        member = self.rules["BRD-7"].parameters.get("member_required", True)
        rows = self.facts.posts.get(person, [])
        return any(r.nominated_by == council and (r.la_member or not member) for r in rows)

    def all_lawful(self) -> float:
        """That every board is within the law at the end."""
        if self.never:
            return 0.0
        return prod(self._together(part) for part in self._parts())

    def fallen(self) -> float:
        """Boards outside the law on average."""
        return fsum(1.0 - self._together([code]) for code in self.facts.boards)

    def _parts(self) -> list[list[str]]:
        """Boards linked by people."""
        beside: dict[str, set[str]] = {code: {code} for code in self.facts.boards}
        for sign, _ in self.kinds:
            codes = {code for code, _ in sign}
            for code in codes:
                beside[code] |= codes
        parts, seen = [], set[str]()
        for code in self.facts.boards:
            part, edge = set[str](), {code} - seen
            while edge:
                part |= edge
                edge = {c for e in edge for c in beside[e]} - part
            if part:
                parts.append(sorted(part))
                seen |= part
        return parts

    def _together(self, codes: list[str]) -> float:
        """That all of these boards are within the law; kinds are cut to what they are on these boards."""
        if self.never.intersection(codes):
            return 0.0
        here: Counter[Kind] = Counter()
        for (sign, stays), many in self.kinds.items():
            cut = frozenset(x for x in sign if x[0] in codes)
            if cut:
                here[cut, stays] += many
        where = {kind: {code for code, _ in kind[0]} for kind in here}
        last = {kind: max(codes.index(c) for c in places) for kind, places in where.items()}
        shared = [kind for kind in here if len(where[kind]) > 1]
        states: dict[tuple[tuple[int, int], ...], float] = {(): 1.0}
        for n, code in enumerate(codes):
            opened = [i for i, kind in enumerate(shared) if min(codes.index(c) for c in where[kind]) == n]
            own = {kind: many for kind, many in here.items() if where[kind] == {code}}
            after: dict[tuple[tuple[int, int], ...], float] = defaultdict(float)
            known: dict[tuple[tuple[int, int], ...], float] = {}
            for state, chance in states.items():
                for counts in product(*(range(here[shared[i]] + 1) for i in opened)):
                    now = {**dict(state), **dict(zip(opened, counts, strict=True))}
                    weight = chance * prod(
                        _some(here[shared[i]], n_, shared[i][1]) for i, n_ in zip(opened, counts, strict=True)
                    )
                    key = tuple(sorted((i, m) for i, m in now.items() if code in where[shared[i]]))
                    if key not in known:
                        known[key] = self._board(code, {shared[i]: m for i, m in key}, own)
                    rest = tuple(sorted((i, m) for i, m in now.items() if last[shared[i]] > n))
                    after[rest] += weight * known[key]
            states = after
        return fsum(states.values())

    def _board(self, code: str, staying: Mapping[Kind, int], own: Mapping[Kind, int]) -> float:
        """Chance of one board, given how many of the shared people stay."""
        total = []
        kinds = list(own)
        for counts in product(*(range(own[k] + 1) for k in kinds)):
            every = [*staying.items(), *zip(kinds, counts, strict=True)]
            if self._lawful(code, every):
                total.append(prod(_some(own[k], n, k[1]) for k, n in zip(kinds, counts, strict=True)))
        return fsum(total)

    def _lawful(self, code: str, staying: Iterable[tuple[Kind, int]]) -> bool:
        """Whether a board is within the law with so many of each kind."""
        there: Counter[str] = Counter()
        for (sign, _), many in staying:
            for place, role in sign:
                if place == code:
                    there[role] += many
        chair, neds = there["chair"], there["ned"]
        besides = neds
        if "BRD-2" in self.rules and not chair:
            if self.rates.vacant_chair == "breaks":
                return False
            besides -= 1
        size = self.rules.get("BRD-3")
        if size is not None and besides < size.parameters["min"]:
            return False
        if any(not there[council] for council in self.asked[code]):
            return False
        quorum = self.rules.get("BRD-QUO")
        if quorum is None:
            return True
        seats = self.facts.boards[code]
        above, below = quorum.parameters.get("fraction", (1, 3))
        whole = 1 + max(self.facts.instance.by_code[code].ned_seats, neds) + seats.votes
        return besides >= 1 and seats.votes >= 1 and below * (chair + neds + seats.votes) >= above * whole


def _some(of: int, n: int, stays: float) -> float:
    """Chance that exactly so many of a kind stay."""
    return comb(of, n) * stays**n * (1.0 - stays) ** (of - n)

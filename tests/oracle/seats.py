"""Which seats one person or one recruit may take together, and what a state must satisfy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations, product

from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from tests.oracle.facts import (
    Person,
    alternatives,
    chair_pay,
    lifted_boards,
    officers_ok,
    people_of,
    relevant,
)

CHAIR = 8
OWN = 16
AUTH = 64
"""A board's state is one integer: NEDs + 8 · chair + 16 · own people + 64 · authorities."""

BASE = 1 << 10
"""Early levels as one integer, digits of this base; no such level of a tiny instance comes near it."""
PENNIES = 1 << 40
"""Late levels as one integer, digits of this base."""
LATE = ("skills_missing", "cost", "cost_change", "complexity")
"""Levels that look at skills, audit chairs or pounds: they and all behind them are settled in pass 2."""

Score = tuple[int, int]
"""What is added to the early and to the late levels."""

KEEP = 7
"""M4-a: so many staying NEDs keep their seat, less missing nominees; the page says 7, whatever BRD-3 is set
to."""

Seats = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""Boards chaired, boards as NED, and those of the latter that are a shared seat."""


class Table(dict[int, int]):
    """Next state of one slot after one move; -1 where the move is not possible."""

    def __init__(self, move: Callable[[int], int]) -> None:
        super().__init__()
        self.move = move

    def __missing__(self, now: int) -> int:
        self[now] = self.move(now)
        return self[now]


@dataclass(frozen=True)
class Option:
    """Seats that one person may take together."""

    moves: tuple[tuple[int, Table], ...]
    inc: Score
    skills: int = 0
    costs: tuple[tuple[int, int, tuple[int, ...]], ...] = ((0, 0, ()),)
    """(boards audited, late levels, pounds in each cluster), for the audit chairs this person can be."""

    def apply(self, state: tuple[int, ...]) -> tuple[int, ...] | None:
        new = list(state)
        for slot, table in self.moves:
            after = table[new[slot]]
            if after < 0:
                return None
            new[slot] = after
        return tuple(new)


def total_of(scores: list[Score]) -> Score:
    """Sum of both parts."""
    return sum(a for a, _ in scores), sum(b for _, b in scores)


def list_levels(instance: Instance, rulebook: Rulebook) -> tuple[str, ...]:
    """The rulebook's levels; renewals behind recruits and below_six, or last, where chosen and not named."""
    listed = list(rulebook.board_levels)
    if instance.renewals == "chosen" and "renewals_needed" not in listed:
        behind = [n for n, i in enumerate(listed, 1) if i in ("recruits", "below_six")]
        listed.insert(behind[-1] if behind else len(listed), "renewals_needed")
    return tuple(listed)


class Setting:
    """Boards of one component of a map, with their limits."""

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        clusters: list[frozenset[str]],
        models: list[GovernanceModel],
    ) -> None:
        self._weigh(list_levels(instance, rulebook))
        self.instance, self.rulebook, self.clusters, self.models = instance, rulebook, clusters, models
        self.codes = [c for k in clusters for c in sorted(k)]
        self.slot = {c: n for n, c in enumerate(self.codes)}
        self.in_cluster = {c: k for k, cluster in enumerate(clusters) for c in cluster}
        spec = rulebook.by_id["BRD-3"].parameters
        self.fewest, self.most = spec["min"], spec["max"]
        self.skills = {s: n for n, s in enumerate(rulebook.skills)}
        self.relevant = {c: relevant(instance, c) for c in self.codes}
        self.alternatives = alternatives(instance)
        free = lifted_boards(instance, rulebook, "M4-a")
        self.kept = {c: models[k].keeps_boards and c not in free for c, k in self.in_cluster.items()}
        """Whether M4-a binds the board's NEDs."""
        self.chair_kept = {
            c: models[k].chair_scope == "organisation" and c not in free for c, k in self.in_cluster.items()
        }
        """Whether M4-a binds the board's chair."""
        staying = {c: sum(p.stays(c, "ned") for p in people_of(instance, rulebook)) for c in self.codes}
        missing = dict.fromkeys(self.codes, 0)
        renewable = dict.fromkeys(self.codes, 0)
        for c in self.codes:
            own = [p for p in people_of(instance, rulebook) if p.stays(c, "ned")]
            if instance.renewals == "chosen":
                renewable[c] = sum(p.holds(c, "ned") for p in people_of(instance, rulebook)) - len(own)
            missing[c] = sum(all(a not in p.authorities for p in own) for a in self.relevant[c])
        self.least = {c: max(0, min(staying[c], KEEP - missing[c])) for c in self.codes}
        """So many staying NEDs keep their seat."""
        self.over = {c: self.kept[c] and staying[c] > self.least[c] for c in self.codes}
        """Not every staying NED keeps the seat."""
        self.cap = dict.fromkeys(self.codes, self.most)
        for c in self.codes:
            if self.kept[c]:
                seats = instance.by_code[c].ned_seats
                self.cap[c] = min(self.most, max(seats, min(KEEP, staying[c] + renewable[c] + missing[c])))
        self.audit_lifted = sum(
            1 << self.slot[c] for c in lifted_boards(instance, rulebook, "BRD-AUD") if c in self.slot
        )
        self.own_wanted = {c: 2 if len(clusters[k]) <= 3 else 1 for c, k in self.in_cluster.items()}
        self.lawful = {
            c: {n for n in range(self.fewest, self.cap[c] + 1) if officers_ok(instance, rulebook, c, n)}
            for c in self.codes
        }
        self.gone = {c: self._gone(c) for c in self.codes}
        self.today = [self._today(k) for k in range(len(clusters))]

    def _weigh(self, order: tuple[str, ...]) -> None:
        """Weights of the levels; those before the first late one are early."""
        cut = next((n for n, i in enumerate(order) if i in LATE), len(order))
        self.order, self.early = order, cut
        self.w1 = {i: BASE ** (cut - 1 - n) for n, i in enumerate(order[:cut])}
        self.w2 = {i: PENNIES ** (len(order) - cut - 1 - n) for n, i in enumerate(order[cut:])}
        safe = ("own_people", "places_end", "chairs_lost", "offers_used")
        first = next((i for i in order if i not in safe), None)
        self.few = first == "recruits"
        """Whether nobody is recruited once the boards are lawful."""

    def score(self, level: str, count: int = 1) -> Score:
        """So many of one level; nothing if nobody asks for it."""
        return self.w1.get(level, 0) * count, self.w2.get(level, 0) * count

    def _gone(self, code: str) -> list[date]:
        """Days on which somebody's office at a board ends before the end, for months below five."""
        if "months_below_five" not in self.order:
            return []
        people = [p for p in people_of(self.instance, self.rulebook) if code not in p.lasts]
        return sorted({p.last[code] for p in people})

    def _today(self, k: int) -> int:
        """Pounds a year that the cluster's boards cost today."""
        if "cost_change" not in self.order:
            return 0
        pay, total = self.rulebook.pay, 0
        for p in people_of(self.instance, self.rulebook):
            here = {(o, r) for o, r in p.roles if o in self.clusters[k]}
            rates = [pay.audit_chair if o in p.audits else pay.ned for o, r in here if r == "ned"]
            chaired = frozenset(o for o, r in here if r == "chair")
            if chaired:
                rates.append(chair_pay(self.instance, self.rulebook, chaired))
            total += max(rates, default=0)
        return total

    def start(self) -> tuple[int, ...]:
        """Nobody seated.

        Boards, shared NEDs of each cluster, alternative roles taken, staying NEDs kept, NEDs gone, nominees,
        chairs of cluster boards.
        """
        return (0,) * (5 * len(self.codes) + 2 * len(self.clusters))

    # ---- moves -------------------------------------------------------------------------------

    def sit(self, code: str, role: str, own: bool, authorities: frozenset[str]) -> tuple[int, Table]:
        """Take one seat of one board."""
        cap, wanted = self.cap[code], self.own_wanted[code]
        mask = 0
        if role == "ned":
            for n, a in enumerate(self.relevant[code]):
                mask |= (a in authorities) << n

        def move(s: int) -> int:
            neds, chair, have, auth = s % 8, s // CHAIR % 2, s // OWN % 4, s // AUTH
            if role == "chair":
                if chair:
                    return -1
                chair = 1
            else:
                neds += 1
                if neds > cap:
                    return -1
            have = min(wanted, have + own)
            return neds + CHAIR * chair + OWN * have + AUTH * (auth | mask)

        return self.slot[code], Table(move)

    def share(self, k: int) -> tuple[int, Table]:
        """One more shared NED of a cluster; every NED of Model 2 is one, so BRD-3 says how many."""
        high = min(self.most, self.models[k].shared_neds[1])
        return len(self.codes) + k, Table(lambda s: s + 1 if s < high else -1)

    def keep(self, code: str) -> tuple[int, Table]:
        """One more staying NED keeps the seat; more than needed count as needed."""
        least = self.least[code]
        return 2 * len(self.codes) + len(self.clusters) + self.slot[code], Table(lambda s: min(least, s + 1))

    def alternative(self, code: str) -> tuple[int, Table]:
        """Take one of the alternative roles of an organisation."""
        count = self.alternatives.get(code, 0)
        return len(self.codes) + len(self.clusters) + self.slot[code], Table(
            lambda s: s + 1 if s < count else -1
        )

    def leave(self, code: str, last: date) -> tuple[int, Table]:
        """One more NED who is in office to that day only; one digit for each such day."""
        at = self.gone[code].index(last)
        return 3 * len(self.codes) + len(self.clusters) + self.slot[code], Table(lambda s: s + 8**at)

    def nominate(self, code: str) -> tuple[int, Table]:
        """One more nominee of an organisation; more than the fewest count as the fewest."""
        enough = self.models[self.in_cluster[code]].nominees[0]
        return 4 * len(self.codes) + len(self.clusters) + self.slot[code], Table(lambda s: min(enough, s + 1))

    def head(self, k: int) -> tuple[int, Table]:
        """Chair of the cluster board."""
        return 5 * len(self.codes) + len(self.clusters) + k, Table(lambda s: 1 if s == 0 else -1)

    def on_cluster_boards(
        self, chairs: frozenset[str], neds: frozenset[str]
    ) -> Iterator[tuple[tuple[int, Table], ...]]:
        """What someone with these seats may be on nominated cluster boards: chair, or nominee of one.

        More nominees than needed do no harm, so whoever can be one of one organisation alone is.
        """
        choices = []
        for k in sorted({self.in_cluster[c] for c in chairs | neds}):
            if self.models[k].nominated_cluster_board:
                mine = [self.nominate(c) for c in sorted((chairs | neds) & self.clusters[k])]
                choices.append(mine + [self.head(k)] * bool(chairs & self.clusters[k]))
        yield from product(*choices)

    # ---- a finished cluster --------------------------------------------------------------------

    def months(self, code: str, neds: int, gone: int) -> int:
        """Months of a board with too few NEDs in office."""
        day, total = self.instance.as_at, 0
        while day <= self.instance.horizon_end:
            if (day + timedelta(days=1)).day == 1 or day == self.instance.horizon_end:
                left = sum(gone // 8**n % 8 for n, last in enumerate(self.gone[code]) if last < day)
                total += neds - left < self.fewest
            day += timedelta(days=1)
        return total

    def about_cluster(self, k: int, sizes: list[int], shared: int) -> list[Score]:
        """What a cluster adds as a whole, from the numbers of NEDs of its boards."""
        model, n = self.models[k], len(self.clusters[k])
        if model.nominated_cluster_board:
            bodies, boards, a_year = [1 + n * model.nominees[0]], n + 1, 12 + 4 * n
        elif model.keeps_boards:
            bodies, boards, a_year = [1 + s for s in sizes], n, 12 * n
        else:
            bodies = [1 + shared + sum(s - shared for s in sizes)]
            boards, a_year = (n, 12 + 2 * n) if model.locality_neds[1] else (1, 12)
        large = sum(max(0, b - self.rulebook.cluster_board_limit) for b in bodies)
        return [
            self.score("cluster_board_size", large),
            self.score("complexity", boards),
            self.score("meetings", a_year),
        ]

    def finish(self, k: int, state: tuple[int, ...]) -> tuple[Score, tuple[int, ...]] | None:
        """What the cluster adds beside its people, and the state without it; None when not lawful."""
        inc: list[Score] = []
        new = list(state)
        model = self.models[k]
        sizes: list[int] = []
        shared = state[len(self.codes) + k]
        if not model.keeps_boards and not model.shared_neds[0] <= shared <= model.shared_neds[1]:
            return None
        for c in self.clusters[k]:
            s = state[self.slot[c]]
            neds = s % 8
            if not s // CHAIR % 2 or neds not in self.lawful[c]:
                return None
            if s // AUTH != (1 << len(self.relevant[c])) - 1:
                return None
            if not model.keeps_boards and not (
                model.locality_neds[0] <= neds - shared <= model.locality_neds[1]
            ):
                return None
            if not model.keeps_boards and not self.can_audit(model, shared, neds - shared):
                return None
            held = 2 * len(self.codes) + len(self.clusters) + self.slot[c]
            if self.over[c] and state[held] < self.least[c]:
                return None
            new[held] = 0
            inc.append(self.score("own_people", s // OWN % 4 < self.own_wanted[c]))
            inc.append(self.score("below_six", neds < self.rulebook.ned_aim))
            inc.append(self.score("short_after_one", neds - 1 < self.fewest))
            inc.append(self.score("short_after_two", neds - 2 < self.fewest))
            left = 3 * len(self.codes) + len(self.clusters) + self.slot[c]
            if "months_below_five" in self.order:
                inc.append(self.score("months_below_five", self.months(c, neds, state[left])))
            new[left] = 0
            sizes.append(neds)
            new[self.slot[c]] = 0
            new[len(self.codes) + len(self.clusters) + self.slot[c]] = 0
        if model.nominated_cluster_board:
            head = 5 * len(self.codes) + len(self.clusters) + k
            named = [4 * len(self.codes) + len(self.clusters) + self.slot[c] for c in self.clusters[k]]
            if not state[head] or any(state[n] < model.nominees[0] for n in named):
                return None
            for n in (head, *named):
                new[n] = 0
        new[len(self.codes) + k] = 0
        inc += self.about_cluster(k, sizes, shared)
        return total_of(inc), tuple(new)

    def masks(self, k: int) -> tuple[int, int, int]:
        """Bits of the cluster's skills, of its audit chairs, and how many skills are wanted."""
        width = len(self.skills)
        skills = sum(((1 << width) - 1) << width * self.slot[c] for c in self.clusters[k])
        audit = sum(1 << self.slot[c] for c in self.clusters[k])
        return skills, audit, width * len(self.clusters[k])

    # ---- seats that may go together --------------------------------------------------------------

    def combinations_in(self, k: int) -> Iterator[Seats]:
        """All sets of seats in one cluster under its governance model, the empty one first."""
        codes = sorted(self.clusters[k])
        everything, nothing = frozenset(codes), frozenset[str]()
        if self.models[k].keeps_boards:
            for roles in product((None, "ned", "chair"), repeat=len(codes)):
                chairs = frozenset(c for c, r in zip(codes, roles, strict=True) if r == "chair")
                neds = frozenset(c for c, r in zip(codes, roles, strict=True) if r == "ned")
                yield chairs, neds, nothing
            return
        yield nothing, nothing, nothing
        yield nothing, everything, everything
        local = [frozenset({c}) for c in codes] if self.models[k].locality_neds[1] else []
        for one in local:
            yield nothing, one, nothing
        if self.models[k].chair_scope == "cluster":
            yield everything, nothing, nothing
            return
        for size in range(1, len(codes) + 1):
            for chairs in map(frozenset, combinations(codes, size)):
                yield chairs, nothing, nothing
                for one in local:
                    if not one & chairs:
                        yield chairs, one, nothing

    def moves(
        self, chairs: frozenset[str], neds: frozenset[str], shared: frozenset[str], who: Person | None, tag: str
    ) -> tuple[tuple[int, Table], ...]:
        """Moves of taking these seats."""
        homes = who.homes if who else frozenset[str]()
        authorities = who.authorities if who else frozenset({tag})
        out = [self.sit(c, "chair", c in homes, authorities) for c in sorted(chairs)]
        out += [self.sit(c, "ned", c in homes, authorities) for c in sorted(neds)]
        out += [self.keep(c) for c in sorted(neds) if self.over[c] and who and who.stays(c, "ned")]
        if "months_below_five" in self.order and who:
            out += [self.leave(c, who.last[c]) for c in sorted(neds) if c not in who.lasts]
        out += [self.share(k) for k in sorted({self.in_cluster[c] for c in shared})]
        return tuple(out)

    @staticmethod
    def can_audit(model: GovernanceModel, shared: int, local: int) -> bool:
        """Whether a board with so many NEDs of each kind has somebody who may be its audit chair."""
        return {"shared": shared > 0, "organisation": local > 0, "either": True}[model.audit_chair]

    def may_audit(self, code: str, shared: bool) -> bool:
        """Whether a NED may be audit chair there; where either kind may, one shared NED is it for all."""
        model = self.models[self.in_cluster[code]]
        if model.keeps_boards or model.audit_chair == "either":
            return True
        return shared is (model.audit_chair == "shared")

    def costs(
        self, chairs: frozenset[str], neds: frozenset[str], shared: frozenset[str]
    ) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
        """Ways to be audit chair, by cluster: who is it of one board may be of all there at no cost."""
        able = {c for c in neds if self.may_audit(c, c in shared)}
        sits = sorted({self.in_cluster[c] for c in able})
        out = []
        for audits in chain.from_iterable(combinations(sits, n) for n in range(len(sits) + 1)):
            mask = sum(1 << self.slot[c] for c in able if self.in_cluster[c] in audits)
            late = self.w2.get("cost", 0) * self.pounds(chairs, neds, bool(audits))
            late += self.w2.get("complexity", 0) * len(audits)
            apart: tuple[int, ...] = ()
            if "cost_change" in self.order:
                apart = tuple(
                    self.pounds(chairs & cluster, neds & cluster, k in audits)
                    for k, cluster in enumerate(self.clusters)
                )
            out.append((mask, late, apart))
        return tuple(out)

    def pounds(self, chairs: frozenset[str], neds: frozenset[str], audits: bool) -> int:
        """Pounds a year for these seats."""
        pay = self.rulebook.pay
        base = chair_pay(self.instance, self.rulebook, chairs) if chairs else 0
        if not neds:
            return base
        return max(base, pay.ned, pay.audit_chair if audits else 0)

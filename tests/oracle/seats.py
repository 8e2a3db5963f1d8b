"""Which seats one person or one recruit may take together, and what a state must satisfy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

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

OWN_PEOPLE, PLACES_END, CHAIRS_LOST, OFFERS, RECRUITS, BELOW_SIX, LOAD = (1 << 10 * (6 - n) for n in range(7))

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
    inc: int
    """What it adds to levels 1 to 7."""
    skills: int = 0
    costs: tuple[tuple[int, int], ...] = ((0, 0),)
    """(boards audited, pounds a year), without and with the audit chairs this person can be."""

    def apply(self, state: tuple[int, ...]) -> tuple[int, ...] | None:
        new = list(state)
        for slot, table in self.moves:
            after = table[new[slot]]
            if after < 0:
                return None
            new[slot] = after
        return tuple(new)


class Setting:
    """Boards of one component of a map, with their limits."""

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        clusters: list[frozenset[str]],
        models: list[GovernanceModel],
    ) -> None:
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
        for c in self.codes:
            own = [p for p in people_of(instance, rulebook) if p.stays(c, "ned")]
            missing[c] = sum(all(a not in p.authorities for p in own) for a in self.relevant[c])
        self.least = {c: max(0, min(staying[c], KEEP - missing[c])) for c in self.codes}
        """So many staying NEDs keep their seat."""
        self.over = {c: self.kept[c] and staying[c] > self.least[c] for c in self.codes}
        """Not every staying NED keeps the seat."""
        self.cap = dict.fromkeys(self.codes, self.most)
        for c in self.codes:
            if self.kept[c]:
                seats = instance.by_code[c].ned_seats
                self.cap[c] = min(self.most, max(seats, min(KEEP, staying[c] + missing[c])))
        self.audit_lifted = sum(
            1 << self.slot[c] for c in lifted_boards(instance, rulebook, "BRD-AUD") if c in self.slot
        )
        self.own_wanted = {c: 2 if len(clusters[k]) <= 3 else 1 for c, k in self.in_cluster.items()}
        self.lawful = {
            c: {n for n in range(self.fewest, self.cap[c] + 1) if officers_ok(instance, rulebook, c, n)}
            for c in self.codes
        }
        for c in self.codes:
            if models[self.in_cluster[c]].nominated_cluster_board:
                # With as many NEDs as nominees there are enough whoever chairs the cluster.
                enough = models[self.in_cluster[c]].nominees[0]
                if any(n < enough for n in self.lawful[c]):
                    raise NotImplementedError("a board may be too small to nominate")

    def start(self) -> tuple[int, ...]:
        """Nobody seated: boards, shared NEDs of each cluster, alternative roles taken, staying NEDs kept."""
        return (0,) * (3 * len(self.codes) + len(self.clusters))

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

    # ---- a finished cluster --------------------------------------------------------------------

    def finish(self, k: int, state: tuple[int, ...]) -> tuple[int, tuple[int, ...]] | None:
        """What the cluster adds to levels 1 and 6, and the state without it; None when not lawful."""
        inc = 0
        new = list(state)
        model = self.models[k]
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
            inc += OWN_PEOPLE * (s // OWN % 4 < self.own_wanted[c])
            inc += BELOW_SIX * (neds < self.rulebook.ned_aim)
            new[self.slot[c]] = 0
            new[len(self.codes) + len(self.clusters) + self.slot[c]] = 0
        new[len(self.codes) + k] = 0
        return inc, tuple(new)

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
    ) -> tuple[tuple[int, int], ...]:
        """Pounds without and with being audit chair: who is it of one board may be of all at no cost."""
        pay = self.rulebook.pay
        base = chair_pay(self.instance, self.rulebook, chairs) if chairs else 0
        if not neds:
            return ((0, base),)
        audited = sum(1 << self.slot[c] for c in neds if self.may_audit(c, c in shared))
        if not audited:
            return ((0, max(base, pay.ned)),)
        return (0, max(base, pay.ned)), (audited, max(base, pay.ned, pay.audit_chair))


def person_options(setting: Setting, who: Person, clusters: list[int]) -> list[Option]:
    """All that may become of an office holder."""
    out = []
    for parts in product(*(list(setting.combinations_in(k)) for k in clusters)):
        chairs, neds, shared = (frozenset[str]().union(*x) for x in zip(*parts, strict=True))
        if not _allowed(setting, who, chairs, neds):
            continue
        boards = chairs | neds
        lost = CHAIRS_LOST * (who.chairs_today and not chairs)
        if not boards:
            out += [Option(moves, lost + inc) for moves, inc in _leaving(setting, who)]
            continue
        skills = 0
        for c in boards:
            for s in who.skills & setting.skills.keys():
                skills |= 1 << len(setting.skills) * setting.slot[c] + setting.skills[s]
        load = LOAD * max(0, len(boards) - setting.rulebook.load_limit)
        moves = setting.moves(chairs, neds, shared, who, "")
        out.append(Option(moves, lost + load, skills, setting.costs(chairs, neds, shared)))
    return out


def _allowed(setting: Setting, who: Person, chairs: frozenset[str], neds: frozenset[str]) -> bool:
    boards = chairs | neds
    if who.released and boards:
        return False
    if (chairs and not who.may_chair) or not boards <= who.may_sit or len(boards) > who.max_boards:
        return False
    seats = {(c, "chair") for c in chairs} | {(c, "ned") for c in neds}
    if not who.required <= seats:
        return False
    for c in setting.codes:
        if setting.chair_kept[c] and who.stays(c, "chair") and c not in chairs:
            return False
        if setting.kept[c] and not setting.over[c] and who.stays(c, "ned") and c not in neds:
            return False
    return True


def _leaving(setting: Setting, who: Person) -> Iterator[tuple[tuple[tuple[int, Table], ...], int]]:
    """Outcomes without a seat."""
    if who.term_ends:
        yield (), 0
    elif "offers_to_stand_down" in who.stances:
        # An alternative role counts the same and would only be taken from someone else.
        yield (), OFFERS
    else:
        yield (), PLACES_END
        if "would_take_alternative" in who.stances:
            for c in sorted(who.homes & set(setting.codes)):
                yield (setting.alternative(c),), OFFERS


def recruit_options(setting: Setting, k: int) -> list[Option]:
    """All that one more recruit for a cluster may be: for chairs or for NED seats, tagged with one authority.

    A tag costs nothing, so where authorities nominate every recruit for NED seats carries one.
    """
    tags = sorted({a for c in setting.clusters[k] for a in setting.relevant[c]}) or [""]
    out = []
    for chairs, neds, shared in setting.combinations_in(k):
        if (not chairs and not neds) or (chairs and neds):
            continue
        load = LOAD * max(0, len(chairs | neds) - setting.rulebook.load_limit)
        for tag in tags if neds else [""]:
            moves = setting.moves(chairs, neds, shared, None, tag)
            out.append(Option(moves, RECRUITS + load, 0, setting.costs(chairs, neds, shared)))
    return out

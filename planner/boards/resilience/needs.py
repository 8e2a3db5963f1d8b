"""What each board needs of its people to stay within the law and quorate, as conditions (docs/semantics.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.boards.resilience.chance import Condition
from planner.boards.resilience.limits import Law, Limits
from planner.core.instance import Instance
from planner.core.plan import Board, Plan
from planner.core.rows import OfficeHolder
from planner.core.rulebook import DepartureRates, RuleSpec
from planner.rules.roster import posts_by_person

_NEVER = Condition((), 1)


@dataclass(frozen=True)
class Needs:
    """One board: who counts, and what must hold at the end."""

    organisation: str
    cluster: str
    chair: str | None
    """Chair of the plan, unless the term ends before."""
    neds: tuple[str, ...]
    """NEDs of the plan whose term doesn't end before, sorted."""
    lawful: tuple[Condition, ...]
    quorate: tuple[Condition, ...]
    limits: Limits

    def few(self, gone: int) -> bool:
        """Whether the NEDs are too few once none, one or two of them have left."""
        return self.limits.few[gone]

    def no_quorum(self, chairs: int, gone: int) -> bool:
        """Whether quorum is lost once no or one chair and so many NEDs have left."""
        return self.limits.no_quorum[self.chair is None or chairs > 0][gone]

    def down(self, chairs: int, gone: int) -> bool:
        """Whether NEDs are too few or quorum is lost once no or one chair and so many NEDs have left."""
        return self.limits.down[self.chair is None or chairs > 0][gone]


class Reader:
    """Reads boards of one plan."""

    def __init__(self, instance: Instance, rates: DepartureRates, rules: Mapping[str, RuleSpec]) -> None:
        """With the rules in force by id."""
        self.instance, self.rules = instance, rules
        self.law = Law(rules, rates)
        self.relevant: dict[str, list[str]] = {}
        """Authorities that nominate to each Care Trust."""
        for row in instance.coverage:
            if row.relevant and "BRD-7" in rules and instance.by_code[row.organisation].kind != "pct":
                self.relevant.setdefault(row.organisation, []).append(row.local_authority)

    @cached_property
    def roster(self) -> dict[str, list[OfficeHolder]]:
        """Posts of today by person."""
        return posts_by_person(self.instance)

    def ends(self, person: str, organisation: str) -> bool:
        """Whether a known term ends before the horizon and isn't renewed (BRD-TERM)."""
        if self.instance.renewals != "none":
            return False
        rows = self.roster.get(person, ())
        terms = [h.term_end for h in rows if h.organisation == organisation] or [h.term_end for h in rows]
        return bool(terms) and max(terms) < self.instance.horizon_end

    def needs(self, board: Board) -> Needs:
        """Conditions of one board."""
        code, end = board.organisation, self.instance.horizon_end
        neds = tuple(sorted(s.person for s in board.neds if s.until >= end and not self.ends(s.person, code)))
        chair = board.chair if board.chair and not self.ends(board.chair, code) else None
        voting = sum(o.voting for o in board.officers)
        limits = self.law.limits(len(neds), voting, self.instance.by_code[code].ned_seats)
        return Needs(
            organisation=code,
            cluster=board.cluster,
            chair=chair,
            neds=neds,
            lawful=self._lawful(board, chair, neds, limits.lawful),
            quorate=_conditions(chair, neds, limits.quorate),
            limits=limits,
        )

    def _lawful(
        self, board: Board, chair: str | None, neds: Sequence[str], fewest: tuple[int, int]
    ) -> tuple[Condition, ...]:
        """BRD-2, BRD-3 and BRD-QUO, and for each authority that BRD-7 asks for, one of its nominees."""
        if self.law.most is not None and len(board.neds) > self.law.most:
            return (_NEVER,)
        if self.law.one_chair and any(s.person == board.chair for s in board.neds):
            return (_NEVER,)
        found = _conditions(chair, neds, fewest)
        for authority in self.relevant.get(board.organisation, ()):
            claims = {s.person for s in board.neds if s.nominee_of == authority}
            named = (p for p in neds if p in claims or self._nominated(p, authority))
            found += (Condition(tuple((p, 1) for p in named), 1),)
        return found

    def _nominated(self, person: str, authority: str) -> bool:
        member = self.rules["BRD-7"].parameters.get("member_required", True)
        rows = self.roster.get(person, ())
        return any(h.nominated_by == authority and (h.la_member or not member) for h in rows)


def _conditions(chair: str | None, neds: Sequence[str], fewest: tuple[int, int]) -> tuple[Condition, ...]:
    """NEDs who must stay: ``fewest`` with the chair, and without.

    The chair weighs as much as the NEDs that staying with the chair saves. Where no NEDs make up for the
    chair, two conditions part what one of that weight would link.
    """
    beside, alone = fewest
    if chair is None:
        return (Condition(tuple((p, 1) for p in neds), alone),)
    if alone > len(neds) and chair not in neds:
        return (Condition(((chair, 1),), 1), Condition(tuple((p, 1) for p in neds), beside))
    weights = dict.fromkeys(neds, 1)
    weights[chair] = weights.get(chair, 0) + alone - beside
    return (Condition(tuple(sorted((p, w) for p, w in weights.items() if w > 0)), alone),)


def in_force(plan: Plan) -> dict[str, RuleSpec]:
    """Rules that the plan was made under and that must hold, by id."""
    return {r.id: r for r in plan.rulebook.effective if r.on and r.strength == "must"}

"""What chairs and NEDs cost a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import PayTable, Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.bounds import most_chairs, most_neds
from planner.objectives.roster import seats
from planner.rules.base import Expr

_MOST_BOARDS = 12
"""Boards of one chair whose sums of people are all looked at."""


def _weight(model: LevelModel, code: str) -> int:
    """People that a chair's pay goes by, for the solver half."""
    organisation = model.instance.by_code[code]
    weighted = organisation.weighted_population
    return organisation.population if weighted is None else weighted


def _band(pay: PayTable, weight: int) -> int:
    """Pounds a year for the chair of so many people, for the solver half."""
    return max(b.pounds for b in pay.chair if b.above < weight)


class Cost(BoardLevel):
    """Pounds a year at the rates of the pay table, not personal pay (A5.6).

    Each person and recruit once, at the highest single role: NED rate, audit chair rate, or the chair band
    of the combined weighted population of the boards chaired. Bands rise with population.
    """

    id: ClassVar[str] = "cost"
    title: ClassVar[str] = "Pay of chairs and non-executive directors"
    unit: ClassVar[str] = "pounds a year"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """A sum over the ways to sit where they are known, else auxiliaries.

        Those are one for each person's pay, and a 0/1 one for each band that combined boards can pass.
        The bound is the smaller of two: everyone at their highest rate, or every seat held by another person.
        """
        pay = rulebook.pay
        total: list[Expr] = []
        known_top, known_chair = self._known(model, pay, total)
        rates: dict[str, list[Expr]] = defaultdict(list)
        top: dict[str, int] = defaultdict(int)
        for audits_only, seats_of, rate in ((False, model.ned, pay.ned), (True, model.audit, pay.audit_chair)):
            for (person, _), seat in seats_of.items():
                if person not in model.ways:
                    top[person] = max(top[person], rate)
                    sits = model.placed.get(person)
                    # of whoever surely sits, what :meth:`_tighter` says of an audit chair says more
                    if not (audits_only and isinstance(sits, int) and sits):
                        rates[person].append(rate * seat)
        chairs: dict[str, list[tuple[int, Expr]]] = defaultdict(list)
        for (person, code), seat in model.chair.items():
            if person not in model.ways:
                chairs[person].append((_weight(model, code), seat))
        highest_chair = known_chair
        for person, boards in chairs.items():
            rates[person] += self._chair_rates(model, pay, person, boards)
            reach = max(b.pounds for b in pay.chair if b.above < sum(w for w, _ in boards))
            highest_chair = max(highest_chair, reach)
            top[person] = max(top[person], reach)
        audits: dict[str, list[Expr]] = defaultdict(list)
        for (person, _), seat in model.audit.items():
            audits[person].append(seat)
        for person, lower in rates.items():
            sits = model.placed[person] if person in model.placed else model.used[person]
            total.append(paid := self._paid(model, person, lower, top[person]))
            for condition in self._tighter(pay, paid, sits, audits[person], chairs.get(person, [])):
                model.require(condition, None)
        other_neds = max(most_neds(model, rulebook) - 1, 0)
        neds = len(model.organisations) * (max(pay.audit_chair, pay.ned) + other_neds * pay.ned)
        each_seat = most_chairs(model, rulebook) * highest_chair + neds
        return sum(total), min(known_top + sum(top.values()), each_seat)

    @staticmethod
    def _paid(model: LevelModel, person: str, rates: list[Expr], most: int) -> Expr:
        """A new unknown, at least the largest of some rates; those of seats that are certain are its range."""
        sure = max((x for x in rates if isinstance(x, int)), default=0)
        paid = model.new_int(f"cost[{person}]", sure, most)
        for rate in rates:
            if not isinstance(rate, int):
                model.require(paid >= rate, None)
        return paid

    @staticmethod
    def _known(model: LevelModel, pay: PayTable, total: list[Expr]) -> tuple[int, int]:
        """Add pay of people of whom one way to sit excludes another.

        Returns:
            The most they could cost together, and the highest pay of a chair among them.
        """
        together = highest_chair = 0
        for person, ways in model.ways.items():
            most = 0
            for way in ways:
                rate = pay.ned if way.role == "ned" else _band(pay, sum(_weight(model, o) for o in way.boards))
                total.append(rate * way.taken)
                most = max(most, rate)
                if way.role == "chair":
                    highest_chair = max(highest_chair, rate)
            more = pay.audit_chair - pay.ned
            if person in model.audits_any and more > 0:
                total.append(more * model.audits_any[person])
                most = max(most, pay.audit_chair)
            together += most
        return together, highest_chair

    @staticmethod
    def _tighter(
        pay: PayTable, paid: Expr, sits: Expr, audits: list[Expr], boards: list[tuple[int, Expr]]
    ) -> Iterator[Expr]:
        """Sums that follow from the rates and let a solver bound the cost without trying seats.

        Whoever sits costs the lowest rate; an audit chair the difference more; and chairs, shared out over
        people in thought,
        still cost together what the band of all boards costs, since pay for each resident never rises with
        the boards.
        """
        base = min([pay.ned, pay.audit_chair, *(b.pounds for b in pay.chair)])
        if not isinstance(sits, int):  # else the range of ``paid`` says so
            yield paid >= base * sits
        for seat in audits:
            yield paid >= base * sits + (pay.audit_chair - base) * seat
        if not 1 <= len(boards) <= _MOST_BOARDS:
            return
        whole = sum(weight for weight, _ in boards)
        sums = {0}
        for weight, _ in boards:
            sums |= {weight + other for other in sums}
        parts = [x for x in sums if x > 0]
        if len(parts) < len({w for w, _ in boards}):
            return
        slope = min(whole * (max(b.pounds for b in pay.chair if b.above < x) - base) // x for x in parts)
        chaired = sum(slope * weight * seat for weight, seat in boards)
        yield whole * paid >= whole * base * sits + chaired

    @staticmethod
    def _chair_rates(
        model: LevelModel, pay: PayTable, person: str, boards: list[tuple[int, Expr]]
    ) -> list[Expr]:
        """Expressions that a chair's pay is at least: each board alone, then bands passed by several."""
        rates = []
        for weight, seat in boards:
            rates.append(_band(pay, weight) * seat)
        together = sum(weight for weight, _ in boards)
        if len(boards) > 1:
            combined = sum(weight * seat for weight, seat in boards)
            for band in pay.chair:
                if 0 <= band.above < together:
                    passed = model.new_int(f"cost[{person},above {band.above}]", 0, 1)
                    model.require(combined - (together - band.above) * passed <= band.above, None)
                    rates.append(band.pounds * passed)
        return rates

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Pounds a year from the seats of the plan."""
        pay = rulebook.pay
        weight = {
            o.code: o.population if o.weighted_population is None else o.weighted_population
            for o in instance.organisations
        }
        audit = {b.audit_chair for b in plan.boards}
        total = 0
        for person, held in seats(plan).items():
            best = pay.ned if any(role == "ned" for _, role in held) else 0
            if person in audit:
                best = max(best, pay.audit_chair)
            chaired = [weight[organisation] for organisation, role in held if role == "chair"]
            if chaired:
                band = [b.pounds for b in pay.chair if sum(chaired) > b.above][-1]
                best = max(best, band)
            total += best
        return total

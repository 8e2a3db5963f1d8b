"""People who can only serve to the end if a term is renewed."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.roster import posts_today, seats
from planner.rules.base import Expr


class RenewalsNeeded(BoardLevel):
    """People with a seat that outlasts their term, each once however many seats.

    The term that counts at a board is the latest of the posts there, without a post there the latest of all,
    as for BRD-TERM. A renewal is of a person's appointment by the Appointments Commission (A¶3.5), so people
    are counted, as everywhere. A term is a public fact and no trait of a person: not personal.
    """

    id: ClassVar[str] = "renewals_needed"
    title: ClassVar[str] = "People whose term has to be renewed"
    unit: ClassVar[str] = "people"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """At most the office holders with a seat that could outlast a term.

        A sum over the ways to sit where they are known, since only one is taken; else one 0/1 auxiliary each.
        """
        outlasting: dict[str, list[Expr]] = defaultdict(list)
        renewed: list[Expr] = []
        for person, ways in model.ways.items():
            late = [w.taken for w in ways if any(self._outlasts(model, person, code) for code in w.boards)]
            if late:
                renewed.append(sum(late))
        for places in (model.chair, model.ned):
            for (person, code), seat in places.items():
                if person not in model.ways and self._outlasts(model, person, code):
                    outlasting[person].append(seat)
        for person, held in outlasting.items():
            renewal = model.new_int(f"renewals_needed[{person}]", 0, 1)
            for seat in held:
                model.require(renewal >= seat, None)
            renewed.append(renewal)
        return sum(renewed), len(renewed)

    @staticmethod
    def _outlasts(model: LevelModel, person: str, code: str) -> bool:
        """Whether a seat to the end would be longer than the term there."""
        posts = model.posts.get(person, ())
        terms = [h.term_end for h in posts if h.organisation == code] or [h.term_end for h in posts]
        return bool(terms) and max(terms) < model.instance.horizon_end

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """People of today with a seat at a board that they are not in office for to the end."""
        return len(renewed_people(instance, plan))


def renewed_people(instance: Instance, plan: Plan) -> frozenset[str]:
    """Ids of people whose term has to be renewed in this plan; never called by the solver half."""
    sitting = seats(plan)
    found = set()
    for person, rows in posts_today(instance).items():
        longest = max(row.term_end for row in rows)
        for organisation, _ in sitting.get(person, ()):
            here = max((row.term_end for row in rows if row.organisation == organisation), default=longest)
            if here < instance.horizon_end:
                found.add(person)
    return frozenset(found)

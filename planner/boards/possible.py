"""What may become of one office holder, as linear conditions on a block, and as read off a solution.

Both follow docs/semantics.md, "Outcomes". Conditions are lists of cases; each case is a list of conditions
that hold together.
"""

from __future__ import annotations

from planner.boards.extract import outcome_of
from planner.boards.model import BlockModel
from planner.boards.settle import At
from planner.core.plan import Outcome, Role
from planner.rules.base import Expr

Cases = list[list[Expr]]


class Fates:
    """Outcomes of the people of one block."""

    def __init__(self, model: BlockModel, one_seat_a_board: bool) -> None:
        """With ``one_seat_a_board`` a rule says that nobody is chair and NED of one board (BRD-2)."""
        self.model = model
        self._one = one_seat_a_board
        self._chairs: dict[str, dict[str, Expr]] = {}
        self._neds: dict[str, dict[str, Expr]] = {}
        self._roles: dict[str, list[Expr]] = {}
        for (person, organisation), seat in model.chair.items():
            self._chairs.setdefault(person, {})[organisation] = seat
        for (person, organisation), seat in model.ned.items():
            self._neds.setdefault(person, {})[organisation] = seat
        for (person, _), role in model.alternative.items():
            self._roles.setdefault(person, []).append(role)

    def today(self, person: str) -> set[tuple[str, Role]]:
        """Posts of today."""
        return {(r.organisation, r.role) for r in self.model.posts[person]}

    def seats(self, person: str, at: At) -> set[tuple[str, Role]]:
        """Seats in a solution."""
        if not at(self.model.placed[person]):
            return set()
        held: set[tuple[str, Role]] = {(o, "chair") for o, v in self._chairs.get(person, {}).items() if at(v)}
        return held | {(o, "ned") for o, v in self._neds.get(person, {}).items() if at(v)}

    def read(self, person: str, at: At) -> Outcome:
        """Outcome in a solution."""
        after = self.seats(person, at)
        if after:
            return outcome_of(self.today(person), after)
        if any(at(v) for v in self._roles.get(person, ())):
            return "alternative_role"
        if person in self.model.stands_down:
            return "stands_down"
        return "term_ends" if self._over(person) else "place_ends"

    def _over(self, person: str) -> bool:
        end = self.model.instance.horizon_end
        rows = self.model.posts[person]
        return self.model.instance.renewals != "assumed" and all(r.term_end < end for r in rows)

    def cases(self, person: str) -> dict[Outcome, Cases]:
        """Every outcome that is not out of the question at once, with its conditions."""
        out = self.model.placed[person] == 0
        found: dict[Outcome, Cases] = {}
        if self._over(person):
            found["term_ends"] = [[out]]
        else:
            last: Outcome = "stands_down" if person in self.model.stands_down else "place_ends"
            roles = self._roles.get(person, [])
            found[last] = [[out, sum(roles) == 0]]
            if roles:
                found["alternative_role"] = [[sum(roles) >= 1]]
        by_ways = self._by_ways(person)
        return found | (self._seated(person) if by_ways is None else by_ways)

    def _by_ways(self, person: str) -> dict[Outcome, Cases] | None:
        """Outcomes of somebody with one cluster, all of whose seats are ways of which at most one is taken."""
        ways = self.model.ways_in.get(person, [])
        told = {(o, w.role) for some in ways for w in some for o in w.boards}
        seats: set[tuple[str, Role]] = {(o, "chair") for o in self._chairs.get(person, {})}
        seats |= {(o, "ned") for o in self._neds.get(person, {})}
        if len(ways) != 1 or told != seats:
            return None
        found: dict[Outcome, Cases] = {}
        for way in ways[0]:
            outcome = outcome_of(self.today(person), {(o, way.role) for o in way.boards})
            found.setdefault(outcome, []).append([way.taken >= 1])
        return found

    def _seated(self, person: str) -> dict[Outcome, Cases]:
        model, today = self.model, self.today(person)
        sits = self._sits(person)
        before = {o for o, _ in today}
        chaired = any(role == "chair" for _, role in today)
        chairs = model.chairs_any.get(person, 0)
        same = chairs == int(chaired)
        all_boards = sum(sits.values())
        old_boards = sum(v for o, v in sits.items() if o in before)
        seats = {(o, "chair"): v for o, v in self._chairs.get(person, {}).items()}
        seats |= {(o, "ned"): v for o, v in self._neds.get(person, {}).items()}
        held = sum(v for key, v in seats.items() if key in today)
        others = sum(v for key, v in seats.items() if key not in today)
        here = sum(v for key, v in seats.items() if key not in today and key[0] in before)
        stays_put = [same, old_boards >= len(before), all_boards <= len(before)]
        found: dict[Outcome, Cases] = {
            "continues": [[held >= len(today), others <= 0]],
            "takes_more_boards": [[same, old_boards >= 1, all_boards >= len(before) + 1]],
            "moves_board": [[same, model.placed[person] >= 1, old_boards <= 0]],
            # who stays put has no seat elsewhere, so another seat than today's is on one of the same boards
            "changes_role": [[chairs == int(not chaired), model.placed[person] >= 1], [*stays_put, here >= 1]],
        }
        if len(today) > len(before):
            found["changes_role"].append([*stays_put, held <= len(today) - 1])
        if len(before) > 1:
            some = [same, old_boards >= 1, old_boards <= len(before) - 1]
            found["fewer_boards"] = [[same, old_boards >= 1, all_boards <= len(before) - 1]]
            found["moves_board"].append([*some, all_boards >= len(before), all_boards <= len(before)])
        return found

    def _sits(self, person: str) -> dict[str, Expr]:
        """By organisation: has any seat there, 0/1."""
        chairs, neds = self._chairs.get(person, {}), self._neds.get(person, {})
        sits: dict[str, Expr] = {}
        for o in sorted(chairs.keys() | neds.keys()):
            sits[o] = chairs.get(o, 0) + neds.get(o, 0)
            if not self._one and o in chairs and o in neds:
                both, sits[o] = sits[o], self.model.new_int(f"sits[{person},{o}]", 0, 1)
                self.model.require(sits[o] <= both, None)
                self.model.require(2 * sits[o] >= both, None)
        return sits

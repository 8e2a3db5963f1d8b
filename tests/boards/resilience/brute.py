"""The chance by listing every state, or drawing many: semantics written out again, sharing nothing."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from planner.core.instance import Instance
from planner.core.plan import Board, Plan
from planner.core.rulebook import DepartureRates


class Facts:
    """A plan's boards as arrays over states; a state says of every person whether they are still there."""

    def __init__(self, instance: Instance, plan: Plan, rates: DepartureRates) -> None:
        self.instance, self.plan, self.rates = instance, plan, rates
        chairs = {b.chair for b in plan.boards} - {None}
        self.people = sorted(chairs | {s.person for b in plan.boards for s in b.neds})
        self.column = {p: i for i, p in enumerate(self.people)}
        years = ((instance.horizon_end - instance.as_at).days + 1) / 365.25
        yearly = [
            (rates.chair_per_thousand_a_year if p in chairs else rates.ned_per_thousand_a_year) / 1000
            for p in self.people
        ]
        self.stay = np.array([(1 - q) ** years for q in yearly])
        self.rules = {r.id: r.parameters for r in plan.rulebook.effective if r.on}

    def gone_by_term(self, person: str, code: str) -> bool:
        """Whether a term ends and isn't renewed."""
        rows = [h for h in self.instance.office_holders if h.id == person]
        here = [h for h in rows if h.organisation == code]
        if self.instance.renewals == "assumed" or not rows:
            return False
        return max(h.term_end for h in here or rows) < self.instance.horizon_end

    def counts(self, board: Board, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whether the chair is there, and how many NEDs are, in each state."""
        code = board.organisation
        there = np.zeros(len(states), dtype=bool)
        if board.chair is not None and not self.gone_by_term(board.chair, code):
            there = states[:, self.column[board.chair]]
        neds = [s.person for s in board.neds if not self.gone_by_term(s.person, code)]
        return there, states[:, [self.column[p] for p in neds]].sum(axis=1, dtype=np.int64)

    def quorate(self, board: Board, states: np.ndarray) -> np.ndarray:
        """Whether the board can be quorate: so much of the seats, an officer, a NED besides the chair."""
        there, neds = self.counts(board, states)
        voting = sum(o.voting for o in board.officers)
        seats = 1 + np.maximum(self.instance.by_code[board.organisation].ned_seats, neds) + voting
        part, whole = self.rules.get("BRD-QUO", {}).get("fraction", (1, 3))
        return (whole * (there + neds + voting) >= part * seats) & (neds >= 1) & (voting >= 1)

    def lawful(self, board: Board, states: np.ndarray) -> np.ndarray:
        """Whether the board is within the law."""
        there, neds = self.counts(board, states)
        good = np.ones(len(states), dtype=bool)
        besides = neds
        if "BRD-2" in self.rules:
            if board.chair in [s.person for s in board.neds]:
                return ~good
            if self.rates.vacant_chair == "breaks":
                good &= there
            else:
                besides = np.where(there, neds, neds - 1)
                good &= besides >= 0
        if "BRD-3" in self.rules:
            good &= (besides >= self.rules["BRD-3"]["min"]) & (len(board.neds) <= self.rules["BRD-3"]["max"])
        if "BRD-QUO" in self.rules:
            good &= self.quorate(board, states) & (besides >= 1)
        if "BRD-7" in self.rules and self.instance.by_code[board.organisation].kind != "pct":
            for row in self.instance.coverage:
                if row.organisation == board.organisation and row.relevant:
                    named = [
                        s.person
                        for s in board.neds
                        if not self.gone_by_term(s.person, board.organisation)
                        and (
                            s.nominee_of == row.local_authority or self.nominated(s.person, row.local_authority)
                        )
                    ]
                    good &= states[:, [self.column[p] for p in named]].any(axis=1)
        return good

    def nominated(self, person: str, authority: str) -> bool:
        """Whether an authority nominated the person from among its members."""
        return any(
            h.id == person and h.nominated_by == authority and h.la_member for h in self.instance.office_holders
        )

    def everything(self) -> tuple[np.ndarray, np.ndarray]:
        """All states with their probabilities."""
        n = len(self.people)
        states = (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(bool)
        return states, np.where(states, self.stay, 1 - self.stay).prod(axis=1)

    def falls(self, gone: int) -> tuple[set[str], set[str], int]:
        """By leaving out every choice of people: boards below, boards not quorate, most boards down at once."""
        below, silent, most = set(), set(), 0
        least = self.rules["BRD-3"]["min"] if "BRD-3" in self.rules else 0
        for out in combinations(range(len(self.people)), min(gone, len(self.people))):
            states = np.ones((1, len(self.people)), dtype=bool)
            states[0, list(out)] = False
            down = 0
            for board in self.plan.boards:
                few = self.counts(board, states)[1][0] < least
                lost = not self.quorate(board, states)[0]
                below |= {board.organisation} if few else set()
                silent |= {board.organisation} if lost else set()
                down += bool(few or lost)
            most = max(most, down)
        return below, silent, most

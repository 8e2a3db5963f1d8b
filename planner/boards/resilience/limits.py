"""How many NEDs must stay, by numbers alone: with the chair still there, and without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import or_

from planner.core.rulebook import DepartureRates, RuleSpec

Three = tuple[bool, bool, bool]


@dataclass(frozen=True)
class Limits:
    """For one number of NEDs, voting officers and NED seats. A limit above the NEDs can't be met."""

    lawful: tuple[int, int]
    """Fewest NEDs for the law, with the chair and without."""
    quorate: tuple[int, int]
    """Fewest NEDs for a quorum, with the chair and without."""
    few: Three
    """Whether the NEDs are too few (BRD-3) once none, one, two of them have left."""
    no_quorum: tuple[Three, Three]
    """Whether quorum is lost (BRD-QUO) once none, one, two NEDs have left; with the chair, and without."""
    down: tuple[Three, Three]
    """Whether either is so; with the chair, and without."""


class Law:
    """BRD-2, BRD-3 and BRD-QUO, each where it is in force, as numbers."""

    def __init__(self, rules: Mapping[str, RuleSpec], rates: DepartureRates) -> None:
        size, quorum = rules.get("BRD-3"), rules.get("BRD-QUO")
        self.one_chair = "BRD-2" in rules
        self.acting = self.one_chair and rates.vacant_chair == "vice_chair_acts"
        """A NED acts as chair while there is none, and is not one of the NEDs besides the chair."""
        self.least = int(size.parameters["min"]) if size else 0
        self.most = int(size.parameters["max"]) if size else None
        self.must_be_quorate = quorum is not None
        share: tuple[int, int] = quorum.parameters.get("fraction", (1, 3)) if quorum else (1, 3)
        self.part, self.whole = share
        self._known: dict[tuple[int, int, int], Limits] = {}

    def limits(self, neds: int, voting: int, ned_seats: int) -> Limits:
        """Limits of a board.

        Args:
            neds: NEDs in office to the horizon unless they depart.
            voting: officers who vote.
            ned_seats: seats for NEDs today; more NEDs than that are seats of their own.
        """
        key = (neds, voting, ned_seats)
        if key not in self._known:
            self._known[key] = self._limits(neds, self._quorum(voting, ned_seats))
        return self._known[key]

    def _quorum(self, voting: int, ned_seats: int) -> Callable[[bool, int], bool]:
        """Whether a board with its chair, or without, and so many NEDs can be quorate."""

        def quorate(chair: bool, neds: int) -> bool:
            seats = 1 + max(ned_seats, neds) + voting
            return neds >= 1 and voting >= 1 and self.whole * (chair + neds + voting) >= self.part * seats

        return quorate

    def _limits(self, neds: int, quorate: Callable[[bool, int], bool]) -> Limits:
        def lawful(chair: bool, left: int) -> bool:
            besides = left - (self.acting and not chair)
            if besides < self.least:
                return False
            return not self.must_be_quorate or (besides >= 1 and quorate(chair, left))

        left = (neds, max(0, neds - 1), max(0, neds - 2))
        few = _three(n < self.least for n in left)
        lost = [_three(not quorate(chair, n) for n in left) for chair in (True, False)]

        alone = neds + 1 if self.one_chair and not self.acting else _fewest(neds, lambda n: lawful(False, n))
        return Limits(
            lawful=(_fewest(neds, lambda n: lawful(True, n)), alone),
            quorate=(_fewest(neds, lambda n: quorate(True, n)), _fewest(neds, lambda n: quorate(False, n))),
            few=few,
            no_quorum=(lost[0], lost[1]),
            down=(_three(map(or_, few, lost[0])), _three(map(or_, few, lost[1]))),
        )


def _three(values: Iterable[bool]) -> Three:
    none, one, two = values
    return (none, one, two)


def _fewest(most: int, holds: Callable[[int], bool]) -> int:
    """The fewest that do, at most ``most``; ``most + 1`` when even all don't. More never do worse."""
    least = most + 1
    while least > 0 and holds(least - 1):
        least -= 1
    return least

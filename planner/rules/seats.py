"""Seats of a board model, looked up by the board they are on; for the solver halves of rules and for levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Pair = tuple[str, str]


class Seats(dict[Pair, Any]):
    """Expressions by (person, place), with those of one place at hand.

    A model of ten boards has thousands of seats, and every rule asks for those of one board.
    """

    def __init__(self) -> None:
        super().__init__()
        self._at: dict[str, dict[str, Any]] = {}
        self._total: dict[str, Any] = {}

    def __setitem__(self, key: Pair, seat: Any) -> None:
        super().__setitem__(key, seat)
        person, place = key
        if place in self._at:
            self._at[place][person] = seat
        else:
            self._at[place] = {person: seat}
        if self._total:
            self._total.pop(place, None)

    def setdefault(self, key: Pair, default: Any = None) -> Any:
        """The seat there is; else this one, which is kept."""
        if key not in self:
            self[key] = default
        return self[key]

    def at(self, place: str) -> Mapping[str, Any]:
        """Seats of one place by person."""
        return self._at.get(place, {})

    def total(self, place: str) -> Any:
        """How many people sit there."""
        if place not in self._total:
            self._total[place] = sum(self.at(place).values())
        return self._total[place]

    def count_as(self, place: str, total: Any) -> None:
        """Take this expression as the number of people who sit there, until a seat is added."""
        self._total[place] = total


def at(seats: Mapping[Pair, Any], place: str) -> Mapping[str, Any]:
    """Seats of one place by person, from any mapping by (person, place)."""
    if isinstance(seats, Seats):
        return seats.at(place)
    return {person: seat for (person, where), seat in seats.items() if where == place}


def total(seats: Mapping[Pair, Any], place: str) -> Any:
    """How many people sit in one place, as an expression."""
    return seats.total(place) if isinstance(seats, Seats) else sum(at(seats, place).values())

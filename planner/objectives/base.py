"""What a level is: one aim, its value on a finished plan, and how a solver sums or posts it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan, Role
from planner.core.rulebook import Rulebook
from planner.rules.base import BoardModel, Candidates, Expr


@dataclass(frozen=True)
class Way:
    """One of the ways in which a person may sit on boards of a cluster, none of which go together."""

    role: Role
    boards: tuple[str, ...]
    """Organisations on whose boards the person then sits."""
    taken: Expr
    """0/1: the person sits in this way."""


class LevelModel(BoardModel, Protocol):
    """A board model with what levels count; all 0/1 unless said."""

    @property
    def recruits(self) -> Sequence[str]:
        """Ids of possible recruits, also among ``people``."""
        ...

    @property
    def used(self) -> Mapping[str, Expr]:
        """By recruit: holds a seat."""
        ...

    @property
    def placed(self) -> Mapping[str, Expr]:
        """By office holder: holds a seat."""
        ...

    @property
    def chairs_any(self) -> Mapping[str, Expr]:
        """By person who may chair: chairs some board."""
        ...

    @property
    def stands_down(self) -> Mapping[str, Expr]:
        """By office holder who offered: leaves by that offer."""
        ...

    @property
    def alternative(self) -> Mapping[tuple[str, str], Expr]:
        """(office holder who would take one, organisation): takes one of its alternative roles."""
        ...

    @property
    def place_ends(self) -> Mapping[str, Expr]:
        """By office holder: the place ends."""
        ...

    @property
    def ways(self) -> Mapping[str, Sequence[Way]]:
        """By person, where known: the ways to sit, of which at most one is taken. Others are not in it."""
        ...

    @property
    def audits_any(self) -> Mapping[str, Expr]:
        """By person in ``ways``: is audit chair of some board."""
        ...

    def new_int(self, name: str, low: int, high: int) -> Expr:
        """A new whole-number variable from ``low`` to ``high``."""


class Level(ABC):
    """One aim, minimised. Values are whole numbers in ``unit``."""

    id: ClassVar[str]
    title: ClassVar[str]
    unit: ClassVar[str]
    personal: ClassVar[bool] = False
    """Personal levels would tell people of one pool apart; they stay out of ring-fences."""

    @abstractmethod
    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Value of the finished plan; shares no helper with the solver half.

        Settings of the plan may be damaged: it never raises for them.
        """

    def needs(self, instance: Instance) -> list[str]:
        """What the instance lacks for this level, in plain sentences without a full stop."""
        return []


class GeographyLevel(Level):
    """A level about the map that adds up over clusters."""

    reads_decisions: ClassVar[bool] = False
    """Whether decisions change the column."""
    by_range: ClassVar[bool] = False
    """Whether the column depends on the range of clusters asked for (GEO-10 of the rulebook in force)."""

    @abstractmethod
    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Cost of each candidate, shape (candidates,), never negative."""

    def constant(self, instance: Instance, rulebook: Rulebook) -> int:
        """Added once for the whole map, may be negative."""
        return 0


class CountLevel(Level):
    """A level about the map that depends on the number of clusters alone."""

    @abstractmethod
    def of(self, clusters: int, instance: Instance, rulebook: Rulebook) -> int:
        """Value of a map of so many clusters, never negative.

        ``rulebook`` is the one in force: GEO-10 holds the range that binds, if one was asked for.
        """


class BottleneckLevel(Level):
    """A level about the map whose value is the largest over clusters, not the sum."""

    reads_decisions: ClassVar[bool] = False
    """Whether decisions change the column."""

    @abstractmethod
    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """What each candidate has of it, shape (candidates,), never negative."""


class BoardLevel(Level):
    """A level about boards and people."""

    @abstractmethod
    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """Expression to minimise and an upper bound of it; lower bound is 0."""


def some(codes: Sequence[str]) -> str:
    """The first three codes and how many more there are, for :meth:`Level.needs`.

    >>> some(["A", "B", "C", "D"])
    'A, B, C and 1 more'
    """
    more = f" and {len(codes) - 3:,} more" if len(codes) > 3 else ""
    return ", ".join(codes[:3]) + more

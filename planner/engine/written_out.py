"""Boards of chosen alternatives, written out when they are first looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from planner import cpsat
from planner.boards.combine import Item
from planner.boards.settle import SettledBlock


class WrittenOut(Sequence[SettledBlock]):
    """Boards of the chosen alternatives, written out when they are first looked at.

    Whoever moves a cap to and fro looks at amounts, aims and models; boards are for the plan.
    """

    def __init__(self, items: Sequence[Item], budget: cpsat.Budget) -> None:
        self._items, self._budget = items, budget

    @cached_property
    def _blocks(self) -> tuple[SettledBlock, ...]:
        return tuple(item.ref[0].example(item.ref[1], self._budget) for item in self._items)

    @overload
    def __getitem__(self, at: int) -> SettledBlock: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[SettledBlock, ...]: ...
    def __getitem__(self, at: int | slice) -> SettledBlock | tuple[SettledBlock, ...]:
        return self._blocks[at]

    def __len__(self) -> int:
        return len(self._items)

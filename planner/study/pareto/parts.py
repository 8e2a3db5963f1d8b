"""Best compromises of one part of the country with one number of clusters, by epsilon constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner import cpsat
from planner.geography.epsilon import Epsilon
from planner.geography.sums import Ints
from planner.geography.within import Sums

Vector = tuple[int, ...]


@dataclass
class PartFront:
    """Best compromises of a part between sums and largest values.

    Args:
        sums: of the part.
        summed: names of the sums, one at least.
        largest: names of the columns whose largest value counts.
    """

    sums: Sums
    summed: Sequence[str]
    largest: Sequence[str] = ()
    _asked: dict[Vector, Epsilon] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # the aim with the largest numbers: prices of small ones in large ones keep their digits
        self.aim = max(self.summed, key=lambda name: (self.sums.most(name), name))
        self.sides = [name for name in self.summed if name != self.aim]
        self.names = [self.aim, *self.sides, *self.largest]

    def points(
        self, k: int, room: Mapping[str, int], budget: cpsat.Budget
    ) -> list[tuple[dict[str, int], tuple[int, ...]]]:
        """Every best compromise of ``k`` clusters with at most ``room`` of each name, with rows of one choice.

        Whoever has the least of the aim in a box leaves, for each other name, the part of the box with at
        least one less of it; so nothing is left out, and a box is closed only by a proof.

        Raises:
            LimitError: the budget is spent, or too many candidates are alike.
        """
        boxes = [tuple(room[name] for name in self.names[1:])]
        solved: list[tuple[Vector, Vector | None]] = []
        found: dict[Vector, tuple[int, ...]] = {}
        seen = set(boxes)
        while boxes:
            box = boxes.pop()
            known, values = _known(box, solved)
            if not known:
                values = self._least(k, box, room[self.aim], budget, found)
                solved.append((box, values))
            if values is None:
                continue
            for i, value in enumerate(values[1:]):
                smaller = (*box[:i], value - 1, *box[i + 1 :])
                if value > 0 and smaller not in seen:
                    seen.add(smaller)
                    boxes.append(smaller)
        return [(dict(zip(self.names, values, strict=True)), rows) for values, rows in sorted(found.items())]

    def _least(
        self, k: int, box: Vector, most: int, budget: cpsat.Budget, found: dict[Vector, tuple[int, ...]]
    ) -> Vector | None:
        """Values of the best choice in a box, by name; it is remembered."""
        wide = len(self.sides)
        # none may be chosen that has more of a largest value than the box
        over = [self.sums.above(name, limit) for name, limit in zip(self.largest, box[wide:], strict=True)]
        limits = dict(zip(self.sides, box[:wide], strict=True)) | dict.fromkeys(over, 0)
        if box[wide:] not in self._asked:
            self._asked[box[wide:]] = Epsilon(self.sums, self.aim, list(limits))
        least = self._asked[box[wide:]].least(k, limits, budget, most)
        if least is None:
            return None
        rows = list(least.rows)
        columns = self.sums.part.table.columns
        values = (*least.values[: 1 + wide], *(int(columns[name][rows].max()) for name in self.largest))
        found.setdefault(values, least.rows)
        return values


def _known(box: Vector, solved: Sequence[tuple[Vector, Vector | None]]) -> tuple[bool, Vector | None]:
    """What an earlier, larger box tells of this one."""
    for larger, values in solved:
        if all(a <= b for a, b in zip(box, larger, strict=True)) and (
            values is None or all(v <= a for v, a in zip(values[1:], box, strict=True))
        ):
            return True, values
    return False, None


def table_of(points: Sequence[tuple[dict[str, int], tuple[int, ...]]], names: Sequence[str]) -> Ints:
    """Shape (points, names)."""
    return np.array([[values[name] for name in names] for values, _ in points], dtype=np.int64).reshape(
        len(points), len(names)
    )

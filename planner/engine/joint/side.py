"""One part of the country with what is known of its boards so far: bounds, and exact values where asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.engine.joint.atoms import Atoms
from planner.engine.joint.exact import ExactValues
from planner.geography.candidates import Table
from planner.geography.part import Part
from planner.geography.sums import Ints


@dataclass
class Side:
    """Rows of one part.

    Args:
        atoms: possible clusters by whom they answer for.
        columns: of each level about boards, shape (rows,); bounds that become values.
        part: settles choices of the rows that are left.
    """

    atoms: Atoms
    columns: dict[str, Ints]
    part: Part
    fixed: npt.NDArray[np.bool_] = field(init=False)
    """Rows whose values are known."""
    alive: npt.NDArray[np.bool_] = field(init=False)
    """Rows that may have lawful boards."""
    stale: bool = True
    """Something has changed since the part was made."""

    def __post_init__(self) -> None:
        self.fixed = np.zeros(len(self.atoms), dtype=np.bool_)
        self.alive = np.ones(len(self.atoms), dtype=np.bool_)

    def refresh(self) -> Part:
        """The part as things stand."""
        if self.stale:
            t = self.atoms.table
            columns = {**t.columns, **{level: column.copy() for level, column in self.columns.items()}}
            self.part = self.part.derive(Table(t.instance, t.codes, t.masks, columns).rows(self.alive))
            self.stale = False
        return self.part

    def rows(self, table: Table, chosen: Sequence[int]) -> list[int]:
        """Rows of this side for rows of a table made from it."""
        found: list[int] = np.searchsorted(self.atoms.table.masks, table.masks[list(chosen)]).tolist()
        return found

    def values(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Sums of the levels about boards over some rows."""
        return tuple(int(column[list(rows)].sum()) for column in self.columns.values())

    def settle(self, row: int, exact: ExactValues) -> tuple[str, ...] | None:
        """Replace one row's bounds by its values; the organisations when it has no lawful boards.

        Raises:
            LimitError: a limit ended it.
            RuntimeError: a bound is above the value it bounds.
        """
        if self.fixed[row]:
            return None
        organisations = self.atoms.organisations(row)
        a = self.atoms
        apart, away, strict, due = (a.named(int(x[row])) for x in (a.apart, a.away, a.strict, a.due))
        found = exact.of(organisations, apart, away, strict, due)
        self.fixed[row] = True
        if found is None:
            self.alive[row], self.stale = False, True
            return organisations
        known = tuple(int(column[row]) for column in self.columns.values())
        if found < known:
            raise RuntimeError(f"boards of {', '.join(organisations)}: bound {known}, value {found}")
        if found != known:
            self.stale = True
            for column, value in zip(self.columns.values(), found, strict=True):
                column[row] = value
        return None


def made(atoms: Atoms, columns: Mapping[str, Ints], like: Part) -> Side:
    """A side of the same regions and rules as a part of the map."""
    table = Table(
        atoms.table.instance, atoms.table.codes, atoms.table.masks, {**atoms.table.columns, **columns}
    )
    return Side(atoms, {k: v.copy() for k, v in columns.items()}, Part(like.regions, table, like.rules))

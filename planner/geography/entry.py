"""What is known of one number of clusters of one part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.geography.bounds import SCALE, Bound, Prices
from planner.geography.solver_tail import Rows
from planner.geography.sums import Ints


class LimitError(Exception):
    """A limit ended a search."""


@dataclass
class Entry:
    """What is known of one number of clusters."""

    k: int
    left: Rows
    """Candidates that a choice best at the stages settled may use (rows of the table)."""
    values: list[int] = field(default_factory=list)
    """Proved sums of the stages settled."""
    prices: list[Prices] = field(default_factory=list)
    """Of the stages settled: what proves their values, together with a search of what is left."""
    sums: list[Ints] = field(default_factory=list)
    """Scaled reduced costs of the stages settled, over ``left``."""
    gaps: list[int] = field(default_factory=list)
    """What these add up to, exactly, for a best choice."""
    floor: Prices | None = None
    """Prices that bound the next stage."""
    low: int = 0
    """That bound."""
    rows: tuple[int, ...] = ()
    """A choice that is best at the stages settled."""
    impossible: bool = False
    refuted: Prices | None = None
    """Prices that prove ``impossible`` by themselves."""
    told: tuple[int | None, list[tuple[int, ...]]] = (None, [])
    """How many choices are as good, and the first of them, once they were asked for."""


def fix(found: Entry, bound: Bound, excess: int) -> None:
    """Fix the next stage at what lies so much above its bound; candidates that no such choice uses go.

    Raises:
        RuntimeError: that is no whole number.
    """
    value, rest = divmod(bound.base + excess, SCALE)
    if rest:
        raise RuntimeError("a choice's cost is no whole number")
    inside = bound.reduced <= excess
    found.left = found.left[inside]
    found.sums = [*(s[inside] for s in found.sums), bound.reduced[inside]]
    found.gaps = [*found.gaps, excess]
    found.values = [*found.values, value]
    found.prices = [*found.prices, bound.prices]


def moved_entry(found: Entry, place: Rows, alive: npt.NDArray[np.bool_]) -> Entry:
    """An entry in the rows of a smaller table, which its choice is still in.

    Args:
        found: in the rows of the larger table.
        place: row in the smaller table of each row of the larger one.
        alive: rows of the larger table that the smaller one has.
    """
    keep = alive[found.left]
    return Entry(
        found.k,
        place[found.left[keep]],
        list(found.values),
        list(found.prices),
        [s[keep] for s in found.sums],
        list(found.gaps),
        found.floor,
        found.low,
        tuple(place[list(found.rows)].tolist()),
        found.impossible,
        found.refuted,
    )


def still_refused(
    group: frozenset[int], place: Rows, alive: npt.NDArray[np.bool_], refused: Sequence[frozenset[int]]
) -> bool:
    """Whether a smaller table can't choose these rows of a larger one together either; as for `moved_entry`."""
    rows = list(group)
    moved_rows = set(place[rows].tolist())
    return not alive[rows].all() or any(fresh <= moved_rows for fresh in refused)


def uses(found: Entry, place: Rows, refused: Sequence[frozenset[int]]) -> bool:
    """Whether the choice of an entry holds a set of the smaller table's rows that is refused there."""
    rows = set(place[list(found.rows)].tolist())
    return any(group <= rows for group in refused)


def alike(new: Sequence[Ints], old: Sequence[Ints], place: Rows, alive: npt.NDArray[np.bool_]) -> int:
    """How many leading stages cost the same in a table as in the one it was made from.

    Args:
        new: costs by stage.
        old: costs by stage of the larger table.
        place: row in the smaller table of each row of the larger one.
        alive: rows of the larger table that the smaller one has.
    """
    for number, (fresh, known) in enumerate(zip(new, old, strict=True)):
        if not bool((fresh[place[alive]] == known[alive]).all()):
            return number
    return len(new)


def leading(found: Entry, stages: int, rows: Rows, priced: Callable[[Entry], Bound]) -> Entry:
    """What an entry says of its leading stages, whose costs are as they were.

    Args:
        found: of a table whose later stages cost something else now.
        stages: how many are as they were.
        rows: every candidate.
        priced: the bound that an entry's ``floor`` gives for its next stage.
    """
    fresh = Entry(found.k, rows, rows=found.rows, impossible=found.impossible, refuted=found.refuted)
    for value, prices in zip(found.values[:stages], found.prices, strict=False):
        fresh.floor = prices
        bound = priced(fresh)
        fix(fresh, bound, value * SCALE - bound.base)
    still_open = len(found.values) < stages
    fresh.floor, fresh.low = (found.floor, found.low) if still_open else (None, 0)
    return fresh

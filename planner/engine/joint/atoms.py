"""Possible clusters told apart by whom they answer for.

Someone with posts in several organisations belongs to the pool of every cluster that holds one of them. Where
a map puts those organisations into different clusters, the person is counted once all the same. So each
possible cluster that takes only some of them stands in the table twice: once *answering* for the person (what
becomes of them is counted here) and once with the person *away* (they may sit here, and nothing is counted).
The person is one more thing that a map must cover exactly once, like an organisation: by the one cluster that
answers. Values of such rows add up to no more than what the boards of the map really cost, because real boards
can be shared out so: whoever chairs somewhere is answered for where they chair, whoever else has a seat where
they sit, and whoever has none anywhere.

Where a person can't be covered like that (posts in regions settled apart, or no room for more), every cluster
that holds only some of their posts has them away: still a lower bound, if a weaker one.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from planner.geography.candidates import Table
from planner.geography.listing import LIST_LIMIT, UNIVERSE_LIMIT, to_mask
from planner.geography.solver_tail import Rows
from planner.geography.sums import Ints, Mask

ONE = np.uint64(1)
MOST_PEOPLE = 62
"""People with several posts that are told apart in one part; bits of a signed 64-bit number."""


@dataclass(frozen=True)
class Atoms:
    """Rows of one part: a possible cluster and who is away from it."""

    base: Table
    """Possible clusters, without people."""
    table: Table
    """The rows: codes of organisations first, then one for each person who must be covered once."""
    origin: Rows
    """Row of ``base`` of each row."""
    people: tuple[str, ...]
    """People with several posts, some of them here."""
    reach: tuple[int, ...]
    """Organisations of each of these people as bits of ``base``."""
    apart: Ints
    """Bit j: person j has posts in this cluster and outside it."""
    away: Ints
    """Bit j: person j is away."""
    strict: Ints
    """Bit j: person j is away and must not be paid here for more than a NED seat elsewhere."""
    due: Ints
    """Bit j: person j is answered for here, with the pay of an audit chair or chair."""

    def __len__(self) -> int:
        return len(self.origin)

    def organisations(self, row: int) -> tuple[str, ...]:
        """Organisations of one row, sorted."""
        return self.base.organisations(int(self.origin[row]))

    def named(self, bits: int) -> frozenset[str]:
        """People by their bits."""
        return frozenset(p for j, p in enumerate(self.people) if bits >> j & 1)

    def touched(self, j: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Rows whose cluster holds a post of person j."""
        found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
            self.base.masks[self.origin] & np.uint64(self.reach[j])
        ) != 0
        return found


def atoms_of(base: Table, reach: Mapping[str, Set[str]], *, by_pay: bool = False) -> Atoms:
    """The rows of one part.

    Args:
        base: possible clusters of the part.
        reach: organisations that bring each person into a cluster's pool.
        by_pay: tell rows also apart by whether people with two posts are paid as audit chair or chair where
            they are answered for; only then may they be audit chair elsewhere for nothing. A second thing to
            be covered once keeps the two clusters of one mind: both or neither by the one that answers if
            so, one by each if not.
    """
    here = set(base.codes)
    shared = sorted(p for p, at in reach.items() if len(at) > 1 and at & here)[:MOST_PEOPLE]
    masks: Mask = base.masks
    rows: Rows = np.arange(len(base))
    bits = [to_mask(base.codes, frozenset(reach[p] & here)) for p in shared]
    apart = np.zeros(len(base), dtype=np.int64)
    for j, (person, mask) in enumerate(zip(shared, bits, strict=True)):
        inside = masks & np.uint64(mask)
        whole = (inside == np.uint64(mask)) if reach[person] <= here else np.zeros(len(base), dtype=np.bool_)
        apart |= ((inside != 0) & ~whole).astype(np.int64) << j
    away, strict, due = (np.zeros(len(base), dtype=np.int64) for _ in range(3))
    codes, covered = list(base.codes), masks.copy()
    for j, person in enumerate(shared):
        alone = (apart[rows] >> j & 1).astype(np.bool_)
        double = np.flatnonzero(alone)
        fits = len(codes) < UNIVERSE_LIMIT and len(rows) + len(double) <= LIST_LIMIT
        if not (reach[person] <= here and fits):
            away[alone] |= 1 << j
            continue
        token = np.uint64(1 << len(codes))
        codes.append(f"~{j}")  # sorts after every organisation
        answering = (masks[rows] & np.uint64(bits[j])) != 0
        bit = 1 << j
        second = by_pay and len(reach[person]) == 2 and len(codes) < UNIVERSE_LIMIT
        if not (second and len(rows) + 3 * len(double) <= LIST_LIMIT):
            rows = np.concatenate([rows, rows[double]])
            strict, due = (np.concatenate([x, x[double]]) for x in (strict, due))
            away = np.concatenate([away, away[double] | bit])
            covered = np.concatenate([np.where(answering, covered | token, covered), covered[double]])
            continue
        both = token | np.uint64(1 << len(codes))
        codes.append(f"~{j}pay")
        # answered for here with such pay, here without, away without, away with
        rows = np.concatenate([rows, *[rows[double]] * 3])
        strict = np.concatenate([strict, strict[double], strict[double] | bit, strict[double]])
        due = np.concatenate([np.where(alone, due | bit, due), *[due[double]] * 3])
        away = np.concatenate([away, away[double], *[away[double] | bit] * 2])
        here_or_not = [covered[double] | token, covered[double] | (both ^ token), covered[double]]
        covered = np.concatenate([np.where(answering, covered | both, covered), *here_or_not])
    order = np.argsort(covered, kind="stable")
    rows, away, strict, due = (x[order] for x in (rows, away, strict, due))
    covered = covered[order]
    columns = {level: column[rows] for level, column in base.columns.items()}
    table = Table(base.instance, tuple(codes), covered, columns)
    return Atoms(base, table, rows, tuple(shared), tuple(bits), apart[rows], away, strict, due)

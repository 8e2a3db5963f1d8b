"""The conditions of a model as sums of unknowns, whatever kind of constraint says them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model


class Condition(NamedTuple):
    """A sum of unknowns that lies in one of some ranges, whenever all of ``when`` hold."""

    unknowns: Sequence[int]
    factors: Sequence[int]
    """One for each unknown."""
    ranges: Sequence[int]
    """First and last number of each range, one after the other; ends of 64 bits where there is none."""
    when: Sequence[int]
    """Literals: an unknown that is 1, or ``-1 - unknown`` for one that is 0."""


def conditions(model: cp_model.CpModel) -> Iterator[Condition | None]:
    """Every constraint in its order; None for one of another kind than linear or logical."""
    for row in model.proto.constraints:
        when = row.enforcement_literal
        when = list(when) if len(when) else ()
        if row.has_linear():
            linear = row.linear
            yield Condition(list(linear.vars), list(linear.coeffs), list(linear.domain), when)
        elif row.has_bool_and():
            literals = list(row.bool_and.literals)
            yield _so_many(literals, len(literals), len(literals), when)
        elif row.has_bool_or():
            literals = list(row.bool_or.literals)
            yield _so_many(literals, 1, len(literals), when)
        elif row.has_at_most_one():
            yield _so_many(list(row.at_most_one.literals), 0, 1, when)
        elif row.has_exactly_one():
            yield _so_many(list(row.exactly_one.literals), 1, 1, when)
        else:
            yield None


def inside(number: int, ranges: Sequence[int]) -> bool:
    """Whether a number lies in one of some ranges, given as first, last, first, last ..."""
    return any(ranges[i] <= number <= ranges[i + 1] for i in range(0, len(ranges), 2))


def _so_many(literals: Sequence[int], low: int, high: int, when: Sequence[int]) -> Condition:
    """So many of these literals hold."""
    opposite = sum(x < 0 for x in literals)
    if not opposite:
        return Condition(literals, [1] * len(literals), (low, high), when)
    unknowns = [x if x >= 0 else -1 - x for x in literals]
    return Condition(unknowns, [1 if x >= 0 else -1 for x in literals], (low - opposite, high - opposite), when)

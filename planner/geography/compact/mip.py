"""The compact model as a mixed-integer programme, so that other solvers can be measured on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

UNBOUNDED = 1 << 60
"""CP-SAT writes sides that have no limit as numbers beyond this."""


def to_mathopt(model: cp_model.CpModel) -> mathopt.Model:
    """Translate a model of linear constraints and clauses.

    A linear constraint that holds only under literals gets the smallest constant that frees it when one of them
    does not hold.

    Raises:
        ValueError: another kind of constraint, or a domain with holes.
    """
    made = mathopt.Model()
    proto = model.proto
    ends = [_interval(list(v.domain)) for v in proto.variables]
    names = [made.add_variable(lb=float(a), ub=float(b), is_integer=True) for a, b in ends]

    def literal(index: int) -> Any:
        return names[index] if index >= 0 else 1.0 - names[-index - 1]

    def some(indices: Sequence[int]) -> Any:
        return mathopt.fast_sum([literal(i) for i in indices])

    for constraint in proto.constraints:
        given = list(constraint.enforcement_literal)
        freed = mathopt.fast_sum([1.0 - literal(i) for i in given]) if given else 0.0
        if constraint.has_bool_or():
            made.add_linear_constraint(some(list(constraint.bool_or.literals)) + freed >= 1.0)
        elif constraint.has_bool_and():
            for index in list(constraint.bool_and.literals):
                made.add_linear_constraint(literal(index) + freed >= 1.0)
        elif constraint.has_exactly_one() and not given:
            made.add_linear_constraint(some(list(constraint.exactly_one.literals)) == 1.0)
        elif constraint.has_at_most_one() and not given:
            made.add_linear_constraint(some(list(constraint.at_most_one.literals)) <= 1.0)
        elif constraint.has_linear():
            _linear(made, names, ends, constraint.linear, freed)
        else:
            raise ValueError("a kind of constraint that has no linear form here")
    goal = proto.objective
    terms = zip(list(goal.vars), list(goal.coeffs), strict=True)
    made.minimize(mathopt.fast_sum([float(c) * names[v] for v, c in terms]) + float(goal.offset))
    return made


def _linear(
    made: mathopt.Model, names: Sequence[Any], ends: Sequence[tuple[int, int]], linear: Any, freed: Any
) -> None:
    """A linear constraint, under its literals if there are any."""
    low, high = _interval(list(linear.domain))
    terms = list(zip(list(linear.vars), list(linear.coeffs), strict=True))
    total = mathopt.fast_sum([float(c) * names[v] for v, c in terms])
    least = sum(c * ends[v][0 if c > 0 else 1] for v, c in terms)
    most = sum(c * ends[v][1 if c > 0 else 0] for v, c in terms)
    if low > max(least, -UNBOUNDED):
        made.add_linear_constraint(total + float(low - least) * freed >= float(low))
    if high < min(most, UNBOUNDED):
        made.add_linear_constraint(total - float(most - high) * freed <= float(high))


def _interval(domain: Sequence[int]) -> tuple[int, int]:
    if len(domain) != 2:
        raise ValueError("a domain with holes has no linear form here")
    return int(domain[0]), int(domain[1])

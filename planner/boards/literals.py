"""Conditions of questions as literals: most are one variable that the model has already.

A question that is a literal of the model costs no new variable and no conditional sum, which keeps the linear
programme of a run as small as that of the boards.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.boards.model import BlockModel
from planner.rules.base import Expr


def literal_of(model: BlockModel, conditions: Sequence[Expr], name: str) -> Expr | None:
    """A literal that holds only if all the conditions do, and can hold whenever they do.

    Args:
        model: new variables and conditional sums are added to it where a condition is no literal.
        conditions: linear conditions or truth values, not all of them always true.
        name: of a new variable.

    Returns:
        None where the bounds of the variables alone exclude the conditions.

    >>> from ortools.sat.python.cp_model import CpModel
    >>> from types import SimpleNamespace
    >>> cp = CpModel()
    >>> x, y = cp.new_bool_var("x"), cp.new_bool_var("y")
    >>> some = SimpleNamespace(cp=cp)
    >>> literal_of(some, [x + y - y >= 1, True], "asked") is x, literal_of(some, [x + y >= 3], "asked") is None
    (True, True)
    """
    left = []
    for condition in conditions:
        met = _always(model, condition)
        if met is False:
            return None
        if met is None:
            left.append(condition)
    if len(left) == 1 and (literal := _single(model, left[0])) is not None:
        return literal
    literal = model.cp.new_bool_var(name)
    for condition in left:
        one = _single(model, condition)
        if one is not None:
            model.cp.add_implication(literal, one)
        else:
            model.cp.add(condition).only_enforce_if(literal)
    return literal


def _always(model: BlockModel, condition: Expr) -> bool | None:
    """Whether bounds of the variables alone decide a condition."""
    if isinstance(condition, bool):
        return condition
    low = high = condition.offset
    for variable, factor in zip(condition.vars, condition.coeffs, strict=True):
        domain = list(model.cp.proto.variables[variable.index].domain)
        ends = factor * domain[0], factor * domain[-1]
        low, high = low + min(ends), high + max(ends)
    bounds = condition.bounds  # every condition here is one interval
    if low >= bounds.min() and high <= bounds.max():
        return True
    return False if low > bounds.max() or high < bounds.min() else None


def _single(model: BlockModel, condition: Expr) -> Expr | None:
    """The literal that an undecided condition on one 0/1 variable is."""
    if len(condition.vars) != 1:
        return None
    variable, factor = condition.vars[0], condition.coeffs[0]
    if list(model.cp.proto.variables[variable.index].domain) != [0, 1]:
        return None
    return variable if condition.bounds.contains(condition.offset + factor) else variable.negated()

"""A limit on pay as a limit on how many people sit, where all but a known few are paid alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from planner.rules.base import Expr

if TYPE_CHECKING:
    from planner.boards.model import BlockModel


def as_count(model: BlockModel, pay: Expr, most: int) -> Expr | None:
    """What ``pay <= most`` says of the number of directors; None where it says no more than that.

    Of some unknowns exactly one is 1 (:attr:`BlockModel.one_of`): the chair of all boards, their audit chair.
    Where each of these costs the same beside whole seats of a director, the rest of the pay is so many
    directors at one rate, and a number of directors has no fraction. A linear programme sees fractions of the
    pay otherwise, and proofs take ten times longer.

    Args:
        model: the boards.
        pay: pounds a year, a linear expression of the model.
        most: pounds a year.
    """
    rate = model.rulebook.pay.ned
    if isinstance(pay, int) or rate <= 0:
        return None
    flat = cp_model.FlatIntExpr(pay)
    rest = {v.index: (v, c) for v, c in zip(flat.vars, flat.coeffs, strict=True)}
    constant = int(flat.offset)
    for group in model.one_of:
        over = {rest.get(v.index, (v, 0))[1] % rate for v in group}
        if len(over) != 1:
            return None
        each = over.pop()
        constant += each
        for v in group:
            rest[v.index] = (v, rest.get(v.index, (v, 0))[1] - each)
    if any(c % rate for _, c in rest.values()):
        return None
    count = cp_model.LinearExpr.weighted_sum(
        [v for v, _ in rest.values()], [c // rate for _, c in rest.values()]
    )
    return count <= (most - constant) // rate

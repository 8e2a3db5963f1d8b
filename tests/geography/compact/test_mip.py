"""The compact model as a mixed-integer programme has the same optimum."""

from __future__ import annotations

import pytest
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from planner import cpsat
from planner.geography.compact import compact_model, to_mathopt
from planner.geography.compact.levels import post_level
from planner.objectives.geography.boundary_cut import BoundaryCut
from planner.rules.registry import build
from tests.geography.maps import regions_map
from tests.geography.nation import BOOK
from tests.rules.builder import seeded


@pytest.mark.parametrize("seed", range(6))
def test_same_optimum_as_cp_sat(seed: int) -> None:
    rng = seeded(f"mip {seed}")
    given = regions_map(rng, rng.choice([5, 6, 7]), 1)
    codes = sorted(given.by_code)
    for k in range(1, len(codes) + 1):
        model = compact_model(given, codes, build(BOOK), BOOK, k, k)
        model.model.minimize(post_level(model, BoundaryCut()))
        want = cpsat.solve(model.model, cpsat.Budget(30.0))
        got = mathopt.solve(to_mathopt(model.model), mathopt.SolverType.HIGHS)
        if want.status == "infeasible":
            assert got.termination.reason == mathopt.TerminationReason.INFEASIBLE
        else:
            assert want.status == "optimal"
            assert got.termination.reason == mathopt.TerminationReason.OPTIMAL
            assert round(got.objective_value()) == want.value


def test_what_has_no_linear_form_is_refused() -> None:
    model = cp_model.CpModel()
    x, y, z = (model.new_int_var(0, 9, name) for name in "xyz")
    model.add_multiplication_equality(z, [x, y])
    with pytest.raises(ValueError, match="no linear form"):
        to_mathopt(model)
    other = cp_model.CpModel()
    other.new_int_var_from_domain(cp_model.Domain.from_values([1, 3]), "holes")
    with pytest.raises(ValueError, match="holes"):
        to_mathopt(other)

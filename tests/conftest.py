"""Long comparisons run without measuring coverage, which makes plain loops four times slower.

Every line that they reach is reached by a smaller test as well; what is compared stays the same.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPARISONS = {
    "acceptance/test_care_trusts.py",
    "acceptance/test_england.py",
    "acceptance/test_reference.py",
    "acceptance/test_same.py",
    "benchmarks/test_benchmarks.py",
    "boards/resilience/test_england.py",
    "boards/resilience/test_resilience.py",
    "boards/test_curve.py",
    "boards/test_exchange.py",
    "boards/test_fences.py",
    "boards/test_fronts.py",
    "boards/test_offers.py",
    "boards/test_one_model.py",
    "boards/test_ringfence.py",
    "boards/test_seats.py",
    "checker/bound/test_altered.py",
    "checker/bound/test_truth.py",
    "engine/test_any.py",
    "engine/test_any_oracle.py",
    "engine/test_chosen_boards.py",
    "engine/test_engine.py",
    "engine/test_limits.py",
    "engine/test_oracle.py",
    "engine/test_people_first.py",
    "engine/test_people_first_bounds.py",
    "engine/test_whatif_people.py",
    "geography/compact/test_large.py",
    "geography/compact/test_reference.py",
    "geography/test_blocked.py",
    "geography/test_census.py",
    "geography/test_large.py",
    "io/test_convert.py",
    "io/test_fuzz.py",
    "rules/test_contract.py",
    "runs/test_cluster.py",
    "runs/test_faults.py",
    "runs/test_kill.py",
    "runs/test_work.py",
    "study/options/test_choose.py",
    "study/options/test_maps.py",
    "study/pareto/test_maps.py",
    "study/pareto/test_second_method.py",
    "study/test_explain_boards.py",
    "study/test_explain_oracle.py",
    "study/test_move.py",
    "study/test_prices.py",
    "study/test_why.py",
    "test_tutorial.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the comparisons for pytest-cov."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).as_posix() in COMPARISONS:
            item.add_marker(pytest.mark.no_cover)

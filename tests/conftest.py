"""Comparisons with brute force run without measuring coverage, which makes plain loops four times slower.

Every line that they reach is reached by a smaller test as well; what is compared stays the same.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPARISONS = {
    "benchmarks/test_benchmarks.py",
    "boards/resilience/test_england.py",
    "boards/test_fronts.py",
    "boards/test_one_model.py",
    "boards/test_ringfence.py",
    "checker/bound/test_altered.py",
    "checker/bound/test_truth.py",
    "engine/test_any.py",
    "engine/test_any_oracle.py",
    "engine/test_chosen_boards.py",
    "engine/test_oracle.py",
    "engine/test_people_first.py",
    "engine/test_people_first_bounds.py",
    "engine/test_whatif_people.py",
    "geography/compact/test_large.py",
    "geography/compact/test_reference.py",
    "geography/test_blocked.py",
    "geography/test_census.py",
    "geography/test_large.py",
    "rules/test_contract.py",
    "study/options/test_maps.py",
    "study/pareto/test_maps.py",
    "study/pareto/test_second_method.py",
    "study/test_explain_boards.py",
    "study/test_explain_oracle.py",
    "study/test_move.py",
    "study/test_prices.py",
    "study/test_why.py",
    "runs/test_work.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the comparisons for pytest-cov."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).as_posix() in COMPARISONS:
            item.add_marker(pytest.mark.no_cover)

"""Plans made by hand, compared without anything being solved."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from planner.core.comparison import Comparison
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.study.compare.make import Entry, comparison
from tests.checker import builder

MODELS = ("model-1", "model-2", "model-3", "model-4")


@cache
def plans(certain: bool = False) -> dict[str, Plan]:
    """A true plan under each model; the one of Model 2 perhaps with what is certain."""
    found = {}
    for model in MODELS:
        data = builder.document(model)
        if certain and model == "model-2":
            builder.certain(data)
        found[model] = Plan.model_validate(data)
    return found


def compared(
    instance: Instance | None = None,
    rulebook: Rulebook | None = None,
    change: Callable[[dict[str, Any]], None] | None = None,
    certain: bool = False,
) -> Comparison:
    """All four side by side; ``change`` may change each plan first."""
    given, book = instance or builder.instance(), rulebook or builder.book()
    made = plans(certain)
    if change is not None:
        made = {}
        for name, plan in plans(certain).items():
            data = plan.model_dump(mode="json", by_alias=True)
            change(data)
            made[name] = Plan.model_validate(data)
    entries = [Entry(name, name, given, plan, name, plan.status) for name, plan in made.items()]
    return comparison(given, book, entries)


def cells(made: Comparison) -> dict[tuple[str, str], tuple[int | None, int | None, int | None]]:
    """Every amount by figure and column."""
    return {(f.id, c): (a.low, a.high, a.of) for f in made.figures for c, a in f.amounts.items()}

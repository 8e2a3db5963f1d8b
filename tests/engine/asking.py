"""Asking the engine, and what every plan it gives must stand."""

from __future__ import annotations

import json
from typing import Any

from planner.checker import verify
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.result import Result
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.plans import plan_json
from tests.boards.blocks import BOOK

SMALL = ("tiny", "ckw-2011", "banes-wiltshire-2011")
ONE = Settings(clusters=(1, 1))


def ask(
    given: Instance, model: GovernanceModel | str | None = "model-2", *, more: Any = None, **settings: Any
) -> Result:
    """A new engine, one question."""
    return open_engine(given, BOOK).solve(model, Settings(**settings), **(more or {}))


def written(result: Result) -> str:
    """The plan as its file would be, without what may differ between two equal runs."""
    assert result.plan is not None
    text = json.loads(plan_json(result.plan))
    assert text.pop("run")
    return json.dumps(text, indent=1)


def sound(given: Instance, result: Result) -> Plan:
    """The plan of a result, after checking that it verifies."""
    assert result.plan is not None, result.refusal
    assert result.disagreements == ()
    verdict = verify(given, result.plan, BOOK)
    assert verdict.ok, verdict
    assert result.status != "optimal" or "levels_disagree" not in result.statistics
    assert result.status != "optimal" or all(level.bound == level.value for level in result.levels)
    return result.plan


def vector(result: Result) -> tuple[int, ...]:
    return tuple(level.value for level in result.levels)


RING: dict[str, Any] = {
    "organisations": {code: {} for code in "ABCD"},
    "links": ["A B land", "B C land", "C D land", "A D land"],
    "holders": [
        f"{code}{n} {code} {'ned' if n else 'chair'}"
        for code, people in zip("ABCD", (2, 2, 6, 6), strict=True)
        for n in range(people)
    ],
}
"""Two maps of two clusters are equally good; where a full board joins an empty one, no place ends."""

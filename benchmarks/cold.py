"""Questions of plans asked again on an engine that knows nothing, to compare prices and alternatives with."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.result import Result
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.study.prices import Change, Question


def without_arrangement(instance: Instance, name: str) -> Instance:
    """The instance where one arrangement is preferred, not established."""
    rows = [
        o.model_copy(update={"arrangement_strength": "partial"}) if name and o.arrangement == name else o
        for o in instance.organisations
    ]
    return instance.replaced(organisations=tuple(rows))


def cold(question: Question, change: Change) -> Result:
    """The answer of an engine that has settled nothing, with every answer confirmed."""
    fresh = {r.id: r for r in change.rules}
    book = with_rules(question.rulebook, tuple(fresh.get(r.id, r) for r in question.rulebook.rules))
    engine = open_engine(without_arrangement(question.instance, change.freed), book)
    settings = Settings.model_validate({**question.settings.model_dump(), **change.settings, "seconds": 120})
    governance = change.governance if change.governance is not None else question.governance
    return engine.solve(governance, settings, decisions=change.decisions)

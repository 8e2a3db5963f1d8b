"""Propose, prove and explain how public bodies should be grouped and governed.

>>> import planner
>>> instance = planner.read_instance(planner.example("tiny"))
>>> rulebook = planner.load_rulebook(instance.rulebook)
>>> engine = planner.open(instance, rulebook)
>>> result = engine.solve(governance="model-1", settings=planner.Settings(seconds=60))
>>> result.status
'optimal'
>>> planner.verify(instance, result.plan).ok
True

Names are imported when they are first used, so that ``import planner`` stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.boards.resilience import Resilience, resilience
    from planner.checker import verify
    from planner.core.faults import Fault, InputFaultsError
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.result import Refusal, Result
    from planner.core.rows import Decision
    from planner.core.rulebook import DepartureRates
    from planner.core.settings import Settings
    from planner.engine import Engine
    from planner.engine import open_engine as open  # noqa: A004 - the name of the contract
    from planner.facade import write_report, write_workbook
    from planner.io.effective import Effective, effective
    from planner.io.examples import example
    from planner.io.plans import read_plan, write_plan
    from planner.io.read import read_instance
    from planner.io.rulebook import load_governance, load_rulebook
    from planner.io.scenario_apply import apply_scenario
    from planner.io.scenarios import read_scenarios
    from planner.runs.read import read_batch
    from planner.study.compare import compare
    from planner.study.context import context
    from planner.study.explain import explain
    from planner.study.move import Change, ChangeError, Moved, move
    from planner.study.options.choose import options
    from planner.study.pareto.choose import pareto
    from planner.study.prices import prices
    from planner.study.tradeoffs import TradeOff, tradeoffs
    from planner.study.why import why

_HOME = {
    "Change": ("planner.study.move.change", "Change"),
    "ChangeError": ("planner.study.move.change", "ChangeError"),
    "Decision": ("planner.core.rows", "Decision"),
    "DepartureRates": ("planner.core.rulebook", "DepartureRates"),
    "Effective": ("planner.io.effective", "Effective"),
    "Engine": ("planner.engine", "Engine"),
    "Fault": ("planner.core.faults", "Fault"),
    "InputFaultsError": ("planner.core.faults", "InputFaultsError"),
    "Instance": ("planner.core.instance", "Instance"),
    "Moved": ("planner.study.move.moved", "Moved"),
    "Plan": ("planner.core.plan", "Plan"),
    "Refusal": ("planner.core.result", "Refusal"),
    "Resilience": ("planner.boards.resilience", "Resilience"),
    "Result": ("planner.core.result", "Result"),
    "Settings": ("planner.core.settings", "Settings"),
    "TradeOff": ("planner.study.tradeoffs", "TradeOff"),
    "explain": ("planner.study.explain", "explain"),
    "apply_scenario": ("planner.io.scenario_apply", "apply_scenario"),
    "compare": ("planner.study.compare", "compare"),
    "context": ("planner.study.context", "context"),
    "effective": ("planner.io.effective", "effective"),
    "example": ("planner.io.examples", "example"),
    "load_governance": ("planner.io.rulebook", "load_governance"),
    "load_rulebook": ("planner.io.rulebook", "load_rulebook"),
    "move": ("planner.study.move.moved", "move"),
    "open": ("planner.engine", "open_engine"),
    "prices": ("planner.study.prices", "prices"),
    "options": ("planner.study.options.choose", "options"),
    "pareto": ("planner.study.pareto.choose", "pareto"),
    "read_batch": ("planner.runs.read", "read_batch"),
    "read_instance": ("planner.io.read", "read_instance"),
    "read_plan": ("planner.io.plans", "read_plan"),
    "read_scenarios": ("planner.io.scenarios", "read_scenarios"),
    "resilience": ("planner.boards.resilience", "resilience"),
    "tradeoffs": ("planner.study.tradeoffs", "tradeoffs"),
    "verify": ("planner.checker", "verify"),
    "why": ("planner.study.why", "why"),
    "write_plan": ("planner.io.plans", "write_plan"),
    "write_report": ("planner.facade", "write_report"),
    "write_workbook": ("planner.facade", "write_workbook"),
}

__all__ = [
    "Change",
    "ChangeError",
    "Decision",
    "DepartureRates",
    "Effective",
    "Engine",
    "Fault",
    "InputFaultsError",
    "Instance",
    "Moved",
    "Plan",
    "Refusal",
    "Resilience",
    "Result",
    "Settings",
    "TradeOff",
    "apply_scenario",
    "compare",
    "context",
    "effective",
    "example",
    "explain",
    "load_governance",
    "load_rulebook",
    "move",
    "open",
    "options",
    "pareto",
    "prices",
    "read_batch",
    "read_instance",
    "read_plan",
    "read_scenarios",
    "resilience",
    "tradeoffs",
    "verify",
    "why",
    "write_plan",
    "write_report",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    module, attribute = _HOME[name]
    return getattr(importlib.import_module(module), attribute)

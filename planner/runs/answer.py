"""A worker's answer, believed only when it is what was asked for; and its figures for the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from planner.core.plan import Plan

STATUSES = ("optimal", "feasible", "infeasible", "unknown")


def checked(answer: Any, task: Mapping[str, Any]) -> dict[str, Any]:
    """State, status, reason, figures, seconds and plan of an answer; of one that makes no sense, a failed run.

    Args:
        answer: what the work returned, or the exception that it raised.
        task: what was asked.
    """
    if isinstance(answer, BaseException):
        return failed("crash", f"{type(answer).__name__} in the worker. This is a bug; please report it.")
    wrong = _wrong(answer, task)
    if wrong:
        return failed("nonsense", f"The worker's answer makes no sense: {wrong}.")
    plan = answer["plan"]
    shown = figures(plan) if plan is not None and answer["state"] == "done" else {}
    return {
        "state": answer["state"],
        "status": answer["status"],
        "reason": answer["reason"],
        "seconds": answer["seconds"],
        "figures": shown | {"invented": answer.get("invented") is True},
        "plan": plan,
    }


def failed(kind: str, text: str) -> dict[str, Any]:
    """A run without an answer."""
    return {"state": "failed", "status": kind, "reason": text, "seconds": 0.0, "figures": {}, "plan": None}


def _wrong(answer: Any, task: Mapping[str, Any]) -> str:
    """What is wrong with an answer, in words; empty when nothing is."""
    if not isinstance(answer, dict) or answer.get("key") != task["key"]:
        return "it is not about this run"
    kinds: dict[str, Any] = {"state": str, "status": str, "reason": str, "seconds": (int, float)}
    if "plan" not in answer or not all(isinstance(answer.get(n), kind) for n, kind in kinds.items()):
        return "parts are missing"
    if answer["state"] == "failed":
        return ""
    if answer["state"] != "done" or answer["status"] not in STATUSES:
        return "its status is not known"
    if answer["plan"] is None:
        return (
            "" if answer["status"] in ("infeasible", "unknown") and answer["reason"] else "the plan is missing"
        )
    try:
        plan = Plan.model_validate(answer["plan"])
    except ValidationError:
        return "the plan is not complete"
    asked = task["options"].get("regions")
    regions = plan.settings["regions"].value if "regions" in plan.settings else None
    if plan.status != answer["status"] or not plan.clusters or not plan.levels:
        return "the plan is not complete"
    return "" if asked is None or regions == asked else "the plan is for other regions"


def figures(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Totals of a plan for the table: nothing about a person."""
    levels = [{k: x[k] for k in ("id", "title", "unit", "value", "bound")} for x in plan["levels"]]
    return {
        "organisations": sum(len(c["organisations"]) for c in plan["clusters"]),
        "clusters": len(plan["clusters"]),
        "levels": levels,
        "ended_by": str(plan["run"].get("ended_by", "")),
    }

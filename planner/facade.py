"""What the library writes for a result, by the result alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner import report
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.result import Result
from planner.core.rulebook import Rulebook
from planner.report.views.privacy import Audience
from planner.study.tradeoffs import TradeOff


def _parts(result: Result) -> tuple[Instance, Plan, Rulebook]:
    if result.plan is None or result.instance is None or result.rulebook is None:
        raise ValueError("there is no plan to write: the result is a refusal")
    return result.instance, result.plan, result.rulebook


def write_report(
    result: Result,
    path: str | Path,
    tradeoffs: Sequence[TradeOff] | None = None,
    audience: Audience = "public",
) -> None:
    """Write the report of a result as one HTML page.

    Args:
        result: with a plan.
        path: file to write.
        tradeoffs: of :func:`planner.tradeoffs`, to show where models were left open or caps set.
        audience: ``public``, ``board`` or ``panel``; a file that is not public can be read by its owner alone.

    Raises:
        ValueError: the result has no plan.
        OutputError: the file can't be written.
    """
    report.write_report(*_parts(result), path, audience, tradeoffs)


def write_workbook(result: Result, path: str | Path, audience: Audience = "public") -> None:
    """Write the tables of a result as a workbook; ``audience`` as of :func:`write_report`.

    Raises:
        ValueError: the result has no plan.
        OutputError: the file can't be written.
    """
    report.write_workbook(*_parts(result), path, audience)

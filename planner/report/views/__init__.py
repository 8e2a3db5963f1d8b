"""Typed, frozen view models of a report; names are imported when they are first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.report.views.report import ReportView, build_view

__all__ = ["ReportView", "build_view"]


def __getattr__(name: str) -> Any:
    """Import a name on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'planner.report.views' has no attribute {name!r}")
    from planner.report.views import report  # noqa: PLC0415 - see above

    return getattr(report, name)

"""Reports for people: one HTML page and one workbook from the same typed views.

Names are imported when they are first used: a terminal needs words of the views, not pages and maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.report.publish import report_html, report_view, write_report, write_workbook

__all__ = ["report_html", "report_view", "write_report", "write_workbook"]


def __getattr__(name: str) -> Any:
    """Import a name on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'planner.report' has no attribute {name!r}")
    from planner.report import publish  # noqa: PLC0415 - see above

    return getattr(publish, name)

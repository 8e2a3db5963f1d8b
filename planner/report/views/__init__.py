"""Typed, frozen view models of a report."""

from planner.report.views.report import ReportView, build_view

__all__ = ["ReportView", "build_view"]

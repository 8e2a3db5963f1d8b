"""Reports for people: one HTML page and one workbook from the same typed views."""

from planner.report.publish import report_html, report_view, write_report, write_workbook

__all__ = ["report_html", "report_view", "write_report", "write_workbook"]

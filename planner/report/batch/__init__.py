"""The report of a batch: one HTML page from its table."""

from planner.report.batch.render import batch_html

__all__ = ["batch_html"]

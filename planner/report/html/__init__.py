"""The report as one HTML file: templates, one inline style, no script, no network."""

from planner.report.html.render import render

__all__ = ["render"]

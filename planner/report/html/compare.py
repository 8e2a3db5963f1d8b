"""The page of a comparison: one file, no script, no request, everything escaped."""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from planner.report.html.policy import policy
from planner.report.html.render import _environment, _style
from planner.report.views.compare import CompareView


def render_compare(view: CompareView) -> str:
    """The whole page, under the same Content-Security-Policy as a report."""
    own = resources.files("planner.report.html").joinpath("templates", "compare.css")
    text = _style() + " ".join(own.read_text("utf-8").split())
    page = _environment().get_template("compare.html.jinja")
    # our own file, hashed above: nothing of the user's is in it
    return page.render(view=view, style=Markup(text), policy=policy(text))  # noqa: S704

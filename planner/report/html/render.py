"""Fills the templates with a view; everything is escaped but the SVG, which escapes its own texts."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from planner.report.map.colour import FILLS
from planner.report.views import ReportView
from planner.report.views.words import count, listed, number


def render(view: ReportView) -> str:
    """The whole page.

    The Content-Security-Policy allows the one style, by its hash, and nothing else: no script, image,
    font, frame or request.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    rows = {c.id: c for c in view.clusters}
    page = _environment().get_template("report.html.jinja")
    # our own file, hashed above: nothing of the user's is in it
    return page.render(view=view, style=Markup(style), policy=policy, cluster=rows)  # noqa: S704


@cache
def _environment() -> Environment:
    """Templates of this package; an unknown name is an error, not an empty text."""
    environment = Environment(
        loader=PackageLoader("planner.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, listed=listed, count=count)
    return environment


@cache
def _style() -> str:
    """The style sheet with the map's fills written in."""
    text = resources.files("planner.report.html").joinpath("templates", "report.css").read_text("utf-8")
    fills = "".join(f".f{n}{{fill:{colour}}}" for n, colour in enumerate(FILLS))
    return " ".join((text + fills).split())

"""Fills the templates with a view; everything is escaped but the SVG, which escapes its own texts."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from planner.report.html.policy import policy
from planner.report.map.colour import FILLS
from planner.report.views import ReportView
from planner.report.views.words import count, listed, number


def render(view: ReportView) -> str:
    """The whole page.

    The Content-Security-Policy allows its style and its script alone. The script only filters the index:
    without it the page says the same.
    """
    style = _style() + _paper(view)
    script = _script()
    rows = {c.id: c for c in view.clusters}
    page = _environment().get_template("report.html.jinja")
    # our own files, hashed above: nothing of the user's is in them
    return page.render(
        view=view,
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=policy(style, script),
        cluster=rows,
    )


def _paper(view: ReportView) -> str:
    """Margins of every printed page: the notices, which are ours, and the page number."""
    notice = " ".join(view.notices).replace("\\", "").replace('"', "")
    return (
        "@page{size:A4;margin:16mm 13mm 15mm;"
        f'@top-left{{content:"{notice}";font:bold 7.5pt Arial,sans-serif;width:100%}}'
        '@bottom-right{content:"page " counter(page) " of " counter(pages);font:7.5pt Arial,sans-serif}}'
        "@page sheet{size:A4 landscape;margin:16mm 10mm 12mm}"
    )


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


@cache
def _script() -> str:
    """The script that filters the index of pages."""
    return resources.files("planner.report.html").joinpath("templates", "find.js").read_text("utf-8").strip()

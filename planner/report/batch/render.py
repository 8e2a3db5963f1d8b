"""Fills the page of a batch; no script, no request, one style allowed by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from planner.report.batch.draw import key_mark, panel, spread
from planner.report.batch.view import batch_view
from planner.report.html.policy import policy
from planner.report.views.words import number

if TYPE_CHECKING:
    import pandas as pd


def batch_html(
    frame: pd.DataFrame, titles: Mapping[str, tuple[str, str]], title: str = "Batch", invented: bool = False
) -> str:
    """The report of a batch as one HTML page.

    Args:
        frame: of :func:`planner.read_batch`.
        titles: title and unit of each aim by id, as :func:`planner.runs.read.titles` gives them.
        title: of the batch.
        invented: whether office holders of any instance are.
    """
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    view = batch_view([{str(k): v for k, v in row.items()} for row in rows], titles, title, invented)
    style = _style()
    page = _environment().get_template("batch.html.jinja")
    # our own file, hashed above: nothing of the user's is in it
    return page.render(view=view, style=Markup(style), policy=policy(style))  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("planner.report.batch"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number)
    environment.globals.update(panel=panel, spread=spread, key_mark=key_mark)
    return environment


@cache
def _style() -> str:
    """The style of the other reports, and what drawings need."""
    files = (("planner.report.html", "report.css"), ("planner.report.batch", "batch.css"))
    texts = (resources.files(p).joinpath("templates", name).read_text("utf-8") for p, name in files)
    return " ".join(" ".join(texts).split())

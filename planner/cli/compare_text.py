"""What ``compare`` says on the terminal: narrow tables; all definitions are on the page and in the CSV."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.console import table
from planner.report.views.deciders import NOT_RECORDED
from planner.report.views.figures import NONE

if TYPE_CHECKING:
    from planner.core.comparison import Comparison
    from planner.report.views.compare import CompareView, GroupRows

WIDTH = 110
SHORT = {
    "needs the SHA's agreement to a date": "needs SHA's date",
    "does not apply": NONE,
}


def compare_lines(view: CompareView, *, counted_again: bool) -> Iterator[str]:
    """The comparison in plain lines."""
    yield f"{view.title}, {view.period}"
    for text in view.missing:
        yield from _folded(text)
    for text in view.flags:
        yield from _folded(text, "  ")
    for group in view.groups:
        yield ""
        yield _figures(view, group)
    yield from _claims(view)
    yield from _principles(view)
    yield from _departures(view)
    yield from _deciders(view)
    yield ""
    yield "What figures rest on"
    for text in view.bases:
        yield from _folded(text, "  ")
    yield ""
    if counted_again:
        yield "Every figure was counted again by the independent checker, with the same result."
    yield " ".join(view.notices)


def _figures(view: CompareView, group: GroupRows) -> str:
    """One group as a table, without columns that have none of it."""
    heads = (group.title, *(view.columns[n].title for n in group.shown))
    rows = [(r.short_title, *(r.short_cells[n] for n in group.shown)) for r in group.rows]
    return table(heads, rows, right=range(1, len(heads)))


def _claims(view: CompareView) -> Iterator[str]:
    if not view.claims:
        return
    yield ""
    yield "What the guidance lists for and against each model, and whether the figures bear it out"
    model = ""
    for claim in view.claims:
        if claim.model != model:
            model = claim.model
            yield f"  {model}"
        sign = "for    " if claim.kind == "advantage" else "against"
        held = f" ({'; '.join(claim.figures)})" if claim.figures else ""
        yield from _folded(f"{sign}  {claim.verdict}: {claim.text}{held}", "    ", "             ")
    yield from _folded(view.claims_note, "  ")


def _principles(view: CompareView) -> Iterator[str]:
    yield ""
    heads = ("Principles of the letter of 29 September 2011", *(c.title for c in view.columns))
    yield table(heads, [(p.short, *(SHORT.get(c, c) for c in p.cells)) for p in view.principles])
    yield from _folded(view.principles_note, "  ")


def _departures(view: CompareView) -> Iterator[str]:
    yield ""
    yield "Rules that are not kept"
    if not view.departures:
        yield "  Every rule is kept in every column."
    for d in view.departures:
        where = [f"{c.title} ({cell})" for c, cell in zip(view.columns, d.cells, strict=True) if cell]
        needs = f" Needs sign-off by {d.sign_off}." if d.sign_off else ""
        yield from _folded(
            f"{d.rule} ({d.authority}, {d.marks}): {d.sentence} {'; '.join(where)}.{needs}", "  "
        )


def _deciders(view: CompareView) -> Iterator[str]:
    yield ""
    yield "Who decides"
    for d in view.deciders.rows:
        yield from _folded(
            f"{d.recommendation} ({d.marks}). Proposes: {d.proposes}. Consulted: {d.consulted}. "
            f"Decides: {d.decides}.",
            "  ",
            "    ",
        )
    for v in view.deciders.views:
        said = NOT_RECORDED if v.view == NOT_RECORDED else f"{v.view} ({v.stakeholder}, {v.when}; {v.evidence})"
        yield from _folded(f"View on {v.about}: {said}.", "  ", "    ")
    yield from _folded(view.deciders.note, "  ")


def _folded(text: str, indent: str = "", more: str | None = None) -> list[str]:
    """A text on lines that a terminal shows whole."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if more is None else more,
        break_long_words=False,
        break_on_hyphens=False,
    )


def next_line(instance: str, made: Comparison, files: Sequence[Path], *, models: bool, rules: str = "") -> str:
    """The command that helps most now; ``rules`` is the rulebook as it was typed."""
    instance = shlex.quote(instance)
    page = next((f for f in files if f.suffix == ".html"), None)
    if not made.plans:
        return f"Next: planner check {instance} shows what was given; change decisions.csv and compare again."
    if page is None:
        return "Next: the same with -o DIR writes all this as a page, beside comparison.json and the plans."
    plan = next((f for f in files if f.name == "plan.json"), None)
    if not models or plan is None:
        return f"Page: {page}"
    figures = next(f for f in files if f.name == "comparison.json")
    return (
        f"Next: planner verify {instance} {shlex.quote(str(plan))}{rules} --comparison "
        f"{shlex.quote(str(figures))}\nPage: {page}"
    )

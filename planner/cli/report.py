"""``planner report``: the papers of a finished plan, for one audience."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.params import json_option
from planner.cli.refused import as_typed

if TYPE_CHECKING:
    from planner.cli.report_beside import Beside
    from planner.report.views import ReportView
    from planner.report.views.privacy import Audience

FORMATS = ("html", "xlsx", "csv", "md", "docx")
AUDIENCES = ("public", "board", "panel")
TABLES = "tables"
"""Folder of the CSV files."""

audience_option = click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="public",
    show_default=True,
    help="Whom it is for: everyone, members of boards, or an appointments panel (confidential).",
)


@click.command("report")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="PLAN")
@click.option("-o", "--output", "output", required=True, metavar="DIR", help="Folder for the files.")
@audience_option
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="What to write; may be repeated. Without it: html and xlsx.",
)
@click.option(
    "--comparison", metavar="FILE", help="A comparison.json of planner compare, to fill in Models 1 to 4."
)
@click.option(
    "--options",
    "options",
    metavar="DIR",
    multiple=True,
    help="A folder of planner options: other good plans beside this one; may be repeated.",
)
@click.option(
    "--tradeoff",
    "tradeoffs",
    metavar="DIR",
    multiple=True,
    help="A folder of planner options --tradeoff, to mark this plan in it; may be repeated.",
)
@click.option("--rulebook", metavar="ID|FILE", help="Rules of the plan, if not those the instance asks for.")
@json_option
def command(
    instance: str,
    plan: str,
    output: str,
    audience: Audience,
    formats: tuple[str, ...],
    comparison: str | None,
    options: tuple[str, ...],
    tradeoffs: tuple[str, ...],
    rulebook: str | None,
    as_json: bool,
) -> int:
    """Write the papers of a plan for one audience.

    INSTANCE is the folder or workbook the plan was made for, PLAN its plan.json or the folder of it. Writes
    report.html and plan.xlsx, or with --format csv a folder of tables, with md or docx a paper for a board
    and a draft transparency record. A report for everyone shows seats and pools at cluster level or above,
    and nothing that tells one person's outcome. One for boards shows every post. One for an appointments
    panel also shows the example of who could sit where, and is confidential. Files that are not for everyone
    can be read by you alone.

    Exit code 4 when the checker finds that the plan is not true or breaks a rule; the report
    is written and says so.
    """
    from planner.cli.console import emit_json, note, say
    from planner.cli.report_beside import Beside
    from planner.io.write import ensure_folder

    view = _view(instance, plan, audience, Beside(comparison, options, tradeoffs), rulebook)
    written = write(view, ensure_folder(output), formats or ("html", "xlsx"))
    code = 4 if view.warning or any(r.status == "fail" for r in view.rules) else 0
    if as_json:
        emit_json(
            "does_not_stand" if code else "ok",
            code,
            audience=audience,
            headline=view.headline.sentence,
            warning=view.warning,
            notices=view.notices,
            files=[str(p) for p in written],
        )
        return code
    if view.warning:
        note(view.warning)
    say(view.headline.sentence)
    for text in view.notices:
        say(text)
    say()
    for path in written:
        say(f"Written: {path}")
    say(_next(instance, plan, audience, rulebook))
    return code


def _view(instance: str, plan: str, audience: Audience, beside: Beside, rulebook: str | None) -> ReportView:
    """What is to be written; the instance is narrowed as the plan was."""
    from planner.checker import verify
    from planner.checker.settings import narrowed
    from planner.cli.report_beside import not_of_it, read_beside
    from planner.io.effective import as_planned
    from planner.io.plans import read_plan
    from planner.io.read import read_instance
    from planner.io.rulebook import load_rulebook, rulebook_of
    from planner.report import report_view

    finished = read_plan(plan)
    whole = read_instance(instance)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(whole, instance)
    try:
        whole, book = as_planned(whole, book, finished, instance)
        given = narrowed(whole, finished)
    except (KeyError, ValueError) as error:
        raise not_of_it(plan, str(error.args[0])) from error
    grouped = {o for c in finished.clusters for o in c.organisations}
    strangers = sorted(grouped ^ set(given.by_code))
    if strangers:
        raise not_of_it(plan, f"{len(strangers)} organisations are in one of them only, first {strangers[0]}")
    read = read_beside(beside, given, finished, book)
    try:
        return report_view(
            given,
            finished,
            book,
            audience,
            comparison=read.comparison,
            lists=read.lists,
            saved=read.tradeoffs,
        )
    except (KeyError, ValueError, IndexError, StopIteration) as error:
        problems = verify(given, finished, book).problems
        if not problems:
            raise
        raise not_of_it(plan, f"the checker finds: {problems[0].text}") from error


def write(view: ReportView, folder: Path, formats: tuple[str, ...]) -> list[Path]:
    """Write a view in these formats; files that are not for everyone are readable by their owner alone.

    Raises:
        OutputError: a file can't be written.
    """
    from planner.io.write import atomic_write, ensure_folder
    from planner.report.csv_tables import csv_tables
    from planner.report.html import render
    from planner.report.workbook import workbook_bytes

    files: dict[Path, str | bytes] = {}
    if "html" in formats:
        files[folder / "report.html"] = render(view)
    if "xlsx" in formats:
        files[folder / "plan.xlsx"] = workbook_bytes(view)
    if "csv" in formats:
        files |= {folder / TABLES / name: text for name, text in csv_tables(view).items()}
        ensure_folder(folder / TABLES)
    if "md" in formats or "docx" in formats:
        from planner.report.papers import paper_files

        files |= {folder / name: data for name, data in paper_files(view, formats).items()}
    for path, data in files.items():
        atomic_write(path, data, private=view.audience != "public")
    written = [p for p in files if p.parent == folder]
    return [*written, folder / TABLES] if "csv" in formats else written


def _next(instance: str, plan: str, audience: str, rulebook: str | None) -> str:
    """The command that helps most now."""
    rules = as_typed(None, (), None, None, rulebook)
    instance, plan = shlex.quote(instance), shlex.quote(plan)
    if audience == "public":
        return (
            f"Next: planner report {instance} {plan}{rules} --audience board -o DIR shows boards by post; keep "
            "it in another folder."
        )
    return f"Next: planner verify {instance} {plan}{rules} checks the plan apart from what found it."

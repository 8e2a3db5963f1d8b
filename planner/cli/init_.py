"""``planner init``: a new instance, as empty templates or invented."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.params import json_option

if TYPE_CHECKING:
    from planner.core.instance import Instance


@click.command("init")
@click.argument("target", metavar="TARGET")
@click.option(
    "--example", metavar="NAME", help="Begin with a shipped example, such as tiny, to look at and change."
)
@click.option(
    "--synthetic", type=click.IntRange(1, 5000), metavar="N", help="Invent a whole instance of N organisations."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    metavar="S",
    help="Number that fixes what is invented (default 1).",
)
@click.option("--list", "short", is_flag=True, help="An empty short list of organisations, to begin from.")
@click.option(
    "--from-list",
    "listed",
    metavar="FILE",
    help="Fill the templates from a short list; what it leaves out is assumed, and said so in every plan.",
)
@json_option
def command(
    target: str,
    example: str | None,
    synthetic: int | None,
    seed: int | None,
    short: bool,
    listed: str | None,
    as_json: bool,
) -> None:
    """Make a new instance: a workbook if TARGET ends in .xlsx, else a folder of CSV files.

    TARGET must not exist (a folder may be empty). Without options: every table with its column names, and a
    data dictionary with examples; a workbook has drop-downs too. With --synthetic: an invented instance with a
    map, office holders and consortia; the same N and S give the same instance.

    The quickest way to a report of your own: --list writes a list of five columns (a workbook, or a .csv file),
    and --from-list makes a whole instance of it once you have filled it in.
    """
    from planner.cli.console import emit_json, say

    if seed is not None and synthetic is None:
        raise click.UsageError("--seed belongs to --synthetic.")
    ways = {"--example": example, "--synthetic": synthetic, "--list": short or None, "--from-list": listed}
    chosen = [way for way, value in ways.items() if value is not None]
    if len(chosen) > 1:
        raise click.UsageError(f"Choose one of {' and '.join(chosen)}.")
    name = _name(target)
    book = target.lower().endswith(".xlsx")
    if short:
        _short_list(target, book=book)
        if as_json:
            emit_json("ok", 0, name=Path(target).name, faults=[])
            return
        say("An empty list is written: one row for each organisation.")
        say(f"Next, once it is filled in: planner init my-region.xlsx --from-list {shlex.quote(target)}")
        return
    if listed is not None:
        done = _from_list(listed, target, name, book=book)
    elif example is not None:
        name = _from_example(example, target)
        done = f"The example {name} is written."
    elif synthetic is None:
        done = _templates(target, name, book=book)
    else:
        from planner.io.synthetic import synthetic_instance

        _invent(synthetic_instance(synthetic, 1 if seed is None else seed, name), target, book=book)
        done = f"An invented instance of {synthetic:,} organisations is written."
    if as_json:
        emit_json("ok", 0, name=name, faults=[])
        return
    say(done)
    if listed is not None:
        say(f"Next: planner solve {shlex.quote(target)} -g model-2 -o out")
        return
    say(f"Next: planner check {shlex.quote(target)}")


def _templates(target: str, name: str, *, book: bool) -> str:
    if book:
        from planner.io.book.template import write_template_workbook

        write_template_workbook(target, name)
        return 'An empty workbook is written; begin with the sheet "Start here".'
    from planner.io.templates import write_templates

    write_templates(target, name)
    return "Empty templates are written; DATA-DICTIONARY.md explains every column."


def _short_list(target: str, *, book: bool) -> None:
    """Write an empty list: a workbook, or a file that ends in .csv."""
    from planner.io.short_list import list_text
    from planner.io.write import atomic_write, ensure_folder, refuse_existing

    if book:
        from planner.io.book.template import write_list_workbook

        write_list_workbook(target)
        return
    if not target.lower().endswith(".csv"):
        raise click.UsageError("A short list is one file; let its name end in .xlsx or .csv.")
    refuse_existing(Path(target))
    ensure_folder(Path(target).parent)
    atomic_write(target, list_text().encode("utf-8-sig"))


def _from_list(listed: str, target: str, name: str, *, book: bool) -> str:
    """Write an instance of a short list; what was done, in words."""
    from planner.io.short_list import begun, read_list
    from planner.io.templates import FIRST_DAY, LAST_DAY

    rows = read_list(listed)
    made = begun(rows, name, FIRST_DAY, LAST_DAY)
    if book:
        from planner.io.book.template import write_instance_workbook

        write_instance_workbook(made, target)
    else:
        from planner.io.templates import write_templates

        write_templates(target, name, made)
    posts = f"{len(made.office_holders):,} posts without names"
    lines = [f"{len(rows):,} organisations and {posts} are written. Assumed, for the list does not say:"]
    return "\n".join([*lines, *(f"- {text}" for text in made.assumptions)])


def _from_example(example: str, target: str) -> str:
    """Write a shipped example as it is; its name."""
    from planner.io.book.convert import convert
    from planner.io.examples import example as folder_of

    try:
        folder = folder_of(example)
    except LookupError as error:
        raise click.UsageError(str(error)) from error
    return convert(folder, target).instance.name


def _invent(instance: Instance, target: str, *, book: bool) -> None:
    if book:
        from planner.io.book.template import write_instance_workbook

        write_instance_workbook(instance, target)
        return
    from planner.io.write import write_instance

    write_instance(instance, target)


def _name(target: str) -> str:
    """A name for the instance from the folder's or the workbook's: other characters become -."""
    from planner.io.head import is_safe_name

    name = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(target).absolute().name.removesuffix(".xlsx")).strip("-_")[:60]
    return name if is_safe_name(name) else "new-instance"

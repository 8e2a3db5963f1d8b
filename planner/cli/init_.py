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
@json_option
def command(target: str, example: str | None, synthetic: int | None, seed: int | None, as_json: bool) -> None:
    """Make a new instance: a workbook if TARGET ends in .xlsx, else a folder of CSV files.

    TARGET must not exist (a folder may be empty). Without options: every table with its column names, and a
    data dictionary with examples; a workbook has drop-downs too. With --synthetic: an invented instance with a
    map, office holders and consortia; the same N and S give the same instance.
    """
    from planner.cli.console import emit_json, say

    if seed is not None and synthetic is None:
        raise click.UsageError("--seed belongs to --synthetic.")
    if example is not None and synthetic is not None:
        raise click.UsageError("Choose one of --example and --synthetic.")
    name = _name(target)
    book = target.lower().endswith(".xlsx")
    if example is not None:
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
    say(f"Next: planner check {shlex.quote(target)}")


def _templates(target: str, name: str, *, book: bool) -> str:
    if book:
        from planner.io.book.template import write_template_workbook

        write_template_workbook(target, name)
        return 'An empty workbook is written; begin with the sheet "Start here".'
    from planner.io.templates import write_templates

    write_templates(target, name)
    return "Empty templates are written; DATA-DICTIONARY.md explains every column."


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

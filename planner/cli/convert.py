"""``planner convert``: a folder of CSV files into a workbook, or back."""

from __future__ import annotations

import shlex

import click

from planner.cli.params import json_option


@click.command("convert")
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="TARGET")
@json_option
def command(source: str, target: str, as_json: bool) -> None:
    """Write the instance SOURCE as TARGET: a workbook if its name ends in .xlsx, else a folder of CSV files.

    Nothing is lost and nothing is overwritten: the result is read again and compared with SOURCE before it is
    put in its place. Faults of SOURCE stop the work (exit code 3).
    """
    from planner.cli.console import emit_json, note, say, table
    from planner.io.book.convert import convert

    done = convert(source, target)
    if as_json:
        emit_json(
            "ok",
            0,
            instance={"name": done.instance.name, "sha256": done.instance.sha256},
            tables=dict(done.tables),
            beside=list(done.beside),
            left=list(done.left),
            faults=[],
            warnings=[w.model_dump(mode="json") for w in done.warnings],
        )
        return
    say(table(("table", "rows"), done.tables, right=(1,)))
    say()
    say(f"Read again and compared: the same instance, sha256 {done.instance.sha256[:12]}.")
    if done.beside:
        say("Went with it unchanged: " + ", ".join(done.beside))
    if done.left:
        note("Not part of the instance, left where it is: " + ", ".join(done.left))
    say(f"Next: planner check {shlex.quote(target)}")

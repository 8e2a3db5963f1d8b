"""``planner init``: a new instance, as empty templates or invented."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click


@click.command("init")
@click.argument("folder", metavar="DIR")
@click.option(
    "--synthetic", type=click.IntRange(1, 5000), metavar="N", help="Invent a whole instance of N organisations."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    metavar="S",
    help="Number that fixes what is invented (default 1).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(folder: str, synthetic: int | None, seed: int | None, as_json: bool) -> None:
    """Make a new instance in DIR, which must not exist or be empty.

    Without options: instance.toml, every table with its column names, and a data dictionary. With
    --synthetic: an invented instance with a map, office holders and consortia; the same N and S
    give the same instance.
    """
    from planner.cli.console import emit_json, say

    if seed is not None and synthetic is None:
        raise click.UsageError("--seed belongs to --synthetic.")
    name = _name(folder)
    if synthetic is None:
        from planner.io.templates import write_templates

        write_templates(folder, name)
        done = "Empty templates are written; DATA-DICTIONARY.md explains every column."
    else:
        from planner.io.synthetic import synthetic_instance
        from planner.io.write import write_instance

        write_instance(synthetic_instance(synthetic, 1 if seed is None else seed, name), folder)
        done = f"An invented instance of {synthetic:,} organisations is written."
    if as_json:
        emit_json("ok", 0, name=name, faults=[])
        return
    say(done)
    say(f"Next: planner check {shlex.quote(folder)}")


def _name(folder: str) -> str:
    """A name for the instance from the folder's: other characters become -."""
    from planner.io.head import is_safe_name

    name = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(folder).absolute().name).strip("-_")[:60]
    return name if is_safe_name(name) else "new-instance"

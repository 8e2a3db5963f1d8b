"""``planner check``: read an instance, list its faults and warnings, show today."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.params import json_option

if TYPE_CHECKING:
    from planner.core.faults import Fault
    from planner.core.instance import Instance
    from planner.core.scenario import Scenario
    from planner.io.baseline import Baseline


@click.command("check")
@click.argument("instance", metavar="INSTANCE")
@click.option(
    "--faults",
    metavar="TARGET",
    help="Give faults and warnings back: faults.csv in the folder TARGET and, for a workbook, a copy of it "
    "with the cells marked; or one file that ends in .csv or .xlsx.",
)
@json_option
def command(instance: str, faults: str | None, as_json: bool) -> int | None:
    """Read INSTANCE (a folder or an .xlsx workbook), list every fault, and show boards as they are today.

    Exit code 3 when there are faults; warnings don't count.
    """
    from planner.core.faults import InputFaultsError
    from planner.io.baseline import baseline
    from planner.io.read import read_with_warnings
    from planner.io.sound_scenarios import sound_scenarios

    if faults and faults.lower().endswith(".xlsx") and not instance.lower().endswith(".xlsx"):
        raise click.UsageError(
            "A marked copy is made of a workbook; for a folder give a .csv file or a folder."
        )
    try:
        found, warnings = read_with_warnings(instance)
        scenarios = sound_scenarios(found, instance)
    except InputFaultsError as error:
        if faults is None:
            _hint(error.faults, as_json=as_json)
            raise
        return _refused(instance, error.faults, faults, as_json=as_json)
    written = _given_back(instance, warnings, faults)
    today = baseline(found)
    if as_json:
        from planner.cli.console import emit_json

        emit_json(
            "ok",
            0,
            instance={
                "name": found.name,
                "title": found.title,
                "sha256": found.sha256,
                "rulebook": found.rulebook,
            },
            counts=_counts(found),
            faults=[],
            warnings=[w.model_dump(mode="json") for w in warnings],
            scenarios={s.name: s.title for s in scenarios},
            baseline=today.as_json(),
            written=[Path(p).name for p in written],
        )
        return None
    _print(found, warnings, today)
    _print_scenarios(scenarios, instance)
    if written:
        _say_written(written)
    _print_next(found, instance)
    return None


def _refused(instance: str, faults: tuple[Fault, ...], target: str, *, as_json: bool) -> int:
    """Faults on the terminal and in files; exit code 3."""
    from planner.cli.console import emit_json, print_faults

    written = _given_back(instance, faults, target)
    if as_json:
        emit_json(
            "input_faults",
            3,
            faults=[f.model_dump(mode="json") for f in faults],
            written=[Path(p).name for p in written],
        )
    else:
        print_faults(faults, ending="")
        _say_written(written)
    return 3


def _hint(faults: tuple[Fault, ...], *, as_json: bool) -> None:
    """Say before the faults of a workbook that they can be had in a copy of it."""
    from planner.cli.console import note

    if not as_json and any(f.file.startswith("sheet ") for f in faults):
        note("To have these in a copy of your workbook, add --faults DIR.")


def _given_back(instance: str, faults: tuple[Fault, ...], target: str | None) -> list[str]:
    """Paths of the files written, as the target was given; none when none were asked for."""
    if target is None:
        return []
    from planner.io.book.faults import write_faults

    return [str(p) for p in write_faults(instance, faults, target)]


def _say_written(paths: list[str]) -> None:
    """Name the files, and what to do with a copy."""
    from planner.cli.console import note

    note("Written: " + ", ".join(paths) + ".")
    if any(n.endswith(".xlsx") for n in paths):
        note("Marked cells are filled and have a comment; correct them in the copy and check it.")


def _counts(instance: Instance) -> dict[str, int]:
    from planner.io.catalogue import FILES

    counts = {"regions": len(instance.regions)}
    counts |= {f.name: len(getattr(instance, f.field)) for f in FILES if f.field != "arrangements"}
    return counts


def _print(instance: Instance, warnings: tuple[Fault, ...], today: Baseline) -> None:
    from planner.cli.console import fault_lines, say, table

    say(f"{instance.title} ({instance.name})")
    say(
        f"from {instance.as_at.isoformat()} to {instance.horizon_end.isoformat()}, "
        f"rulebook {instance.rulebook}, sha256 {instance.sha256[:12]}"
    )
    if instance.synthetic:
        say("Invented: " + ", ".join(instance.synthetic))
    say()
    rows = [(name.replace("_", " "), n) for name, n in _counts(instance).items() if n]
    say(table(("what", "rows"), rows, right=(1,)))
    say()
    if warnings:
        say(f"Warnings: {len(warnings):,}")
        for line in fault_lines(warnings):
            say(line)
        say()
    _print_today(instance, today)


def _print_today(instance: Instance, today: Baseline) -> None:
    from planner.cli.console import say, table

    say("Today")
    say(f"  {today.consortia_with_footprint:,} of {today.consortia:,} consortia have a footprint.")
    if today.established:
        names = "; ".join(today.established)
        say(f"  {len(today.established):,} established arrangements are kept as they are: {names}.")
    if not today.boards:
        say("  No office holders are given: a map can be made (--only geography), boards can't.")
        return
    say(f"  {len(today.unlawful):,} of {len(today.boards):,} boards are unlawful today.")
    say(f"  {today.ned_vacancies:,} NED seats and {today.chair_vacancies:,} chairs are vacant.")
    horizon = instance.horizon_end.isoformat()
    say(f"  {today.terms_ending:,} of {len(instance.office_holders):,} terms end before {horizon}.")
    if today.unlawful:
        say()
        rows = [
            (
                b.organisation,
                b.name,
                b.neds,
                b.ned_seats,
                "yes" if b.chair else "no",
                "; ".join(b.problems),
                b.paragraph,
            )
            for b in today.unlawful
        ]
        say(
            table(
                ("code", "unlawful today", "NEDs", "seats", "chair", "reason", "paragraph"), rows, right=(2, 3)
            )
        )
    if today.terms_by_month:
        say()
        say(table(("month", "terms ending"), today.terms_by_month, right=(1,)))


def _print_scenarios(scenarios: tuple[Scenario, ...], path: str) -> None:
    from planner.cli.console import say, table

    if not scenarios:
        return
    say()
    say(f"Scenarios: {len(scenarios):,}")
    say(table(("name", "what it is"), [(s.name, s.title or "no title") for s in scenarios]))
    say(
        f"planner solve {shlex.quote(path)} --scenario {scenarios[0].name} --show-settings "
        "shows what one changes."
    )


def _print_next(instance: Instance, path: str) -> None:
    from planner.cli.console import say

    option = "-g model-1" if instance.office_holders else "--only geography"
    say()
    say(f"No faults. Next: planner solve {shlex.quote(path)} -o planner-out {option}")

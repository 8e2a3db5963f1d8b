"""``planner move``: what another place for an organisation would do."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.params import json_option
from planner.cli.refused import as_typed

if TYPE_CHECKING:
    from planner.study.move import Change, Moved


@click.command("move")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="PLAN")
@click.argument("where", nargs=-1, metavar="[ORG CLUSTER]...")
@click.option(
    "--swap", nargs=2, multiple=True, metavar="A B", help="Two organisations take each other's place."
)
@click.option("--merge", nargs=2, multiple=True, metavar="C1 C2", help="Two clusters become one.")
@click.option(
    "--split",
    nargs=2,
    multiple=True,
    metavar="CLUSTER ORG,ORG",
    help="These organisations of a cluster become one of their own.",
)
@click.option(
    "--settle", is_flag=True, help="Also find the best rest of the map around the clusters that are new."
)
@click.option("-o", "--output", "output", metavar="DIR", help="Write the new plan with its report there.")
@click.option("--rulebook", metavar="ID|FILE", help="The rules the plan was made under, if named for it.")
@json_option
def command(
    instance: str,
    plan: str,
    where: tuple[str, ...],
    swap: tuple[tuple[str, str], ...],
    merge: tuple[tuple[str, str], ...],
    split: tuple[tuple[str, str], ...],
    settle: bool,
    output: str | None,
    rulebook: str | None,
    as_json: bool,
) -> int:
    """Say what improves, worsens and breaks when organisations change their cluster, and who must agree.

    INSTANCE is the folder or workbook, PLAN a plan.json made for it or the folder of it. ORG CLUSTER puts an
    organisation into another cluster (or into one of its own: new); both go by code or name, a cluster also
    by any of its organisations. Several changes are made one after another: places, swaps, merges, splits.
    Boards of the clusters touched are the best there are. Nothing is written without -o.

    Exit code 0: no rule that must hold is broken; 4: one is, or no boards are possible, or PLAN does not
    stand; 5: limit reached, boards not proved best; 6: limit reached, nothing known.
    """
    from planner.cli.asked import under_plan
    from planner.cli.console import FOR_YOU, emit_json, say
    from planner.cli.moved_words import document, lines
    from planner.io.plans import read_plan
    from planner.study.move import ChangeError, moved

    changes = _changes(where, swap, merge, split)
    rules = as_typed(None, (), None, None, rulebook)
    finished = read_plan(plan)
    given, book = under_plan(instance, finished, rulebook)
    try:
        found = moved(given, book, finished, changes, settle=settle, whole=output is not None)
    except ChangeError as error:
        raise click.UsageError(f"{str(error)[:1].upper()}{str(error)[1:]}") from error
    except ValueError as error:
        text = f"{str(error)[:1].upper()}{str(error)[1:]}."
        if as_json:
            emit_json("does_not_stand", 4, message=text)
        else:
            say(text)
            say(f"Next: planner verify {shlex.quote(instance)} {shlex.quote(plan)}{rules} says more.")
        return 4
    code = exit_code(found)
    paths = _write(found, Path(output)) if output is not None else []
    if as_json:
        emit_json(_status(code), code, **document(found), files=[str(p) for p in paths])
        return code
    for line in lines(found):
        say(line)
    say()
    say(FOR_YOU)
    for path in paths:
        say(f"Written: {path}")
    if paths:
        say(f"Next: planner verify {shlex.quote(instance)} {shlex.quote(str(paths[0]))}{rules}")
    else:
        say(
            "Nothing was written. Next: the same with "
            f"{'' if settle else '--settle, or with '}-o DIR for a plan."
        )
    return code


def _changes(
    where: tuple[str, ...],
    swap: tuple[tuple[str, str], ...],
    merge: tuple[tuple[str, str], ...],
    split: tuple[tuple[str, str], ...],
) -> list[Change]:
    """Changes in the order in which they are made."""
    from planner.study.move.change import Change

    if len(where) % 2:
        raise click.UsageError(
            f'"{where[-1]}" has no cluster behind it; write ORG CLUSTER, for example 5QK 5QJ.'
        )
    changes = [Change.move(a, b) for a, b in zip(where[::2], where[1::2], strict=True)]
    changes += [Change.swap(a, b) for a, b in swap]
    changes += [Change.merge(a, b) for a, b in merge]
    changes += [Change.split(a, b) for a, b in split]
    if not changes:
        raise click.UsageError("Say what to change: ORG CLUSTER, --swap, --merge or --split.")
    return changes


def exit_code(found: Moved) -> int:
    """Exit code of the last plan asked for (DESIGN, section 5)."""
    last = found.settled or found
    if found.disagreements or last.disagreements:
        return 7
    if last.after is None:
        return 4 if last.refusal is None or last.refusal.status == "infeasible" else 6
    return {"optimal": 0, "feasible": 5, "infeasible": 4}[last.after.status]


def _status(code: int) -> str:
    return {0: "ok", 4: "breaks_rules", 5: "not_proved", 6: "unknown", 7: "disagreement"}[code]


def _write(found: Moved, folder: Path) -> list[Path]:
    """The new plan, its report and tables, and its grouping; nothing where there is no plan."""
    from planner.cli.solve import FILES
    from planner.io.grouping import grouping_text
    from planner.io.plans import write_plan
    from planner.io.write import atomic_write, ensure_folder
    from planner.report import report_view
    from planner.report.html import render
    from planner.report.workbook import workbook_bytes

    last = found.settled or found
    if last.after is None:
        return []
    view = report_view(last.instance, last.after, last.rulebook)
    content: list[Any] = [render(view), workbook_bytes(view)]
    ensure_folder(str(folder))
    paths = [folder / name for name in FILES]
    write_plan(last.after, paths[0])
    for path, made in zip(paths[1:], content, strict=True):
        atomic_write(path, made, private=True)  # planner report makes what is passed on
    paths.append(folder / "grouping.csv")
    grouping = grouping_text((o, c.id) for c in last.after.clusters for o in c.organisations)
    atomic_write(paths[-1], grouping, private=True)
    return paths

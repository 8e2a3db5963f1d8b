"""Finished runs by their paths, and the instance they were made for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.cli.compare_asked import Compared
    from planner.core.instance import Instance
    from planner.core.plan import Plan


def of_runs(what: Sequence[str], named: str | None, rulebook: str | None) -> tuple[str, Compared]:
    """Read finished runs with their instance, and compare.

    Returns:
        Path of the instance, and the comparison.
    """
    from planner.cli.compare_asked import Compared
    from planner.io.effective import as_planned
    from planner.io.rulebook import load_rulebook, rulebook_of
    from planner.study.compare import ask
    from planner.study.compare.inputs import Run

    plans, titles = read_runs(what)
    path, given = find_instance(named, plans, what)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(given, path)
    runs = [Run(name, plan, *as_planned(given, book, plan, path)) for name, plan in plans]
    made = ask.of_runs(given, book, [r.name for r in runs], runs, titles)
    known = {c.id for c in made.plans}
    under = {r.name: (r.instance, r.rulebook) for r in runs if r.name in known}
    return path, Compared(made, given, book, {r.name: r.plan for r in runs if r.name in known}, under)


def read_runs(runs: Sequence[str]) -> tuple[list[tuple[str, Plan]], dict[str, str]]:
    """Plans with a name each, and what their columns are called.

    Raises:
        click.BadParameter: an instance was named without ``--models``, or a run twice.
        InputFaultsError: a plan can't be read.
    """
    from planner.io.plans import read_plan
    from planner.report.views.words import governance_name
    from planner.study.compare.ask import free_name

    plans: dict[str, Plan] = {}
    titles = {}
    seen: set[Path] = set()
    for run in runs:
        path = Path(run)
        if (path / "organisations.csv").is_file() or path.suffix.lower() == ".xlsx":
            raise click.UsageError(
                f"{path.name} is an instance; add --models 1,2,3,4 to solve it, or name folders with plan.json."
            )
        file = path / "plan.json" if path.is_dir() else path
        if file.resolve() in seen:
            raise click.UsageError(f"{path.name} is named twice.")
        seen.add(file.resolve())
        plan = read_plan(file)
        plain = path.name if path.is_dir() else file.parent.name if file.name == "plan.json" else file.stem
        name = free_name("".join(c if c.isprintable() else "_" for c in plain)[:40] or "run", plans)
        plans[name] = plan
        used = {governance_name(plan, c.governance) for c in plan.clusters if len(c.organisations) > 1}
        about = (
            used.pop()
            if len(used) == 1 and plan.boards
            else "map alone"
            if not plan.boards
            else "several models"
        )
        titles[name] = f"{name}: {about}"
    return list(plans.items()), titles


def find_instance(
    named: str | None, plans: Sequence[tuple[str, Plan]], runs: Sequence[str]
) -> tuple[str, Instance]:
    """The instance of the plans: as named, else one of its name here, beside the runs, or of those shipped.

    Raises:
        click.UsageError: it is not found.
        InputFaultsError: it has faults.
    """
    from planner.core.faults import InputFaultsError
    from planner.io.examples import examples_dir
    from planner.io.read import read_instance

    if named is not None:
        return named, read_instance(named)
    stamp = plans[0][1].instance
    plain = Path(stamp.name).name  # a name, never a path
    near = [
        Path(),
        Path("instances"),
        *(p for run in runs[:1] for p in (Path(run), *Path(run).resolve().parents[:3])),
    ]
    places = [folder / name for folder in near for name in (plain, f"{plain}.xlsx")] + [examples_dir() / plain]
    found: tuple[str, Instance] | None = None
    for place in places:
        if not plain or (not (place / "instance.toml").is_file() and not place.is_file()):
            continue
        try:
            instance = read_instance(place)
        except InputFaultsError:
            continue
        if instance.sha256 == stamp.sha256:
            return str(place), instance
        found = found or ((str(place), instance) if instance.name == stamp.name else None)
    if found is None:
        raise click.UsageError(
            f'The instance "{plain}" of these runs was not found here or beside them; name it with '
            "--instance PATH."
        )
    return found

"""``planner compare``: plans, or governance models, side by side with today and the reference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.params import (
    Amount,
    clusters_option,
    era_option,
    geography_option,
    json_option,
    region_option,
    rulebook_option,
)

if TYPE_CHECKING:
    from planner.core.comparison import Comparison
    from planner.core.plan import Plan

PAGE = "comparison.html"


@click.command("compare")
@click.argument("what", nargs=-1, required=True, metavar="RUN… | INSTANCE")
@click.option(
    "--models",
    metavar="LIST",
    help="Solve INSTANCE under these: 1,2,3,4, model ids, files of your own, or any; separated by commas.",
)
@click.option("--instance", "named", metavar="PATH", help="Instance of the runs; else it is looked for.")
@region_option
@clusters_option
@geography_option
@rulebook_option
@click.option(
    "--time-limit",
    type=Amount(),
    default=90.0,
    show_default=True,
    metavar="S",
    help="Seconds at most for each model; a safety net.",
)
@click.option("--work-limit", type=Amount(), metavar="W", help="Same plans on any machine.")
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="Solve under these named changes of INSTANCE; may be repeated.",
)
@era_option
@click.option("--csv", "table", metavar="FILE", help="Also write all figures as one CSV table.")
@click.option(
    "-o", "--output", "output", metavar="DIR", help="Also write comparison.html, comparison.json and the plans."
)
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    what: tuple[str, ...],
    models: str | None,
    named: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    geography: str,
    rulebook: str | None,
    time_limit: float,
    work_limit: float | None,
    scenarios: tuple[str, ...],
    era: str | None,
    table: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    """Count the same figures, by the same definitions, of several plans beside today and the reference.

    RUN is a folder with plan.json, or a plan.json; all of one instance. With --models, INSTANCE is solved under
    each governance model instead; with --scenario, under each scenario, and each model if both are given.
    Every figure is counted twice, the second time by the independent checker.

    Exit code 0: compared, all plans proved best; 3: the plans can't be compared; 4: no model has a plan, or a
    run does not stand; 5: some plan is not proved best; 6: limits were reached and there is no plan; 7:
    the checker disagrees.
    """
    from planner.cli.asked import given_options
    from planner.cli.compare_asked import of_models
    from planner.cli.compare_runs import of_runs
    from planner.cli.console import emit_json, note, say
    from planner.core.faults import OutputError
    from planner.io.comparisons import write_comparison
    from planner.io.write import atomic_write, ensure_folder
    from planner.report.compare_csv import comparison_csv
    from planner.report.html.compare import render_compare
    from planner.report.views.compare import compare_view

    options = given_options(
        ctx,
        regions=regions,
        clusters=clusters,
        geography=geography,
        time_limit=time_limit,
        work_limit=work_limit,
    )
    solving = models is not None or bool(scenarios)
    folder = ensure_folder(output) if output is not None else None  # before anything is solved
    if table is not None and not Path(table).absolute().parent.is_dir():
        raise OutputError(f"{Path(table).name} can't be written: the folder it belongs to does not exist.")
    if not solving:
        _only_when_solving(options, era)
        path, compared = of_runs(what, named, rulebook)
    else:
        if len(what) != 1 or named is not None:
            raise click.UsageError("With --models or --scenario, name one instance and no runs.")
        path = what[0]
        compared = of_models(path, models, scenarios, era, rulebook, options, quiet=as_json)
    made, given, book, plans = compared.made, compared.instance, compared.rulebook, compared.plans
    from planner.checker.comparison import check_comparison

    problems = check_comparison(given, plans, book, made, compared.under)
    code = _exit_code(made, disagrees=bool(problems), solved=solving)
    view = compare_view(made, book, given)
    files: list[Path] = []
    if folder is not None:
        files = _write_plans(folder, plans) if solving else []
        files += [folder / "comparison.json", folder / PAGE]
        write_comparison(made, files[-2])
        atomic_write(files[-1], render_compare(view))
    if table is not None:
        files.append(Path(table))
        atomic_write(files[-1], ("\ufeff" + comparison_csv(made)).encode())
    for problem in problems:
        note(f"The checker disagrees with what was counted: {problem.text}")
    if as_json:
        emit_json(
            _status(code, made),
            code,
            comparison=made.model_dump(mode="json"),
            disagreements=[p.text for p in problems],
            files=[str(f) for f in files],
        )
        return code
    from planner.cli.compare_text import compare_lines, next_line
    from planner.cli.refused import as_typed

    for line in compare_lines(view, counted_again=not problems):
        say(line)
    say()
    say(next_line(path, made, files, models=solving, rules=as_typed(None, (), None, None, rulebook)))
    return code


def _only_when_solving(options: Mapping[str, object], era: str | None) -> None:
    """Options about solving say nothing of finished runs."""
    hints = {"regions": "--region", "work_limit": "--work-limit", "time_limit": "--time-limit"}
    wrong = [hints.get(key, f"--{key}") for key in options] + (["--era"] if era else [])
    if wrong:
        raise click.UsageError(
            f"{wrong[0]} is for solving; add --models 1,2,3,4, or leave it out and name finished runs."
        )


def _write_plans(folder: Path, plans: dict[str, Plan]) -> list[Path]:
    """Each plan in a folder of its own, so that it can be verified and compared again."""
    from planner.io.plans import write_plan
    from planner.io.write import ensure_folder

    files = []
    for name, plan in plans.items():
        files.append(ensure_folder(folder / name) / "plan.json")
        write_plan(plan, files[-1])
    return files


def _exit_code(made: Comparison, *, disagrees: bool, solved: bool) -> int:
    """Exit code of a comparison (DESIGN, section 5)."""
    states = [c.status for c in made.columns if c.kind in ("plan", "none")]
    if disagrees or (solved and "does_not_stand" in states):
        return 7
    if "does_not_stand" in states:
        return 4
    if not made.plans:
        return 6 if "unknown" in states else 4
    return 0 if all(s in ("optimal", "infeasible") for s in states) else 5


def _status(code: int, made: Comparison) -> str:
    """The outcome in a word, for ``--json``."""
    if code == 4:
        return "does_not_stand" if any(c.status == "does_not_stand" for c in made.columns) else "no_plan"
    return {0: "compared", 5: "not_proved", 6: "unknown", 7: "disagrees"}[code]

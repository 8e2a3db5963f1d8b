"""``planner compare``: plans, or governance models, side by side with today and the reference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.solve import Amount, ClusterRange

if TYPE_CHECKING:
    from planner.core.comparison import Comparison
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.result import Result
    from planner.core.rulebook import GovernanceModel, Rulebook

PAGE = "comparison.html"


@click.command("compare")
@click.argument("what", nargs=-1, required=True, metavar="RUN… | INSTANCE")
@click.option(
    "--models",
    metavar="LIST",
    help="Solve INSTANCE under these: 1,2,3,4, model ids, files of your own, or any; separated by commas.",
)
@click.option("--instance", "named", metavar="PATH", help="Instance of the runs; else it is looked for.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Only this region; may be repeated.")
@click.option("--clusters", type=ClusterRange(), help="How many clusters there must be.")
@click.option(
    "--geography",
    default="free",
    show_default=True,
    metavar="free|reference|FILE",
    help="Choose or take the grouping.",
)
@click.option("--rulebook", metavar="ID|FILE", help="Rules and aims instead of those the instance asks for.")
@click.option(
    "--time-limit",
    type=Amount(),
    default=90.0,
    show_default=True,
    metavar="S",
    help="Seconds at most for each model; a safety net.",
)
@click.option("--work-limit", type=Amount(), metavar="W", help="Same plans on any machine.")
@click.option("--csv", "table", metavar="FILE", help="Also write all figures as one CSV table.")
@click.option(
    "-o", "--output", "output", metavar="DIR", help="Also write comparison.html, comparison.json and the plans."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    what: tuple[str, ...],
    models: str | None,
    named: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    geography: str,
    rulebook: str | None,
    time_limit: float,
    work_limit: float | None,
    table: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    """Count the same figures, by the same definitions, of several plans beside today and the reference.

    RUN is a folder with plan.json, or a plan.json; all of one instance. With --models, INSTANCE is solved under
    each governance model instead. Every figure is counted twice, the second time by the independent checker.

    Exit code 0: compared, all plans proved best; 3: the plans can't be compared; 4: no model has a plan, or a
    run does not stand; 5: some plan is not proved best; 6: limits were reached and there is no plan; 7:
    the checker disagrees.
    """
    from planner.cli.console import emit_json, note, say
    from planner.io.comparisons import write_comparison
    from planner.io.write import atomic_write, ensure_folder
    from planner.report.compare_csv import comparison_csv
    from planner.report.html.compare import render_compare
    from planner.report.views.compare import compare_view

    if models is None:
        _only_with_models(regions, clusters, geography, work_limit)
        path, given, book, made, plans = _of_runs(what, named, rulebook)
    else:
        if len(what) != 1 or named is not None:
            raise click.UsageError("With --models, name one instance and no runs.")
        path = what[0]
        given, book, made, plans = _of_models(
            path, models, regions, clusters, geography, rulebook, time_limit, work_limit, quiet=as_json
        )
    from planner.checker.comparison import check_comparison

    problems = check_comparison(given, plans, book, made)
    code = _exit_code(made, disagrees=bool(problems), solved=models is not None)
    view = compare_view(made, book, given)
    files: list[Path] = []
    if output is not None:
        folder = ensure_folder(output)
        files = _write_plans(folder, plans) if models is not None else []
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
            _status(code),
            code,
            comparison=made.model_dump(mode="json"),
            disagreements=[p.text for p in problems],
            files=[str(f) for f in files],
        )
        return code
    from planner.cli.compare_text import compare_lines, next_line

    for line in compare_lines(view, counted_again=not problems):
        say(line)
    say()
    say(next_line(path, made, files, models=models is not None))
    return code


def _only_with_models(
    regions: tuple[str, ...], clusters: object, geography: str, work_limit: float | None
) -> None:
    """Options about solving say nothing of finished runs."""
    given = {"--region": regions, "--clusters": clusters, "--work-limit": work_limit}
    wrong = [name for name, value in given.items() if value]
    wrong += ["--geography"] if geography != "free" else []
    if wrong:
        raise click.UsageError(
            f"{wrong[0]} is for solving; add --models 1,2,3,4, or leave it out and name finished runs."
        )


def _of_models(
    path: str,
    models: str,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    geography: str,
    rulebook: str | None,
    time_limit: float,
    work_limit: float | None,
    *,
    quiet: bool,
) -> tuple[Instance, Rulebook, Comparison, dict[str, Plan]]:
    """Solve under each model, and compare."""
    from planner.cli.console import progress
    from planner.cli.solve import _geography, narrowed
    from planner.core.settings import Settings
    from planner.engine import open_engine
    from planner.io.read import read_instance
    from planner.io.rulebook import load_rulebook, rulebook_of
    from planner.study.compare.ask import solved

    asked = _models_asked(models)
    whole = read_instance(path)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(whole, path)
    given = narrowed(whole, regions)
    settings = Settings(
        seconds=time_limit, work=work_limit, clusters=clusters, geography=_geography(geography, given)
    )
    with progress(quiet=quiet) as reporter:
        made, results = solved(open_engine(given, book), asked, settings, reporter)
    return given, book, made, _plans(made, results)


def _plans(made: Comparison, results: dict[str, Result]) -> dict[str, Plan]:
    """Plans by column, of columns that have one."""
    columns = {c.id for c in made.plans}
    return {name: r.plan for name, r in results.items() if name in columns and r.plan is not None}


def _models_asked(models: str) -> list[GovernanceModel | str]:
    """Governance models of a list such as ``1,2,my-variant.toml``; each once."""
    from planner.cli.caps import model_asked

    words = [w.strip() for w in models.split(",") if w.strip()]
    if not words:
        raise click.BadParameter("Say for example 1,2,3,4.", param_hint="--models")
    found: list[GovernanceModel | str] = []
    for word in words:
        asked = model_asked(f"model-{word}" if word.isdigit() else word, {})
        if asked is None or asked in found:
            raise click.BadParameter(f"{word} is named twice.", param_hint="--models")
        found.append(asked)
    return found


def _of_runs(
    runs: Sequence[str], named: str | None, rulebook: str | None
) -> tuple[str, Instance, Rulebook, Comparison, dict[str, Plan]]:
    """Read finished runs with their instance, and compare."""
    from planner.cli.compare_runs import find_instance, read_runs
    from planner.io.rulebook import load_rulebook, rulebook_of
    from planner.study.compare.ask import of_plans

    plans, titles = read_runs(runs)
    path, given = find_instance(named, plans, runs)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(given, path)
    made = of_plans(given, book, [name for name, _ in plans], plans, titles)
    known = {c.id for c in made.plans}
    return path, given, book, made, {name: plan for name, plan in plans if name in known}


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


def _status(code: int) -> str:
    return {0: "compared", 4: "does_not_stand_or_no_plan", 5: "not_proved", 6: "unknown", 7: "disagrees"}[code]

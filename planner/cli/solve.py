"""``planner solve``: the best map and boards, proved."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from planner.cli.caps import tradeoffs_within
from planner.cli.params import (
    Amount,
    cap_option,
    clusters_option,
    era_option,
    geography_option,
    governance_option,
    json_option,
    region_option,
    rulebook_option,
    scenario_option,
    seed_option,
    time_limit_option,
    tolerance_option,
)
from planner.cli.refused import after_refusal, as_typed, within_reach
from planner.cli.report import audience_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.cli.other_maps import OtherMaps
    from planner.core.result import Result
    from planner.report.views.privacy import Audience
    from planner.study.tradeoffs import TradeOff

FILES = ("plan.json", "report.html", "plan.xlsx")


@click.command("solve")
@click.argument("instance", metavar="INSTANCE")
@click.option("-o", "--output", "output", metavar="DIR", help="Folder for the plan and its reports.")
@governance_option
@region_option
@clusters_option
@geography_option
@rulebook_option
@click.option(
    "--reference",
    metavar="FILE",
    help="Grouping to count change from: CSV of organisation and cluster, or a plan.json.",
)
@click.option(
    "--count", is_flag=True, help="Also count all maps that meet every rule, if that takes 10 s at most."
)
@click.option(
    "--best", type=click.IntRange(1, 10_000), metavar="N", help="Also write the N best maps to maps.csv."
)
@cap_option
@tolerance_option
@click.option("--only", type=click.Choice(["geography"]), help="Settle the map alone.")
@click.option(
    "--profile",
    type=click.Choice(["geography-first", "people-first"]),
    default="geography-first",
    show_default=True,
    help="Which aims matter first: those about the map, or those about boards and people.",
)
@time_limit_option
@click.option("--work-limit", type=Amount(), metavar="W", help="Same plan on any machine.")
@seed_option
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Threads for regions too large to list; the plan may differ there.",
)
@scenario_option
@era_option
@click.option("--show-settings", is_flag=True, help="Print every setting with its origin, and stop.")
@audience_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    instance: str,
    output: str | None,
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    geography: str,
    rulebook: str | None,
    reference: str | None,
    count: bool,
    best: int | None,
    caps: tuple[tuple[str, int], ...],
    tolerances: tuple[tuple[str, int], ...],
    only: str | None,
    profile: Literal["geography-first", "people-first"],
    time_limit: float,
    work_limit: float | None,
    seed: int,
    workers: int,
    scenario: str | None,
    era: str | None,
    show_settings: bool,
    audience: Audience,
    as_json: bool,
) -> int:
    """Group organisations into clusters and settle their boards, best by what matters first.

    Writes plan.json (for you alone), report.html, plan.xlsx and, where the map was chosen before the boards,
    certificate.json: what proves that no map is better. Exit code 0: proved best, or within the tolerances
    asked for; 4: no plan meets the rules; 5: a plan, not proved best; 6: a limit was reached and nothing is
    known; 130: stopped, best plan saved.
    """
    from planner.cli.asked import asked_of, check_together, effective_options, given_options
    from planner.cli.console import progress, stopping
    from planner.cli.left_out import left_out_line
    from planner.engine import open_engine
    from planner.engine.beyond import OUT_OF_REACH
    from planner.io.write import ensure_folder

    if output is None and not show_settings:
        raise click.MissingParameter(param_hint="'-o' / '--output'", param_type="option")
    options = given_options(
        ctx,
        governance=governance,
        regions=regions,
        clusters=clusters,
        geography=geography,
        reference=reference,
        caps=caps,
        tolerances=tolerances,
        only=only,
        profile=profile,
        time_limit=time_limit,
        work_limit=work_limit,
        seed=seed,
        workers=workers,
    )
    if scenario is None and not show_settings:
        # nothing that is read can change what goes together
        check_together(options, best)
    asked = asked_of(instance, rulebook, scenario, era, options)
    settings, model, given = asked.settings, asked.governance, asked.instance
    if show_settings:
        from planner.cli.show_settings import show

        return show(asked, instance, as_json=as_json)
    check_together(effective_options(asked), best)
    started = time.monotonic()
    engine = open_engine(given, asked.rulebook)
    folder = ensure_folder(str(output))
    with stopping() as stop:
        with progress(quiet=as_json) as reporter:
            result = engine.solve(governance=model, settings=settings, on_progress=reporter, stop=stop)
        beside = None
        if result.plan is not None and not stop.is_set() and settings.geography == "free":
            from planner.cli.other_maps import other_maps

            beside = other_maps(engine, settings, result.plan, count=count, best=best)
        found = None
        if (
            result.plan is not None
            and not stop.is_set()
            and (model == "any" or settings.caps or settings.governance_of)
        ):
            with progress(quiet=as_json) as reporter:
                reporter.stage("Working out trade-offs")
                found = tradeoffs_within(engine, model or "any", result.plan, settings, started)
    why = None
    if (
        scenario is None
        and era is None
        and settings.geography == "free"
        and not settings.caps
        and not settings.governance_of
    ):
        typed = as_typed(governance, regions, clusters, only, rulebook)
        why = f"planner explain {shlex.quote(instance)}{typed} says what clashes and which changes work."
    refused = result.refusal
    if refused is not None and refused.text.startswith(OUT_OF_REACH):
        typed = as_typed(None, regions, clusters, None, rulebook, scenario, era)
        why = within_reach(instance, dict(caps), governance, typed, maps_free=settings.geography == "free")
    return finish(
        result, folder, instance, rulebook, beside, found,
        audience=audience, stopped=stop.is_set(), as_json=as_json, explained=why,
        left_out=left_out_line(given, instance),
    )  # fmt: skip


def exit_code(result: Result, stopped: bool) -> int:
    """Exit code of a result (DESIGN, section 5)."""
    if result.disagreements:
        return 7
    if stopped:
        return 130
    if result.plan is None:
        return 4 if result.status == "infeasible" else 6
    if result.good_enough:
        return 0
    return {"optimal": 0, "feasible": 5, "infeasible": 4}[result.plan.status]


def finish(
    result: Result,
    folder: Path,
    instance: str,
    named: str | None = None,
    beside: OtherMaps | None = None,
    tradeoffs: Sequence[TradeOff] | None = None,
    *,
    audience: Audience = "public",
    stopped: bool,
    as_json: bool,
    explained: str | None = None,
    left_out: str | None = None,
) -> int:
    """Write the files, say the answer, return the exit code."""
    from planner.cli.answer import answer_lines, choice_lines, lasting_facts
    from planner.cli.console import FOR_YOU, emit_json, note, say
    from planner.cli.leftovers import MAPS, remove_leftovers
    from planner.core.tolerances import tolerances_of
    from planner.io.certificates import FILE as CERTIFICATE
    from planner.io.certificates import write_certificate
    from planner.io.plans import write_plan
    from planner.io.write import atomic_write
    from planner.report import report_view
    from planner.report.html import render
    from planner.report.workbook import workbook_bytes

    code = exit_code(result, stopped)
    plan, given, rulebook = result.plan, result.instance, result.rulebook
    if plan is None or given is None or rulebook is None:
        text = result.refusal.text if result.refusal else "There is no plan."
        if as_json:
            emit_json(
                result.status,
                code,
                message=text,
                rules=list(result.refusal.rules if result.refusal else ()),
                **({"decisions_left_out": left_out} if left_out else {}),
            )
        else:
            say("\n".join(filter(None, (text, left_out))))
            if any((folder / name).exists() for name in FILES):
                say(f"The files in {folder} are of an earlier run.")
            say()
            say(f"Next: {explained or after_refusal(instance)}")
        return code
    paths = [folder / name for name in FILES]
    # all is made before anything is written
    view = report_view(given, plan, rulebook, audience, tradeoffs)
    page, book = render(view), workbook_bytes(view)
    write_plan(plan, paths[0])
    if result.certificate is not None:
        paths.append(folder / CERTIFICATE)
        write_certificate(result.certificate, paths[-1])
    atomic_write(paths[1], page, private=audience != "public")
    atomic_write(paths[2], book, private=audience != "public")
    if beside is not None and beside.table:
        paths.append(folder / MAPS)
        atomic_write(paths[-1], beside.table)
    removed = remove_leftovers(folder, paths)
    for line in result.disagreements:
        note(f"The checker disagrees with what was found: {line}")
    if as_json:
        emit_json(
            plan.status,
            code,
            levels=[x.model_dump() for x in plan.levels],
            clusters=[{"id": c.id, "name": c.name, "organisations": c.organisations} for c in plan.clusters],
            broken=[r.id for r in plan.rules if r.status == "fail"],
            disagreements=result.disagreements,
            lasting=lasting_facts(given, plan, rulebook),
            maps=beside.lines if beside is not None else [],
            **({"decisions_left_out": left_out} if left_out else {}),
            **({"within_tolerance": result.good_enough} if tolerances_of(plan) else {}),
            files=[str(p) for p in paths],
        )
        return code
    first = (f"Note: {left_out}\n",) if left_out else ()  # before the answer, which is not the answer to these
    more = beside.lines if beside is not None else ()
    for line in (*first, *answer_lines(given, plan, rulebook), *choice_lines(view), *more):
        say(line)
    if removed:
        say(f"Removed, for it was of an earlier plan: {', '.join(removed)}.")
    say()
    say(
        "Draft for discussion. No decision has been taken about any person."
        + (" plan.json holds an example of who sits where: it is for you alone." if plan.boards else "")
    )
    say(FOR_YOU)
    say(
        f"Next: planner verify {shlex.quote(instance)} {shlex.quote(str(paths[0]))}"
        f"{' --bound' if result.certificate else ''}{as_typed(None, (), None, None, named)}"
    )
    say(f"Report: {paths[1]}")
    return code

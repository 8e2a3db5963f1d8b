"""``planner explain``: why there is no plan and the smallest changes that work; or why a plan is as it is."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Literal

import click

from planner.cli.params import (
    clusters_option,
    governance_option,
    json_option,
    region_option,
    rulebook_option,
    time_limit_option,
)
from planner.cli.refused import as_typed

if TYPE_CHECKING:
    from planner.study.explain import Explanation


@click.command("explain")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="[PLAN]", required=False)
@governance_option
@region_option
@clusters_option
@click.option("--only", type=click.Choice(["geography"]), help="Explain the map alone.")
@rulebook_option
@click.option("--organisation", metavar="ORG", help="With PLAN: why it is where it is; code or name.")
@click.option(
    "--cluster",
    metavar="ID",
    help="With PLAN: why this cluster is as it is; id, name, or an organisation of it.",
)
@click.option("--post", metavar="POST", help="With PLAN: what decides this post.")
@click.option("--prices", is_flag=True, help="With PLAN: what each rule and decision costs.")
@click.option(
    "--audience",
    type=click.Choice(["public", "panel"]),
    default="public",
    show_default=True,
    help="Whom the answer is for; only the panel reads anything about a person.",
)
@time_limit_option
@json_option
def command(
    instance: str,
    plan: str | None,
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    only: str | None,
    rulebook: str | None,
    organisation: str | None,
    cluster: str | None,
    post: str | None,
    prices: bool,
    audience: Literal["public", "panel"],
    time_limit: float,
    as_json: bool,
) -> int:
    """Say why no plan meets the law, the guidance and your decisions, and the smallest changes that work.

    INSTANCE is the folder or workbook, asked as planner solve was asked. Shown are the rules and decisions
    that clash, each with its authority, paragraph and row, and single changes that lead to a plan, each tried
    out, with what the plan would be and who would have to agree. With PLAN, the plan.json of a finished plan
    or the folder of it, it says instead what decides that plan.

    Exit code 0: there is a plan; 4: there is none, explained; 6: a limit was reached and nothing is settled.
    """
    if plan is not None:
        from planner.cli.explain_plan import run

        return run(
            instance,
            plan,
            organisation=organisation,
            cluster=cluster,
            post=post,
            prices=prices,
            audience=audience,
            rulebook=rulebook,
            time_limit=time_limit,
            as_json=as_json,
        )
    about = {"--organisation": organisation, "--cluster": cluster, "--post": post, "--prices": prices}
    given = [name for name, value in about.items() if value]
    if given:
        raise click.UsageError(
            f"{given[0]} is about a finished plan; name its plan.json: planner explain "
            f"{shlex.quote(instance)} PLAN {given[0]}."
        )
    if governance is None and only is None:
        raise click.UsageError(
            "Say which governance model with -g model-1 to model-4 or -g any, or explain the map alone with "
            "--only geography."
        )
    return _without_plan(
        instance, governance, regions, clusters, only, rulebook, time_limit, audience=audience, as_json=as_json
    )


def _without_plan(
    path: str,
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    only: str | None,
    rulebook: str | None,
    time_limit: float,
    *,
    audience: Literal["public", "panel"],
    as_json: bool,
) -> int:
    """Explain why there is no plan, or say that there is one."""
    from planner.cli.asked import asked_of
    from planner.cli.console import FOR_YOU, emit_json, progress, say, stopping
    from planner.cli.explain_none import lines
    from planner.cli.explain_public import public_explanation
    from planner.cli.left_out import left_out_line
    from planner.engine import open_engine
    from planner.io.origins import read_origins
    from planner.study.explain import explain

    values = {"governance": governance, "regions": regions, "clusters": clusters, "only": only}
    options = {k: v for k, v in values.items() if v not in (None, ())} | {"time_limit": time_limit}
    asked = asked_of(path, rulebook, None, None, options)
    left_out = left_out_line(asked.instance, path)
    engine = open_engine(asked.instance, asked.rulebook)
    with stopping() as stop, progress(quiet=as_json) as reporter:
        found = explain(
            engine,
            asked.governance,
            asked.settings,
            origins=read_origins(path),
            on_progress=reporter,
            stop=stop,
        )
    code = 130 if stop.is_set() else {"possible": 0, "impossible": 4, "unknown": 6}[found.status]
    typed = as_typed(governance, regions, clusters, only, rulebook)
    changed = _under_first(found, governance, clusters)
    if audience == "public":
        found = public_explanation(asked.instance, found)
    then = as_typed(changed[0], regions, changed[1], only, rulebook)
    named = shlex.quote(path)
    hint = {
        "possible": f"planner solve {named}{typed} -o out finds the best; planner explain {named} "
        f"out/plan.json{as_typed(None, (), None, None, rulebook)} then says what decides it.",
        "impossible": f"make a change (with the first one: planner solve {named}{then} -o out)."
        if found.conflicts and found.changes
        else f"planner check {named} shows what was given; change decisions.csv or --clusters, and solve "
        "again.",
        "unknown": f"planner explain {named}{typed} --time-limit {time_limit * 10:g}",
    }[found.status]
    if as_json:
        emit_json(
            found.status, code, **found.model_dump(mode="json", exclude={"status"}),
            **({"decisions_left_out": left_out} if left_out else {}), next=hint,
        )  # fmt: skip
        return code
    for line in lines(found):
        say(line)
    if left_out:
        say(left_out)
    say()
    say(FOR_YOU)
    say(f"Next: {hint}")
    return code


def _under_first(
    found: Explanation, governance: str | None, clusters: tuple[int, int] | None
) -> tuple[str | None, tuple[int, int] | None]:
    """The options after the first change, and what goes with it."""
    for change in found.changes[:1]:
        for one in (change, *(found.changes[n - 1] for n in change.together_with)):
            if one.kind == "clusters":
                number = int(one.input.removeprefix("--clusters "))
                clusters = (number, number)
            elif one.kind == "governance":
                governance = one.input.removeprefix("-g ")
    return governance, clusters

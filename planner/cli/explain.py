"""``planner explain``: why there is no plan and the smallest changes that work; or why a plan is as it is."""

from __future__ import annotations

import importlib
import importlib.util
import shlex
import signal
import threading
from typing import TYPE_CHECKING

import click

from planner.cli.refused import as_typed
from planner.cli.solve import Amount, ClusterRange

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.study.explain import Explanation

OF_A_PLAN = "planner.cli.explain_plan"
"""Explains a finished plan; imported only when one is given."""


@click.command("explain")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="[PLAN]", required=False)
@click.option("-g", "--governance", metavar="MODEL", help="model-1 to model-4, a file of your own, or any.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Only this region; may be repeated.")
@click.option("--clusters", type=ClusterRange(), help="How many clusters there must be.")
@click.option("--only", type=click.Choice(["geography"]), help="Explain the map alone.")
@click.option("--rulebook", metavar="ID|FILE", help="Rules and aims instead of those the instance asks for.")
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
    help="With PLAN: whom the answer is for; only the panel reads anything about a person.",
)
@click.option(
    "--time-limit",
    type=Amount(),
    default=90.0,
    show_default=True,
    metavar="S",
    help="Seconds at most; a safety net.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
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
    audience: str,
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
        return _of_plan(
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
    return _without_plan(instance, governance, regions, clusters, only, rulebook, time_limit, as_json)


def _without_plan(
    path: str,
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    only: str | None,
    rulebook: str | None,
    time_limit: float,
    as_json: bool,
) -> int:
    """Explain why there is no plan, or say that there is one."""
    from planner.cli.caps import model_asked
    from planner.cli.console import FOR_YOU, emit_json, progress, say
    from planner.cli.explain_none import lines
    from planner.cli.left_out import left_out_line
    from planner.core.settings import Settings
    from planner.engine import open_engine
    from planner.io.origins import read_origins
    from planner.io.read import read_instance
    from planner.io.rulebook import load_rulebook, rulebook_of
    from planner.study.explain import explain

    if governance is not None and not governance.strip():
        raise click.BadParameter("Say model-1 to model-4, or a file of your own.", param_hint="-g")
    whole = read_instance(path)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(whole, path)
    given = _narrowed(whole, regions)
    left_out = left_out_line(given, path)
    engine = open_engine(given, book)
    settings = Settings(seconds=time_limit, clusters=clusters, only_geography=only == "geography")
    model = None if only is not None else model_asked(governance, {})
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        with progress(quiet=as_json) as reporter:
            found = explain(
                engine, model, settings, origins=read_origins(path), on_progress=reporter, stop=stop
            )
    finally:
        signal.signal(signal.SIGINT, before)
    code = 130 if stop.is_set() else {"possible": 0, "impossible": 4, "unknown": 6}[found.status]
    options = as_typed(governance, regions, clusters, only, rulebook)
    changed = _under_first(found, governance, clusters)
    then = as_typed(changed[0], regions, changed[1], only, rulebook)
    named = shlex.quote(path)
    hint = {
        "possible": f"planner solve {named}{options} -o out finds the best; planner explain {named} "
        f"out/plan.json{as_typed(None, (), None, None, rulebook)} then says what decides it.",
        "impossible": f"make a change (with the first one: planner solve {named}{then} -o out)."
        if found.conflicts and found.changes
        else f"planner check {named} shows what was given; change decisions.csv or --clusters, and solve "
        "again.",
        "unknown": f"planner explain {named}{options} --time-limit {time_limit * 10:g}",
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


def _narrowed(instance: Instance, regions: tuple[str, ...]) -> Instance:
    """The instance within some regions.

    Raises:
        click.BadParameter: a region is unknown; those there are, are named.
    """
    try:
        return instance.within(regions) if regions else instance
    except KeyError as error:
        raise click.BadParameter(f"{error.args[0]}.", param_hint="--region") from error


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


def _of_plan(instance: str, plan: str, **asked: object) -> int:
    """Hand a finished plan to the part that explains it."""
    if importlib.util.find_spec(OF_A_PLAN) is None:
        raise click.UsageError("Explaining a finished plan is not part of this version; leave out PLAN.")
    code: int = importlib.import_module(OF_A_PLAN).run(instance, plan, **asked)
    return code

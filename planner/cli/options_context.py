"""``planner options --context``: how a plan's map stands among all maps that keep the rules."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from planner.cli.console import emit_json, progress, say, table

if TYPE_CHECKING:
    from planner.cli.options import Question
    from planner.study.context import Context, RegionContext


def context_of(question: Question, plan: str, geography: str | None) -> int:
    """Count, tell, save; the exit code."""
    from planner.cli.options_tradeoff import fitting
    from planner.io.plans import read_plan
    from planner.io.write import atomic_write, ensure_folder
    from planner.study.context import context

    folder = ensure_folder(question.output) if question.output is not None else None
    given = fitting(question, read_plan(plan), "--context")
    other, named = _other(question, geography)
    with progress(quiet=question.as_json) as reporter:
        found = context(
            question.instance,
            question.rulebook,
            given,
            other=other,
            named=named,
            settings=question.settings,
            on_region=lambda place: reporter.stage("Counting maps", place),
        )
    facts = {**asdict(found), "maps": found.maps}
    files = []
    if folder is not None:
        path = folder / "context.json"
        atomic_write(path, json.dumps({"schema_version": 1, **facts}, ensure_ascii=False, indent=1) + "\n")
        files.append(str(path))
    if question.as_json:
        emit_json("done", 0, **facts, files=files)
        return 0
    for region in found.regions:
        _say_region(region, found)
        say()
    if len(found.regions) > 1 and found.maps is not None:
        say(f"All regions together: {found.maps:,} maps.")
    say("Draft for discussion. No decision has been taken about any person.")
    for name in files:
        say(f"Written: {name}")
    say(f"Next: planner options {question.named} --only geography -o DIR finds other good maps.")
    return 0


def _other(question: Question, geography: str | None) -> tuple[tuple[tuple[str, str], ...] | None, str]:
    """The grouping to set beside the plan, and its name."""
    from planner.io.grouping import read_reference
    from planner.study.pareto.marks import reference_map

    if geography is None or geography == "reference":
        pairs = reference_map(question.instance)
        if pairs is None and geography == "reference":
            raise click.BadParameter(
                "Not every organisation has a cluster_reference.", param_hint="--geography"
            )
        return pairs, "the reference"
    return read_reference(geography, question.instance), "the grouping given"


def _say_region(region: RegionContext, found: Context) -> None:
    from planner.report.views.words import count
    from planner.study.context import standing_words

    say(f"{region.place}: {count(region.clusters, 'cluster')} of {count(region.organisations, 'organisation')}")
    if region.maps is None:
        say("More maps keep the rules than can be counted, so shares are not given.")
    elif region.maps == 1 and region.keeps_rules:
        say("This is the only map that keeps the rules.")
    else:
        noun = "map keeps" if region.maps == 1 else "maps keep"
        say(f"{region.maps:,} {noun} the rules; {region.same_number:,} of them have as many clusters.")
    if not region.keeps_rules:
        say("The plan's map breaks a rule here, so it is none of them; planner verify tells which.")
    heads = ["aim", "plan", *([found.other] if found.other else []), "maps as good or better", "unit"]
    rows = []
    for x in region.levels:
        beside = [f"{x.other:,}" if x.other is not None else ""] if found.other else []
        rows.append((x.title, x.value, *beside, standing_words(x, region.maps), x.unit))
    say(table(heads, rows, right=(1, 2) if found.other else (1,)))
    say(_everything("the plan", region.in_everything, region.keeps_rules))
    if found.other:
        rules = "" if region.other_keeps_rules else " (it breaks a rule)"
        many = count(region.other_clusters or 0, "cluster")
        say(
            f"{found.other[:1].upper()}{found.other[1:]}{rules}: {many}. "
            + _everything(found.other, region.other_in_everything, bool(region.other_keeps_rules))
        )


def _everything(name: str, found: int | None, inside: bool) -> str:
    """How many maps are as good or better in every aim at once."""
    if found is None:
        return f"How many maps are as good as {name} in every aim at once could not be counted."
    rest = found - 1 if inside else found
    if rest <= 0:
        return f"No {'other ' if inside else ''}map is as good as {name} in every aim at once."
    maps = "1 map is" if rest == 1 else f"{rest:,} maps are"
    return f"{maps} as good as {name} or better in every aim at once."

"""``planner options --context``: how a plan's map stands among all maps that keep the rules."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from planner.cli.console import FOR_YOU, emit_json, progress, say, table

if TYPE_CHECKING:
    from planner.cli.options import Question


def context_of(question: Question, plan: str, geography: str | None) -> int:
    """Count, tell, save; the exit code."""
    from planner.cli.options_tradeoff import fitting
    from planner.io.plans import read_plan
    from planner.io.write import atomic_write, ensure_folder
    from planner.report.views.words import count
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
        text = json.dumps({"schema_version": 1, **facts}, ensure_ascii=False, indent=1) + "\n"
        atomic_write(path, text, private=True)
        files.append(str(path))
    if question.as_json:
        emit_json("done", 0, **facts, files=files)
        return 0
    from planner.report.views.context import context_view

    view = context_view(found)
    for region, told in zip(found.regions, view.regions, strict=True):
        of = f"{count(region.clusters, 'cluster')} of {count(region.organisations, 'organisation')}"
        say(f"{told.place}: {of}")
        first, *rest = told.sentences
        say(first)
        heads = ["aim", "plan", *([view.other] if view.other else []), "maps as good or better", "unit"]
        rows = [(x.title, x.plan, *([x.other] if view.other else []), x.as_good, x.unit) for x in told.rows]
        say(table(heads, rows, right=(1, 2) if view.other else (1,)))
        for sentence in rest:
            say(sentence)
        say()
    if len(found.regions) > 1:
        say("Each region is looked at by itself, with its own target, which a plan for all may miss.")
    if len(found.regions) > 1 and found.maps is not None:
        say(f"All regions together: {found.maps:,} maps.")
    say("Draft for discussion. No decision has been taken about any person.")
    say(FOR_YOU)
    for name in files:
        say(f"Written: {name}")
    say(
        f"Next: planner options {question.named} --only geography{question.typed} -o DIR finds other good maps."
    )
    return 0


def _other(question: Question, geography: str | None) -> tuple[tuple[tuple[str, str], ...] | None, str]:
    """The grouping to set beside the plan, and its name."""
    from planner.checker.pseudo import reference_pairs
    from planner.io.grouping import read_reference

    if geography is None or geography == "reference":
        pairs = reference_pairs(question.instance)
        if pairs is None and geography == "reference":
            raise click.BadParameter(
                "Not every organisation has a cluster_reference.", param_hint="--geography"
            )
        return pairs, "the reference"
    return read_reference(geography, question.instance), "the grouping given"

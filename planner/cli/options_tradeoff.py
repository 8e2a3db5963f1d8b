"""``planner options --tradeoff``: every best compromise between two or three aims."""

from __future__ import annotations

import difflib
import shlex
from typing import TYPE_CHECKING

import click

from planner.cli.console import FOR_YOU, emit_json, progress, say, stopping, table

if TYPE_CHECKING:
    from planner.cli.options import Question
    from planner.core.plan import Plan
    from planner.study.pareto.choose import Pareto
    from planner.study.pareto.marks import Mark

ROWS = 24
"""Points shown on the terminal at most."""


def tradeoff_of(question: Question, tradeoff: str, cluster: str | None, plan: str | None) -> int:
    """Work out a trade-off, save and tell it; the exit code."""
    from planner.engine import open_engine
    from planner.io.plans import read_plan
    from planner.io.write import ensure_folder
    from planner.study.fits import made_from
    from planner.study.pareto.choose import TradeOffError, pareto
    from planner.study.pareto.save import as_json, save
    from planner.study.tradeoffs import NotWorkedOutError

    names = _names(tradeoff)
    inside = [code.strip() for code in (cluster or "").split(";") if code.strip()]
    folder = ensure_folder(question.output) if question.output is not None else None
    given = fitting(question, read_plan(plan), "--plan") if plan is not None else None
    alone = len(inside) == 1 and inside[0] in question.instance.by_code
    if alone and given is not None:
        inside, alone = list(given.cluster_of[inside[0]].organisations), False
    engine = open_engine(question.instance, question.rulebook)
    with stopping() as stop, progress(quiet=question.as_json) as reporter:
        try:
            front = pareto(
                engine,
                names,
                governance=question.model,
                settings=question.settings,
                plan=given,
                cluster=inside,
                on_progress=reporter,
                stop=stop,
            )
        except TradeOffError as error:
            text = str(error)
            raise click.BadParameter(f"{text[:1].upper()}{text[1:]}.", param_hint="--tradeoff") from error
        except NotWorkedOutError:
            front = None
    if front is None:
        code = 130 if stop.is_set() else 6
        text = (
            "Not worked out: a limit was reached before every best compromise was known, or there is no plan "
            "at all. Nothing is said of a part of them; planner solve tells whether there is a plan, and "
            "--time-limit gives more time."
        )
        if question.as_json:
            emit_json("unknown", code, message=text)
        else:
            say(text)
        return code
    asked = made_from(question.instance, engine.rulebook, question.model or "any", question.settings)
    paths = save(front, folder, asked) if folder is not None else []
    code = (0 if front.points else 4) if front.ok else 7
    if question.as_json:
        emit_json("done", code, **as_json(front), files=[str(p) for p in paths])
        return code
    if alone:
        say(
            f"--cluster {inside[0]} is that organisation alone, as if it were a cluster by itself. For the "
            "cluster that holds it name all its organisations (ORG;ORG), or a plan with --plan PLAN."
        )
    _say(question, front, [str(p) for p in paths])
    if given is not None and front.points and not any(m.name == "the plan" for m in front.marks):
        say("The plan is not marked: it has no boards, or no such cluster.")
    return code


def _names(tradeoff: str) -> list[str]:
    from planner.core.levels import BOARDS, GEOGRAPHY

    names = [name.strip() for name in tradeoff.split(",") if name.strip()]
    for name in names:
        if name not in (*GEOGRAPHY, *BOARDS):
            near = difflib.get_close_matches(name, (*GEOGRAPHY, *BOARDS), n=1)
            did = f' Did you mean "{near[0]}"?' if near else f" There are: {', '.join((*GEOGRAPHY, *BOARDS))}."
            raise click.BadParameter(f'There is no aim "{name[:60]}".{did}', param_hint="--tradeoff")
    return names


def fitting(question: Question, plan: Plan, option: str) -> Plan:
    """The plan, if it groups the organisations in question.

    Raises:
        click.BadParameter: it doesn't.
    """
    grouped = sorted(o for c in plan.clusters for o in c.organisations)
    if grouped != sorted(question.instance.by_code):
        raise click.BadParameter(
            "The plan groups other organisations than those asked about; name its regions with --region.",
            param_hint=option,
        )
    return plan


def _say(question: Question, front: Pareto, files: list[str]) -> None:
    from planner.study.pareto.save import marked, models_of

    count = len(front.points)
    if not count:
        say("There is no such plan: nothing keeps the rules.")
        say(f"Next: planner check {question.named} shows what was given.")
        return
    many = "1 best compromise" if count == 1 else f"{count} best compromises"
    say(f"{many}. Proved: no other betters one of them, and none is missing.")
    say(_scope(front))
    say()
    for name, title, unit in zip(front.levels, front.titles, front.units, strict=True):
        say(f"{name}: {title} ({unit})")
    say()
    names = marked(front)
    heads = ["", *front.levels, "clusters" if front.about == "maps" else "clusters by model", "mark"]
    rows = []
    shown = _few(count)
    # rows that a sentence below names are among those printed
    shown = sorted({*shown, *(n for mark in front.marks for n in _named(mark))})
    for number in shown:
        point = front.points[number - 1]
        what = len(point.clusters) if front.about == "maps" else models_of(point)
        rows.append((number, *point.values, what, names.get(number, "")))
    right = tuple(range(len(heads) - (1 if front.about == "maps" else 2)))
    say(table(heads, rows, right=right))
    if len(shown) < count:
        written = next((f for f in files if f.endswith(".csv")), None)
        where = f"{written} has all of them" if written else "-o DIR writes all of them"
        say(f"{len(shown)} of {count} are shown, with both ends; {where}.")
    say()
    for mark in front.marks:
        say(_mark_words(front, mark))
    say()
    say("Draft for discussion. No decision has been taken about any person.")
    say(FOR_YOU)
    for path in files:
        say(f"Written: {path}")
    if files:
        where = shlex.quote(str(question.output))
        say(
            f"For readers: planner report {question.named} PLAN{question.rules} --tradeoff {where} -o DIR "
            "draws it with the plan marked."
        )
    if front.about == "maps":
        say(
            f"Next: planner solve {question.named} -g MODEL{question.typed} --geography FILE -o DIR settles "
            "the boards of one of these maps; FILE holds the rows of one point of tradeoff-maps.csv."
        )
    else:
        model = shlex.quote(question.governance or "any")
        say(
            f"Next: planner solve {question.named} -g {model}{question.typed} --cap LEVEL=N -o DIR gives "
            "the best plan within a limit."
        )


def _scope(front: Pareto) -> str:
    """Of what these are the best compromises."""
    if front.about == "maps":
        low, high = front.clusters[0], front.clusters[-1]
        numbers = str(low) if low == high else " or ".join(map(str, front.clusters))
        if high - low + 1 == len(front.clusters) > 2:
            numbers = f"{low} to {high}"
        noun = "cluster" if numbers == "1" else "clusters"
        return f"Over all maps of {numbers} {noun} that keep the rules (--clusters); other aims are free."
    clusters = front.points[0].clusters
    what = (
        f"of the cluster {'; '.join(clusters[0])}"
        if len(clusters) == 1
        else f"of one map of {len(clusters)} clusters"
    )
    return f"Over all lawful boards {what}; aims that are not named are free."


def _few(count: int) -> list[int]:
    """Numbers of the points to show: both ends and others evenly between."""
    if count <= ROWS:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (ROWS - 1)) for i in range(ROWS)})


def _named(mark: Mark) -> tuple[int, ...]:
    """Numbers of the points that :func:`_mark_words` names."""
    return (mark.point,) if mark.point is not None else (*mark.bettered_by[:1], *mark.bettered_by[-1:])


def _mark_words(front: Pareto, mark: Mark) -> str:
    from planner.report.views.words import count

    values = ", ".join(
        f"{name} {'not known' if v is None else f'{v:,}'}"
        for name, v in zip(front.levels, mark.values, strict=True)
    )
    if mark.clusters is not None:
        values = f"{count(mark.clusters, 'cluster')}; {values}"
    name = f"{mark.name[:1].upper()}{mark.name[1:]}"
    rules = "" if mark.lawful else " It breaks a rule that the others keep."
    if mark.point is not None:
        return f"{name} ({values}) is best compromise {mark.point} of the table.{rules}"
    if mark.bettered_by:
        some = mark.bettered_by
        which = (
            f"row {some[0]} of the table"
            if len(some) == 1
            else f"{len(some)} of them, the first row {some[0]} and the last row {some[-1]} of the table"
        )
        return f"{name} ({values}) is bettered by {which}.{rules}"
    return f"{name} ({values}) is bettered by none of them.{rules}"

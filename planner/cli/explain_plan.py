"""``planner explain INSTANCE PLAN``: why a finished plan is as it is, and what another one would take."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import click

from planner.cli.refused import as_typed

if TYPE_CHECKING:
    from planner.core.plan import Plan
    from planner.core.progress import Progress
    from planner.engine import Engine
    from planner.study.prices import NoBaseError
    from planner.study.why import Audience, PostAsked

_NO_PLAN, _CUT, _UNKNOWN = 4, 5, 6
_POST = re.compile(r"([^:]+):(chair|ned)(?::(.+))?")


def run(
    instance: str,
    plan: str,
    *,
    organisation: str | None = None,
    cluster: str | None = None,
    post: str | None = None,
    prices: bool = False,
    audience: Audience = "public",
    rulebook: str | None = None,
    time_limit: float = 60.0,
    as_json: bool = False,
) -> int:
    """Explain a finished plan; one of the four says what of it, prices where none does.

    Args:
        instance: folder or workbook.
        plan: path of its plan.json.
        organisation: code.
        cluster: id, or the code of any of its organisations.
        post: ``ORG:ROLE`` or ``ORG:ROLE:ID``.
        prices: what every rule and decision costs.
        audience: ``public`` or ``panel``.
        rulebook: that the plan was made with, instead of the one the instance asks for.
        time_limit: seconds for all questions together.
        as_json: print one JSON document.

    Returns:
        Exit code: 0 done, 4 the question has no plan now, 5 not all is settled, 6 nothing was settled in time.
    """
    asked = {"--organisation": organisation, "--cluster": cluster, "--post": post, "--prices": prices}
    given = [name for name, value in asked.items() if value]
    if len(given) > 1:
        raise click.UsageError(
            f"One thing of a plan is explained at a time, and {' and '.join(given)} were given."
        )
    prices = prices or not given
    where = None if post is None else _post(post, audience)
    from planner.cli.asked import under_plan
    from planner.cli.console import progress
    from planner.engine import open_engine
    from planner.io.plans import read_plan
    from planner.study.prices import NoBaseError, OtherQuestionError
    from planner.study.prices.question import question_of
    from planner.study.why import UnknownPostError, UnknownSubjectError

    rules = as_typed(None, (), None, None, rulebook)
    again = f"planner explain {shlex.quote(instance)} {shlex.quote(plan)}{rules}"
    finished = read_plan(plan)
    whole, book = under_plan(instance, finished, rulebook)
    try:
        question = question_of(whole, finished, book, time_limit)
        engine = open_engine(question.instance, book)
        with progress(quiet=as_json) as reporter:
            if prices:
                return _prices(engine, finished, again, audience, time_limit, reporter, as_json=as_json)
            return _why(
                engine,
                finished,
                again,
                {"organisation": organisation, "cluster": cluster, "post": where},
                audience,
                time_limit,
                reporter,
                as_json=as_json,
            )
    except OtherQuestionError as error:
        return _not_this_plan(str(error), plan, as_json=as_json)
    except (UnknownSubjectError, UnknownPostError) as error:
        raise click.BadParameter(str(error.args[0]), param_hint=" ".join(given)) from error
    except NoBaseError as error:
        return _no_base(error, instance, as_json=as_json)


def _post(text: str, audience: Audience) -> PostAsked:
    from planner.study.why import PostAsked

    match = _POST.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter(
            'write a board and a role, for example 5QL:chair or 5QL:ned; or with a person\'s id "5QL:ned:ID".',
            param_hint="--post",
        )
    if match[3] is not None and audience != "panel":
        raise click.BadParameter(
            "a person's id may be asked about for the panel alone: add --audience panel.", param_hint="--post"
        )
    role: Any = match[2]
    return PostAsked(match[1], role, match[3])


def _prices(
    engine: Engine,
    plan: Plan,
    again: str,
    audience: Audience,
    seconds: float,
    reporter: Progress,
    *,
    as_json: bool,
) -> int:
    from planner.cli.console import FOR_YOU, emit_json, say
    from planner.cli.explain_json import prices_json
    from planner.cli.explain_prices import price_lines
    from planner.cli.explain_public import public_prices
    from planner.study.prices import prices

    found = prices(engine, plan, seconds=seconds, people=audience == "panel", progress=reporter)
    if audience == "public":
        found = public_prices(engine.instance, plan, found)
    cut = (
        any(r.status == "open" for r in found.rows)
        or bool(found.crossings_left)
        or any(x.value != x.bound for x in found.levels)
    )
    code = _CUT if cut else 0
    more = f"{again} --organisation CODE says why one is where it is."
    if as_json:
        emit_json("open" if cut else "ok", code, **prices_json(found, audience), next=more)
        return code
    for line in price_lines(engine.instance, plan, found, engine.rulebook, audience):
        say(line)
    say(FOR_YOU)
    say(f"Next: {more}")
    return code


def _why(
    engine: Engine,
    plan: Plan,
    again: str,
    subject: dict[str, Any],
    audience: Audience,
    seconds: float,
    reporter: Progress,
    *,
    as_json: bool,
) -> int:
    from planner.cli.console import FOR_YOU, emit_json, say
    from planner.cli.explain_json import grouping_json, post_json
    from planner.cli.explain_public import public_grouping
    from planner.cli.explain_why import grouping_lines, post_lines
    from planner.study.why import GroupingWhy, why

    found = why(engine, plan, audience=audience, seconds=seconds, progress=reporter, **subject)
    if isinstance(found, GroupingWhy):
        found = public_grouping(engine.instance, plan, found) if audience == "public" else found
        cut = any(a.status == "open" for a in found.alternatives)
        document, lines = (
            grouping_json(found, audience),
            grouping_lines(engine.instance, plan, found, engine.rulebook, audience),
        )
        more = f"{again} --prices shows what each rule and decision costs."
    else:
        cut = any(e.effect == "open" for p in found.people for e in p.effects)
        document, lines = post_json(found), post_lines(engine.instance, plan, found, engine.rulebook, audience)
        more = f"{again} --cluster {found.cluster} says why the cluster is as it is."
    code = _CUT if cut else 0
    if as_json:
        emit_json("open" if cut else "ok", code, **document, next=more)
        return code
    for line in lines:
        say(line)
    say(FOR_YOU)
    say(f"Next: {more}")
    return code


def _not_this_plan(text: str, plan: str, *, as_json: bool) -> int:
    """The plan can't be asked again of this instance: a fault of the input."""
    from pathlib import Path

    from planner.core.faults import Fault, InputFaultsError

    del as_json  # the place where exceptions become exit codes prints either form
    raise InputFaultsError(
        [
            Fault(
                code="P-820",
                what="The plan and the instance don't belong together",
                file=Path(plan).name,
                why=text,
                fix="Name the instance that the plan was made for, or solve again.",
            )
        ]
    )


def _no_base(error: NoBaseError, instance: str, *, as_json: bool) -> int:
    from planner.cli.console import emit_json, say

    answer = error.answer
    code = _NO_PLAN if answer.status in ("infeasible", "refused") else _UNKNOWN
    if as_json:
        emit_json(answer.status, code, message=answer.text, rules=list(answer.rules))
        return code
    say("Asked again as it was, the plan's question has no plan with today's inputs:")
    say(answer.text)
    say()
    named = shlex.quote(instance)
    say(f"Next: planner explain {named} says what clashes and which change works; planner check {named}.")
    return code

"""``planner verify``: whether a finished plan may be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.checker import Verdict

_DOES_NOT_STAND = 4


@click.command("verify")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="PLAN")
@click.option(
    "--rulebook", metavar="ID|FILE", help="Rules to hold it to; by default those the instance asks for."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(instance: str, plan: str, rulebook: str | None, as_json: bool) -> int:
    """Check a plan from what is written in it, without trusting whoever made it.

    INSTANCE is the folder or workbook the plan was made for, PLAN its plan.json. Every rule is judged anew and
    every figure counted again.

    Exit code 4 when the plan breaks a rule or says something that is not so; the rule with its paragraph, or
    the check, is named.
    """
    from planner.checker import verify
    from planner.cli.console import emit_json, say
    from planner.io.plans import read_plan
    from planner.io.read import read_instance
    from planner.io.rulebook import is_file_name, load_rulebook, rulebook_of

    finished = read_plan(plan)
    given = read_instance(instance)
    book = load_rulebook(rulebook) if rulebook is not None else None
    if book is None and is_file_name(given.rulebook):
        book = rulebook_of(given, instance)
    verdict = verify(given, finished, book)
    code = 0 if verdict.ok else _DOES_NOT_STAND
    if as_json:
        emit_json("ok" if verdict.ok else "does_not_stand", code, **verdict.as_json())
        return code
    say(verdict.text())
    if rulebook is not None and book is not None:
        say(f"Held to the rulebook {book.id} that was named, whatever the instance asks for.")
    own = finished.settings.get("governance_model")
    if own is not None and isinstance(own.value, dict):
        say(f"Judged under the plan's own governance model {own.value.get('id')}, not one of the guidance.")
    say('Not checked here: whether the plan is the best. That "proved best" is true is the word of the solver.')
    say()
    say(f"Next: {_next(verdict)}")
    return code


def _next(verdict: Verdict) -> str:
    """The command that helps most now."""
    if verdict.ok:
        return "planner rules lists the rules that were checked."
    if verdict.broken:
        return f"planner rules {verdict.broken[0].id} shows what it asks for and where it comes from."
    return "solve again with planner solve; a plan changed by hand is no longer what was proved."

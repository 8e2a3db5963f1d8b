"""``planner verify``: whether a finished plan may be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.cli.params import json_option

if TYPE_CHECKING:
    from planner.checker import Verdict
    from planner.checker.bound import BoundVerdict
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import Rulebook

_DOES_NOT_STAND = 4
_NOT_PROVED = 5
_UNCHECKED = (
    "Not checked here: whether the plan is the best (--bound does). "
    'That "proved best" is true is the word of the part that found the plan.'
)
_BOARDS_FIRST = (
    "Not checked: whether the plan is the best; nothing certifies a plan whose boards come before its map. "
    'That "proved best" is true is the word of the part that found the plan.'
)


@click.command("verify")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="PLAN")
@click.option(
    "--rulebook", metavar="ID|FILE", help="Rules to hold it to; by default those the instance asks for."
)
@click.option(
    "--bound", is_flag=True, help="Also check, apart from what found it, that no other map is better."
)
@click.option(
    "--certificate", metavar="FILE", help="The proof to check; by default certificate.json beside the plan."
)
@click.option("--comparison", metavar="FILE", help="Also count the plan's figures in a comparison.json again.")
@json_option
def command(
    instance: str,
    plan: str,
    rulebook: str | None,
    bound: bool,
    certificate: str | None,
    comparison: str | None,
    as_json: bool,
) -> int:
    """Check a plan from what is written in it, without trusting whoever made it.

    INSTANCE is the folder or workbook the plan was made for, PLAN its plan.json or the folder of it. Every
    rule is judged anew and every figure counted again. With --bound the possible clusters are listed anew
    too, and everything that certificate.json leaves open is tried out; nothing in it is believed.

    Exit code 4 when the plan breaks a rule or says something that is not so, or when the certificate is one of
    another plan; the rule with its paragraph, or the check, is named. Exit code 5 when the plan stands and
    --bound could not confirm that no other map is better.
    """
    from planner.checker import verify
    from planner.checker.settings import setting
    from planner.cli.console import emit_json, say
    from planner.io.effective import as_planned
    from planner.io.plans import plan_file, read_plan
    from planner.io.read import read_instance
    from planner.io.rulebook import is_file_name, load_rulebook, rulebook_of

    finished = read_plan(plan)
    given = read_instance(instance)
    book = load_rulebook(rulebook) if rulebook is not None else None
    if book is None and is_file_name(given.rulebook):
        book = rulebook_of(given, instance)
    as_read = (given, book)
    under = [f"{key} {s.value}" for key in ("era", "scenario") if (s := finished.settings.get(key))]
    if under:
        given, book = as_planned(given, book or rulebook_of(given, instance), finished, instance)
    verdict = verify(given, finished, book)
    verdict, compared = _compared(comparison, finished, as_read, (given, book), verdict)
    proof = None
    if bound or certificate is not None:
        from planner.checker.bound import check_bound
        from planner.io.certificates import FILE, read_certificate

        found = read_certificate(certificate if certificate is not None else plan_file(plan).parent / FILE)
        if verdict.ok:
            proof = check_bound(given, finished, book or load_rulebook(given.rulebook), found)
    status, code = _answer(verdict, proof)
    if as_json:
        bounds = {} if proof is None else {"bounds_checked": True, "bounds": proof.as_json()}
        emit_json(status, code, **{**verdict.as_json(), **bounds})
        return code
    say(verdict.text())
    if compared:
        say(compared)
    for line in _held_to(finished, under, book if rulebook is not None else None):
        say(line)
    if proof is not None:
        say(proof.text())
    elif bound or certificate is not None:
        say("Not checked: whether another map is better, for the plan does not stand.")
    elif setting(finished, "profile") == "people-first":
        say(_BOARDS_FIRST)
    else:
        say(_UNCHECKED)
    say()
    say(f"Next: {_next(verdict, proof)}")
    return code


def _held_to(plan: Plan, under: list[str], named: Rulebook | None) -> list[str]:
    """What the plan was held to, where that is not simply what the instance asks for."""
    lines = []
    if named is not None:
        lines.append(f"Held to the rulebook {named.id} that was named, whatever the instance asks for.")
    if under:
        lines.append(f"Held to the instance under the {' and the '.join(under)}, as the plan says it was made.")
    own = plan.settings.get("governance_model")
    if own is not None and isinstance(own.value, dict):
        model = own.value.get("id")
        lines.append(f"Judged under the plan's own governance model {model}, not one of the guidance.")
    return lines


def _compared(
    path: str | None,
    plan: Plan,
    as_read: tuple[Instance, Rulebook | None],
    planned: tuple[Instance, Rulebook | None],
    verdict: Verdict,
) -> tuple[Verdict, str]:
    """The verdict with what is wrong in a comparison, if one was named."""
    if path is None:
        return verdict, ""
    from planner.cli.verify_comparison import held_to
    from planner.io.rulebook import load_rulebook

    rules = as_read[1] or load_rulebook(as_read[0].rulebook)
    return held_to(path, plan, (as_read[0], rules), (planned[0], planned[1] or rules), verdict)


def _answer(verdict: Verdict, proof: BoundVerdict | None) -> tuple[str, int]:
    """Status and exit code."""
    if not verdict.ok or (proof is not None and proof.problems):
        return "does_not_stand", _DOES_NOT_STAND
    if proof is not None and not proof.confirmed:
        return "not_proved", _NOT_PROVED
    return "ok", 0


def _next(verdict: Verdict, proof: BoundVerdict | None) -> str:
    """The command that helps most now."""
    if verdict.broken:
        return f"planner rules {verdict.broken[0].id} shows what it asks for and where it comes from."
    if not verdict.ok:
        return "solve again with planner solve; a plan changed by hand is no longer what was proved."
    if proof is not None and proof.problems:
        return "use the certificate.json that planner solve wrote with this plan, or solve again."
    if proof is not None and not proof.confirmed:
        return "planner solve with more time; what is certified stands, what is open may be bettered."
    return "planner rules lists the rules that were checked."

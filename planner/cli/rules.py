"""``planner rules``: the rules, where they come from, and what they say."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from planner.cli.params import json_option

if TYPE_CHECKING:
    from planner.core.rulebook import Document, Rulebook, RuleSpec

_HEADER = ("id", "authority", "strength", "on", "title", "citation")
_NARROWEST_TITLE = 30


@click.command("rules")
@click.argument("rule_id", metavar="[ID]", required=False)
@click.option("--rulebook", default="pct-2011", show_default=True, metavar="ID|FILE", help="Which rulebook.")
@json_option
def command(rule_id: str | None, rulebook: str, as_json: bool) -> None:
    """List the rules with authority and citation, or show one in full.

    ID is a rule, for example GEO-7. Authority says how much a rule weighs: statute is law, guidance and
    letter are policy, planner is your choice, assumption is ours.
    """
    from planner.cli.console import emit_json, note, say
    from planner.io.rulebook import load_documents, load_rulebook

    book, documents = load_rulebook(rulebook), load_documents()
    rules = book.rules if rule_id is None else (_find(book, rule_id),)
    if as_json:
        emit_json("ok", 0, **_document(book, rules, documents))
    elif rule_id is None:
        say(_table(rules, shutil.get_terminal_size().columns if sys.stdout.isatty() else None))
        note("Next: planner rules GEO-7 shows one rule in full.")
    else:
        say("\n".join(_in_full(rules[0], documents)))


def _find(book: Rulebook, rule_id: str) -> RuleSpec:
    """The rule, whatever the case of its letters; else exit 2 and the nearest id."""
    import difflib

    by_key = {r.id.upper(): r for r in book.rules}
    found = by_key.get(rule_id.upper())
    if found is not None:
        return found
    near = difflib.get_close_matches(rule_id.upper(), by_key, n=1, cutoff=0.4)
    hint = f"Did you mean {by_key[near[0]].id}? " if near else ""
    raise click.UsageError(f'there is no rule "{rule_id}". {hint}"planner rules" lists them all.')


def _short_citation(rule: RuleSpec) -> str:
    """Documents and paragraphs; a rule without any says whose choice it is."""
    if not rule.citation:
        return {"planner": "your choice", "assumption": "our assumption"}.get(rule.authority, rule.source)
    paragraphs: dict[str, list[str]] = {}
    for c in rule.citation:
        paragraphs.setdefault(c.document, []).append(c.paragraph)
    return "; ".join(f"{d} {', '.join(p)}" for d, p in paragraphs.items())


def _table(rules: tuple[RuleSpec, ...], width: int | None) -> str:
    """Plain columns; in a terminal of ``width`` the title goes on in the next line so that a row fits."""
    from planner.cli.console import table

    rows = [
        (r.id, r.authority, r.strength, "yes" if r.on else "no", r.title, _short_citation(r)) for r in rules
    ]
    room = max(len(row[4]) for row in rows)
    if width is not None:
        widths = [max(len(row[i]) for row in (_HEADER, *rows)) for i in range(len(_HEADER))]
        others = sum(widths) - widths[4] + 2 * (len(widths) - 1)
        room = max(_NARROWEST_TITLE, min(room, width - others))
    lines: list[tuple[str, ...]] = []
    for *front, title, citation in rows:
        first, *rest = textwrap.wrap(title, room)
        lines.append((*front, first, citation))
        lines += [("", "", "", "", more, "") for more in rest]
    return table(_HEADER, lines)


def _in_full(rule: RuleSpec, documents: dict[str, Document]) -> list[str]:
    """Everything about one rule, one fact a line."""
    from planner.io.rulebook import quotations

    lines = [f"{rule.id}  {rule.title}"]
    facts = {
        "authority": rule.authority,
        "strength": rule.strength,
        "certainty": rule.certainty,
        "on": "yes" if rule.on else "no",
        "about": _ABOUT[rule.scope],
        "parameters": ", ".join(f"{k} = {json.dumps(v)}" for k, v in rule.parameters.items()) or "none",
    }
    if rule.source:
        facts["source"] = rule.source
    lines += [f"  {name:<10}  {value}" for name, value in facts.items()]
    for where, words in quotations(rule.citation, documents):
        lines += [f"  {'cites':<10}  {where}", f'  {"":<10}  "{words}"']
    return lines


_ABOUT = {
    "candidate": "one cluster",
    "partition": "the whole map",
    "board": "boards",
    "plan": "the finished plan (checked only)",
}


def _document(book: Rulebook, rules: tuple[RuleSpec, ...], documents: dict[str, Document]) -> dict[str, Any]:
    """The JSON document: every field of every rule, with its quotations."""
    from planner.io.rulebook import quotations

    return {
        "rulebook": {"id": book.id, "title": book.title, "sha256": book.sha256},
        "rules": [
            {
                **r.model_dump(mode="json"),
                "cited": r.cited,
                "quotations": [{"where": w, "text": t} for w, t in quotations(r.citation, documents)],
            }
            for r in rules
        ],
    }

"""Writes docs/reference from the code: ``python docs/make_reference.py``. A test keeps them fresh."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from planner.cli.main import VERBS, main
from planner.core.levels import BOARDS
from planner.io.rulebook import load_documents, load_rulebook, quotations
from planner.io.templates import data_dictionary
from planner.objectives.registry import LEVELS

FOLDER = Path(__file__).parent / "reference"
NOTE = "Made from the code by `python docs/make_reference.py`; change the code, not this page."


def pages() -> dict[str, str]:
    """File name and text of every page."""
    return {
        "commands.md": _commands(),
        "files.md": data_dictionary().replace("# Data dictionary\n", f"# Files of an instance\n\n{NOTE}\n", 1),
        "rules.md": _rules(),
        "aims.md": _aims(),
    }


def _commands() -> str:
    """Every command with its arguments, its help and its options."""
    parts = ["# Commands", NOTE]
    context = click.Context(main, info_name="planner")
    for name in VERBS:
        command = main.get_command(context, name)
        if command is None:
            continue
        usage = " ".join(command.collect_usage_pieces(click.Context(command, info_name=name)))
        parts += [f"## planner {name}", f"`planner {name} {usage}`", *_paragraphs(command.help or "")]
        options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        rows = [(_option(p), p.help or "", _default(p)) for p in options]
        parts.append(_table(("option", "meaning", "default"), rows))
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a help text, one line each."""
    return [" ".join(p.split()) for p in text.replace("\b", "").split("\n\n") if p.strip()]


def _option(option: click.Option) -> str:
    """An option with what follows it."""
    kind = option.metavar or ("" if option.is_flag else option.type.name.upper())
    if isinstance(option.type, click.Choice):
        kind = "|".join(str(c) for c in option.type.choices)
    return f"`{', '.join(option.opts)}{' ' + kind if kind else ''}`"


def _default(option: click.Option) -> str:
    """Its default, where there is one to tell."""
    if option.required:
        return "must be given"
    shown = isinstance(option.default, str | int | float) and not option.is_flag
    return f"`{option.default}`" if shown else "none"


def _rules() -> str:
    """Every rule of the rulebook with its weight and where it is written."""
    book, documents = load_rulebook("pct-2011"), load_documents()
    rows = []
    for rule in book.rules:
        where = "; ".join(w for w, _ in quotations(rule.citation, documents)) or rule.source
        off = "" if rule.on else " (off until you switch it on)"
        rows.append((f"`{rule.id}`", rule.title + off, rule.authority, rule.strength, where, rule.certainty))
    head = ("rule", "what it asks", "authority", "strength", "where it is written", "how sure")
    return "\n\n".join((f"# Rules of {book.id}", NOTE, _table(head, rows))) + "\n"


def _aims() -> str:
    """Every aim, with those of the rulebook first in their order."""
    book = load_rulebook("pct-2011")
    used = [*book.geography_levels, *book.board_levels]
    rows = []
    for key in [*used, *(k for k in LEVELS if k not in used)]:
        level = LEVELS[key]
        about = "boards and people" if key in BOARDS else "the map"
        place = str(used.index(key) + 1) if key in used else "by choice"
        says = (level.__doc__ or "").strip().split("\n\n")[0]
        rows.append(
            (f"`{key}`", level.title, level.unit, about, place, " ".join(says.replace("``", "`").split()))
        )
    head = ("aim", "title", "unit", "about", "place in the order", "what is counted")
    text = (
        "Every aim is to be as small as possible. One by choice counts in a rulebook of your own that lists it."
    )
    return "\n\n".join(("# Aims", NOTE, text, _table(head, rows))) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in line) + " |" for line in lines
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
    sys.stdout.write(f"{len(pages())} pages written\n")

"""Warnings about words: names in two spellings, and decisions that still lack the planner's own words."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import Any

from planner.io.collect import Collector, shown
from planner.io.draft import Draft
from planner.io.tables import Placed

REASON, OWNER = "why this is right", "who decided"
"""Stand in a row that ``planner explain`` suggests, for what only the planner can say."""

_SPELT = (
    (
        "W-607",
        "region",
        (("organisations", "region"),),
        "Two spellings are two regions, each with its own map.",
    ),
    (
        "W-608",
        "arrangement",
        (("organisations", "arrangement"), ("arrangements", "arrangement")),
        "Two spellings are two arrangements, each kept by itself.",
    ),
)
_PLACEHOLDERS = (("reason", REASON), ("owner", OWNER))


def warn_of_words(draft: Draft, out: Collector) -> None:
    """Add the warnings."""
    for code, noun, columns, why in _SPELT:
        _spellings(code, noun, columns, why, draft, out)
    _placeholders(draft, out)


def _spellings(
    code: str, noun: str, columns: tuple[tuple[str, str], ...], why: str, draft: Draft, out: Collector
) -> None:
    """Names that differ in capitals or spaces alone: the rarer ones are doubtful, at their first row each."""
    found: dict[str, dict[str, list[tuple[Placed[Any], str]]]] = defaultdict(lambda: defaultdict(list))
    for table, column in columns:
        for placed in draft.tables[table]:
            name = getattr(placed.row, column)
            if name is not None:
                found[_plain(name)][name].append((placed, column))
    for names in found.values():
        # of equally frequent ones the first in the file counts as the usual one
        usual, *others = sorted(names, key=lambda n: -len(names[n]))
        for name in others:
            placed, column = names[name][0]
            rows, usually = len(names[name]), len(names[usual])
            out.add(
                code,
                f"The {noun} is spelt in two ways",
                placed.file,
                row=placed.line,
                column=column,
                value=name,
                why=f'{rows:,} row(s) have "{shown(name)}", {usually:,} have "{shown(usual)}". {why}',
                fix=f'Write "{shown(usual)}" in all of them if it is one {noun}.',
                warning=True,
            )


def _plain(name: str) -> str:
    """A name without what is easily overlooked: capitals, and where and which spaces stand."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _placeholders(draft: Draft, out: Collector) -> None:
    for placed in draft.tables["decisions"]:
        for column, text in _PLACEHOLDERS:
            given = getattr(placed.row, column)
            if _plain(given) == _plain(text):
                out.add(
                    "W-615",
                    f"The {column} is still the one that planner explain puts in a suggestion",
                    placed.file,
                    row=placed.line,
                    column=column,
                    value=given,
                    why="It is printed in the report, and only you can say it.",
                    fix="Write why the decision is right."
                    if column == "reason"
                    else "Write which body or post decided, not a person's name.",
                    warning=True,
                )

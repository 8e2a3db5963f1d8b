"""Words that every view shares: numbers, plurals, authorities, paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.core.plan import Plan
from planner.core.rulebook import Citation, Document

AUTHORITY = {
    "statute": "law",
    "guidance": "guidance",
    "letter": "policy letter",
    "planner": "your choice",
    "assumption": "our assumption",
}
STRENGTH = {"must": "must", "should": "should", "prefer": "preferred"}
NONE = "not applicable"
DRAFT = "Draft for discussion. No decision has been taken about any person."
INVENTED = "Office holders are invented."
CONFIDENTIAL = {
    "board": "For members of the boards and those who advise them; not for publication.",
    "panel": "CONFIDENTIAL: for an appointments panel alone. Who sits where is an example, not a decision.",
}
"""Stands beside the draft notice of a report that is not for everyone."""


def number(value: int) -> str:
    """A whole number with commas.

    >>> number(1234567)
    '1,234,567'
    """
    return f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "place"), count(31, "place"), count(0, "body", "bodies")
    ('1 place', '31 places', 'no bodies')
    """
    noun = one if value == 1 else many or one + "s"
    return f"{number(value) if value else 'no'} {noun}"


def listed(items: Iterable[str], most: int = 12) -> str:
    """Items in a sentence, cut short when there are many.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    every = list(items)
    if len(every) > most:
        every = [*every[:most], f"{len(every) - most} more"]
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} and {every[-1]}"


def capital(text: str) -> str:
    """The text with a capital first letter; the rest as it is.

    >>> capital("no place ends")
    'No place ends'
    """
    return text[:1].upper() + text[1:]


def mark(citation: Citation) -> str:
    """A paragraph as people write it.

    >>> mark(Citation(document="pct-cluster-2011", paragraph="A5.3"))
    'A¶5.3'
    """
    paragraph = citation.paragraph
    if paragraph[:1] == "A" and paragraph[1:2].isdigit():
        return f"A¶{paragraph[1:]}"
    return f"¶{paragraph}" if paragraph[:1].isdigit() else f"passage “{paragraph}”"


def quoted(citation: Citation, documents: Mapping[str, Document]) -> str:
    """The short quotation that a citation points to, or an empty text."""
    document = documents.get(citation.document)
    return next((p.text for p in document.paragraphs if p.id == citation.paragraph), "") if document else ""


def governance_name(plan: Plan, governance: str) -> str:
    """Short name of a governance model: ``Model 1``, ``standalone``."""
    if governance == "standalone":
        return "standalone"
    known = plan.governance.get(governance)
    title = known.title if known else governance
    return title.split(":", 1)[0].strip()


def only_geography(plan: Plan) -> bool:
    """Whether the plan says nothing about boards."""
    return not plan.boards

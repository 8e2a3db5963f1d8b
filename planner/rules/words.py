"""Words for findings and explanations, used by checking halves and ``explain`` only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from planner.core.instance import Instance
from planner.core.plan import Cluster, Finding
from planner.core.rulebook import RuleSpec

_SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
SIGN_OFF = {
    "candidate": "the NHS Chief Executive (¶7)",
    "partition": "the NHS Chief Executive (¶7)",
    "board": "the SHA and the Appointments Commission (A¶2.2)",
    "plan": "the SHA and the Appointments Commission (A¶2.2)",
}
"""Who signs off a departure from guidance, by what the rule is about."""


def number(n: int) -> str:
    """A whole number as words up to twelve, then in figures with commas.

    >>> number(4), number(2800000)
    ('four', '2,800,000')
    """
    return _SMALL[n] if 0 < n < len(_SMALL) else f"{n:,}"


def between(values: Iterable[int]) -> str:
    """From the smallest to the largest of some numbers, or the one that all of them are.

    >>> between([7, 5, 6]), between([7, 7]), between([375147, 1977151])
    ('5 to 7', '7', '375,147 to 1,977,151')
    """
    low, high = min(found := tuple(values)), max(found)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def count(n: int, noun: str, nouns: str = "") -> str:
    """A number with its noun.

    >>> count(0, "director"), count(1, "director"), count(5, "body", "bodies")
    ('no directors', 'one director', 'five bodies')
    """
    return f"{number(n) if n else 'no'} {noun if n == 1 else nouns or noun + 's'}"


def directors(n: int) -> str:
    """So many NEDs.

    >>> directors(4)
    'four non-executive directors'
    """
    return count(n, "non-executive director")


def day(date_: date) -> str:
    """A date as it is said.

    >>> day(date(2013, 3, 31))
    '31 March 2013'
    """
    return f"{date_.day} {date_:%B %Y}"


def listed(parts: Sequence[str]) -> str:
    """Parts as a plain list.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def named(instance: Instance, code: str) -> str:
    """Name and code of an organisation, ``Somerset (5QL)``; an unknown code alone."""
    organisation = instance.by_code.get(code)
    return f"{organisation.name} ({code})" if organisation else code


def names(instance: Instance, codes: Sequence[str]) -> str:
    """Names and codes of organisations as a list."""
    return listed([named(instance, code) for code in codes])


def grouped(instance: Instance, organisations: Sequence[str]) -> str:
    """A cluster in words: its one organisation, or ``The cluster of A (a) and B (b)``."""
    if len(organisations) == 1:
        return named(instance, organisations[0])
    return f"The cluster of {names(instance, sorted(organisations))}"


def asks(spec: RuleSpec) -> str:
    """Who asks, by the weight of the rule.

    Only statute is called the law.
    """
    return {
        "statute": "the law asks for",
        "guidance": "the guidance asks for",
        "letter": "the policy letter asks for",
        "planner": "your choice is",
        "assumption": "we assume",
    }[spec.authority]


def about(cluster: Cluster, text: str, measured: str = "", limit: str = "") -> Finding:
    """A finding about one cluster."""
    return Finding(subject=tuple(sorted(cluster.organisations)), text=text, measured=measured, limit=limit)


def on_board(code: str, text: str, measured: str = "", limit: str = "") -> Finding:
    """A finding about one board."""
    return Finding(subject=(code,), text=text, measured=measured, limit=limit)


def many(n: int, nouns: str = "breach", plural: str = "breaches") -> str:
    """Findings counted for the report's table.

    >>> many(0), many(2)
    ('no breaches', '2 breaches')
    """
    return f"{n or 'no'} {nouns if n == 1 else plural}"

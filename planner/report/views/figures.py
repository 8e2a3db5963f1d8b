"""Amounts of a comparison in words: short for a table on a terminal, long for a page."""

from __future__ import annotations

from planner.boards.resilience.words import average, per_cent
from planner.core.comparison import Amount, Figure

NONE = "–"
"""In place of a figure in short tables; the reason stands in the long form."""
BASES = ("DERIVED PROXY", "RECALLED", "ASSUMED")


def long(figure: Figure, amount: Amount) -> str:
    """An amount with what a reader needs, for example ``none if all agree, 31 at worst``."""
    if amount.low is None or amount.high is None:
        return amount.why
    if figure.id == "places_end":
        return "none" if not amount.high else f"none if all agree, {amount.high:,} at worst"
    low, high = (_one(figure, n) for n in (amount.low, amount.high))
    if figure.unit == "thousandths" and low != high:
        low = low.removesuffix(" per cent")
    said = low if low == high else f"{low} to {high}"
    return said if amount.of is None else f"{said} of {amount.of:,}"


def short(figure: Figure, amount: Amount) -> str:
    """An amount for a narrow column; pounds and residents in thousands, as :func:`short_unit` says."""
    if amount.low is None or amount.high is None:
        known = ("not shown", "no plan")
        return next((w for w in known if amount.why.startswith(w)), NONE)
    if figure.unit in ("pounds a year", "people living there"):
        low, high = (_thousands(n, signed=figure.id == "cost_change") for n in (amount.low, amount.high))
        return low if low == high else f"{low} to {high}"
    if figure.id == "places_end":
        return f"0 to {amount.high:,}" if amount.high else "0"
    text = long(figure, amount)
    for words, sign in ((" per cent", "%"), ("less than ", "<"), ("more than ", ">"), (" of ", "/")):
        text = text.replace(words, sign)
    return text.replace(" %", "%").replace("< ", "<")


def short_unit(figure: Figure) -> str:
    """Title with the unit of :func:`short` where it is another, and what the figure rests on."""
    unit = {"pounds a year": ", £1,000 a year", "people living there": ", thousand"}.get(figure.unit, "")
    word = basis_word(figure)
    return f"{figure.title}{unit}{f' ({word})' if word else ''}"


def basis_word(figure: Figure) -> str:
    """What a figure rests on in one word; empty where all is given or found."""
    return next((b for b in BASES if figure.basis.startswith(b)), "")


def _one(figure: Figure, n: int) -> str:
    """One number in the figure's unit."""
    if figure.unit == "millionths":
        return per_cent(n / 1_000_000)
    if figure.unit == "thousandths of a board":
        return average(n / 1000)
    if figure.unit == "thousandths":
        return f"{n // 10}.{n % 10} per cent"
    if figure.id == "cost_change":
        return "no change" if not n else f"{abs(n):,} {'more' if n > 0 else 'less'}"
    return f"{n:,}"


def _thousands(n: int, *, signed: bool) -> str:
    """Thousands, rounded half away from nothing."""
    rounded = (2 * abs(n) + 1000) // 2000
    sign = "" if not rounded else "-" if n < 0 else "+" if signed else ""
    return f"{sign}{rounded:,}"

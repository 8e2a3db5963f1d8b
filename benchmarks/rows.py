"""Rows of the results table, as text and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Number = int | float


@dataclass(frozen=True)
class Target:
    """What the value should reach; both ends count as met."""

    side: Literal["at most", "at least"]
    limit: Number

    def met(self, value: Number) -> bool:
        """Whether a value reaches the target."""
        return value <= self.limit if self.side == "at most" else value >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.side == 'at most' else '≥'} {shown(self.limit)}"


def at_most(limit: Number) -> Target:
    """The value should be no larger."""
    return Target("at most", limit)


def at_least(limit: Number) -> Target:
    """The value should be no smaller."""
    return Target("at least", limit)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    group: str
    """What was solved, and how."""
    name: str
    """What was measured."""
    value: Number | str
    unit: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``met`` or ``missed``; empty without a target. A value that is no number has missed it."""
        if self.target is None:
            return ""
        reached = not isinstance(self.value, str) and self.target.met(self.value)
        return "met" if reached else "missed"


def shown(value: Number | str) -> str:
    """A value for people: whole numbers in full, others with three digits that count."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.1e}" if value else "0"


HEADINGS = ("", "value", "unit", "target", "", "note")


def table(rows: Iterable[Row]) -> str:
    """Plain text, one block for each group."""
    lines: list[tuple[str, ...]] = []
    group = None
    for row in rows:
        if row.group != group:
            group = row.group
            lines += [(), (group,)]
        lines.append(
            (
                f"  {row.name}",
                shown(row.value),
                row.unit,
                str(row.target) if row.target else "",
                row.verdict,
                row.note,
            )
        )
    return "\n".join(_aligned([HEADINGS, *lines]))


def _aligned(lines: Sequence[tuple[str, ...]]) -> list[str]:
    cells = [line for line in lines if len(line) == len(HEADINGS)]
    # a long word in the column of values, for example a list of rules, moves its own line only
    width = [min(60, max(len(line[i]) for line in cells)) for i in range(len(HEADINGS))]
    width[1] = min(width[1], 14)
    done = []
    for line in lines:
        if len(line) != len(HEADINGS):
            done.append("".join(line))
            continue
        name, value, *rest = line
        start = f"{name:<{width[0]}}  {value:>{width[1]}}  "
        done.append((start + "  ".join(f"{c:<{w}}" for c, w in zip(rest, width[2:], strict=True))).rstrip())
    return done


COLUMNS = ("group", "name", "value", "unit", "target", "verdict", "note")


def write_csv(rows: Iterable[Row], path: Path) -> None:
    """The same rows with values in full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for r in rows:
            writer.writerow([r.group, r.name, r.value, r.unit, r.target or "", r.verdict, r.note])

"""The first row of a table: which column of the file is which."""

from __future__ import annotations

from collections.abc import Mapping

from planner.io.collect import Collector, did_you_mean, nearest, shown
from planner.io.columns import Column
from planner.io.tables import RawTable

Heads = dict[int, Column]
"""By position in the file, the column that stands there."""


def heads_of(table: RawTable, columns: Mapping[str, Column], out: Collector) -> tuple[Heads, bool]:
    """The columns that can be read, and whether whole rows can be made of them.

    A name that is wrong is a fault and stops the work. The cells are looked at all the same where at most one
    column that must be filled is lacking, so that one name doesn't hide what else is wrong with the table. A
    name that differs from a known one in capitals, spaces or hyphens alone is taken for it here.

    Returns:
        No columns where the rows can't be judged; rows are whole when nothing that is missing could matter.
    """
    if _not_separated(table, out):
        return {}, False
    known = {i: columns[n] for i, n in enumerate(table.header) if n in columns and table.header.count(n) == 1}
    if _fits(table, columns, out):
        return known, True
    if table.records and all(len(r.cells) > len(table.header) for r in table.records):
        return {}, False  # a name was left out, and every row would be told to be too long
    meant = {i: _meant(n, columns) for i, n in enumerate(table.header) if n not in columns}
    free = [n for n in columns if n not in table.header]
    for i, name in meant.items():
        if name in free and list(meant.values()).count(name) == 1:
            known[i] = columns[name]
    read = {c.name for c in known.values()}
    needed = [c.name for c in columns.values() if c.required]
    lacking = [n for n in needed if n not in read]
    if len(lacking) > 1 or len(lacking) == len(needed):
        return {}, False
    unread = [n for i, n in enumerate(table.header) if i not in known]
    doubtful = any(n in columns or nearest(n, [c for c in free if c not in read]) for n in unread)
    return known, not lacking and not doubtful


def _meant(name: str, columns: Mapping[str, Column]) -> str:
    """The known name that this one is, but for capitals, spaces and hyphens; else itself."""
    plain = "_".join(name.casefold().replace("-", " ").split())
    return plain if plain in columns else name


def _not_separated(table: RawTable, out: Collector) -> bool:
    joined = next((s for s in (";", "\t") if len(table.header) == 1 and s in table.header[0]), None)
    if joined:
        out.add(
            "P-204",
            "The columns are not separated by commas",
            table.label,
            row=1,
            value=table.header[0],
            why=f"They are separated by {'semicolons' if joined == ';' else 'tabs'}.",
            fix='Save the file as "CSV UTF-8 (Comma delimited)".',
        )
        return True
    return False


def _fits(table: RawTable, columns: Mapping[str, Column], out: Collector) -> bool:
    """Whether every name is known, and every column that must be filled is there once; adds the faults."""
    missing = [c for c in columns.values() if c.required and c.name not in table.header]
    fits = True
    for column in missing:
        fits = False
        out.add(
            "P-201",
            f"Column {column.name} is missing",
            table.label,
            row=1,
            column=column.name,
            why=column.description + ".",
            fix=f"Add a column headed {column.name}: {column.in_words()}.",
        )
    for name in dict.fromkeys(table.header):
        if table.header.count(name) > 1 and name:
            fits = False
            out.add(
                "P-202",
                f"Column {shown(name)} stands there twice",
                table.label,
                row=1,
                column=shown(name),
                why="It would not be clear which one counts.",
                fix="Delete one of them.",
            )
        if name not in columns:
            fits = False
            free = [c for c in columns if c not in table.header]
            what = "A column has no name" if not name else "The column is not known"
            known = "Known columns: " + ", ".join(columns) + "."
            out.add(
                "P-203",
                what,
                table.label,
                row=1,
                column=shown(name) or None,
                why=known,
                fix=did_you_mean(name, free, "Rename or delete the column."),
            )
    return fits

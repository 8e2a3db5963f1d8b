"""From a raw table to rows: columns checked, cells understood, doubles found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from planner.core.rows import Decision, Link, Row
from planner.io.catalogue import FileSpec
from planner.io.coerce import Wrong, coerce
from planner.io.collect import Collector, shown
from planner.io.columns import Column, columns_of
from planner.io.header_checks import Heads, heads_of
from planner.io.layout_checks import is_no_row, misplaced_header, wrong_length
from planner.io.tables import Cell, Placed, RawTable, Record


def parse(table: RawTable, spec: FileSpec, out: Collector) -> list[Placed[Any]]:
    """Rows of a table; rows with a fault are left out, for the fault stops the work later."""
    columns = columns_of(spec)
    if misplaced_header(table, columns, out):
        return []
    heads, whole = heads_of(table, columns, out)
    rows: list[Placed[Any]] = []
    for record in table.records if heads else ():
        values = _values(table, record, columns, heads, out)
        row = _row(table, record, values, spec, out) if values is not None and whole else None
        if row is not None:
            rows.append(Placed(row, table.label, record.line, _turned(record, heads, row)))
    _doubles(rows, spec, out)
    return rows


def _row(table: RawTable, record: Record, values: dict[str, Any], spec: FileSpec, out: Collector) -> Row | None:
    if spec.model is Decision and values["kind"] == "exempt":
        _each_once(table, record, values.get("object"), out)
    try:
        return spec.model(**_canonical(values, spec))
    except ValidationError:
        out.add(
            "P-399",
            "The row can't be used",
            table.label,
            row=record.line,
            why="A value does not fit its column.",
            fix="Compare the row with the data dictionary that planner init writes.",
        )
        return None


def _values(
    table: RawTable, record: Record, columns: dict[str, Column], heads: Heads, out: Collector
) -> dict[str, Any] | None:
    """What the cells of a row hold, by column; None after a fault."""
    cells = record.cells
    if is_no_row(table, record, columns, out):
        return None
    if len(cells) > len(table.header) or (not table.typed and len(cells) < len(table.header)):
        wrong_length(table, record, columns, out)
        return None
    values: dict[str, Any] = {}
    found: list[tuple[int, Cell, Wrong]] = []
    for i, cell in enumerate(cells):
        if i not in heads:
            continue
        try:
            value = coerce(cell, heads[i])
        except Wrong as wrong:
            found.append((i, cell, wrong))
            continue
        if value is not None:
            values[heads[i].name] = value
    if found and record.beyond and not table.typed:
        # a comma in a text has moved all that follows by one cell: these faults would mislead
        wrong_length(table, record, columns, out)
        return None
    for i, cell, fault in found:
        empty = cell is None or not str(cell).strip()
        out.add(
            fault.code,
            fault.what,
            table.label,
            row=record.line,
            column=table.header[i],
            value=None if heads[i].hidden or empty else str(cell),
            why=fault.why,
            fix=fault.fix,
        )
    good = not found
    for column in heads.values():  # a workbook's row may end before a column that must be filled
        if good and column.required and column.name not in values:
            good = False
            out.add(
                "P-301",
                f"{column.name} is empty",
                table.label,
                row=record.line,
                column=column.name,
                why="This column must be filled in every row.",
                fix=f"Enter: {column.in_words()}.",
            )
    return values if good else None


def _canonical(values: dict[str, Any], spec: FileSpec) -> dict[str, Any]:
    """One way to say the same: a link's smaller code first, codes of an exemption sorted."""
    if spec.model is Link and values["a"] > values["b"]:
        values["a"], values["b"] = values["b"], values["a"]
    if spec.model is Decision and values["kind"] == "exempt" and "object" in values:
        codes = sorted({c.strip() for c in values["object"].split(";")} - {""})
        values["object"] = ";".join(codes) or None
    return values


def _each_once(table: RawTable, record: Record, given: str | None, out: Collector) -> None:
    """A fault when a list of codes has one twice: a copy may stand for a code that was meant."""
    count = Counter(c.strip() for c in (given or "").split(";"))
    twice = sorted(c for c, n in count.items() if c and n > 1)
    if twice:
        out.add(
            "P-502",
            "The decision names one organisation twice",
            table.label,
            row=record.line,
            column="object",
            value=given,
            why=f"{', '.join(shown(c) for c in twice)} stands there more than once; was another one meant?",
            fix="Delete the repetition, or write the code that was meant.",
        )


def _turned(record: Record, heads: Heads, row: Row) -> bool:
    """Whether the ends of a link stand the other way round in the file."""
    at = next((i for i, c in heads.items() if c.name == "a"), None)
    return isinstance(row, Link) and at is not None and str(record.cells[at]).strip() != row.a


def _doubles(rows: Sequence[Placed[Any]], spec: FileSpec, out: Collector) -> None:
    if spec.name == "office_holders":
        return  # equal posts are lawful in a roster without ids; people are checked by id
    key: Callable[[Row], tuple[Any, ...]] = (
        (lambda r: tuple(getattr(r, k) for k in spec.key))
        if spec.key
        else (lambda r: tuple(r.__dict__.values()))
    )
    first: dict[tuple[Any, ...], int] = {}
    for placed in rows:
        k = key(placed.row)
        if k not in first:
            first[k] = placed.line
            continue
        names = [n for n in spec.key if n not in spec.hidden]
        out.add(
            "P-401",
            "The link is given twice" if spec.name == "links" else "The row is given twice",
            placed.file,
            row=placed.line,
            column=", ".join(names) or None,
            value=", ".join(str(getattr(placed.row, n)) for n in names) or None,
            why=f"Row {first[k]} has the same {', '.join(names) or 'content'}"
            + (" (either order counts)." if spec.name == "links" else "."),
            fix="Delete one of the two rows.",
        )

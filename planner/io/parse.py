"""From a raw table to rows: columns checked, cells understood, doubles found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from planner.core.rows import Decision, Link, Row
from planner.io.catalogue import FileSpec
from planner.io.coerce import Wrong, coerce
from planner.io.collect import Collector, did_you_mean, shown
from planner.io.columns import Column, columns_of
from planner.io.layout_checks import is_no_row, misplaced_header, wrong_length
from planner.io.tables import Cell, Placed, RawTable, Record


def parse(table: RawTable, spec: FileSpec, out: Collector) -> list[Placed[Any]]:
    """Rows of a table; rows with a fault are left out, for the fault stops the work later."""
    columns = columns_of(spec)
    if misplaced_header(table, columns, out) or not _columns_fit(table, columns, out):
        return []
    rows: list[Placed[Any]] = []
    for record in table.records:
        row = _row(table, record, columns, spec, out)
        if row is not None:
            rows.append(Placed(row, table.label, record.line, _turned(table, record, row)))
    _doubles(rows, spec, out)
    return rows


def _columns_fit(table: RawTable, columns: dict[str, Column], out: Collector) -> bool:
    missing = [c for c in columns.values() if c.required and c.name not in table.header]
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
        return False
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


def _row(
    table: RawTable, record: Record, columns: dict[str, Column], spec: FileSpec, out: Collector
) -> Row | None:
    values = _values(table, record, columns, out)
    if values is None:
        return None
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
    table: RawTable, record: Record, columns: dict[str, Column], out: Collector
) -> dict[str, Any] | None:
    """What the cells of a row hold, by column; None after a fault."""
    cells = record.cells
    if is_no_row(table, record, columns, out):
        return None
    if len(cells) > len(table.header) or (not table.typed and len(cells) < len(table.header)):
        wrong_length(table, record, columns, out)
        return None
    values: dict[str, Any] = {}
    found: list[tuple[str, Cell, Wrong]] = []
    for name, cell in zip(table.header, cells, strict=False):
        try:
            value = coerce(cell, columns[name])
        except Wrong as wrong:
            found.append((name, cell, wrong))
            continue
        if value is not None:
            values[name] = value
    if found and record.beyond and not table.typed:
        # a comma in a text has moved all that follows by one cell: these faults would mislead
        wrong_length(table, record, columns, out)
        return None
    for name, cell, fault in found:
        empty = cell is None or not str(cell).strip()
        out.add(
            fault.code,
            fault.what,
            table.label,
            row=record.line,
            column=name,
            value=None if columns[name].hidden or empty else str(cell),
            why=fault.why,
            fix=fault.fix,
        )
    good = not found
    for column in columns.values():  # a workbook's row may end before a column that must be filled
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


def _turned(table: RawTable, record: Record, row: Row) -> bool:
    """Whether the ends of a link stand the other way round in the file."""
    return isinstance(row, Link) and str(record.cells[table.header.index("a")]).strip() != row.a


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

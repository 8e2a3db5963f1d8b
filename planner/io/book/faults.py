"""Faults given back: a table ``faults.csv``, and a copy of the user's workbook with the cells marked."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner.core.faults import Fault, OutputError
from planner.io.book.cells import guarded, held
from planner.io.book.grid import FAULTS_SHEET
from planner.io.book.layout import table_name
from planner.io.collect import Collector
from planner.io.workbook import Workbook
from planner.io.write import atomic_write, ensure_folder, refuse_existing

HEADER = ("number", "kind", "code", "file", "row", "column", "found", "what", "why", "fix")
AUTHOR = "planner check"
"""Who a comment of ours is from; by it they are found and taken away when the copy is checked again."""
_FILL = {"fault": "FFFFC7CE", "warning": "FFFFEB9C"}
_LONGEST_COMMENT = 2_000
_KEYS = 1_000
"""Rows of the sheet of keys and values in which a key is looked for."""
_SHEET_WORD = "sheet "
_COPY = re.compile(r"-faults(-[0-9]+)?\Z")


def fault_rows(faults: Sequence[Fault]) -> list[tuple[str | int, ...]]:
    """One row for each fault or warning, numbered from 1 in their order; empty text where nothing is known."""
    return [
        (
            number,
            "warning" if f.warning else "fault",
            f.code,
            f.file,
            f.row or "",
            f.column or "",
            f.value or "",
            f.what,
            f.why,
            f.fix,
        )
        for number, f in enumerate(faults, start=1)
    ]


def faults_csv(faults: Sequence[Fault]) -> bytes:
    """The table as a CSV file in UTF-8 with BOM; an apostrophe stands before what looks like a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([guarded(c) if isinstance(c, str) else c for c in row] for row in fault_rows(faults))
    return text.getvalue().encode("utf-8-sig")


def write_faults(source: str | Path, faults: Sequence[Fault], target: str | Path) -> tuple[Path, ...]:
    """Write faults of the instance at ``source``; the source itself is never touched.

    Args:
        source: folder or workbook that was read.
        faults: faults and warnings, in the order of the table.
        target: a name that ends in ``.csv`` for the table, in ``.xlsx`` for the marked copy of a workbook;
            else a folder that takes ``faults.csv`` and, for a workbook, ``NAME-faults.xlsx``.

    Returns:
        The files written; both can be read by their owner only. The copy is missing where the source can't be
        read as a workbook.

    Raises:
        OutputError: a workbook of that name is there already, or the target can't be written.
    """
    source, target = Path(source), Path(target)
    kind = target.suffix.lower()
    if kind == ".csv":
        atomic_write(target, faults_csv(faults), private=True)
        return (target,)
    book = marked_copy(source, faults) if source.suffix.lower() == ".xlsx" and source.is_file() else None
    if kind == ".xlsx":
        refuse_existing(target)
        if book is None:
            raise OutputError(
                f"{source.name} can't be copied as a workbook. Give a folder: it takes faults.csv."
            )
        atomic_write(target, book, private=True)
        return (target,)
    folder = ensure_folder(target)
    written = [folder / "faults.csv"]
    atomic_write(written[0], faults_csv(faults), private=True)
    if book is not None:
        written.append(_free(folder, _COPY.sub("", source.stem)))
        atomic_write(written[1], book, private=True)
    return tuple(written)


def _free(folder: Path, name: str) -> Path:
    """A name for the copy that nothing has yet."""
    path, number = folder / f"{name}-faults.xlsx", 2
    while path.exists() or path.is_symlink():
        path, number = folder / f"{name}-faults-{number}.xlsx", number + 1
    return path


def marked_copy(path: str | Path, faults: Sequence[Fault]) -> bytes | None:
    """A copy of a workbook with every faulty cell filled and commented, and a sheet of all faults in front.

    Marks of an earlier copy are taken away first. Values are not touched. Pictures and charts are not
    kept: the library that writes the copy doesn't carry them.

    Args:
        path: the user's workbook; it is only read.
        faults: what was found in it.

    Returns:
        The copy, or None when the file can't be read as a workbook at all.
    """
    out = Collector()
    Workbook(Path(path), out).close()  # the limits on size and content
    if out.faults:
        return None
    import openpyxl  # noqa: PLC0415 - slow to import, and needed only here

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, keep_links=False)
    except Exception:  # damaged workbooks raise errors of many kinds
        return None
    _unmark(book)
    _mark(book, faults)
    _list(book, faults)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _unmark(book: Any) -> None:
    """Take away the comments and fills of an earlier copy, and its sheet of faults."""
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    if FAULTS_SHEET in book.sheetnames and tuple(c.value for c in book[FAULTS_SHEET][1]) == HEADER:
        del book[FAULTS_SHEET]
    for page in book.worksheets:
        for cell in list(page._cells.values()):  # iter_rows would make every cell of a formatted, empty column
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()


def _mark(book: Any, faults: Sequence[Fault]) -> None:
    pages = {n.strip(): book[n] for n in book.sheetnames}
    texts: dict[tuple[str, int, int], list[Fault]] = defaultdict(list)
    for fault in faults:
        name = fault.file.removeprefix(_SHEET_WORD)
        if fault.file.startswith(_SHEET_WORD) and hasattr(pages.get(name), "cell"):
            for row, x in _places(pages[name], fault):
                texts[name, row, x].append(fault)
    for (name, row, x), found in texts.items():
        _mark_cell(_top_left(pages[name], row, x), found)


def _places(page: Any, fault: Fault) -> list[tuple[int, int]]:
    """Rows and columns of a fault on its sheet, from 1; the first column where it speaks of none there."""
    row = fault.row or 1
    if fault.row is None and fault.column is None:
        return [(row, 1)]
    header = [str(c.value or "").strip() for c in page[1]]
    names = [fault.column, *(fault.column or "").split(", ")]
    found = sorted({header.index(n) + 1 for n in names if n in header})
    return [(row, x) for x in found] or [_value_cell(page, fault) or (row, 1)]


def _value_cell(page: Any, fault: Fault) -> tuple[int, int] | None:
    """On the sheet of keys and values a column of a fault is a key: row and column of its value."""
    if fault.row is None:
        for (cell,) in page.iter_rows(max_col=1, max_row=min(page.max_row, _KEYS)):
            if fault.column and str(cell.value or "").strip() == fault.column:
                return cell.row, 2
    return None


def _top_left(page: Any, row: int, x: int) -> Any:
    """The cell; of merged cells the one that is kept."""
    for merged in page.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= x <= merged.max_col:
            return page.cell(merged.min_row, merged.min_col)
    return page.cell(row, x)


def _mark_cell(cell: Any, faults: Sequence[Fault]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    kind = "warning" if all(f.warning for f in faults) else "fault"
    text = "\n\n".join("\n".join(t for t in (f"{f.code} {f.what}.", f.why, f.fix) if t) for f in faults)
    theirs = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
    whole = held(theirs + text)
    short = whole if len(whole) <= _LONGEST_COMMENT else whole[: _LONGEST_COMMENT - 1] + "…"
    cell.comment = Comment(short, AUTHOR, height=160, width=320)
    cell.fill = PatternFill("solid", start_color=_FILL[kind], end_color=_FILL[kind])


def _list(book: Any, faults: Sequence[Fault]) -> None:
    """The sheet of faults, in front; every cell is text or a number, none a formula."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo  # noqa: PLC0415

    page = book.create_sheet(FAULTS_SHEET, 0)
    rows: list[tuple[str | int, ...]] = fault_rows(faults) or [("", "none", *[""] * (len(HEADER) - 2))]
    for y, row in enumerate([HEADER, *rows], start=1):
        for x, value in enumerate(row, start=1):
            if value == "":
                continue
            cell = page.cell(y, x)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=y == 1)
            if isinstance(value, int):
                cell.value = value
            else:
                cell.value = held(value)
                cell.data_type = "s"  # also a text that begins with =
                cell.number_format = "@"
    for letter, width in zip("ABCDEFGHIJ", (8, 10, 9, 22, 7, 20, 26, 44, 60, 60), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    table = Table(displayName=table_name(FAULTS_SHEET), ref=f"A1:J{len(rows) + 1}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    # else the library makes the columns when it writes, and a filter with them
    table.tableColumns = [TableColumn(id=n, name=name) for n, name in enumerate(HEADER, start=1)]
    page.add_table(table)
    book.active = 0

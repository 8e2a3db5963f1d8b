"""Reading an instance: a folder of CSV files or one workbook, every fault collected.

Example:
    >>> from planner.io.read import read_instance
    >>> read_instance("no-such-folder")
    Traceback (most recent call last):
        ...
    planner.core.faults.InputFaultsError: the input has 1 fault(s)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.core.faults import Fault, InputFaultsError
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.io.catalogue import BY_NAME, FILES
from planner.io.check_contradictions import check_contradictions
from planner.io.check_decisions import check_decisions
from planner.io.check_people import check_people
from planner.io.collect import Collector, did_you_mean, nearest
from planner.io.crosscheck import check_map
from planner.io.csv_folder import CsvFolder
from planner.io.draft import HOMES, Draft
from planner.io.fingerprint import canonical
from planner.io.geojson import check_boundaries
from planner.io.head import Head, files_of, understand
from planner.io.parse import parse
from planner.io.tables import Placed, RawTable, Source, is_blank
from planner.io.warn import warn
from planner.io.workbook import Workbook


def read_instance(path: str | Path) -> Instance:
    """Read an instance from a folder or an ``.xlsx`` workbook.

    Args:
        path: folder with ``instance.toml``, ``organisations.csv``, ``links.csv`` and what else is known, or
            a workbook with the same sheets.

    Returns:
        The instance, rows in canonical order, with its fingerprint.

    Raises:
        InputFaultsError: something is wrong; holds every fault found.
    """
    return read_with_warnings(path)[0]


def read_with_warnings(path: str | Path) -> tuple[Instance, tuple[Fault, ...]]:
    """Read an instance, and what of it is doubtful but allowed.

    Raises:
        InputFaultsError: something is wrong; holds every fault found.
    """
    out = Collector()
    source = open_source(Path(path), out)
    out.stop_if_faulty()
    if source is None:
        raise InputFaultsError(out.faults)
    try:
        draft = read_draft(source, out)
        _unknown_tables(source, draft, out)
        check_map(draft, out)
        check_people(draft, out)
        check_decisions(draft, out)
        check_contradictions(draft, out)
        boundaries = source.boundaries()
        check_boundaries(boundaries, draft, out)
    finally:
        source.close()
    out.stop_if_faulty()
    if draft.head is None:
        raise InputFaultsError(out.faults)
    warn(draft, out)
    return _instance(draft.head, draft, boundaries), out.warnings


def open_source(path: Path, out: Collector) -> Source | None:
    """The folder or the workbook at ``path``; None after a fault. Close it when done."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            books = sorted(p.name for p in path.glob("*.xlsx") if not p.name.startswith("~"))
            if books and not (path / "instance.toml").exists() and not (path / "organisations.csv").exists():
                out.add(
                    "P-101",
                    "The folder holds a workbook, not CSV files",
                    name,
                    why="A workbook is named itself.",
                    fix=f"Give the path of {books[0]}.",
                )
                return None
            return CsvFolder(path, out)
        exists = path.exists()
    except (OSError, ValueError):
        out.add("P-103", "The path can't be used", name, fix="Give the path of a folder or of an .xlsx file.")
        return None
    if not exists:
        out.add(
            "P-101",
            "There is no such folder or workbook",
            name,
            fix="Check the path; planner init NEW-FOLDER makes an empty instance.",
        )
        return None
    if path.suffix.lower() != ".xlsx":
        out.add(
            "P-101",
            "This is neither a folder nor an .xlsx workbook",
            name,
            why="An instance is a folder of CSV files or one workbook.",
            fix='Give the folder that the file lies in, or save the workbook as "Excel Workbook (.xlsx)".',
        )
        return None
    return Workbook(path, out)


def read_draft(source: Source, out: Collector) -> Draft:
    """Tables as far as they can be understood, not yet held against each other; faults go to ``out``."""
    raw = source.settings()
    out_before = len(out.faults)
    head = (
        understand(raw, source.settings_label(), out)
        if raw is not None and len(out.faults) == out_before
        else None
    )
    names = files_of(raw)
    tables: dict[str, list[Placed[Any]]] = {}
    raw_tables: dict[str, RawTable | None] = {}
    for spec in FILES:
        name = names.get(spec.name, spec.name)
        wanted = spec.required or name != spec.name
        table = source.table(name) if wanted or source.has(name) else None
        if wanted or source.has(name):
            raw_tables[spec.name] = table
        tables[spec.name] = parse(table, spec, out) if table is not None else []
        if table is not None and spec.required and not table.records and spec.name == "organisations":
            out.add(
                "P-209",
                "There are no organisations",
                table.label,
                row=2,
                why="There is nothing to group.",
                fix="Enter one organisation a row.",
            )
    mentioned = {home: _mentioned(raw_tables, *home) for home in HOMES.values()}
    return Draft(head, tables, _rulebook(head, source, out), mentioned)


def _mentioned(tables: dict[str, RawTable | None], table: str, column: str) -> frozenset[str] | None:
    """What stands in a column, understood or not; None when the table or the column can't be read."""
    if table not in tables:
        return frozenset()
    found = tables[table]
    if found is None:
        return None
    if column not in found.header:
        fields = BY_NAME[table].model.model_fields
        # a name that is not known may be meant for this column
        return None if fields[column].is_required() or set(found.header) - set(fields) else frozenset()
    at = found.header.index(column)
    cells = [r.cells[at] for r in found.records if len(r.cells) > at and not is_blank(r.cells[at])]
    if any(not isinstance(c, str) for c in cells):
        return None  # a number or a date that a spreadsheet has made of a code: what it was can't be known
    return frozenset(str(c).strip() for c in cells)


def _rulebook(head: Head | None, source: Source, out: Collector) -> Rulebook | None:
    if head is None:
        return None
    # reads files; only when there is a head
    from planner.io.rulebook import ModelFaultsError, is_file_name, load_rulebook, rulebook_ids  # noqa: PLC0415

    known = rulebook_ids()
    if head.rulebook in known:
        return load_rulebook(head.rulebook)
    if is_file_name(head.rulebook):
        try:
            return load_rulebook(source.beside(head.rulebook))
        except ModelFaultsError as error:
            out.extend(error.faults)
        return None
    out.add(
        "P-406",
        "The rulebook is not known",
        source.settings_label(),
        column="rulebook",
        value=head.rulebook,
        why="Rulebooks: "
        + ", ".join(known)
        + ". A file of your own lies beside the data: my-rules.toml, no path.",
        fix=did_you_mean(head.rulebook, known, "Write one of these ids, or the name of your file."),
    )
    return None


def _unknown_tables(source: Source, draft: Draft, out: Collector) -> None:
    used = set(draft.head.files.values()) if draft.head else set()
    for name in source.names():
        if name in BY_NAME or name in used:
            continue
        free = [n for n in BY_NAME if not source.has(n)]
        alike = nearest(name, free)
        if alike:
            out.add(
                "P-112",
                "The name is not known, but like one that is missing",
                source.label(name),
                why="It would be passed over.",
                fix=f'Did you mean "{source.label(alike)}"? Rename it, or move it elsewhere.',
            )
        elif not any(name.startswith((n + "_", n + "-")) for n in BY_NAME):
            out.add(
                "W-604",
                "This is not read",
                source.label(name),
                why="The name is not known.",
                fix="Nothing to do if it holds notes.",
                warning=True,
            )


def _instance(head: Head, draft: Draft, boundaries: str | None) -> Instance:
    extra = {p.row.organisation: p.row for p in draft.tables["arrangements"]}
    rows: dict[str, Any] = {
        f.field: tuple(p.row for p in draft.tables[f.name]) for f in FILES if f.field != "arrangements"
    }
    rows["organisations"] = tuple(
        o.model_copy(
            update={"arrangement": extra[o.code].arrangement, "arrangement_strength": extra[o.code].strength}
        )
        if o.code in extra
        else o
        for o in rows["organisations"]
    )
    return canonical(
        Instance(
            name=head.name,
            title=head.title,
            as_at=head.as_at,
            horizon_end=head.horizon_end,
            rulebook=head.rulebook,
            synthetic=head.synthetic,
            assumptions=head.assumptions,
            renewals=head.renewals,
            boundaries=boundaries,
            **rows,
        )
    )

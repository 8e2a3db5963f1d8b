"""A short list of organisations, five columns, from which a whole instance is begun.

What the list leaves out is filled in by the rules of :func:`begun` and written down as assumptions of the
instance, so that it stands in every plan and report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import Field

from planner.core.instance import Instance
from planner.core.rows import Coverage, Link, LocalAuthority, OfficeHolder, Organisation, Row
from planner.io.catalogue import FileSpec
from planner.io.collect import Collector, did_you_mean, shown
from planner.io.csv_folder import CsvFolder
from planner.io.parse import parse
from planner.io.tables import Placed, Source
from planner.io.workbook import Workbook

SHEET = "list"
FIRST = ("code", "name", "population", "directors", "neighbours")
"""Columns of the list as a CSV file; a workbook has all."""
FEWEST_SEATS, MOST_SEATS = 5, 7
"""Seats for directors of one board (A¶3.3)."""


class Listed(Row):
    """One organisation of the list."""

    code: str = Field(description="Short unique code, as text", examples=["5QL"])
    name: str = Field(description="Name in full", examples=["Northby"])
    population: int = Field(ge=0, description="Residents, whole number of people", examples=[215000])
    directors: int = Field(
        ge=0, le=20, description="Non-executive directors in post, without the chair", examples=[5]
    )
    neighbours: tuple[str, ...] = Field(
        default=(), description="Codes it touches, by ;; each pair once is enough", examples=[["5QK", "5FL"]]
    )
    chair: bool = Field(default=True, description="no where nobody is chair", examples=[True])
    ned_seats: int | None = Field(
        default=None,
        ge=FEWEST_SEATS,
        le=MOST_SEATS,
        description="Seats for directors, 5 to 7; as many as are in post if empty",
        examples=[5],
    )
    region: str | None = Field(
        default=None,
        description="The body that leads the grouping; one for all if empty",
        examples=["Southshire"],
    )
    kind: Literal["pct", "care_trust", "care_trust_plus"] = Field(
        default="pct", description="Kind of body; pct if empty", examples=["pct"]
    )
    councils: tuple[str, ...] = Field(
        default=(), description="Names of upper-tier councils in it, by ;", examples=[["Northshire"]]
    )
    easting: int | None = Field(default=None, description="Metres east, for a map", examples=[365737])
    northing: int | None = Field(default=None, description="Metres north, for a map", examples=[179079])


SPEC = FileSpec(
    SHEET,
    SHEET,
    Listed,
    "Organisations to begin with, one a row.",
    key=("code",),
    codes={"code": "organisation"},
    required=True,
)


def list_text() -> str:
    """An empty list as CSV text: its first five columns; others may be added by name."""
    return ",".join(FIRST) + "\r\n"


def read_list(path: str | Path) -> tuple[Listed, ...]:
    """Rows of a list, a CSV file or the first sheet of a workbook.

    Raises:
        InputFaultsError: every fault, with its row and column.
    """
    path, out = Path(path), Collector()
    source, name = _opened(path, out)
    placed: list[Placed[Listed]] = []
    try:
        table = source.table(name) if source is not None else None
        if table is not None:
            placed = [_parted(p) for p in parse(table, SPEC, out)]
    finally:
        if source is not None:
            source.close()
    if not placed and not out.faults:
        out.add(
            "P-209",
            "There is no organisation in the list",
            path.name,
            why="One row is one organisation.",
            fix="Enter a code, a name, the population, the directors in post and the neighbours of each.",
        )
    _check_neighbours(placed, out)
    out.stop_if_faulty()
    return tuple(p.row for p in placed)


def _parted(placed: Placed[Listed]) -> Placed[Listed]:
    """Neighbours one by one, also where commas part them: no code has one."""
    codes = (code.strip() for text in placed.row.neighbours for code in text.split(","))
    row = placed.row.model_copy(update={"neighbours": tuple(code for code in codes if code)})
    return replace(placed, row=row)


def _opened(path: Path, out: Collector) -> tuple[Source | None, str]:
    """The file as a source of one table, and the name of that table."""
    if not path.is_file():
        out.add(
            "P-101",
            "There is no such list",
            path.name or str(path),
            fix="Check the path; planner init NEW.xlsx --list writes an empty one.",
        )
        return None, ""
    if path.suffix.lower() != ".xlsx":
        return CsvFolder(path.parent, out, path.suffix), path.stem
    book = Workbook(path, out)
    return book, SHEET if book.has(SHEET) else next(iter(book.names()), SHEET)


def _check_neighbours(placed: Sequence[Placed[Listed]], out: Collector) -> None:
    """Every neighbour is a code of the list, and nobody is their own."""
    codes = {p.row.code for p in placed}
    for p in placed:
        for other in p.row.neighbours:
            if other in codes and other != p.row.code:
                continue
            own = other == p.row.code
            out.add(
                "P-403",
                "An organisation is its own neighbour" if own else "The neighbour is not in the list",
                p.file,
                row=p.line,
                column="neighbours",
                value=shown(other),
                why="Neighbours are other organisations of the list, by their codes.",
                fix="Delete it."
                if own
                else did_you_mean(other, codes, "Add it to the list, or delete it here."),
            )
    if len(placed) > 1 and not any(p.row.neighbours for p in placed) and not out.faults:
        out.add(
            "P-403",
            "No organisation has a neighbour",
            placed[0].file,
            column="neighbours",
            why="Only organisations that touch can be grouped.",
            fix="Enter the codes of its neighbours in each row, separated by ;; each pair once is enough.",
        )


def begun(
    rows: Sequence[Listed], name: str, as_at: dt.date, horizon_end: dt.date, rulebook: str = "pct-2011"
) -> Instance:
    """An instance of the organisations of a list, with what was assumed.

    Posts are filled as the list says, without ids: a roster of posts.

    Args:
        rows: the list.
        name: of the instance; also its title, and the leading body where none is given.
        as_at: the day on which the plan takes effect.
        horizon_end: its last day; every term is taken to end then.
        rulebook: id of the rulebook.
    """
    councils = sorted({c for r in rows for c in r.councils})
    code_of = {c: f"LA{n:02}" for n, c in enumerate(councils, start=1)}
    pairs = sorted({(min(r.code, o), max(r.code, o)) for r in rows for o in r.neighbours})
    return Instance(
        name=name,
        title=name,
        as_at=as_at,
        horizon_end=horizon_end,
        rulebook=rulebook,
        assumptions=_assumed(rows, horizon_end),
        organisations=tuple(_organisation(r, name) for r in rows),
        links=tuple(Link(a=a, b=b, kind="land") for a, b in pairs),
        local_authorities=tuple(LocalAuthority(code=code_of[c], name=c) for c in councils),
        coverage=tuple(
            Coverage(organisation=r.code, local_authority=code_of[c])
            for r in rows
            for c in sorted(set(r.councils))
        ),
        office_holders=tuple(
            OfficeHolder(organisation=r.code, role=role, term_end=horizon_end)
            for r in rows
            for role in (*(["chair"] if r.chair else []), *["ned"] * r.directors)
        ),
    )


def _organisation(row: Listed, name: str) -> Organisation:
    return Organisation(
        code=row.code,
        name=row.name,
        kind=row.kind,
        region=row.region or name,
        population=row.population,
        ned_seats=_seats(row),
        easting=row.easting,
        northing=row.northing,
    )


def _seats(row: Listed) -> int:
    """Seats for directors: as given, else as many as are in post, within the law."""
    return row.ned_seats or min(max(row.directors, FEWEST_SEATS), MOST_SEATS)


def _assumed(rows: Sequence[Listed], horizon_end: dt.date) -> tuple[str, ...]:
    """Sentences for what the list left out."""
    last = f"{horizon_end.day} {horizon_end:%B %Y}"
    said = [
        f"Every term ends on {last}, the last day of the plan; who chairs audit committees, who was nominated "
        "and which skills there are is not known (each skill counts as missing). ASSUMED.",
        "Neighbours touch by land; how long their boundaries are is not known, so each counts as none.",
    ]
    if any(r.ned_seats is None for r in rows):
        said.append("A board has as many seats for directors as are in post, 5 to 7 (A¶3.3). ASSUMED.")
    if any(r.region is None for r in rows):
        said.append("One body leads all organisations for which none was given. ASSUMED.")
    if all(r.kind == "pct" for r in rows):
        said.append("No organisation is a Care Trust. ASSUMED.")
    if all(r.chair for r in rows):
        said.append("Every board has a chair in post. ASSUMED.")
    if not any(r.councils for r in rows):
        said.append("Councils were not given, so that no council is divided is not examined.")
    return tuple(said)

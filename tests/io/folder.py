"""A small valid instance as plain cells, to be written as a folder or a workbook and to be spoilt by tests.

Two regions of three organisations each; S03 is a Care Trust with one relevant authority.
"""

from __future__ import annotations

import copy
import csv
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl

SETTINGS = {
    "name": "small",
    "title": "Six organisations for tests",
    "as_at": "2011-06-01",
    "horizon_end": "2013-03-31",
    "rulebook": "pct-2011",
}

TABLES = {
    "organisations": [
        [
            "code",
            "name",
            "kind",
            "region",
            "population",
            "ned_seats",
            "easting",
            "northing",
            "cluster_reference",
        ],
        ["N01", "Northby", "pct", "North", "210000", "5", "400000", "500000", "Northern"],
        ["N02", "Middleham, Upper", "pct", "North", "320000", "6", "410000", "500000", "Northern"],
        ["N03", "Coldstone", "pct", "North", "150000", "5", "420000", "500000", "Coldstone"],
        ["S01", "Southey", "pct", "South", "405000", "7", "400000", "400000", "Southern"],
        ["S02", "Warmwell", "pct", "South", "260000", "5", "410000", "400000", "Southern"],
        ["S03", "Isleham", "care_trust", "South", "140000", "5", "420000", "400000", "Southern"],
    ],
    "links": [
        ["a", "b", "kind", "length_m"],
        ["N01", "N02", "land", "12000"],
        ["N02", "N03", "land", "8000"],
        ["N01", "S01", "land", "5000"],
        ["S01", "S02", "bridge", ""],
        ["S02", "S03", "ferry", ""],
        ["S01", "S03", "patient_flow", ""],
    ],
    "arrangements": [
        ["organisation", "arrangement", "strength"],
        ["S01", "South Coast", "established"],
        ["S02", "South Coast", "established"],
    ],
    "local_authorities": [["code", "name"], ["LA1", "Northshire"], ["LA2", "Isle"]],
    "coverage": [
        ["organisation", "local_authority", "share", "partnership", "relevant"],
        ["N01", "LA1", "0.4", "", ""],
        ["N02", "LA1", "0.6", "joint director", "no"],
        ["S03", "LA2", "1", "", "yes"],
    ],
    "consortia": [
        ["code", "name", "population", "status"],
        ["C1", "First Care", "200000", "pathfinder Dec 2010"],
    ],
    "footprints": [["consortium", "organisation", "share_of_organisation"], ["C1", "N01", "0.5"]],
    "office_holders": [
        [
            "id",
            "organisation",
            "role",
            "term_end",
            "audit_chair",
            "nominated_by",
            "la_member",
            "skills",
            "max_boards",
        ],
        *(
            [
                f"{org}-{n}",
                org,
                "ned" if n else "chair",
                "2013-03-31",
                "yes" if n == 1 else "",
                "",
                "",
                "finance" if n == 1 else "",
                "",
            ]
            for org in ("N01", "N02", "N03", "S01", "S02")
            for n in range(6)
        ),
        *(
            [
                f"S03-{n}",
                "S03",
                "ned" if n else "chair",
                "30/09/2012",
                "no",
                "LA2" if n == 5 else "",
                "yes" if n == 5 else "",
                "",
                "3" if n == 2 else "",
            ]
            for n in range(6)
        ),
    ],
    "stances": [
        ["id", "stance", "date", "route"],
        ["N01-2", "offers_to_stand_down", "2011-02-01", "letter to the chair"],
    ],
    "equality": [["id", "sex", "bme", "disabled"], ["N01-2", "woman", "no", ""], ["N01-3", "man", "yes", "no"]],
    "alternative_roles": [["organisation", "count"], ["N01", "1"]],
    "decisions": [
        ["kind", "subject", "object", "role", "reason", "owner", "route", "date", "reference"],
        ["keep_together", "N01", "N02", "", "shared services", "North SHA", "", "", ""],
        ["keep_apart", "N01", "S02", "", "views of both councils", "North SHA", "", "", ""],
        ["cross_region", "N01", "South", "", "patient flows", "North SHA", "", "", ""],
        ["exempt", "GEO-SIZE", "N03", "", "an island of its own", "North SHA", "", "", ""],
        ["keep_in_post", "N01-0", "N01", "", "continuity", "North SHA", "", "", ""],
        [
            "place",
            "N02-3",
            "N01",
            "ned",
            "outcome of interview",
            "Commission",
            "interview",
            "2011-03-01",
            "minute 4",
        ],
        ["release", "N02-4", "", "", "by agreement", "Commission", "agreement", "02/03/2011", "letter 7"],
    ],
    "views": [
        ["stakeholder", "subject", "view", "date", "evidence"],
        ["Northshire Council", "N01", "supports", "2011-02-03", "letter"],
    ],
    "clusters": [["organisation", "name"], ["S01", "South Coast"]],
}


@dataclass
class Content:
    """Settings and tables, free to be changed."""

    settings: dict[str, str]
    tables: dict[str, list[list[str]]]

    def cell(self, table: str, row: int, column: str, value: str) -> None:
        """Set one cell; ``row`` as a spreadsheet counts."""
        lines = self.tables[table]
        lines[row - 1][lines[0].index(column)] = value

    def line(self, table: str, *cells: str) -> int:
        """Add a line, filled up with empty cells; its row as a spreadsheet counts."""
        lines = self.tables[table]
        lines.append([*cells, *[""] * (len(lines[0]) - len(cells))])
        return len(lines)


def content() -> Content:
    """A fresh copy of the valid content."""
    return Content(dict(SETTINGS), copy.deepcopy(TABLES))


def write_csv(what: Content, folder: Path) -> Path:
    """Write as a folder."""
    folder.mkdir(exist_ok=True)
    dates = ("as_at", "horizon_end")
    lines = [
        f"{k} = {v}" if k in dates or v.startswith("[") else f'{k} = "{v}"' for k, v in what.settings.items()
    ]
    (folder / "instance.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in what.tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return folder


def write_xlsx(what: Content, path: Path) -> Path:
    """Write as a workbook, with numbers and dates as cells of their own kind."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet = book.create_sheet("instance")
    for row in [("key", "value"), *what.settings.items()]:
        sheet.append([typed(c) for c in row])
    for name, rows in what.tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([typed(c) for c in row])
    book.save(path)
    return path


def typed(text: str) -> object:
    """The cell that Excel makes of a typed text."""
    if text == "":
        return None
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return dt.datetime.fromisoformat(text)
    return text

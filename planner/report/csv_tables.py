"""The report's tables as CSV files, for pandas, R or any spreadsheet."""

from __future__ import annotations

import csv
import io
import re

from planner.io.write import no_formula
from planner.report.sheet import Cell
from planner.report.views import ReportView
from planner.report.workbook import every_sheet


def csv_tables(view: ReportView) -> dict[str, str]:
    """File name and text of every table, in the order of the workbook's sheets.

    UTF-8 with a mark at the beginning, so that Excel shows names rightly; one header row; a text that a
    spreadsheet could take for a formula has a single quote before it.
    """
    return {file_name(s.name): _text([c.header for c in s.columns], s.rows) for s in every_sheet(view)}


def file_name(sheet: str) -> str:
    """Name of the file for a sheet.

    >>> file_name("Data dictionary")
    'data-dictionary.csv'
    """
    return re.sub(r"[^a-z0-9]+", "-", sheet.lower()).strip("-") + ".csv"


def _text(header: list[str], rows: tuple[tuple[Cell, ...], ...]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([no_formula(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()

"""From the text or number in a cell to a value, with our own words for what is wrong."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal

from planner.io.catalogue import CODE_LENGTHS, MAX_WHOLE
from planner.io.collect import did_you_mean
from planner.io.columns import Column
from planner.io.tables import Cell, ExcelError, Formula, is_blank

Value = str | int | Decimal | bool | dt.date | tuple[str, ...] | None

_WHOLE = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\Z")
_SHARE = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_UK = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
_NOT_NUMBERS = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "#n/a", "n/a", "null", "none"}
_CONTROL = {chr(i) for i in range(32)} - {"\t", "\n", "\r"} | {"\x7f"}
_TURNING = {chr(i) for i in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Characters that turn the order of the letters after them; marks of direction alone are let be."""
_ERRORS = {
    "#N/A",
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "########",
}
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+\Z|[0-9]\.[0-9]+E[0-9]+\Z")
_FIRST_SERIAL, _LAST_SERIAL = 61, 109_574
"""Excel's numbers of the days from 1 March 1900 (before, its calendar has a day too many) to the year 2199."""


class Wrong(ValueError):  # noqa: N818 - it is what is wrong with one cell, made into a Fault by the caller
    """What is wrong with one cell."""

    def __init__(self, code: str, what: str, why: str, fix: str) -> None:
        super().__init__(what)
        self.code, self.what, self.why, self.fix = code, what, why, fix


def coerce(cell: Cell, column: Column) -> Value:
    """The value of a cell, None (or False, or no words) when it is empty and may be.

    Raises:
        Wrong: the cell can't be understood or breaks a limit of the column.
    """
    if isinstance(cell, Formula):
        raise Wrong(
            "P-310",
            "The cell is a formula",
            "Its result depends on who opens the file.",
            "Copy the column and paste it back as values only.",
        )
    if isinstance(cell, ExcelError):
        raise Wrong(
            "P-311",
            "The cell shows an error of Excel",
            "No value can be taken from it.",
            "Type the value itself.",
        )
    if is_blank(cell):
        if column.required:
            raise Wrong(
                "P-301",
                f"{column.name} is empty",
                "This column must be filled in every row.",
                f"Enter: {column.in_words()}.",
            )
        return () if column.kind == "list" else None
    value = _READERS[column.kind](_plain_text(cell, column) if isinstance(cell, str) else cell, column)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        _within(value, column)
    return value


def _plain_text(cell: str, column: Column) -> str:
    """The text without spaces around it (also those that do not break).

    Raises:
        Wrong: it is what a spreadsheet shows or writes, not what was meant.
    """
    text = cell.strip()
    if text in _ERRORS:
        raise Wrong(
            "P-311",
            "The cell shows an error of Excel",
            "No value can be taken from it.",
            "Type the value itself.",
        )
    if text[0] == "'" and (column.code is not None or column.kind not in ("text", "list")):
        raise Wrong(
            "P-314",
            "The cell begins with an apostrophe",
            "Excel marks text with it; here it would be part of the value.",
            "Leave the apostrophe out; in a workbook format the cell as Text.",
        )
    if column.code is not None and _SCIENTIFIC.match(text):
        raise Wrong(
            "P-302",
            "A number stands where a code is expected",
            "Excel has made a number of a code such as 5E10.",
            "Format the column as Text, then type the code again.",
        )
    return text


def check_code(text: str, kind: str) -> None:
    """Check the characters and the length of a code.

    Raises:
        Wrong: it has other characters, or too many.
    """
    longest = CODE_LENGTHS[kind]
    person = kind == "person"
    if not (_PERSON if person else _CODE).match(text) or len(text) > longest:
        allowed = "letters A to Z, digits, - and _" + (" and full stops" if person else "")
        raise Wrong(
            "P-303",
            "The id can't be used" if person else "The code can't be used",
            f"It may hold {allowed}, begin with a letter or digit, and have at most {longest} characters.",
            "Use a short code without spaces or signs."
            if text.isprintable()
            else "It holds an invisible character or a space that does not break: type the code again.",
        )


def _text(cell: Cell, column: Column) -> str:
    if not isinstance(cell, str):
        if column.code is not None:
            raise Wrong(
                "P-302",
                "A number stands where a code is expected",
                "Has Excel removed leading zeros, or made a date of it?",
                "Format the column as Text, then type the code again.",
            )
        if isinstance(cell, bool) or not isinstance(cell, int):
            raise Wrong(
                "P-302",
                "A number or date stands where text is expected",
                "Its written form depends on the program.",
                "Format the cell as Text, then type it again.",
            )
        return str(cell)
    if (_CONTROL | _TURNING) & set(cell):
        raise Wrong(
            "P-312",
            "The cell holds a character that can't be printed",
            "It is invisible, and two texts that look alike would differ.",
            "Type the cell again.",
        )
    if cell[0] in "=+@" or (column.code is not None and cell[0] == "-"):
        raise Wrong(
            "P-313",
            f"The cell begins with {cell[0]}",
            "A spreadsheet would take it for a formula.",
            "Leave out the sign, or begin with a word.",
        )
    if column.code is not None:
        check_code(cell, column.code)
    return cell


def _words(cell: Cell, column: Column) -> tuple[str, ...]:
    return tuple(sorted({w.strip() for w in _text(cell, column).split(";")} - {""}))


def _choice(cell: Cell, column: Column) -> str:
    if isinstance(cell, str) and cell in column.choices:
        return cell
    raise Wrong(
        "P-304",
        f"{column.name} has a value that is not known",
        "It is one of: " + ", ".join(column.choices) + ".",
        did_you_mean(str(cell), column.choices, "Write one of these words, in small letters."),
    )


def _yes_no(cell: Cell, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str) and cell.lower() in ("yes", "no", "true", "false"):
        return cell.lower() in ("yes", "true")
    raise Wrong(
        "P-305",
        f"{column.name} is neither yes nor no",
        "Only these two words are understood.",
        "Write yes or no; an empty cell means it was not given.",
    )


def _whole(cell: Cell, column: Column) -> int:
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, str) and _WHOLE.match(cell) and len(cell) <= 25:
        return int(cell.replace(",", ""))
    raise _no_number(cell, column, "a whole number", "Write digits only, for example 215000 or 215,000.")


def _share(cell: Cell, column: Column) -> Decimal:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    if isinstance(cell, float) and math.isfinite(cell):
        return _plain(Decimal(format(cell, ".15g")))
    if isinstance(cell, str) and _SHARE.match(cell):
        return _plain(Decimal(cell))
    raise _no_number(
        cell, column, "a number", "Write a decimal number with a full stop, for example 0.25 (not 25% or 0,25)."
    )


def _plain(value: Decimal) -> Decimal:
    """The same number without zeros at its end or an exponent, so that 0.50 and 0.5 are one."""
    return Decimal(format(value.normalize(), "f"))


def _no_number(cell: Cell, column: Column, wanted: str, fix: str) -> Wrong:
    text = str(cell).strip().lower()
    if text in _NOT_NUMBERS or (isinstance(cell, float) and not math.isfinite(cell)):
        return Wrong(
            "P-306",
            f"{column.name} is not a number",
            "NaN, infinity and the like can't be counted.",
            "Write the number" + ("." if column.required else ", or leave the cell empty."),
        )
    return Wrong("P-307", f"{column.name} is not {wanted}", f"It must be {column.in_words()}.", fix)


def _within(value: int | Decimal, column: Column) -> None:
    low, above, high = column.least, column.above, column.most
    if (
        (low is not None and value < low)
        or (above is not None and value <= above)
        or (high is not None and value > high)
    ):
        negative = value < 0 and low == 0
        most = f", at most {high:,}" if high == MAX_WHOLE else ""
        raise Wrong(
            "P-308",
            f"{column.name} is negative" if negative else f"{column.name} is out of range",
            f"It must be {column.in_words()}{most}.",
            "Correct the number.",
        )


def _date(cell: Cell, column: Column) -> dt.date:
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time(0):
            raise Wrong(
                "P-309", f"{column.name} has a time of day", "A date is a whole day.", "Enter the date alone."
            )
        return _known_year(cell.date(), column)
    if isinstance(cell, dt.date):
        return _known_year(cell, column)
    iso, uk = (_ISO.match(cell), _UK.match(cell)) if isinstance(cell, str) else (None, None)
    if not iso and not uk:
        fix = "Write for example 2013-03-31 or 31/03/2013."
        meant = _day_of_serial(cell)
        if meant is not None:
            fix = f"If it is Excel's number of a day, it is {meant.isoformat()}: format the cell as Date. {fix}"
        raise Wrong("P-309", f"{column.name} is not a date", "Dates are written yyyy-mm-dd or dd/mm/yyyy.", fix)
    parts = [int(p) for p in (iso.groups() if iso else reversed(uk.groups() if uk else ()))]
    year, month, day = parts
    if not 1 <= month <= 12:
        raise Wrong(
            "P-309",
            f"{column.name} is not a real date",
            f"There is no month {month}.",
            "Write the day before the month, as in 31/03/2013.",
        )
    if year < 1900:
        return _known_year(dt.date(1899, 1, 1), column)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise Wrong(
            "P-309",
            f"{column.name} is not a real date",
            f"{calendar.month_name[month]} {year} has {days} days.",
            "Enter a date as dd/mm/yyyy.",
        )
    return _known_year(dt.date(year, month, day), column)


def _day_of_serial(cell: Cell) -> dt.date | None:
    """The day that Excel shows for a number; None where it can't be one."""
    text = str(cell).removesuffix(".0")
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_LAST_SERIAL)):
        return None
    if not _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return None
    return dt.date(1899, 12, 30) + dt.timedelta(days=int(text))


def _known_year(value: dt.date, column: Column) -> dt.date:
    if not 1900 <= value.year <= 2199:
        raise Wrong(
            "P-309",
            f"{column.name} is not in the years 1900 to 2199",
            "Such a date is a slip of the keyboard.",
            "Correct the year.",
        )
    return value


_READERS: dict[str, Callable[[Cell, Column], Value]] = {
    "text": _text,
    "list": _words,
    "choice": _choice,
    "yes_no": _yes_no,
    "whole": _whole,
    "share": _share,
    "date": _date,
}

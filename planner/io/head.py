"""Name, dates and choices of an instance: ``instance.toml`` or sheet ``instance``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, get_args

from planner.core.instance import Renewals
from planner.io.coerce import Wrong, coerce
from planner.io.collect import Collector, did_you_mean
from planner.io.columns import Column, Kind
from planner.io.tables import ExcelError, Formula

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z")
_CSV_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.csv\Z")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{i}" for p in ("com", "lpt") for i in range(1, 10))}

KEYS: dict[str, str] = {
    "name": "short name: letters, digits, - and _",
    "title": "title in full",
    "as_at": "date on which the plan takes effect",
    "horizon_end": "last day of the plan",
    "rulebook": "id of the rulebook, for example pct-2011, or the name of a .toml file beside this one",
    "synthetic": "files whose content is invented",
    "assumptions": "sentences printed with every plan",
    "renewals": "assumed (terms end nothing), none (they end a place) or chosen (renewed where needed)",
    "consortia_file": "file of consortia to use instead of consortia.csv",
    "footprints_file": "file of footprints to use instead of footprints.csv",
}
EXAMPLES: dict[str, str] = {
    "name": "south-west-draft-1",
    "title": "South West, first draft",
    "as_at": "2011-06-01",
    "horizon_end": "2013-03-31",
    "rulebook": "pct-2011",
    "synthetic": "office_holders.csv",
    "assumptions": "Populations are those of the 2011 census.",
    "renewals": "assumed",
    "consortia_file": "consortia_2013.csv",
    "footprints_file": "footprints_2013.csv",
}
"""An invented value of each key."""
NEEDED = ("name", "title", "as_at", "horizon_end", "rulebook")


@dataclass(frozen=True)
class Head:
    """Settings of an instance, understood."""

    name: str
    title: str
    as_at: dt.date
    horizon_end: dt.date
    rulebook: str
    synthetic: tuple[str, ...]
    assumptions: tuple[str, ...]
    renewals: Renewals
    files: dict[str, str]
    """Table name to use for ``consortia`` and ``footprints``."""


def is_safe_name(text: str) -> bool:
    """Whether a text can be the name of an instance, and of a folder on any system."""
    return bool(_NAME.match(text)) and text.lower() not in _RESERVED


def files_of(raw: dict[str, object] | None) -> dict[str, str]:
    """Which tables to read for consortia and footprints, where the settings name them properly."""
    found = {"consortia": "consortia", "footprints": "footprints"}
    for table in found:
        given = (raw or {}).get(f"{table}_file")
        if isinstance(given, str) and _CSV_NAME.match(given):
            found[table] = given.removesuffix(".csv")
    return found


def understand(raw: dict[str, object], label: str, out: Collector) -> Head | None:
    """Settings from their keys and values; None after a fault."""
    before = len(out.faults)
    for key in raw:
        if key not in KEYS:
            out.add(
                "P-207",
                "The key is not known",
                label,
                column=str(key),
                why="Known keys: " + ", ".join(KEYS) + ".",
                fix=did_you_mean(str(key), KEYS, "Rename or delete it."),
            )
    for key in NEEDED:
        if raw.get(key) in (None, ""):
            out.add(
                "P-208",
                f"{key} is missing",
                label,
                column=key,
                why=f"It is needed: {KEYS[key]}.",
                fix=f"Add {key}.",
            )
    texts = {k: _text(raw, k, label, out) for k in ("name", "title", "rulebook")}
    dates = {k: _date(raw, k, label, out) for k in ("as_at", "horizon_end")}
    lists = {k: _list(raw, k, label, out) for k in ("synthetic", "assumptions")}
    _check_name(texts["name"], label, out)
    _check_files(raw, label, out)
    renewals = _renewals(raw, label, out)
    as_at, horizon = dates["as_at"], dates["horizon_end"]
    if as_at and horizon and as_at > horizon:
        out.add(
            "P-402",
            "as_at is after horizon_end",
            label,
            column="as_at",
            value=as_at.isoformat(),
            why=f"The plan would end on {horizon.isoformat()}, before it takes effect.",
            fix="Correct one of the two dates.",
        )
    if len(out.faults) > before or as_at is None or horizon is None:
        return None
    return Head(
        name=texts["name"],
        title=texts["title"],
        as_at=as_at,
        horizon_end=horizon,
        rulebook=texts["rulebook"],
        synthetic=tuple(sorted({s.strip() for item in lists["synthetic"] for s in item.split(";")} - {""})),
        assumptions=lists["assumptions"],
        renewals=renewals,
        files=files_of(raw),
    )


def _checked(key: str, value: Any, kind: Kind, label: str, out: Collector) -> Any:
    try:
        return coerce(value, Column(key, kind, False, ""))
    except Wrong as wrong:
        out.add(wrong.code, wrong.what, label, column=key, value=value, why=wrong.why, fix=wrong.fix)
        return None


def _text(raw: dict[str, object], key: str, label: str, out: Collector) -> str:
    value = raw.get(key)
    if value in (None, ""):
        return ""
    if not isinstance(value, str):
        out.add(
            "P-302",
            f"{key} is not text",
            label,
            column=key,
            value=value,
            why="A number, date or list stands where text is expected.",
            fix="Write it as text; in instance.toml in quotation marks.",
        )
        return ""
    return _checked(key, value, "text", label, out) or ""


def _date(raw: dict[str, object], key: str, label: str, out: Collector) -> dt.date | None:
    value = raw.get(key)
    if value in (None, ""):
        return None
    if not isinstance(value, str | dt.date):
        value = str(value)
    found = _checked(key, value, "date", label, out)
    return found if isinstance(found, dt.date) else None


def _list(raw: dict[str, object], key: str, label: str, out: Collector) -> tuple[str, ...]:
    value = raw.get(key)
    items = (
        [value]
        if isinstance(value, str)
        else value
        if isinstance(value, list)
        else []
        if value is None
        else [value]
    )
    if any(not isinstance(i, str) or isinstance(i, Formula | ExcelError) for i in items):
        out.add(
            "P-302",
            f"{key} is not a list of texts",
            label,
            column=key,
            fix=f'Write {key} = ["first", "second"]; in a workbook one row for each.',
        )
        return ()
    texts = [_checked(key, i, "text", label, out) for i in items]
    return tuple(t for t in texts if t)


def _check_name(name: str, label: str, out: Collector) -> None:
    if name and not is_safe_name(name):
        out.add(
            "P-403",
            "The name can't be used",
            label,
            column="name",
            value=name,
            why="It becomes part of file names: letters, digits, - and _, at most 60 characters; no path.",
            fix='Write for example name = "south-west-draft-1"; the full title goes into title.',
        )


def _check_files(raw: dict[str, object], label: str, out: Collector) -> None:
    for key in ("consortia_file", "footprints_file"):
        value = raw.get(key)
        if value is not None and not (isinstance(value, str) and _CSV_NAME.match(value)):
            out.add(
                "P-404",
                f"{key} is not a plain file name",
                label,
                column=key,
                value=value,
                why="Only files of the instance's own folder are read, never a path.",
                fix=f'Write for example {key} = "{key.removesuffix("_file")}_2013.csv".',
            )


def _renewals(raw: dict[str, object], label: str, out: Collector) -> Renewals:
    value = raw.get("renewals", "assumed")
    words: tuple[Renewals, ...] = get_args(Renewals)
    for word in words:
        if value == word:
            return word
    out.add(
        "P-304",
        "renewals has a value that is not known",
        label,
        column="renewals",
        value=value,
        why=f"It is one of: {', '.join(words)}.",
        fix=did_you_mean(str(value), words, "Write one of these words."),
    )
    return "assumed"

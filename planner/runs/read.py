"""Results of a batch as one table: a row for each run."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.core.faults import Fault, InputFaultsError
from planner.runs.dimensions import COLUMNS
from planner.runs.key import differences, versions
from planner.runs.ledger import DONE, FILE, Entry, Ledger
from planner.runs.store import RUNS, damaged_files, read_run, run_path

if TYPE_CHECKING:
    import pandas as pd

FIXED = (
    "number", "instance", *COLUMNS.values(), "state", "status", "proved", "reason", "organisations", "clusters",
    "ended_by", "seconds", "planner", "run", "stale", "aims",
)  # fmt: skip
"""Columns of every table; a column for each aim and one for its bound (``AIM_bound``) follow."""
_TEXTS = ("status", "reason", "ended_by", "planner", "aims")


class StaleResultsWarning(UserWarning):
    """Results that are not those of today's versions and inputs were left out of a table."""


def read_batch(folder: str | Path, stale: bool = False) -> pd.DataFrame:
    """Results of a batch, one row for each run, in the order of its file.

    Args:
        folder: of the batch; it may be at work.
        stale: give also results that are no longer what the batch asks: made by another version of planner or
            of what it stands on, or from inputs that have changed since. They say so in the column ``stale``,
            which is empty for all others. Otherwise they are left out, with a warning that counts them.

    Returns:
        Columns ``number``, ``instance``, ``region``, ``scenario``, ``model``, ``clusters_asked``,
        ``geography``, ``profile``, ``caps``, ``seed``; ``state`` (done, failed, running, waiting), ``status``
        (of an answer: optimal, feasible, infeasible, unknown; of a failure: its kind), ``proved``, ``reason``,
        ``organisations``, ``clusters`` (number), ``ended_by``, ``seconds``, ``planner``, ``run`` (its key),
        ``stale``, ``aims`` (their ids in order of importance, by ;); then value and bound of each aim,
        ``places_end`` and ``places_end_bound``, missing where the run has no plan.

    Raises:
        InputFaultsError: the folder holds no batch, or files of finished runs are missing or damaged.
        OutputError: the ledger is damaged or can't be read.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only tables need it

    rows = list(batch_rows(folder))
    old = sum(bool(r["stale"]) for r in rows)
    if old and not stale:
        warnings.warn(
            f"{old} results are stale (made by another version, or from other inputs) and left out; "
            "read_batch(..., stale=True) lists them, and planner batch with --resume makes them anew.",
            StaleResultsWarning,
            stacklevel=2,
        )
        rows = [r for r in rows if not r["stale"]]
    frame = pd.DataFrame(rows, columns=[*FIXED, *_aims(rows)])
    whole = {
        c: "Int64" for c in frame.columns if c in ("number", "organisations", "clusters") or c not in FIXED
    }
    return frame.astype({**whole, "seconds": "Float64", "proved": "boolean"})


def _aims(rows: list[dict[str, Any]]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows:
        found.update(dict.fromkeys(k for k in row if k not in FIXED))
    return list(found)


def batch_rows(folder: str | Path) -> Iterator[dict[str, Any]]:
    """The same rows as plain data, stale ones included and labelled."""
    ledger = _opened(Path(folder))
    try:
        bad = damaged_files(Path(folder), ledger.entries())
        if bad:
            raise InputFaultsError(_damaged(bad))
        asked_for = json.loads(ledger.about("versions") or "{}")
        today = differences(asked_for, versions())
        cells, keys = {}, set()
        for number, key, cell, labels, state in ledger.asked():
            cells[cell] = number
            keys.add(key)
            entry = ledger.entry(key)
            made = today and f"made by another version: {today}"
            yield _row(number, key, labels, state, entry, made if entry else "")
        for entry in ledger.entries():
            if entry.key in keys:
                continue
            made = differences(entry.content["versions"], versions())
            why = f"made by another version: {made}" if made else "made from other inputs"
            if entry.cell not in cells:
                why = "no longer in the batch"
            yield _row(
                cells.get(entry.cell), entry.key, entry.content["labels"], entry.content["state"], entry, why
            )
    finally:
        ledger.close()


def _row(
    number: int | None, key: str, labels: dict[str, str], state: str, entry: Entry | None, stale: str
) -> dict[str, Any]:
    row: dict[str, Any] = {"number": number, **labels, "state": state, "run": key, "stale": stale}
    if entry is None:
        return {**dict.fromkeys(FIXED), **row, **dict.fromkeys(_TEXTS, "")}
    content, figures = entry.content, entry.content["figures"]
    row |= {
        "status": content["status"],
        "proved": content["status"] in ("optimal", "infeasible") if content["state"] == DONE else None,
        "reason": content["reason"],
        "organisations": figures.get("organisations"),
        "clusters": figures.get("clusters"),
        "ended_by": figures.get("ended_by", ""),
        "seconds": content["seconds"],
        "planner": content["versions"].get("planner", ""),
        "aims": ";".join(level["id"] for level in figures.get("levels", ())),
    }
    for level in figures.get("levels", ()):
        row[level["id"]] = level["value"]
        row[f"{level['id']}_bound"] = level["bound"]
    return row


def titles(folder: str | Path) -> tuple[dict[str, tuple[str, str]], str, bool]:
    """Title and unit of each aim of a batch, its own title, and whether its office holders are invented.

    Aims stand in the order of importance as far as runs agree on it.
    """
    ledger = _opened(Path(folder))
    found: dict[str, tuple[str, str]] = {}
    try:
        title, invented = ledger.about("title"), False
        for entry in ledger.entries():
            invented = invented or entry.content["figures"].get("invented") is True
            for level in entry.content["figures"].get("levels", ()):
                found.setdefault(level["id"], (level["title"], level["unit"]))
    finally:
        ledger.close()
    return found, title, invented


def whole_run(folder: str | Path, start: str) -> dict[str, Any]:
    """All that is kept of one run, by its key or the beginning of it.

    Raises:
        InputFaultsError: there is no such run, more than one, or its file is damaged.
    """
    ledger = _opened(Path(folder))
    ledger.close()
    found = sorted(p.stem for p in (Path(folder) / RUNS).glob("*.json") if p.stem.startswith(start))
    if len(found) != 1 or not start:
        what = "There is no such run" if not found or not start else f"{len(found)} runs begin like that"
        fix = "Take the key from the column run of the table, or the beginning of it."
        raise InputFaultsError([Fault(code="P-920", what=what, file=RUNS, value=start[:40], fix=fix)])
    content = read_run(run_path(Path(folder), found[0]))
    if content is None:
        raise InputFaultsError(_damaged(found))
    return content


def _opened(folder: Path) -> Ledger:
    if not (folder / FILE).is_file():
        what, fix = "The folder holds no batch", "Give the folder that planner batch -o named."
        raise InputFaultsError([Fault(code="P-921", what=what, file=folder.name or str(folder), fix=fix)])
    return Ledger(folder / FILE, read_only=True)


def _damaged(keys: list[str]) -> list[Fault]:
    return [
        Fault(
            code="P-922",
            what="The file of a finished run is missing or damaged",
            file=f"{RUNS}/{key}.json",
            why="It is not what was written there.",
            fix="Run the batch again with --resume: this run is worked out anew, all others are kept.",
        )
        for key in keys
    ]

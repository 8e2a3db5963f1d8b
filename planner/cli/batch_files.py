"""What a batch writes when a pass ends: the table and the report; and what it says then."""

from __future__ import annotations

import importlib.util
import shlex
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.batch_looks import WORDS
from planner.cli.console import FOR_YOU, emit_json, note, say

if TYPE_CHECKING:
    import pandas as pd

    from planner.runs.batch import Tally

TABLE, PARQUET, REPORT = "results.csv", "results.parquet", "report.html"


def need_parquet() -> None:
    """Before any work: whether Parquet can be written.

    Raises:
        click.UsageError: pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise click.UsageError(
            "--parquet needs pyarrow, which is not installed: pip install 'planner[parquet]'."
        )


def finish(folder: Path, spec: str, tally: Tally | None, *, lost: str, parquet: bool, as_json: bool) -> int:
    """Write table and report, say how it stands, return the exit code."""
    from planner.runs.read import StaleResultsWarning, read_batch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", StaleResultsWarning)
        frame = read_batch(folder)
    files = _written(folder, frame, parquet)
    states = Counter(frame["state"])
    answers = Counter(frame.loc[frame["state"] == "done", "status"])
    code = 3 if tally is None else 130 if tally.stopped else 8 if states["failed"] else 0
    status = "no_workers" if tally is None else "stopped" if tally.stopped else "some_failed" if code else "ok"
    counts = {s: states[s] for s in ("done", "failed", "running", "waiting")}
    again = f"planner batch {shlex.quote(spec)} -o {shlex.quote(str(folder))}"
    if as_json:
        more: dict[str, Any] = {"message": lost} if lost else {}
        emit_json(
            status, code, runs=len(frame), **counts, answers=dict(sorted(answers.items())), files=files, **more
        )
        return code
    say(f"{len(frame):,} runs: {counts['done']:,} done, {counts['failed']:,} failed.")
    for name, number in sorted(answers.items()):
        say(f"  {number:,} {WORDS[name]}")
    say(f"Table: {files[0]}")
    say(f"Report: {files[-1]}")
    say(FOR_YOU)
    left = counts["running"] + counts["waiting"]
    if left:
        if tally is not None:
            note(f"Stopped; what is done is kept, and {left:,} runs are left.")
        say(f"Next: {again} --resume")
    elif counts["failed"]:
        say(
            f"Next: planner batch -o {shlex.quote(str(folder))} --failed shows why; "
            f"{again} --retry tries again."
        )
    else:
        say(f'Next: open the report, or in Python: planner.read_batch("{folder}")')
    return code


def _written(folder: Path, frame: pd.DataFrame, parquet: bool) -> list[str]:
    """Table and report; the report is the last."""
    import io

    from planner.io.write import atomic_write
    from planner.report.batch import batch_html
    from planner.runs.read import titles

    table = plain_texts(frame).to_csv(index=False, lineterminator="\r\n")
    # reasons may name a decision about somebody by its id
    atomic_write(folder / TABLE, table.encode("utf-8-sig"), private=True)
    files = [str(folder / TABLE)]
    if parquet:
        data = io.BytesIO()
        frame.to_parquet(data, engine="pyarrow", index=False)
        atomic_write(folder / PARQUET, data.getvalue(), private=True)
        files.append(str(folder / PARQUET))
    atomic_write(folder / REPORT, batch_html(frame, *titles(folder)), private=True)
    return [*files, str(folder / REPORT)]


def plain_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before every text that a spreadsheet would take for a formula."""
    from planner.io.write import no_formula

    shown = frame.copy()
    for column in shown.columns:
        if any(isinstance(v, str) for v in shown[column]):
            shown[column] = [no_formula(v) for v in shown[column]]
    return shown

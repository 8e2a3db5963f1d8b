"""A whole batch: open the folder, write down what is asked, work, say how it stands."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.core.faults import OutputError
from planner.runs.drive import Drive, Tell
from planner.runs.expand import expand
from planner.runs.key import versions
from planner.runs.lanes import Executor
from planner.runs.ledger import DONE, FAILED
from planner.runs.spec import Spec
from planner.runs.store import Store, run_path


@dataclass(frozen=True)
class Tally:
    """How a batch stands when a pass has ended."""

    counts: dict[str, int]
    kept: int
    """Runs that were done before the pass began."""
    stopped: bool


def run_batch(
    spec: Spec,
    folder: str | Path,
    workers: Callable[[], Executor],
    tell: Tell,
    stop: threading.Event,
    *,
    resume: bool = False,
    retry: bool = False,
    rebuild: bool = False,
) -> Tally:
    """Work out what a batch asks and its folder does not hold yet.

    Args:
        spec: what is asked.
        folder: where answers are kept.
        workers: makes the executor; only called when a run waits.
        tell: takes events; see :class:`Drive`. ``note`` and ``begin`` come first.
        stop: set it to end; what is done is kept.
        resume: go on in a folder that holds a batch.
        retry: try failed runs again.
        rebuild: make a new ledger from the files of the runs.

    Raises:
        OutputError: the folder can't be used, or an answer can't be kept.
        ExecutorLostError: there are no workers any more; what is done is kept.
    """
    store = Store(folder, resume=resume or retry, rebuild=rebuild)
    try:
        for note in store.notes:
            tell({"event": "note", "text": note})
        now = versions()
        about = {"versions": json.dumps(now), "title": spec.title, "file": spec.file, "spec": spec.text}
        about["begun"] = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        store.ledger.plan(expand(spec, now), about)
        if retry:
            _forget_failed(store)
        before = store.ledger.counts()
        tell({"event": "begin", "runs": sum(before.values()), **before})
        counts = before
        if before["waiting"] and not stop.is_set():
            counts = _driven(store, workers(), tell, stop)
        return Tally(counts, before[DONE] + before[FAILED], stop.is_set())
    finally:
        store.close()


def _driven(store: Store, executor: Executor, tell: Tell, stop: threading.Event) -> dict[str, int]:
    """One pass; when an answer can't be kept, the text says how to go on."""
    try:
        return Drive(store, executor, tell, stop).run()
    except OutputError as error:
        raise OutputError(
            f"{error} The batch has stopped; finished runs are kept, --resume goes on."
        ) from error


def _forget_failed(store: Store) -> None:
    keys = [key for _, key, _, _, state in store.ledger.asked() if state == FAILED]
    store.ledger.drop(keys)
    for key in keys:
        run_path(store.folder, key).unlink(missing_ok=True)

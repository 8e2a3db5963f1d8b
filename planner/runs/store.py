"""The folder of a batch: a lock, the ledger, one file for each finished run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from planner.core.faults import OutputError
from planner.io.write import atomic_write, output_error
from planner.runs.ledger import FILE, Entry, Ledger
from planner.runs.lock import Lock

RUNS = "runs"
VERSION = 1
_OF_OTHERS = ("plan.json", "report.html", "plan.xlsx", "organisations.csv")
"""Files by which a folder is another command's."""


class Store:
    """A batch's folder, opened for writing by one batch at a time.

    Args:
        folder: made if need be.
        resume: go on with a batch that is there.
        rebuild: put a damaged ledger aside and make a new one from the files of the runs.

    Raises:
        OutputError: it can't be used, another batch writes to it, or it holds one and ``resume`` is not set.
        DamagedLedgerError: the ledger is damaged and ``rebuild`` is not set.
    """

    def __init__(self, folder: str | Path, resume: bool = False, rebuild: bool = False) -> None:
        self.folder = Path(folder)
        self.notes: list[str] = []
        """What was put right when the folder was opened, for the user."""
        ledger = self.folder / FILE
        _refuse_others(self.folder, ledger)
        try:
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
            (self.folder / RUNS).chmod(0o700)
        except OSError as error:
            raise output_error(self.folder, error) from error
        self._lock = Lock(self.folder)
        try:
            if ledger.exists() and not (resume or rebuild):
                _refuse_again(self.folder)
            self._sweep()
            if rebuild:
                self._put_aside(ledger)
            self.ledger = Ledger(ledger)
            self._agree()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the ledger and let others in."""
        if hasattr(self, "ledger"):
            self.ledger.close()
        self._lock.release()

    def keep(self, content: Mapping[str, Any]) -> None:
        """Keep a finished run: first its file, whole, then its line in the ledger.

        Args:
            content: ``key``, ``cell``, ``labels``, ``versions``, ``state``, ``status``, ``reason``,
                ``seconds``, ``figures``, ``task`` (its input) and ``plan``; plain data.

        Raises:
            OutputError: the system refuses, for example because the disk is full.
        """
        text = run_text(content)
        atomic_write(run_path(self.folder, content["key"]), text, private=True)
        self.ledger.keep(_entry(content, text))

    def _sweep(self) -> None:
        """Remove what a writer that was killed left half written."""
        for path in (self.folder / RUNS).glob(".*.tmp"):
            path.unlink(missing_ok=True)

    def _put_aside(self, ledger: Path) -> None:
        if not ledger.exists():
            return
        number = 1
        while (aside := ledger.with_name(f"{FILE}.damaged-{number}")).exists():
            number += 1
        try:
            ledger.rename(aside)
            for side in ("-wal", "-shm"):
                ledger.with_name(FILE + side).unlink(missing_ok=True)
        except OSError as error:
            raise output_error(ledger, error) from error
        self.notes.append(
            f"The old ledger is kept as {aside.name}; a new one is made from the files of the runs."
        )

    def _agree(self) -> None:
        """Bring ledger and files together: what one of them has and the other not, after a crash."""
        entries = list(self.ledger.entries())
        known = {e.key for e in entries}
        damaged = set(damaged_files(self.folder, entries))
        taken = 0
        for path in sorted((self.folder / RUNS).glob("*.json")):
            key = path.stem
            if key in known and key not in damaged:
                continue
            found = read_run(path)
            if found is not None and found["key"] == key:
                self.ledger.keep(_entry(found, path.read_bytes()))
                taken += 1
                damaged.discard(key)
            else:
                path.replace(path.with_suffix(".damaged"))
                damaged.add(key)
        if damaged:
            self.ledger.drop(damaged)
            noun = "file of a run was" if len(damaged) == 1 else "files of runs were"
            self.notes.append(
                f"{len(damaged)} {noun} missing or damaged ({', '.join(sorted(damaged)[:3])}"
                f"{', …' if len(damaged) > 3 else ''}) and will be worked out again."
            )
        if taken:
            self.notes.append(
                f"{taken} finished runs were found that the ledger did not hold yet; they are kept."
            )


def _refuse_again(folder: Path) -> None:
    raise OutputError(
        f"{folder.name} holds a batch already. --resume goes on with it: what is done is kept, and only what "
        "is new or changed is worked out. Or choose another folder."
    )


def _refuse_others(folder: Path, ledger: Path) -> None:
    if ledger.exists() or not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder.name} is a file, not a folder. Choose another name.")
    if not (folder / RUNS).exists():
        there = [name for name in _OF_OTHERS if (folder / name).exists()]
        if there:
            raise OutputError(f"{folder.name} holds {there[0]} of something else. Choose another folder.")


def run_path(folder: Path, key: str) -> Path:
    """File of a run."""
    return folder / RUNS / f"{key}.json"


def run_text(content: Mapping[str, Any]) -> str:
    """The file of a run: one JSON object, which ends with a checksum of all before it."""
    body = json.dumps({"schema_version": VERSION, **content}, ensure_ascii=False, separators=(",", ":"))
    return f'{body[:-1]},"sha256":"{hashlib.sha256(body.encode()).hexdigest()}"}}\n'


def read_run(path: Path) -> dict[str, Any] | None:
    """A run from its file; None when the file is missing or not whole."""
    try:
        text = path.read_bytes().decode()
        body, _, rest = text.rpartition(',"sha256":"')
        if rest != hashlib.sha256(f"{body}}}".encode()).hexdigest() + '"}\n':
            return None
        found = json.loads(text)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("schema_version") == VERSION else None


def file_digest(folder: Path, key: str) -> str:
    """SHA-256 of a run's file; empty when it can't be read."""
    try:
        return hashlib.sha256(run_path(folder, key).read_bytes()).hexdigest()
    except OSError:
        return ""


def damaged_files(folder: Path, entries: Iterable[Entry]) -> list[str]:
    """Keys of finished runs whose files are missing or not what was written."""
    return [e.key for e in entries if file_digest(folder, e.key) != e.file]


def _entry(content: Mapping[str, Any], text: str | bytes) -> Entry:
    data = text.encode() if isinstance(text, str) else text
    kept = {k: content[k] for k in ("labels", "versions", "state", "status", "reason", "figures", "seconds")}
    return Entry(content["key"], content["cell"], kept, hashlib.sha256(data).hexdigest())

"""The ledger of a batch: which runs are asked, which are done. One SQLite file in WAL mode, one writer."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.core.faults import OutputError
from planner.runs.expand import Cell

FILE = "batch.db"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
_LAYOUT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, cell TEXT NOT NULL, share TEXT NOT NULL,
  labels TEXT NOT NULL, task TEXT NOT NULL, state TEXT NOT NULL,
  sum INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS by_share ON runs (state, share, number);
CREATE INDEX IF NOT EXISTS by_number ON runs (state, number);
CREATE TABLE IF NOT EXISTS results (
  key TEXT PRIMARY KEY, cell TEXT NOT NULL, content TEXT NOT NULL, file TEXT NOT NULL, sum INTEGER NOT NULL
) WITHOUT ROWID;
"""


class DamagedLedgerError(OutputError):
    """The ledger's file is damaged; the files of the runs are not touched by that."""


@dataclass(frozen=True)
class Entry:
    """What the ledger keeps of a finished run."""

    key: str
    cell: str
    content: dict[str, Any]
    """Labels, versions, state, status, reason, figures."""
    file: str
    """SHA-256 of the run's file."""


@dataclass(frozen=True)
class Waiting:
    """A run that waits for a worker."""

    number: int
    key: str
    cell: str
    share: str
    labels: dict[str, str]
    task: dict[str, Any]


class Ledger:
    """Opens or makes a ledger.

    Args:
        path: the file.
        read_only: only look; several may, also while a batch writes.

    Raises:
        DamagedLedgerError: the file is no whole ledger.
        OutputError: the system refuses.
    """

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path = path
        with _told(path):
            self._db = _opened(path, read_only)
        try:
            with _told(path):
                self._check(read_only)
        except BaseException:
            self._db.close()
            raise

    def _check(self, read_only: bool) -> None:
        found = [row[0] for row in self._db.execute("PRAGMA quick_check")]
        if found != ["ok"]:
            raise sqlite3.DatabaseError(found[0] if found else "no answer")
        if not read_only:
            self._db.execute("PRAGMA journal_mode=WAL")
            # a run is synced to its own file first: after a power cut the ledger catches up from there
            self._db.execute("PRAGMA synchronous=NORMAL")
            with self._writing():
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                self._db.execute("INSERT OR IGNORE INTO about VALUES ('layout', ?)", (str(_LAYOUT),))
        if self.about("layout") != str(_LAYOUT):
            raise OutputError(f"{self.path.name} was written by another version of planner. Take a new folder.")
        for _ in self.entries():
            pass
        for row in self._db.execute("SELECT key, cell, share, labels, task, sum FROM runs"):
            if _sum(*row[:-1]) != row[-1]:
                raise sqlite3.DatabaseError("a line of runs is not what was written")

    def close(self) -> None:
        """Close it; what was committed stays."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it or nothing."""
        with _told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def about(self, name: str) -> str:
        """A note about the batch; empty when there is none."""
        with _told(self.path):
            row = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def plan(self, cells: Iterable[Cell], about: dict[str, str]) -> None:
        """Write down what is asked, in place of what was; runs whose answers are kept are done already."""
        with self._writing():
            self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about.items())
            self._db.execute("DELETE FROM runs")
            self._db.executemany(
                "INSERT OR IGNORE INTO runs (key, cell, share, labels, task, state, sum) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_line(cell) for cell in cells),
            )
            self._db.execute(
                "UPDATE runs SET state = (SELECT json_extract(content, '$.state') FROM results "
                "WHERE results.key = runs.key) WHERE key IN (SELECT key FROM results)"
            )

    def next(self, share: str, busy: Collection[str]) -> Waiting | None:
        """A run that waits: of this share, else of a share nobody works on, else the last of all."""
        marks = ", ".join("?" * len(busy))
        choice = "SELECT number, key, cell, share, labels, task FROM runs WHERE state = 'waiting'"
        with _told(self.path):
            row = (
                self._db.execute(f"{choice} AND share = ? ORDER BY number LIMIT 1", (share,)).fetchone()
                or self._db.execute(
                    f"{choice} AND share NOT IN ({marks}) ORDER BY number LIMIT 1", [*busy]
                ).fetchone()
                or self._db.execute(f"{choice} ORDER BY number DESC LIMIT 1").fetchone()
            )
        return (
            None
            if row is None
            else Waiting(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]))
        )

    def mark(self, number: int, state: str) -> None:
        """Change the state of a run."""
        with self._writing():
            self._db.execute("UPDATE runs SET state = ? WHERE number = ?", (state, number))

    def keep(self, entry: Entry) -> None:
        """Keep a finished run; its file must be there already."""
        content = json.dumps(entry.content, ensure_ascii=False, sort_keys=True)
        total = _sum(entry.key, entry.cell, content, entry.file)
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)",
                (entry.key, entry.cell, content, entry.file, total),
            )
            self._db.execute("UPDATE runs SET state = ? WHERE key = ?", (entry.content["state"], entry.key))

    def drop(self, keys: Iterable[str]) -> None:
        """Forget answers, so that their runs wait again."""
        with self._writing():
            for key in keys:
                self._db.execute("DELETE FROM results WHERE key = ?", (key,))
                self._db.execute("UPDATE runs SET state = 'waiting' WHERE key = ?", (key,))

    def counts(self) -> dict[str, int]:
        """How many runs are in each state."""
        with _told(self.path):
            found = dict(self._db.execute("SELECT state, COUNT(*) FROM runs GROUP BY state").fetchall())
        return {state: int(found.get(state, 0)) for state in (WAITING, RUNNING, DONE, FAILED)}

    def asked(self) -> Iterator[tuple[int, str, str, dict[str, str], str]]:
        """Number, key, cell, labels and state of every run, in order."""
        with _told(self.path):
            for row in self._db.execute("SELECT number, key, cell, labels, state FROM runs ORDER BY number"):
                yield row[0], row[1], row[2], json.loads(row[3]), row[4]

    def entries(self) -> Iterator[Entry]:
        """Every answer kept, whether still asked for or not, by key.

        Raises:
            DamagedLedgerError: a line is not what was written.
        """
        with _told(self.path):
            for key, cell, content, file, total in self._db.execute("SELECT * FROM results ORDER BY key"):
                if _sum(key, cell, content, file) != total:
                    raise sqlite3.DatabaseError("a line of results is not what was written")
                yield Entry(key, cell, json.loads(content), file)

    def entry(self, key: str) -> Entry | None:
        """The answer of one run."""
        with _told(self.path):
            row = self._db.execute("SELECT cell, content, file FROM results WHERE key = ?", (key,)).fetchone()
        return None if row is None else Entry(key, row[0], json.loads(row[1]), row[2])


def _line(cell: Cell) -> tuple[str | int, ...]:
    texts = (
        cell.key, cell.cell, cell.share, json.dumps(cell.labels, ensure_ascii=False), json.dumps(cell.task)
    )  # fmt: skip
    return (*texts, WAITING, _sum(*texts))


def _sum(*texts: str) -> int:
    """A checksum, for SQLite itself does not see a changed byte inside a value."""
    return zlib.crc32("\0".join(str(t) for t in texts).encode())


def _opened(path: Path, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return sqlite3.connect(path, timeout=10, isolation_level=None)
    uri = path.resolve().as_uri()
    try:
        db = sqlite3.connect(f"{uri}?mode=ro", timeout=10, isolation_level=None, uri=True)
        db.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError:
        wal = path.with_name(f"{path.name}-wal")
        if not path.is_file() or (wal.exists() and wal.stat().st_size):
            raise
        # in a folder that can only be read SQLite can't make its side files; nobody writes there either
        db = sqlite3.connect(f"{uri}?mode=ro&immutable=1", isolation_level=None, uri=True)
    return db


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors in plain words."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "malformed" in text or "decode" in text:
            raise _damaged(path) from error
        why = "the disk is full" if "full" in text else f"the system refused ({text})"
        raise OutputError(
            f"The ledger {path.name} can't be used: {why}. Every finished run is kept in its own file."
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _damaged(path) from error
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"The ledger {path.name} can't be used: {error.strerror}.") from error


def _damaged(path: Path) -> DamagedLedgerError:
    return DamagedLedgerError(
        f"The ledger {path.name} is damaged. No finished run is lost: each has a file of its own. "
        "Run the batch again with --rebuild: a new ledger is made from those files, and the rest is worked out."
    )

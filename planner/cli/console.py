"""Terminal helpers: answers on stdout, progress and faults on stderr, tables that need no colour."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from planner.core.faults import Fault
    from planner.core.progress import Progress

MAX_FAULTS = 50
FOR_YOU = "This answer is for you: exact counts and decisions. planner report writes what everyone may read."
"""Last line but the next command of answers that hold what no public report tells (docs/audiences.md)."""
_QUIET_SECONDS = 1.0


def version() -> str:
    """Version of the installed package."""
    from importlib import metadata

    try:
        return metadata.version("planner")
    except metadata.PackageNotFoundError:
        return "unknown (not installed)"


@contextlib.contextmanager
def stopping(*signals: int) -> Iterator[threading.Event]:
    """An event that Ctrl-C (or these signals) sets, so that what was found stays, instead of breaking off."""
    stop = threading.Event()
    wanted = signals or (signal.SIGINT,)
    before = [signal.signal(number, lambda *_: stop.set()) for number in wanted]
    try:
        yield stop
    finally:
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)


def say(text: str = "") -> None:
    """Print part of the answer on stdout; characters that the terminal can't show are replaced."""
    _write(sys.stdout, text)


def note(text: str) -> None:
    """Print a remark on stderr."""
    _write(sys.stderr, text)


def _write(stream: IO[str], text: str) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding, "replace"), file=stream)


def emit_json(status: str, exit_code: int, **content: Any) -> None:
    """Print the one JSON document of a command with ``--json``: version, status and exit code first."""
    say(
        json.dumps(
            {"schema_version": 1, "status": status, "exit_code": exit_code, **content},
            ensure_ascii=False,
            indent=1,
        )
    )


def print_faults(faults: Sequence[Fault], ending: str = "; nothing was written") -> None:
    """Print faults on stderr, four lines each, at most 50, how many there are, and an ending."""
    for line in fault_lines(faults):
        note(line)
    count = len(faults)
    noun = "fault" if count == 1 else "faults"
    note(f"{count:,} {noun}. Correct the input and run the command again{ending}.")


def fault_lines(faults: Sequence[Fault]) -> Iterator[str]:
    """Faults as texts, grouped by file, at most 50; then how many more there are."""
    order = {name: i for i, name in enumerate(dict.fromkeys(f.file for f in faults))}
    for fault in sorted(faults, key=lambda f: order[f.file])[:MAX_FAULTS]:
        yield fault.text()
    if len(faults) > MAX_FAULTS:
        yield f"… and {len(faults) - MAX_FAULTS:,} more; --json prints them all."


def table(head: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> str:
    """A plain table with two spaces between columns.

    Args:
        head: column names.
        rows: one sequence for each row, as long as ``head``; whole numbers get thousands commas.
        right: positions of columns that are set to the right (numbers).
    """
    lines = [[str(h) for h in head]]
    lines += [
        [f"{c:,}" if isinstance(c, int) and not isinstance(c, bool) else str(c) for c in row] for row in rows
    ]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * w for w in widths])
    return "\n".join(
        "  ".join(
            c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


class PlainProgress:
    """Progress as plain lines on stderr: stage, elapsed, best so far; at most one "best" line a second."""

    def __init__(self, stream: IO[str] | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._start = time.monotonic()
        self._last = ("", -_QUIET_SECONDS)
        self._stage = ""

    def stage(self, name: str, detail: str = "") -> None:
        """Print the stage that begins, once when it is told again at once."""
        text = f"{name}: {detail}" if detail else name
        if text != self._stage:
            self._print(text)
        self._stage = text

    def best(self, text: str) -> None:
        """Print the best so far when it differs and the last line is a second old."""
        now = time.monotonic()
        if text != self._last[0] and now - self._last[1] >= _QUIET_SECONDS:
            self._last = (text, now)
            self._print(f"best so far: {text}")

    def _print(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # a closed terminal never stops a run
            _write(self._stream, f"[{time.monotonic() - self._start:6.1f} s] {text}")


class LiveProgress:
    """Progress as one line that renews itself on a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        self._escape = escape
        self._bar = Bar(
            SpinnerColumn("line"),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("Starting", total=None)
        self._stage, self._best = "Starting", ""

    def start(self) -> None:
        """Begin to show."""
        self._bar.start()

    def stop(self) -> None:
        """Clear the line."""
        self._bar.stop()

    def stage(self, name: str, detail: str = "") -> None:
        """Show the stage that begins."""
        self._stage = f"{name}: {detail}" if detail else name
        self._show()

    def best(self, text: str) -> None:
        """Show the best so far behind the stage."""
        self._best = text
        self._show()

    def _show(self) -> None:
        text = f"{self._stage} | best so far: {self._best}" if self._best else self._stage
        with contextlib.suppress(OSError, ValueError):  # a closed terminal never stops a run
            self._bar.update(self._task, description=self._escape(text))


@contextlib.contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """A reporter for a run: one live line on a terminal, else plain lines on stderr; nothing when quiet."""
    from planner.core.progress import Silent

    if quiet:
        yield Silent()
        return
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        yield PlainProgress()
        return
    live = LiveProgress()
    live.start()
    try:
        yield live
    finally:
        live.stop()

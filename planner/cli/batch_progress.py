"""Progress of a batch on stderr: one line that renews itself, plain lines, or JSON lines."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from types import TracebackType
from typing import Any

from planner.cli.console import LiveProgress, note

_EVERY = 5.0
"""Seconds between plain lines."""


class BatchProgress:
    """Takes events of a batch and shows them; a reporter that fails never stops the batch."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        plain = (
            as_json or not sys.stderr.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        )
        self._live = None if plain else LiveProgress()
        self._last = 0.0
        self._said = ""

    def __enter__(self) -> BatchProgress:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def tell(self, event: dict[str, Any]) -> None:
        """Show an event."""
        with contextlib.suppress(OSError, ValueError):  # a closed terminal never stops a run
            if self._json:
                note(json.dumps(event, ensure_ascii=False))
            else:
                self._words(event)

    def _words(self, event: dict[str, Any]) -> None:
        kind = event["event"]
        if kind == "progress":
            self._progress(event)
        elif kind == "note":
            note(event["text"])
        elif kind == "begin":
            kept = event["done"] + event["failed"]
            note(f"{event['runs']:,} runs{f', {kept:,} of them kept from before' if kept else ''}.")
        elif kind in ("failed", "again"):
            name = ", ".join(event[c] for c in ("instance", "region", "scenario", "model"))
            first = event["reason"].splitlines()[0]
            note(f"{'Failed' if kind == 'failed' else 'Tried again'}: {name}: {first}")

    def _progress(self, event: dict[str, Any]) -> None:
        text = progress_words(event)
        if self._live is not None:
            self._live.stage("Batch", text)
            return
        now = time.monotonic()
        left = event["running"] + event["waiting"]
        if text != self._said and (now - self._last >= _EVERY or not left):
            self._last, self._said = now, text
            note(f"[{event['seconds']:6.1f} s] {text}")


def progress_words(event: dict[str, Any]) -> str:
    """Done, failed, running, rate and time left.

    >>> states = {"done": 7, "failed": 1, "running": 2, "waiting": 90}
    >>> progress_words({**states, "a_minute": 12.0, "seconds_left": 460})
    '7 of 100 done, 1 failed, 2 running, 12 a minute, about 8 min left'
    """
    total = sum(event[s] for s in ("done", "failed", "running", "waiting"))
    words = [
        f"{event['done']:,} of {total:,} done",
        f"{event['failed']:,} failed",
        f"{event['running']:,} running",
    ]
    if event["a_minute"]:
        words.append(f"{event['a_minute']:,.0f} a minute")
    left = event["seconds_left"]
    if left:
        words.append(f"about {f'{left} s' if left < 100 else f'{round(left / 60):,} min'} left")
    return ", ".join(words)

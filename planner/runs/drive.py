"""Hands out runs, keeps answers, tries a lost run once more, and stops when it must."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.runs.answer import checked, failed
from planner.runs.lanes import Answered, Executor, Lost
from planner.runs.ledger import DONE, FAILED, RUNNING, WAITING, Waiting
from planner.runs.store import Store

_TRIES = 2
_LOOK = 0.25
"""Seconds between looks at limits of time and at a wish to stop."""
_TIDINGS = 1.0

Tell = Callable[[dict[str, Any]], None]
"""Takes an event, plain data."""


@dataclass
class _Handed:
    """A run that a worker has."""

    run: Waiting
    began: float = field(default_factory=time.monotonic)
    ended: bool = False
    """It was ended for taking too long."""


class Drive:
    """One pass over the runs that wait.

    Args:
        store: where they stand and answers go.
        executor: the workers; closed when the pass ends, however it ends.
        tell: takes events: ``started``, ``done``, ``failed``, ``again`` and ``progress``.
        stop: set it to end the pass; what is done is kept.
    """

    def __init__(self, store: Store, executor: Executor, tell: Tell, stop: threading.Event) -> None:
        self._store, self._executor, self._tell, self._stop = store, executor, tell, stop
        self._ledger = store.ledger
        self._handed: dict[str, _Handed] = {}
        self._last: dict[str, str] = {}
        self._tries: Counter[int] = Counter()
        self._began = time.monotonic()
        self._finished = 0
        self._told = 0.0
        self._counts = self._ledger.counts()

    def run(self) -> dict[str, int]:
        """Until nothing waits, or the pass is stopped.

        Returns:
            How many runs are in each state.

        Raises:
            OutputError: an answer can't be kept.
            ExecutorLostError: there are no workers any more.
        """
        try:
            while not self._stop.is_set():
                self._hand_out()
                self._tidings()
                if not self._handed and not self._counts[WAITING]:
                    break
                for event in self._executor.wait(_LOOK):
                    if isinstance(event, Answered):
                        self._answered(event)
                    else:
                        self._lost(event)
                self._end_overdue()
        finally:
            self._executor.close()
        for handed in self._handed.values():
            self._mark(handed.run.number, RUNNING, WAITING)
        self._tidings(last=True)
        return dict(self._counts)

    def _hand_out(self) -> None:
        for lane in self._executor.lanes():
            if lane in self._handed or not self._counts[WAITING]:
                continue
            run = self._ledger.next(self._last.get(lane, ""), {h.run.share for h in self._handed.values()})
            if run is None:
                return
            self._handed[lane] = _Handed(run)
            self._last[lane] = run.share
            self._tries[run.number] += 1
            self._mark(run.number, WAITING, RUNNING)
            self._event("started", run, worker=lane)
            self._executor.submit(lane, run.task)

    def _answered(self, event: Answered) -> None:
        handed = self._handed.pop(event.lane)
        self._keep(handed.run, checked(event.answer, handed.run.task))

    def _lost(self, event: Lost) -> None:
        handed = self._handed.pop(event.lane, None)
        self._last.pop(event.lane, None)
        if handed is None:
            return
        run = handed.run
        if handed.ended:
            limit = run.task["stop_after"]
            self._keep(run, failed("time", f"It had not ended after {limit:g} seconds (stop_after)."))
        elif self._tries[run.number] < _TRIES:
            self._mark(run.number, RUNNING, WAITING)
            self._event("again", run, reason=event.why)
        else:
            kind = "memory" if event.memory else "lost"
            self._keep(run, failed(kind, f"Tried {_TRIES} times, each time {event.why}."))

    def _end_overdue(self) -> None:
        """End runs that take longer than they may; how they end is seen as a lost worker."""
        now = time.monotonic()
        for lane, handed in self._handed.items():
            if not handed.ended and now - handed.began > handed.run.task["stop_after"]:
                handed.ended = True
                self._executor.end(lane)

    def _keep(self, run: Waiting, found: Mapping[str, Any]) -> None:
        content = {
            "key": run.key,
            "cell": run.cell,
            "labels": run.labels,
            "versions": run.task["versions"],
            "task": {k: v for k, v in run.task.items() if k not in ("key", "versions")},
            **found,
        }
        self._store.keep(content)
        self._counts[RUNNING] -= 1
        self._counts[found["state"]] += 1
        self._finished += 1
        more = {"seconds": found["seconds"]} if found["state"] == DONE else {"reason": found["reason"]}
        self._event(found["state"], run, status=found["status"], **more)

    def _mark(self, number: int, before: str, after: str) -> None:
        self._ledger.mark(number, after)
        self._counts[before] -= 1
        self._counts[after] += 1

    def _event(self, name: str, run: Waiting, **more: Any) -> None:
        self._tell({"event": name, "run": run.key, **run.labels, **more})

    def _tidings(self, last: bool = False) -> None:
        """Now and then: how far it is, how fast it goes, how long it will take."""
        now = time.monotonic()
        if not last and now - self._told < _TIDINGS:
            return
        self._told = now
        passed = now - self._began
        rate = self._finished / passed if passed > 0 else 0.0
        left = self._counts[WAITING] + self._counts[RUNNING]
        self._tell(
            {
                "event": "progress",
                **{state: self._counts[state] for state in (DONE, FAILED, RUNNING, WAITING)},
                "seconds": round(passed, 1),
                "a_minute": round(60 * rate, 1),
                "seconds_left": round(left / rate) if rate else None,
            }
        )

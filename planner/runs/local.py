"""Workers on this machine: processes started anew, kept warm, each in a pool of its own.

One pool of several would break as a whole when the system kills one of its processes, and nobody could tell
whose run it was.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from planner.runs import memory
from planner.runs.lanes import Answered, ExecutorLostError, Lost, Work
from planner.runs.work import run_task

_KILLED = "the system killed its worker, as it does when memory runs out"
_STARTS = 5
"""Workers of one lane that may go one after another before it is asked whether any worker can live here."""
_HELLO = 300.0
"""Seconds that a new worker has to say so."""


class _Lane:
    """A pool of one process."""

    def __init__(self) -> None:
        self.pool: ProcessPoolExecutor | None = None
        self.process: Any = None
        self.future: Future[Any] | None = None
        self.lost = 0


class LocalExecutor:
    """Spawned processes of this machine.

    Args:
        jobs: how many at once.
        work: what they do with a task.
        begin: what they do first.
    """

    def __init__(self, jobs: int, work: Work = run_task, begin: Callable[[], None] | None = None) -> None:
        self._work, self._begin = work, begin or _begin_worker
        self._lanes = {str(n): _Lane() for n in range(1, jobs + 1)}

    def lanes(self) -> Sequence[str]:
        """One for each job."""
        return list(self._lanes)

    def submit(self, lane: str, task: Mapping[str, Any]) -> None:
        """Give a run to a worker, started if need be."""
        here = self._lanes[lane]
        if here.pool is None:
            here.pool = self._pool()
        if here.process is None:
            before = set(multiprocessing.active_children())
            with _deaf():
                here.future = here.pool.submit(self._work, dict(task))
            here.process = next(iter(set(multiprocessing.active_children()) - before), None)
        else:
            here.future = here.pool.submit(self._work, dict(task))

    def wait(self, seconds: float) -> list[Answered | Lost]:
        """Answers, and workers that broke off."""
        busy = {x.future: name for name, x in self._lanes.items() if x.future is not None}
        if not busy:
            return []
        done, _ = wait(busy, timeout=seconds, return_when=FIRST_COMPLETED)
        return [self._outcome(busy[future], future) for future in done]

    def _outcome(self, name: str, future: Future[Any]) -> Answered | Lost:
        lane = self._lanes[name]
        lane.future = None
        error = future.exception()
        if not isinstance(error, BrokenProcessPool):
            lane.lost = 0
            return Answered(name, future.result() if error is None else error)
        process = lane.process
        self._discard(
            lane
        )  # waits until the pool has taken leave of its process, whose exit code is known then
        code = None if process is None else process.exitcode
        why = _why(code)
        lane.lost += 1
        if lane.lost >= _STARTS:
            lane.lost = 0
            self._try_out(why)
        return Lost(name, why, memory=code == memory.EXIT)

    def _pool(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, mp_context=spawn, initializer=self._begin)

    def _try_out(self, why: str) -> None:
        """Whether it was the runs, each of which is recorded, or no worker can live here any more."""
        with _deaf():
            pool = self._pool()
            answer = pool.submit(os.getpid)
        try:
            answer.result(timeout=_HELLO)
        except (BrokenProcessPool, TimeoutError):
            text = f"No worker can be started any more; {_STARTS} one after another broke off, the last: {why}"
            raise ExecutorLostError(text) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def end(self, lane: str) -> None:
        """Kill a worker."""
        process = self._lanes[lane].process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Kill all workers."""
        for lane in self._lanes.values():
            if lane.process is not None:
                lane.process.kill()
            self._discard(lane)
            lane.future = None

    @staticmethod
    def _discard(lane: _Lane) -> None:
        if lane.pool is not None:
            lane.pool.shutdown(wait=True, cancel_futures=True)
        lane.pool = lane.process = None


def _why(code: int | None) -> str:
    """What became of a worker, by its exit code."""
    if code == memory.EXIT:
        return "its worker held more memory than memory_limit allows"
    if code == -getattr(signal, "SIGKILL", 9):
        return _KILLED
    if code is not None and code < 0:
        return f"its worker was ended by signal {-code}"
    return "its worker broke off" if code is None else f"its worker broke off with exit code {code}"


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started inside never get Ctrl-C, which a terminal sends to all: only the batch does."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """In a worker: end with the batch, also when that is killed; and load what runs need."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()

"""Workers of a cluster: those of a dask.distributed scheduler that runs already (extra ``[cluster]``)."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Mapping, Sequence
from typing import Any

from planner.runs.lanes import Answered, ExecutorLostError, Lost, Work
from planner.runs.work import run_task

_CONNECT = 10.0
_ANSWER = 5.0
"""Seconds that a scheduler has to connect, and to answer afterwards."""
_LOOK = 1.0
"""Seconds between looks at which workers there are."""
_PATIENCE = 60.0
"""Seconds without any worker before the batch stops."""


class NoClusterError(Exception):
    """dask.distributed is not installed, or the scheduler can't be reached; the text says which."""


class ClusterExecutor:
    """The workers of a scheduler, one run at a time each.

    Tasks are tied to the worker that they were given to: when it goes the task does not wander by itself, so
    that a run is tried again exactly once and a worker keeps its warm engines to itself.

    Args:
        address: of the scheduler, for example ``tcp://10.0.0.5:8786``.
        jobs: use so many workers at most; all when None.
        work: what they do with a task.

    Raises:
        NoClusterError: see there.
    """

    def __init__(self, address: str, jobs: int | None = None, work: Work = run_task) -> None:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError:
            raise NoClusterError(
                "--executor dask needs dask.distributed: pip install 'planner[cluster]'."
            ) from None
        self._address, self._jobs, self._work = address, jobs, work
        try:
            make: Any = Client
            self._client: Any = make(address, timeout=_CONNECT, set_as_default=False, heartbeat_interval=1000)
        except (OSError, ValueError, TimeoutError) as error:
            raise NoClusterError(
                f"No scheduler answers at {address}. Start one with: dask scheduler; and workers with: "
                "dask worker ADDRESS --nthreads 1."
            ) from error
        self._events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._futures: dict[str, Any] = {}
        self._known: list[str] = []
        self._banned: set[str] = set()
        self._ended: list[Answered | Lost] = []
        self._looked = 0.0
        self._seen = time.monotonic()
        self._number = 0
        self._look()

    def lanes(self) -> Sequence[str]:
        """Addresses of the workers there are, at most as many as jobs."""
        return self._known[: self._jobs]

    def submit(self, lane: str, task: Mapping[str, Any]) -> None:
        """Give a run to a worker."""
        self._number += 1
        name = (
            f"planner-{task['key']}-{self._number}"  # a name of its own: dask must not take it for done already
        )
        future = self._client.submit(
            self._work, dict(task), key=name, workers=[lane], allow_other_workers=False, pure=False, retries=0
        )
        self._futures[lane] = future
        future.add_done_callback(lambda f, lane=lane: self._events.put((lane, f)))

    def wait(self, seconds: float) -> list[Answered | Lost]:
        """Answers, and workers that are gone."""
        found, self._ended = self._ended, []
        try:
            lane, future = self._events.get(timeout=0 if found else seconds)
            if self._futures.get(lane) is future:
                found.append(self._outcome(lane, future))
        except queue.Empty:
            pass
        if time.monotonic() - self._looked > _LOOK:
            self._look()
            for lane in [x for x in self._futures if x not in self._known]:
                self._futures.pop(lane).cancel()
                found.append(Lost(lane, "its worker left the cluster"))
        return found

    def _outcome(self, lane: str, future: Any) -> Answered | Lost:
        del self._futures[lane]
        if future.status == "error":
            return Answered(lane, future.exception(timeout=_CONNECT))
        try:
            return Answered(lane, future.result(timeout=_CONNECT))
        except Exception:  # the answer went with its worker, or was cancelled
            self._looked = 0.0
            return Lost(lane, "its worker left the cluster")

    def _look(self) -> None:
        """Which workers there are."""
        self._looked = time.monotonic()
        try:
            info = self._client.sync(self._client.scheduler.identity, callback_timeout=_ANSWER)
        except Exception:  # whatever dask says of a scheduler that is gone
            raise ExecutorLostError(f"The scheduler at {self._address} can't be reached any more") from None
        there = sorted(set(info["workers"]) - self._banned)
        # workers keep their places, so that a lane means the same worker as long as it lives
        self._known = [x for x in self._known if x in there] + [x for x in there if x not in self._known]
        if there:
            self._seen = self._looked
        elif self._looked - self._seen > _PATIENCE:
            raise ExecutorLostError(f"The scheduler at {self._address} has no workers any more")

    def end(self, lane: str) -> None:
        """Restart a worker through its nanny; where it has none, it is left alone and not used again."""
        future = self._futures.pop(lane, None)
        if future is None:
            return
        self._ended.append(Lost(lane, "its worker was ended"))
        self._banned.add(lane)
        self._known.remove(lane)
        future.cancel()
        with contextlib.suppress(Exception):  # without a nanny nobody can; the worker stays banned
            self._client.restart_workers([lane], timeout=_CONNECT, raise_for_error=False)

    def close(self) -> None:
        """Give up what is under way and leave; scheduler and workers go on."""
        for future in self._futures.values():
            future.cancel()
        self._futures.clear()
        self._client.close(timeout=5)

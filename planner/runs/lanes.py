"""What the batch asks of its workers, wherever they are: one interface for this machine and for a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Work = Callable[[Mapping[str, Any]], Any]
"""What a worker does with a task; importable by name."""


class ExecutorLostError(Exception):
    """There are no workers any more and none can be had; the text says why."""


@dataclass(frozen=True)
class Answered:
    """A worker is done with its run."""

    lane: str
    answer: Any
    """What the work returned, or the exception that it raised."""


@dataclass(frozen=True)
class Lost:
    """A worker has gone, with the run that it had, if any."""

    lane: str
    why: str
    memory: bool = False
    """It held more memory than it may."""


class Executor(Protocol):
    """Workers, each with one run at a time. A lane is one worker, or the one that took its place."""

    def lanes(self) -> Sequence[str]:
        """Names of workers that are there."""

    def submit(self, lane: str, task: Mapping[str, Any]) -> None:
        """Give a run to a worker that has none."""

    def wait(self, seconds: float) -> list[Answered | Lost]:
        """What has happened; returns at once when something has, and after ``seconds`` anyway.

        Raises:
            ExecutorLostError: nothing can be done here any more.
        """

    def end(self, lane: str) -> None:
        """End a worker's run from outside, whatever it does; :class:`Lost` follows."""

    def close(self) -> None:
        """End all workers at once and whatever they do."""

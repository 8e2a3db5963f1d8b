"""Groups of regions settled side by side in processes; the answers are those of one process."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.geography.candidates import Table
from planner.geography.partition import Problem, Settled
from planner.rules.base import PartitionRule


@dataclass(frozen=True)
class Task:
    """All that another process needs to settle one group."""

    group: int
    table: Table
    costs: Sequence[npt.NDArray[np.int64]]
    rules: Sequence[PartitionRule]
    numbers: tuple[int, ...]
    seconds: float
    seed: int


def settle_task(task: Task) -> tuple[int, dict[int, Settled]]:
    """Settle every number of clusters of one group."""
    problem = Problem(task.table, task.costs, task.rules, cpsat.Budget(task.seconds, seed=task.seed))
    return task.group, {k: problem.settle(k) for k in task.numbers}


def _ignore_interrupts() -> None:
    """Ctrl-C is the parent's to handle; it ends these processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes begun here don't feel Ctrl-C from their first moment; this one feels it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # it would unblock the signal on its way
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def settle_side_by_side(
    tasks: Sequence[Task], workers: int, budget: cpsat.Budget
) -> list[tuple[int, dict[int, Settled]]]:
    """Settle tasks in spawned processes, in their order; what a stop or the limit cuts off is left out."""
    context = multiprocessing.get_context("spawn")
    found: list[tuple[int, dict[int, Settled]]] = []
    with _uninterrupted():  # a child that is still starting would print a traceback at Ctrl-C
        pool = context.Pool(min(workers, len(tasks)), initializer=_ignore_interrupts)
    with pool:
        answers = pool.imap_unordered(settle_task, tasks)
        while len(found) < len(tasks) and not budget.exhausted:
            with contextlib.suppress(multiprocessing.TimeoutError):
                found.append(answers.next(timeout=0.2))
    return found  # leaving the pool ends its processes

"""Possible clusters of many regions listed in several processes; the tables are those of one process.

Worth it from some dozen regions on: a process needs a second or two to start, and England's ten are listed and
settled in less than that.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import resource_tracker

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Summed, Table, base_table, with_columns
from planner.geography.listing import TooManyCandidatesError
from planner.geography.sums import Ints, Mask
from planner.rules.base import Rule

FROM = 24
"""Regions from which several processes are used."""
PATIENCE = 0.2
"""Seconds between looks at a stop."""
Listed = tuple[Mask, dict[str, Ints]]
_given: tuple[Instance, Sequence[Rule], Sequence[Summed], Rulebook] | None = None


def _begin(instance: Instance, rules: Sequence[Rule], levels: Sequence[Summed], rulebook: Rulebook) -> None:
    """Once in each process; Ctrl-C is the parent's to handle."""
    global _given  # noqa: PLW0603 - what a process is given once, instead of with every region
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given = (instance, rules, levels, rulebook)


def _list(regions: tuple[str, ...]) -> Listed | None:
    """Sets and columns of one part; None when it is too large to list."""
    if _given is None:
        raise RuntimeError("the process was not given an instance")
    instance, rules, levels, rulebook = _given
    try:
        table = base_table(instance, rules, regions)
    except TooManyCandidatesError:
        return None
    return table.masks, with_columns(table, levels, rulebook).columns


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


def listed_side_by_side(
    instance: Instance,
    rules: Sequence[Rule],
    levels: Sequence[Summed],
    rulebook: Rulebook,
    parts: Sequence[tuple[str, ...]],
    workers: int,
    budget: cpsat.Budget,
) -> dict[tuple[str, ...], Table]:
    """Tables by regions, with the columns of the levels.

    Those too large to list, or cut off by a stop, are left out. Processes that still work when the budget is
    spent are killed: waiting for them to end has hung before.
    """
    context = multiprocessing.get_context("spawn")
    found: dict[tuple[str, ...], Table] = {}
    pool = ProcessPoolExecutor(
        min(workers, len(parts)), context, initializer=_begin, initargs=(instance, rules, levels, rulebook)
    )
    try:
        with _uninterrupted():
            waiting: dict[Future[Listed | None], tuple[str, ...]] = {pool.submit(_list, p): p for p in parts}
        while waiting and not budget.exhausted:
            done, _ = wait(waiting, timeout=PATIENCE, return_when=FIRST_COMPLETED)
            for future in done:
                regions, listed = waiting.pop(future), future.result()
                if listed is not None:
                    codes = tuple(sorted(o.code for o in instance.organisations if o.region in regions))
                    found[regions] = Table(instance, codes, *listed)
    finally:
        processes = list(pool._processes.values()) if waiting else []
        pool.shutdown(wait=not waiting, cancel_futures=True)
        for process in processes:
            process.kill()
    return found

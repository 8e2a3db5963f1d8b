"""A limit of memory for a run: its worker ends itself before the machine has none left."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

EXIT = 77
"""Exit code of a worker that went above its limit."""
_EVERY = 0.05
_STATM = Path("/proc/self/statm")
MB = 1_000_000


def held() -> int | None:
    """Bytes of memory this process holds now; None where the system doesn't tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def watched(limit: int | None, forget: Callable[[], None]) -> Iterator[None]:
    """End this process with :data:`EXIT` as soon as it holds more than ``limit`` megabytes.

    A process can't take memory back from a search under way, so the worker goes as a whole; the batch starts
    another and gives the run one more try there. ``forget`` is called first, when half the limit is held
    already by what earlier runs left. Without a limit, or where the system doesn't tell, nothing is watched.
    """
    now = held()
    if limit is None or now is None:
        yield
        return
    if now > limit * MB / 2:
        forget()
        gc.collect()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            if (held() or 0) > limit * MB:
                os._exit(EXIT)

    if (held() or 0) > limit * MB:
        os._exit(EXIT)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()

"""One batch at a time in a folder: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

from planner.core.faults import OutputError
from planner.io.write import output_error

fcntl: ModuleType | None
msvcrt: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

FILE = "batch.lock"


class Lock:
    """Holds ``batch.lock`` of a folder until it is released or the process ends.

    Raises:
        OutputError: another batch holds it, or the file can't be made.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise output_error(folder / FILE, error) from error
        try:
            if fcntl is not None:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            elif msvcrt is not None:
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(self._handle)
            raise OutputError(
                f"Another batch is at work in {folder.name}. Wait until it ends, or choose another folder; "
                "planner batch --status shows how far it is."
            ) from None

    def release(self) -> None:
        """Let others in; the file stays, for removing it would let two in."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

"""Files that an earlier ``solve`` left in a folder and that are no part of the plan written there now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from planner.io.certificates import FILE as CERTIFICATE
from planner.io.write import output_error

MAPS = "maps.csv"
LOOKED_AT = 4_096
"""Bytes at the beginning of a file by which it is known."""


def _certificate(head: bytes) -> bool:
    return head.startswith(b'{"schema_version":') and b'"planner_version":' in head[:200]


def _maps(head: bytes) -> bool:
    first = head.split(b"\n", 1)[0].rstrip(b"\r")
    return first.startswith(b"rank,") and first.endswith(b",organisation,cluster")


_OURS: dict[str, Callable[[bytes], bool]] = {CERTIFICATE: _certificate, MAPS: _maps}


def remove_leftovers(folder: Path, written: Collection[Path]) -> list[str]:
    """Remove files that only some runs write, unless this run wrote them; names of those removed.

    A file of such a name that does not begin as planner writes it is somebody else's and stays.

    Args:
        folder: where the plan is, already written.
        written: paths of this run.

    Raises:
        OutputError: the system refuses.
    """
    removed = []
    for name, ours in _OURS.items():
        path = folder / name
        if path in written or not path.is_file():
            continue
        try:
            with path.open("rb") as stream:
                head = stream.read(LOOKED_AT)
            if ours(head):
                path.unlink()
                removed.append(name)
        except OSError as error:
            raise output_error(path, error) from error
    return removed

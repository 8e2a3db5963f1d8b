"""Writing: whole or not at all, and read again the same."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from planner.core.faults import OutputError
from planner.io import write
from planner.io.read import read_instance
from planner.io.write import atomic_write, write_instance


def mode(path: Path) -> int:
    """Permission bits of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_round_trip(small: Path, tmp_path: Path) -> None:
    """An instance written and read again is equal, fingerprint included."""
    first = read_instance(small)
    write_instance(first, tmp_path / "again")
    assert read_instance(tmp_path / "again") == first


def test_round_trip_of_odd_text(small: Path, tmp_path: Path) -> None:
    """Quotation marks, line breaks, accents and backslashes survive."""
    first = read_instance(small)
    odd = 'Zoë\'s "draft"\\n, first\nline \x85'
    decision = first.decisions[0].model_copy(update={"reason": odd})
    changed = first.model_copy(
        update={"title": odd, "assumptions": (odd, "b"), "decisions": (decision, *first.decisions[1:])}
    )
    write_instance(changed, tmp_path / "odd")
    again = read_instance(tmp_path / "odd")
    assert again.assumptions[0] == odd.strip()
    assert odd.strip() in {d.reason for d in again.decisions}


def test_files(small: Path, tmp_path: Path) -> None:
    """CSV files have a BOM for Excel; confidential ones are their owner's."""
    write_instance(read_instance(small), tmp_path / "again")
    assert (tmp_path / "again/links.csv").read_bytes().startswith(b"\xef\xbb\xbfa,b,kind")
    assert mode(tmp_path / "again/stances.csv") == 0o600
    assert mode(tmp_path / "again/equality.csv") == 0o600
    assert mode(tmp_path / "again/decisions.csv") == 0o600  # it holds ids, reasons and minutes
    assert not list(tmp_path.glob(".*tmp*"))


def test_an_empty_folder_may_be_filled(small: Path, tmp_path: Path) -> None:
    """An empty folder is no hindrance."""
    (tmp_path / "empty").mkdir()
    write_instance(read_instance(small), tmp_path / "empty")
    assert read_instance(tmp_path / "empty").name == "small"


def test_a_filled_folder_is_refused(small: Path, tmp_path: Path) -> None:
    """Nothing is overwritten."""
    target = tmp_path / "full"
    target.mkdir()
    (target / "note.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        write_instance(read_instance(small), target)
    assert [p.name for p in target.iterdir()] == ["note.txt"]
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="not a folder"):
        write_instance(read_instance(small), tmp_path / "file")


def test_a_full_disk_leaves_nothing(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full half-way, no part of the folder stays."""
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(write.os, "fsync", full)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutputError, match="the disk is full"):
        write_instance(read_instance(small), tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == before


def test_atomic_write(tmp_path: Path) -> None:
    """A file is replaced whole; private means its owner only."""
    path = tmp_path / "a.txt"
    atomic_write(path, "first")
    atomic_write(path, b"second", private=True)
    assert path.read_bytes() == b"second"
    assert mode(path) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("missing/a.txt", "does not exist"),
        ("file/a.txt", "is a file, not a folder"),
        ("folder", "a folder of that name"),
    ],
)
def test_atomic_write_failures(tmp_path: Path, target: str, words: str) -> None:
    """A refusal is one plain sentence without a path, and the old state stays."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=words) as caught:
        atomic_write(tmp_path / target, "x")
    assert str(tmp_path) not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]

"""Writing: a file or a folder appears whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from planner.core.faults import OutputError
from planner.core.instance import Instance
from planner.core.rows import Row
from planner.io.catalogue import BOUNDARIES_FILE, FILES, SETTINGS_FILE, FileSpec

_C = TypeVar("_C")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula when it stands first."""
_REASONS = {
    errno.ENOENT: "the folder it belongs to does not exist",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.EROFS: "the disk can only be read",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EISDIR: "a folder of that name is in the way",
    errno.EEXIST: "a file of that name is in the way",
    errno.ENOTDIR: "part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "the name is too long",
}


def output_error(path: Path, error: OSError) -> OutputError:
    """An OSError in one plain sentence, with the name of the file but not its whole path."""
    reason = _REASONS.get(error.errno or 0, error.strerror or "the system refused")
    return OutputError(
        f"{path.name or path} can't be written: {reason}. Choose another folder or free this one."
    )


def atomic_write(path: str | Path, data: bytes | str, private: bool = False) -> None:
    """Write a file so that it is there whole or not at all, also after a crash.

    Args:
        path: file to write; one that exists is replaced.
        data: bytes, or text that is written in UTF-8.
        private: readable and writable by its owner only (mode 0600).

    Raises:
        OutputError: the system refuses; nothing is left behind.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data.encode() if isinstance(data, str) else data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise output_error(path, error) from error


def write_folder(
    folder: str | Path, files: Mapping[str, str | bytes], private: frozenset[str] = frozenset()
) -> None:
    """Write a new folder with these files, all of them or none.

    Args:
        folder: must not exist, or be empty.
        files: plain file names and their content; text is written in UTF-8.
        private: names of files that only the owner may read.

    Raises:
        OutputError: the folder holds something, or the system refuses.
    """
    folder = Path(folder)
    _refuse_filled(folder)
    temporary = folder.absolute().with_name(f".{folder.absolute().name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        temporary.mkdir(parents=True)
        try:
            for name, data in files.items():
                atomic_write(temporary / name, data, private=name in private)
            if folder.exists():
                folder.rmdir()
            temporary.rename(folder.absolute())
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OutputError:
        raise
    except OSError as error:
        raise output_error(folder, error) from error


def refuse_existing(path: Path) -> None:
    """Overwrite nothing.

    Raises:
        OutputError: there is something of that name already.
    """
    if path.exists() or path.is_symlink():
        raise OutputError(f"{path.name} is there already; nothing is overwritten. Choose another name.")


def _refuse_filled(folder: Path) -> None:
    name = (folder.name or str(folder))[:60]
    try:
        in_the_way = folder.is_symlink() or (folder.exists() and not folder.is_dir())
        filled = not in_the_way and folder.exists() and any(folder.iterdir())
    except (OSError, ValueError) as error:
        raise OutputError(f"{name} can't be used as a folder. Choose another name.") from error
    if in_the_way:
        raise OutputError(f"{name} is there already and is not a folder. Choose another name.")
    if filled:
        raise OutputError(f"The folder {name} is not empty; nothing is overwritten. Choose a new folder.")


def write_instance(instance: Instance, folder: str | Path) -> None:
    """Write an instance as a folder of CSV files in UTF-8 with BOM, which Excel opens rightly.

    Tables without rows are left out, but for the two that every instance needs. Confidential tables are
    readable by their owner only.

    Raises:
        OutputError: the folder holds something, or can't be written.
    """
    files: dict[str, str | bytes] = {SETTINGS_FILE: settings_text(instance)}
    for spec in FILES:
        rows = getattr(instance, spec.field, ())
        if rows or spec.required:
            files[f"{spec.name}.csv"] = table_text(spec, rows).encode("utf-8-sig")
    if instance.boundaries is not None:
        files[BOUNDARIES_FILE] = instance.boundaries
    write_folder(folder, files, frozenset(f"{s.name}.csv" for s in FILES if s.confidential))


def table_text(spec: FileSpec, rows: tuple[Row, ...] = ()) -> str:
    """One table as CSV text, header first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(spec.columns)
    for row in rows:
        writer.writerow([cell_text(getattr(row, c)) for c in spec.columns])
    return text.getvalue()


def cell_text(value: Any) -> str:
    """A value as a cell of a CSV file shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def no_formula(cell: _C) -> _C | str:
    """A cell of a table to be read, with an apostrophe before a text that a spreadsheet takes for a formula.

    >>> no_formula("=cmd()"), no_formula("Devon"), no_formula(-3)
    ("'=cmd()", 'Devon', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def settings_text(instance: Instance) -> str:
    """``instance.toml`` of an instance."""
    lines = [f"{k} = {toml_text(getattr(instance, k))}" for k in ("name", "title")]
    lines += [f"{k} = {getattr(instance, k).isoformat()}" for k in ("as_at", "horizon_end")]
    lines.append(f"rulebook = {toml_text(instance.rulebook)}")
    lines.append(f"renewals = {toml_text(instance.renewals)}")
    for key in ("synthetic", "assumptions"):
        values = getattr(instance, key)
        if values:
            lines.append(f"{key} = [\n" + "".join(f"  {toml_text(v)},\n" for v in values) + "]")
    return "\n".join(lines) + "\n"


def toml_text(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def ensure_folder(path: str | Path) -> Path:
    """Make a folder for results, or use one that is there; and see that it can be written to.

    Raises:
        OutputError: it is a file, can't be made, or can't be written to.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise output_error(folder, error) from error
    return folder

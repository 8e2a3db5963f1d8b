"""Empty templates of an instance, and the data dictionary, from the row models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from planner.core.instance import Instance
from planner.io.catalogue import FILES
from planner.io.columns import columns_of, example_of
from planner.io.head import KEYS
from planner.io.write import settings_text, table_text, toml_text, write_folder

DICTIONARY_FILE = "DATA-DICTIONARY.md"
FIRST_DAY, LAST_DAY = dt.date(2011, 6, 1), dt.date(2013, 3, 31)
"""Days that a new instance begins with, to be changed."""


def write_templates(folder: str | Path, name: str, begun: Instance | None = None) -> None:
    """Write ``instance.toml``, every table with its header row, and the data dictionary.

    Args:
        folder: must not exist, or be empty.
        name: name of the new instance.
        begun: what is known already; its rows are filled in.

    Raises:
        OutputError: the folder holds something, or can't be written.
    """
    files: dict[str, str | bytes] = {
        "instance.toml": settings_template(name) if begun is None else settings_text(begun),
        DICTIONARY_FILE: data_dictionary(),
    }
    for spec in FILES:
        rows = getattr(begun, spec.field, ()) if begun is not None else ()
        files[f"{spec.name}.csv"] = table_text(spec, rows).encode("utf-8-sig")
    write_folder(folder, files, frozenset(f"{s.name}.csv" for s in FILES if s.confidential))


def settings_start(name: str) -> dict[str, object]:
    """Keys and values that a new workbook begins with, dates as examples."""
    return {
        "name": name,
        "title": name,
        "as_at": FIRST_DAY,
        "horizon_end": LAST_DAY,
        "rulebook": "pct-2011",
        "renewals": "assumed",
        "synthetic": "",
        "assumptions": "",
    }


def settings_template(name: str) -> str:
    """``instance.toml`` with what is needed filled in as an example, and the rest as comments."""
    return f"""# What this instance is. Lines that begin with # are comments.
name = {toml_text(name)}                # {KEYS["name"]}
title = {toml_text(name)}               # {KEYS["title"]}
as_at = 2011-06-01            # {KEYS["as_at"]}
horizon_end = 2013-03-31      # {KEYS["horizon_end"]}
rulebook = "pct-2011"         # {KEYS["rulebook"]}

# renewals = "assumed"        # {KEYS["renewals"]}
# synthetic = ["office_holders.csv"]       # {KEYS["synthetic"]}
# assumptions = ["Populations are those of the 2011 census."]    # {KEYS["assumptions"]}
# consortia_file = "consortia_2013.csv"    # {KEYS["consortia_file"]}
# footprints_file = "footprints_2013.csv"  # {KEYS["footprints_file"]}
"""


def data_dictionary() -> str:
    """All files and columns in words, as Markdown."""
    parts = [
        "# Data dictionary",
        "A folder of CSV files in UTF-8 with `instance.toml`, or one `.xlsx` workbook with the same tables as "
        "sheets (names without `.csv`; a sheet `instance` with the columns `key` and `value` in place of "
        "`instance.toml`).",
        "Codes hold letters, digits, `-` and `_`. Dates are `yyyy-mm-dd` or `dd/mm/yyyy`. An empty cell "
        "means: not given. Unknown columns are refused, so that a slip in a name is not passed over.",
        "## instance.toml",
        _table(("key", "meaning"), [(f"`{k}`", v) for k, v in KEYS.items()]),
    ]
    for spec in FILES:
        marks = [m for m, on in (("needed", spec.required), ("confidential", spec.confidential)) if on]
        parts.append(f"## {spec.name}.csv" + (f" ({', '.join(marks)})" if marks else ""))
        parts.append(spec.about)
        rows = [
            (
                f"`{c.name}`",
                "yes" if c.required else "no",
                c.in_words(),
                c.description,
                example_of(spec, c.name),
            )
            for c in columns_of(spec).values()
        ]
        parts.append(_table(("column", "must be filled", "what it holds", "meaning", "example"), rows))
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

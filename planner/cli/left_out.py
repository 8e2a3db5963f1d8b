"""Decisions that an answer leaves out because they reach outside the regions asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.core.instance import Instance

SHOWN = 10
"""Rows named at most."""


def left_out_line(instance: Instance, path: str) -> str | None:
    """How many decisions were left out, and where they stand; None for none.

    Args:
        instance: as it was narrowed to the regions asked for.
        path: folder or workbook that it was read from; read again for the rows. Rows, not subjects, are named,
            for a subject may be a person.
    """
    from planner.core.instance import cut_off
    from planner.io.origins import read_origins

    if not any(note.startswith("The decision ") for note in instance.left_out):
        return None
    notes = set(instance.left_out)
    places = read_origins(path).rows("decisions", lambda row: cut_off(row) in notes)
    count = max(len(places), sum(note.startswith("The decision ") for note in instance.left_out))
    what = "1 decision was" if count == 1 else f"{count:,} decisions were"
    why = "it reaches" if count == 1 else "they reach"
    rows = [str(row) for _, row in places]
    where = ""
    if rows:
        some = f"{', '.join(rows[:SHOWN])}{' …' if len(rows) > SHOWN else ''}"
        where = f" ({places[0][0]}, {'row' if len(rows) == 1 else 'rows'} {some})"
    return f"{what} left out, for {why} outside the regions asked for{where}."

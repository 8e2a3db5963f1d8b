"""In which line of a TOML file a key stands; the standard library reads values without their places."""

from __future__ import annotations

import re
import tomllib

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?\Z")
_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def toml_places(text: str) -> dict[str, int]:
    """Line of each table and key, by its path with full stops; items of a list of tables by their number.

    Lines inside texts of several lines may give places that nothing refers to; a key that is missed has the
    place of its table.

    >>> toml_places(chr(10).join(["[a.b]", "c = 1", "[[d]]", "e = 2", "[[d]]"]))
    {'a.b': 1, 'a.b.c': 2, 'd.1': 3, 'd.1.e': 4, 'd.2': 5}
    """
    found: dict[str, int] = {}
    items: dict[str, int] = {}
    table = ""
    for line, words in enumerate(text.splitlines(), 1):
        header = _HEADER.match(words)
        if header:
            path = _parts(header[2], items)
            if path is None:
                continue
            table = path
            if header[1] == "[[":
                items[path] = items.get(path, 0) + 1
                table = f"{path}.{items[path]}"
            found.setdefault(table, line)
            continue
        key = _KEY.match(words)
        path = _parts(key[1], {}) if key else None
        if path is not None:
            found.setdefault(f"{table}.{path}" if table else path, line)
    return found


def _parts(dotted: str, items: dict[str, int]) -> str | None:
    """A key's path without quotation marks; a table below a list of tables belongs to its last item."""
    try:
        here = tomllib.loads(f"{dotted} = 0")
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    path = ""
    value: object = here
    while isinstance(value, dict):
        key, value = next(iter(value.items()))
        path = f"{path}.{key}" if path else key
        if path in items and isinstance(value, dict):
            path = f"{path}.{items[path]}"
    return path

"""In which line of a TOML text each table, key and item of a list stands.

The standard library reads values without their places. The text must be valid TOML (read it first).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

Path = tuple[str | int, ...]
"""Keys and positions, lists from 0: ``("grid", 0, "regions", 2)``."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}\n#]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)


def lines_of(text: str) -> dict[Path, int]:
    r"""Line of each table, key and item of a list, from 1.

    >>> lines_of('a = 1\n[[grid]]\nregions = [\n "x",\n "y"]')[("grid", 0, "regions", 1)]
    5
    """
    return _Scanner(text).document()


def toml_places(text: str) -> dict[str, int]:
    """The same by paths with full stops, items by their number from 1, as faults name them.

    >>> toml_places(chr(10).join(["[a.b]", "c = 1", "[[d]]", "e = 2", "[[d]]"]))
    {'a.b': 1, 'a.b.c': 2, 'd.1': 3, 'd.1.e': 4, 'd.2': 5}
    """
    named = (
        (".".join(str(p + 1) if isinstance(p, int) else p for p in path), n)
        for path, n in lines_of(text).items()
    )
    return {path: line for path, line in named if path}


class _Scanner:
    """Walks over the text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [m.start() for m in re.finditer("\n", text)]
        self.found: dict[Path, int] = {}
        self.items: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip() < len(self.text):
            start = self.at
            if self.text[start] == "[":
                table = self._header()
            else:
                self._pair(table)
            if self.at == start:  # never for valid TOML
                break
            self.found.setdefault(table, self._line(start))
        return self.found

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        keys = self._keys()
        for n, key in enumerate(keys):
            path = (*path, key)
            if many and n == len(keys) - 1:
                self.items[path] = self.items.get(path, -1) + 1
            if path in self.items:
                path = (*path, self.items[path])
        self._skip()
        self.at += 2 if many else 1
        return path

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip()
            match = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if match is None:
                return keys
            self.at = match.end()
            word = match[0]
            keys.append(str(tomllib.loads(f"k = {word}")["k"]) if word[0] in "\"'" else word)
            self._skip()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._keys())
        self.found.setdefault(path, self._line(start))
        self._skip()
        if self.text.startswith("=", self.at):
            self.at += 1
            self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        self.found.setdefault(path, self._line(self.at))
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{"):
            self._several(path, "]" if opening == "[" else "}")
            return
        match = _STRING.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
        self.at = match.end() if match else len(self.text)

    def _several(self, path: Path, closing: str) -> None:
        """The items of a list, or the pairs of a table in one line."""
        self.at += 1
        number = 0
        while self._skip() < len(self.text) and self.text[self.at] != closing:
            before = self.at
            if self.text[self.at] == ",":
                self.at += 1
            elif closing == "]":
                self._value((*path, number))
                number += 1
            else:
                self._pair(path)
            if self.at == before:  # never for valid TOML
                return
        self.at += 1

    def _skip(self) -> int:
        """Past spaces, ends of lines and remarks."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _line(self, at: int) -> int:
        return bisect_left(self.ends, at) + 1

"""Collecting faults: one list for a whole input, capped for each file so that a damaged file can't flood it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable

from planner.core.faults import Fault, InputFaultsError

MAX_PER_FILE = 1_000
_SHOWN = 60


def shown(value: object) -> str:
    """A value as a fault shows it: one line, at most 60 characters, unprintable characters escaped."""
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(value)[: _SHOWN * 2])
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None when none is alike; capitals don't count.

    A code that has lost leading zeros is like the whole one: Excel takes them away.
    """
    if word.isdigit():
        known = sorted(set(known))
        whole = next((k for k in known if k != word and k.lstrip("0") == word.lstrip("0")), None)
        if whole is not None:
            return whole
    by_lower = {k.casefold(): k for k in sorted(set(known), reverse=True)}
    low = word.casefold()[:_SHOWN]
    hits = difflib.get_close_matches(low, by_lower, n=20, cutoff=0.6)
    if not hits:
        return None
    best = min(hits, key=lambda h: (-difflib.SequenceMatcher(None, h, low).ratio(), h))
    return by_lower[best]


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A fix: the nearest known word, else the sentence given."""
    hit = nearest(word, known)
    return f'Did you mean "{shown(hit)}"? {otherwise}' if hit else otherwise


class Collector:
    """Gathers faults and warnings in the order in which they are found."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._warnings: list[Fault] = []
        self._count: Counter[str] = Counter()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults so far."""
        return tuple(self._faults)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """All warnings so far."""
        return tuple(self._warnings)

    def add(
        self,
        code: str,
        what: str,
        file: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object | None = None,
        why: str = "",
        fix: str = "",
        warning: bool = False,
    ) -> None:
        """Add one fault (or warning); after 1,000 of one file only one more is added, which says so."""
        store = self._warnings if warning else self._faults
        slot = f"{warning} {file}"
        self._count[slot] += 1
        if self._count[slot] > MAX_PER_FILE:
            if self._count[slot] == MAX_PER_FILE + 1:
                more = Fault(
                    code="P-100",
                    what=f"There are more than {MAX_PER_FILE:,} of these in one file",
                    file=file,
                    why="Only the first are listed.",
                    fix="Correct those first, then run check again.",
                    warning=warning,
                )
                store.append(more)
            return
        store.append(
            Fault(
                code=code,
                what=what,
                file=file,
                row=row,
                column=column,
                value=None if value is None else shown(value),
                why=why,
                fix=fix,
                warning=warning,
            )
        )

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add faults that another reader has collected."""
        self._faults.extend(faults)

    def stop_if_faulty(self) -> None:
        """Raise everything found so far, if any of it is a fault.

        Raises:
            InputFaultsError: there is at least one fault.
        """
        if self._faults:
            raise InputFaultsError(self._faults)

"""A minimal set of items that can't all hold, by the order of blame.

Divide and conquer (Junker, "QuickXplain", AAAI 2004) tier by tier: what is least to be blamed is done without
first, so that a statute stays only where nothing else explains the clash. Within a tier, clashes that the
questions themselves report shorten the work.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from planner.study.explain.items import Item

Items = frozenset[Item]
Ask = Callable[[Items], Items | None]
"""Items of a set that clash (not minimal), or None when the set can hold."""


def minimal(
    ask: Ask, items: Items, tier: Callable[[Item], int], together: Callable[[Item], Hashable] | None = None
) -> Items | None:
    """A minimal set of items that can't all hold; None when all can.

    Args:
        ask: answers whether a set can hold.
        items: those that may be blamed.
        tier: 0 for what is blamed first; of two minimal sets the one without the highest tiers is taken.
        together: items with an equal mark are blamed together or not at all; each by itself when left out.

    >>> clashes = [{("A", ""), ("B", "")}, {("A", ""), ("C", "")}]
    >>> ask = lambda some: next((frozenset(c) for c in clashes if c <= some), None)
    >>> sorted(minimal(ask, frozenset({("A", ""), ("B", ""), ("C", "")}), lambda i: i[0] == "B"))
    [('A', ''), ('C', '')]
    """
    if ask(items) is None:
        return None
    kept = items
    for level in sorted({tier(i) for i in items}, reverse=True):
        here: dict[Hashable, set[Item]] = {}
        for item in sorted(i for i in kept if tier(i) == level):
            here.setdefault(together(item) if together else item, set()).add(item)
        atoms = [frozenset(some) for some in here.values()]
        behind = kept.difference(*atoms)
        kept = behind.union(*_needed(ask, behind, atoms))
    return kept


def _needed(ask: Ask, behind: Items, atoms: list[Items]) -> list[Items]:
    """A minimal part of some items that clashes with ``behind``; all together do."""
    if not atoms or ask(behind) is not None:
        return []
    while True:  # as often as that helps
        found = ask(behind.union(*atoms))
        fewer = [a for a in atoms if found and a & found]
        if not fewer or len(fewer) == len(atoms):
            return _divide(ask, behind, atoms, known=True)
        atoms = fewer


def _divide(ask: Ask, behind: Items, atoms: Sequence[Items], *, known: bool) -> list[Items]:
    """As above; ``known``: that ``behind`` alone can hold was asked before."""
    if not known and ask(behind) is not None:
        return []
    if len(atoms) == 1:
        return list(atoms)
    first, second = atoms[: len(atoms) // 2], atoms[len(atoms) // 2 :]
    of_second = _divide(ask, behind.union(*first), second, known=False)
    of_first = _divide(ask, behind.union(*of_second), first, known=not of_second)
    return of_first + of_second

"""Among equally good maps: their order, what of them is ruled out, and how far their aims are proved."""

from __future__ import annotations

from planner.engine.boards import Map, MapBoards
from planner.rules.words import count


def told(grouping: Map) -> str:
    """How many clusters a map has, as progress tells it."""
    return count(len(grouping), "cluster")


def to_refuse(impossible: list[MapBoards]) -> list[list[frozenset[str]]]:
    """Sets of clusters whose boards can't be made lawful, each once, though several maps have them.

    Where one cluster is impossible by itself, sets that hold it say nothing more.
    """
    found = {
        frozenset(frozenset(s.organisations) for s in block)
        for boards in impossible
        for block in boards.impossible
    }
    alone = {cluster for block in found if len(block) == 1 for cluster in block}
    told = [sorted(block, key=sorted) for block in found if len(block) == 1 or not block & alone]
    return sorted(told, key=lambda block: (len(block), [sorted(cluster) for cluster in block]))


def canonical(grouping: Map) -> tuple[tuple[str, ...], ...]:
    """Order among equally good maps, so that the same one is taken however they were found."""
    return tuple(sorted(tuple(sorted(cluster)) for cluster in grouping))


def until_open(values: list[int], bounds: list[int]) -> list[int]:
    """Bounds up to the first aim that is not proved; later ones could be anything once that one improves."""
    known = [min(b, v) for b, v in zip(bounds, values, strict=True)]
    still_open = next((i for i, (b, v) in enumerate(zip(known, values, strict=True)) if b < v), len(known))
    return known[: still_open + 1] + [0] * (len(known) - still_open - 1)

"""The exact smallest step of a limit after which there is a plan, found by search."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Windows = list[list[int]]


def nearest_number(some: Callable[[int, int], int | None], low: int, high: int, *, least: bool) -> int | None:
    """The least (or most) number within bounds that is possible.

    Args:
        some: a possible number within bounds, None when there is none.
        low: fewest.
        high: most.
        least: the least is wanted, else the most.

    >>> nearest_number(lambda a, b: next((n for n in (7, 4, 12) if a <= n <= b), None), 1, 20, least=True)
    4
    """
    best: int | None = None
    while low <= high:
        found = some(low, high)
        if found is None:
            return best
        best = found
        low, high = (low, found - 1) if least else (found + 1, high)
    return best


def window_steps(works: Callable[[Windows], bool], windows: Windows, most: int) -> Iterator[Windows]:
    """Windows with one end moved outwards as little as is enough, for each end for which that is possible.

    Args:
        works: whether a plan is possible with some windows; wider ones never make that worse.
        windows: [low, high] each, as they are.
        most: more people than any cluster can have, to which an end may be moved.

    >>> list(window_steps(lambda w: w[0][1] >= 120 or w[0][0] <= 7, [[10, 100]], 1000))
    [[[10, 120]], [[7, 100]]]
    """
    for n, window in enumerate(windows):
        for end, last in ((1, max(most, window[1])), (0, 0)):

            def moved(value: int, n: int = n, end: int = end) -> Windows:
                return [
                    [value if (i, e) == (n, end) else x for e, x in enumerate(w)] for i, w in enumerate(windows)
                ]

            if last == window[end] or not works(moved(last)):
                continue
            bad, good = window[end], last
            while abs(good - bad) > 1:
                middle = (good + bad) // 2
                good, bad = (middle, bad) if works(moved(middle)) else (good, middle)
            yield moved(good)

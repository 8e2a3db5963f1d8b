"""One alternative for every block, so that the sums of amounts stay within caps and the aims are best.

A multiple-choice knapsack with a lexicographic aim, solved exactly in whole numbers: prices for the amounts
give a bound (Lagrange), a narrow dynamic programme a good answer, and a second one, without what the bound
rules out, the best. No solver is used and nothing is rounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import add, gt
from typing import Any

Amounts = tuple[int, ...]
WIDTH = 128
"""States kept by the first dynamic programme."""
STATES = 10_000
"""States of a table for all caps at once; beyond that each cap is searched for by itself."""
FINE = 40
"""Binary digits of prices behind the point."""


@dataclass(frozen=True)
class Item:
    """One alternative of a block."""

    amounts: Amounts
    aims: Amounts
    rank: int
    """For ties: place in the fixed order of the choices of models; ranks of all blocks add up."""
    ref: Any = None


@dataclass(frozen=True, slots=True)
class _Row:
    """An item as numbers: its amounts, and its aims, rank and own aims as one whole number."""

    amounts: Amounts
    weight: int
    item: Item


Groups = Sequence[Sequence[Item]]
_State = tuple[int, Any]
"""Weight so far, and the way there as nested pairs (way before, row)."""


def weighed(groups: Groups) -> tuple[list[list[_Row]], int]:
    """Rows that no other of their block betters, and what one step of the last aim weighs.

    Weights add up and compare like: the sums of the aims; then of the ranks; then the aims of the first block,
    the second and so on. So two different choices never weigh the same unless their aims are the same block by
    block and so are their models.
    """
    count = len(groups[0][0].aims)
    highest = [[max(i.aims[n] for i in g) + 1 for n in range(count)] for g in groups]
    spans = [sum(h[n] - 1 for h in highest) + 1 for n in range(count)]
    ranks = sum(max(i.rank for i in g) for g in groups) + 1
    # of a block's own aims only the order counts, so that weights stay short
    orders = [{aims: n for n, aims in enumerate(sorted({i.aims for i in g}))} for g in groups]
    own = 1
    places = []
    for order in reversed(orders):
        places.append(own)
        own *= len(order)
    places.reverse()
    rows = []
    for group, order, place in zip(groups, orders, places, strict=True):
        made = []
        for item in group:
            total = 0
            for value, span in zip(item.aims, spans, strict=True):
                total = total * span + value
            weight = (total * ranks + item.rank) * own + order[item.aims] * place
            made.append(_Row(item.amounts, weight, item))
        rows.append(_undominated(made))
    return rows, ranks * own


def _undominated(rows: list[_Row]) -> list[_Row]:
    kept: list[_Row] = []
    for row in sorted(rows, key=lambda r: (r.weight, r.amounts)):
        if not any(all(x <= y for x, y in zip(k.amounts, row.amounts, strict=True)) for k in kept):
            kept.append(row)
    return kept


def best_choice(
    groups: Groups, caps: Amounts, rows: Sequence[Sequence[_Row]] | None = None
) -> list[Item] | None:
    """The best item of each group, or None when no choice keeps the caps.

    Args:
        groups: at least one item in each.
        caps: most that the amounts may add up to; as many as every item has amounts.
        rows: of :func:`weighed`, where they are known from an earlier question about the same groups.
    """
    if not groups:
        return []
    if rows is None:
        rows, _ = weighed(groups)
    free = [min(g, key=lambda r: r.weight) for g in rows]
    if _fits(free, caps):
        return [r.item for r in free]
    least = _least(rows, len(caps))
    if any(total > cap for total, cap in zip(least[0], caps, strict=True)):
        return None
    prices, known = _prices(rows, caps)
    search = _Search(rows, caps, prices, least)
    if known is None or sum(r.weight for r in known) > search.bound:
        best = search.run(WIDTH, known)
        if not search.whole:
            best = search.run(None, best)
    else:
        best = known
    return None if best is None else [r.item for r in best]


class Ladder:
    """The best choice for every cap on one amount, found at once: a changed cap is then only looked up.

    Args:
        rows: of :func:`weighed`; items have one amount.
        most: give up beyond so many states.
    """

    def __init__(self, rows: Sequence[Sequence[_Row]], most: int = STATES) -> None:
        self.complete = True
        """False when it was given up; then it answers nothing."""
        states: list[tuple[int, int, Any]] = [(0, 0, None)]
        for group in rows:
            after = [(a + r.amounts[0], w + r.weight, (way, r)) for r in group for a, w, way in states]
            after.sort(key=lambda s: s[:2])
            states = []
            for state in after:
                if not states or state[1] < states[-1][1]:
                    states.append(state)
            if len(states) > most:
                self.complete, states = False, []
                break
        self._amounts = [a for a, _, _ in states]
        self._ways = [way for _, _, way in states]

    def best(self, cap: int) -> list[Item] | None:
        """As :func:`best_choice`; None when no choice keeps the cap."""
        place = bisect_right(self._amounts, cap)
        return [r.item for r in _way(self._ways[place - 1])] if place else None


def _fits(chosen: Sequence[_Row], caps: Amounts) -> bool:
    return all(sum(r.amounts[j] for r in chosen) <= cap for j, cap in enumerate(caps))


def _least(rows: Sequence[Sequence[_Row]], count: int) -> list[Amounts]:
    """For each position and the end, the least of each amount that the groups from there on add up to."""
    smallest = [tuple(min(r.amounts[j] for r in g) for j in range(count)) for g in rows]
    sums: list[Amounts] = [(0,) * count]
    for part in reversed(smallest):
        sums.append(tuple(map(add, part, sums[-1])))
    return sums[::-1]


def _prices(rows: Sequence[Sequence[_Row]], caps: Amounts) -> tuple[list[int], list[_Row] | None]:
    """A price for each amount (weight for one unit, times 2^FINE), and the best fitting choice met."""
    prices = [0] * len(caps)
    best: list[_Row] | None = None
    for _ in range(1 if len(caps) == 1 else 3):
        for j, cap in enumerate(caps):
            prices[j], choice = _price(rows, j, cap, prices)
            if _fits(choice, caps) and (best is None or _weight(choice) < _weight(best)):
                best = choice
    return prices, best


def _weight(rows: Sequence[_Row]) -> int:
    return sum(r.weight for r in rows)


def _price(rows: Sequence[Sequence[_Row]], j: int, cap: int, prices: Sequence[int]) -> tuple[int, list[_Row]]:
    """The price of one amount, given the others, at which the cheapest choice just keeps its cap."""
    chosen, steps = [], []
    for number, group in enumerate(rows):
        lightest: dict[int, tuple[int, int]] = {}
        for n, r in enumerate(group):
            others = sum(p * a for k, (p, a) in enumerate(zip(prices, r.amounts, strict=True)) if k != j)
            found = ((r.weight << FINE) + others, n)
            lightest[r.amounts[j]] = min(found, lightest.get(r.amounts[j], found))
        hull: list[tuple[int, int, int]] = []  # from the least weight down to the smallest amount
        for amount in sorted(lightest, reverse=True):
            point = (amount, *lightest[amount])
            if hull and point[1] < hull[0][1]:
                hull = []
            while len(hull) > 1 and _slope(hull[-2], hull[-1]) >= _slope(hull[-2], point):
                hull.pop()
            hull.append(point)
        chosen.append(group[hull[0][2]])
        steps += [(_slope(a, b), number, group[b[2]], a[0] - b[0]) for a, b in pairwise(hull)]
    total = sum(r.amounts[j] for r in chosen)
    price = 0
    for slope, number, row, less in sorted(steps, key=lambda s: (s[0], s[1])):
        if total <= cap:
            break
        chosen[number] = row
        total -= less
        price = slope
    return price, chosen


def _slope(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
    """Weight for one unit less, rounded down: any price gives a bound, so rounding is harmless."""
    return (b[1] - a[1]) // (a[0] - b[0])


class _Search:
    """Dynamic programmes over the groups, in the order given."""

    def __init__(
        self, rows: Sequence[Sequence[_Row]], caps: Amounts, prices: Sequence[int], least: Sequence[Amounts]
    ) -> None:
        self.rows, self.caps, self.prices, self.least = rows, caps, prices, least
        self.whole = True
        """Whether the last run looked at everything."""
        ahead = [min(self.priced(r.weight, r.amounts) for r in g) for g in rows]
        self.ahead = list(accumulate(reversed(ahead), initial=0))[::-1]
        self.due = sum(p * c for p, c in zip(prices, caps, strict=True))
        self.bound = -((self.due - self.ahead[0]) >> FINE)
        """No choice that keeps the caps weighs less."""

    def priced(self, weight: int, amounts: Amounts) -> int:
        """Weight and what the amounts cost, times 2^FINE."""
        return (weight << FINE) + sum(p * a for p, a in zip(self.prices, amounts, strict=True))

    def run(self, width: int | None, known: list[_Row] | None) -> list[_Row] | None:
        """The best choice that beats ``known``, else ``known``; with a width only the most promising states."""
        limit = None if known is None else (_weight(known) << FINE) + self.due
        states: dict[Amounts, _State] = {(0,) * len(self.caps): (0, None)}
        self.whole = True
        for n, group in enumerate(self.rows):
            room = tuple(c - m for c, m in zip(self.caps, self.least[n + 1], strict=True))
            after: dict[Amounts, _State] = {}
            reached = sorted(
                (
                    (self.priced(weight, amounts), amounts, weight, way)
                    for amounts, (weight, way) in states.items()
                ),
                key=lambda s: s[0],
            )
            for row in group:
                most = None
                if limit is not None:
                    most = limit - self.priced(row.weight, row.amounts) - self.ahead[n + 1]
                for price, amounts, weight, way in reached:
                    if most is not None and price >= most:
                        break  # the states after it are priced no less
                    total = tuple(map(add, amounts, row.amounts))
                    if any(map(gt, total, room)):
                        continue
                    heavier = weight + row.weight
                    old = after.get(total)
                    if old is None or heavier < old[0]:
                        after[total] = (heavier, (way, row))
            states = self._thin(after, width)
        # what the bound left may still weigh more than what was known
        found = min(states.values(), key=lambda s: s[0], default=None)
        if found is None or (known is not None and found[0] >= _weight(known)):
            return known
        return list(_way(found[1]))

    def _thin(self, states: dict[Amounts, _State], width: int | None) -> dict[Amounts, _State]:
        """States that no other betters; at most ``width``, the least priced."""
        if width is not None and len(states) > width:
            self.whole = False
            ranked = sorted((self.priced(s[0], a), a) for a, s in states.items())[:width]
            return {a: states[a] for _, a in ranked}
        if len(self.caps) != 1:
            return states
        kept: dict[Amounts, _State] = {}
        lightest: int | None = None
        for amounts in sorted(states):
            weight = states[amounts][0]
            if lightest is None or weight < lightest:
                kept[amounts], lightest = states[amounts], weight
        return kept


def _way(way: Any) -> Iterator[_Row]:
    rows: list[_Row] = []
    while way is not None:
        way, row = way
        rows.append(row)
    return reversed(rows)


def front_choices(groups: Groups) -> list[list[Item]]:
    """Every choice that no other betters in its one amount and in the sums of its aims, amounts rising.

    Among choices equal in both the one of least rank, then of the first block's least aims.
    """
    if not groups:
        return [[]]
    rows, step = weighed(groups)
    states: dict[int, _State] = {0: (0, None)}
    for group in rows:
        after: dict[int, _State] = {}
        for amount, (weight, way) in states.items():
            for row in group:
                total, heavier = amount + row.amounts[0], weight + row.weight
                old = after.get(total)
                if old is None or heavier < old[0]:
                    after[total] = (heavier, (way, row))
        states = {}
        lightest: int | None = None
        for total in sorted(after):
            if lightest is None or after[total][0] // step < lightest:
                states[total], lightest = after[total], after[total][0] // step
    return [[r.item for r in _way(way)] for _, (_, way) in sorted(states.items())]

"""Lists what may be a cluster anew, part by part.

Cheap rules are applied while listing. Others, and rules nobody here knows, are left for the few sets on which
something turns out to depend: a bound over more sets than may be chosen is still a bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.checker.bound.connected import connected_sets
from planner.checker.bound.masks import Flags, Sets
from planner.checker.bound.rules import Lawful, heaviest, in_window, pairs

MOST_SETS = 2_500_000
"""More possible clusters of one part are not listed."""


class TooManyError(ValueError):
    """A part has more possible clusters than are listed."""


@dataclass(frozen=True)
class Universe:
    """Organisations that one region may have in its clusters."""

    own: frozenset[str]
    """At least one of these is in every cluster it leads."""
    others: frozenset[str]
    """Those a decision lets in."""

    @property
    def all(self) -> frozenset[str]:
        """Own and let in."""
        return self.own | self.others


@dataclass(frozen=True)
class Lister:
    """Lists possible clusters of an instance under its rules."""

    lawful: Lawful

    @cached_property
    def universes(self) -> list[Universe]:
        """One for each region, by name; a single one where GEO-4 need not hold."""
        instance = self.lawful.instance
        everybody = frozenset(instance.by_code)
        if self.lawful.spec("GEO-4") is None:
            return [Universe(everybody, frozenset())]
        result = []
        for region in instance.regions:
            own = frozenset(o.code for o in instance.organisations if o.region == region)
            let_in = {d.subject for d in instance.decisions if d.kind == "cross_region" and d.object == region}
            result.append(Universe(own, (everybody & let_in) - own))
        return result

    @cached_property
    def fixed(self) -> list[frozenset[str]]:
        """Established arrangements, which HR-2 keeps as they are."""
        if self.lawful.spec("HR-2") is None:
            return []
        organisations = self.lawful.instance.organisations
        strong = {o.arrangement for o in organisations if o.arrangement_strength == "established"}
        return [
            frozenset(o.code for o in organisations if o.arrangement == arrangement)
            for arrangement in sorted(a for a in strong if a)
        ]

    @cached_property
    def exempt(self) -> list[frozenset[str]]:
        """Sets that decisions lift a rule about clusters from."""
        named = set()
        for d in self.lawful.instance.decisions:
            if d.kind == "exempt" and d.subject in self.lawful.rules:
                named.add(frozenset(code.strip() for code in (d.object or "").split(";")))
        return sorted((s for s in named if s <= self.lawful.instance.by_code.keys()), key=sorted)

    @cached_property
    def singled_out(self) -> list[frozenset[str]]:
        """Fixed and exempt sets that may be clusters, each judged by every rule."""
        return [s for s in dict.fromkeys(self.fixed + self.exempt) if self.lawful.allows(s)]

    @cached_property
    def loose(self) -> frozenset[str]:
        """Organisations outside every fixed set."""
        return frozenset(self.lawful.instance.by_code).difference(*self.fixed)

    @cached_property
    def beside(self) -> dict[str, frozenset[str]]:
        """What joins each organisation to others; everything where GEO-CON need not hold."""
        everybody = frozenset(self.lawful.instance.by_code)
        if self.lawful.spec("GEO-CON") is None:
            return {code: everybody - {code} for code in everybody}
        near: dict[str, set[str]] = {code: set() for code in everybody}
        for link in self.lawful.instance.links:
            if link.kind in ("land", "bridge", "ferry") and link.a != link.b:
                near[link.a].add(link.b)
                near[link.b].add(link.a)
        return {code: frozenset(others) for code, others in near.items()}

    def pieces(self, universe: Universe) -> Iterator[frozenset[str]]:
        """Connected pieces of a universe's loose organisations; no possible cluster reaches beyond one."""
        left = set(universe.all & self.loose)
        while left:
            piece, waiting = set(), [min(left)]
            while waiting:
                code = waiting.pop()
                if code in left:
                    left.discard(code)
                    piece.add(code)
                    waiting += self.beside[code] & left
            if piece & universe.own:
                yield frozenset(piece)

    def crossing(self, part_of: dict[str, int]) -> frozenset[str] | None:
        """Organisations of different parts that may share a cluster, or None when no cluster crosses."""
        groups = [piece for universe in self.universes for piece in self.pieces(universe)]
        for group in groups + self.singled_out:
            if len({part_of[code] for code in group}) > 1:
                return group
        return None

    def listed(self, codes: Sequence[str]) -> Sets:
        """Possible clusters of a part that none crosses, each once.

        Args:
            codes: organisations of the part; member i of a set is ``codes[i]``.

        Raises:
            TooManyError: there are more than :data:`MOST_SETS`.
        """
        position = {code: i for i, code in enumerate(codes)}
        batches: list[Sets] = []
        total = 0
        for number, universe in enumerate(self.universes):
            for piece in self.pieces(universe):
                if not piece <= position.keys():
                    continue
                for masks in self._grow(piece, codes, position):
                    sets = Sets.of(masks, len(codes))
                    sets = sets.take(self._kept(sets, codes, position, number))
                    batches.append(sets)
                    total += len(masks)
                    if total > MOST_SETS:
                        raise TooManyError
        sets = Sets.joined(batches, len(codes))
        extra = []
        for group in self.singled_out:
            if group <= position.keys():
                mask = sum(1 << position[code] for code in group)
                if not sets.equal(mask).any():
                    extra.append(mask)
        return Sets.joined([sets, Sets.of(extra, len(codes))], len(codes))

    def _grow(
        self, piece: frozenset[str], codes: Sequence[str], position: dict[str, int]
    ) -> Iterator[list[int]]:
        instance, size = self.lawful.instance, self.lawful.spec("GEO-SIZE")
        apart = [0] * len(codes)
        if self.lawful.spec("DEC-APART") is not None:
            for a, b in pairs(instance, "keep_apart"):
                if a in position and b in position:
                    apart[position[a]] |= 1 << position[b]
                    apart[position[b]] |= 1 << position[a]
        people = [instance.by_code[code].population for code in codes]
        return connected_sets(
            [sum(1 << position[b] for b in self.beside[code] & piece) for code in codes],
            people,
            apart,
            sum(1 << position[code] for code in piece),
            most=len(codes) if size is None else min(len(codes), int(size.parameters["max"])),
            heaviest=heaviest(self.lawful.spec("GEO-POP"), sum(people)),
        )

    def _kept(self, sets: Sets, codes: Sequence[str], position: dict[str, int], number: int) -> Flags:
        """Those that the cheap rules allow and that no earlier universe has listed."""

        def mask(group: frozenset[str]) -> int:
            return sum(1 << position[code] for code in group if code in position)

        instance = self.lawful.instance
        kept = np.ones(len(sets), dtype=np.bool_)
        window = self.lawful.spec("GEO-POP")
        if window is not None:
            people = [instance.by_code[code].population for code in codes]
            kept &= in_window(window, sets.sums(people))
        if self.lawful.spec("DEC-TOGETHER") is not None:
            for a, b in pairs(instance, "keep_together"):
                kept &= sets.meets(mask(frozenset([a]))) == sets.meets(mask(frozenset([b])))
        universe = self.universes[number]
        if universe.others:
            kept &= sets.meets(mask(universe.own))
        for earlier in self.universes[:number]:
            if mask(earlier.all) & mask(universe.all):
                kept &= ~(sets.within(mask(earlier.all)) & sets.meets(mask(earlier.own)))
        return kept

"""How one map stands among all maps of a region that keep the rules, and beside another grouping.

Counts are exact wherever they can be made: how many maps there are, how many are as good or better in one aim,
and how many in every aim at once. Where there are too many to count for one aim, but maps can be drawn with
equal chance, a uniform sample is told as such. Where not even the maps can be counted, no share is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner import cpsat
from planner.checker.pseudo import Pairs
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.progress import Silent
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import Engine, open_engine
from planner.engine.run import Run
from planner.geography.entry import LimitError
from planner.geography.layers import TooWideError
from planner.geography.many import MapCensus
from planner.geography.national import Map, NationalMap
from planner.geography.sums import Ints
from planner.objectives.base import CountLevel
from planner.study.options.limits import Ground
from planner.study.options.words import unit_words

LIST = 60_000
"""So many maps are listed, and every figure read off the list."""
COUNTING = 10.0
"""Seconds that counting all maps of one region may take; as long again each aim and the sample."""
DRAWN = 2_000
"""Maps in a uniform sample."""


@dataclass(frozen=True)
class Standing:
    """One aim: the map's value, and how many maps are as good or better."""

    level: str
    title: str
    unit: str
    value: int
    other: int | None
    """Value of the other grouping; None without one."""
    as_good: int | None
    """Maps with this value or a better one, the map itself included; None where not counted."""
    sampled: tuple[int, int] | None
    """Maps as good or better among so many drawn with equal chance, where not counted exactly."""


@dataclass(frozen=True)
class RegionContext:
    """One region, or regions that are settled together."""

    place: str
    organisations: int
    clusters: int
    keeps_rules: bool
    """Whether the map is one of those counted."""
    maps: int | None
    """Maps that keep the rules, whatever the number of clusters; None: too many to count."""
    same_number: int | None
    """Of them those with as many clusters."""
    levels: tuple[Standing, ...]
    in_everything: int | None
    """Maps as good or better in every aim at once, the map itself included; None where not counted."""
    other_in_everything: int | None
    """The same for the other grouping."""
    other_clusters: int | None
    other_keeps_rules: bool | None
    other_reaches_out: bool = False
    """The other grouping joins organisations of this place to others outside, so it is not set beside it."""


@dataclass(frozen=True)
class Context:
    """A map among all maps, region by region."""

    regions: tuple[RegionContext, ...]
    other: str
    """What the map is set beside; empty for nothing."""

    @property
    def maps(self) -> int | None:
        """Maps of all regions together: one of each; None where some region can't be counted."""
        total = 1
        for region in self.regions:
            if region.maps is None:
                return None
            total *= region.maps
        return total


def context(
    instance: Instance,
    rulebook: Rulebook,
    plan: Plan,
    *,
    other: Pairs | None = None,
    named: str = "the reference",
    settings: Settings | None = None,
    on_region: Callable[[str], None] | None = None,
) -> Context:
    """How a plan's map stands among all maps, region by region.

    Args:
        instance: as the plan was made for.
        rulebook: rules and aims.
        plan: its clusters are looked at, not its boards.
        other: pairs of organisation and cluster of another grouping to set beside it.
        named: what to call it.
        settings: ``seed`` of the sample, ``seconds`` in all, the number of clusters that keeps the rules.
        on_region: told of each region as its turn comes.

    Raises:
        ValueError: the plan, or the other grouping, groups other organisations.
    """
    asked = (settings or Settings()).model_copy(
        update={"only_geography": True, "caps": {}, "geography": "free"}
    )
    mine = tuple(sorted((o, c.id) for c in plan.clusters for o in c.organisations))
    for pairs in (mine, other):
        if pairs is not None and [code for code, _ in pairs] != sorted(instance.by_code):
            raise ValueError("the grouping is not of the same organisations")
    budget = cpsat.Budget(asked.seconds, None, asked.seed)
    whole = open_engine(instance, rulebook)
    run = Run(whole, instance, None, asked, Silent(), budget.stop)
    maps = whole.free_maps(run)
    places = _places(maps, mine)
    if len(places) > 1:
        asked = asked.model_copy(update={"clusters": None})  # that is about all regions together
    found = []
    for regions in places:
        if on_region is not None:
            on_region(" and ".join(regions))
        inside = instance if set(regions) == set(instance.regions) else instance.within(regions)
        codes = inside.by_code
        ours = tuple((o, c) for o, c in mine if o in codes)
        theirs = tuple((o, c) for o, c in other or () if o in codes)
        names = {c for _, c in theirs}
        reaches_out = any(c in names and o not in codes for o, c in other or ())
        beside = None if other is None or reaches_out else theirs
        engine = whole if inside is instance else open_engine(inside, rulebook)
        one = _Region(engine, asked, budget).standing(" and ".join(regions), ours, beside)
        found.append(replace(one, other_reaches_out=reaches_out))
    return Context(tuple(found), named if other is not None else "")


def _places(maps: NationalMap, pairs: Pairs) -> list[tuple[str, ...]]:
    """Regions to look at together: those settled together, or joined by a cluster of the plan."""
    groups = [set(p.regions) for p in maps.parts]
    region = {o.code: o.region for o in maps.instance.organisations}
    home: dict[str, set[str]] = {}
    for code, cluster in pairs:
        home.setdefault(cluster, set()).add(region[code])
    groups += list(home.values())
    joined: list[set[str]] = []
    for group in groups:
        apart = [g for g in joined if not g & group]
        touching = [g for g in joined if g & group]
        joined = [*apart, set(group).union(*touching)]
    return sorted(tuple(sorted(g)) for g in joined)


class _Region:
    """One region by itself."""

    def __init__(self, engine: Engine, asked: Settings, budget: cpsat.Budget) -> None:
        self.engine, self.asked, self.budget = engine, asked, budget
        self.instance = engine.instance
        self.run = Run(engine, self.instance, None, asked, Silent(), budget.stop)
        self.maps = self.engine.free_maps(self.run)

    def standing(self, place: str, mine: Pairs, other: Pairs | None) -> RegionContext:
        """All figures of the region."""
        plan, theirs = self._measured(mine), self._measured(other) if other is not None else None
        census = None if self.maps.unlisted() else self._census()
        values = {x.id: x.value for x in plan.levels}
        others = {x.id: x.value for x in theirs.levels} if theirs is not None else None
        ground, table = self._listed(census)
        sample = _Sample(self, census) if census is not None and census.total else None
        levels = []
        for j, level in enumerate(plan.levels):
            exact = None
            if table is not None:
                exact = int((table[:, j] <= level.value).sum())
            elif ground is not None:
                exact = self._counted(ground, census, {level.id: level.value})
            drawn = sample.as_good(j, level.value) if exact is None and sample is not None else None
            levels.append(
                Standing(
                    level.id,
                    level.title,
                    unit_words(level.id, level.unit, self.engine.rulebook),
                    level.value,
                    others[level.id] if others else None,
                    exact,
                    drawn,
                )
            )
        return RegionContext(
            place,
            len(self.instance.organisations),
            len(plan.clusters),
            plan.status != "infeasible",
            None if census is None else census.total,
            None if census is None else census.by_number.get(len(plan.clusters), 0),
            tuple(levels),
            self._everything(ground, table, values),
            self._everything(ground, table, others) if others else None,
            len(theirs.clusters) if theirs is not None else None,
            theirs.status != "infeasible" if theirs is not None else None,
        )

    def _measured(self, pairs: Pairs) -> Plan:
        """A grouping as a plan, with its aims counted and its rules judged by the checker's half."""
        settings = self.asked.model_copy(update={"geography": pairs})
        plan = self.engine.solve(settings=settings).plan
        if plan is None:
            raise ValueError("the grouping could not be measured")
        return plan

    def _share(self) -> cpsat.Budget:
        return cpsat.Budget(min(COUNTING, self.budget.seconds_left), None, self.asked.seed, self.budget.stop)

    def _census(self) -> MapCensus | None:
        try:
            return MapCensus(self.maps.parts, self.run.low, self.run.high, self._share())
        except LimitError:
            return None

    def _ground(self) -> Ground:
        return Ground(self.maps.parts, self.run.aims, self.instance, self.run.in_force, self._share())

    def _listed(self, census: MapCensus | None) -> tuple[Ground | None, Ints | None]:
        """Ground for counting, and the levels of every map where they are few enough to list."""
        if self.maps.unlisted():
            return None, None
        try:
            ground = self._ground()
        except TooWideError:
            return None, None
        if census is None or census.total > LIST or len(self.maps.parts) != 1:
            return ground, None
        try:
            return ground, self._table(ground, census)
        except TooWideError:
            return ground, None

    def _table(self, ground: Ground, census: MapCensus) -> Ints:
        """Levels of every map in order, shape (maps, levels)."""
        blocks = []
        for k in census.by_number:
            rows = ground.sums[0].within(k, {}, ground.budget, LIST).rows
            blocks.append(ground.stated(ground.values(0, rows), np.full(len(rows), k)))
        return np.concatenate(blocks) if blocks else np.zeros((0, len(ground.levels)), dtype=np.int64)

    def _everything(
        self, ground: Ground | None, table: Ints | None, values: Mapping[str, int] | None
    ) -> int | None:
        """Maps as good or better in every aim at once."""
        if values is None or ground is None:
            return None
        if table is not None:
            return int((table <= np.array([values[x.id] for x in ground.levels])).all(axis=1).sum())
        return self._counted(ground, None, values)

    def _counted(self, ground: Ground, census: MapCensus | None, limits: Mapping[str, int]) -> int | None:
        """Maps within some limits, exactly; None where there are too many to look at."""
        if len(ground.parts) != 1:
            return None
        ground.budget = self._share()
        totals = [
            k
            for k in range(self.run.low, self.run.high + 1)
            if all(v <= limits.get(i, v) for i, v in ground.counted(k).items())
        ]
        named = {x.id for x in ground.levels if isinstance(x, CountLevel)}
        if set(limits) <= named and census is not None:
            return sum(census.by_number.get(k, 0) for k in totals)
        sums = ground.sums[0]
        most: dict[str, int] = {}
        for name, limit in limits.items():
            if name in ground.largest:
                most[sums.above(name, limit)] = 0
            elif name not in named:
                most[name] = limit - ground.constant[name]
        try:
            return sum(sums.count(k, most, ground.budget) for k in totals)
        except TooWideError:
            return None


class _Sample:
    """Maps drawn with equal chance, once they are needed, and measured as the list would."""

    def __init__(self, region: _Region, census: MapCensus) -> None:
        self.region, self.census = region, census
        self.values: list[tuple[int, ...]] | None = None

    def as_good(self, level: int, value: int) -> tuple[int, int] | None:
        """How many of those drawn have this value of a level or a better one, and how many were drawn."""
        if self.values is None:
            budget = self.region._share()
            ground = self.region._ground()
            self.values = []
            for number in range(DRAWN):
                if budget.exhausted:
                    break
                (drawn,) = self.census.samples(1, self.region.asked.seed * 1_000_003 + number)
                self.values.append(_values(ground, drawn))
        return (sum(v[level] <= value for v in self.values), len(self.values)) if self.values else None


def _values(ground: Ground, grouping: Map) -> tuple[int, ...]:
    """Levels of one map, as a plan states them."""
    counted = ground.counted(len(grouping))
    rows: list[tuple[int, int]] = []
    for cluster in grouping:
        for n, part in enumerate(ground.parts):
            row = part.table.row_of(cluster)
            if row is not None:
                rows.append((n, row))
    values = []
    for level in ground.levels:
        if level.id in counted:
            values.append(counted[level.id])
            continue
        each = [int(ground.parts[n].table.columns[level.id][row]) for n, row in rows]
        values.append(max(each) if level.id in ground.largest else sum(each) + ground.constant[level.id])
    return tuple(values)


def share(part: int, whole: int) -> str:
    """A share in words that never round to nothing or all.

    >>> share(1, 25_051_887), share(3, 4), share(7, 7)
    ('fewer than 1 in 1,000,000', '75 %', 'all')
    """
    if part == whole:
        return "all"
    if part * 100 >= whole:
        return f"{100 * part / whole:.0f} %" if part * 100 < 99 * whole else "more than 99 %"
    if not part:
        return "none"
    return f"1 in {round(whole / part):,}" if whole < 1_000_000 * part else "fewer than 1 in 1,000,000"


def standing_words(standing: Standing, maps: int | None) -> str:
    """How many maps are as good or better in one aim, in a sentence part; what is not exact says so."""
    if standing.as_good is not None:
        exact = f"{standing.as_good:,}"
        return exact if not maps else f"{exact} ({share(standing.as_good, maps)})"
    if standing.sampled is not None:
        hits, drawn = standing.sampled
        about = f"about {100 * hits / drawn:.0f} %" if hits else "none"
        return f"{about} of a uniform sample of {drawn:,}"
    return "too many to count"

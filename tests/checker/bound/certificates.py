"""Certificates made by brute force, with true values and any prices; a checker must not believe them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

from planner.checker.effective import effective
from planner.checker.exemptions import lifted
from planner.core.certificate import Certificate, EntryProof, PartProof, Proved, StagePrices, Term
from planner.core.plan import InstanceStamp
from planner.objectives.base import BottleneckLevel, GeographyLevel
from planner.objectives.registry import LEVELS, geography_levels
from planner.rules.registry import build
from tests.checker.bound.worlds import BOOK, World, copied
from tests.objectives.builder import partitions, table

SCALE = 8


def certificate(
    world: World, random: Random, *, by_region: bool, kind: str, outweigh: str = "well"
) -> Certificate:
    """A certificate of a world.

    Args:
        world: the world.
        random: for prices.
        by_region: one part for each region, else one in all; with decisions that cross, a part too few.
        kind: of prices, ``none`` (all 0) or ``random``.
        outweigh: ``well``, ``just`` or ``not``: how far multipliers are above what comes after.
    """
    regions = world.instance.regions
    groups = [(r,) for r in regions] if by_region else [regions]
    levels = []
    for level in geography_levels(world.rulebook):
        if isinstance(level, BottleneckLevel):
            break
        if isinstance(level, GeographyLevel):
            levels.append(level)
    stages = _stages(world, levels, random, outweigh)
    return Certificate(
        planner_version="0",
        instance=InstanceStamp(name="tiny", sha256="tiny"),
        rulebook=BOOK.sha256,
        levels=world.rulebook.geography_levels,
        fewest=world.clusters[0] if world.clusters else 1,
        most=world.clusters[1] if world.clusters else len(world.codes),
        scale=SCALE,
        stages=stages,
        parts=tuple(_part(world, g, levels, stages, random, kind) for g in groups),
    )


def _columns(world: World, levels, groups) -> dict[str, list[int]]:
    made = table(world.instance, groups, world.codes)
    in_force = effective(world.rulebook, world.best)
    return {level.id: [int(x) for x in level.column(made, in_force)] for level in levels}


def _stages(world: World, levels, random: Random, outweigh: str) -> tuple[tuple[Term, ...], ...]:
    """Levels in stages of random length with their multipliers."""
    most = {level.id: 0 for level in levels}
    if outweigh == "well":
        subsets = [list(g) for n in range(1, len(world.codes) + 1) for g in combinations(world.codes, n)]
        most = {i: len(world.codes) * max(column) for i, column in _columns(world, levels, subsets).items()}
    for plan in world.lawful:
        groups = [c.organisations for c in plan.clusters]
        for level, column in _columns(world, levels, groups).items():
            most[level] = max(most[level], sum(column))
    stages: list[list[str]] = []
    for level in levels:
        if stages and random.random() < 0.6:
            stages[-1].append(level.id)
        else:
            stages.append([level.id])
    result = []
    for stage in stages:
        terms: list[Term] = []
        weight = 0
        for level in reversed(stage):
            times = 1 if outweigh == "not" else weight + 1
            terms.insert(0, Term(level=level, times=times))
            weight += times * most[level]
        result.append(tuple(terms))
    return tuple(result)


def _may_be(world: World, groups: list[list[str]], rules) -> Iterator[bool]:
    for group in groups:
        alone = world.plan([group])
        yield all(
            lifted(world.instance, rule.spec, finding)
            for rule in rules
            for finding in rule.check(world.instance, alone)
        )


def vector(world: World, stages, groups) -> tuple[int, ...]:
    """Stage by stage what these clusters add up to."""
    levels = [LEVELS[term.level]() for stage in stages for term in stage]
    columns = _columns(world, levels, groups)
    return tuple(sum(t.times * sum(columns[t.level]) for t in stage) for stage in stages)


def _part(world: World, regions, levels, stages, random: Random, kind: str) -> PartProof:
    codes = sorted(o.code for o in world.instance.organisations if o.region in regions)
    rules = [r for r in build(world.rulebook) if r.scope == "candidate" and r.spec.strength == "must"]
    best: dict[int, tuple] = {}
    known: dict[tuple[str, ...], bool] = {}
    for groups in partitions(codes):
        for g in groups:
            key = tuple(sorted(g))
            if key not in known:
                known[key] = next(_may_be(copied_world(world), [list(key)], rules))
        if not all(known[tuple(sorted(g))] for g in groups):
            continue
        value = vector(world, stages, groups)
        named = tuple(sorted(tuple(sorted(g)) for g in groups))
        if len(groups) not in best or (value, named) < best[len(groups)]:
            best[len(groups)] = (value, named)

    def prices() -> list[int]:
        return [random.randint(-20, 60) if kind == "random" else 0 for _ in codes]

    entries = []
    for k in range(1, len(codes) + 1):
        if k not in best:
            entries.append(EntryProof(clusters=k, impossible=True))
            continue
        values, named = best[k]
        proved, before = [], 0
        for value, stage in zip(values, stages, strict=True):
            earlier = [random.randint(-3, 3) if kind == "random" else 0 for _ in range(before)]
            count = random.randint(-9, 9) if kind == "random" else 0
            proved.append(Proved(organisations=prices(), count=count, earlier=earlier, value=value))
            before += len(stage)
        entries.append(EntryProof(clusters=k, stages=tuple(proved), incumbent=named))
    lines = (
        [StagePrices(organisations=prices(), count=random.randint(-5, 5)) for _ in range(2)] if stages else []
    )
    return PartProof(
        regions=regions, organisations=codes, listed=True, lines=tuple(lines), entries=tuple(entries)
    )


def copied_world(world: World) -> World:
    """The same world without levels, for plans of one cluster have no values at all."""
    return World(world.instance, copied(world.rulebook, geography_levels=()), world.clusters, world.reference)

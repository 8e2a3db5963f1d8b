"""Levels and best groupings of tiny maps, counted as plainly as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil
from random import Random
from typing import Any

import numpy as np

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level
from planner.rules.base import CandidateRule, Rule
from tests.geography.maps import random_edges
from tests.rules.builder import instance
from tests.rules.tiny_maps import partitions, table

Groups = list[list[str]]
SPREAD_OVER = 2
"""Number of clusters that the mean of ``population_spread`` is taken over."""


def _links(given: Instance, kinds: tuple[str, ...], weight: Callable[[Any], int]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for x in given.links:
        if x.kind in kinds:
            found[min(x.a, x.b), max(x.a, x.b)] += weight(x)
    return found


def _arranged(given: Instance) -> dict[tuple[str, str], int]:
    pairs = combinations(sorted(o.code for o in given.organisations), 2)
    name = {o.code: o.arrangement for o in given.organisations}
    return {(a, b): 1 for a, b in pairs if name[a] and name[a] == name[b]}


PAIRS: dict[str, Callable[[Instance], dict[tuple[str, str], int]]] = {
    "links_cut": lambda m: _links(m, ("land", "bridge", "ferry"), lambda _: 1),
    "boundary_cut": lambda m: _links(m, ("land",), lambda x: x.length_m or 0),
    "patient_flow_cut": lambda m: _links(
        m, ("patient_flow",), lambda x: 1 if x.patients is None else x.patients
    ),
    "arrangement_pairs": _arranged,
}
"""Cost of each pair (smaller code first) in different clusters."""


def _councils(given: Instance, group: Sequence[str]) -> int:
    return len({x.local_authority for x in given.coverage if x.organisation in group})


def _arrangements(given: Instance, group: Sequence[str]) -> int:
    return len({given.by_code[c].arrangement for c in group} - {None})


def people(given: Instance, group: Sequence[str]) -> int:
    return sum(given.by_code[c].population for c in group)


def inertia(given: Instance, group: Sequence[str]) -> int:
    def far(a: str, b: str) -> int:
        i, j = given.by_code[a], given.by_code[b]
        metres = (i.easting - j.easting) ** 2 + (i.northing - j.northing) ** 2
        return int(Fraction(i.population * metres, 1_000_000) + Fraction(1, 2))

    return min(sum(far(i, centre) for i in group) for centre in group)


def _moved(given: Instance, group: Sequence[str]) -> int:
    places = Counter(r for c in group if (r := given.by_code[c].cluster_reference))
    return len(group) - max(places.values(), default=0)


def _spread(given: Instance, book: Rulebook, group: Sequence[str]) -> int:
    mean = Fraction(people(given, [o.code for o in given.organisations]), SPREAD_OVER)
    return ceil(abs(people(given, group) - mean) / book.population_step)


def _overlap(given: Instance, group: Sequence[str]) -> int:
    nearest = Fraction(0)
    for name in {f.consortium for f in given.footprints}:
        area = {
            f.organisation: Fraction(f.share_of_organisation) for f in given.footprints if f.consortium == name
        }
        if not area.keys() <= given.by_code.keys():
            continue
        covered = sum(given.by_code[c].population * s for c, s in area.items())
        shared = sum(given.by_code[c].population * s for c, s in area.items() if c in group)
        if either := people(given, group) + covered - shared:
            nearest = max(nearest, Fraction(shared) / either)
    return max(0, ceil((nearest - Fraction(1, 2)) * 20))


EACH: dict[str, Callable[[Instance, Rulebook, Sequence[str]], int]] = {
    "splits": lambda m, _, g: _councils(m, g) + _arrangements(m, g),
    "council_splits": lambda m, _, g: _councils(m, g),
    "arrangement_splits": lambda m, _, g: _arrangements(m, g),
    "standalones": lambda m, _, g: len(g) == 1,
    "population_spread": _spread,
    "consortium_overlap": lambda m, _, g: _overlap(m, g),
    "inertia": lambda m, _, g: inertia(m, g),
    "change_from_reference": lambda m, _, g: _moved(m, g),
}
"""Value of one cluster; those of a grouping add up."""
MOST: dict[str, Callable[[Instance, Sequence[str]], int]] = {
    "largest_population": people,
    "largest_size": lambda _, g: len(g),
}
"""Value of one cluster; the largest counts."""
COUNT: dict[str, Callable[[int, int], int]] = {
    "clusters_fewest": lambda k, _: k,
    "clusters_most": lambda k, n: n - k,
}
"""Value of so many clusters of so many organisations."""
ALL = sorted([*PAIRS, *EACH, *MOST, *COUNT])


def _row(given: Instance, book: Rulebook, id_: str, group: Sequence[str]) -> int:
    if id_ in PAIRS:  # counted where the smaller end is
        return sum(w for (a, b), w in PAIRS[id_](given).items() if a in group and b not in group)
    return EACH[id_](given, book, group) if id_ in EACH else MOST[id_](given, group)


def value(given: Instance, book: Rulebook, id_: str, groups: Groups) -> int:
    """Value of a grouping of all organisations, without what every grouping has."""
    if id_ in COUNT:
        return COUNT[id_](len(groups), len(given.organisations))
    rows = [_row(given, book, id_, g) for g in groups]
    return max(rows) if id_ in MOST else sum(rows)


def level(id_: str) -> Level:
    """A level with that id, its column from the functions above."""
    title: dict[str, Any] = {"id": id_, "title": id_, "unit": "things", "value": lambda *_: 0}
    if id_ in COUNT:
        title["of"] = lambda _, k, m, __: COUNT[id_](k, len(m.organisations))
        return type("Count", (CountLevel,), title)()

    def column(_: Level, rows: Any, book: Rulebook) -> Any:
        groups = [[c for c, inside in zip(rows.codes, row, strict=True) if inside] for row in rows.members]
        return np.array([_row(rows.instance, book, id_, g) for g in groups], dtype=np.int64)

    title["column"] = column
    return type("Column", (BottleneckLevel if id_ in MOST else GeographyLevel,), title)()


def best(
    given: Instance, book: Rulebook, rules: Sequence[Rule], ids: Sequence[str], low: int, high: int
) -> tuple[tuple[int, ...], list[Groups]] | None:
    """Least vector and the groupings that reach it; None when no grouping meets the rules about clusters."""
    found: dict[tuple[int, ...], list[Groups]] = {}
    for groups in lawful(given, rules):
        if low <= len(groups) <= high:
            found.setdefault(tuple(value(given, book, i, groups) for i in ids), []).append(groups)
    return min(found.items()) if found else None


def lawful(given: Instance, rules: Sequence[Rule]) -> Iterator[Groups]:
    """Groupings whose clusters break no rule."""
    judged: dict[tuple[str, ...], bool] = {}

    def fine(group: tuple[str, ...]) -> bool:
        rows = table(given, [group])
        return all(not rule.breach(rows).any() for rule in rules if isinstance(rule, CandidateRule))

    for groups in partitions([o.code for o in given.organisations]):
        keys = [tuple(sorted(g)) for g in groups]
        for key in keys:
            if key not in judged:
                judged[key] = fine(key)
        if all(judged[key] for key in keys):
            yield groups


def scattered(rng: Random, n: int) -> Instance:
    """A map with coordinates, a reference, councils, arrangements and links of all kinds."""
    codes = "ABCDEFGH"[:n]
    facts: dict[str, dict[str, Any]] = {}
    for c in codes:
        group = rng.choice([None, "g1", "g2"])
        facts[c] = {
            "region": rng.choice(["R", "R", "S"]),
            "population": rng.choice([0, 40_000, 120_000, 120_000, 300_000, 520_001]),
            "easting": rng.randint(-9_000, 90_000),
            "northing": rng.randint(0, 60_000),
            "arrangement": group,
            "arrangement_strength": group and "partial",
            "cluster_reference": rng.choice([None, "x", "y", "z"]),
        }
    kinds = ["land", "land", "land", "bridge", "ferry", "patient_flow"]
    links = {f"{codes[a]} {codes[b]} {rng.choice(kinds)}" for a, b in random_edges(rng, n, 0.4)}
    links |= {f"{a} {b} patient_flow" for a, b in combinations(codes, 2) if rng.random() < 0.2}
    coverage = [f"{c} {x}" for c in codes for x in "XYZ" if rng.random() < 0.4]
    decisions = [f"cross_region {c} {rng.choice('RS')}" for c in codes if rng.random() < 0.6]
    given = instance(
        {
            "organisations": facts,
            "links": sorted(links),
            "coverage": coverage,
            "decisions": decisions,
            "footprints": [
                f"K{k} {c} {rng.choice(['1', '0.6', '0.25'])}" for k in "123" for c in rng.sample(codes, 2)
            ],
        }
    )
    metres = [x.model_copy(update={"length_m": rng.choice([None, 1_000, 2_500])}) for x in given.links]
    if rng.random() < 0.5:
        metres = [
            x.model_copy(update={"patients": rng.randint(0, 9)}) if x.kind == "patient_flow" else x
            for x in metres
        ]
    return Instance.model_validate({**given.model_dump(), "links": [x.model_dump() for x in metres]})

"""Random small maps for the contract tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.rules.base import Expr
from tests.rules.builder import instance


@dataclass
class Table:
    """All given subsets as candidates."""

    instance: Instance
    codes: Sequence[str]
    members: npt.NDArray[np.bool_]


class IntChoice:
    """A choice of candidates as plain 0/1 integers, recording whether everything required holds."""

    def __init__(self, codes: Sequence[str], members: npt.NDArray[np.bool_], chosen: Sequence[int]) -> None:
        self.codes, self.members, self.chosen = codes, members, chosen
        self.holds = True

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """Note a condition that fails."""
        if not condition:
            self.holds = False


def subsets(codes: Sequence[str]) -> list[tuple[str, ...]]:
    """Every non-empty subset, in order of size."""
    return [group for size in range(1, len(codes) + 1) for group in combinations(codes, size)]


def table(given: Instance, groups: Sequence[Sequence[str]], columns: Sequence[str] | None = None) -> Table:
    """The subsets as a table, with a column for each organisation or for those given."""
    codes = list(columns) if columns is not None else [o.code for o in given.organisations]
    return Table(given, codes, np.array([[c in group for c in codes] for group in groups], dtype=bool))


def random_map(random: Random) -> Instance:
    """Up to six organisations with everything that rules about a cluster look at.

    Populations and shares come from short lists, so that limits are met exactly again and again.
    """
    codes = list("ABCDEF")[: random.randint(1, 6)]
    regions = ["North", "South", "West"][: random.choice([1, 2, 2, 3])]
    groups = [None, None, "g1", "g2"]
    organisations: dict[str, dict[str, Any]] = {}
    for code in codes:
        group = random.choice(groups)
        organisations[code] = {
            "region": random.choice(regions),
            "population": random.choice([0, 50_000, 100_000, 100_000, 400_000, 900_000, 950_000, 1_900_000]),
            "arrangement": group,
            "arrangement_strength": random.choice(["established", "partial"]) if group else None,
        }
    kinds = ["land", "land", "bridge", "ferry", "patient_flow"]
    pairs = list(combinations(codes, 2))
    links = [f"{a} {b} {random.choice(kinds)}" for a, b in pairs if random.random() < 0.45]
    footprints = []
    for k in range(random.randint(0, 4)):
        covers = random.sample(codes, random.randint(1, min(3, len(codes))))
        whole = random.random() < 0.4
        shares = ["1", "1", "0.5", "0.95", "0.9", "0.05", "0.333333", "0.9999999999999999999999"]
        footprints += [f"K{k} {code} {'1' if whole else random.choice(shares)}" for code in covers]
        if random.random() < 0.15:
            footprints.append(f"K{k} ELSEWHERE 0.01")
    decisions = []
    for a, b in pairs:
        if random.random() < 0.15:
            decisions.append(f"{random.choice(['keep_together', 'keep_apart'])} {a} {b}")
    decisions += [f"cross_region {c} {random.choice(regions)}" for c in codes if random.random() < 0.3]
    coverage = [f"{c} {council}" for c in codes for council in "XYZ" if random.random() < 0.4]
    return instance(
        {
            "organisations": organisations,
            "links": links,
            "coverage": coverage,
            "footprints": footprints,
            "decisions": decisions,
        }
    )


def partitions(codes: Sequence[str]) -> Iterator[list[list[str]]]:
    """Every partition of the organisations."""
    if not codes:
        yield []
        return
    first, rest = codes[0], list(codes[1:])
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for i, group in enumerate(smaller):
            yield [*smaller[:i], [first, *group], *smaller[i + 1 :]]

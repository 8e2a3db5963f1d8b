"""What the compact and the large engine return, and what they refuse to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level

Cluster = frozenset[str]


class NotPostableError(ValueError):
    """A rule or level in force that the compact model has no form for; ``id`` names it."""

    def __init__(self, kind: str, id_: str, why: str = "") -> None:
        super().__init__(f"the compact model has no form for {kind} {id_}" + (f": {why}" if why else ""))
        self.id = id_


@dataclass(frozen=True)
class LargeAnswer:
    """Clusters chosen for one part, and what is proved about them.

    ``values`` are one for each level in its order, *without* :meth:`GeographyLevel.constant` (they are sums of
    the level's column over the clusters, as the tables of the other engine are). ``bounds`` are proved lower
    bounds of the same numbers, each given that earlier levels stand at their values; after the first level
    whose bound is below its value they are 0, for nothing is known there.
    """

    status: cpsat.Status
    clusters: frozenset[Cluster]
    values: tuple[int, ...]
    """Empty without clusters."""
    bounds: tuple[int, ...]
    method: str
    """How it was found and proved, in a few words."""


@dataclass(frozen=True)
class Rows:
    """Sets of organisations as a table; implements :class:`planner.rules.base.Candidates`."""

    instance: Instance
    codes: Sequence[str]
    members: npt.NDArray[np.bool_]


def rows_of(instance: Instance, codes: Sequence[str], clusters: Iterable[Iterable[str]]) -> Rows:
    """Clusters as rows over ``codes``."""
    column = {c: i for i, c in enumerate(codes)}
    groups = [list(c) for c in clusters]
    members = np.zeros((len(groups), len(codes)), dtype=np.bool_)
    for row, group in enumerate(groups):
        members[row, [column[c] for c in group]] = True
    return Rows(instance, codes, members)


def level_value(
    level: Level,
    instance: Instance,
    codes: Sequence[str],
    clusters: Iterable[Iterable[str]],
    rulebook: Rulebook,
) -> int:
    """A level's value of a grouping of ``codes``, without its constant.

    Raises:
        NotPostableError: the level is of no kind that is known.
    """
    rows = rows_of(instance, sorted(codes), clusters)
    if isinstance(level, GeographyLevel):
        return int(level.column(rows, rulebook).sum())
    if isinstance(level, BottleneckLevel):
        return int(level.column(rows, rulebook).max(initial=0))
    if isinstance(level, CountLevel):
        return level.of(len(rows.members), instance, rulebook)
    raise NotPostableError("level", level.id)

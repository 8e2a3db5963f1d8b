"""What every check reads: the instance as narrowed, the plan, the rulebook, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from planner.checker.judgement import only_geography
from planner.checker.verdict import Problem
from planner.core.instance import Instance
from planner.core.plan import Plan, Role
from planner.core.rows import OfficeHolder
from planner.core.rulebook import Rulebook
from planner.objectives.roster import posts_today, seats

Problems = Iterator[Problem]


@dataclass(frozen=True)
class Case:
    """One plan to check against its instance."""

    instance: Instance
    plan: Plan
    rulebook: Rulebook

    @cached_property
    def only_map(self) -> bool:
        """Only the map was asked for."""
        return only_geography(self.plan)

    @cached_property
    def posts(self) -> dict[str, tuple[OfficeHolder, ...]]:
        """Posts of today by person id."""
        return posts_today(self.instance)

    @cached_property
    def seats(self) -> dict[str, set[tuple[str, Role]]]:
        """Seats of the plan by person id."""
        return seats(self.plan)

    @cached_property
    def cluster_of(self) -> dict[str, str]:
        """Cluster id of each organisation code."""
        return {code: c.id for c in self.plan.clusters for code in c.organisations}

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Organisations by cluster id."""
        return {c.id: c.organisations for c in self.plan.clusters}

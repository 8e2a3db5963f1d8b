"""Joins the parts: what is proved of whole maps, for each number of clusters in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.checker.bound.part import Terms
from planner.checker.bound.proof import Vector


def joined(tables: Sequence[Mapping[int, Vector]], most: int) -> dict[int, Vector]:
    """The smallest vector that parts can add up to, for each number of clusters up to ``most``.

    Vectors of parts bound theirs from below, and adding keeps the order, so the sums bound those of maps.
    """
    whole: dict[int, Vector] | None = None
    for table in tables:
        if whole is None:
            whole = {k: v for k, v in table.items() if k <= most}
            continue
        longer: dict[int, Vector] = {}
        for k, vector in whole.items():
            for more, extra in table.items():
                if k + more > most:
                    continue
                total = tuple(a + b for a, b in zip(vector, extra, strict=True))
                if k + more not in longer or total < longer[k + more]:
                    longer[k + more] = total
        whole = longer
    return whole or {}


@dataclass(frozen=True)
class Stages:
    """Stages of the whole map: their levels, what the plan has, and what any map can have at most."""

    terms: Sequence[Terms]
    plan: Mapping[str, int]
    """Sum of the costs of the plan's clusters at each level."""
    most: Mapping[str, int]
    """No map adds up to more."""

    def at_least(self, level: str, vector: Vector) -> int | None:
        """What a level adds up to at least, given the plan's amounts at all before it.

        Args:
            level: one of a stage.
            vector: stage by stage the least of maps with some number of clusters.

        Returns:
            The bound, not below 0; None when no such map has the plan's amounts at the stages before.
        """
        for terms, bound in zip(self.terms, vector, strict=True):
            whole = sum(times * self.plan[name] for name, times in terms)
            names = [name for name, _ in terms]
            if level not in names:
                if bound > whole:
                    return None
                if bound < whole:
                    return 0  # later stages bound maps only that have this value
                continue
            at = names.index(level)
            rest = bound - sum(times * self.plan[name] for name, times in terms[:at])
            rest -= sum(times * self.most[name] for name, times in terms[at + 1 :])
            return max(0, -(-rest // terms[at][1]))
        return 0

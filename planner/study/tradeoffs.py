"""What one amount costs in another: the exact front of a map's boards between two amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.caps import CAPS
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import Engine

FRONTS = tuple(c.id for c in CAPS.values() if c.summed)
"""Amounts that can be set against each other."""


@dataclass(frozen=True)
class TradeOff:
    """One best compromise: no boards of the map have less of one amount and no more of the other."""

    amounts: dict[str, int]
    """The two amounts by id, in units of :data:`planner.core.caps.CAPS`, and ``meetings``."""
    governance: dict[str, str]
    """Governance model of each cluster, by cluster id."""

    @property
    def models(self) -> dict[str, int]:
        """How many clusters use each governance model, by model id."""
        return dict(sorted(Counter(self.governance.values()).items()))


class NotWorkedOutError(Exception):
    """A limit was reached before the whole front was known."""


def tradeoffs(
    engine: Engine,
    first: str = "places_end",
    second: str = "cost",
    *,
    governance: GovernanceModel | str = "any",
    plan: Plan | None = None,
    settings: Settings | None = None,
) -> tuple[TradeOff, ...]:
    """Every best compromise between two amounts over all lawful boards of one map, each proved.

    Caps of the settings are left out, for the front shows what any cap on the two would give.

    Args:
        engine: the opened instance; what it has settled is used.
        first: ``cost``, ``meetings`` or ``places_end``.
        second: another of them.
        governance: one model, or ``any`` to choose one for each cluster.
        plan: take this plan's map; without it the best map is found first.
        settings: limits of time or work, and the number of clusters for finding a map.

    Returns:
        Compromises with ``second`` rising and ``first`` falling; among equals the models are first in order.
        Empty when no lawful boards are possible.

    Raises:
        NotWorkedOutError: a limit was reached.
        ValueError: amounts that can't be set against each other.
    """
    if first == second or not {first, second} <= set(FRONTS):
        raise ValueError(f"two different amounts of {', '.join(FRONTS)} are needed")
    asked = settings or Settings()
    if plan is None:
        plan = engine.solve(governance, asked.model_copy(update={"caps": {}})).plan
        if plan is None:
            return ()
    grouping = frozenset(frozenset(c.organisations) for c in plan.clusters)
    found = engine.front(grouping, first, second, governance, asked)
    if found is None:
        raise NotWorkedOutError
    return tuple(TradeOff(amounts, models) for amounts, models in found)


def a_few(found: Sequence[TradeOff], most: int = 12) -> tuple[TradeOff, ...]:
    """Both ends of a front and compromises evenly between them, by place in the list."""
    if len(found) <= most:
        return tuple(found)
    return tuple(found[round(i * (len(found) - 1) / (most - 1))] for i in range(most))

"""The best plan for each number of clusters, and under each governance model."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.core.plan import Plan
from planner.core.progress import Progress
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import Engine
from planner.io.rulebook import governance_ids
from planner.objectives.geography.cluster_target import target

AROUND = 3
"""Numbers of clusters looked at on either side of the target, where no range was asked for."""


@dataclass(frozen=True)
class Variant:
    """The best plan of one kind, or why there is none."""

    name: str
    """``5 clusters``, or the id of a governance model."""
    plan: Plan | None
    status: str
    why: str = ""
    """Why there is no plan; empty with one."""
    ok: bool = True
    """Whether the checker agrees."""


def numbers(engine: Engine, settings: Settings) -> range:
    """Numbers of clusters to look at: those asked for, else some around the target."""
    if settings.clusters is not None:
        low, high = settings.clusters
    else:
        middle = target(engine.instance, engine.rulebook)
        low, high = middle - AROUND, middle + AROUND
    return range(max(1, low), min(high, len(engine.instance.organisations)) + 1)


def by_clusters(
    engine: Engine,
    governance: GovernanceModel | str | None,
    settings: Settings,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Variant]:
    """The best plan for each number of clusters, told as found; all share the time limit.

    Raises:
        ValueError: as :meth:`Engine.solve`.
    """
    wanted = numbers(engine, settings)
    for k in wanted:
        name = "1 cluster" if k == 1 else f"{k} clusters"
        asked = settings.model_copy(update={"clusters": (k, k)})
        yield _variant(engine, name, governance, asked, progress, stop)


def by_models(
    engine: Engine,
    settings: Settings,
    models: Sequence[str] | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Variant]:
    """The best plan under each governance model of the guidance, told as found."""
    for model in models or [m for m in governance_ids() if m != "standalone"]:
        yield _variant(engine, model, model, settings, progress, stop)


def _variant(
    engine: Engine,
    name: str,
    governance: GovernanceModel | str | None,
    settings: Settings,
    progress: Progress | None,
    stop: threading.Event | None,
) -> Variant:
    result = engine.solve(governance, settings, progress, stop)
    if result.plan is None:
        return Variant(
            name, None, result.status, result.refusal.text if result.refusal else "There is no plan."
        )
    return Variant(name, result.plan, result.plan.status, ok=not result.disagreements)

"""The result: a plan or a refusal, with what the run did."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from planner.core.certificate import Certificate
from planner.core.instance import Instance
from planner.core.plan import Level, Plan, Status
from planner.core.rulebook import Rulebook
from planner.core.tolerances import within_tolerance


class Refusal(BaseModel):
    """Why there is no plan."""

    model_config = ConfigDict(frozen=True)

    status: Status
    """``infeasible``: no plan meets the rules, confirmed by a second method; ``unknown``: a limit was
    reached."""
    text: str
    """Plain sentences, with the rule and its paragraph where one is known to block."""
    rules: tuple[str, ...] = ()
    """Ids of the rules named."""


class Result(BaseModel):
    """What :meth:`planner.engine.Engine.solve` returns."""

    model_config = ConfigDict(frozen=True)

    plan: Plan | None
    refusal: Refusal | None = None
    instance: Instance | None = None
    """What was solved, narrowed as it was."""
    rulebook: Rulebook | None = None
    certificate: Certificate | None = None
    """What proves the levels of the map; None for a given grouping."""
    disagreements: tuple[str, ...] = ()
    """What the checker found against the solver; never empty silently (exit code 7)."""
    statistics: dict[str, Any] = {}

    @property
    def status(self) -> Status:
        """Status of the plan, or of the refusal."""
        if self.plan is not None:
            return self.plan.status
        return self.refusal.status if self.refusal else "unknown"

    @property
    def good_enough(self) -> bool:
        """Proved best, or not further from the best possible than ``Settings.tolerances`` allow."""
        return self.plan is not None and (self.plan.status == "optimal" or within_tolerance(self.plan))

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels of the plan, in order of importance; empty without a plan."""
        return self.plan.levels if self.plan is not None else ()

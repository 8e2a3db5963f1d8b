"""What a finished plan was asked, read off the settings that it records."""

from __future__ import annotations

from typing import Any

from planner.checker.effective import asked_range
from planner.checker.recorded import RECORDED
from planner.checker.settings import setting
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings


def asked_in(plan: Plan, **otherwise: Any) -> tuple[GovernanceModel | str | None, Settings]:
    """Governance that a plan was asked for, None where it is about the map alone, and its settings.

    Limits of time and work, the grouping and ring-fences are the usual ones where ``otherwise`` does not tell.

    Args:
        plan: the finished plan.
        otherwise: settings in place of those read.

    Raises:
        ValidationError: a setting can't be read.
    """
    read = {
        "seed": setting(plan, "seed"),
        "clusters": asked_range(plan),
        "only_geography": setting(plan, "only") == "geography",
        "profile": setting(plan, "profile"),
        "caps": setting(plan, "caps"),
        "models": setting(plan, "models"),
        "governance_of": setting(plan, "governance_of"),
        "origins": {k: s.origin for k, s in plan.settings.items() if k not in (*RECORDED, "cluster_target")},
        "recorded": {k: s for k, s in plan.settings.items() if k in RECORDED},
        **otherwise,
    }
    settings = Settings.model_validate({k: v for k, v in read.items() if v is not None})
    return None if settings.only_geography else _governance(plan), settings


def _governance(plan: Plan) -> GovernanceModel | str | None:
    own = setting(plan, "governance_model")
    if isinstance(own, dict):
        return GovernanceModel.model_validate(own)
    asked = setting(plan, "governance")
    return asked if isinstance(asked, str) else None

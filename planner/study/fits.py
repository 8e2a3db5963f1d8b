"""Whether a saved answer is about the question of a plan: same instance, rules, decisions, settings."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from planner.core.instance import Instance
from planner.core.plan import InstanceStamp, Plan
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.saved import MadeFrom
from planner.core.settings import Settings
from planner.engine.asked import models_asked, settings_written

EFFORT = frozenset({"seed", "work_limit", "time_limit", "ring_fences", "geography"})
"""Settings that change how a question is worked on, and the grouping that a plan took as given."""

NUMBER = frozenset({"clusters", "cluster_target"})
MODEL = frozenset({"governance", "governance_model", "governance_of", "models"})
BOARDS = MODEL | {"caps", "only", "profile", "board_levels"}
"""Settings that say nothing about the map."""

WORDS = {
    "governance": "the governance model (-g)",
    "governance_model": "the governance model (-g)",
    "regions": "the regions (--region)",
    "clusters": "the number of clusters (--clusters)",
    "cluster_target": "the number of clusters aimed at",
    "caps": "the caps (--cap)",
    "only": "boards, or the map alone (--only geography)",
    "reference": "the reference (--reference)",
    "scenario": "the scenario (--scenario)",
    "era": "the era (--era)",
    "rulebook": "the rulebook (--rulebook)",
}


def made_from(
    instance: Instance,
    rulebook: Rulebook,
    governance: GovernanceModel | str | None,
    settings: Settings,
) -> MadeFrom:
    """The stamp of an answer, in the words of a plan's settings."""
    models = models_asked(governance, settings.caps, settings.models, tuple(settings.governance_of.values()))
    written = settings_written(instance, rulebook, models, settings)
    return MadeFrom(
        instance=InstanceStamp(name=instance.name, sha256=instance.sha256),
        rulebook_sha256=rulebook.sha256,
        settings={name: s.value for name, s in written.items()},
        decisions=tuple(d.model_dump(mode="json") for d in instance.decisions),
    )


def stamp_of(plan: Plan) -> MadeFrom:
    """The same of a finished plan."""
    return MadeFrom(
        instance=plan.instance,
        rulebook_sha256=plan.rulebook.sha256,
        settings={name: s.value for name, s in plan.settings.items()},
        decisions=plan.decisions,
    )


def unlike(plan: Plan, stamp: MadeFrom, free: Collection[str]) -> str:
    """What the two were asked differently, in words; empty where it is one question.

    Args:
        plan: the finished plan.
        stamp: what the other answer was made from.
        free: settings that may differ.
    """
    mine = stamp_of(plan)
    if mine.instance.sha256 != stamp.instance.sha256:
        return "another instance, or this one before it was changed"
    if mine.rulebook_sha256 != stamp.rulebook_sha256:
        return "another rulebook"
    names = sorted((mine.settings.keys() | stamp.settings.keys()) - EFFORT - set(free))
    other = [n for n in names if not _same(mine.settings, stamp.settings, n)]
    if not other and _plain(mine.decisions) != _plain(stamp.decisions):
        return "other decisions"
    found = list(dict.fromkeys(WORDS.get(n, f"the setting {n}") for n in other))
    return f"another question: {', '.join(found)} differ{'s' if len(found) == 1 else ''}" if found else ""


def _same(mine: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    return _plain(mine.get(name)) == _plain(other.get(name))


def _plain(value: Any) -> str:
    """A value as text, whether it was read from a file or not yet written."""
    return json.dumps(value, sort_keys=True, default=str)

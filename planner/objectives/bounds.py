"""Bounds that several levels use when they are posted."""

from __future__ import annotations

from collections import Counter

from planner.core.rulebook import Rulebook
from planner.objectives.base import LevelModel


def most_neds(model: LevelModel, rulebook: Rulebook) -> int:
    """Most NEDs any board of the model can have: by BRD-3 while it binds, else everyone who may sit there."""
    eligible = Counter(code for _, code in model.ned)
    everyone = max(eligible.values(), default=0)
    spec = rulebook.by_id.get("BRD-3")
    if spec is None or not spec.on or spec.strength != "must":
        return everyone
    return min(everyone, int(spec.parameters.get("max", everyone)))


def fewest_neds(rulebook: Rulebook) -> int:
    """The number that "five NEDs" stands for where levels post it: BRD-3's fewest, five without the rule."""
    spec = rulebook.by_id.get("BRD-3")
    return 5 if spec is None else int(spec.parameters.get("min", 5))

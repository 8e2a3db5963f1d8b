"""Bounds that several levels use when they are posted."""

from __future__ import annotations

from collections import Counter

from planner.core.rulebook import Rulebook
from planner.objectives.base import LevelModel


def most_chairs(model: LevelModel, rulebook: Rulebook) -> int:
    """Most chairs of all boards of the model: by BRD-2 one each while it binds, else all who may chair."""
    spec = rulebook.by_id.get("BRD-2")
    binds = spec is not None and spec.on and spec.strength == "must"
    return len(model.organisations) if binds else len(model.chair)


def most_seats(model: LevelModel, rulebook: Rulebook) -> int:
    """Most chairs and NEDs of all boards of the model together."""
    return most_chairs(model, rulebook) + len(model.organisations) * most_neds(model, rulebook)


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

"""Whether a given map keeps an item, worked out from the rules themselves without the model of the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from planner.core.instance import Instance
from planner.geography.candidates import NEVER_LIFTED, exempted
from planner.rules.base import CandidateRule, Rule
from planner.study.explain.items import ABOUT_PAIRS, NUMBER, Item, decision_item
from planner.study.explain.maps import Map


class _Few:
    """A table of a map's clusters."""

    def __init__(self, instance: Instance, clusters: Sequence[frozenset[str]]) -> None:
        self.instance = instance
        self.codes = tuple(sorted(instance.by_code))
        self.members = np.array([[c in k for c in self.codes] for k in clusters], dtype=np.bool_)


def keeps(
    instance: Instance,
    rules: Iterable[Rule],
    number: tuple[int, int] | None,
    grouping: Map,
    items: Iterable[Item],
) -> bool:
    """Whether a map keeps all of some items about the map; those about boards are passed over."""
    by_id = {r.id: r for r in rules if isinstance(r, CandidateRule) and r.spec.strength == "must"}
    clusters = sorted(grouping, key=sorted)
    subjects: dict[str, list[str]] = {}
    for item in items:
        if item == NUMBER:
            if number is not None and not number[0] <= len(clusters) <= number[1]:
                return False
        elif item[0] in by_id:
            subjects.setdefault(item[0], []).append(item[1])
    lifted = exempted(instance)
    for rule, about in subjects.items():
        breach = by_id[rule].breach(_Few(_only(instance, rule, about), clusters))
        for cluster, count in zip(clusters, breach.tolist(), strict=True):
            free = rule not in NEVER_LIFTED and rule in lifted.get(cluster, ())
            concerned = rule in OF_ALL or bool(cluster & set(about))
            if count and concerned and not free:
                return False
    return True


OF_ALL = ("GEO-7", "HR-2", *ABOUT_PAIRS.values())
"""Rules whose items name what they are about, so that the instance is cut to these."""


def _only(instance: Instance, rule: str, about: Sequence[str]) -> Instance:
    """The instance with nothing else that a rule reads than what some of its items are about."""
    fields: dict[str, Any] = {}
    if rule == "GEO-7":
        fields["footprints"] = tuple(f for f in instance.footprints if f.consortium in about)
    elif rule == "HR-2":
        fields["organisations"] = tuple(
            o
            if o.arrangement in about or o.arrangement is None
            else o.model_copy(update={"arrangement_strength": "partial"})
            for o in instance.organisations
        )
    elif rule in ABOUT_PAIRS.values():
        wanted = {(rule, subject) for subject in about}
        fields["decisions"] = tuple(d for d in instance.decisions if decision_item(d) in wanted)
    return instance.replaced(**fields) if fields else instance

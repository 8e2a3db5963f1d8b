"""Changes of a grouping: move, swap, merge, split; each in terms of organisations and clusters of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.io.collect import did_you_mean

Grouping = frozenset[frozenset[str]]
NEW = "new"
"""Instead of a cluster: one of its own."""


class ChangeError(ValueError):
    """A change that names what there is not, or that changes nothing."""


@dataclass(frozen=True)
class Change:
    """One change. Clusters go by their id, their name, or the code of any of their organisations."""

    kind: Literal["move", "swap", "merge", "split"]
    first: str
    second: str

    @classmethod
    def move(cls, organisation: str, cluster: str) -> Change:
        """An organisation joins a cluster, or stands alone (``new``)."""
        return cls("move", organisation, cluster)

    @classmethod
    def swap(cls, one: str, other: str) -> Change:
        """Two organisations take each other's place."""
        return cls("swap", one, other)

    @classmethod
    def merge(cls, one: str, other: str) -> Change:
        """Two clusters become one."""
        return cls("merge", one, other)

    @classmethod
    def split(cls, cluster: str, organisations: Sequence[str] | str) -> Change:
        """Some organisations of a cluster become one of their own."""
        codes = organisations if isinstance(organisations, str) else ",".join(organisations)
        return cls("split", cluster, codes)


def changed(instance: Instance, plan: Plan, changes: Sequence[Change]) -> Grouping:
    """The grouping of a plan after some changes, one after another.

    Raises:
        ChangeError: a code or a cluster is not known, or nothing would change.
    """
    if not changes:
        raise ChangeError("nothing to change was named")
    groups = [set(c.organisations) for c in plan.clusters]
    before = frozenset(map(frozenset, groups))
    for change in changes:
        groups = _APPLIED[change.kind](_Names(instance, plan, groups), groups, change)
    after = frozenset(frozenset(g) for g in groups if g)
    if after == before:
        raise ChangeError("the clusters would be those of the plan: nothing changes")
    return after


class _Names:
    """Codes and names of organisations and clusters, as they are before one change."""

    def __init__(self, instance: Instance, plan: Plan, groups: Sequence[set[str]]) -> None:
        self._codes = {o.code.casefold(): o.code for o in instance.organisations}
        self._names = {o.name.casefold(): o.code for o in instance.organisations}
        self._instance, self._groups = instance, groups
        here = {frozenset(g) for g in groups}
        self._clusters = {c.name.casefold(): c.id for c in plan.clusters if frozenset(c.organisations) in here}

    def organisation(self, word: str) -> str:
        """Code of an organisation named by code or name."""
        key = word.strip().casefold()
        found = self._codes.get(key) or self._names.get(key)
        if found is None:
            hint = did_you_mean(
                word, [*self._codes.values(), *(o.name for o in self._instance.organisations)], ""
            )
            raise ChangeError(f'there is no organisation "{word}" here. {hint}'.strip())
        return found

    def cluster(self, word: str) -> set[str]:
        """Organisations of a cluster named by its id, its name or one of its organisations."""
        key = word.strip().casefold()
        code = self._clusters.get(key) or self._codes.get(key) or self._names.get(key)
        if code is None:
            ids = [min(g) for g in self._groups if g]
            hint = did_you_mean(word, [*ids, *self._codes.values()], "")
            raise ChangeError(
                f'there is no cluster "{word}"; clusters go by id: {", ".join(sorted(ids))}. {hint}'.strip()
            )
        return self.of(code)

    def of(self, code: str) -> set[str]:
        """The cluster that holds an organisation."""
        return next(g for g in self._groups if code in g)


def _move(names: _Names, groups: list[set[str]], change: Change) -> list[set[str]]:
    code = names.organisation(change.first)
    home = names.of(code)
    if change.second.strip().casefold() == NEW:
        if len(home) == 1:
            raise ChangeError(f"{code} stands alone already")
        return [*(g - {code} for g in groups), {code}]
    target = names.cluster(change.second)
    if target is home:
        raise ChangeError(f"{code} is in that cluster already")
    return [g | {code} if g is target else g - {code} for g in groups]


def _swap(names: _Names, groups: list[set[str]], change: Change) -> list[set[str]]:
    one, other = names.organisation(change.first), names.organisation(change.second)
    if names.of(one) is names.of(other):
        raise ChangeError(f"{one} and {other} are in one cluster already")
    place = {one: other, other: one}
    return [{place.get(code, code) for code in g} for g in groups]


def _merge(names: _Names, groups: list[set[str]], change: Change) -> list[set[str]]:
    one, other = names.cluster(change.first), names.cluster(change.second)
    if one is other:
        raise ChangeError(f"{change.first} and {change.second} name one cluster")
    return [*(g for g in groups if g is not one and g is not other), one | other]


def _split(names: _Names, groups: list[set[str]], change: Change) -> list[set[str]]:
    home = names.cluster(change.first)
    words = [w for w in change.second.split(",") if w.strip()]
    leaving = {names.organisation(w) for w in words}
    outside = sorted(leaving - home)
    if outside:
        raise ChangeError(f"{', '.join(outside)}: not in the cluster that is to be split")
    if not leaving or leaving == home:
        raise ChangeError("name some of the cluster's organisations, not all, separated by commas")
    return [*(g - leaving for g in groups), leaving]


_APPLIED = {"move": _move, "swap": _swap, "merge": _merge, "split": _split}

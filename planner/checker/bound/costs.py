"""What each possible cluster costs at each level that adds up, from docs/semantics.md.

Over a whole map the costs add up to the level's value minus its constant. Where something lies between two
clusters it is counted in the one that holds the smaller code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from planner.checker.bound.footprints import consortium_overlap
from planner.checker.bound.masks import SAFE, Array
from planner.checker.bound.numbers import target
from planner.checker.bound.view import View
from planner.checker.effective import asked_range
from planner.core.instance import Instance


class TooLargeError(ValueError):
    """Costs don't fit into 64 bits."""


def cost(level: str, view: View) -> Array:
    """Cost of each set at one level, shape (sets,), never negative.

    Raises:
        KeyError: no such level is known here.
        TooLargeError: a cost could be beyond 64 bits.
    """
    return COSTS[level](view)


def constant(level: str, instance: Instance) -> int:
    """What a level's value has beside the costs of the clusters."""
    return -len(_GROUPS[level](instance)) if level in _GROUPS else 0


def _sums(view: View, weights: Sequence[int]) -> Array:
    total = view.sets.sums(weights)
    if total.dtype != np.int64:
        raise TooLargeError
    return total


def _people(view: View) -> Array:
    return _sums(view, [o.population for o in view.organisations])


def _steps(away: Array, step: int) -> Array:
    """Steps begun."""
    return (away + (step - 1)) // step


def _standalones(view: View) -> Array:
    reasons = {d.object for d in view.instance.decisions if (d.kind, d.subject) == ("exempt", "GEO-SIZE")}
    counted = _sums(view, [code not in reasons for code in view.codes])
    return np.where(view.sets.size() == 1, counted, 0)


def _councils(instance: Instance) -> list[set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in instance.coverage:
        groups[row.local_authority].add(row.organisation)
    return list(groups.values())


def _arrangements(instance: Instance) -> list[set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for o in instance.organisations:
        if o.arrangement:
            groups[o.arrangement].add(o.code)
    return list(groups.values())


_GROUPS: dict[str, Callable[[Instance], list[set[str]]]] = {
    "splits": lambda instance: _councils(instance) + _arrangements(instance),
    "council_splits": _councils,
    "arrangement_splits": _arrangements,
}
"""Groups of which each cluster counts those that it holds a piece of; each group has one piece for nothing."""


def _pieces(level: str) -> Callable[[View], Array]:
    def count(view: View) -> Array:
        total = np.zeros(len(view.sets), dtype=np.int64)
        alone = [0] * len(view.codes)
        for group in _GROUPS[level](view.instance):
            mask = view.mask(group)
            if mask.bit_count() == 1:
                alone[mask.bit_length() - 1] += 1
            elif mask:
                total += view.sets.meets(mask)
        return total + _sums(view, alone)

    return count


def _population_steps(view: View) -> Array:
    people = _people(view)
    low, high = view.rulebook.population_band
    away = np.where(people < low, low - people, np.maximum(people - high, 0))
    return _steps(away, view.rulebook.population_step)


def _population_spread(view: View) -> Array:
    asked = asked_range(view.plan)
    number = asked[0] if asked and asked[0] == asked[1] else target(view.instance, view.rulebook)
    everybody = sum(o.population for o in view.instance.organisations)
    if number * everybody >= SAFE:
        raise TooLargeError
    return _steps(abs(number * _people(view) - everybody), number * view.rulebook.population_step)


def _between(view: View, pairs: Iterable[tuple[str, str, int]]) -> Array:
    """Weight of the pairs of which a set holds the smaller code and not the larger."""
    smaller_has = [0] * len(view.codes)
    both: dict[tuple[int, int], int] = defaultdict(int)
    for a, b, weight in pairs:
        smaller, larger = view.position.get(min(a, b)), view.position.get(max(a, b))
        if smaller is not None and a != b:
            smaller_has[smaller] += weight
            if larger is not None:
                both[smaller, larger] += weight
    total = _sums(view, smaller_has)
    for (i, j), weight in both.items():
        total -= np.where(view.sets.has(i) & view.sets.has(j), weight, 0)
    return total


def _boundary_cut(view: View) -> Array:
    land = (x for x in view.instance.links if x.kind == "land")
    return _between(view, ((x.a, x.b, x.length_m or 0) for x in land))


def _links_cut(view: View) -> Array:
    joining = (x for x in view.instance.links if x.kind in ("land", "bridge", "ferry"))
    return _between(view, ((x.a, x.b, 1) for x in joining))


def _patient_flow_cut(view: View) -> Array:
    flows = [x for x in view.instance.links if x.kind == "patient_flow"]
    patients = [getattr(x, "patients", None) for x in flows]
    return _between(view, ((x.a, x.b, 1 if n is None else n) for x, n in zip(flows, patients, strict=True)))


def _arrangement_pairs(view: View) -> Array:
    groups = _arrangements(view.instance)
    return _between(view, ((a, b, 1) for group in groups for a in group for b in group if a < b))


def _inertia(view: View) -> Array:
    least = np.full(len(view.sets), SAFE, dtype=np.int64)
    for centre, middle in enumerate(view.organisations):
        weights = []
        for o in view.organisations:
            if o.easting is None or o.northing is None or middle.easting is None or middle.northing is None:
                raise KeyError("inertia")  # can't be counted here
            squared = (o.easting - middle.easting) ** 2 + (o.northing - middle.northing) ** 2
            weights.append((o.population * squared + 500_000) // 1_000_000)
        least = np.where(view.sets.has(centre), np.minimum(least, _sums(view, weights)), least)
    return least


def _change_from_reference(view: View) -> Array:
    named = view.plan.settings.get("reference")
    if named is not None and named.value:
        place = dict(named.value)
    else:
        place = {o.code: o.cluster_reference for o in view.instance.organisations if o.cluster_reference}
    stays = np.zeros(len(view.sets), dtype=np.int64)
    for group in sorted(set(place.values())):
        np.maximum(stays, _sums(view, [place.get(code) == group for code in view.codes]), out=stays)
    return view.sets.size() - stays


COSTS: dict[str, Callable[[View], Array]] = {
    "standalones": _standalones,
    "splits": _pieces("splits"),
    "council_splits": _pieces("council_splits"),
    "arrangement_splits": _pieces("arrangement_splits"),
    "arrangement_pairs": _arrangement_pairs,
    "population_steps": _population_steps,
    "population_spread": _population_spread,
    "boundary_cut": _boundary_cut,
    "links_cut": _links_cut,
    "patient_flow_cut": _patient_flow_cut,
    "inertia": _inertia,
    "consortium_overlap": consortium_overlap,
    "change_from_reference": _change_from_reference,
}
"""How the cost at each level that adds up over clusters is counted."""

"""Levels about the map in models of slots: an expression at least the value, equal to it when minimised.

Values are those of the levels' columns summed over clusters, that is without :meth:`GeographyLevel.constant`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python import cp_model

from planner.core.instance import Instance
from planner.core.rows import Link
from planner.geography.compact.answer import NotPostableError, level_value
from planner.geography.compact.model import SAFE, Centres, Compact, Model, Slot, footprints
from planner.objectives.base import BottleneckLevel, CountLevel, Level
from planner.objectives.geography.cluster_target import target
from planner.rules.base import Expr

Weights = dict[tuple[int, int], int]
"""Cost of having two positions i < j in different clusters."""


def post_level(c: Model, level: Level) -> Expr:
    """The expression to minimise for a level over all slots.

    Raises:
        NotPostableError: a level that has no form here.
    """
    if isinstance(level, CountLevel):
        if not isinstance(c, Compact):
            return level.of(len(c.slots), c.instance, c.rulebook)
        of = [level.of(k, c.instance, c.rulebook) for k in c.numbers()]
        return cp_model.LinearExpr.weighted_sum(list(c.numbers().values()), of)
    if level.id in PAIRS:
        return _cut(c, pair_weights(c, level)) + always_cut(c, level)
    if level.id == "inertia":
        return _inertia(c)
    costs = [slot_cost(c, level, slot) for slot in c.slots]
    if not isinstance(level, BottleneckLevel):
        return sum(costs)
    most = c.model.new_int_var(0, max(len(c.codes), sum(c.population)), level.id)
    for cost in costs:
        c.model.add(most >= cost)
    return most


def slot_cost(c: Model, level: Level, slot: Slot) -> Expr:
    """What one slot has of a level that is not about pairs; 0 when it is not used.

    Raises:
        NotPostableError: a level that has no form here.
    """
    if level.id not in _SLOT:
        raise NotPostableError("level", level.id)
    return _SLOT[level.id](c, slot)


def pair_weights(c: Model, level: Level) -> Weights:
    """Costs of pairs of a level in :data:`PAIRS`."""
    return PAIRS[level.id](c)


def always_cut(c: Model, level: Level) -> int:
    """What leaves the part and is cut in every grouping of it, as the level's column counts it."""
    alone = level_value(level, c.instance, c.codes, [[code] for code in c.codes], c.rulebook)
    return alone - sum(pair_weights(c, level).values())


def _link_weights(c: Model, kinds: Iterable[str], weight: Callable[[Link], int]) -> Weights:
    found: Weights = Counter()
    for link in c.instance.links:
        if link.kind in kinds and link.a in c.position and link.b in c.position and link.a != link.b:
            i, j = sorted((c.position[link.a], c.position[link.b]))
            found[i, j] += weight(link)
    return {pair: w for pair, w in sorted(found.items()) if w}


def _patients(link: Link) -> int:
    """Patients a year; a flow without a number counts 1."""
    return 1 if link.patients is None else link.patients


def _arranged(c: Model) -> Weights:
    """Pairs that work in one arrangement."""
    belongs = [c.instance.by_code[code].arrangement for code in c.codes]
    n = len(c.codes)
    return {(i, j): 1 for i in range(n) for j in range(i + 1, n) if belongs[i] and belongs[i] == belongs[j]}


def _cut(c: Model, weights: Weights) -> Expr:
    """Weight of the pairs whose ends are in different clusters."""
    apart = {pair: c.model.new_bool_var(f"{pair} apart") for pair in weights}
    for (i, j), literal in apart.items():
        for slot in c.slots:
            both = [slot.inside[k] for k in (i, j) if k in slot.inside]
            for inside in both:
                c.model.add_bool_or([~inside, literal, *(x for x in both if x is not inside)])
    return cp_model.LinearExpr.weighted_sum(list(apart.values()), list(weights.values()))


def _standalones(c: Model, slot: Slot) -> Expr:
    """1 for a slot of one organisation, unless a reason is recorded for it."""
    reasoned = {d.object for d in c.instance.decisions if d.kind == "exempt" and d.subject == "GEO-SIZE"}
    alone = c.model.new_bool_var(f"{slot.name} alone")
    firsts = slot.inside if slot.root is None else [slot.root]
    for i in firsts:
        if c.codes[i] not in reasoned:
            others = [x for j, x in slot.inside.items() if j != i]
            c.model.add_bool_or([alone, ~slot.inside[i], *others])
    return alone


def _council_groups(c: Model) -> list[set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for row in c.instance.coverage:
        if row.organisation in c.position:
            groups[row.local_authority].add(c.position[row.organisation])
    return [groups[k] for k in sorted(groups)]


def _arrangement_groups(c: Model) -> list[set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for i, code in enumerate(c.codes):
        name = c.instance.by_code[code].arrangement
        if name:
            groups[name].add(i)
    return [groups[k] for k in sorted(groups)]


def _pieces(c: Model, slot: Slot, groups: list[set[int]]) -> Expr:
    """Groups that the slot holds a member of."""
    held = []
    for g, group in enumerate(groups):
        inside = [slot.inside[i] for i in sorted(group) if i in slot.inside]
        if inside:
            piece = c.model.new_bool_var(f"{slot.name} holds of {g}")
            held.append(piece)
            for member in inside:
                c.model.add_implication(member, piece)
    return cp_model.LinearExpr.sum(held)


def _population_steps(c: Model, slot: Slot) -> Expr:
    low, high = c.rulebook.population_band
    step, total = c.rulebook.population_step, sum(c.population)
    outside = c.model.new_int_var(0, -(-max(low, total - high, 0) // step), f"steps of {slot.name}")
    c.model.add(step * outside >= low * slot.used - c.people(slot))
    c.model.add(step * outside >= c.people(slot) - high)
    return outside


def _population_spread(c: Model, slot: Slot) -> Expr:
    """Steps from the mean population, rounded up."""
    spec = c.rulebook.by_id.get("GEO-10")
    asked = [spec.parameters.get(k) for k in ("fewest", "most")] if spec is not None else [None, None]
    number = int(asked[0]) if asked[0] is not None and asked[0] == asked[1] else target(c.instance, c.rulebook)
    total = sum(o.population for o in c.instance.organisations)
    step = number * c.rulebook.population_step
    steps = c.model.new_int_var(0, -(-(number * total) // step), f"spread of {slot.name}")
    c.model.add(step * steps >= number * c.people(slot) - total * slot.used)
    c.model.add(step * steps >= total * slot.used - number * c.people(slot))
    return steps


def _change(c: Model, slot: Slot) -> Expr:
    """Members beside the largest piece of a reference cluster."""
    place = {o.code: o.cluster_reference for o in c.instance.organisations}
    place |= dict(c.instance.reference or ())
    placed = {i: name for i, code in enumerate(c.codes) if i in slot.inside and (name := place[code])}
    kept = {g: c.model.new_bool_var(f"{slot.name} keeps {g}") for g in sorted(set(placed.values()))}
    if kept:
        c.model.add_at_most_one(list(kept.values()))
    moved = []
    for i, inside in slot.inside.items():
        if i in placed:
            moved.append(c.model.new_bool_var(f"{i} moves to {slot.name}"))
            c.model.add_bool_or([~inside, kept[placed[i]], moved[-1]])
        else:  # whoever has no place in the reference changes in any case
            moved.append(inside)
    return cp_model.LinearExpr.sum(moved)


def _overlap(c: Model, slot: Slot) -> Expr:
    """Steps of five points above half of the largest overlap with a consortium."""
    steps = [c.model.new_bool_var(f"{slot.name} overlaps {t}") for t in range(10)]
    for name, shares in sorted(footprints(c).items()):
        if not shares.keys() & c.position.keys():
            continue
        scale = math.lcm(*(s.denominator for s in shares.values()))
        of = {code: int(s * scale) * c.instance.by_code[code].population for code, s in shares.items()}
        both = [of.get(code, 0) for code in c.codes]
        if 20 * (scale * sum(c.population) + 2 * sum(of.values())) > SAFE:
            raise NotPostableError(
                "level", "consortium_overlap", f"the shares of {name} have too many decimals"
            )
        for t, above in enumerate(steps):  # 20 · overlap > (10 + t) · union counts step t + 1
            union = [scale * p - b for p, b in zip(c.population, both, strict=True)]
            row = [20 * b - (10 + t) * u for b, u in zip(both, union, strict=True)]
            c.model.add(c.weight(slot, row) <= (10 + t) * sum(of.values())).only_enforce_if(~above)
    return cp_model.LinearExpr.sum(steps)


def inertia_weights(instance: Instance, codes: Sequence[str]) -> list[list[int]]:
    """Hess's cost of each position at each centre: people times squared kilometres, rounded half up."""
    at = [(instance.by_code[code].easting, instance.by_code[code].northing) for code in codes]
    if any(e is None or n is None for e, n in at):
        raise NotPostableError("level", "inertia", "an organisation has no coordinates")
    place = [(int(e or 0), int(n or 0)) for e, n in at]
    people = [instance.by_code[code].population for code in codes]
    return [
        [(p * ((e - f) ** 2 + (n - m) ** 2) + 500_000) // 1_000_000 for f, m in place]
        for p, (e, n) in zip(people, place, strict=True)
    ]


def _inertia(c: Model) -> Expr:
    """Every organisation is served by one centre of its own cluster; there are as many centres as clusters."""
    weights = inertia_weights(c.instance, c.codes)
    if isinstance(c, Centres):
        serves = [(x, weights[i][slot.root or 0]) for slot in c.slots for i, x in slot.inside.items()]
        return cp_model.LinearExpr.weighted_sum([x for x, _ in serves], [w for _, w in serves])
    n = len(c.codes)
    served = [[c.model.new_bool_var(f"{j} serves {i}") for j in range(n)] for i in range(n)]
    for i in range(n):
        c.model.add_exactly_one(served[i])
        for j in range(n):
            c.model.add_implication(served[i][j], served[j][j])
            for slot in c.slots:
                if i in slot.inside:
                    beside = [slot.inside[j]] if j in slot.inside else []
                    c.model.add_bool_or([~served[i][j], ~slot.inside[i], *beside])
    c.model.add(sum(served[j][j] for j in range(n)) == sum(slot.used for slot in c.slots))
    flat = [(served[i][j], weights[i][j]) for i in range(n) for j in range(n) if weights[i][j]]
    return cp_model.LinearExpr.weighted_sum([v for v, _ in flat], [w for _, w in flat])


PAIRS: dict[str, Callable[[Model], Weights]] = {
    "boundary_cut": lambda c: _link_weights(c, ("land",), lambda link: link.length_m or 0),
    "links_cut": lambda c: _link_weights(c, ("land", "bridge", "ferry"), lambda _: 1),
    "patient_flow_cut": lambda c: _link_weights(c, ("patient_flow",), _patients),
    "arrangement_pairs": _arranged,
}
"""Levels that are costs of pairs in different clusters."""
_SLOT: dict[str, Callable[[Model, Slot], Expr]] = {
    "standalones": _standalones,
    "splits": lambda c, slot: _pieces(c, slot, [*_council_groups(c), *_arrangement_groups(c)]),
    "council_splits": lambda c, slot: _pieces(c, slot, _council_groups(c)),
    "arrangement_splits": lambda c, slot: _pieces(c, slot, _arrangement_groups(c)),
    "consortium_overlap": _overlap,
    "population_steps": _population_steps,
    "population_spread": _population_spread,
    "largest_population": lambda c, slot: c.people(slot),
    "largest_size": lambda _, slot: sum(slot.inside.values()),
    "change_from_reference": _change,
}

"""The smallest cluster from which a rule would have to be lifted for a map with boards to be possible."""

from __future__ import annotations

from typing import Any

from planner import cpsat
from planner.study.explain.items import Item
from planner.study.explain.joint import Case
from planner.study.explain.maps import Cluster, SwitchedMap
from planner.study.explain.witness import keeps

LIFTABLE = ("GEO-POP", "GEO-SIZE", "GEO-CON", "GEO-7", "HR-2")
"""Rules about a cluster that an ``exempt`` decision may lift."""
ROUNDS = 200


def smallest_exempt(
    case: Case,
    rule: str,
    codes: tuple[str, ...],
    number: tuple[int, int] | None,
    without: frozenset[Item],
) -> Cluster | None:
    """The cluster with fewest organisations, then people, from which lifting a rule makes a plan possible.

    One map is looked for in which at most one cluster is free of the rule; that cluster is made small.

    Args:
        case: what is asked.
        rule: one of :data:`LIFTABLE`.
        codes: organisations of the part of the country.
        number: fewest and most clusters of the part.
        without: items that are not asked for.

    Returns:
        None where no single cluster is enough, or none was found within the limits.
    """
    joint = case.joint(codes, number)
    switched = joint.map
    on = joint.items - without
    switched.fixed = on
    for item in sorted(on & switched.literals.keys()):
        if item[0] != rule:
            switched.model.add_bool_or([switched.literals[item]])
    free = _one_free(switched, rule, on)
    members = _members(switched, free)
    people = switched.compact.population
    most = sum(people) + 1
    switched.model.minimize(sum(x * (most + people[i]) for i, x in members.items()))
    for _ in range(ROUNDS):
        solved = cpsat.solve(switched.model, case.budget, confirm=False)
        if solved.status != "optimal":
            return None
        grouping = switched.read(solved.at)
        if joint.refute(grouping, on):
            continue
        breaking = [
            k for k in grouping if not keeps(case.instance, case.rules, None, frozenset([k]), _about(on, rule))
        ]
        return breaking[0] if len(breaking) == 1 else None
    return None


def _about(on: frozenset[Item], rule: str) -> list[Item]:
    return [i for i in on if i[0] == rule]


def _one_free(switched: SwitchedMap, rule: str, on: frozenset[Item]) -> dict[str, Any]:
    """Literals by slot, at most one true: the rule does not bind its cluster."""
    c, model = switched.compact, switched.model
    free = {slot.name: model.new_bool_var(f"{slot.name} is free of {rule}") for slot in c.slots}
    model.add_at_most_one(free.values())
    for slot in c.slots:
        name = slot.name
        model.add_implication(free[name], slot.used)
        if name in switched.bound.get(rule, {}):
            for i, inside in slot.inside.items():
                if (rule, c.codes[i]) in on:
                    model.add_bool_or([~inside, switched.bound[rule][name], free[name]])
    for item in sorted(i for i in on if i[0] == rule and rule in ("GEO-7", "HR-2")):
        lit = switched.literals[item]
        concerned = _concerned(switched, item)
        for slot in c.slots:
            # without the rule for this subject, who it is about is in the free cluster
            for i in concerned & slot.inside.keys():
                if rule == "HR-2":
                    model.add_bool_or([lit, ~slot.inside[i], free[slot.name]])
        if rule == "GEO-7":
            model.add_bool_or([lit, *free.values()])
    if rule == "GEO-7":
        subjects = [switched.literals[i] for i in on if i[0] == rule]
        model.add(sum(subjects) >= len(subjects) - 1)
    return free


def _concerned(switched: SwitchedMap, item: Item) -> set[int]:
    """Positions of the organisations of an arrangement."""
    codes = {o.code for o in switched.compact.instance.organisations if o.arrangement == item[1]}
    return {switched.compact.position[c] for c in codes if c in switched.compact.position}


def _members(switched: SwitchedMap, free: dict[str, Any]) -> dict[int, Any]:
    """By position: 1 for whoever is in the free cluster."""
    c, model = switched.compact, switched.model
    members = {i: model.new_bool_var(f"{code} is free") for i, code in enumerate(c.codes)}
    for slot in c.slots:
        for i, inside in slot.inside.items():
            model.add_bool_or([~inside, ~free[slot.name], members[i]])
    return members

"""Every conflict of a question: where there is no map with boards, minimal sets of what clashes, disjoint."""

from __future__ import annotations

from dataclasses import dataclass

from planner import cpsat
from planner.study.explain.items import NUMBER, Item, tier_of
from planner.study.explain.joint import Case, Joint
from planner.study.explain.maps import Map
from planner.study.explain.minimal import minimal

MOST = 12
"""Conflicts of one part of the country that are worked out; more of them say little more."""
BORDER = "GEO-4"
SEVERAL = 16
"""With more organisations, a clash about the number of clusters is told by rules: it is about all of them."""


@dataclass(frozen=True)
class Clashing:
    """Items that can't all hold, each of them needed for that."""

    items: frozenset[Item]
    codes: tuple[str, ...]
    """Organisations of the part of the country it was found in."""
    whole: bool
    """Whether it is about the number of clusters of everything asked for."""
    by_rule: bool = False
    """Items of one rule were taken together: each rule is needed, not each of its items."""

    @property
    def atoms(self) -> list[frozenset[Item]]:
        """What is needed, one by one."""
        found: dict[Item, set[Item]] = {}
        for item in sorted(self.items):
            found.setdefault(_by_rule(item) if self.by_rule else item, set()).add(item)
        return [frozenset(x) for x in found.values()]


@dataclass(frozen=True)
class Found:
    """What clashes, or a map with boards where nothing does."""

    conflicts: tuple[Clashing, ...]
    grouping: Map | None
    complete: bool = True
    """Whether all disjoint conflicts were worked out."""


def find(case: Case) -> Found:
    """Minimal conflicts, no two with an item in common, until what is left has a map with boards.

    Raises:
        OutOfTimeError: a limit was reached before the first answer.
        NotPostableError: a rule about the map has no form in the compact model.
    """
    found: list[Clashing] = []
    complete = True
    maps: list[Map] = []
    every = tuple(sorted(case.instance.by_code))
    parts = case.parts()
    alone = len(parts) == 1
    for codes in parts:
        joint = case.joint(codes, case.number if alone else None)
        here, all_told = _of(case, joint, codes, joint.items)
        complete &= all_told
        found += here
        if joint.last is not None:
            maps.append(joint.last)
    blamed = frozenset(i for c in found for i in c.items)
    bordered = any(outer(case, i) for i in blamed)  # then something may clash without the border too
    if not alone and (case.number is not None or bordered or _tied(case, maps)):
        joint = case.joint(every, case.number)
        if bordered:
            blamed |= frozenset(i for i in joint.items if i[0] == BORDER)
        here, all_told = _of(case, joint, every, joint.items - blamed)
        complete &= all_told
        found += here
        maps = [joint.last] if joint.last is not None else []
    if found:
        return Found(tuple(found), None, complete)
    return Found((), frozenset(cluster for grouping in maps for cluster in grouping))


def _tied(case: Case, maps: list[Map]) -> bool:
    """Whether the boards of parts that are possible by themselves are impossible together."""
    if case.boards is None or not maps:
        return False
    together = frozenset(cluster for grouping in maps for cluster in grouping)
    return bool(case.boards.bad(together, case.boards.items(case.instance.by_code)))


def _of(
    case: Case, joint: Joint, codes: tuple[str, ...], active: frozenset[Item]
) -> tuple[list[Clashing], bool]:
    """Conflicts of one part."""
    found: list[Clashing] = []
    coarse = case.number is not None and len(codes) > SEVERAL
    border_told = False
    while len(found) < MOST:
        items = minimal(
            joint.clash, active, lambda item: tier_of(case.rulebook, item), _by_rule if coarse else None
        )
        if items is None:
            return found, True
        if not _border_matters(case, items, codes):
            active -= items
        elif border_told:  # nothing new: it has the border in common with a conflict that was told
            active -= items
            continue
        else:
            border_told, few = True, _bordered(case, joint, items, codes)
            active, items = active - (few or items), few
        found.append(Clashing(items, codes, NUMBER in items, coarse))
    return found, joint.clash(active) is None


def _by_rule(item: Item) -> Item:
    """Items of one rule together, but each decision by itself."""
    return item if item[0].startswith("DEC-") else (item[0], "")


def _border_matters(case: Case, items: frozenset[Item], codes: tuple[str, ...]) -> bool:
    """Whether a map would be possible if clusters could cross the border of the part.

    A part was looked at by itself, because no cluster crosses its border. Whether that matters is asked of the
    part with its neighbours, and where these do not help, of all.
    """
    inside = set(codes)
    if len(inside) == len(case.instance.by_code) or BORDER not in {r.id for r in case.rules}:
        return False
    region = {o.code: o.region for o in case.instance.organisations}
    near = {region[c] for c in inside}
    near |= {
        region[there]
        for x in case.instance.links
        for here, there in ((x.a, x.b), (x.b, x.a))
        if x.kind != "patient_flow" and here in inside and there in region
    }
    wider = sorted(c for c, r in region.items() if r in near)
    return any(
        len(around) > len(inside) and case.joint(around).clash(items) is None
        for around in (wider, sorted(region))
    )


def _bordered(case: Case, joint: Joint, items: frozenset[Item], codes: tuple[str, ...]) -> frozenset[Item]:
    """The items with the border of the part; not all of them may be needed beside it."""
    borders = frozenset(i for i in joint.map.items if i[0] == BORDER)
    few = minimal(
        lambda some: (found := joint.clash(some | borders)) and found - borders,
        frozenset(i for i in items if i[0] != BORDER),
        lambda item: tier_of(case.rulebook, item),
    )
    region = {o.code: o.region for o in case.instance.organisations}
    return (items if few is None else few) | {(BORDER, "; ".join(sorted({region[c] for c in codes})))}


def outer(case: Case, item: Item) -> bool:
    """Whether an item is the border of whole regions."""
    return item[0] == BORDER and item[1] not in case.instance.by_code


def confirmed(case: Case, conflict: Clashing) -> bool:
    """Whether the conflict stands in a second look: all its items clash, and without any one they do not.

    Asked anew of models in which the items are fixed; that they clash is found with and without presolve.

    Raises:
        OutOfTimeError: a limit was reached.
    """
    bordered = any(outer(case, i) for i in conflict.items)
    codes = sorted(case.instance.by_code) if bordered else conflict.codes
    number = case.number if conflict.whole else None
    joint = case.joint(codes, number)
    borders = frozenset(i for i in joint.map.items if i[0] == BORDER) if bordered else frozenset()
    atoms = [a for a in conflict.atoms if not any(outer(case, i) for i in a)] + [borders] * bordered
    items = frozenset[Item]().union(*atoms)
    if joint.clash(items) is None:
        return False
    fixed = joint.map.model.clone()
    fixed.clear_assumptions()
    for item in sorted(items & joint.map.literals.keys()):
        fixed.add_bool_or([joint.map.literals[item]])
    if cpsat.solve(fixed, case.budget).status != "infeasible":
        return False
    fresh = case.joint(codes, number)
    return all(fresh.clash(items - atom) is None for atom in atoms)

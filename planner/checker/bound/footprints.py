"""How near each possible cluster comes to the footprint of a consortium."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import lcm

import numpy as np

from planner.checker.bound.masks import SAFE, Array
from planner.checker.bound.view import View


def consortium_overlap(view: View) -> Array:
    """Steps of five percentage points above half, rounded up, of the largest overlap of each set.

    Overlap is people of both by people of either; everything is multiplied until shares are whole numbers.
    """
    people = {o.code: o.population for o in view.instance.organisations}
    area: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for row in view.instance.footprints:
        area[row.consortium][row.organisation] = Fraction(row.share_of_organisation)
    steps = np.zeros(len(view.sets), dtype=np.int64)
    for shares in area.values():
        met = view.mask(set(shares))
        if not met or any(code not in people for code in shares):
            continue
        unit = lcm(*(share.denominator for share in shares.values()))
        covered = {code: int(share * unit) * people[code] for code, share in shares.items()}
        rows = np.flatnonzero(view.sets.meets(met))
        sets = view.sets.take(rows)
        both = sets.sums([covered.get(code, 0) for code in view.codes])
        members = sets.sums([people[code] * unit for code in view.codes])
        if 20 * (sum(people.values()) * unit + sum(covered.values())) >= SAFE:
            both, members = both.astype(object), members.astype(object)
        either = members + sum(covered.values()) - both
        # twentieths above ten, rounded up: the floor of the negative is the negative of the ceiling
        above = -((-20 * both) // np.where(either > 0, either, 1)) - 10
        steps[rows] = np.maximum(steps[rows], np.maximum(above, 0).astype(np.int64))
    return steps

"""How many NEDs the rules may ask of a board."""

from __future__ import annotations

from collections.abc import Iterable

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook

ONE = {"BRD-5", "BRD-AUD", "BRD-QUO", "BRD-VICE"}
"""Rules that ask for a NED, though not for a number of them."""


def fewest_neds(instance: Instance, rulebook: Rulebook, organisations: Iterable[str]) -> int:
    """The fewest NEDs with which every one of these boards can be lawful, 0 where no rule asks for any.

    BRD-3 gives a number, BRD-AC another. BRD-MEM counts voting officers and NEDs, and officers are no more than
    the board's posts, than BRD-OFF allows and than its NEDs; nor may there be fewer NEDs than officers who must
    vote (BRD-OFF, BRD-PEC). Some rules ask for a NED. Recruits may have to fill a board
    up to the most of these.
    """
    boards = list(organisations)
    rules = {r.id: r.parameters for r in rulebook.rules if r.on and r.strength == "must"}
    asked = [int(rules["BRD-3"]["min"])] if "BRD-3" in rules else [0]
    asked += [int(rules["BRD-AC"]["least"])] if "BRD-AC" in rules else []
    asked += [1] if rules.keys() & ONE else []
    if "BRD-MEM" in rules:
        members = int(rules["BRD-MEM"]["min"])
        posts = min((instance.by_code[o].officer_seats for o in boards), default=0)
        if "BRD-OFF" in rules:
            posts = min(posts, int(rules["BRD-OFF"]["max"]))
        asked += [members - posts, -(-members // 2)]
    if "BRD-OFF" in rules:
        seats = max((instance.by_code[o].officer_seats for o in boards), default=0)
        chosen = rules["BRD-PEC"]["posts"] if "BRD-PEC" in rules else ()
        asked.append(sum(not p.may_be_non_voting or p.id in chosen for p in rulebook.officers[:seats]))
    most = int(rules["BRD-3"]["max"]) if "BRD-3" in rules else max(asked)
    return min(most, max(asked))

"""All rules there are, in the order in which a planner reads them."""

from __future__ import annotations

from planner.core.rulebook import Rulebook
from planner.rules.base import Rule
from planner.rules.boards.brd_2 import Brd2
from planner.rules.boards.brd_3 import Brd3
from planner.rules.boards.brd_5 import Brd5
from planner.rules.boards.brd_7 import Brd7
from planner.rules.boards.brd_10 import Brd10
from planner.rules.boards.brd_ac import BrdAc
from planner.rules.boards.brd_aud import BrdAud
from planner.rules.boards.brd_load import BrdLoad
from planner.rules.boards.brd_mem import BrdMem
from planner.rules.boards.brd_off import BrdOff
from planner.rules.boards.brd_pec import BrdPec
from planner.rules.boards.brd_quo import BrdQuo
from planner.rules.boards.brd_ten import BrdTen
from planner.rules.boards.brd_term import BrdTerm
from planner.rules.boards.brd_vice import BrdVice
from planner.rules.boards.dec_keep import DecKeep
from planner.rules.boards.dec_place import DecPlace
from planner.rules.boards.dec_release import DecRelease
from planner.rules.boards.m1_a import M1a
from planner.rules.boards.m1_b import M1b
from planner.rules.boards.m2_a import M2a
from planner.rules.boards.m3_a import M3a
from planner.rules.boards.m3_b import M3b
from planner.rules.boards.m3_c import M3c
from planner.rules.boards.m4_a import M4a
from planner.rules.boards.trn_3 import Trn3
from planner.rules.geography.dec_apart import DecApart
from planner.rules.geography.dec_together import DecTogether
from planner.rules.geography.geo_2 import Geo2
from planner.rules.geography.geo_4 import Geo4
from planner.rules.geography.geo_7 import Geo7
from planner.rules.geography.geo_10 import Geo10
from planner.rules.geography.geo_con import GeoCon
from planner.rules.geography.geo_pop import GeoPop
from planner.rules.geography.geo_size import GeoSize
from planner.rules.geography.hr_2 import Hr2
from planner.rules.plan.acc_5 import Acc5
from planner.rules.plan.geo_12 import Geo12

_ORDER: tuple[type[Rule], ...] = (
    Geo2,
    GeoCon,
    Geo4,
    Geo7,
    Geo10,
    GeoSize,
    GeoPop,
    Hr2,
    DecTogether,
    DecApart,
    Brd2,
    Brd3,
    BrdMem,
    Brd5,
    Brd7,
    BrdQuo,
    BrdOff,
    BrdPec,
    BrdAud,
    BrdAc,
    BrdVice,
    BrdTerm,
    BrdTen,
    BrdLoad,
    Trn3,
    DecKeep,
    DecPlace,
    DecRelease,
    M1a,
    M1b,
    M2a,
    M3a,
    M3b,
    M3c,
    M4a,
    Brd10,
    Acc5,
    Geo12,
)

RULES: dict[str, type[Rule]] = {rule.id: rule for rule in _ORDER}
"""Class of each rule id."""


def build(rulebook: Rulebook) -> tuple[Rule, ...]:
    """The rules of a rulebook that are on, in the rulebook's order.

    Raises:
        ValueError: an id that no rule has, an id given twice, or a scope that is not the rule's.
    """
    rules: list[Rule] = []
    for spec in rulebook.rules:
        if not spec.on:
            continue
        if spec.id not in RULES:
            raise ValueError(f"rulebook {rulebook.id} has a rule {spec.id} that planner does not know")
        rule = RULES[spec.id](spec)
        if rule.scope != spec.scope:
            raise ValueError(
                f"rule {spec.id} is about {rule.scope}, but rulebook {rulebook.id} says {spec.scope}"
            )
        if any(other.id == rule.id for other in rules):
            raise ValueError(f"rulebook {rulebook.id} has rule {spec.id} twice")
        rules.append(rule)
    return tuple(rules)

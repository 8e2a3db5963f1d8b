"""What becomes of office holders without a seat (docs/semantics.md, outcomes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.base import Expr

if TYPE_CHECKING:
    from planner.boards.model import BlockModel


def write(model: BlockModel) -> None:
    """Add the outcomes of everyone who may be left without a seat; each has exactly one."""
    end = model.instance.horizon_end
    offers: dict[str, set[str]] = {}
    for s in model.instance.stances:
        offers.setdefault(s.id, set()).add(s.stance)
    roles = {a.organisation: a.count for a in model.instance.alternative_roles if a.count}
    takers: dict[str, list[Expr]] = {}
    for person in model.holders:
        rows = model.posts[person]
        if model.instance.renewals != "assumed" and all(r.term_end < end for r in rows):
            model.place_ends[person] = 0
            continue
        stance = offers.get(person, set())
        fates: list[Expr] = []
        if "offers_to_stand_down" in stance:
            model.stands_down[person] = model.yes_no("stands_down", person)
            fates.append(model.stands_down[person])
        if "would_take_alternative" in stance:
            for organisation in sorted({r.organisation for r in rows} & roles.keys()):
                taken = model.yes_no("alternative", person, organisation)
                model.alternative[person, organisation] = taken
                takers.setdefault(organisation, []).append(taken)
                fates.append(taken)
        placed = model.placed[person]
        if not fates:
            model.place_ends[person] = 1 - placed
            continue
        # whoever offered to stand down leaves by that offer: no place ends then
        stays_away = "offers_to_stand_down" in stance
        model.place_ends[person] = 0 if stays_away else model.yes_no("place_ends", person)
        model.cp.add(sum(fates) + placed + model.place_ends[person] == 1)
    for organisation, wanting in takers.items():
        if len(wanting) > roles[organisation]:
            model.cp.add(sum(wanting) <= roles[organisation])

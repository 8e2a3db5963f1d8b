"""Classes of people whom no rule and no aim about posts tells apart.

Exchanging the seats of two people of one class turns a lawful plan into a lawful one that is as good at every
level that is not personal. So whatever may become of one of them may become of any.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.boards.model import BlockModel
from planner.core.fences import READ_POSTS_ONLY
from planner.core.rows import OfficeHolder
from planner.objectives.base import BoardLevel
from planner.rules.base import BoardRule, Rule


def classes(model: BlockModel, rules: Sequence[Rule], levels: Sequence[BoardLevel]) -> list[tuple[str, ...]]:
    """Office holders of a block in classes of people who are alike, each sorted, sorted by first id.

    Args:
        model: the block.
        rules: all rules that are on.
        levels: the levels that are not personal.
    """
    blind = {r.id for r in rules if isinstance(r, BoardRule)} | {x.id for x in levels} <= READ_POSTS_ONLY
    instance = model.instance
    stances: dict[str, list[str]] = {}
    for s in instance.stances:
        stances.setdefault(s.id, []).append(s.stance)
    decided: dict[str, list[tuple[str, str, str]]] = {}
    for d in instance.decisions:
        decided.setdefault(d.subject, []).append((d.kind, d.object or "", d.role or ""))

    def row(h: OfficeHolder) -> tuple[str, ...]:
        nomination = (h.nominated_by or "", str(h.la_member)) if h.nominated_by else ("", "")
        seen: tuple[str, ...] = (h.organisation, h.role, *nomination, str(h.max_boards))
        if instance.renewals != "assumed" or not blind:
            seen += (h.term_end.isoformat(),)
        return seen if blind else (*seen, str(h.la_member), str(h.audit_chair), ";".join(sorted(h.skills)))

    found: dict[object, list[str]] = {}
    for person in model.holders:
        key = (
            tuple(sorted(row(h) for h in model.posts[person])),
            tuple(sorted(set(stances.get(person, ())))),
            tuple(sorted(decided.get(person, ()))),
        )
        found.setdefault(key, []).append(person)
    return sorted(tuple(sorted(people)) for people in found.values())

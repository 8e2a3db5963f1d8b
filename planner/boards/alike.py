"""Classes of people whom no rule and no aim about posts tells apart.

Exchanging the seats of two people of one class turns a lawful plan into a lawful one that is as good at every
level that is not personal. So whatever may become of one of them may become of any.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.boards.model import BlockModel
from planner.core.fences import READS
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
    ids = {r.id for r in rules if isinstance(r, BoardRule)} | {x.id for x in levels}
    instance = model.instance
    unread, finance = {"id"}, False
    if ids <= READS.keys():
        read = frozenset[str]().union(*(READS[i] for i in ids))
        unread |= {"audit_chair", "skills", "term_end"} - read
        unread -= {"term_end"} if instance.renewals != "assumed" else set()
        finance = "finance" in read
    stances: dict[str, list[str]] = {}
    for s in instance.stances:
        stances.setdefault(s.id, []).append(s.stance)
    decided: dict[str, list[str]] = {}
    for d in instance.decisions:
        words = d.model_dump_json(exclude={"subject", "reason", "owner", "reference"})
        decided.setdefault(d.subject, []).append(words)

    def row(h: OfficeHolder) -> str:
        return f"{h.model_dump_json(exclude=unread)} {finance and 'finance' in h.skills}"

    found: dict[object, list[str]] = {}
    for person in model.holders:
        key = (
            tuple(sorted(row(h) for h in model.posts[person])),
            tuple(sorted(set(stances.get(person, ())))),
            tuple(sorted(decided.get(person, ()))),
        )
        found.setdefault(key, []).append(person)
    return sorted(tuple(sorted(people)) for people in found.values())

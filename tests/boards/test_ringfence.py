"""What may become of people over all boards best without regard to persons, against plain enumeration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from planner import cpsat
from planner.boards import kept
from planner.boards.pool import blocks, people_of
from planner.boards.ringfence import BlockChances, chances
from planner.objectives.registry import board_levels
from planner.rules.boards import m4_a
from tests.boards.blocks import Block, shapes_of
from tests.oracle.fences import All, Seen, named
from tests.oracle.geography import partitions
from tests.strategies import Case, petty_case

PEOPLE = {"tiny-model-2": 7, "tiny-model-3": 6}
"""Most office holders for which plain enumeration stays quick; five under other models."""


def chances_of(block: Block) -> BlockChances | None:
    """What is possible in one block; None when it has no lawful boards."""
    settled = block.settle()
    if settled.status == "infeasible":
        return None
    levels = board_levels(block.rulebook)
    budget = cpsat.Budget(60.0)
    found = chances(block.instance, block.rulebook, block.rules, levels, block.posts, settled, budget)
    assert found is not None
    return found


def seen_by_planner(case: Case, groups: list[list[str]]) -> Seen | None:
    """The same for a whole map, in the words of the enumeration."""
    given, out = case.instance, Seen(always=defaultdict(set))
    shapes = shapes_of(groups, case.governance, case.standalone)
    values = (0,) * 6
    for block in blocks(given, people_of(given), shapes):
        found = chances_of(Block(given, case.rulebook, block))
        if found is None:
            return None
        values = tuple(a + b for a, b in zip(values, found.values, strict=True))
        for mine in found.classes:
            for person in mine.people:
                out.outcomes[person] |= mine.outcomes
                holds = {tuple(k.id.split(":")) for k in mine.holds}
                out.holds[person] |= holds
                out.always[person] |= {tuple(k.id.split(":")) for k in mine.holds - mine.lacks}
    out.values = values
    return out


def petty(seeds: range) -> Iterator[tuple[int, Case, list[list[str]]]]:
    """Petty cases under every map."""
    for seed in seeds:
        case = petty_case(seed)
        most = PEOPLE.get(case.governance.id, 5)
        if len(case.instance.office_holders) <= most and named(case.instance):
            for groups in partitions(sorted(case.instance.by_code)):
                yield seed, case, groups


def lines(some: Mapping[str, set]) -> dict[str, list]:
    return {k: sorted(v) for k, v in sorted(some.items())}


@pytest.mark.parametrize("block", range(20))
def test_chances_equal_enumeration(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes and posts of everybody over N, on every map of petty instances."""
    compared = 0
    for seed, case, groups in petty(range(block * 20, (block + 1) * 20)):
        # M4-a's seven, or as many as these petty boards may have, so that places end above it
        keep = case.rulebook.by_id["BRD-3"].parameters["max"] if block % 2 else 7
        monkeypatch.setattr(m4_a, "_MOST", keep)
        monkeypatch.setattr(kept, "MOST", keep)
        model = {
            o: (frozenset(g), case.standalone if len(g) == 1 else case.governance) for g in groups for o in g
        }
        want = All(case.instance, case.rulebook, model, keep).seen()
        got = seen_by_planner(case, groups)
        where = (seed, case.governance.id, groups)
        assert (got is None) == (want is None), where
        if got is None or want is None:
            continue
        compared += 1
        assert got.values == want.values, where
        assert lines(got.outcomes) == lines(want.outcomes), where
        assert lines(got.holds) == lines(want.holds), where
        assert lines(got.always) == lines(want.always), where
    assert compared

"""The two halves of every rule agree on generated tiny instances, and both verdicts are common."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from random import Random

import numpy as np
import pytest

from planner.core.plan import Plan
from planner.rules.base import BoardRule, CandidateRule, PartitionRule
from planner.rules.registry import RULES
from tests.rules.builder import plan, rule, seeded
from tests.rules.tiny_boards import Boards, assignments
from tests.rules.tiny_maps import IntChoice, partitions, random_map, subsets, table

CANDIDATE = [id_ for id_, r in RULES.items() if issubclass(r, CandidateRule)]
PARTITION = [id_ for id_, r in RULES.items() if issubclass(r, PartitionRule)]
CLUSTERS = ("M1-a", "M2-a", "M3-a", "M3-b", "M3-c", "BRD-10")
"""Board rules whose subjects are clusters."""
BOARD = [id_ for id_, r in RULES.items() if issubclass(r, BoardRule)]

MAPS = 150
PARTS, ASSIGNMENTS = 4, 4_600
"""Parts may run side by side."""
COMMON = 100
"""Each verdict of each rule must be seen this often, so that nothing passes for want of cases."""


def _variants(id_: str, random: Random) -> dict[str, object]:
    """Parameters drawn near to where the tiny maps have their figures."""
    return {
        "GEO-7": {"theta_permille": random.choice([950, 950, 900, 500, 333, 1000])},
        "GEO-SIZE": {"max": random.randint(1, 5)},
        "GEO-POP": {
            "windows": random.choice(
                [[[100_000, 900_000]], [[0, 100_000], [500_000, 950_000]], [[150_000, 2_800_000]], []]
            ),
            **_multiples(random),
        },
    }.get(id_, {})


def _multiples(random: Random) -> dict[str, object]:
    """None half of the time; else quotas that the populations of the tiny maps meet at a limit."""
    if random.random() < 0.5:
        return {}
    of = random.choice([50_000, 100_000, 400_000, 475_000, "950000/3", "1/7", "99999999999/999983"])
    low, high = random.choice([(1000, 1000), (950, 1050), (900, 1111), (500, 500), (1, 999), (800, 1250)])
    return {"multiples": {"of": of, "low_permille": low, "high_permille": high}}


@pytest.mark.parametrize("id_", CANDIDATE)
def test_candidate_rule(id_: str) -> None:
    """Breach 0 if and only if a plan with that cluster has no finding about it, for every subset."""
    random = seeded(f"{id_} maps")
    verdicts: Counter[bool] = Counter()
    for _ in range(MAPS):
        given = random_map(random)
        it = rule(id_, **_variants(id_, random))
        assert isinstance(it, CandidateRule)
        codes = [o.code for o in given.organisations]
        groups = subsets(codes)
        breach = it.breach(table(given, groups))
        assert breach.dtype == np.int64
        assert breach.shape == (len(groups),)
        inside = [i for i, group in enumerate(groups) if codes[-1] not in group]
        if inside:
            narrow = it.breach(table(given, [groups[i] for i in inside], codes[:-1]))
            assert narrow.tolist() == breach[inside].tolist(), f"{id_}: columns left out change the breach"
        for group, value in zip(groups, breach.tolist(), strict=True):
            rest = [[c] for c in codes if c not in group]
            about = [
                f
                for f in it.check(given, plan(given, {"clusters": [list(group), *rest]}))
                if f.subject == group
            ]
            assert (value == 0) == (not about), (
                f"{id_}: breach {value}, findings {about}, of {group} in {given}"
            )
            verdicts[value == 0] += 1
    assert min(verdicts[True], verdicts[False]) >= COMMON, verdicts


@pytest.mark.parametrize("id_", PARTITION)
def test_partition_rule(id_: str) -> None:
    """Posted on a choice of clusters if and only if no finding, for all partitions and many other choices."""
    random = seeded(f"{id_} choices")
    verdicts: Counter[bool] = Counter()
    for size in range(1, 6):
        codes = list("ABCDE")[:size]
        given = random_map(seeded(size)).model_copy(update={"decisions": ()})
        while [o.code for o in given.organisations] != codes:
            given = random_map(random)
        groups = subsets(codes)
        whole = table(given, groups)
        choices = [[tuple(sorted(g)) for g in p] for p in partitions(codes)]
        for _ in range(150):
            nearly = list(random.choice(choices[:52]))
            if random.random() < 0.7:
                nearly.pop(random.randrange(len(nearly)))
            if random.random() < 0.7:
                nearly.append(random.choice(groups))
            if nearly:
                choices.append(list(dict.fromkeys(nearly)))
        limits: list[dict[str, object]] = [{}]
        if id_ == "GEO-10":
            limits += [{"fewest": 2}, {"most": 2}, {"fewest": 2, "most": 3}, {"fewest": None, "most": 1}]
        for parameters in limits:
            it = rule(id_, **parameters)
            assert isinstance(it, PartitionRule)
            for chosen in choices:
                choice = IntChoice(whole.codes, whole.members, [int(g in chosen) for g in groups])
                it.post(choice)
                found = it.check(given, plan(given, {"clusters": [list(g) for g in chosen]}))
                assert choice.holds == (not found), f"{id_} {parameters}: {chosen}, {found}"
                verdicts[choice.holds] += 1
    assert min(verdicts[True], verdicts[False]) >= COMMON, verdicts


def _holds(it: BoardRule, boards: Boards) -> bool:
    """Whether everything that the rule posts holds, for some value of what a plan does not show."""
    return all(_holds_for(it, boards, subject) for subject in it.subjects(boards))


def _holds_for(it: BoardRule, boards: Boards, subject: str) -> bool:
    for shared in (0, 1) if it.id == "M3-c" else (0,):
        boards.audit_is_shared.update(dict.fromkeys(boards.audit_is_shared, shared))
        boards.holds = True
        it.post(boards, subject)
        if boards.holds:
            return True
    return False


def _hidden(it: BoardRule, boards: Boards) -> bool:
    """Whether the verdict may differ: BRD-LOAD counts boards, and two seats on one board are BRD-2's breach."""
    return it.id == "BRD-LOAD" and any(v and boards.ned.get(key) for key, v in boards.chair.items())


SWITCHED: dict[str, list[dict[str, object]]] = {
    "BRD-5": [{"must": ["finance"]}, {"must": ["finance", "legal"]}],
    "BRD-AC": [{"least": 5, "financial": True}, {"least": 6}, {"least": 1, "financial": True}],
    "BRD-MEM": [{"min": 10, "max": 13}],
    "BRD-10": [{"executives": 4}],
    "BRD-PEC": [{"posts": ["nurse", "d1"]}],
    "TRN-3": [{"months": 24}, {"months": 3}],
}
"""Parameters with which rules are compared, chosen so that both verdicts are common."""


def _disagreements(number: int, seed: int) -> tuple[list[str], dict[str, Counter[bool]]]:
    rules = [rule(id_, **given) for id_ in BOARD for given in SWITCHED.get(id_, [{}])]
    verdicts: dict[str, Counter[bool]] = {id_: Counter() for id_ in BOARD}
    wrong = []
    for boards in islice(assignments(seed), number):
        finished = boards.plan()
        for it in rules:
            assert isinstance(it, BoardRule)
            if _hidden(it, boards):
                continue
            if not it.subjects(boards):
                # nothing to require is nothing to find
                if it.check(boards.instance, finished):
                    wrong.append(f"{it.id}: no subject, yet findings")
                continue
            holds, found = _holds(it, boards), it.check(boards.instance, finished)
            verdicts[it.id][holds] += 1
            if holds == bool(found):
                wrong.append(
                    f"{it.id}: posted {'holds' if holds else 'fails'}, findings {[f.text for f in found]}"
                )
    return wrong, verdicts


@pytest.mark.parametrize("part", range(PARTS))
def test_board_rules(part: int) -> None:
    """Each board rule posted on an assignment holds if and only if the plan of it has no finding."""
    wrong, verdicts = _disagreements(ASSIGNMENTS, 2011 + part)
    assert not wrong, f"{len(wrong)} disagreements, first: " + "\n".join(wrong[:5])
    rare = {id_: dict(seen) for id_, seen in verdicts.items() if min(seen[True], seen[False]) < COMMON // PARTS}
    assert not rare, f"too few of one verdict: {rare}"


def test_two_chairs_break_the_posted_half() -> None:
    """A plan can't say that a board has two chairs or two audit chairs; the solver half refuses them."""
    boards = next(assignments(7))
    o = boards.organisations[0]
    for id_, seats in (("BRD-2", boards.chair), ("BRD-AUD", boards.audit)):
        it = rule(id_)
        assert isinstance(it, BoardRule)
        keys = [key for key in seats if key[1] == o]
        seats.update(dict.fromkeys(keys[:2], 1) | dict.fromkeys(keys[2:], 0))
        boards.ned.update({key: int(key in keys[:2] and id_ == "BRD-AUD") for key in boards.ned})
        boards.holds = True
        it.post(boards, o)
        assert not boards.holds


def test_subjects_are_lifted_one_by_one() -> None:
    """The rule posted for one subject fails if and only if a finding is about that board or cluster."""
    seen: Counter[bool] = Counter()
    for boards in islice(assignments(5), 2000):
        finished: Plan = boards.plan()
        for it in map(rule, BOARD):
            assert isinstance(it, BoardRule)
            if _hidden(it, boards):
                continue
            about = {f.subject for f in it.check(boards.instance, finished)}
            for subject in it.subjects(boards):
                holds = _holds_for(it, boards, subject)
                codes = tuple(sorted(boards.clusters[subject])) if it.id in CLUSTERS else (subject,)
                assert holds == (codes not in about), (it.id, subject, about)
                seen[holds] += 1
    assert min(seen[True], seen[False]) >= COMMON

"""One part of the country against every choice there is: values, what is left, all best choices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest

from planner import cpsat
from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.core.rulebook import RuleSpec
from planner.geography import layers, part
from planner.geography.candidates import Table
from planner.geography.part import Part
from planner.geography.stages import Stage, rounded, stages
from planner.rules.base import Choice, Expr, PartitionRule
from tests.geography.maps import (
    Choices,
    Rows,
    Vector,
    canonical,
    choices,
    random_costs,
    random_edges,
    random_masks,
    table_of,
)
from tests.rules.builder import rule, seeded

Costs = list[npt.NDArray[np.int64]]


class FewAlone(PartitionRule):
    """A rule of its own about the choice: at most one cluster of one organisation."""

    id: ClassVar[str] = "FEW-ALONE"

    def post(self, choice: Choice, literal: Expr | None = None) -> None:
        alone = np.flatnonzero(choice.members.sum(axis=1) == 1).tolist()
        if alone:
            choice.require(sum(choice.chosen[row] for row in alone) <= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        return []

    def explain(self, instance: Instance) -> str:
        return "Few stand alone."


SPEC = RuleSpec(id="FEW-ALONE", title="few", scope="partition", authority="planner", strength="must")
FEW = FewAlone(SPEC)


class Case:
    """A random part, its levels, and all choices by brute force."""

    def __init__(self, rng: Random, n: int | None = None, *, few: bool = False) -> None:
        self.n = n or rng.choice([1, 2, 3, 4, 5, 5, 6, 6])
        self.masks = random_masks(rng, self.n)
        self.costs: Costs = random_costs(rng, len(self.masks), rng.choice([1, 2, 3, 4]))
        self.edges = random_edges(rng, self.n, 0.3)
        self.few = few
        self.refused: list[frozenset[int]] = []

    def table(self) -> Table:
        columns = {f"l{i}": c for i, c in enumerate(self.costs)}
        return table_of(self.masks, self.n, columns, self.edges)

    def part(self) -> Part:
        own = rule("GEO-2")
        assert isinstance(own, PartitionRule)
        return Part(("R",), self.table(), [own, FEW] if self.few else [own], self.refused)

    def stages(self, of: Part, how: str) -> tuple[Stage, ...]:
        names = list(of.table.columns)
        if how == "apart":
            return tuple(Stage(((name, 1),)) for name in names)
        return stages(names, [rounded(of.limit(name)) for name in names])

    def best(self) -> Choices:
        """All choices that refusals and rules allow."""
        found: Choices = {}
        for k, by_vector in choices(self.masks, self.n, self.costs).items():
            for vector, some in by_vector.items():
                kept = {rows for rows in some if self.allows(rows)}
                if kept:
                    found.setdefault(k, {})[vector] = kept
        return found

    def allows(self, rows: Rows) -> bool:
        alone = sum(self.masks[row].bit_count() == 1 for row in rows)
        return (not self.few or alone <= 1) and not any(group <= set(rows) for group in self.refused)


def settled(of: Part, k: int, budget: cpsat.Budget | None = None) -> bool:
    """Tightened to the end; False after a limit."""
    while not of.settled(k, len(of.stages) - 1):
        if not of.tighten(k, budget or cpsat.Budget(60.0)):
            return False
    return True


def values_of(of: Part, k: int) -> Vector:
    """Values by level."""
    sums = of.entry(k).values
    return tuple(v for stage, total in zip(of.stages, sums, strict=True) for v in stage.split(total))


def equals_brute_force(of: Part, want: Choices, numbers: Sequence[int], masks: Sequence[int]) -> None:
    """Status, values, what is left, and every best choice, for every number of clusters."""
    for k in numbers:
        assert settled(of, k)
        entry = of.entry(k)
        assert entry.impossible == (k not in want), k
        if k not in want:
            assert not entry.values
            assert of.lowers(0)[k] >= part.NEVER
            continue
        best = min(want[k])
        assert values_of(of, k) == best, k
        assert tuple(sorted(entry.rows)) in want[k][best]
        assert {row for rows in want[k][best] for row in rows} <= set(entry.left.tolist())
        for stage in range(len(of.stages)):
            assert of.lowers(stage)[k] == entry.values[stage]
        count, told = of.equals(k, cpsat.Budget(60.0), 10_000)
        listed = list(told)
        assert count in (None, len(want[k][best]))
        assert len(listed) == len(set(listed))
        assert set(listed) == want[k][best], k
        in_order = sorted(listed, key=lambda rows: canonical(masks, rows))
        assert listed == in_order if count is not None else listed[0] == in_order[0]
        for cap in (1, 2, 1, 10_000, 3):  # what is remembered of earlier questions changes no answer
            again, told = of.equals(k, cpsat.Budget(60.0), cap)
            some = list(islice(told, cap))
            assert again in (count, None)
            assert some[:1] == listed[:1]
            assert len(some) == min(cap, len(listed))
            assert some == listed[:cap] if count is not None else set(some) <= want[k][best]


@pytest.mark.parametrize("tail", [1, 3, 20, 150])
@pytest.mark.parametrize("how", ["packed", "apart"])
def test_every_number_is_the_best_in_order(how: str, tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "TAIL", tail)
    for seed in range(25):
        case = Case(seeded(f"part {how} {tail} {seed}"))
        of = case.part()
        of.use(case.stages(of, how))
        equals_brute_force(of, case.best(), of.numbers, case.masks)
        assert case.best().keys() <= set(of.numbers)


@pytest.mark.parametrize("why", ["few", "wide", "refused"])
@pytest.mark.parametrize("tail", [2, 150])
def test_by_cp_sat_the_same(why: str, tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of its own, layers too wide, refused sets: the ways that CP-SAT takes."""
    monkeypatch.setattr(part, "TAIL", tail)
    if why == "wide":
        monkeypatch.setattr(layers, "STATES", 0)
    for seed in range(8):
        rng = seeded(f"cp {why} {tail} {seed}")
        case = Case(rng, rng.choice([2, 3, 4, 5]), few=why == "few")
        if why == "refused":
            some = [rows for by_vector in case.best().values() for rows in by_vector[min(by_vector)]]
            for rows in rng.sample(some, min(len(some), 2)):
                case.refused.append(frozenset(rng.sample(rows, rng.randint(1, len(rows)))))
        of = case.part()
        of.use(case.stages(of, "packed"))
        equals_brute_force(of, case.best(), of.numbers, case.masks)


@pytest.mark.parametrize("seed", range(10))
def test_bounds_before_the_value_hold(seed: int) -> None:
    """Whatever was tightened and how far: lower bounds of every stage are true."""
    rng = seeded(f"lowers {seed}")
    case = Case(rng, 6)
    of = case.part()
    of.use(case.stages(of, rng.choice(["packed", "apart"])))
    want = case.best()
    sums = choices(case.masks, case.n, of.costs)
    for _ in range(30):
        of.tighten(rng.choice(of.numbers), cpsat.Budget(60.0))
        for k in want:
            best = min(sums[k])
            for stage in range(len(of.stages)):
                if len(of.entry(k).values) >= stage:
                    assert of.lowers(stage)[k] <= best[stage]
                    assert of.entry(k).values == list(best[: len(of.entry(k).values)])


def random_change(rng: Random, case: Case) -> Case:
    """Fewer candidates, more, other costs, refusals; or several of these."""
    other = Case(rng, case.n)
    other.masks, other.costs, other.edges, other.few = case.masks, case.costs, case.edges, case.few
    for how in rng.sample(["fewer", "fewer", "more", "costs", "refuse"], rng.choice([1, 1, 2])):
        if how == "fewer":
            share = rng.choice([0.5, 0.9])
            keep = [i for i in range(len(other.masks)) if rng.random() < share] or [0]
            other.masks = [other.masks[i] for i in keep]
            other.costs = [c[keep] for c in other.costs]
        elif how == "more":
            fresh = [m for m in range(1, 1 << other.n) if m not in other.masks and rng.random() < 0.1]
            order = np.argsort([*other.masks, *fresh])
            some = [
                np.array([rng.randint(0, 1 + int(c.max())) for _ in fresh], dtype=np.int64) for c in other.costs
            ]
            other.costs = [np.concatenate(both)[order] for both in zip(other.costs, some, strict=True)]
            other.masks = [[*other.masks, *fresh][i] for i in order.tolist()]
        elif how == "costs":
            changed = rng.randrange(len(other.costs))
            other.costs = [c + (i == changed) * rng.randint(0, 1) for i, c in enumerate(other.costs)]
        else:
            rows = range(len(other.masks))
            other.refused = [frozenset(rng.sample(rows, min(len(rows), 2))) for _ in range(3)]
    largest = len(other.masks)
    other.refused = [group for group in other.refused if max(group) < largest]
    return other


@pytest.mark.parametrize("block", range(6))
def test_derived_parts_equal_fresh_ones(block: int) -> None:
    """Whatever was known of the first, whatever changes: the second is as good as new."""
    for seed in range(block * 15, block * 15 + 15):
        rng = seeded(f"derive {seed}")
        case = Case(rng, few=rng.random() < 0.1)
        of = case.part()
        if rng.random() < 0.9:
            of.use(case.stages(of, "packed"))
            for _ in range(rng.choice([0, 3, 10, 40])):
                of.tighten(rng.choice(of.numbers), cpsat.Budget(60.0))
        for _ in range(3):
            case = random_change(rng, case)
            of = of.derive(case.table(), case.refused)
            fresh = case.part()
            of.use(case.stages(fresh, "packed"))
            equals_brute_force(of, case.best(), fresh.numbers, case.masks)


def test_derived_parts_keep_what_still_holds() -> None:
    case = Case(seeded("keep"), 6)
    of = case.part()
    of.use(case.stages(of, "packed"))
    for k in of.numbers:
        settled(of, k)
    used = {row for entry in of.entries.values() for row in entry.rows}
    keep = np.array([row in used or row % 2 == 0 for row in range(len(case.masks))])
    fewer = of.derive(of.table.rows(keep))
    assert {k: e.values for k, e in fewer.entries.items()} == {k: e.values for k, e in of.entries.items()}
    assert fewer.lines == of.lines
    again = of.derive(of.table, [frozenset(of.entry(2).rows)])
    assert 2 not in again.entries
    assert set(again.entries) == set(of.entries) - {2}


@pytest.mark.parametrize("why", ["few", "plain"])
def test_a_stop_anywhere_proves_nothing_wrong(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit in the middle of a search: what is proved stays true, and going on ends the same."""
    cut = 0
    for seed in range(12):
        case = Case(seeded(f"stop {why} {seed}"), 5, few=why == "few")
        want = case.best()
        for after in (0, 1, 2, 4):
            of = case.part()
            of.use(case.stages(of, "apart"))
            budget, calls = cpsat.Budget(60.0), [0]
            for name in ("least", "solve_rows"):
                inner = getattr(part, name)

                def stopping(*given, inner=inner, budget=budget, calls=calls, after=after):
                    if calls[0] == after:
                        budget.stop.set()
                    calls[0] += 1
                    return inner(*given)

                monkeypatch.setattr(part, name, stopping)
            ended = [settled(of, k, budget) for k in of.numbers]
            monkeypatch.undo()
            cut += not all(ended)
            for k in of.numbers:
                entry = of.entry(k)
                assert not (entry.impossible and k in want)
                if k in want:
                    assert tuple(entry.values) == min(want[k])[: len(entry.values)]
            equals_brute_force(of, want, of.numbers, case.masks)
    assert cut > 10


def test_nothing_to_spend() -> None:
    case = Case(seeded("spent"), 4)
    of = case.part()
    of.use(case.stages(of, "packed"))
    budget = cpsat.Budget(60.0, work=1e-9)
    budget.spent_work = 1.0
    assert not of.tighten(2, budget)
    assert not of.entry(2).values
    assert budget.ended_by == "work"


def test_an_organisation_in_no_candidate() -> None:
    for masks in ([0b001, 0b010, 0b011], []):
        of = Part(("R",), table_of(masks, 3, {"x": np.zeros(len(masks), dtype=np.int64)}), ())
        of.use((Stage((("x", 1),)),))
        assert all(settled(of, k) and of.entry(k).impossible for k in of.numbers)
        assert (of.lowers(0) == part.NEVER).all()


def test_half_choices_are_none() -> None:
    """Six organisations in two rings of three, pairs and one of three: three pairs cover all by halves only."""
    masks = sorted([0b000011, 0b000110, 0b000101, 0b011000, 0b110000, 0b101000, 0b000111])
    metres = np.array([10**7 if m == 0b111 else 10**6 for m in masks], dtype=np.int64)
    of = Part(("R",), table_of(masks, 6, {"x": metres}), ())
    of.use((Stage((("x", 1),)),))
    assert settled(of, 3)
    assert of.entry(3).impossible
    assert of.entry(3).refuted is None  # by a search, not by prices

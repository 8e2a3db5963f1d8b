"""Conflicts put into regions on purpose: found, minimal, no innocent rule; and the changes that settle them."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import pytest

import planner
from benchmarks.planted import (
    Planted,
    nationally,
    planted,
)
from planner.checker import verify
from planner.core.result import Result
from planner.core.rows import Decision
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.study.explain import Change, Conflict, Explanation

LONG = os.environ.get("PLANNER_LONG") == "1"
SETTLED = (
    "four together, three at most, in South East Coast",
    "together across a border",
    "island on a footprint",
    "too many people together in South Central",
    "an island, and eight nominees",
    "more clusters than organisations in South East Coast",
    "two islands in East of England",
)
"""Whose changes are looked for in every run; the others' in a long one."""


def explained(case: Planted, *, changes: bool) -> Explanation:
    engine = open_engine(case.instance, case.rulebook)
    return planner.explain(engine, case.governance, Settings(clusters=case.clusters), changes=changes)


def blamed(conflict: Conflict) -> frozenset[str]:
    return frozenset(m.subjects[0] if m.rule.startswith("DEC-") else m.rule for m in conflict.members)


def test_there_are_forty_of_different_kinds() -> None:
    assert len(planted()) >= 40
    assert len({case.name for case in planted()}) == len(planted())
    assert {len(kind) for case in planted() for kind in case.expected} >= {1, 2, 3, 4}


@pytest.mark.parametrize("case", planted(), ids=lambda case: case.name)
def test_exactly_what_was_planted(case: Planted) -> None:
    found = explained(case, changes=False)
    assert found.status == "impossible"
    assert sorted(map(sorted, map(blamed, found.conflicts))) == sorted(map(sorted, case.expected))
    assert all(c.minimal for c in found.conflicts)
    assert found.complete
    if not any(rule.startswith(("BRD", "M")) for kind in case.expected for rule in kind):
        # the engine, which lists all possible clusters, finds none of them to make a map
        settings = Settings(clusters=case.clusters, only_geography=True, confirm=False)
        assert open_engine(case.instance, case.rulebook).solve(None, settings).plan is None


# ---- the engine as a second opinion ----------------------------------------------------------------


def left_alone(case: Planted, kept: frozenset[str]) -> Result:
    """The engine's answer when only some of what was planted is in force."""
    rules = tuple(r for r in case.rulebook.rules if r.id in kept | {"GEO-2"} or r.id.startswith("DEC-"))
    decisions = tuple(
        d
        for d in case.instance.decisions
        if ",".join(x for x in (d.kind, d.subject, d.object, d.role) if x) in kept
    )
    engine = open_engine(case.instance.replaced(decisions=decisions), with_rules(case.rulebook, rules))
    clusters = case.clusters if "GEO-10" in kept else None
    return engine.solve(None, Settings(clusters=clusters, only_geography=True, seconds=20, confirm=False))


FEW = [
    c
    for c in planted()
    if len(c.instance.organisations) <= 10 and not any("BRD" in r for k in c.expected for r in k)
]


@pytest.mark.parametrize("case", FEW if LONG else FEW[-3:], ids=lambda case: case.name)
def test_alone_it_blocks_and_without_any_one_it_does_not(case: Planted) -> None:
    for conflict in case.expected:
        assert left_alone(case, conflict).plan is None
        for member in conflict:
            assert left_alone(case, conflict - {member}).plan is not None, member


# ---- changes ---------------------------------------------------------------------------------------


def under(case: Planted, found: Explanation, change: Change) -> Result:
    """The engine's answer when a change and what goes with it are made by hand."""
    first = [found.changes[n - 1] for n in change.together_with]
    instance, rulebook, governance, clusters = case.instance, case.rulebook, case.governance, case.clusters
    for one in (change, *first):
        if one.kind == "drop":
            gone = one.input.split("delete ")[1]
            kept = [
                d
                for d in instance.decisions
                if ",".join(x for x in (d.kind, d.subject, d.object, d.role) if x) != gone
            ]
            assert len(kept) == len(instance.decisions) - 1
            instance = instance.replaced(decisions=tuple(kept))
        elif one.kind in ("exempt", "cross_region"):
            kind, subject, about, *_ = one.input.split("add ")[1].split(",")
            row: Any = {"kind": kind, "subject": subject, "object": about}
            instance = instance.replaced(
                decisions=(*instance.decisions, Decision(**row, reason="r", owner="o"))
            )
        elif one.kind == "parameter":
            rulebook = changed(rulebook, one.input)
        elif one.kind == "clusters":
            clusters = (int(one.input.split()[1]),) * 2
        else:
            governance = one.input.split()[1]
    settings = Settings(clusters=clusters, only_geography=governance is None, ring_fences=False)
    result = open_engine(instance, rulebook).solve(governance, settings)
    if result.plan is not None:
        assert verify(instance, result.plan, rulebook).ok
    return result


def changed(rulebook: Any, text: str) -> Any:
    """The rulebook with ``KEY = VALUE under RULE``."""
    key, _, rest = text.partition(" = ")
    value, _, after = rest.partition(" under ")
    rule = after.split(",")[0]
    return with_rules(
        rulebook,
        tuple(
            r.model_copy(update={"parameters": {**r.parameters, key: json.loads(value)}}) if r.id == rule else r
            for r in rulebook.rules
        ),
    )


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "case", [c for c in planted() if LONG or c.name in SETTLED], ids=lambda case: case.name
)
def test_every_change_leads_to_the_plan_it_promises(case: Planted) -> None:
    found = explained(case, changes=True)
    statutes = {r.id for r in case.rulebook.rules if r.authority == "statute"}
    if not found.changes:
        assert any(blamed(c) & statutes for c in found.conflicts)
    assert {n for c in found.changes for n in c.settles} in ({c.number for c in found.conflicts}, set())
    for change in found.changes:
        assert change.authority != "statute"
        result = under(case, found, change)
        assert result.plan is not None, change.text
        assert [(x.id, x.value) for x in result.plan.levels] == [(x.id, x.value) for x in change.plan.levels]
        assert len(result.plan.clusters) == change.plan.clusters


def test_an_instance_with_a_plan_says_so() -> None:
    case = planted()[0]
    found = planner.explain(open_engine(case.instance.replaced(decisions=()), case.rulebook), "model-1")
    assert found.status == "impossible"
    whole = case.instance.replaced(
        organisations=tuple(o.model_copy(update={"population": 200_000}) for o in case.instance.organisations)
    )
    found = planner.explain(open_engine(whole, case.rulebook), "model-1")
    assert (found.status, found.conflicts, found.changes) == ("possible", (), ())


@pytest.mark.no_cover
@pytest.mark.skipif(not LONG, reason="England takes seconds; PLANNER_LONG=1 runs it")
def test_england_is_explained_in_seconds() -> None:
    """A region's clash found in the whole country."""
    for case in nationally():
        started = time.process_time()
        found = explained(case, changes=False)
        assert time.process_time() - started < 10
        assert sorted(map(sorted, map(blamed, found.conflicts))) == sorted(map(sorted, case.expected))
        assert all(c.minimal for c in found.conflicts)

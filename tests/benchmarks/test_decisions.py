"""The benchmark of decision support still runs and tells what is right; nothing here looks at a time."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.registry import DECISIONS
from benchmarks.run import Ask
from benchmarks.subjects import decide_explain, decide_prices
from planner.study.prices import prices
from tests.benchmarks.test_benchmarks import inline


@pytest.fixture(scope="module")
def quick():
    """Every row of ``--quick``, by group and name."""
    ask = Ask(repeats=1, quick=True, job=inline, say=lambda _: None)
    return {(row.group, row.name): row for spec in DECISIONS for row in spec.rows(ask)}


@pytest.mark.no_cover
def test_every_part_gives_rows_that_are_right(quick):
    said = {name: row.value for (_, name), row in quick.items()}
    groups = " ".join(group for group, _ in quick)
    for word in ("Why no plan", "What it would take", "planner move", "Ten options", "compromise", "compare"):
        assert word in groups
    assert said["exactly what was planted, minimal"] == "2 of 2"
    assert said["equal to a new engine"] == "2 of 2"
    assert said["SHAs with every option proved"] == "1 of 1"
    assert said["planner solve --geography ÷ ours"] > 0
    assert not [row for row in quick.values() if "DISAGREES" in row.note or row.target]
    assert [row.note for row in quick.values() if "HiGHS" in row.name] == ["finds the same"]


def test_an_innocent_rule_is_told(monkeypatch):
    """Of two conflicts the one that blames something else."""
    monkeypatch.setattr(decide_explain, "_blamed", lambda conflict: frozenset({"GEO-10"}))
    found = decide_explain.conflicts("regions", changes=False, quick=True)
    assert found["wrong"] == ["island on a footprint"]


def test_a_wrong_price_is_told(monkeypatch):
    """One more of the last aim after each change."""

    def dearer(*given, **more):
        found = prices(*given, **more)
        rows = []
        for r in found.rows:
            last = [dataclasses.replace(d, after=d.after + 1) for d in r.deltas[-1:]]
            rows.append(dataclasses.replace(r, deltas=(*r.deltas[:-1], *last)))
        return dataclasses.replace(found, rows=tuple(rows))

    monkeypatch.setattr(decide_prices, "prices", dearer)
    found = decide_prices.measure("North East", sample=100)
    assert len(found["wrong"]) == found["answers"]["changes"] > 0

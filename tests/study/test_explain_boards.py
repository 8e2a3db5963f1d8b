"""Clashes of boards against every map and the rules posted anew: what is told of larger clusters is so."""

from __future__ import annotations

import os
from functools import cache
from random import Random
from typing import Any

import pytest

import planner
from planner import cpsat
from planner.boards.model import BlockModel
from planner.boards.pool import Shape, blocks, people_of
from planner.core.instance import Instance
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.io.rulebook import load_governance, load_rulebook
from planner.rules.base import BoardRule
from planner.rules.registry import build
from planner.study.explain import Conflict
from tests.oracle.geography import partitions
from tests.rules.builder import instance

LONG = os.environ.get("PLANNER_LONG") == "1"
BOOK = load_rulebook("pct-2011")
FREE = with_rules(
    BOOK, tuple(s for s in BOOK.rules if not s.id.startswith("GEO-") or s.id in ("GEO-2", "GEO-10"))
)
"""Any map will do, so that boards decide."""
RULES = build(FREE)
Item = tuple[str, str]


def drawn(seed: int) -> tuple[Instance, str]:
    """Three or four organisations, some Care Trusts, some people whom decisions hold somewhere."""
    r = Random(seed)  # noqa: S311 - not for secrets
    codes = "ABCD"[: r.randint(3, 4)]
    holders, coverage = [], []
    kinds: dict[str, Any] = {}
    for c in codes:
        trust = r.random() < 0.4
        kinds[c] = {"kind": "care_trust" if trust else "pct", "ned_seats": r.randint(5, 7)}
        holders += [
            f"{c}c {c} chair",
            *(f"{c}n{i} {c} ned{' max=1' if r.random() < 0.3 else ''}" for i in range(r.randint(3, 6))),
        ]
        if trust:
            coverage += [f"{c} X{r.randint(0, 20)} relevant" for _ in range(r.randint(2, 5))]
    a, b, c = r.sample(codes, k=3)
    holders += [f"{a}n0 {b} ned"] if r.random() < 0.6 else []
    decisions = [f"keep_together {a} {b}"] if r.random() < 0.7 else []
    decisions += [f"keep_in_post {x}c {x}" for x in codes if r.random() < 0.5]
    decisions += [
        f"keep_in_post {a}n0 {x}"
        for x in (a, b)
        if r.random() < 0.4 and f"{a}n0 {x} ned" in " ; ".join(holders)
    ]
    decisions += [f"place {c}n1 {a} ned"] if r.random() < 0.3 else []
    facts = {
        "organisations": kinds,
        "holders": sorted(set(holders)),
        "coverage": sorted(set(coverage)),
        "decisions": decisions,
        "renewals": r.choice(["assumed", "none"]),
    }
    return instance(facts), r.choice(["model-1", "model-2", "model-3", "model-4"])


class Brute:
    """Every map, with boards that keep a choice of rules, posted one by one."""

    def __init__(self, given: Instance, governance: str) -> None:
        self.given = given
        self.people = people_of(given)
        self.models = {True: load_governance(governance), False: load_governance("standalone")}
        self.possible_boards = cache(self._boards)

    def possible(self, items: frozenset[Item]) -> bool:
        for groups in partitions(sorted(self.given.by_code)):
            parted = {c: n for n, g in enumerate(groups) for c in g}
            pairs = [s.split(";") for rule, s in items if rule == "DEC-TOGETHER"]
            if any(parted[a] != parted[b] for a, b in pairs):
                continue
            shapes = [Shape(min(g), tuple(sorted(g)), self.models[len(g) > 1]) for g in groups]
            if all(
                self.possible_boards(b, items)
                for b in blocks(self.given, self.people, sorted(shapes, key=lambda s: s.id))
            ):
                return True
        return False

    def _boards(self, block: tuple[Shape, ...], items: frozenset[Item]) -> bool:
        model = BlockModel(self.given, FREE, block, self.people, tight=False)
        for rule in RULES:
            if not isinstance(rule, BoardRule):
                continue
            for subject in rule.subjects(model):
                if rule.id.startswith("DEC"):
                    continue
                if (rule.id, "" if rule.about_clusters else subject) in items:
                    rule.post(model, subject)
        self._decided(model, items)
        status = cpsat.solve(model.cp, cpsat.Budget(60.0), confirm=False).status
        assert status in ("optimal", "infeasible")
        return status == "optimal"

    def _decided(self, model: BlockModel, items: frozenset[Item]) -> None:
        """Decisions about people as the guide to semantics words them."""
        for d in self.given.decisions:
            text = ",".join(x for x in (d.subject, d.object, d.role) if x)
            if d.object not in model.organisations:
                continue
            if d.kind == "keep_in_post" and ("DEC-KEEP", text) in items:
                for h in self.people[d.subject]:
                    if h.organisation == d.object:
                        seats = model.chair if h.role == "chair" else model.ned
                        model.require(seats.get((d.subject, d.object), 0) == 1, None)
            if d.kind == "place" and ("DEC-PLACE", text) in items:
                model.cp.add(model.ned[d.subject, d.object] == 1)


def items_of(conflict: Conflict) -> frozenset[Item]:
    found: set[Item] = set()
    for m in conflict.members:
        if m.rule == "DEC-TOGETHER":
            found.add((m.rule, ";".join(m.subjects[0].split(",")[1:])))
        elif m.rule.startswith("DEC-"):
            found.add((m.rule, ",".join(m.subjects[0].split(",")[1:])))
        else:
            found |= {(m.rule, s) for s in m.subjects} or {(m.rule, "")}
    return frozenset(found)


@pytest.mark.no_cover
def test_clashes_across_map_and_boards_are_minimal() -> None:
    impossible: set[str] = set()
    for seed in range(60 if LONG else 24):
        given, governance = drawn(seed)
        engine = open_engine(given, FREE)
        found = planner.explain(engine, governance, Settings(), changes=False)
        solved = engine.solve(governance, Settings(ring_fences=False, confirm=False))
        assert (found.status == "possible") == (solved.plan is not None), seed
        brute = Brute(given, governance)
        for conflict in found.conflicts:
            items = items_of(conflict)
            assert conflict.minimal, seed
            assert not brute.possible(items), (seed, items)
            for item in items:
                assert brute.possible(items - {item}), (seed, items, item)
            impossible |= {m.rule for m in conflict.members}
    assert impossible >= {"DEC-TOGETHER", "DEC-KEEP", "BRD-7", "BRD-LOAD", "M2-a"}, impossible

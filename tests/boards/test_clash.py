"""Which rules clash when no boards are lawful: few, and all of them needed."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from planner import cpsat
from planner.boards.model import BlockModel
from planner.checker import verify
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.rules.base import BoardRule
from tests.boards.blocks import BOOK, CARE_TRUSTS, Block, from_words, generated
from tests.rules.builder import instance


def possible(block: Block, keys: Collection[tuple[str, str]]) -> bool:
    """Whether boards exist that keep some rules, posted here one by one."""
    model = BlockModel(block.instance, block.rulebook, block.shapes, block.posts, tight=False)
    for rule in block.rules:
        if isinstance(rule, BoardRule):
            for subject in rule.subjects(model):
                if (rule.id, subject) in keys:
                    rule.post(model, subject)
    status = cpsat.solve(model.cp, cpsat.Budget(60.0)).status
    assert status in ("optimal", "infeasible")
    return status == "optimal"


def is_minimal(block: Block) -> tuple[tuple[str, str], ...]:
    """The clash of an impossible block, after checking that each of its rules is needed."""
    found = block.clash()
    assert found is not None
    assert found.rules
    assert len(set(found.rules)) == len(found.rules)
    assert not possible(block, found.rules)
    for dropped in found.rules:
        assert possible(block, set(found.rules) - {dropped}), dropped
    return found.rules


def test_eight_authorities_under_model_2() -> None:
    """Eight nominees, seven seats at most by the model itself, the same people on both boards."""
    rules = is_minimal(from_words(CARE_TRUSTS, ["A B"], "model-2"))
    assert {rule for rule, _ in rules} == {"BRD-7", "M2-a"}
    assert {subject for rule, subject in rules if rule == "BRD-7"} == {"A", "B"}
    assert ("M2-a", "A") in rules


@pytest.mark.parametrize("model", ["model-1", "model-3", "model-4"])
def test_no_clash_under_other_models(model: str) -> None:
    block = from_words(CARE_TRUSTS, ["A B"], model)
    assert block.clash() is None
    assert block.settle().status == "optimal"


def test_decisions_that_clash() -> None:
    """Two chairs kept in post where one person chairs all boards."""
    facts = {
        "organisations": {"A": {}, "B": {}},
        "holders": ["p A chair", "q B chair"],
        "decisions": ["keep_in_post p A", "keep_in_post q B"],
    }
    rules = is_minimal(from_words(facts, ["A B"], "model-2"))
    assert {("DEC-KEEP", "A"), ("DEC-KEEP", "B"), ("M2-a", "A")} <= set(rules)
    assert from_words(facts, ["A B"], "model-4").clash() is None


def test_generated_clashes_are_minimal() -> None:
    checked = 0
    for seed in range(100):
        for _, block in generated(seed):
            if block.settle().status == "infeasible":
                is_minimal(block)
                checked += 1
            elif seed % 10 == 0:
                assert block.clash() is None
    assert checked > 3


# ---- as the engine tells it --------------------------------------------------------------------


def test_refusal_says_what_clashes() -> None:
    given = instance(CARE_TRUSTS)
    result = open_engine(given, BOOK).solve("model-2", Settings(clusters=(1, 1)))
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert "BRD-7" in result.refusal.rules
    text = result.refusal.text
    assert text.startswith("No plan meets the law, the guidance and your decisions.")
    assert "BRD-7" in text
    assert "8 local authorities" in text or "ight local authorities" in text
    assert "Org A (A), Org B (B)" in text


@pytest.mark.parametrize("model", ["model-1", "model-3", "model-4"])
def test_other_models_have_a_plan_that_verifies(model: str) -> None:
    given = instance(CARE_TRUSTS)
    result = open_engine(given, BOOK).solve(model, Settings(clusters=(1, 1)))
    assert result.plan is not None
    assert result.plan.status == "optimal"
    assert result.disagreements == ()
    assert verify(given, result.plan, BOOK).ok
    nominees = {(b.organisation, s.nominee_of) for b in result.plan.boards for s in b.neds if s.nominee_of}
    assert nominees == {("AB"[n // 4], f"X{n + 1}") for n in range(8)}


def test_apart_the_two_are_possible() -> None:
    """Without a number asked for, one cluster is impossible and two are the next best."""
    result = open_engine(instance(CARE_TRUSTS), BOOK).solve("model-2")
    assert result.plan is not None
    assert [c.organisations for c in result.plan.clusters] == [("A",), ("B",)]
    assert result.status == "optimal"

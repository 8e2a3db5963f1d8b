"""Hand-written plans that keep and break each rule (``cases/*.toml``)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from planner.rules.registry import RULES
from tests.rules.builder import instance, plan, rule

CASES = Path(__file__).parent / "cases"
NOT_FOR_PLANNERS = re.compile(
    r"variable|constraint|infeasible|objective|\bseeds?\b|\bgap\b|\bdual\b|\blawful", re.I
)


def _load(kind: str) -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for n, case in enumerate(data.get(kind, []), 1):
            found.append(pytest.param(data["rule"], data["facts"] | case, id=f"{path.stem}-{n}"))
    return found


@pytest.mark.parametrize("id_", RULES)
def test_every_rule_has_a_passing_and_a_failing_case(id_: str) -> None:
    """The file is named as the rule's module."""
    path = CASES / f"{id_.lower().replace('-', '_')}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data["rule"] == id_
    assert data["pass"]
    assert data["fail"]
    assert RULES[id_].__module__.rsplit(".", 1)[1] == path.stem


def test_every_case_file_has_a_rule() -> None:
    """No file is left over."""
    names = {id_.lower().replace("-", "_") for id_ in RULES}
    assert {path.stem for path in CASES.glob("*.toml")} == names


@pytest.mark.parametrize(("id_", "case"), _load("pass"))
def test_passes(id_: str, case: dict[str, Any]) -> None:
    """No finding."""
    given = instance(case)
    finished = plan(given, case)
    it = rule(id_, **case.get("parameters", {}))
    assert it.check(given, finished) == []
    assert it.applies(given, finished) is case.get("applies", True)
    measured = it.measured(given, finished)
    assert all(measured) or not it.applies(given, finished)
    if "measured" in case:
        assert list(measured) == case["measured"]


@pytest.mark.parametrize(("id_", "case"), _load("fail"))
def test_fails(id_: str, case: dict[str, Any]) -> None:
    """Exactly the findings of the case, each with its subject and words, in a planner's language."""
    given = instance(case)
    finished = plan(given, case)
    it = rule(id_, **case.get("parameters", {}))
    findings = it.check(given, finished)
    assert [list(f.subject) for f in findings] == [f["subject"] for f in case["findings"]], findings
    for finding, wanted in zip(findings, case["findings"], strict=True):
        assert wanted["text"] in finding.text
        assert finding.measured
        assert finding.limit
        assert not finding.text.endswith(".")
        assert "a gap" in finding.text or not NOT_FOR_PLANNERS.search(finding.text)
    assert it.applies(given, finished)
    assert all(it.measured(given, finished))
    if "measured" in case:
        assert list(it.measured(given, finished)) == case["measured"]


@pytest.mark.parametrize(("id_", "case"), _load("fail"))
def test_explains_in_one_sentence(id_: str, case: dict[str, Any]) -> None:
    """One sentence in a planner's language."""
    text = rule(id_, **case.get("parameters", {})).explain(instance(case))
    assert text.endswith(".")
    assert text.count(". ") == 0
    assert text[0].isupper()
    assert not NOT_FOR_PLANNERS.search(text)


@pytest.mark.parametrize("id_", [i for i, r in RULES.items() if r.scope in ("board", "plan")])
def test_a_plan_of_the_map_alone_has_no_boards_to_judge(id_: str) -> None:
    """``--only geography`` leaves rules about boards not applicable, never failed."""
    case = tomllib.loads((CASES / f"{id_.lower().replace('-', '_')}.toml").read_text(encoding="utf-8"))
    facts = {k: v for k, v in case["facts"].items() if k not in ("boards", "cluster_boards", "governance")}
    given = instance(facts)
    finished = plan(given, facts)
    assert not rule(id_).applies(given, finished)
    assert rule(id_).check(given, finished) == []

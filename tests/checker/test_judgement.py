"""Exemptions, rules that are off, and rules that can't be read off a damaged plan."""

import pytest

from planner.checker import judge, verify
from planner.checker.exemptions import lifted
from planner.core.plan import Finding, Plan
from planner.core.rows import Decision
from planner.core.rulebook import RuleSpec
from tests.checker.builder import book, document, finish, instance


def exempt(rule, *codes):
    return Decision(kind="exempt", subject=rule, object=";".join(codes), reason="r", owner="o")


def spec(scope="candidate", authority="guidance", rule="GEO-7"):
    return RuleSpec(id=rule, title="t", scope=scope, authority=authority, strength="must")


def finding(*subject):
    return Finding(subject=subject, text="t")


@pytest.mark.parametrize(
    ("what", "named", "subject", "expected"),
    [
        (spec(), ("A", "B"), ("B", "A"), True),
        (spec(), ("A", "B"), ("A",), False),
        (spec(), ("A",), ("A", "B"), False),
        (spec("board"), ("A", "B"), ("A",), True),
        (spec("board"), ("A", "B"), ("C",), False),
        (spec("board"), ("A",), ("A", "B"), False),
        (spec("board"), ("A", "B", "C"), ("A", "B"), True),
        (spec("partition"), ("A",), (), False),
        (spec(authority="statute"), ("A",), ("A",), False),
        (spec(rule="GEO-4"), ("A",), ("A",), False),
        (spec(rule="GEO-CON"), ("A",), ("A",), True),
    ],
)
def test_a_decision_lifts_exactly_what_it_names(what, named, subject, expected):
    given = instance(decisions=(exempt(what.id, *named),))
    assert lifted(given, what, finding(*subject)) is expected


def test_a_decision_about_another_rule_lifts_nothing():
    assert not lifted(instance(decisions=(exempt("GEO-7", "A"),)), spec(rule="GEO-POP"), finding("A"))


def too_small(**changes):
    """B1 with fewer people than the window of GEO-POP asks for."""
    organisations = tuple(
        o.model_copy(update={"population": 50_000}) if o.code == "B1" else o for o in instance().organisations
    )
    return instance(organisations=organisations, **changes)


def small_plan(given, status):
    data = document()
    data["clusters"][1]["population"] = 50_000
    data["status"] = status
    data["decisions"] = [d.model_dump(mode="json") for d in given.decisions]
    return Plan.model_validate(finish(given, data))


def result(verdict, rule):
    return next(r for r in verdict.rules if r.id == rule)


def test_a_broken_rule_stands_unless_it_is_lifted():
    given = too_small()
    verdict = verify(given, small_plan(given, "infeasible"))
    assert [r.id for r in verdict.broken] == ["GEO-POP"]
    assert verdict.sound
    assert not verdict.ok
    assert "your choice" in verdict.text()


def test_a_lifted_rule_is_shown_as_exempt_with_its_findings():
    given = too_small(decisions=(*instance().decisions, exempt("GEO-POP", "B1")))
    verdict = verify(given, small_plan(given, "optimal"))
    assert verdict.ok, verdict.text()
    assert result(verdict, "GEO-POP").status == "exempt"
    assert result(verdict, "GEO-POP").findings
    assert "Lifted by decision: GEO-POP" in verdict.text()


def test_a_rule_that_is_off_is_not_checked():
    rules = tuple(r.model_copy(update={"on": False}) if r.id == "GEO-POP" else r for r in book().rules)
    off = book().model_copy(update={"rules": rules})
    results = judge(too_small(), Plan.model_validate(document()), off)
    assert next(r for r in results if r.id == "GEO-POP").status == "not_checked"


@pytest.mark.parametrize(("asked", "status"), [([1, 2], "pass"), ([3, 3], "fail"), (None, "not_applicable")])
def test_the_range_asked_for_binds_whatever_the_rulebook_says(asked, status):
    data = document()
    data["settings"]["clusters"]["value"] = asked
    results = judge(instance(), Plan.model_validate(data), book())
    assert next(r for r in results if r.id == "GEO-10").status == status


def test_a_rule_that_breaks_down_is_reported_and_never_taken_as_kept(monkeypatch):
    from planner.rules.geography.geo_pop import GeoPop

    def broken(self, given, plan):
        raise KeyError("nobody knows")

    monkeypatch.setattr(GeoPop, "check", broken)
    plan = Plan.model_validate(document_with_unchecked("GEO-POP"))
    verdict = verify(instance(), plan)
    assert [p.check for p in verdict.problems] == ["RULE-UNREADABLE"]
    with pytest.raises(KeyError):
        judge(instance(), plan, book())


def document_with_unchecked(rule):
    """A plan whose own table says that the rule was not checked."""
    from planner.rules.registry import RULES

    original = RULES[rule].check
    try:
        RULES[rule].check = lambda self, given, plan: []
        data = document()
    finally:
        RULES[rule].check = original
    for stored in data["rules"]:
        if stored["id"] == rule:
            stored.update(status="not_checked", measured="", limit="")
    return data

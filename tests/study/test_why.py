"""Why a grouping or a post is as it is: every verdict is what a cold engine and brute force say."""

from __future__ import annotations

import pytest

from benchmarks.cold import cold
from planner.core.rows import Decision
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.rulebook import load_rulebook
from planner.study.prices import Change, question_of
from planner.study.why import (
    Alternative,
    GroupingWhy,
    PostAsked,
    PostWhy,
    UnknownPostError,
    UnknownSubjectError,
    why,
)
from planner.study.why.grouping import neighbours
from tests.boards.blocks import shipped
from tests.oracle import best
from tests.oracle.geography import lawful_maps
from tests.strategies import tiny_case
from tests.study.asked import LONG, Solved, same, solved, solved_tiny

SEEDS = range(60) if LONG else (1, 5, 19)


def _decision(kind: str, subject: str, object_: str, **more) -> Decision:
    return Decision(kind=kind, subject=subject, object=object_, reason="asked", owner="asked", **more)


def of(given: Solved, **subject) -> GroupingWhy:
    found = why(given.engine, given.plan, seconds=300, **subject)
    assert isinstance(found, GroupingWhy)
    return found


def forced(given: Solved, code: str, a: Alternative) -> tuple[Decision, ...]:
    """The decisions that force an alternative of an organisation, written anew from its words."""
    instance = given.engine.instance
    if a.words == "alone":
        return tuple(_decision("keep_apart", code, o) for o in neighbours(instance, code))
    group = {o for o in instance.by_code if f"({o})" in a.words}
    return tuple(_decision("keep_together", code, o) for o in sorted(group))


def wrong(given: Solved, code: str, a: Alternative) -> str:
    """What is wrong with an alternative; empty when it is what a cold engine says."""
    question = question_of(given.engine.instance, given.plan, given.engine.rulebook)
    before = tuple(x.value for x in given.plan.levels)
    asked = {(d.kind, frozenset({d.subject, d.object})) for d in question.instance.decisions}
    more = tuple(d for d in forced(given, code, a) if (d.kind, frozenset({d.subject, d.object})) not in asked)
    try:
        result = cold(question, Change(decisions=(*question.instance.decisions, *more)))
    except ValueError:
        return "" if a.status == "ruled_out" else f"{a.words}: refused"
    if result.plan is None:
        sure = result.status == "infeasible" and a.status == "ruled_out" and (a.reasons or a.text)
        return "" if sure else f"{code} {a.words}: {a.status}, cold {result.status}"
    return same(f"{code} {a.words}", a.status, a.deltas, before, tuple(x.value for x in result.plan.levels))


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", SEEDS)
def test_alternatives_of_generated_cases_equal_a_cold_engine(seed: int) -> None:
    given = solved_tiny(seed)
    if given is None:
        pytest.skip("no plan")
    code = sorted(given.engine.instance.by_code)[seed % len(given.engine.instance.by_code)]
    found = of(given, organisation=code)
    assert [w for a in found.alternatives if (w := wrong(given, code, a))] == []


@pytest.mark.no_cover
def test_alternatives_in_the_south_west() -> None:
    """Somerset alone has the footprint of a consortium; other wishes cost what a cold engine says."""
    given = solved("england-2011", "model-2", "South West")
    found = of(given, organisation="5QL")
    alone, *others = found.alternatives
    assert alone.status == "ruled_out"
    assert [r.rule for r in alone.reasons] == ["GEO-7"]
    assert "WyvernHealth.Com" in alone.reasons[0].text
    assert alone.route == ("exempt, GEO-7, 5QL",)
    assert {d.level: d.change for d in alone.route_deltas if d.change}["standalones"] == 1
    assert {a.status for a in others} == {"possible"}
    assert wrong(given, "5QL", alone) == ""
    if LONG:
        assert [w for a in others if (w := wrong(given, "5QL", a))] == []
    assert found.nearest in others


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(100, 130) if LONG else (107, 126))
def test_the_best_plan_without_a_cluster_equals_brute_force(seed: int) -> None:
    """Of all lawful maps that don't have exactly this cluster, the best."""
    case, given = tiny_case(seed), solved_tiny(seed)
    if given is None:
        pytest.skip("no plan")
    home = frozenset(given.plan.clusters[0].organisations)
    found = of(given, cluster=given.plan.clusters[0].id)
    other = next((a for a in found.alternatives if a.words == "any plan without exactly this cluster"), None)
    maps = [m for _, m in lawful_maps(case.instance, case.rulebook, case.clusters) if home not in m]
    answers = []
    for m in maps:
        fixed = [_decision("keep_together", min(c), o) for c in m for o in sorted(c)[1:]]
        fixed += [_decision("keep_apart", min(a), min(b)) for a in m for b in m if min(a) < min(b)]
        instance = case.instance.replaced(decisions=(*case.instance.decisions, *fixed))
        vector = best(instance, case.rulebook, case.governance, case.standalone, case.clusters).vector
        if vector is not None:
            answers.append(vector)
    assert other is not None
    if other.status == "ruled_out":
        assert answers == []
    else:
        assert tuple(d.after for d in other.deltas) == min(answers)


def test_a_decision_that_says_the_opposite_is_the_reason() -> None:
    given = shipped("tiny")
    engine = open_engine(given, load_rulebook("pct-2011"))
    plan = engine.solve("model-1").plan
    assert plan is not None
    cluster = next(c for c in plan.clusters if len(c.organisations) > 1)
    a, b = cluster.organisations[:2]
    kept = given.replaced(decisions=(_decision("keep_together", a, b),))
    again = open_engine(kept, engine.rulebook)
    settled = again.solve("model-1").plan
    assert settled is not None
    found = why(again, settled, organisation=a)
    assert isinstance(found, GroupingWhy)
    alone = next(x for x in found.alternatives if x.words == "alone")
    assert alone.status == "ruled_out"
    assert [r.rule for r in alone.reasons] == ["DEC-TOGETHER"]
    assert f"keep_together, {a}, {b}" in alone.reasons[0].text
    assert any("keep_together" in f for f in found.facts)


def test_an_established_arrangement_rules_others_out() -> None:
    """HR-2, with its numbers, and what it would take."""
    given = solved("england-2011", "model-2", "North East")
    code = next(o.code for o in given.engine.instance.organisations if o.arrangement_strength == "established")
    found = of(given, organisation=code)
    assert any("HR-2" in f for f in found.facts)
    assert found.alternatives
    assert all(a.status == "ruled_out" for a in found.alternatives)
    assert all("HR-2" in {r.rule for r in a.reasons} for a in found.alternatives)
    assert any(row.startswith("exempt, HR-2, ") for row in found.alternatives[0].route)


def test_a_given_grouping_is_not_compared() -> None:
    engine = open_engine(shipped("tiny"), load_rulebook("pct-2011"))
    plan = engine.solve("model-1").plan
    assert plan is not None
    pairs = tuple((o, c.id) for c in plan.clusters for o in c.organisations)
    given = engine.solve("model-1", Settings(geography=pairs)).plan
    assert given is not None
    found = why(engine, given, organisation=plan.clusters[0].organisations[0])
    assert isinstance(found, GroupingWhy)
    assert found.alternatives == ()
    assert any("given" in n for n in found.notes)


# ---- posts ---------------------------------------------------------------------------------------


def test_the_public_reads_nothing_about_a_person() -> None:
    given = solved("tiny", "model-2")
    ids = {p.id for p in given.plan.people}
    for code in sorted(given.engine.instance.by_code):
        for role in ("chair", "ned"):
            found = why(given.engine, given.plan, post=PostAsked(code, role))
            assert isinstance(found, PostWhy)
            assert found.people == ()
            assert not any(i in str(found) for i in ids)
            assert not any(f.single for f in found.fences)
            assert found.facts


@pytest.mark.no_cover
def test_what_decisions_change_equals_a_cold_engine() -> None:
    """Keep, place and release: at every aim, in counts."""
    given = solved("tiny", "model-2")
    question = question_of(given.engine.instance, given.plan, given.engine.rulebook)
    before = tuple(x.value for x in given.plan.levels)
    code = sorted(given.engine.instance.by_code)[0]
    found = why(given.engine, given.plan, post=PostAsked(code, "ned"), audience="panel")
    assert isinstance(found, PostWhy)
    assert found.people
    kinds = set()
    for person in found.people:
        for effect in person.effects:
            kind, subject, *rest = effect.decision.split(", ")
            kinds.add(kind)
            more = {"object": rest[0]} if rest else {}
            more |= {"role": rest[1]} if len(rest) > 1 else {}
            asked = Decision(kind=kind, subject=subject, reason="r", owner="o", route="agreement", **more)
            result = cold(question, Change(decisions=(*question.instance.decisions, asked)))
            if result.plan is None:
                assert effect.effect == "no_plan"
                continue
            after = tuple(x.value for x in result.plan.levels)
            assert tuple(d.after for d in effect.deltas) == after
            assert effect.effect == ("nothing" if after == before else "changes")
    assert {"keep_in_post", "release"} <= kinds


def test_the_fence_and_its_pool_are_those_of_the_plan() -> None:
    given = solved("tiny", "model-2")
    fence = next(f for f in given.plan.ring_fences if f.post == "shared director")
    code = given.plan.cluster_of[fence.cluster].organisations[0]
    found = why(given.engine, given.plan, post=PostAsked(code, "ned"), audience="panel")
    assert isinstance(found, PostWhy)
    assert [f.pool for f in found.fences] == [fence.pool]
    open_ = why(given.engine, given.plan, post=PostAsked(code, "ned"))
    assert isinstance(open_, PostWhy)
    assert [f.pool for f in open_.fences] == [()]


def test_unknown_subjects_are_refused() -> None:
    given = solved("tiny", "model-2")
    with pytest.raises(UnknownSubjectError):
        why(given.engine, given.plan, organisation="XX")
    with pytest.raises(UnknownSubjectError):
        why(given.engine, given.plan, cluster="XX")
    with pytest.raises(UnknownPostError):
        why(given.engine, given.plan, post=PostAsked("XX", "ned"))
    code = sorted(given.engine.instance.by_code)[0]
    with pytest.raises(UnknownPostError):
        why(given.engine, given.plan, post=PostAsked(code, "ned", "nobody"), audience="panel")
    with pytest.raises(ValueError, match="panel"):
        why(given.engine, given.plan, post=PostAsked(code, "ned", "nobody"))
    with pytest.raises(ValueError, match="one of them"):
        why(given.engine, given.plan, organisation=code, cluster=code)

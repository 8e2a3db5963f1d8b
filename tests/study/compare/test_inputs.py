"""Plans whose inputs differ are refused, or what differs is said, precisely."""

from __future__ import annotations

import pytest

from planner.core.faults import InputFaultsError
from planner.core.plan import Plan
from planner.core.rows import Decision
from planner.io.fingerprint import canonical
from planner.study.compare.ask import of_runs
from planner.study.compare.inputs import Run, differences
from planner.study.compare.inputs import runs_of as sound_runs
from tests.checker import builder
from tests.study.compare.by_hand import plans


def runs_of(instance, named, book):
    """Plans of one instance under one rulebook."""
    return sound_runs([Run(name, plan, instance, book) for name, plan in named])


def changed(plan: Plan, **parts) -> Plan:
    return plan.model_copy(update=parts)


def test_equal_inputs_differ_in_nothing():
    """The governance model is what is compared."""
    runs, faults = runs_of(builder.instance(), list(plans().items()), builder.book())
    assert faults == []
    assert differences(runs) == ()


def test_another_instance_is_refused_with_its_fingerprint():
    """The plan is named, and what differs."""
    plan = plans()["model-4"]
    other = changed(plan, instance=plan.instance.model_copy(update={"sha256": "9" * 64}))
    _, faults = runs_of(builder.instance(), [("first", plans()["model-2"]), ("second", other)], builder.book())
    assert [(f.file, f.column, f.value) for f in faults] == [("second", "instance.sha256", "9" * 12)]
    with pytest.raises(InputFaultsError):
        of_runs(
            builder.instance(),
            builder.book(),
            ["second"],
            [Run("second", other, builder.instance(), builder.book())],
        )


def test_other_rules_are_refused_by_their_ids():
    """Which rule was another."""
    plan = plans()["model-4"]
    rules = tuple(
        r.model_copy(update={"parameters": {"min": 5, "max": 6}}) if r.id == "BRD-3" else r
        for r in plan.rulebook.effective
    )
    stamp = plan.rulebook.model_copy(update={"sha256": "1" * 64, "effective": rules})
    _, (fault,) = runs_of(builder.instance(), [("mine", changed(plan, rulebook=stamp))], builder.book())
    assert (fault.column, "BRD-3" in fault.why, "BRD-2" in fault.why) == ("rulebook", True, False)


def test_other_regions_are_refused():
    """A part of the country can't stand beside the whole."""
    north = Plan.model_validate(builder.document("model-2", north_only=True))
    _, faults = runs_of(builder.instance(), [("all", plans()["model-2"]), ("north", north)], builder.book())
    assert [(f.file, f.column, f.value) for f in faults] == [("north", "regions", "North")]


def test_other_settings_are_named_with_both_values():
    """Compared all the same."""
    plan = plans()["model-4"]
    other = plan.settings["profile"].model_copy(update={"value": "people-first"})
    runs, faults = runs_of(
        builder.instance(),
        [("a", plan), ("b", changed(plan, settings={**plan.settings, "profile": other}))],
        builder.book(),
    )
    assert faults == []
    assert differences(runs) == ("The setting profile differs (a: geography-first; b: people-first).",)


def test_other_decisions_are_taken_and_told_without_naming_a_person():
    """A what-if of the same instance: its decisions are in the plan."""
    given = canonical(builder.instance())
    extra = (
        Decision(kind="keep_apart", subject="A1", object="B1", reason="what if", owner="SHA"),
        Decision(kind="keep_in_post", subject="A1n1", object="A1", reason="what if", owner="SHA"),
    )
    what_if = canonical(given.replaced(decisions=(*given.decisions, *extra)))
    plan = plans()["model-4"]
    first = changed(plan, instance=plan.instance.model_copy(update={"sha256": given.sha256}))
    second = changed(
        plan,
        instance=plan.instance.model_copy(update={"sha256": what_if.sha256}),
        decisions=tuple(d.model_dump(mode="json") for d in what_if.decisions),
    )
    runs, faults = runs_of(given, [("first", first), ("second", second)], builder.book())
    assert faults == []
    assert [r.instance.sha256 for r in runs] == [given.sha256, what_if.sha256]
    said = differences(runs)
    assert said == (
        "Decisions of first alone or of some: none.",
        "Decisions of second alone or of some: about people; keep_apart A1 B1.",
    )

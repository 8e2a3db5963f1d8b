"""The headline says what the plan says, on many plans."""

from __future__ import annotations

import itertools
import re

import pytest

from planner.core.plan import Setting
from planner.core.rows import Decision
from planner.report import report_html, report_view
from tests.report import builder

SIZES = ((1,), (2,), (3, 2, 1), (4, 4), (1, 1, 1))
MODELS = ("model-1", "model-2", "model-3", "model-4")
CASES = list(itertools.product(SIZES, MODELS, (0, 1, 4)))


def groups(given, sizes):
    """Codes in blocks of these sizes."""
    codes = iter(sorted(given.by_code))
    return [[next(codes) for _ in range(size)] for size in sizes]


@pytest.mark.parametrize(("sizes", "governance", "ends"), CASES)
def test_the_sentence_has_the_plans_own_numbers(sizes, governance, ends):
    """Organisations, clusters, model and places are those of the plan, and of nothing else."""
    given = builder.instance(sizes)
    plan = builder.plan(given, groups(given, sizes), governance=governance, ends=ends)
    sentence = report_view(given, plan, builder.RULEBOOK).headline.sentence
    n = sum(sizes)
    assert sentence.startswith(
        f"This plan groups {n} organisation{'s' if n > 1 else ''} into {len(sizes)} cluster"
    )
    model = f"Model {governance[-1]}"
    assert (model in sentence) == any(s > 1 for s in sizes)
    expected = {0: "no place ends.", 1: "at worst 1 place ends.", 4: "at worst 4 places end."}[ends]
    assert sentence.endswith(expected)
    assert len(re.findall(r"\d+", sentence)) == 2 + (model in sentence) + (ends > 0)


def test_proved_is_said_only_when_every_bound_equals_its_value():
    """An open level turns 'Proved best' into 'Best found', with the first gap in words."""
    given = builder.instance()
    best = {
        a.id: a
        for a in report_view(given, builder.plan(given, groups(given, (3, 2, 1))), builder.RULEBOOK).answers
    }
    assert best["best"].short == "Proved best."
    open_ = builder.plan(given, groups(given, (3, 2, 1)), ends=7, gap={"places_end": 3})
    view = report_view(given, open_, builder.RULEBOOK)
    answer = next(a for a in view.answers if a.id == "best")
    assert answer.short == "Best found. At most 3 fewer places could end."
    assert any("not proved best" in s for s in view.headline.more)
    lying = open_.model_copy(update={"status": "optimal"})
    answer = next(a for a in report_view(given, lying, builder.RULEBOOK).answers if a.id == "best")
    assert not answer.short.startswith("Proved")


def test_a_given_grouping_that_breaks_rules_is_never_this_plan_or_best():
    """The weights in law stay apart."""
    given = builder.instance()
    plan = builder.plan(given, groups(given, (3, 2, 1)), failing=("GEO-4", "BRD-3", "GEO-POP"))
    view = report_view(given, plan, builder.RULEBOOK)
    answers = {a.id: a for a in view.answers}
    assert view.headline.sentence.startswith("The given grouping puts 6 organisations")
    assert view.headline.more[:3] == (
        "It breaks the law (BRD-3), so it can't stand.",
        "It departs from the guidance (GEO-4); it needs a decision and a sign-off.",
        "It does not meet your own choices (GEO-POP).",
    )
    assert answers["law"].short == "No: 1 of 6 rules of law broken."
    assert "lawful" not in answers["guidance"].short.lower()
    assert answers["guidance"].details[0] == (
        "Departs from guidance ¶4 (GEO-4), needs sign-off by the NHS Chief Executive (¶7)."
    )
    assert answers["choices"].short == "No: 1 of 3 not met."
    assert answers["best"].short == "Not asked."


def test_only_a_map_says_nothing_of_law_or_places():
    """Without boards there is no finding of lawfulness and no count of places."""
    given = builder.instance()
    plan = builder.plan(given, groups(given, (3, 2, 1)), boards=False)
    view = report_view(given, plan, builder.RULEBOOK)
    assert view.headline.sentence == "This plan groups 6 organisations into 3 clusters."
    assert "It is a map only: boards were not planned." in view.headline.more
    answers = {a.id: a.short for a in view.answers}
    assert answers["law"] == answers["ends"] == "Not examined."
    assert not view.boards


def test_exemptions_vacancies_and_part_of_the_country_are_said():
    """Lifted rules, unfilled seats and the regions kept are in the first lines."""
    given = builder.instance().within("Region 0")
    codes = sorted(given.by_code)
    plan = builder.plan(given, [codes], exempt=("GEO-7",))
    view = report_view(given, plan, builder.RULEBOOK, "board")  # for everyone: some, for few are chairs
    assert view.headline.sentence.startswith(
        f"This plan groups the {len(codes)} organisations of the Region 0 region into 1 cluster "
    )
    assert "Recorded decisions lift 1 rule for named organisations." in view.headline.more
    vacant = sum(b.vacancies for b in plan.boards)
    assert vacant > 1
    assert f"{vacant} seats for non-executive directors (NEDs) would stay unfilled." in view.headline.more


def test_what_ends_is_a_range():
    """31 places: none terminated, or 31 with a bar."""
    given = builder.instance((4, 4))
    plan = builder.plan(given, groups(given, (4, 4)), governance="model-2", ends=31)
    answer = next(a for a in report_view(given, plan, builder.RULEBOOK).answers if a.id == "ends")
    assert answer.short == "31 places end at worst, of 48 office holders."
    assert "no termination; if none does, 31, each with a two-year bar (A¶5.3)" in answer.details[0]


def test_a_standalone_shows_its_recorded_reason():
    """The reason of the exemption from GEO-SIZE is beside the cluster."""
    given = builder.instance()
    last = max(given.by_code)
    decision = Decision(
        kind="exempt", subject="GEO-SIZE", object=last, reason="Ferry only in summer", owner="SHA"
    )
    given = given.model_copy(update={"decisions": (decision,)})
    plan = builder.plan(given, groups(given, (3, 2, 1)))
    row = next(c for c in report_view(given, plan, builder.RULEBOOK).clusters if c.id == last)
    assert row.notes[0] == "stands alone; recorded reason: Ferry only in summer (SHA)"
    bare = given.model_copy(update={"decisions": ()})
    row = next(c for c in report_view(bare, plan, builder.RULEBOOK).clusters if c.id == last)
    assert row.notes[0] == "stands alone without a recorded reason"


def test_the_reference_is_measured_like_the_plan():
    """Equal groupings are equal on every aim; another grouping names the first aim that differs."""
    given = builder.instance((2, 2))
    codes = sorted(given.by_code)
    same = [[codes[0]], codes[1:3], [codes[3]]]
    view = report_view(given, builder.plan(given, same), builder.RULEBOOK)
    assert view.reference is not None
    assert view.reference.same
    assert view.reference.clusters == 3
    other = report_view(given, builder.plan(given, [codes]), builder.RULEBOOK).reference
    assert other is not None
    assert not other.same
    assert other.decided_by
    assert other.fates[1].becomes == "whole in cluster 1, with 2 other organisations"


def test_a_given_grouping_is_not_said_to_be_sought():
    """Only a plan that sought its grouping was made without the reference."""
    given = builder.instance((2, 2))
    codes = sorted(given.by_code)
    plan = builder.plan(given, [[codes[0]], codes[1:3], [codes[3]]])
    for value, sought in (("free", True), ("reference", False)):
        settings = {**plan.settings, "geography": Setting(value=value, origin="option")}
        page = report_html(given, plan.model_copy(update={"settings": settings}), builder.RULEBOOK)
        assert ("the plan was made without it" in page) == sought


def test_units_say_target_and_step():
    """A distance needs its target, a step its size; offers are told beside what ends."""
    given = builder.instance((4, 4))
    plan = builder.plan(given, groups(given, (4, 4)), governance="model-2", ends=31, values={"offers_used": 6})
    settings = {**plan.settings, "cluster_target": Setting(value=2, origin="assumption")}
    view = report_view(given, plan.model_copy(update={"settings": settings}), builder.RULEBOOK)
    units = {x.id: x.unit for x in view.levels}
    assert units["cluster_target"].endswith("(target 2)")
    assert units["population_steps"].endswith("of 25,000 people")
    ends = next(a for a in view.answers if a.id == "ends")
    assert "Beside them, 6 people stand down or take another role by their own offer." in ends.details


def test_another_audience_or_instance_is_refused():
    """A report never guesses."""
    given = builder.instance()
    plan = builder.plan(given, groups(given, (3, 2, 1)))
    with pytest.raises(ValueError, match="no report for audience"):
        report_view(given, plan, builder.RULEBOOK, "press")
    with pytest.raises(ValueError, match="not for this instance"):
        report_view(given.within("Region 0"), plan, builder.RULEBOOK)


def test_people_first_names_no_certificate():
    """Where aims about boards decide first none is written, so nothing may point to it."""
    given = builder.instance()
    plan = builder.plan(given, [sorted(given.by_code)])
    setting = plan.settings["seconds"].model_copy(update={"value": "people-first"})
    plan = plan.model_copy(
        update={"settings": {**plan.settings, "profile": setting}, "run": {**plan.run, "possible_clusters": 9}}
    )
    view = report_view(given, plan, builder.RULEBOOK)
    best = next(a for a in view.answers if a.id == "best")
    assert "All 9 possible clusters were considered." in best.details
    assert not any("certificate.json" in text for text in best.details)
    assert not any("certificate.json lets" in text for text in view.not_examined)
    first = plan.model_copy(
        update={
            "settings": {**plan.settings, "profile": setting.model_copy(update={"value": "geography-first"})}
        }
    )
    best = next(a for a in report_view(given, first, builder.RULEBOOK).answers if a.id == "best")
    assert "certificate.json holds the proof for the aims about the map." in best.details


def test_what_is_switched_off_is_said_to_be():
    """In the answers and in the table of rules: nobody should ask why a rule was left out."""
    given = builder.instance()
    plan = builder.plan(given, [sorted(given.by_code)])
    off = {r.id for r in plan.rulebook.effective if not r.on}
    rules = [r.model_copy(update={"status": "not_checked"}) if r.id in off else r for r in plan.rules]
    view = report_view(given, plan.model_copy(update={"rules": tuple(rules)}), builder.RULEBOOK)
    assert off
    assert {r.id for r in view.rules if r.verdict == "switched off"} == off
    told = [text for a in view.answers for text in a.details if "switched off in the rulebook" in text]
    assert "BRD-5" in " ".join(told)
    assert not any("not checked" in text for a in view.answers for text in a.details)


def test_mostly_single_organisations_are_said():
    given = builder.instance()
    codes = sorted(given.by_code)
    plan = builder.plan(given, [codes[:2], *[[c] for c in codes[2:]]])
    alone = len(codes) - 2
    more = report_view(given, plan, builder.RULEBOOK).headline.more
    assert f"{alone} of the {alone + 1} clusters are single organisations." in more

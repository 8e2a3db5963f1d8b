"""What a public report keeps back, told on purpose: each time the reader of test_inference learns from it."""

from __future__ import annotations

import os

import pytest

import planner
from planner.core.plan import Setting
from planner.core.rows import Coverage, Decision, OfficeHolder
from planner.io.examples import example
from planner.io.read import read_instance
from planner.report import report_html, report_view
from planner.report.csv_tables import csv_tables
from tests.report import builder
from tests.report.attacker import Reader
from tests.report.drawn import drawn
from tests.report.test_inference import tables_of

SMALL = [
    (114, 14, "model-3"),
    (115, 14, "model-3"),
    (118, 14, "model-2"),
    (124, 14, "model-3"),
    (311, 22, "model-2"),
    (105, 14, "model-4"),
]
"""Once the reader learnt from each of these but the last."""
if os.environ.get("PLANNER_LONG"):
    SMALL += [(seed, 16, f"model-{n}") for seed in range(200, 260) for n in (1, 2, 3, 4)]


@pytest.mark.no_cover
@pytest.mark.parametrize(("seed", "most", "model"), SMALL)
def test_of_small_bodies_drawn_at_random_nothing_follows(seed, most, model):
    """Vacancies, offers, decisions about people, a Care Trust's nominee, terms that end, under every model."""
    given = drawn(seed, most)
    plan = planner.open(given, builder.RULEBOOK).solve(governance=model).plan
    if plan is None:
        pytest.skip("no plan meets the rules")
    reader = Reader(given, tables_of(report_view(given, plan, builder.RULEBOOK)))
    assert reader.fits()
    assert reader.learnt() == {}


@pytest.fixture(scope="module")
def few_offers():
    """Three organisations of which a few leave by their own offer, under one chair and one set of directors."""
    given = read_instance(example("ckw-2011"))
    return given, planner.open(given, builder.RULEBOOK).solve(governance="model-2").plan


@pytest.mark.parametrize("sheet", ["Rules", "Lasting", "Boards"])
def test_how_many_sit_on_a_board_would_tell_how_many_leave(sheet):
    """Measured values, chances, and officers, of whom as many vote as there are directors: three leave."""
    given = builder.instance((4, 4, 4))
    codes = sorted(given.by_code)
    values = {"offers_used": 3, "chairs_lost": 10}
    plan = builder.plan(given, [codes[:6], codes[6:]], governance="model-2", ends=57, values=values)
    rules = tuple(
        r.model_copy(update={"measured": "5 to 5 NEDs"}) if r.id == "BRD-3" else r for r in plan.rules
    )
    plan = plan.model_copy(update={"rules": rules})
    public, board = (tables_of(report_view(given, plan, builder.RULEBOOK, a)) for a in ("public", "board"))
    assert Reader(given, public).leaving() == (58, 60)
    assert Reader(given, {**public, sheet: board[sheet]}).leaving() == (60, 60)


def test_no_aim_tells_how_many_sit_on_a_board(few_offers):
    """One counts boards above four of everybody: of five boards with the same people it tells how many."""
    given, plan = few_offers
    rows = {r.id: r for r in report_view(given, plan, builder.RULEBOOK).levels}
    for level in ("load", "below_six", "offers_used", "recruits"):
        assert (rows[level].value, rows[level].possible) == ("not shown", "not shown"), level


def test_an_aim_that_is_kept_back_is_not_told_by_its_gap(few_offers):
    """By how much it might be bettered, and what it is, would stand with the first answers."""
    given, plan = few_offers
    for name in ("chairs_lost", "recruits", "below_six"):
        levels = tuple(
            x.model_copy(update={"value": 3, "bound": 2}) if x.id == name else x for x in plan.levels
        )
        made = plan.model_copy(update={"levels": levels, "status": "feasible"})
        best = next(a for a in report_view(given, made, builder.RULEBOOK).answers if a.id == "best")
        assert best.short.endswith(": not proved best."), name
        row = next(r for r in report_view(given, made, builder.RULEBOOK).levels if r.id == name)
        assert row.proved.startswith(("not proved best", "proved best, given"))


def alone(clusters: int = 10):
    """Boards in pairs with a chair each, but the second of all has none: the first's takes it under Model 4."""
    given = builder.instance((2,) * clusters)
    codes = sorted(given.by_code)
    first, second = (f"holder-{code}-0" for code in codes[:2])
    given = given.replaced(office_holders=tuple(h for h in given.office_holders if h.id != second))
    plan = builder.plan(given, [codes[n : n + 2] for n in range(0, 2 * clusters, 2)], governance="model-4")
    boards = tuple(b.model_copy(update={"chair": first}) if b.chair == second else b for b in plan.boards)
    return given, plan.model_copy(update={"boards": boards}), first


def test_the_only_chair_of_a_cluster_who_takes_its_other_board(monkeypatch):
    """No chair is recruited, and nobody else of the cluster can chair it."""
    given, plan, chair = alone()
    assert Reader(given, tables_of(report_view(given, plan, builder.RULEBOOK))).learnt() == {}
    monkeypatch.setattr("planner.report.views.privacy.pinned", lambda *_: False)
    learnt = Reader(given, tables_of(report_view(given, plan, builder.RULEBOOK))).learnt()
    assert learnt == {chair: "takes another chair"}


def test_pay_is_rounded_where_a_chair_moves():
    """By its bands, exact pay would tell who took a second chair; that somebody did is told by the totals."""
    given, plan, _ = alone()
    made = {a: report_view(given, plan, builder.RULEBOOK, a) for a in ("public", "board")}
    assert "would cost about " in made["public"].pay
    assert "would cost about " not in made["board"].pay


def test_chances_of_single_clusters_are_not_told_where_a_chair_takes_another():
    """A chair of two boards who leaves leaves both; of ten clusters together that tells nothing."""
    for clusters, told in ((5, set()), (10, {"whole plan"})):
        given, plan, _ = alone(clusters)
        public, board = (report_view(given, plan, builder.RULEBOOK, a).lasting for a in ("public", "board"))
        assert {r.what for r in public.rows} == told
        assert {r.what for r in board.rows} == {"board", "cluster", "region", "whole plan"}


def test_the_only_nominee_of_a_council(monkeypatch):
    """The law asks for one: that nobody is recruited there would tell that today's stays."""
    given = builder.instance((2,) * 6)
    codes = sorted(given.by_code)
    trust = codes[0]
    nominee = OfficeHolder(
        id="nominee", organisation=trust, role="ned", term_end=builder.END, nominated_by="LA0", la_member=True
    )
    given = given.replaced(
        organisations=tuple(
            o.model_copy(update={"kind": "care_trust"}) if o.code == trust else o for o in given.organisations
        ),
        coverage=(
            Coverage(organisation=trust, local_authority="LA0", relevant=True),
            *(c for c in given.coverage if c.organisation != trust),
        ),
        office_holders=(*given.office_holders, nominee),
    )
    groups = [codes[n : n + 2] for n in range(0, 12, 2)]
    plan = builder.plan(given, groups, governance="model-2", ends=37, values={"chairs_lost": 6})
    view = report_view(given, plan, builder.RULEBOOK)
    assert view.recruits.hidden
    assert Reader(given, tables_of(view)).learnt() == {}
    monkeypatch.setattr("planner.report.views.privacy.recruits_known", lambda *_: False)
    learnt = Reader(given, tables_of(report_view(given, plan, builder.RULEBOOK))).learnt()
    assert learnt == {"nominee": "changed"}


def test_what_boards_keep_without_renewals_is_not_told_of_shared_directors():
    """Ends of terms are public: that seven keep five would tell which five sit there."""
    given = builder.instance((5, 5))
    codes = sorted(given.by_code)
    shown = {}
    for model in ("model-2", "model-4"):
        plan = builder.plan(given, [codes[:5], codes[5:]], governance=model, ends=9)
        public, board = (
            report_view(given, plan, builder.RULEBOOK, a).timeline.rows for a in ("public", "board")
        )
        assert {r.unrenewed for r in board} <= {str(n) for n in range(11)}
        shown[model] = {r.unrenewed for r in public}
    assert shown["model-2"] == {"not shown"}
    assert "not shown" not in shown["model-4"]


def test_decisions_about_people_are_in_no_setting_and_no_list():
    """A scenario's decisions stand among the settings, some without an id; an exemption may be one person's."""
    given = builder.instance((4, 4, 4))
    codes = sorted(given.by_code)
    lifted = Decision(
        kind="exempt", subject="BRD-TEN", object="5AC", reason="long service is wanted there", owner="SHA"
    )
    given = given.replaced(decisions=(lifted,))
    plan = builder.plan(given, [codes[:6], codes[6:]], governance="model-2", ends=9)
    removed = Setting(value=[["keep_in_post", "5AB"], ["keep_apart", "5AA", "5AD"]], origin="scenario")
    plan = plan.model_copy(update={"settings": {**plan.settings, "decisions_removed": removed}})
    for audience, told in (("public", False), ("board", False), ("panel", True)):
        view = report_view(given, plan, builder.RULEBOOK, audience)
        setting = next(f.value for f in view.annex.settings if f.name == "decisions_removed")
        assert ("keep_in_post" in setting) is told
        assert "keep_apart" in setting
        text = report_html(given, plan, builder.RULEBOOK, audience) + "".join(csv_tables(view).values())
        assert ("long service" in text) is told

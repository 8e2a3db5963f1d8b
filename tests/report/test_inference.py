"""From a public report and today's public lists of boards nothing follows about anyone but that things go on.

England under each model takes longer than everything else here together: ``PLANNER_LONG=1`` runs it.
"""

from __future__ import annotations

import io
import itertools
import os
from collections import Counter

import openpyxl
import pytest

import planner
from planner.core.outcomes import LEAVING
from planner.core.plan import Plan
from planner.io.examples import example
from planner.io.read import read_instance
from planner.report import report_html, report_view
from planner.report.csv_tables import csv_tables
from planner.report.views.certainty import stays
from planner.report.views.equality import KINDS
from planner.report.workbook import workbook_bytes
from tests.report import builder
from tests.report.attacker import Reader, Tables
from tests.report.england import england

MODELS = ("model-1", "model-2", "model-3", "model-4")
WHERE = {"model-1": "South West", "model-2": "South West", "model-3": "South Central", "model-4": "North East"}
CASES = [
    *((m, WHERE[m]) for m in MODELS),
    ("model-2", "East of England"),
]  # there a cluster has one chair today
if os.environ.get("PLANNER_LONG"):
    regions = sorted({o.region for o in england().organisations})
    CASES += [(m, None) for m in MODELS] + [(m, r) for m in MODELS for r in regions if (m, r) not in CASES]


@pytest.fixture(scope="module")
def solved():
    """Instance, plan and public view by model and region; solved once."""
    kept: dict[tuple[str, str | None], tuple] = {}
    whole = england()

    def get(model: str, region: str | None):
        if (model, region) not in kept:
            given = whole.within(region) if region else whole
            plan = planner.open(given, builder.RULEBOOK).solve(governance=model).plan
            kept[model, region] = (given, plan, report_view(given, plan, builder.RULEBOOK))
        return kept[model, region]

    return get


def tables_of(view) -> Tables:
    """The public workbook, read back: rows by column header."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))
    found: Tables = {}
    for sheet in book:
        header, *rows = sheet.values
        found[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows if row[0] != "none"]
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize(("model", "region"), CASES)
def test_no_outcome_follows_but_continues(solved, model, region):
    """Person by person, over every assignment of outcomes that fits all totals of the report."""
    given, _, view = solved(model, region)
    reader = Reader(given, tables_of(view))
    assert len(reader.posts) > 50
    assert reader.fits()
    assert reader.learnt() == {}


def test_few_offers_do_not_follow_from_seats_and_places():
    """Three leave by their own offer: the report does not say so, and no total tells how many."""
    given = read_instance(example("ckw-2011"))
    plan = planner.open(given, builder.RULEBOOK).solve(governance="model-2").plan
    values = {x.id: x.value for x in plan.levels}
    assert 0 < values["offers_used"] < 5
    tables = tables_of(report_view(given, plan, builder.RULEBOOK))
    fewest, most = Reader(
        given, tables
    ).leaving()  # eight seats at most by law, so that three or four have left
    assert fewest < values["places_end"] + values["offers_used"] + 1 <= most - 1
    assert {r["Filled shared"] for r in tables["Clusters"]} == {"not shown"}
    cost = next(r["Value"] for r in tables["Levels"] if r["Id"] == "cost")
    assert cost == f"about {round(values['cost'] / 50_000) * 50_000:,}"
    board = tables_of(report_view(given, plan, builder.RULEBOOK, "board"))
    assert all(isinstance(r["Filled shared"], int) for r in board["Clusters"])


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("name", "model"), [("banes-wiltshire-2011", "model-3"), ("ckw-2011", "model-1"), ("tiny", "model-4")]
)
def test_of_few_organisations_nothing_follows_either(name, model):
    """Few chairs: no total of chairs, and no words that all stay, where totals are kept back."""
    given = read_instance(example(name))
    plan = planner.open(given, builder.RULEBOOK).solve(governance=model).plan
    view = report_view(given, plan, builder.RULEBOOK)
    reader = Reader(given, tables_of(view))
    assert reader.fits()
    assert reader.learnt() == {}
    whole = f"All {len(plan.people)} office holders"
    assert whole not in report_html(given, plan, builder.RULEBOOK)
    ends = next(a for a in view.answers if a.id == "ends")
    assert ends.short == f"No place ends without an offer, of {len(plan.people)} office holders."


@pytest.fixture(scope="module")
def few_chairs():
    """Instance and plan of three organisations with a chair each, under Model 4."""
    given = read_instance(example("ckw-2011"))
    return given, planner.open(given, builder.RULEBOOK).solve(governance="model-4").plan


def test_chairs_lost_tells_of_no_chair_where_few_have_one(few_chairs):
    """Under a model without a shared chair too: three of three, or none of three, is news of each of them."""
    given, plan = few_chairs
    assert sum(h.role == "chair" for h in given.office_holders) == 3
    nobody = plan.model_copy(
        update={
            "boards": tuple(b.model_copy(update={"chair": None}) for b in plan.boards),
            "levels": tuple(
                x.model_copy(update={"value": 3, "bound": 3}) if x.id == "chairs_lost" else x
                for x in plan.levels
            ),
        }
    )
    said = set()
    for made in (plan, nobody):
        row = next(r for r in report_view(given, made, builder.RULEBOOK).levels if r.id == "chairs_lost")
        said.add((row.value, row.possible))
    assert len(said) == 1, said  # the two can't be told apart


def test_where_totals_pin_down_few_one_phrase_covers_all(few_chairs):
    """Two phrases would be a code: one for one to four, another for none and five to nine."""
    given, plan = few_chairs
    seen: dict[str, set] = {"chairs_lost": set(), "offers_used": set(), "recruits": set()}
    for value in range(10):
        levels = tuple(
            x.model_copy(update={"value": value, "bound": value}) if x.id in seen else x for x in plan.levels
        )
        made = plan.model_copy(update={"levels": levels})
        view = report_view(given, made, builder.RULEBOOK)
        for row in view.levels:
            if row.id in seen:
                seen[row.id].add((row.value, row.possible))
        offers = [d for a in view.answers for d in a.details if "own offer" in d]
        seen["offers_used"].add(tuple(offers))
    assert seen["chairs_lost"] == {("not shown", "not shown")}
    assert ("not shown", "not shown") in seen["offers_used"]
    assert len(seen["offers_used"]) == 2  # the cell, and one sentence
    assert seen["recruits"] <= {("not shown", "not shown")}


def test_the_reader_learns_from_chairs_lost(few_chairs):
    """Were all three said to be lost, the reader would know of each; as it is they learn nothing."""
    given, plan = few_chairs
    tables = tables_of(report_view(given, plan, builder.RULEBOOK))
    assert Reader(given, tables).learnt() == {}
    for row in tables["Levels"]:
        if row["Id"] == "chairs_lost":
            row["Value"] = 3
    chairs = {h.id for h in given.office_holders if h.role == "chair"}
    reader = Reader(given, tables)
    assert {p for p in chairs if "chairs nothing" in reader.outcomes(p, set(), reader.chairing())} == chairs


def test_the_reader_would_notice(solved):
    """Were it told that only recruits sit on a cluster's boards, the reader would learn of everyone there."""
    given, _, view = solved("model-2", "South West")
    tables = tables_of(view)
    reader = Reader(given, tables)
    several = {p for p in reader.posts if sum(q == p for q, _ in reader.chair_in) > 1}
    shared = {number for p, number in reader.chair_in if p in several}
    first = next(r for r in tables["Clusters"] if r["Number"] not in shared)
    tables["Recruits"].append(
        {"Cluster number": str(first["Number"]), "Cluster": "x", "People": first["Filled shared"]}
    )
    for row in tables["Recruits"]:
        if row["Cluster"] == "NEDs":
            row["People"] = first["Filled shared"]
    tables["Competitions"] = []
    for row in tables["Levels"]:
        if row["Id"] == "places_end":
            row["Value"] += first["Filled shared"]
    learnt = Reader(given, tables).learnt()
    here = {code for code, number in reader.cluster.items() if number == first["Number"]}
    directors = {h.id for h in given.office_holders if h.organisation in here and h.role == "ned"}
    assert {p for p, outcome in learnt.items() if outcome == "leaves"} >= directors


@pytest.mark.parametrize(("model", "region"), CASES)
def test_no_id_is_in_any_file(solved, model, region):
    """Page, workbook and CSV files."""
    given, plan, view = solved(model, region)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))
    text = report_html(given, plan, builder.RULEBOOK) + "".join(csv_tables(view).values())
    text += "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    assert [h.id for h in given.office_holders if h.id in text] == []


def sets_told(given, plan: Plan, rows) -> dict[tuple[str, str], Counter]:
    """The people behind every figure of the table of characteristics that is given."""
    about = {e.id: e for e in given.equality}
    every = {p.id for p in plan.people if p.id in about}
    keep = {p.id for p in plan.people if stays(p)}
    gone = {p.id for p in plan.people if p.certainty == "decided" and p.outcome in LEAVING}
    told = {}
    for (words, has), row in zip(KINDS, rows, strict=True):
        group = {p for p in every if has(about[p])}
        for column, people, cell in (
            ("today", group, row.today),
            ("fewest", group & keep, row.fewest),
            ("most", group - gone, row.most),
        ):
            if cell != "not shown":
                assert int(cell.replace(",", "")) == len(people)
                told[words, column] = Counter(people)
    return told


def small_sets(told: dict[tuple[str, str], Counter]) -> list[tuple]:
    """Sums and differences of up to three figures that count one to four people."""
    found = []
    for size in (1, 2, 3):
        for cells in itertools.combinations(told, size):
            for signs in itertools.product((1, -1), repeat=size):
                total: Counter = Counter()
                for cell, sign in zip(cells, signs, strict=True):
                    for person in told[cell]:
                        total[person] += sign
                left = [n for n in total.values() if n]
                if left and set(left) == {1} and len(left) < 5:
                    found.append((cells, signs, len(left)))
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize(("model", "region"), CASES)
def test_no_characteristic_is_counted_for_fewer_than_five(solved, model, region):
    """Neither given nor left over by adding and subtracting up to three figures; no other table has any."""
    given, plan, view = solved(model, region)
    if not view.fences.computed:  # a limit came first: then no figure is told
        assert view.fences.equality == ()
        return
    told = sets_told(given, plan, view.fences.equality)
    assert told
    assert small_sets(told) == []
    for name, rows in tables_of(view).items():
        if name not in ("Equality", "Rules", "Assumptions", "Models", "Summary", "Data dictionary"):
            text = " ".join(str(cell) for row in rows for cell in row.values())
            assert not [w for w in ("women", "ethnic", "disabled") if w in text], name


def test_the_search_for_small_sets_would_notice():
    """Ten women and twelve people of whom all ten are among them leave two."""
    people = [f"p{n}" for n in range(12)]
    assert small_sets({("women", "today"): Counter(people[:10]), ("all", "today"): Counter(people)})

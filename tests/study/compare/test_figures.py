"""Figures of plans made by hand, counted by hand, and which of them a changed input changes."""

from __future__ import annotations

import pytest

from planner.checker.comparison import check_comparison
from planner.study.compare.figures import FIGURES, GROUPS
from tests.checker import builder
from tests.study.compare.by_hand import MODELS, cells, compared, plans

NO = (None, None, None)


def n(value: int) -> tuple[int, int, None]:
    return (value, value, None)


def part(value: int, of: int) -> tuple[int, int, int]:
    return (value, value, of)


EVERYWHERE = {
    "clusters": n(2),
    "alone": n(1),
    "population": (200_000, 900_000, None),
    "divided": n(0),
    "reference_kept": part(0, 2),
    "recruits": n(1),
    "competitions": NO,
    "cluster_voice": part(3, 3),
    "nominees": part(1, 1),
    "own_people": part(4, 4),
    "skills_missing": n(12),
    "women": NO,
    "women_share": NO,
    "bme": NO,
    "bme_share": NO,
    "disabled": NO,
    "law_broken": n(0),
    "guidance_departures": n(0),
    "choices_unkept": n(0),
}
"""What all four plans have in common: A1, A2, A3 together, B1 alone by recorded decision with a recruit."""
BY_MODEL = {
    "model-1": {
        "places_end": (0, 0, None),
        "chairs_kept": part(4, 4),
        "neds_kept": part(19, 19),
        "people_kept": part(23, 23),
        "offers_used": n(0),
        "board_size": (6, 6, None),
        "body_size": (4, 4, None),
        "bodies_large": part(0, 1),
        "single_meeting": part(0, 1),
        "one_chair": part(1, 1),
        "audit_own": part(4, 4),
        "meetings": n(12 + 4 * 3 + 12),
        "complexity": n(3 + 1 + 3 + 1 + 1),
        "cost": n(307_382 + 7_882),
        "cost_change": n(7_882),
        "chair_pay": n(4 * 34_152),
        "paid_outside": n(34_152 + 2 * 13_136 + 11 * 7_882),
        "survive_one": part(0, 4),
        "survive_two": part(0, 4),
        "own_voice": part(4, 4),
    },
    "model-2": {
        "places_end": (0, 7, None),
        "chairs_kept": part(2, 4),
        "neds_kept": part(11, 19),
        "people_kept": part(13, 23),
        "offers_used": NO,  # three people: too few to tell
        "board_size": (6, 8, None),
        "body_size": (8, 8, None),
        "bodies_large": part(0, 1),
        "single_meeting": part(1, 1),
        "one_chair": part(1, 1),
        "audit_own": part(1, 4),
        "meetings": n(12 + 12),
        "complexity": n(1 + 1 + 1 + 1),
        "cost": n(179_901),
        "cost_change": n(179_901 - 307_382),
        "chair_pay": n(40_657 + 34_152),
        "paid_outside": n(0),
        "survive_one": part(3, 4),
        "survive_two": part(3, 4),
        "own_voice": part(1, 4),
    },
    "model-3": {
        "places_end": (0, 6, None),
        "chairs_kept": part(2, 4),
        "body_size": (10, 10, None),
        "bodies_large": part(0, 1),
        "single_meeting": part(0, 1),
        "one_chair": part(1, 1),
        "audit_own": part(4, 4),
        "meetings": n(12 + 2 * 3 + 12),
        "complexity": n(3 + 3 + 1 + 1),
        "own_voice": part(4, 4),
        "paid_outside": n(0),
    },
    "model-4": {
        "places_end": (0, 0, None),
        "body_size": NO,
        "bodies_large": NO,
        "single_meeting": part(0, 1),
        "one_chair": part(0, 1),
        "meetings": n(12 * 3 + 12),
        "complexity": n(3 + 3 + 1 + 1),
        "paid_outside": n(0),
        "own_voice": part(4, 4),
    },
    "today": {
        "clusters": n(4),
        "alone": n(4),
        "places_end": (0, 0, None),
        "people_kept": part(23, 23),
        "recruits": n(0),
        "competitions": n(0),
        "board_size": (5, 6, None),
        "body_size": NO,
        "meetings": n(48),
        "complexity": n(8),
        "cost": (307_382, 307_382 + 7_882, None),
        "cost_change": (0, 7_882, None),
        "law_broken": n(2),  # four directors on B1: BRD-3, and nine members with its officers: BRD-MEM
        "skills_missing": n(12),
    },
    "reference": {"clusters": n(2), "alone": n(0), "reference_kept": part(2, 2), "places_end": NO, "cost": NO},
}


@pytest.fixture
def all_told(monkeypatch):
    """Every figure as it is counted, also those that the comparison of so few people keeps back."""
    monkeypatch.setattr("planner.study.compare.make.told", lambda figure, amount, subject: amount)


@pytest.mark.usefixtures("all_told")
@pytest.mark.parametrize("column", BY_MODEL)
def test_figures_are_those_counted_by_hand(column):
    """Every figure but the chances, which have their own tests."""
    found = {f: amount for (f, c), amount in cells(compared()).items() if c == column}
    expected = {**(EVERYWHERE if column in MODELS else {}), **BY_MODEL[column]}
    assert {f: found[f] for f in expected} == expected


def test_every_figure_says_what_it_is():
    """Title, unit and one sentence of definition, in a group that is shown; the proxies say so."""
    made = compared()
    assert [f.id for f in made.figures] == list(FIGURES)
    for f in made.figures:
        assert f.group in GROUPS
        assert f.title
        assert f.unit
        assert f.definition.endswith(".")
        assert set(f.amounts) == {c.id for c in made.columns}
    for name in ("cost", "cost_change", "chair_pay", "paid_outside", "complexity"):
        assert made.by_id[name].basis.startswith("DERIVED PROXY")
    for name in ("meetings", "bodies_large", "chance", "fallen", "skills_missing"):
        assert made.by_id[name].basis.startswith("ASSUMED")


def test_totals_by_characteristic_lie_between_two_figures():
    """Those who keep a place for certain, and those who may; a small number shows nowhere."""
    from planner.core.rows import Equality

    people = [h.id for h in builder.roster() if h.id]
    given = builder.instance(
        equality=tuple(Equality(id=p, sex="woman" if "n" in p else "man", bme=p == "A1n2") for p in people)
    )
    found = cells(compared(given, certain=True))
    # of 18 women (directors with an id) the nominee and three of B1 keep a place: four, so nothing is shown
    assert found["women", "model-2"] == NO
    assert found["bme", "today"] == NO
    assert found["women", "model-1"] == NO  # nothing was worked out there
    everybody = builder.instance(
        equality=tuple(Equality(id=p, sex="woman" if p[:2] in ("A2", "A3", "B1") else "man") for p in people)
    )
    assert cells(compared(everybody, certain=True))["women", "today"] == n(17 - 1)


def test_a_group_of_nobody_is_as_little_told_as_one_of_few():
    """None, or all but none: a nought would tell it of each of the people, whom the lists name."""
    from planner.core.rows import Equality

    people = [h.id for h in builder.roster() if h.id]
    given = builder.instance(
        equality=tuple(Equality(id=p, sex="woman", bme=False, disabled=False) for p in people)
    )
    made = compared(given, certain=True)
    for figure in ("women", "women_share", "bme", "bme_share", "disabled"):
        for column in ("today", "model-2"):
            amount = made.by_id[figure].amounts[column]
            assert (amount.low, amount.why) == (None, "not shown: a small number"), (figure, column)
    assert check_comparison(given, {"model-2": plans(True)["model-2"]}, builder.book(), made) == ()


def test_no_difference_of_public_totals_is_a_small_number():
    """In post, less kept, less places that end: 23 - 13 - 7 are three; offers alone kept back would not do."""
    made = compared()
    found = cells(made)
    assert found["offers_used", "model-2"] == NO
    for figure in ("people_kept", "neds_kept"):
        assert found[figure, "model-2"] == NO
        assert made.by_id[figure].amounts["model-2"].why == "not shown: a small number"
    assert found["people_kept", "today"] == part(23, 23)  # of that column alone
    assert found["places_end", "model-2"] == (0, 7, None)
    assert found["cost", "model-2"] == (175_000, 225_000, None)  # 179,901
    assert found["cost_change", "model-2"] == (175_000 - 307_382, 225_000 - 307_382, None)  # -127,481
    assert found["body_size", "model-2"] == NO  # eight, each on all boards of the one cluster of several
    for figure in ("survive_one", "survive_two", "chance", "fallen"):  # how many sit there would follow
        assert found[figure, "model-2"] == NO
    for figure in ("chairs_kept", "recruits", "chair_pay", "offers_used", "skills_missing"):
        assert {found[figure, m] for m in MODELS} == {NO}, figure  # four chairs in all
    assert check_comparison(builder.instance(), plans(), builder.book(), made) == ()


def test_among_many_chairs_with_nobody_pinned_down_all_is_told(monkeypatch):
    """Were these four not few: of Model 1 every figure, of Model 2 those about chairs."""
    monkeypatch.setattr("planner.study.compare.subject.pinned", lambda *_: False)
    found = cells(compared())
    assert found["people_kept", "model-1"] == part(23, 23)
    assert found["cost", "model-1"] == n(307_382 + 7_882)
    assert found["chairs_kept", "model-2"] == part(2, 4)
    assert found["people_kept", "model-2"] == NO
    assert found["recruits", "model-1"] == NO  # one council's nominee sits on a Care Trust's board
    assert found["fallen", "model-1"] == n(2_700)  # to a tenth of a board
    assert found["chance", "model-1"] == n(1)  # less than one per cent
    for figure in ("chance", "fallen", "survive_one", "survive_two", "chair_pay", "paid_outside"):
        assert found[figure, "model-2"] == NO  # three leave by their own offer


@pytest.mark.usefixtures("all_told")
def test_chances_are_told_in_whole_per_cent_and_tenths():
    """Finer, they tell which boards lost somebody, for how many sit on each today is public."""
    found = cells(compared())
    for model in MODELS:
        chance, fallen = found["chance", model][0], found["fallen", model][0]
        assert chance == 1 or chance % 10_000 == 0
        assert fallen % 100 == 0
    assert found["chance", "model-2"] == n(200_000)


CHANGES = {
    "a weighted population in a higher band": (
        lambda: builder.instance(
            organisations=tuple(
                o.model_copy(update={"weighted_population": 450_000}) if o.code == "A1" else o
                for o in builder.instance().organisations
            )
        ),
        None,
        {
            *((f, c) for f in ("cost", "chair_pay") for c in ("today", *MODELS)),
            # Models 1 and 4 pay the chairs of today; Models 2 and 3 one for all boards, whose band rises too
            *(("cost_change", c) for c in ("model-2", "model-3")),
        },
    ),
    "a lower limit for large cluster boards": (
        builder.instance,
        lambda: builder.book().model_copy(update={"cluster_board_limit": 7}),
        {("bodies_large", "model-2"), ("bodies_large", "model-3")},
    ),
    "a skill less on the list": (
        builder.instance,
        lambda: builder.book().model_copy(update={"skills": builder.book().skills[:-1]}),
        {("skills_missing", c) for c in ("today", *MODELS)},
    ),
    "another reference": (
        lambda: builder.instance(
            organisations=tuple(
                o.model_copy(update={"cluster_reference": "West"}) if o.code == "A3" else o
                for o in builder.instance().organisations
            )
        ),
        None,
        {
            *(("reference_kept", c) for c in ("today", *MODELS)),
            # B1 now stands alone there, and A3 no longer joins it across the border of its region (GEO-4)
            *((f, "reference") for f in ("alone", "population", "guidance_departures")),
        },
    ),
    "other rates of departure": (
        builder.instance,
        lambda: builder.book().model_copy(
            update={
                "departures": builder.book().departures.model_copy(update={"chair_per_thousand_a_year": 400})
            }
        ),
        # that all last is told in whole per cent, and under Models 1 and 4 it is less than one as before
        {*(("fallen", c) for c in ("today", *MODELS)), ("chance", "model-2"), ("chance", "model-3")},
    ),
}


@pytest.mark.usefixtures("all_told")
@pytest.mark.parametrize("what", CHANGES)
def test_one_changed_input_changes_the_right_cells_and_no_others(what):
    """Between two comparisons that differ in one input, exactly these amounts differ."""
    instance, rulebook, expected = CHANGES[what]
    before = cells(compared())
    after = cells(compared(instance(), rulebook() if rulebook else None))
    assert {key for key in before if before[key] != after[key]} == expected


@pytest.mark.usefixtures("all_told")
def test_a_changed_plan_changes_its_own_column_alone():
    """One place that ends more in Model 2: the figure of Model 2, and no cell of another column."""

    def ends(data):
        if data["settings"]["governance"]["value"] == "model-2":
            next(p for p in data["people"] if p["id"] == "A1n3")["outcome"] = "place_ends"

    before, after = cells(compared()), cells(compared(change=ends))
    assert {key for key in before if before[key] != after[key]} == {("places_end", "model-2")}


def _seats(instance, n):
    return instance.replaced(
        organisations=tuple(o.model_copy(update={"ned_seats": n}) for o in instance.organisations)
    )


@pytest.mark.usefixtures("all_told")
def test_vacant_seats_make_pay_a_range():
    """A seat shared by all boards is filled once, others each; a vacant chair has its pay too."""

    def fewer(data):
        for board in data["boards"]:
            board["neds"], board["vacancies"] = board["neds"][:5], 1

    found = cells(compared(_seats(builder.instance(), 6), change=fewer))
    assert found["cost", "model-2"][1] - found["cost", "model-2"][0] == (1 + 1) * 7_882
    assert found["cost", "model-4"][1] - found["cost", "model-4"][0] == (3 + 1) * 7_882

    def nobody(data):
        next(b for b in data["boards"] if b["organisation"] == "B1")["chair"] = None

    found = cells(compared(change=nobody))
    assert found["cost", "model-4"][1] - found["cost", "model-4"][0] == 34_152


def test_whoever_chairs_one_board_and_is_director_of_another_is_a_chair():
    """Counted once, and not among the directors."""
    from planner.core.rows import OfficeHolder

    row = OfficeHolder(id="A1c", organisation="A2", role="ned", term_end=builder.END)
    made = compared(builder.instance(office_holders=(*builder.roster(), row)))
    found = cells(made)
    assert (found["neds_kept", "today"], found["people_kept", "today"]) == (part(19, 19), part(23, 23))
    assert found["board_size", "today"] == (5, 7, None)


def test_somebody_of_two_boards_is_nobodys_own_voice():
    """Two boards with the same people, under a model that keeps boards."""

    def same(data):
        boards = {b["organisation"]: b for b in data["boards"]}
        for key in ("chair", "neds", "audit_chair"):
            boards["A2"][key] = boards["A1"][key]

    assert cells(compared(change=same))["own_voice", "model-4"] == part(2, 4)


def test_totals_in_fives_are_never_exact_and_both_ways_of_counting_agree():
    """Where a small number would show, both ends are moved outwards, a multiple of five too."""
    from collections import Counter

    from planner.checker.comparison.others import _ends
    from planner.study.compare.figures.of_representation import _rounded

    for kept in range(13):
        for unsure in range(7):
            for gone in (0, 3, 9):
                low, high = _rounded([kept, unsure, gone], 5)
                everybody = kept + unsure + gone
                tally = Counter({(True, "stay"): kept, (True, "perhaps"): unsure, (True, "leave"): gone})
                assert (low, high) == _ends(tally, True, coarse=True)
                assert low < kept or not kept
                assert high > kept + unsure or high == everybody
                assert low % 5 == 0
                assert high % 5 == 0 or high == everybody

"""Competitions in a public report: seats and pools where they tell of nobody, totals by characteristic."""

from __future__ import annotations

from typing import Any

import pytest

from planner.core.fences import BY, PLACE_OPEN, SEATS_OPEN
from planner.core.plan import Plan, RingFence
from planner.core.rows import Equality
from planner.report import report_html, report_view
from planner.report.views.fences import NOT_SHOWN, EqualityRow
from tests.report import builder


def certain(plan: Plan, states: dict[str, str]) -> Plan:
    """The plan with certainty: ``open``, ``seats`` (a place is kept), ``leaves``; others keep for certain."""
    people = []
    for p in plan.people:
        state = states.get(p.id, "stays")
        change: dict[str, Any] = {
            "open": {"certainty": "open", "reason": f"x; {PLACE_OPEN}"},
            "seats": {"certainty": "open", "reason": f"x; {SEATS_OPEN}"},
            "leaves": {"certainty": "decided", "outcome": "place_ends", "reason": f"x; {BY['seats']}"},
            "stays": {"certainty": "decided", "reason": f"x; {BY['seats']}"},
        }[state]
        people.append(p.model_copy(update=change))
    return plan.model_copy(update={"people": tuple(people)})


def fence(
    name: str, post: str, pool: list[str], seats: int = 5, conditions: tuple[str, ...] = ("c",)
) -> RingFence:
    cluster = name.split(":", maxsplit=1)[0]
    return RingFence(id=name, cluster=cluster, post=post, seats=seats, pool=tuple(pool), conditions=conditions)


def model_2():
    """Three organisations under Model 2: 18 people, five shared directors who hold the seats in the example."""
    given = builder.instance()
    codes = sorted(given.by_code)[:3]
    plan = builder.plan(given, [codes, *[[c] for c in sorted(given.by_code)[3:]]], governance="model-2", ends=7)
    here = [h.id or "" for h in given.office_holders if h.organisation in codes]
    return given, plan, codes[0], here


def shown(given, plan):
    return report_view(given, plan, builder.RULEBOOK).fences


def test_seats_and_pool_are_shown_where_everybody_is_in_the_pool():
    given, plan, k, here = model_2()
    plan = certain(plan, dict.fromkeys(here, "open"))
    plan = plan.model_copy(update={"ring_fences": (fence(f"{k}:shared", "shared director", here),)})
    (row,) = shown(given, plan).rows
    assert (row.post, row.seats, row.pool, row.conditions) == ("shared director", "5", "18", "c")
    page = report_html(given, plan, builder.RULEBOOK)
    assert "<td>shared director</td>" in page


@pytest.mark.parametrize(("outside", "pool"), [(0, "18"), (1, NOT_SHOWN), (4, NOT_SHOWN), (5, "13")])
def test_a_pool_that_leaves_out_few_is_not_shown(outside, pool):
    """Whoever knows today's boards could name the one nominee who is not in it."""
    given, plan, k, here = model_2()
    inside = here[: len(here) - outside]
    plan = certain(plan, dict.fromkeys(inside, "open"))
    plan = plan.model_copy(update={"ring_fences": (fence(f"{k}:shared", "shared director", inside),)})
    assert shown(given, plan).rows[0].pool == pool


def test_a_small_pool_is_not_shown():
    given, plan, k, here = model_2()
    plan = plan.model_copy(update={"ring_fences": (fence(f"{k}:shared", "shared director", here[:4]),)})
    assert shown(given, certain(plan, dict.fromkeys(here[:4], "open"))).rows[0].pool == NOT_SHOWN


def test_seats_beside_few_certain_ones_are_not_shown():
    """Five directors hold shared seats in the example; one of them holds it for certain."""
    given, plan, k, here = model_2()
    rest = [p for p in here if p != here[1]]
    plan = certain(plan, dict.fromkeys(rest, "open"))
    plan = plan.model_copy(update={"ring_fences": (fence(f"{k}:shared", "shared director", rest, seats=4),)})
    assert shown(given, plan).rows[0].seats == NOT_SHOWN


def test_posts_of_one_holder_are_only_counted():
    given, plan, k, here = model_2()
    single = (
        fence(f"{k}:chair", "chair", here[:3], seats=1),
        fence(f"{k}:audit", "audit chair", here, seats=1),
        fence(f"{k}:nominee:{k}", f"nominee of {k} to the cluster board", here, seats=1),
    )
    plan = certain(plan, dict.fromkeys(here, "open")).model_copy(update={"ring_fences": single})
    found = shown(given, plan)
    assert found.rows == ()
    assert found.summary[-1].startswith("3 ring-fenced competitions (A¶4.6), 3 of them for a post of a single")
    assert f"nominee of {k}" not in report_html(given, plan, builder.RULEBOOK)


def test_what_every_post_asks_is_said_once():
    given, plan, k, here = model_2()
    code = sorted(given.by_code)[0]
    both = (
        fence(f"{k}:shared", "shared director", here, conditions=("on every board", "by agreement")),
        fence(f"{k}:locality:{code}", f"locality director of {code}", here, conditions=("by agreement",)),
    )
    plan = certain(plan, dict.fromkeys(here, "open")).model_copy(update={"ring_fences": both})
    found = shown(given, plan)
    assert found.common == "by agreement"
    assert [r.conditions for r in found.rows] == ["on every board", "none of its own"]
    assert found.rows[1].post == "locality directors, of one board each"
    board = report_view(given, plan, builder.RULEBOOK, "board").fences
    assert board.rows[1].post == f"locality director of {given.by_code[code].name} ({code})"
    assert "For every post in the table: by agreement." in report_html(given, plan, builder.RULEBOOK)


def test_conditions_that_name_somebody_are_not_shown():
    given, plan, k, here = model_2()
    secret = fence(f"{k}:shared", "shared director", here, conditions=("open", f"not {here[0]}"))
    plan = certain(plan, dict.fromkeys(here, "open")).model_copy(update={"ring_fences": (secret,)})
    assert here[0] not in report_html(given, plan, builder.RULEBOOK)
    assert shown(given, plan).rows[0].conditions.startswith("open; More conditions about people")


def test_nothing_is_said_where_nothing_is_computed():
    given, plan, _, _ = model_2()
    found = shown(given, plan)
    assert (found.computed, found.summary, found.rows, found.equality) == (False, (), (), ())
    assert "Not computed: whose place is certain" in report_html(given, plan, builder.RULEBOOK)
    view = report_view(given, plan, builder.RULEBOOK)
    assert view.not_examined[0].startswith("Whose place is certain")


def equality(given, women: list[str]):
    people = sorted(h.id for h in given.office_holders)
    rows = tuple(Equality(id=i, sex="woman" if i in women else "man", bme=False) for i in people)
    return given.model_copy(update={"equality": rows})


def test_totals_by_characteristic_lie_between_certain_and_possible():
    given, plan, _, here = model_2()
    everybody = [p.id for p in plan.people]
    others = [p for p in everybody if p not in here]
    women = [*here[:12], *others[:6]]
    states = dict.fromkeys([*here[:6], *here[12:17]], "open") | dict.fromkeys([*here[6:12]], "leaves")
    states |= {here[17]: "seats"}
    found = shown(equality(given, women), certain(plan, states)).equality
    assert found[0] == EqualityRow("women", "18", "6", "12")
    assert found[1] == EqualityRow("black and minority ethnic people", NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)
    total = len(everybody)
    assert found[3].today == str(total)
    assert (int(found[3].fewest), int(found[3].most)) == (total - 17, total - 6)


@pytest.mark.parametrize("few", [1, 4])
def test_few_people_of_a_characteristic_are_not_shown(few):
    given, plan, _, here = model_2()
    found = shown(equality(given, here[:few]), certain(plan, dict.fromkeys(here, "open"))).equality
    assert found[0] == EqualityRow("women", NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)


def test_what_becomes_of_few_of_a_characteristic_is_not_shown():
    given, plan, _, here = model_2()
    women = here[:10]
    states = dict.fromkeys(here[:8], "open") | dict.fromkeys(here[8:10], "leaves")
    found = shown(equality(given, women), certain(plan, states)).equality
    assert found[0] == EqualityRow("women", "10", NOT_SHOWN, NOT_SHOWN)


def test_characteristics_enter_no_choice():
    """Exchanging everybody's characteristics changes nothing but the totals."""
    import planner
    from planner.io.examples import example
    from planner.io.read import read_instance

    given = read_instance(example("ckw-2011"))
    other = tuple(e.model_copy(update={"sex": "man", "bme": True}) for e in given.equality)
    assert other != given.equality
    book = planner.load_rulebook("pct-2011")
    plans = [
        planner.open(i, book).solve(governance="model-2").plan for i in (given, given.replaced(equality=other))
    ]
    assert plans[0].people == plans[1].people
    assert plans[0].ring_fences == plans[1].ring_fences


def test_terminations_are_a_range():
    given, plan, _, _ = model_2()
    view = report_view(given, plan, builder.RULEBOOK)
    words = "If all agree, no termination; if none does, 7, each with a two-year bar (A¶5.3)."
    assert view.headline.more[0] == words
    ends = next(a for a in view.answers if a.id == "ends")
    assert ends.details[0] == words


def test_what_offers_change_is_said_unless_they_are_few():
    given = builder.instance()
    for offers, said in ((3, False), (6, True)):
        codes = sorted(given.by_code)
        plan = builder.plan(given, [codes], governance="model-2", ends=7, values={"offers_used": offers})
        ends = next(a for a in report_view(given, plan, builder.RULEBOOK).answers if a.id == "ends")
        text = "Without these offers, on the same boards, 13 places would end at worst."
        assert (text in ends.details) is said


def test_pools_of_single_boards_are_not_shown_where_these_are_few():
    """Ten directors in the pools of two boards: five each, whom the lists of boards name."""
    given, plan, k, here = model_2()
    codes = sorted({h.organisation for h in given.office_holders if h.id in here})[:2]
    found = tuple(fence(f"{k}:own:{c}", "director", [p for p in here if c in p], seats=3) for c in codes)
    plan = certain(plan, dict.fromkeys(here, "open")).model_copy(update={"ring_fences": found})
    (row,) = shown(given, plan).rows
    assert (row.post, row.pool) == ("directors of single boards", NOT_SHOWN)
    board = report_view(given, plan, builder.RULEBOOK, "board").fences
    assert {r.pool for r in board.rows} == {"6"}


@pytest.mark.parametrize(("ends", "figures"), [(3, (NOT_SHOWN, NOT_SHOWN)), (7, ("5", "18"))])
def test_few_places_that_end_in_a_cluster_do_not_follow(ends, figures):
    """Seats of one cluster and its pool, less those of today, would tell that three places end there."""
    given, plan, k, here = model_2()
    plan = certain(plan, dict.fromkeys(here, "open"))
    people = tuple(
        p.model_copy(update={"outcome": "place_ends" if p.id in here[:ends] else "continues"})
        for p in plan.people
    )
    competition = (fence(f"{k}:shared", "shared director", here),)
    plan = plan.model_copy(update={"people": people, "ring_fences": competition})
    (row,) = shown(given, plan).rows
    assert (row.seats, row.pool) == figures


def test_a_pool_with_a_seat_for_each_is_not_shown():
    """All of them keep a place: the size of such a pool says so of each."""
    given, plan, k, here = model_2()
    plan = certain(plan, dict.fromkeys(here, "open"))
    for seats, pool in ((len(here), NOT_SHOWN), (len(here) - 1, "18")):
        competition = (fence(f"{k}:shared", "shared director", here, seats=seats),)
        assert shown(given, plan.model_copy(update={"ring_fences": competition})).rows[0].pool == pool


def test_a_group_in_which_nobody_is_sure_to_stay_has_no_figure():
    """Six of twelve women leave and no other is sure to stay: "at most six" would tell of each of the six."""
    given, plan, _, here = model_2()
    states = dict.fromkeys(here[:6], "leaves") | dict.fromkeys(here[6:12], "open")
    women = shown(equality(given, here[:12]), certain(plan, states)).equality[0]
    assert women == EqualityRow("women", "12", NOT_SHOWN, NOT_SHOWN)

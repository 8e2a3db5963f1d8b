"""Which totals would pin down single people, on plans drawn by hand: each reason, and its opposite."""

from __future__ import annotations

from datetime import date

import pytest

from planner.checker.known import chairs_double, chairs_move, nominee_known, only_recruits
from planner.checker.pinned import pinned, tens_told, terms_known
from planner.core.plan import NedSeat, Recruit
from planner.core.rows import Coverage, OfficeHolder
from planner.report import report_view
from tests.report import builder


def drawn(sizes, governance="model-4", lost=0):
    """A plan whose clusters are the blocks; of its first ``lost`` boards nobody of today is chair."""
    given = builder.instance(sizes)
    codes = iter(sorted(given.by_code))
    groups = [[next(codes) for _ in range(n)] for n in sizes]
    plan = builder.plan(given, groups, governance=governance)
    boards = tuple(b.model_copy(update={"chair": None}) if n < lost else b for n, b in enumerate(plan.boards))
    return given, plan.model_copy(update={"boards": boards})


@pytest.mark.parametrize(
    ("sizes", "lost", "told"),
    [
        ((2, 2), 1, False),  # four chairs: any total is about known people
        ((3, 3), 0, False),  # none of six
        ((3, 3), 1, True),
        ((3, 3), 6, False),  # all of six
        ((5, 4), 0, False),
        ((5, 5), 0, True),  # none of ten says little of each
    ],
)
def test_chairs_of_single_boards(sizes, lost, told):
    """Few chairs, none of few, or all of them."""
    assert pinned(*drawn(sizes, lost=lost)) is not told


def test_that_everybody_of_a_cluster_stays():
    """Under one chair for all boards whoever stays has another seat than today."""
    given, plan = drawn((5, 5), "model-2")
    assert not pinned(given, plan)
    first = plan.clusters[0].organisations
    here = [h.id for h in given.office_holders if h.organisation in first]
    seats = tuple(NedSeat(person=p, seat="shared", from_=builder.START, until=builder.END) for p in here)
    boards = tuple(b.model_copy(update={"neds": seats}) if b.organisation in first else b for b in plan.boards)
    assert pinned(given, plan.model_copy(update={"boards": boards}))


@pytest.mark.parametrize(
    ("clusters", "recruited", "told"),
    [
        (5, True, False),  # among few clusters one with a single chair is enough, whatever is planned
        (10, False, False),  # 19 chairs, ten left for ten clusters: each has one of its own
        (10, True, True),  # one cluster has a recruit, and it may be this one
    ],
)
def test_that_the_only_chair_of_a_cluster_stays(clusters, recruited, told):
    """The first cluster has one chair today, all others two."""
    given, plan = drawn((2,) * clusters, "model-2")
    second = plan.clusters[0].organisations[1]
    rest = tuple(h for h in given.office_holders if (h.organisation, h.role) != (second, "chair"))
    last = plan.clusters[-1].organisations if recruited else ()
    boards = tuple(
        b.model_copy(update={"chair": "new:1"}) if b.organisation in last else b for b in plan.boards
    )
    given = given.replaced(office_holders=rest)
    assert pinned(given, plan.model_copy(update={"boards": boards})) is not told


@pytest.mark.parametrize(
    ("sizes", "alone", "told"),
    [
        ((2,) * 9, 0, False),  # few clusters
        ((2,) * 12, 0, True),  # 24 chairs, of whom twelve at least no longer chair: 5 to 14 say no more
        ((2,) * 10, 1, False),  # nine of 19: none to nine would say that each cluster has one of its own
        ((2,) * 14, 0, False),  # fourteen of 28: five to fourteen would say the same
        ((3,) * 5 + (2,) * 5, 0, False),  # 15 of 25 chairs: from 25 on it is all of them
        ((3,) * 15, 0, True),  # 30 of 45 is far from that
    ],
)
def test_where_tens_of_chairs_would_tell_as_much(sizes, alone, told):
    """A ten that ends at the fewest who can lose a chair, or begins at all of them."""
    given, plan = drawn(sizes, "model-2")
    second = plan.clusters[0].organisations[1]
    less = {(second, "chair")} if alone else set()
    rest = tuple(h for h in given.office_holders if (h.organisation, h.role) not in less)
    assert tens_told(given.replaced(office_holders=rest), plan) is told


def test_whose_term_ends_is_no_reason_to_stay_unknown():
    """Where terms are not renewed, the chairs whose term lasts are all that a cluster has."""
    given, plan = drawn((2, 2, 2, 2), "model-2")
    new = {"holder-5AC-0": "new:1"}
    boards = tuple(b.model_copy(update={"chair": new.get(b.chair, b.chair)}) for b in plan.boards)
    plan = plan.model_copy(update={"boards": boards})
    early = {f"holder-{code}-0": {"term_end": date(2012, 3, 31)} for code in ("5AB", "5AD", "5AF", "5AH")}
    short = tuple(h.model_copy(update=early.get(h.id, {})) for h in given.office_holders)
    assert not pinned(given, plan)
    assert pinned(given.replaced(office_holders=short, renewals="none"), plan)
    assert not pinned(given.replaced(office_holders=short, renewals="assumed"), plan)


@pytest.mark.parametrize(
    ("ending", "leaving", "renewals", "told"),
    [
        (12, 6, "chosen", True),
        (12, 12, "chosen", False),  # all of them
        (12, 0, "chosen", False),  # none, so all stay
        (12, 9, "chosen", False),  # three stay
        (4, 2, "chosen", False),
        (4, 4, "none", True),  # everybody can read who
    ],
)
def test_how_many_leave_as_a_term_ends(ending, leaving, renewals, told):
    """Where it is chosen with the plan, whoever's term ends leaves so or stays."""
    given, plan = drawn((5, 5), "model-2")
    ids = [h.id for h in given.office_holders][:ending]
    given = given.replaced(
        renewals=renewals,
        office_holders=tuple(
            h.model_copy(update={"term_end": date(2012, 3, 31)}) if h.id in ids else h
            for h in given.office_holders
        ),
    )
    leave = dict.fromkeys(ids[:leaving], "term_ends")
    people = tuple(p.model_copy(update={"outcome": leave.get(p.id, "continues")}) for p in plan.people)
    plan = plan.model_copy(update={"people": people})
    assert terms_known(given, plan) is not told
    view = report_view(given, plan, builder.RULEBOOK)
    page = " ".join((view.headline.sentence, *(d for a in view.answers for d in a.details)))
    assert ("people leave as a term ends" in page) is told


def test_that_everybody_of_a_cluster_sits_on_all_its_boards():
    """Boards that keep their people: five for two boards of five, so each of them has a second seat."""
    given, plan = drawn((2,) * 10, "model-4")
    first = plan.clusters[0].organisations
    stay = {f"holder-{first[0]}-{k}" for k in range(6)}
    given = given.replaced(
        office_holders=tuple(h for h in given.office_holders if h.organisation not in first or h.id in stay)
    )
    chair = OfficeHolder(id="other", organisation=first[1], role="chair", term_end=builder.END)
    given = given.replaced(office_holders=(*given.office_holders, chair))

    def sitting(people):
        seats = tuple(NedSeat(person=p, seat="own", from_=builder.START, until=builder.END) for p in people)
        boards = tuple(
            b.model_copy(update={"neds": seats, "chair": chair.id if b.organisation == first[1] else b.chair})
            if b.organisation in first
            else b
            for b in plan.boards
        )
        return plan.model_copy(update={"boards": boards})

    assert pinned(given, sitting([*sorted(stay), "other"]))
    assert not pinned(given, sitting(sorted(stay)[1:]))


@pytest.mark.parametrize(("clusters", "recruited", "told"), [(5, 1, False), (10, 0, False), (10, 1, True)])
def test_that_the_only_chair_of_a_cluster_takes_its_other_board(clusters, recruited, told):
    """Under chairs of single boards: where no chair is recruited, or among few clusters whatever is planned."""
    given, plan = drawn((2,) * clusters)
    second = plan.clusters[0].organisations[1]
    given = given.replaced(
        office_holders=tuple(h for h in given.office_holders if (h.organisation, h.role) != (second, "chair"))
    )
    new = tuple(Recruit(id=f"new:{n}", organisations=(second,), role="chair") for n in range(recruited))
    assert pinned(given, plan.model_copy(update={"to_recruit": new})) is not told


def test_a_chair_of_several_boards_today_tells_nothing_new():
    """Who chairs both boards of a cluster goes on as today."""
    given, plan = drawn((2,) * 10, "model-2")
    one, other = plan.clusters[0].organisations
    joint = tuple(
        h.model_copy(update={"id": f"holder-{one}-0"}) if (h.organisation, h.role) == (other, "chair") else h
        for h in given.office_holders
    )
    assert not pinned(given.replaced(office_holders=joint), plan)


def test_which_chairs_move_and_who_takes_two():
    """A recruit moves a chair and takes no second; a chair who leads two boards does both."""
    given, plan = drawn((5, 5))
    assert not chairs_move(given, plan)
    first, second = plan.clusters[0].organisations[:2]

    def led_by(chair):
        boards = tuple(
            b.model_copy(update={"chair": chair}) if b.organisation == second else b for b in plan.boards
        )
        return plan.model_copy(update={"boards": boards})

    assert chairs_move(given, led_by("new:1"))
    assert not chairs_double(given, led_by("new:1"))
    assert chairs_move(given, led_by(f"holder-{first}-0"))
    assert chairs_double(given, led_by(f"holder-{first}-0"))
    assert not chairs_move(*drawn((5, 5), "model-2"))  # one chair for all boards is paid by all, whoever it is


def test_that_all_directors_of_a_cluster_are_recruited():
    """Filled seats and recruits of the cluster, or the total of recruits less all others, would tell it."""
    given, plan = drawn((5, 5), "model-2")
    assert not only_recruits(*drawn((5, 5), "model-2"))
    new = (f"new:{n}" for n in range(5))
    seats = tuple(NedSeat(person=p, seat="shared", from_=builder.START, until=builder.END) for p in new)
    first = plan.clusters[0].organisations
    boards = tuple(b.model_copy(update={"neds": seats}) if b.organisation in first else b for b in plan.boards)
    assert only_recruits(given, plan.model_copy(update={"boards": boards}))


@pytest.mark.parametrize(
    ("governance", "nominees", "recruited", "told"),
    [
        ("model-4", 1, False, False),  # one of few
        ("model-4", 5, False, True),
        ("model-4", 5, True, False),  # by the condition of the recruit
        ("model-2", 5, False, False),  # nobody is recruited, so today's stay, with other seats
        ("model-4", 0, False, True),
    ],
)
def test_that_a_councils_nominee_stays_or_not(governance, nominees, recruited, told):
    """The law asks for one on each Care Trust's board that a council nominates to."""
    given, plan = drawn((5, 5), governance)
    codes = sorted(given.by_code)[:nominees]
    given = given.replaced(
        organisations=tuple(
            o.model_copy(update={"kind": "care_trust"}) if o.code in codes else o for o in given.organisations
        ),
        coverage=tuple(Coverage(organisation=c, local_authority="LA0", relevant=True) for c in codes),
        office_holders=tuple(
            h.model_copy(update={"nominated_by": "LA0", "la_member": True})
            if h.id in {f"holder-{c}-2" for c in codes}
            else h
            for h in given.office_holders
        ),
    )
    if recruited:
        new = NedSeat(person="new:1", seat="own", from_=builder.START, until=builder.END, nominee_of="LA0")
        boards = tuple(
            b.model_copy(update={"neds": (*b.neds, new)}) if b.organisation == codes[0] else b
            for b in plan.boards
        )
        plan = plan.model_copy(update={"boards": boards})
    assert nominee_known(given, plan) is not told

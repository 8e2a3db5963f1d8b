"""Which totals would pin down single people, on plans drawn by hand: each reason, and its opposite."""

from __future__ import annotations

import pytest

from planner.checker.pinned import pinned
from planner.core.plan import NedSeat
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
    ("clusters", "lost", "told"),
    [
        (5, 5, False),  # among few clusters one with a single chair is enough, whatever is lost
        (10, 9, False),  # 19 chairs, ten left for ten clusters: each has one of its own
        (10, 10, True),  # one cluster has a recruit, and it may be this one
    ],
)
def test_that_the_only_chair_of_a_cluster_stays(clusters, lost, told):
    """The first cluster has one chair today, all others two."""
    given, plan = drawn((2,) * clusters, "model-2")
    second = plan.clusters[0].organisations[1]
    rest = tuple(h for h in given.office_holders if (h.organisation, h.role) != (second, "chair"))
    levels = tuple(x.model_copy(update={"value": lost}) if x.id == "chairs_lost" else x for x in plan.levels)
    given = given.replaced(office_holders=rest)
    assert pinned(given, plan.model_copy(update={"levels": levels})) is not told

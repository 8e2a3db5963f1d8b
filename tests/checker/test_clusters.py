"""The leading region of a cluster, by hand."""

import pytest

from planner.checker.case import Case
from planner.checker.clusters import lead_region
from planner.core.plan import Plan
from planner.core.rows import Decision
from tests.checker.builder import book, document, instance, organisation


@pytest.mark.parametrize(
    ("regions", "crossings", "lead"),
    [
        (["North"], [], "North"),
        (["North", "South", "South"], [], "South"),  # one stranger against two
        (["North", "South"], [], "North"),  # as many strangers and members: by name
        (["North", "South", "South"], ["BNorth", "CNorth"], "North"),  # no stranger: the South has one
        (["North", "South", "South"], ["ASouth", "BNorth", "CNorth"], "South"),  # none in either: most members
        (["North", "South"], ["ASouth"], "South"),
        (["North", "South"], ["AEast", "BEast"], "North"),  # East has no member here and can't lead
    ],
)
def test_lead_is_where_fewest_are_strangers(regions, crossings, lead):
    codes = "ABC"[: len(regions)]
    given = instance(
        organisations=tuple(organisation(c, r) for c, r in zip(codes, regions, strict=True)),
        decisions=tuple(
            Decision(kind="cross_region", subject=c[0], object=c[1:], reason="r", owner="o") for c in crossings
        ),
    )
    plan = Plan.model_validate(document())
    cluster = plan.clusters[0].model_copy(update={"organisations": tuple(codes)})
    assert lead_region(Case(instance=given, plan=plan, rulebook=book()), cluster) == lead

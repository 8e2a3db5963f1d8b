"""Headline sentences against the plan, on generated plans of every kind; what is said when there is none."""

from __future__ import annotations

import random
import re

import pytest

import planner
from planner.checker.pinned import pinned
from planner.core.rows import Decision
from planner.engine import open_engine
from planner.io.examples import example
from planner.io.read import read_instance
from planner.report import report_view
from tests.report import builder

SIZES = ((3, 2, 1), (4, 4), (1, 1, 1), (2, 5), (6,))
SOME_RULES = ("GEO-4", "BRD-3", "GEO-POP")


def generated(seed: int):
    """A plan drawn by its number, with what was drawn."""
    draw = random.Random(seed)  # noqa: S311 - the same plans each time, no secret
    sizes = draw.choice(SIZES)
    given = builder.instance(sizes, holders=draw.random() < 0.9)
    codes = iter(sorted(given.by_code))
    groups = [[next(codes) for _ in range(n)] for n in sizes]
    ends = draw.choice((0, 0, 1, 3, 7)) if given.office_holders else 0
    facts = {
        "governance": draw.choice(("model-1", "model-2", "model-3", "model-4")),
        "ends": ends,
        "gap": draw.choice(({}, {}, {"places_end": min(ends, 2)}, {"boundary_cut": 5})),
        "failing": draw.sample(SOME_RULES, 2) if draw.random() < 0.25 else (),
        "exempt": ("GEO-7",) if draw.random() < 0.4 else (),
        "values": {"offers_used": draw.choice((0, 3, 9))},
    }
    facts["gap"] = {k: v for k, v in facts["gap"].items() if v}
    return given, builder.plan(given, groups, **facts), facts


@pytest.mark.parametrize("seed", range(50))
def test_the_first_lines_say_what_the_plan_says(seed):
    """Sentence, status, exemptions and vacancies, each computed here from the plan's own parts."""
    given, plan, facts = generated(seed)
    headline = report_view(given, plan, builder.RULEBOOK).headline
    text = " ".join((headline.sentence, *headline.more))
    bodies, clusters = len(given.organisations), len(plan.clusters)
    start = "The given grouping puts" if facts["failing"] else "This plan groups"
    noun, many = ("organisation", "organisations")[bodies != 1], ("cluster", "clusters")[clusters != 1]
    assert headline.sentence.startswith(f"{start} {bodies} {noun} into {clusters} {many}")
    ends = facts["ends"]
    assert (f"at worst {ends} place" in headline.sentence) == (ends > 0)
    assert ("no place ends" in headline.sentence) == (ends == 0 and bool(plan.people))
    assert (f"if none does, {ends}," in text) == (ends > 0)
    open_ = bool(facts["gap"]) and not facts["failing"]
    assert ("not proved best" in text) == open_
    for rule, words in zip(
        SOME_RULES, ("departs from the guidance", "breaks the law", "your own choices"), strict=True
    ):
        assert (words in text) == (rule in facts["failing"])
    assert ("lift 1 rule" in text) == bool(facts["exempt"])
    vacant = sum(b.vacancies for b in plan.boards)
    told = re.search(r"(\d+|Some) seats? for non-executive", text)
    assert (told is not None) == (vacant > 0)
    kept_back = facts["values"]["offers_used"] == 3 or pinned(given, plan)
    if told and not kept_back:
        assert int(told[1]) == vacant
    assert told is None or (told[1] == "Some") == kept_back


CUT_OFF = (("keep_together", "5QP", "5QH"), ("keep_apart", "5QP", "5QQ"), ("keep_apart", "5QP", "5F1"))
REFUSED = {
    "too many clusters": ({"clusters": (13, 14)}, ()),
    "too few clusters": ({"clusters": (1, 1)}, ()),
    "together but cut off": ({}, CUT_OFF),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", REFUSED)
def test_where_there_is_none_no_plan_is_headed(name):
    """A refusal begins with what is not met, and writes no report."""
    settings, decisions = REFUSED[name]
    given = read_instance(example("england-2011")).within("South West")
    engine = open_engine(given, builder.RULEBOOK)
    rows = [Decision(kind=k, subject=a, object=b, reason="asked", owner="SHA") for k, a, b in decisions]
    result = engine.solve(settings=planner.Settings(only_geography=True, **settings), decisions=rows)
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.text.startswith("No plan meets ")
    with pytest.raises(ValueError, match="there is no plan to write"):
        planner.write_report(result, "nowhere.html")

"""What the terminal says of places that end, of offers and of what is open; nobody is named."""

from __future__ import annotations

import pytest

from planner.cli.answer import answer_lines
from tests.report import builder
from tests.report.test_fences import certain


def said(ends: int, offers: int, opened: int | None) -> list[str]:
    given = builder.instance()
    codes = sorted(given.by_code)
    plan = builder.plan(given, [codes], governance="model-2", ends=ends, values={"offers_used": offers})
    if opened is not None:
        plan = certain(plan, dict.fromkeys([p.id for p in plan.people][:opened], "open"))
    plan = plan.model_copy(
        update={"settings": {**plan.settings, "geography": plan.settings["seconds"].model_copy()}}
    )
    lines = answer_lines(given, plan, builder.RULEBOOK)
    ids = [h.id for h in given.office_holders]
    assert not any(i in line for line in lines for i in ids)
    return lines


def test_terminations_are_a_range() -> None:
    words = "31 places end; if all agree, no termination; if none does, 31, each with a two-year bar (A¶5.3)."
    assert words in said(31, 0, None)
    assert "No place ends." in said(0, 0, None)


@pytest.mark.parametrize(
    ("offers", "people", "places"), [(1, "1 person", "8 places"), (6, "6 people", "13 places")]
)
def test_what_offers_change(offers: int, people: str, places: str) -> None:
    words = (
        f"{people} by their own offer stand down or take another role; without these offers, on the same "
        f"boards, {places} would end."
    )
    assert words in said(7, offers, None)


def test_no_offers_no_words() -> None:
    assert not any("offer" in line for line in said(7, 0, None)[:4])


def test_how_many_are_open() -> None:
    words = "The outcome is open for 12 people, for the others the same in every plan as good; 0 ring-fenced"
    assert any(line.startswith(words) for line in said(7, 0, 12))
    assert "For whom the outcome is certain was not computed for everybody." in said(7, 0, None)

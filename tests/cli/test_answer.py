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
    ("offers", "words"),
    [
        (1, "1 person stands down or takes another role by their own offer; without it, on the same boards, 8"),
        (6, "6 people stand down or take another role by their own offer; without these offers, on the same"),
    ],
)
def test_what_offers_change(offers: int, words: str) -> None:
    assert any(line.startswith(words) for line in said(7, offers, None))


def test_no_offers_no_words() -> None:
    assert not any("offer" in line for line in said(7, 0, None)[:4])


def test_how_many_are_open() -> None:
    lines = said(7, 0, 12)
    people = len(builder.instance().office_holders)
    assert (
        f"For 12 of {people} office holders it is open whether they keep a place; at worst 7 places end in all."
        in lines
    )
    assert "0 ring-fenced competitions (A¶4.6)." in lines
    assert any(line.startswith("For how many people the outcome is open was not") for line in said(7, 0, None))


def test_one_place_is_one() -> None:
    assert "1 place ends; if all agree, no termination; if none does, 1, with a two-year bar (A¶5.3)." in said(
        1, 0, None
    )


def test_a_best_plan_that_is_open_by_one() -> None:
    given = builder.instance()
    plan = builder.plan(given, [sorted(given.by_code)], governance="model-2", ends=7, gap={"places_end": 1})
    plan = plan.model_copy(
        update={
            "settings": {
                **plan.settings,
                "geography": plan.settings["seconds"].model_copy(update={"value": "free"}),
            }
        }
    )
    assert "at most 1 person fewer is possible." in answer_lines(given, plan, builder.RULEBOOK)[0]

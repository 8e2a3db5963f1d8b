"""Statements of the guidance: all of them are held against figures, and both evaluators agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.checker.comparison.others import verdict_of
from planner.core.comparison import Amount, Claimed, Figure
from planner.core.rulebook import Citation
from planner.io.comparison_data import TESTS, load_claims, load_deciders, load_principles
from planner.io.rulebook import governance_ids, load_documents, load_governance
from planner.study.compare.claims import claims
from planner.study.compare.figures import FIGURES
from tests.study.compare.by_hand import compared

CITED = (Citation(document="pct-cluster-2011", paragraph="A4.4"),)


def texts() -> list[str]:
    models = [load_governance(i) for i in governance_ids()]
    return [t for m in models for t in (*m.advantages, *m.risks)]


def test_every_statement_of_the_guidance_has_its_line_and_no_other_has():
    """Word for word, with figures that there are."""
    assert set(load_claims()) == set(texts())
    for claim in load_claims().values():
        assert set(claim.figures) <= set(FIGURES), claim.text


def test_every_citation_leads_to_a_quotation():
    """Of statements, principles and who decides."""
    documents = load_documents()
    cited = [
        c
        for x in (*load_claims().values(), *load_principles().principles, *load_deciders())
        for c in x.citation
    ]
    for c in cited:
        assert c.paragraph in {p.id for p in documents[c.document].paragraphs}


def test_who_decides_is_as_the_guidance_says():
    """A¶2.2, A¶3.5, ¶7 and ¶8 are there, and nobody else signs off the map."""
    rows = {d.id: d for d in load_deciders()}
    assert "NHS Chief Executive" in rows["map"].decides
    assert "SHA" in rows["map"].proposes
    assert "boards" in rows["governance"].proposes
    assert "Appointments Commissioner" in rows["structure"].decides
    assert "Appointments Commission" in rows["appointments"].decides
    paragraphs = {c.paragraph.split(" ")[0] for d in rows.values() for c in d.citation}
    assert {"7", "8", "A2.2", "A3.5"} <= paragraphs


VERDICTS = [
    ("none", (0, 0), None, "borne_out"),
    ("none", (0, 3), None, "not_borne_out"),
    ("some", (0, 3), None, "borne_out"),
    ("all", (5, 5), 5, "borne_out"),
    ("all", (3, 3), 5, "in_part"),
    ("all", (2, 2), 5, "not_borne_out"),
    ("not_all", (2, 2), 5, "borne_out"),
    ("not_all", (4, 4), 5, "in_part"),
    ("not_all", (5, 5), 5, "not_borne_out"),
    ("varies", (2, 2), None, "not_borne_out"),
    ("below_today", (1, 9), None, "borne_out"),
    ("below_today", (9, 11), None, "open"),
    ("below_today", (10, 10), None, "not_borne_out"),
    ("least", (6, 6), None, "borne_out"),
    ("least", (7, 7), None, "not_borne_out"),
    ("not_least", (7, 7), None, "borne_out"),
    ("most", (10, 10), None, "borne_out"),
    ("most", (9, 9), None, "not_borne_out"),
    ("least", None, None, "not_known"),
]


@pytest.mark.parametrize(("test", "mine", "of", "expected"), VERDICTS)
def test_a_verdict_follows_from_the_figure(test, mine, of, expected):
    """Beside today with ten and another plan with six."""
    low, high = mine or (None, None)
    amounts = {
        "mine": Amount(low=low, high=high, of=of, why="" if mine else "not shown"),
        "today": Amount(low=10, high=10, of=of),
        "other": Amount(low=6, high=6, of=of),
    }
    assert _both(test, amounts) == (expected, expected)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(TESTS),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.booleans()), min_size=1, max_size=4),
    st.booleans(),
)
def test_both_evaluators_agree(test, drawn, part):
    """Whatever the amounts are, withheld ones among them."""
    names = ("mine", "today", "other", "fourth")
    amounts = {
        name: Amount(low=low, high=low + more, of=8 if part else None) if shown else Amount(why="not shown")
        for name, (low, more, shown) in zip(names, drawn, strict=False)
    }
    first, second = _both(test, amounts)
    assert first == second


def _both(test: str, amounts: dict[str, Amount]) -> tuple[str, str]:
    """The verdict as it is counted and as the checker counts it."""
    claim = Claimed(text="A statement.", figures=("f",), tests=(test,), citation=CITED)
    figure = Figure(id="f", group="map", title="F", unit="things", definition="All.", amounts=amounts)
    model = load_governance("model-4").model_copy(update={"advantages": ("A statement.",), "risks": ()})
    (found,) = claims("mine", model, {"f": figure}, list(amounts), {"A statement.": claim})
    return found.verdict, verdict_of(claim, "mine", {"f": amounts})


def test_a_model_of_ones_own_keeps_its_own_statements():
    """No figure is known to stand for them, and that is said."""
    model = load_governance("model-4").model_copy(update={"advantages": ("It is ours.",), "risks": ()})
    (found,) = claims("x", model, {}, ["today"], load_claims())
    assert (found.verdict, found.figures) == ("no_figure", ())


@pytest.mark.parametrize(
    ("column", "standings"),
    [
        ("model-1", ["not_met", "met", "met"]),
        ("model-2", ["met", "met", "met"]),
        ("model-3", ["not_met", "met", "met"]),
        ("model-4", ["needs_agreement", "met", "needs_agreement"]),
        ("today", ["not_applicable"] * 3),
        ("reference", ["not_applicable", "met", "not_applicable"]),
    ],
)
def test_the_three_principles(column, standings):
    """Model 2 meets them; Models 1 and 3 need one meeting; Model 4 needs the SHA to agree a date (EAS-5)."""
    assert [p.standing for p in compared().principles if p.column == column] == standings

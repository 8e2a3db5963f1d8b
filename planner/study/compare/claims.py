"""Whether figures bear out what the guidance lists for and against a model (A4.4, A4.6, A4.8, A4.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.core.comparison import Amount, Claim, Claimed, Figure, Verdict
from planner.core.rulebook import GovernanceModel


def claims(
    column: str,
    model: GovernanceModel,
    figures: Mapping[str, Figure],
    others: Sequence[str],
    known: Mapping[str, Claimed],
) -> tuple[Claim, ...]:
    """Advantages, then risks of one column's model, each with its verdict.

    Args:
        column: id of the column.
        model: its governance model.
        figures: every figure by id.
        others: ids of the columns to compare with, today among them.
        known: figures and tests by the words of the statement; a model of one's own may have other statements,
            which then have no figure.
    """
    found = []
    for text in (*model.advantages, *model.risks):
        claimed = known.get(text)
        held = claimed.figures if claimed is not None else ()
        tests = claimed.tests if claimed is not None else ()
        verdicts = [
            _verdict(test, column, figures[f].amounts, others)
            for f, test in zip(held, tests, strict=True)
            if f in figures
        ]
        found.append(
            Claim(
                column=column,
                kind="advantage" if text in model.advantages else "risk",
                text=text,
                figures=held,
                verdict=_together(verdicts),
            )
        )
    return tuple(found)


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict of several: in part where they differ; what is not known counts for nothing beside others."""
    told = {v for v in verdicts if v != "not_known"}
    if not verdicts:
        return "no_figure"
    if not told:
        return "not_known"
    if len(told) == 1:
        return told.pop()
    return "in_part" if told & {"borne_out", "in_part"} else "open"


def _verdict(test: str, column: str, amounts: Mapping[str, Amount], others: Sequence[str]) -> Verdict:
    """Whether a test holds for every value that the amount allows, for none, or for some."""
    mine = amounts[column]
    if mine.low is None or mine.high is None:
        return "not_known"
    low, high = mine.low, mine.high
    if test in ("none", "some"):
        return _of(test == "none", holds=high == 0, fails=high > 0)
    if test in ("all", "not_all"):
        return "not_known" if mine.of is None else _graded(test, low, mine.of)
    if test == "varies":
        return "borne_out" if low < high else "not_borne_out"
    if test == "below_today":
        today = amounts.get("today", Amount())
        if today.low is None or today.high is None:
            return "not_known"
        return _of(True, holds=high < today.low, fails=low >= today.high)
    known = [a for o in others if o != column and (a := amounts[o]).low is not None]
    lows, highs = [a.low or 0 for a in known], [a.high or 0 for a in known]
    if not known:
        return "not_known"
    if test == "most":
        return _of(True, holds=low >= max(highs), fails=high < max(lows))
    return _of(test == "least", holds=high <= min(lows), fails=low > min(highs))


def _graded(test: str, n: int, of: int) -> Verdict:
    """All of it or not, with half of it as the mark between."""
    if test == "all":
        return "borne_out" if n == of else "in_part" if 2 * n >= of else "not_borne_out"
    return "not_borne_out" if n == of else "borne_out" if 2 * n <= of else "in_part"


def _of(straight: bool, *, holds: bool, fails: bool) -> Verdict:
    """Holds, fails, or neither for certain; the other way round for the opposite test."""
    if not holds and not fails:
        return "open"
    return "borne_out" if holds == straight else "not_borne_out"

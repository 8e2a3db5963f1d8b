"""The report's two files: one HTML page and one workbook, from the same view."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.checker import verify
from planner.core.comparison import Comparison
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.core.saved import SavedOptions, SavedTradeoff
from planner.io.rulebook import load_documents, load_governance
from planner.io.write import atomic_write
from planner.report.html import render
from planner.report.views import ReportView, build_view
from planner.report.views.models import MODELS
from planner.report.views.privacy import Audience, Discretion
from planner.report.workbook import workbook_bytes
from planner.study.tradeoffs import TradeOff

ABOUT_BOARDS = frozenset({"BOARD", "SEAT", "PEOPLE", "RECRUIT", "RING", "RULE", "LEVEL", "CAP"})
"""First words of checks whose texts tell what a public report keeps back, of boards, people or totals."""


def report_view(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    audience: Audience = "public",
    tradeoffs: Sequence[TradeOff] | None = None,
    comparison: Comparison | None = None,
    lists: Sequence[tuple[SavedOptions, Sequence[Plan]]] = (),
    saved: Sequence[SavedTradeoff] = (),
) -> ReportView:
    """Everything a report says about a plan; the checker judges the plan anew for it.

    Args:
        instance: what was given, narrowed as it was solved.
        plan: the finished plan.
        rulebook: the rulebook that the plan was made with.
        audience: ``public`` (seats and totals, nobody's id or outcome), ``board`` (boards by post) or ``panel``
            (also the example of who could sit where; confidential).
        tradeoffs: best compromises between places that end and pay; shown where models or caps were asked for.
        comparison: of Models 1 to 4, to fill in what the plan itself can't know of the others.
        lists: other plans for the same question with what was told of them (:mod:`planner.io.saved`).
        saved: trade-offs for the same question.

    Raises:
        ValueError: another audience, or a plan for other organisations.
    """
    book = rulebook.model_copy(update={"rules": plan.rulebook.effective})
    verdict = verify(instance, plan, rulebook)
    discretion = Discretion(instance, plan, audience)
    said = {
        f"Check {p.check}: {p.text}": (discretion.public and p.check.split("-")[0] in ABOUT_BOARDS)
        or any(discretion.names_someone(t) for t in (p.text, *p.subject))
        for p in verdict.problems
    }
    return build_view(
        instance,
        plan,
        book,
        documents=load_documents(),
        verdict=f"The independent checker says: {verdict.text().splitlines()[0]}",
        faults=len(verdict.problems),
        disagreements=discretion.kept(said, "checks that failed"),
        audience=audience,
        tradeoffs=tradeoffs,
        governance={m: load_governance(m) for m in MODELS},
        comparison=comparison,
        lists=lists,
        saved=saved,
    )


def report_html(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    audience: Audience = "public",
    tradeoffs: Sequence[TradeOff] | None = None,
) -> str:
    """The report as one HTML page that needs no network and no script; arguments as of :func:`report_view`."""
    return render(report_view(instance, plan, rulebook, audience, tradeoffs))


def write_report(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    path: str | Path,
    audience: Audience = "public",
    tradeoffs: Sequence[TradeOff] | None = None,
) -> None:
    """Write ``report.html``, whole or not at all; arguments as of :func:`report_view`.

    Raises:
        OutputError: the file can't be written.
    """
    atomic_write(path, report_html(instance, plan, rulebook, audience, tradeoffs), private=audience != "public")


def write_workbook(
    instance: Instance, plan: Plan, rulebook: Rulebook, path: str | Path, audience: Audience = "public"
) -> None:
    """Write ``plan.xlsx`` with the tables of the report, whole or not at all.

    Raises:
        OutputError: the file can't be written.
    """
    data = workbook_bytes(report_view(instance, plan, rulebook, audience))
    atomic_write(path, data, private=audience != "public")

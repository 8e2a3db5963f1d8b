"""Who decides what, by which paragraph, and whose views are recorded: beside the plan, never weighed."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.report.views.privacy import Discretion
from planner.report.views.rules import RuleRow
from planner.report.views.words import count, listed, number, only_geography


@dataclass(frozen=True)
class StepRow:
    """One decision that is not planner's to take."""

    decision: str
    body: str
    where: str
    """Paragraph of the guidance."""
    now: str
    """What the plan has on it."""


@dataclass(frozen=True)
class ViewRow:
    """A recorded view."""

    stakeholder: str
    subject: str
    view: str
    when: str
    evidence: str


@dataclass(frozen=True)
class Decides:
    """Steps, and views; ``missing`` says whose are not recorded."""

    steps: tuple[StepRow, ...]
    views: tuple[ViewRow, ...]
    missing: str


def decides(instance: Instance, plan: Plan, rows: tuple[RuleRow, ...], discretion: Discretion) -> Decides:
    """Steps in the order in which they are taken, and views as given.

    Args:
        instance: holds recorded decisions and views.
        plan: the finished plan.
        rows: rules, for those that need a sign-off.
        discretion: keeps ids out of what is printed.
    """
    away = [r for r in rows if r.sign_off and r.strength_words == "must"]
    departing = f"departures to sign off: {listed(r.id for r in away)}" if away else "no departure to sign off"
    recorded = count(len(instance.decisions), "decision") + " recorded in decisions.csv"
    steps = [
        StepRow(
            "Propose the clusters and settle disputes about them", "Strategic Health Authority", "¶4", recorded
        ),
        StepRow("Sign off the clusters", "NHS Chief Executive", "¶7", departing),
    ]
    if not only_geography(plan):
        settled = sum(d.kind in ("place", "release") for d in instance.decisions)
        steps += [
            StepRow(
                "Propose a governance model for each cluster",
                "boards of the organisations; the Strategic Health Authority tests it",
                "A¶2.2",
                listed(sorted({c.governance.replace("-", " ") for c in plan.clusters})),
            ),
            StepRow(
                "Appoint to a seat, end an appointment",
                "Appointments Commission, after due process",
                "A¶3.5, A¶5.2, A¶5.3",
                f"{number(settled)} recorded; everything else here is a proposal of seats" if settled else
                "none recorded; everything here is a proposal of seats",
            ),
        ]  # fmt: skip
    texts = [
        (v.stakeholder, v.subject, v.view, str(v.date or "not given"), v.evidence or "not given")
        for v in instance.views
    ]
    views = tuple(
        ViewRow(*(discretion.withheld if discretion.names_someone(cell) else cell for cell in text))
        for text in texts
    )
    heard = {v.subject for v in instance.views} | {v.stakeholder for v in instance.views}
    silent = sum(not ({c.id, c.name, *c.organisations} & heard) for c in plan.clusters)
    missing = (
        f"No view is recorded on {number(silent)} of {count(len(plan.clusters), 'cluster')}. The guidance asks "
        "to engage GP consortia, councils and NHS providers (¶8); views go into views.csv."
        if silent
        else "A view is recorded on every cluster."
    )
    return Decides(tuple(steps), views, missing)

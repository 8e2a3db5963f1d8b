"""Which governance model where: caps kept, and what one amount costs in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from planner.core.caps import CAPS
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.boards.cost_change import cost_today
from planner.objectives.capped import COUNTED
from planner.report.map.plot import Point, plot
from planner.report.views.headline import proved
from planner.report.views.levels import unit
from planner.report.views.privacy import NOT_SHOWN, Discretion
from planner.report.views.words import count, governance_name, listed, number
from planner.study.tradeoffs import TradeOff, a_few

ONLY_ENDINGS = (
    "No cap was set. Ending as few places as possible, and nothing else, always gives Models 1 and 4, where "
    "everybody keeps a seat; another model is taken only where it ends no more places and is better at a later "
    "aim. Which model where becomes a question once pay, meetings or the size of a cluster board is capped "
    "(--cap)."
)

BESIDE = "This plan is none of them, for they weigh places and pay alone: {why} for more. "
OTHER_AIMS = "other aims that count before pay, such as chairs who no longer chair a board,"


@dataclass(frozen=True)
class CapRow:
    """One cap, with what the plan has of it."""

    title: str
    value: str
    most: str
    unit: str


@dataclass(frozen=True)
class TradeOffRow:
    """One best compromise in words."""

    places_end: str
    cost: str
    meetings: str
    models: str
    mark: str
    """``this plan`` where amounts and models are the plan's."""


@dataclass(frozen=True)
class Choice:
    """What the section says."""

    sentences: tuple[str, ...]
    caps: tuple[CapRow, ...]
    tradeoffs: tuple[TradeOffRow, ...]
    pay: str
    """Heading of the column of pay, with what its rates are."""
    note: str
    """What the table of trade-offs leaves out, or why there is none."""
    drawing: Markup | None
    """The trade-offs drawn, with this plan and today; None where there is nothing to draw."""


def choice(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    tradeoffs: Sequence[TradeOff] | None,
    discretion: Discretion,
) -> Choice | None:
    """The section, where models were left open or caps were set."""
    asked = plan.settings.get("governance")
    caps = plan.settings.get("caps")
    set_caps: Mapping[str, int] = caps.value if caps is not None and isinstance(caps.value, dict) else {}
    any_model = asked is not None and asked.value == "any"
    if not plan.boards or not (any_model or set_caps):
        return None
    used = Counter(c.governance for c in plan.clusters)
    words = [f"{governance_name(plan, m)} for {count(n, 'cluster')}" for m, n in sorted(used.items())]
    sentences = [f"This plan uses {listed(words)}."]
    if any_model and not set_caps:
        sentences.append(ONLY_ENDINGS)
    rows = tuple(
        CapRow(
            CAPS[name].title,
            _amount(name, COUNTED[name](instance, plan, rulebook), discretion),
            number(most),
            unit(plan, name, CAPS[name].unit, rulebook),
        )
        for name, most in set_caps.items()
        if name in CAPS
    )
    few = a_few(tradeoffs or ())
    pay = f"Pay, {unit(plan, 'cost', 'pounds a year', rulebook)}"
    table = [_row(plan, t, discretion) for t in few]
    beside = ""
    if few and proved(plan) and not any(_equal(plan, t) for t in tradeoffs or ()):
        beside = BESIDE.format(why=f"{OTHER_AIMS} or a cap ask" if set_caps else f"{OTHER_AIMS} ask")
    if few and not any(row.mark for row in table):
        table.append(_own(instance, plan, rulebook, used, discretion))
    drawing = None if discretion.pay_rounded else _drawing(instance, plan, rulebook, tradeoffs or (), pay)
    note = _note(tradeoffs, few, beside=beside)
    return Choice(tuple(sentences), rows, tuple(table), pay, note, drawing)


def _amount(name: str, value: int, discretion: Discretion) -> str:
    """What the plan has of a capped amount, as far as it may be told."""
    if name == "cost":
        return discretion.pounds(value)
    return NOT_SHOWN if name == "cluster_board" and discretion.reticent else number(value)


def _note(found: Sequence[TradeOff] | None, few: Sequence[TradeOff], *, beside: str) -> str:
    if found is None:
        return "The trade-offs were not worked out within the limits of this run."
    shown = f"{number(len(few))} of {number(len(found))}" if len(few) < len(found) else "All"
    return (
        f"{shown} best compromises for this map, each proved: no boards end fewer places for the same pay. "
        f"{beside}Meetings a year are ASSUMED numbers of each model."
    )


def _own(
    instance: Instance, plan: Plan, rulebook: Rulebook, used: Mapping[str, int], discretion: Discretion
) -> TradeOffRow:
    """The plan itself, where none of the rows is it."""
    ends, paid, held = (
        COUNTED[amount](instance, plan, rulebook) for amount in ("places_end", "cost", "meetings")
    )
    models = ", ".join(f"{_short(plan, m)}: {n}" for m, n in sorted(used.items()))
    return TradeOffRow(number(ends), discretion.pounds(paid), number(held), models, "this plan")


def _drawing(
    instance: Instance, plan: Plan, rulebook: Rulebook, tradeoffs: Sequence[TradeOff], pay: str
) -> Markup | None:
    """All best compromises, the plan, and today: nothing has ended and pay is that of today's posts."""
    if not tradeoffs:
        return None

    def point(ends: int, cost: int, kind: Literal["best", "plan", "today"]) -> Point:
        return Point(ends, cost, number(ends), number(cost), kind)

    points = [point(t.amounts["places_end"], t.amounts["cost"], "best") for t in a_few(tradeoffs)]
    ends, cost = (COUNTED[amount](instance, plan, rulebook) for amount in ("places_end", "cost"))
    points.append(point(ends, cost, "plan"))
    if instance.office_holders:
        points.append(point(0, cost_today(instance, rulebook), "today"))
    return plot(points, "Places that end", pay)


def _same(plan: Plan, found: TradeOff) -> bool:
    """Whether a compromise is the plan: the same models, places that end and pay."""
    return {c.id: c.governance for c in plan.clusters} == found.governance and _equal(plan, found)


def _equal(plan: Plan, found: TradeOff) -> bool:
    """Whether a compromise ends as many places as the plan for the same pay."""
    return all(
        level.value == found.amounts[level.id] for level in plan.levels if level.id in ("places_end", "cost")
    )


def _row(plan: Plan, found: TradeOff, discretion: Discretion) -> TradeOffRow:
    models = [f"{_short(plan, m)}: {n}" for m, n in found.models.items()]
    return TradeOffRow(
        number(found.amounts["places_end"]),
        discretion.pounds(found.amounts["cost"]),
        number(found.amounts["meetings"]),
        ", ".join(models),
        "this plan" if _same(plan, found) else "",
    )


def _short(plan: Plan, model: str) -> str:
    known = governance_name(plan, model)
    return (
        known
        if known != model
        else model.replace("-", " ").capitalize()
        if model.startswith("model")
        else model
    )

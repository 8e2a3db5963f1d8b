"""What it would take: the exact price of every rule, decision, cap and choice of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.plan import Level, Plan
from planner.core.progress import Progress, Silent
from planner.core.rulebook import EASIEST_FIRST
from planner.engine import Engine
from planner.study.prices.items import CROSSING, Item, items_of
from planner.study.prices.price import Price
from planner.study.prices.pricing import Idle, made_of, price_of
from planner.study.prices.question import Question, question_of
from planner.study.prices.slack import Slack, slack_of
from planner.study.prices.whatif import LEAST, Answer, WhatIf

SECONDS = 60.0
"""For a whole list."""


@dataclass(frozen=True)
class Prices:
    """A price list."""

    levels: tuple[Level, ...]
    """Of the best plan as it is, from which everything is counted."""
    rows: tuple[Price, ...]
    """By authority, the planner's own first; then in the order of the rulebook."""
    slack: tuple[Slack, ...]
    """How far the plan is from the limits of rules, nearest first."""
    notes: tuple[str, ...]
    """Where the plan is not what its question gives now."""
    asked: int
    """Plans worked out for it."""
    crossings: int = 0
    """Single crossings of a region's border that were asked about; those that change nothing are in no row."""
    crossings_left: int = 0
    """Crossings for which no time was left; they are in no row either."""

    @property
    def binding(self) -> tuple[Price, ...]:
        """Rows whose change would give another best plan, or none."""
        return tuple(r for r in self.rows if r.status in ("changes", "no_plan", "open"))


def prices(
    engine: Engine,
    plan: Plan,
    *,
    seconds: float = SECONDS,
    people: bool = True,
    progress: Progress | None = None,
) -> Prices:
    """What every rule, decision, cap and choice of a plan's question costs, each by itself.

    Each is dropped, or moved one step looser or tighter, and the question is asked again; the price is the
    exact difference of every aim between the two best plans. Statutes are fixed and get no price.

    Args:
        engine: opened on the plan's instance (narrowed to its regions) and rulebook; what it knows is used.
        plan: the finished plan; what is asked is read from it.
        seconds: for the whole list; what is not settled by then is ``open``.
        people: also price decisions and rules about single office holders.
        progress: told of each question.

    Raises:
        OtherQuestionError: the plan doesn't belong to the engine's instance.
        NoBaseError: the question has no plan now, or none was found in the time.
    """
    question = question_of(engine.instance, plan, engine.rulebook, seconds)
    whatif = WhatIf(question, engine, seconds)
    tell = progress or Silent()
    tell.stage("Finding the best plan as it is")
    base = whatif.base
    if base.plan is None:
        raise NoBaseError(base)
    items = [i for i in items_of(question, base.plan) if people or not i.personal]
    found: dict[int, Price] = {}
    idle = Idle(whatif, items)
    for n in sorted(range(len(items)), key=lambda n: (items[n].late, n)):
        known = idle.why(items[n], found.values())
        if known:
            found[n] = made_of(items[n], "nothing", reason=known)
            continue
        if items[n].change is not None and whatif.seconds_left >= LEAST:
            tell.stage("Asking what it would take", f"{items[n].subject}: {items[n].words}")
        found[n] = price_of(whatif, items[n], base.plan)
    rows = [found[n] for n in range(len(items)) if not _idle_crossing(items[n], found[n])]
    return Prices(
        levels=base.plan.levels,
        rows=tuple(sorted(rows, key=lambda r: EASIEST_FIRST.index(r.authority))),
        slack=slack_of(question, base.plan),
        notes=notes_of(question, plan, base),
        asked=whatif.asked,
        crossings=sum(i.late == CROSSING and found[n].status != "open" for n, i in enumerate(items)),
        crossings_left=sum(i.late == CROSSING and found[n].status == "open" for n, i in enumerate(items)),
    )


class NoBaseError(Exception):
    """The question of a plan has no plan now; the text says why."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.text)


def notes_of(question: Question, plan: Plan, base: Answer) -> tuple[str, ...]:
    """Sentences: in what the plan is not what its question gives now; none when it is."""
    notes = list(question.differences)
    if base.plan is None:
        return tuple(notes)
    now = {x.id: x.value for x in base.plan.levels}
    other = [f"{x.title}: {x.value:,}, now {now[x.id]:,}" for x in plan.levels if now.get(x.id) != x.value]
    if other:
        notes.append(
            "The plan is not the best one of its question as it is now, and changes are counted from the best "
            f"one: {'; '.join(other)}."
        )
    if base.status != "optimal":
        notes.append("The best plan as it is was not proved in the time given, so differences may be more.")
    return tuple(notes)


def _idle_crossing(item: Item, price: Price) -> bool:
    return item.late == CROSSING and (price.status == "nothing" or not price.deltas)

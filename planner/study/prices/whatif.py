"""One question asked otherwise: the best plan under one change, beside the best plan as it is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from planner.core.faults import InputFaultsError
from planner.core.plan import Plan
from planner.core.progress import Silent
from planner.core.result import Result
from planner.core.rows import Decision
from planner.core.rulebook import GovernanceModel, Rulebook, RuleSpec
from planner.core.settings import Settings
from planner.engine import Engine, open_engine
from planner.engine.asked import with_rules
from planner.engine.under import freed, under
from planner.objectives.order import in_order
from planner.study.prices.question import Question

LEAST = 0.5
"""Seconds without which a further question is not begun."""


@dataclass(frozen=True)
class Change:
    """What is asked otherwise; what is left out stays as it was."""

    rules: tuple[RuleSpec, ...] = ()
    """Specs that take the place of those with the same id."""
    decisions: tuple[Decision, ...] | None = None
    """All decisions that count, instead of the instance's."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    governance: GovernanceModel | str | None = None
    freed: str = ""
    """An established arrangement that need not stay as it is (HR-2)."""
    wide: bool = False
    """A rule about clusters is loosened, so that more of them have to be listed."""


@dataclass(frozen=True)
class Delta:
    """One aim before and after a change."""

    level: str
    title: str
    unit: str
    personal: bool
    before: int
    after: int
    proved: bool
    """Whether both values are the best possible, given the aims above."""

    @property
    def change(self) -> int:
        """How much more (above 0) or less (below 0) there is of it."""
        return self.after - self.before


@dataclass(frozen=True)
class Answer:
    """The best plan under a change."""

    status: str
    """``optimal``, ``feasible``, ``infeasible`` or ``unknown``, as of a result; ``refused``: a decision that
    can't be."""
    plan: Plan | None = None
    text: str = ""
    """Why there is none."""
    rules: tuple[str, ...] = ()
    """Rules named by the refusal."""

    @property
    def values(self) -> tuple[int, ...]:
        """Values of all aims in order; empty without a plan."""
        return tuple(x.value for x in self.plan.levels) if self.plan is not None else ()


class WhatIf:
    """Asks one question otherwise, again and again, on a warm engine.

    Args:
        question: what is asked.
        engine: of the same instance, to re-use what it has settled; a new one where its rules are others.
        seconds: for all answers together.
    """

    def __init__(self, question: Question, engine: Engine | None = None, seconds: float = 90.0) -> None:
        self.question = question
        self.engine = self._own(engine)
        self._ends = time.monotonic() + seconds
        self._under: dict[str, Engine] = {}
        self.asked = 0
        """Answers worked out so far."""

    def _own(self, engine: Engine | None) -> Engine:
        q = self.question
        if engine is None or (engine.instance is not q.instance and engine.instance != q.instance):
            return open_engine(q.instance, q.rulebook)
        wanted = in_order(q.rulebook, q.instance)
        return engine if engine.rulebook == wanted else under(engine, q.rulebook)

    @property
    def seconds_left(self) -> float:
        """Seconds left for further answers, at least 0."""
        return max(0.0, self._ends - time.monotonic())

    @cached_property
    def base(self) -> Answer:
        """The best plan of the question as it is now."""
        return self.ask(Change())

    def ask(self, change: Change, seconds: float | None = None) -> Answer:
        """The best plan under a change.

        Args:
            change: what is otherwise.
            seconds: at most for this one.
        """
        left = min(self.seconds_left, self.question.settings.seconds, seconds or float("inf"))
        if left < LEAST:
            return Answer("unknown", text="There was no time left for it.")
        self.asked += 1
        settings = Settings.model_validate(
            {**self.question.settings.model_dump(), **change.settings, "seconds": left}
        )
        engine = self._engine(change)
        governance = change.governance if change.governance is not None else self.question.governance
        try:
            result = engine.solve(governance, settings, Silent(), decisions=change.decisions)
        except InputFaultsError as error:
            return Answer("refused", text=" ".join(f.what for f in error.faults))
        except ValueError as error:
            return Answer("refused", text=f"{error}.")
        return _answer(result)

    def _engine(self, change: Change) -> Engine:
        if not change.rules and not change.freed:
            return self.engine
        key = change.freed + "".join(r.model_dump_json() for r in change.rules)
        if key not in self._under:
            self._under.clear()  # one at a time: lists of possible clusters are large
            if change.freed:
                self._under[key] = freed(self.engine, change.freed)
                return self._under[key]
            fresh = {r.id: r for r in change.rules}
            rules = tuple(fresh.get(r.id, r) for r in self.engine.rulebook.rules)
            book: Rulebook = with_rules(self.engine.rulebook, rules)
            self._under[key] = under(self.engine, book, wide=change.wide)
        return self._under[key]

    def deltas(self, answer: Answer) -> tuple[Delta, ...]:
        """Every aim of an answer beside the best plan as it is; empty where one of the two is not there."""
        before, after = self.base.plan, answer.plan
        if before is None or after is None:
            return ()
        then = {x.id: x for x in after.levels}
        found = []
        sure = True
        for x in before.levels:
            y = then.get(x.id)
            if y is None:
                continue
            sure = sure and x.value == x.bound and y.value == y.bound
            found.append(Delta(x.id, x.title, x.unit, x.personal, x.value, y.value, sure))
        return tuple(found)


def first_difference(deltas: Sequence[Delta]) -> Delta | None:
    """The most important aim that differs; None when all are equal."""
    return next((d for d in deltas if d.change), None)


def _answer(result: Result) -> Answer:
    if result.plan is not None:
        # a grouping that was given may break rules; its boards are proved all the same, or not
        known = all(x.value == x.bound for x in result.plan.levels)
        given = "optimal" if known else "feasible"
        return Answer(given if result.plan.status == "infeasible" else result.status, result.plan)
    refusal = result.refusal
    return Answer(result.status, None, refusal.text if refusal else "", refusal.rules if refusal else ())

"""A given grouping, evaluated as ``solve --geography FILE`` would, without listing any possible cluster.

Boards of clusters that are those of a plan which is proved best are taken from it: blocks of clusters share
nobody, so their values add up, and a sum that is the least level by level is the least in every block.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from planner import cpsat
from planner.checker import verify
from planner.checker.assumptions import assumptions_made
from planner.core.plan import Plan, Setting
from planner.core.result import Refusal
from planner.core.rulebook import GovernanceModel
from planner.engine.asked import settings_written
from planner.engine.assemble import Frame, assemble, draft, levels_of, run_facts
from planner.engine.equal import until_open
from planner.io.rulebook import load_governance
from planner.objectives.registry import board_levels, geography_levels
from planner.study.move.boards import Settled, proved, settle_boards
from planner.study.move.change import Grouping
from planner.study.move.question import Question


@dataclass(frozen=True)
class Evaluated:
    """A grouping with its boards, or why it has none."""

    plan: Plan | None
    refusal: Refusal | None = None
    disagreements: tuple[str, ...] = ()
    """What the checker found against it; never empty silently."""
    taken: int = 0
    """Clusters whose boards were taken from the plan that is known."""


def evaluate(question: Question, grouping: Grouping, known: Plan | None = None) -> Evaluated:
    """The plan of a given grouping, with the best boards there are, judged and verified.

    Args:
        question: what else was asked.
        grouping: every organisation once.
        known: a plan for the same question, to take boards of untouched clusters from where it is proved best.
            The new plan then says of nobody whether the outcome is certain.
    """
    started = time.monotonic()
    asked = question.settings
    only_map = asked.only_geography or not question.models
    known = known if known is not None and not only_map and proved(known) else None
    budget = cpsat.Budget(asked.seconds, asked.work, asked.seed, threading.Event())
    settled = None if only_map else settle_boards(question, grouping, known, budget)
    if isinstance(settled, Refusal):
        return Evaluated(None, settled)
    frame = _frame(question, grouping, settled, fences=known is None)
    facts = run_facts(time.monotonic() - started, asked.workers, budget.ended_by or "", {})
    blank = draft(frame, grouping, settled.parts if settled else None, facts)
    plan = _with_levels(question, frame, blank, settled)
    verdict = verify(question.instance, plan, question.rulebook)
    failing = {r.id for r in plan.rules if r.status == "fail"}
    wrong = [f"{p.check}: {p.text}" for p in verdict.problems]
    wrong += [f"{r.id} is broken" for r in verdict.broken if r.id not in failing]
    return Evaluated(plan, None, tuple(wrong), settled.taken if settled else 0)


def _frame(question: Question, grouping: Grouping, settled: Settled | None, *, fences: bool) -> Frame:
    """All of the plan but its map, boards and levels."""
    pairs = tuple(sorted((o, min(group)) for group in grouping for o in group))
    origins = {**question.settings.origins, "geography": "option"}
    settings = question.settings.model_copy(update={"geography": pairs, "origins": origins})
    models = question.models
    written = settings_written(question.instance, question.rulebook, models[: question.unpinned], settings)
    if not fences and settled is not None:
        written["ring_fences"] = Setting(value=False, origin="option")
    return Frame(
        question.instance,
        question.rulebook,
        written,
        models[0].id if len(models) == 1 else "none",
        [*models, load_governance("standalone")] if settled is not None else [],
        assumptions_made(question.instance, question.rulebook, written, _speaking(models, settled)),
        settled.chosen if settled is not None else {},
    )


def _speaking(models: tuple[GovernanceModel, ...], settled: Settled | None) -> GovernanceModel | None:
    """The model that assumptions are about: the one asked for, else the first used with a cluster board."""
    if len(models) == 1:
        return models[0]
    used = set(settled.chosen.values()) if settled is not None else set()
    return next((m for m in models if m.id in used and m.nominated_cluster_board), None)


def _with_levels(question: Question, frame: Frame, blank: Plan, settled: Settled | None) -> Plan:
    """The plan with its levels, read off what it says, and judged."""
    instance, book = question.instance, question.rulebook
    aims = list(geography_levels(book))
    values = [a.value(instance, blank, book) for a in aims]
    bounds = list(values)
    count = len(aims)
    if settled is not None:
        extra = board_levels(book)
        found = [a.value(instance, blank, book) for a in extra]
        aims += extra
        values += found
        # what was taken from the plan is proved; of the rest, as much as was proved anew
        bounds += [v - w + b for v, w, b in zip(found, settled.values, settled.bounds, strict=True)]
        if question.settings.profile == "people-first":
            aims, values, bounds = (
                aims[count:] + aims[:count],
                values[count:] + values[:count],
                bounds[count:] + bounds[:count],
            )
    bounds = until_open(values, bounds)
    best = all(b == v for b, v in zip(bounds, values, strict=True))
    return assemble(frame, blank, levels_of(aims, values, bounds), "optimal" if best else "feasible")

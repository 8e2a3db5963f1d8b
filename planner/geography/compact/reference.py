"""The compact model solved level by level: the plain reference that other engines are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress, Silent
from planner.core.rulebook import Rulebook
from planner.geography.compact.answer import LargeAnswer, level_value
from planner.geography.compact.levels import post_level
from planner.geography.compact.model import Compact
from planner.geography.compact.rules import post_rules
from planner.objectives.base import Level
from planner.rules.base import Rule

METHOD = "compact model"


def compact_model(
    instance: Instance,
    codes: Sequence[str],
    rules: Sequence[Rule],
    rulebook: Rulebook,
    low: int,
    high: int,
    *,
    switchable: bool = False,
) -> Compact:
    """The model with every rule about the map and nothing to minimise.

    With ``switchable`` each rule binds a subject only under ``literals[rule id, subject]``: the code of the
    root (or of the organisation, for GEO-2 and GEO-CON), ``A;B`` of a decision, or the name of an arrangement
    or consortium; GEO-10 has one for the range.

    Raises:
        NotPostableError: a rule that has no form here.
    """
    model = Compact(instance, sorted(codes), rulebook, low, high, switchable=switchable)
    post_rules(model, rules)
    return model


def compact_best(
    instance: Instance,
    codes: Sequence[str],
    rules: Sequence[Rule],
    levels: Sequence[Level],
    rulebook: Rulebook,
    low: int,
    high: int,
    budget: cpsat.Budget,
    *,
    progress: Progress | None = None,
    workers: int = 1,
) -> LargeAnswer:
    """The best grouping of ``codes`` into ``low`` to ``high`` clusters by the compact model alone.

    Args:
        instance: the whole of what is given; rules judge by all of it.
        codes: organisations grouped here, of some regions.
        rules: all rules in force.
        levels: levels about the map in order of importance, all minimised.
        rulebook: the rulebook in force.
        low: fewest clusters.
        high: most clusters.
        budget: what may be spent.
        progress: told of each level.
        workers: threads of the solver; with more than one the plan may differ between runs.

    Raises:
        NotPostableError: a rule or level that has no form here.
    """
    told = progress or Silent()
    c = compact_model(instance, codes, rules, rulebook, low, high)
    clusters: frozenset[frozenset[str]] = frozenset()
    bounds: list[int] = []
    status: cpsat.Status = "optimal"
    for level in levels:
        told.stage("Choosing clusters", level.title)
        expression = post_level(c, level)
        c.model.minimize(expression)
        solved = cpsat.solve(c.model, budget, workers=workers)
        if solved.value is not None:
            clusters = c.chosen(solved)
            cpsat.hint(c.model, solved)
        bounds.append(solved.bound or 0)
        if solved.status != "optimal":
            status = "feasible" if clusters else solved.status
            break
        c.model.add(expression <= bounds[-1])
    if not levels:
        solved = cpsat.solve(c.model, budget, workers=workers)
        status, clusters = solved.status, c.chosen(solved)
    if not clusters:
        return LargeAnswer(status, frozenset(), (), tuple(_padded(bounds, len(levels))), METHOD)
    values = tuple(level_value(level, instance, codes, clusters, rulebook) for level in levels)
    if status == "optimal" and list(values) != bounds[: len(values)]:
        raise RuntimeError(f"the compact model and the levels disagree: {bounds} against {values}")
    return LargeAnswer(status, clusters, values, tuple(_padded(bounds, len(levels))), METHOD)


def _padded(bounds: Sequence[int], length: int) -> list[int]:
    return [*bounds[:length], *([0] * (length - len(bounds)))]

"""What tells one option from another, in plain sentences."""

from __future__ import annotations

from collections import Counter

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.study.options.distance import moving

MOST = 12
"""Organisations named in one sentence at most."""


def unit_words(level: str, unit: str, rulebook: Rulebook) -> str:
    """A level's unit with what a reader needs to judge it: the step, whether pay rates are published ones."""
    if level in ("population_steps", "population_spread"):
        return f"{unit} of {rulebook.population_step:,} people"
    proxy = level in ("cost", "cost_change") and "proxy" in rulebook.pay.certainty.lower()
    return f"{unit}; some rates are DERIVED PROXIES" if proxy else unit


def differences(instance: Instance, first: Plan, other: Plan, rulebook: Rulebook) -> tuple[str, ...]:
    """How ``other`` differs from ``first``: who moves where, and each aim that comes out otherwise.

    Aims that count personal facts are left out. Nobody is named but organisations.
    """
    lines = structure(instance, first, other)
    known = {x.id: x.value for x in first.levels}
    for level in other.levels:
        before = known.get(level.id)
        if not level.personal and before is not None and before != level.value:
            unit = unit_words(level.id, level.unit, rulebook)
            lines.append(f"{level.title}: {level.value:,} instead of {before:,} ({unit}).")
    return tuple(lines) or ("Nothing that is counted differs.",)


def structure(instance: Instance, first: Plan, other: Plan) -> list[str]:
    """Who moves where, how many clusters there are then, and under which models; no figure about people."""
    clusters = [[c.organisations for c in plan.clusters] for plan in (first, other)]
    movers = moving(*clusters)
    lines = _moves(instance, other, movers)
    if len(first.clusters) != len(other.clusters):
        noun = "cluster" if len(other.clusters) == 1 else "clusters"
        lines.append(f"{len(other.clusters)} {noun} instead of {len(first.clusters)}.")
    models = [Counter(c.governance for c in plan.clusters) for plan in (first, other)]
    if models[0] != models[1]:
        lines.append("Governance: " + "; instead of ".join(_models(m) for m in reversed(models)) + ".")
    return lines


def _moves(instance: Instance, other: Plan, movers: tuple[str, ...]) -> list[str]:
    """One sentence for those that move to one cluster; the smallest set of organisations that must move."""
    together: dict[str, list[str]] = {}
    for code in movers:
        together.setdefault(other.cluster_of[code].id, []).append(code)
    lines = []
    for home, codes in sorted(together.items()):
        rest = [c for c in other.cluster_of[codes[0]].organisations if c not in codes]
        verb = "moves" if len(codes) == 1 else "move"
        alone = "to stand alone" if len(codes) == 1 else "to make a cluster of their own"
        where = f"to {_named(instance, rest)}" if rest else alone
        lines.append(f"{_named(instance, codes)} {verb} {where} (cluster {home}).")
    return lines


def _named(instance: Instance, codes: list[str]) -> str:
    """Names of organisations in a sentence."""
    names = [instance.by_code[c].name for c in codes[:MOST]]
    if len(codes) > MOST:
        names.append(f"{len(codes) - MOST} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _models(counted: Counter[str]) -> str:
    return ", ".join(f"{number} × {model}" for model, number in sorted(counted.items()))

"""A question as it was asked, and the same under a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner import cpsat
from planner.core.result import Result
from planner.core.rows import Decision
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine import Engine
from planner.engine.asked import models_asked, rules_in_force, with_rules
from planner.engine.under import under
from planner.io.rulebook import load_governance
from planner.rules.registry import build
from planner.study.explain.blocks import Boards
from planner.study.explain.items import Item
from planner.study.explain.joint import Case


@dataclass(frozen=True)
class Asked:
    """What is asked of an engine, with nothing computed."""

    engine: Engine
    rulebook: Rulebook
    decisions: tuple[Decision, ...]
    governance: GovernanceModel | str | None
    """None where the map alone is asked about."""
    clusters: tuple[int, int] | None

    def with_parameters(self, rule: str, changed: Mapping[str, Any]) -> Asked:
        """The same under other parameters of a rule."""
        rules = tuple(
            r.model_copy(update={"parameters": {**r.parameters, **changed}}) if r.id == rule else r
            for r in self.rulebook.rules
        )
        return replace(self, rulebook=with_rules(self.rulebook, rules))

    def case(self, budget: cpsat.Budget, boards: Boards | None = None) -> Case:
        """Ready to be asked what clashes.

        Args:
            budget: charged.
            boards: of the same question, where nothing that boards depend on was changed.
        """
        instance = self.engine.instance.replaced(decisions=self.decisions)
        in_force = with_rules(self.rulebook, rules_in_force(self.rulebook, self.clusters))
        number = self.clusters and (
            self.clusters[0],
            min(self.clusters[1], max(self.clusters[0], len(instance.by_code))),
        )
        return Case(
            instance,
            in_force,
            build(in_force),
            models_asked(self.governance, {}),
            load_governance("standalone"),
            number,
            budget,
            boards,
        )

    def solve(self, seconds: float, seed: int) -> Result:
        """The best plan under what is asked, verified by the checker as every plan is."""
        settings = Settings(
            seconds=max(0.1, seconds),
            seed=seed,
            clusters=self.clusters,
            only_geography=self.governance is None,
            ring_fences=False,
            confirm=False,
        )
        engine = self.engine
        if self.rulebook is not engine.rulebook:
            engine = under(engine, self.rulebook)
        same = self.decisions == engine.instance.decisions
        return engine.solve(self.governance, settings, decisions=None if same else list(self.decisions))


def possible(case: Case, without: frozenset[Item] = frozenset(), codes: Sequence[str] | None = None) -> bool:
    """Whether there is a map with boards, some items aside.

    Args:
        case: what is asked.
        without: items of other conflicts, which are looked at by themselves.
        codes: only parts of the country that hold some of these; all when left out.

    Raises:
        OutOfTimeError: a limit was reached.
    """
    parts = case.parts()
    if len(parts) == 1:
        return _holds(case, parts[0], case.number, without)
    if case.number is not None:
        return _holds(case, sorted(case.instance.by_code), case.number, without)
    touched = [p for p in parts if codes is None or set(p) & set(codes)]
    return all(_holds(case, part, None, without) for part in touched)


def _holds(case: Case, codes: Sequence[str], number: tuple[int, int] | None, without: frozenset[Item]) -> bool:
    joint = case.joint(codes, number)
    return joint.clash(joint.items - without) is None

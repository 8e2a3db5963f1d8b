"""The exact value of one possible cluster's boards: the one door to the boards' engine, with a memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from planner import cpsat
from planner.boards.pool import Shape
from planner.boards.settle import settle_block
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.engine.boards import BoardsOfMaps
from planner.geography.entry import LimitError
from planner.objectives.base import BoardLevel, LevelModel
from planner.rules.base import Expr

Vector = tuple[int, ...]

BY_BOARD = ("own_people", "recruits", "below_six", "load", "skills_missing")
"""Levels that two clusters have together at least the sum of."""
BY_PERSON = ("places_end", "chairs_lost", "offers_used", "cost")
"""Levels summed over people: someone away adds nothing."""


class Without:
    """A board model as if some people were not in it; what they may do there stays as it is."""

    _NOT_BY_PERSON: ClassVar = ("clusters", "governance", "officer_posts", "voting")

    def __init__(self, model: Any, people: frozenset[str]) -> None:
        self._model, self._people = model, people

    def __getattr__(self, name: str) -> Any:
        """What the model says by person, or by person and something else, without these people."""
        whole = getattr(self._model, name)
        if name == "people":
            return [p for p in whole if p not in self._people]
        if name in self._NOT_BY_PERSON or not isinstance(whole, Mapping):
            return whole
        return {k: v for k, v in whole.items() if (k if isinstance(k, str) else k[0]) not in self._people}


class Away(BoardLevel):
    """A level that doesn't count some people."""

    def __init__(self, level: BoardLevel, people: frozenset[str]) -> None:
        self.level, self.people = level, people

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """As the level posts it on a model without these people."""
        return self.level.post(cast(LevelModel, Without(model, self.people)), rulebook)

    def value(self, _instance: Instance, _plan: Plan, _rulebook: Rulebook) -> int:
        """Never asked for: it is no level of a plan."""
        raise TypeError("people are away in bounds only")


class Shared(Away):
    """Cost where people are away whom another cluster may pay as audit chair.

    Args:
        level: the cost.
        people: who are away.
        strict: those of them who are paid as NED elsewhere, so that here an audit chair's pay is due.
        due: people of this cluster who are paid as audit chair or chair, whatever they are here.
    """

    def __init__(
        self, level: BoardLevel, people: frozenset[str], strict: frozenset[str], due: frozenset[str]
    ) -> None:
        super().__init__(level, people)
        self.strict, self.due = strict, due

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """The cost without the people away, and what audit chairs get above it."""
        total, most = super().post(model, rulebook)
        premium = max(0, rulebook.pay.audit_chair - rulebook.pay.ned)
        for person in sorted(self.strict | self.due):
            audits = [seat for (p, _), seat in model.audit.items() if p == person]
            audits += [model.audits_any[person]] if person in model.audits_any else []
            more = model.new_int(f"cost[{person},more]", 0, 1)
            if person in self.strict:
                for seat in audits:
                    model.require(more >= seat, None)
            else:
                model.require(more + sum(audits) + model.chairs_any.get(person, 0) >= 1, None)
            total, most = total + premium * more, most + premium
        return total, most


@dataclass
class ExactValues:
    """Values of single clusters, remembered.

    Args:
        boards: settles boards of clusters and of whole maps.
        budget: charged.
    """

    boards: BoardsOfMaps
    budget: cpsat.Budget
    solved: int = 0
    """Clusters settled so far."""
    _known: dict[object, Vector | None] = field(default_factory=dict)

    def of(
        self,
        organisations: tuple[str, ...],
        apart: frozenset[str],
        away: frozenset[str],
        strict: frozenset[str] = frozenset(),
        due: frozenset[str] = frozenset(),
    ) -> Vector | None:
        """Values of all levels about boards; None where no lawful boards exist.

        Args:
            organisations: of the cluster, sorted.
            apart: people with posts inside and outside; with any, the values are a lower bound of its share in
                a map, and exact for every map that costs no more.
            away: those of them whom another cluster answers for.
            strict: those away who are paid there as NED at most.
            due: those answered for here as audit chair or chair.

        Raises:
            LimitError: a limit ended it.
        """
        key = (organisations, away, strict, due, bool(apart))
        if key not in self._known:
            few = self._shared(organisations, away, strict, due) if apart else self._whole(organisations)
            self._known[key] = few
            self.solved += 1
        return self._known[key]

    def _whole(self, organisations: tuple[str, ...]) -> Vector | None:
        found = self.boards.of(frozenset([frozenset(organisations)]), self.budget)
        if found.status == "infeasible":
            return None
        if found.status != "optimal":
            raise LimitError
        return found.values

    def _shared(
        self,
        organisations: tuple[str, ...],
        away: frozenset[str],
        strict: frozenset[str],
        due: frozenset[str],
    ) -> Vector | None:
        b = self.boards
        model = b.governance if len(organisations) > 1 else b.standalone
        shape = Shape(organisations[0], organisations, model)
        levels: list[BoardLevel] = []
        for level in b.levels:
            if level.id not in (*BY_BOARD, *BY_PERSON):
                break  # nothing is known of how it adds up over clusters that share people
            if level.id == "cost" and (strict or due):
                levels.append(Shared(level, away, strict, due))
            else:
                levels.append(Away(level, away) if away and level.id in BY_PERSON else level)
        found = settle_block(b.instance, b.rulebook, b.rules, levels, b.posts, [shape], self.budget)
        if found.status == "infeasible":
            return None
        if found.status != "optimal":
            raise LimitError
        return found.values + (0,) * (len(b.levels) - len(levels))

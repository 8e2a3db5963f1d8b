"""Map and boards together: whether items can all hold, asked of the map with clashes of boards as clauses.

The map is looked for first. Where boards of its clusters can't be made lawful, what clashes there becomes a
clause about the map ("not these clusters while these rules hold"), and the map is looked for again. So a clash
that needs both a map and boards ends as one set of items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.geography.candidates import codes_of
from planner.geography.shelf import groups_of
from planner.rules.base import Rule
from planner.study.explain.blocks import Boards, OutOfTimeError
from planner.study.explain.items import NUMBER, Item
from planner.study.explain.maps import Map, SwitchedMap
from planner.study.explain.witness import keeps

LARGE, FEW = 40, 6
"""From so many organisations on, up to so many items on, plain maps are looked at before a search."""
SHARE = 10.0
"""Seconds for one question while a clash is made smaller."""


@dataclass
class Case:
    """What is asked: an instance, the rules in force, the models, the number of clusters."""

    instance: Instance
    rulebook: Rulebook
    """In force, with a range of clusters that was asked for."""
    rules: Sequence[Rule]
    models: Sequence[GovernanceModel]
    """None where the map alone is asked about."""
    standalone: GovernanceModel
    number: tuple[int, int] | None
    budget: cpsat.Budget
    boards: Boards | None = None

    def __post_init__(self) -> None:
        if self.models and self.boards is None:
            self.boards = Boards(
                self.instance, self.rulebook, self.rules, self.models, self.standalone, self.budget
            )

    def parts(self) -> list[tuple[str, ...]]:
        """Organisations of each part of the country that no cluster leaves."""
        return [codes_of(self.instance, regions) for regions in groups_of(self.instance, self.rules)]

    def joint(self, codes: Sequence[str], number: tuple[int, int] | None = None) -> Joint:
        """Map and boards of some organisations."""
        return Joint(self, SwitchedMap(self.instance, self.rulebook, self.rules, codes, number))


@dataclass
class Joint:
    """Map and boards of some organisations under switches; what was found out is kept."""

    case: Case
    map: SwitchedMap
    last: Map | None = None
    """The map found last."""
    _possible: list[frozenset[Item]] = field(default_factory=list)
    _clashes: list[frozenset[Item]] = field(default_factory=list)
    _told: set[object] = field(default_factory=set)

    @property
    def items(self) -> frozenset[Item]:
        """Everything that may be to blame."""
        boards = self.case.boards
        return self.map.items | (boards.items(self.map.compact.codes) if boards else frozenset())

    def clash(self, active: frozenset[Item]) -> frozenset[Item] | None:
        """Items on that clash; None when a map with boards keeps all of them.

        Raises:
            OutOfTimeError: a limit was reached.
        """
        for known in self._clashes:
            if known <= active:
                return known
        if any(active <= known for known in self._possible):
            return None
        if self._plainly(active):
            return None
        while True:
            status, grouping, blamed = self._within_share(active)
            if blamed is not None:
                self._clashes.append(blamed)
                return blamed
            if grouping is None or status == "unknown":
                if self.case.budget.exhausted or not self._clashes:
                    raise OutOfTimeError
                return None  # taken as if all could hold: an item more may then stay than is needed
            if not self.refute(grouping, active):
                if not self.keeps(grouping, active):
                    raise RuntimeError("the model of the map and the rules disagree")
                self._possible.append(active)
                self.last = grouping
                return None

    def _plainly(self, active: frozenset[Item]) -> bool:
        """Whether a plain map keeps all; looked at first where few items are on and a search is long."""
        if len(self.map.compact.codes) < LARGE or len(active & self.map.items) > FEW:
            return False
        for grouping in self.map.plain():
            if self.keeps(grouping, active) and not self.refute(grouping, active):
                self._possible.append(active)
                return True
        return False

    def keeps(self, grouping: Map, active: frozenset[Item]) -> bool:
        """Whether a map keeps the items about the map that are on, told without the model."""
        c = self.map.compact
        number = (c.low, c.high) if NUMBER in self.map.items else None
        return keeps(self.case.instance, self.case.rules, number, grouping, active)

    def refute(self, grouping: Map, active: frozenset[Item]) -> bool:
        """Whether boards rule a map out while items are on; then the map's model is told."""
        if self.case.boards is None:
            return False
        bad = self.case.boards.bad(grouping, active)
        for b in bad:
            if (b.clusters, b.items) in self._told:
                raise RuntimeError("a map came back that was ruled out")
            self._told.add((b.clusters, b.items))
            self.map.forbid(() if b.spread.always else b.clusters, b.items)
            if b.spread.within:
                self.map.forbid_within(frozenset(b.spread.within), b.items)
            if b.spread.apart:
                self.map.forbid_apart(b.spread.apart, b.items)
        return bool(bad)

    def _within_share(self, active: frozenset[Item]) -> tuple[str, Map | None, frozenset[Item] | None]:
        """Ask the map; once it is known that something clashes, no question may take too much of the time."""
        budget = self.case.budget
        if not self._clashes:
            return self.map.ask(active, budget)
        share = cpsat.Budget(min(SHARE, budget.seconds_left), budget.work, budget.seed, budget.stop)
        found = self.map.ask(active, share)
        budget.charge(share)
        return found

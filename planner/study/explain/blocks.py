"""Boards of clusters with every rule about them under a switch: which items make them impossible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from planner import cpsat
from planner.boards.model import BlockModel
from planner.boards.pool import Shape, blocks, people_of
from planner.boards.settle import lawful
from planner.boards.spread import COUNTED, WHOLE_ONLY
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.rules.base import BoardRule, Rule
from planner.study.explain.items import ABOUT_PEOPLE, Item, decision_item
from planner.study.explain.maps import Cluster, Map

LARGE = 12
"""Organisations of a cluster up to which all its boards are looked at, whatever is asked of them."""
FEW = 3
"""Organisations for which all ways to part them are looked at."""
Block = tuple[Shape, ...]


class OutOfTimeError(Exception):
    """A limit was reached."""


@dataclass(frozen=True)
class Spread:
    """In which other maps a clash stays."""

    always: bool = False
    """In all."""
    within: tuple[str, ...] = ()
    """Wherever these are together in a cluster of two or more; none when it is not known."""
    apart: tuple[str, ...] = ()
    """Wherever these two are in different clusters; none when that is not so."""


@dataclass(frozen=True)
class Bad:
    """Clusters whose boards can't be made lawful together while items are on."""

    clusters: tuple[Cluster, ...]
    items: frozenset[Item]
    spread: Spread


@dataclass
class _Under:
    """What is known of one block under one choice of governance models."""

    model: BlockModel
    literals: dict[Item, Any]
    possible: list[frozenset[Item]] = field(default_factory=list)
    impossible: list[frozenset[Item]] = field(default_factory=list)


class _With:
    """A block's model, seen with other decisions."""

    def __init__(self, model: BlockModel, instance: Instance) -> None:
        self._model, self.instance = model, instance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


class Boards:
    """Boards of any map under the models that a question allows; what was found out is kept.

    Args:
        instance: with the decisions that count.
        rulebook: in force.
        rules: all rules in force.
        models: governance models that clusters of several may use.
        standalone: that of organisations that stand alone.
        budget: charged.
    """

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        rules: Sequence[Rule],
        models: Sequence[GovernanceModel],
        standalone: GovernanceModel,
        budget: cpsat.Budget,
    ) -> None:
        self.instance, self.rulebook, self.models, self.standalone = instance, rulebook, models, standalone
        self.rules = [r for r in rules if isinstance(r, BoardRule) and r.spec.strength == "must"]
        self.all_rules = rules
        self._ids = {r.id for r in self.rules}
        self.budget = budget
        self.people = people_of(instance)
        self._lawful: dict[object, bool] = {}
        self._under: dict[object, _Under] = {}
        self._lifted = {
            (d.subject, frozenset((d.object or "").split(";")))
            for d in instance.decisions
            if d.kind == "exempt"
        }

    def items(self, codes: Iterable[str]) -> frozenset[Item]:
        """Every item about boards of some organisations."""
        here = sorted(codes)
        of_models = {r for m in self.models for r in m.rules} | set(self.standalone.rules)
        found: set[Item] = {
            i for d in self.instance.decisions if (i := decision_item(d)) and d.kind in ABOUT_PEOPLE
        }
        for rule in self.rules:
            if rule.id in ABOUT_PEOPLE.values() or (rule.id[0] == "M" and rule.id not in of_models):
                continue
            found |= {(rule.id, "")} if rule.about_clusters else {(rule.id, code) for code in here}
        return frozenset(found)

    def bad(self, grouping: Map, active: frozenset[Item]) -> list[Bad]:
        """Clusters of a map whose boards can't be made lawful while items are on.

        Raises:
            OutOfTimeError: a limit was reached.
        """
        about = self._about(active)
        if not about:
            return []
        few = about if not any(rule in COUNTED for rule, _ in active) else frozenset(self.instance.by_code)
        shapes = [self._shape(tuple(sorted(c)), few) for c in grouping if c & few]
        full = {s.id: next(c for c in grouping if s.id in c) for s in shapes}
        found = []
        for block in blocks(self.instance, self.people, sorted(shapes, key=lambda s: s.id)):
            if not any(about & set(s.organisations) for s in block):
                continue
            single = [b for s in block if (b := self._bad((s,), active, full))]
            whole = self._bad(block, active, full) if len(block) > 1 and not single else None
            found += single + ([whole] if whole else [])
        return found

    def _about(self, active: frozenset[Item]) -> frozenset[str]:
        """Organisations whose boards some item that is on asks something of.

        Rules about whole clusters alone ask nothing that recruits could not do.
        """
        codes = {subject for rule, subject in active if rule in self._ids and subject in self.instance.by_code}
        for d in self.instance.decisions:
            if d.kind in ABOUT_PEOPLE and decision_item(d) in active:
                codes |= {d.object} if d.object else {h.organisation for h in self.people.get(d.subject, ())}
        return frozenset(c for c in codes if c)

    def _shape(self, organisations: tuple[str, ...], about: frozenset[str]) -> Shape:
        """A cluster; of a very large one only the boards that something is asked of, the others follow them."""
        model = self.models[0] if len(organisations) > 1 else self.standalone
        if len(organisations) > LARGE:
            organisations = tuple(o for o in organisations if o in about)
        return Shape(organisations[0], organisations, model)

    def _choices(self, block: Block) -> list[Block]:
        """The block under every choice of governance models."""
        alone = self.standalone
        options = [(alone,) if s.governance is alone else self.models for s in block]
        return [
            tuple(replace(s, governance=m) for s, m in zip(block, c, strict=True)) for c in product(*options)
        ]

    def _bad(self, block: Block, active: frozenset[Item], full: Mapping[str, Cluster]) -> Bad | None:
        blamed: frozenset[Item] = frozenset()
        choices = self._choices(block)
        for shapes in choices:
            items = self._clash(shapes, active)
            if items is None:
                return None
            blamed |= items
        return Bad(tuple(full[s.id] for s in block), blamed, self._spread(block, blamed))

    def _clash(self, shapes: Block, active: frozenset[Item]) -> frozenset[Item] | None:
        """Items on that can't all be met; None when all can."""
        if any(len(s.organisations) == 1 and s.governance is not self.standalone for s in shapes):
            return self._fails(shapes, active)
        key = tuple((s.organisations, s.governance.id) for s in shapes)
        if key not in self._lawful:
            model = lawful(self.instance, self.rulebook, self.all_rules, self.people, shapes)
            status = cpsat.solve(model.cp, self.budget, confirm=False, light=True, quick=0.2).status
            if status == "unknown":
                raise OutOfTimeError
            self._lawful[key] = status != "infeasible"
        if self._lawful[key]:
            return None
        return self._ask(self._tagged(key, shapes), active)

    def _ask(self, under: _Under, active: frozenset[Item]) -> frozenset[Item] | None:
        asked = active & under.literals.keys()
        for known in under.impossible:
            if known <= asked:
                return known
        if any(asked <= known for known in under.possible):
            return None
        order = sorted(asked)
        literals = [under.literals[i] for i in order]
        found = cpsat.assume(under.model.cp, literals, self.budget)
        if found.status == "unknown":
            raise OutOfTimeError
        if found.status == "possible":
            under.possible.append(asked)
            return None
        core = frozenset(order[n] for n in found.core)
        core = self._fewer(under, core)
        under.impossible.append(core)
        return core

    def _fewer(self, under: _Under, core: frozenset[Item]) -> frozenset[Item]:
        """A minimal part of a clash, so that what is told of one cluster says as much as it can."""
        for item in sorted(core, reverse=True):
            if item not in core:
                continue
            rest = sorted(core - {item})
            found = cpsat.assume(under.model.cp, [under.literals[i] for i in rest], self.budget)
            if found.status == "unknown":
                raise OutOfTimeError
            if found.status == "impossible":
                core = frozenset(rest[n] for n in found.core)
        return core

    def _tagged(self, key: object, shapes: Block) -> _Under:
        if key not in self._under:
            model = BlockModel(self.instance, self.rulebook, shapes, self.people, tight=False)
            self._under[key] = _Under(model, self._post(model))
        return self._under[key]

    def _post(self, model: BlockModel) -> dict[Item, Any]:
        """Post every rule, each item under a literal of its own."""
        literals: dict[Item, Any] = {}

        def on(item: Item) -> Any:
            if item not in literals:
                literals[item] = model.cp.new_bool_var(" ".join(item))
            return literals[item]

        for rule in self.rules:
            if rule.id in ABOUT_PEOPLE.values():
                continue
            for subject in rule.subjects(model):
                about = frozenset(model.clusters[subject]) if rule.about_clusters else frozenset({subject})
                if not self._is_lifted(rule, about):
                    rule.post(model, subject, on((rule.id, "" if rule.about_clusters else subject)))
        by_id = {r.id: r for r in self.rules}
        for d in self.instance.decisions:
            item = decision_item(d)
            if item is None or item[0] not in by_id or d.kind not in ABOUT_PEOPLE:
                continue
            rule = by_id[item[0]]
            only: Any = _With(model, self.instance.replaced(decisions=(d,)))
            for subject in rule.subjects(only):
                if not self._is_lifted(rule, frozenset({subject})):
                    rule.post(only, subject, on(item))
        return literals

    def _is_lifted(self, rule: BoardRule, about: Cluster) -> bool:
        return any(
            name == rule.id and (about == named or (not rule.about_clusters and about <= named))
            for name, named in self._lifted
        )

    def _spread(self, block: Block, items: frozenset[Item]) -> Spread:
        """In which other maps a clash stays, told by the organisations that it is about.

        Asked of boards of these organisations alone, by the ways in which clusters may part them. Further
        members of a cluster bring people, who do no more than recruits may, and further boards, which only ask
        for more.
        """
        about = set(self._about(items))
        inside = {o for s in block for o in s.organisations}
        group = tuple(sorted(about & inside))
        whole_only = any(rule in WHOLE_ONLY for rule, _ in items)
        if not group or about != set(group) or whole_only or len(group) > FEW:
            return self._together(block, group, items) if group and not whole_only else Spread()
        fails: dict[int, bool] = {}
        for parting in _partitions(group):
            fails[len(parting)] = fails.get(len(parting), True) and self._parted(parting, items)
        if all(fails.values()):
            return Spread(always=True)
        apart = len(group) == 2 and fails[2]
        return replace(self._together(block, group, items), apart=group if apart else ())

    def _together(self, block: Block, group: tuple[str, ...], items: frozenset[Item]) -> Spread:
        alone = block[0].governance is self.standalone
        if len(block) > 1 or alone or not set(group) <= set(block[0].organisations):
            return Spread()
        if any(self._fails((Shape(group[0], group, model),), items) is None for model in self.models):
            return Spread()
        return Spread(within=group)

    def _parted(self, parting: Sequence[tuple[str, ...]], items: frozenset[Item]) -> bool:
        """Whether items clash however clusters of these parts are governed."""
        options = [(*self.models, *([self.standalone] if len(part) == 1 else [])) for part in parting]
        return all(
            self._fails(tuple(Shape(p[0], p, m) for p, m in zip(parting, choice, strict=True)), items)
            is not None
            for choice in product(*options)
        )

    def _fails(self, shapes: Block, items: frozenset[Item]) -> frozenset[Item] | None:
        """The clash of boards of some organisations alone, whose clusters may be larger."""
        key = ("part", *((s.organisations, s.governance.id) for s in shapes))
        return self._ask(self._tagged(key, shapes), items)


def _partitions(codes: Sequence[str]) -> list[list[tuple[str, ...]]]:
    """Every way to part some codes."""
    if not codes:
        return [[]]
    found = []
    for rest in _partitions(codes[1:]):
        found.append([(codes[0],), *rest])
        found += [[*rest[:i], (codes[0], *rest[i]), *rest[i + 1 :]] for i in range(len(rest))]
    return found

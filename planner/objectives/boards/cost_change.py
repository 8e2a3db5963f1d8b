"""What boards cost a year above what they cost today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar, cast

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import PayTable, Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.boards.cost import Cost
from planner.objectives.roster import posts_today
from planner.rules.base import Expr


class CostChange(BoardLevel):
    """Pounds a year by which the boards of a cluster cost more than today, summed; savings count nothing.

    Each person and recruit once in each cluster, as for ``cost``. Savings of one cluster don't pay for
    another: allocations stay with the organisations (guidance ¶16). Cost less today's cost, a constant, would
    choose the same plans as ``cost``; this level asks only that nothing gets dearer.
    """

    id: ClassVar[str] = "cost_change"
    title: ClassVar[str] = "Pay of chairs and directors above today's, cluster by cluster"
    unit: ClassVar[str] = "pounds a year"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """The cost of each cluster as ``cost`` posts it, and an auxiliary for what exceeds today's."""
        excess, highest = [], 0
        for cluster, members in model.clusters.items():
            paid, most = Cost().post(cast(LevelModel, _OneCluster(model, members)), rulebook)
            today = self._today(model, rulebook.pay, members)
            if most <= today:
                continue
            above = model.new_int(f"cost_change[{cluster}]", 0, most - today)
            model.require(above >= paid - today, None)
            excess.append(above)
            highest += most - today
        return sum(excess), highest

    @staticmethod
    def _today(model: LevelModel, pay: PayTable, members: Sequence[str]) -> int:
        """Pounds a year of the posts of today in these organisations."""
        total = 0
        for rows in model.posts.values():
            here = [row for row in rows if row.organisation in members]
            rates = [pay.audit_chair if row.audit_chair else pay.ned for row in here if row.role == "ned"]
            weight = 0
            for row in here:
                if row.role == "chair":
                    organisation = model.instance.by_code[row.organisation]
                    known = organisation.weighted_population
                    weight += organisation.population if known is None else known
            if any(row.role == "chair" for row in here):
                rates.append(max(band.pounds for band in pay.chair if band.above < weight))
            total += max(rates, default=0)
        return total

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Cluster by cluster: cost of the plan's boards less that of today's, where it is above 0."""
        total = 0
        before = _posts(instance)
        for cluster in plan.clusters:
            inside = set(cluster.organisations)
            after: list[tuple[str, str, str]] = []
            for board in plan.boards:
                if board.chair is not None:
                    after.append((board.chair, board.organisation, "chair"))
                for ned in board.neds:
                    audits = ned.person == board.audit_chair
                    after.append((ned.person, board.organisation, "audit" if audits else "ned"))
            rise = _bill(instance, rulebook.pay, [s for s in after if s[1] in inside])
            rise -= _bill(instance, rulebook.pay, [s for s in before if s[1] in inside])
            total += max(0, rise)
        return total


def cost_today(instance: Instance, rulebook: Rulebook) -> int:
    """Pounds a year of all posts of today at the rates of the pay table; vacancies at nothing. For reports."""
    return _bill(instance, rulebook.pay, _posts(instance))


def _posts(instance: Instance) -> list[tuple[str, str, str]]:
    """Posts of today (person, organisation, role); for values only."""
    return [
        (person, row.organisation, "audit" if row.audit_chair and row.role == "ned" else row.role)
        for person, rows in posts_today(instance).items()
        for row in rows
    ]


def _bill(instance: Instance, pay: PayTable, held: list[tuple[str, str, str]]) -> int:
    """Pounds a year for seats (person, organisation, role), each person once; for values only."""
    best: dict[str, int] = defaultdict(int)
    chaired: dict[str, int] = {}
    for person, code, role in held:
        if role == "chair":
            body = instance.by_code[code]
            people = body.weighted_population if body.weighted_population is not None else body.population
            chaired[person] = chaired.get(person, 0) + people
        else:
            best[person] = max(best[person], pay.audit_chair if role == "audit" else pay.ned)
    for person, people in chaired.items():
        best[person] = max(best[person], [b.pounds for b in pay.chair if people > b.above][-1])
    return sum(best.values())


class _OneCluster:
    """The part of a board model that ``cost`` reads, narrowed to the boards of one cluster."""

    def __init__(self, model: LevelModel, members: Sequence[str]) -> None:
        inside = set(members)
        self.instance, self.organisations = model.instance, list(members)
        self.chair, self.ned, self.audit = (
            {key: seat for key, seat in places.items() if key[1] in inside}
            for places in (model.chair, model.ned, model.audit)
        )
        elsewhere = {p for places in (model.chair, model.ned) for p, o in places if o not in inside}
        # who may sit in another cluster of the block is not known to sit in this one
        self.placed = {p: 0 if p in elsewhere else sits for p, sits in model.placed.items()}
        self.used = {p: 0 if p in elsewhere else sits for p, sits in model.used.items()}
        self.ways = {p: ways for p, ways in model.ways.items() if any(set(w.boards) <= inside for w in ways)}
        self.audits_any = {p: audits for p, audits in model.audits_any.items() if p in self.ways}
        self.new_int, self.require = model.new_int, model.require

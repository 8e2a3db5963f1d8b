"""A board model on CP-SAT whose seats are fixed to those of a plan, to evaluate what levels post."""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel
from planner.objectives.roster import posts_today


class FixedModel:
    """Everybody may sit everywhere; the plan says who does."""

    def __init__(self, instance: Instance, plan: Plan, recruits: list[str]) -> None:
        self.solver_model = cp_model.CpModel()
        self.instance = instance
        self.organisations = [o.code for o in instance.organisations]
        self.clusters = {c.id: c.organisations for c in plan.clusters}
        self.posts = posts_today(instance)
        self.recruits = recruits
        self.people = [*self.posts, *recruits]
        self.governance = {c.id: plan.governance[c.governance] for c in plan.clusters if plan.governance}
        boards = plan.board_of
        outcome = {p.id: p.outcome for p in plan.people}
        cells = [(p, o) for p in self.people for o in self.organisations]
        self.chair = {(p, o): self._fixed(boards[o].chair == p) for p, o in cells}
        self.ned = {(p, o): self._fixed(p in {n.person for n in boards[o].neds}) for p, o in cells}
        self.audit = {(p, o): self._fixed(boards[o].audit_chair == p) for p, o in cells}
        on = {c.id: c.cluster_board for c in plan.clusters if c.cluster_board}
        self.cluster_chair = {(p, k): self._fixed(on[k].chair == p) for p in self.people for k in on}
        nominated = {(n.person, n.organisation) for body in on.values() for n in body.neds}
        self.nominee = {(p, o): self._fixed((p, o) in nominated) for p, o in cells}
        chairs = {b.chair for b in plan.boards}
        seated = chairs | {n.person for b in plan.boards for n in b.neds}
        self.chairs_any = {p: self._fixed(p in chairs) for p in self.people}
        self.used = {p: self._fixed(p in seated) for p in recruits}
        self.placed = {p: self._fixed(p in seated) for p in self.posts}
        offered = [s.id for s in instance.stances if s.stance == "offers_to_stand_down"]
        self.stands_down = {p: self._fixed(outcome.get(p) == "stands_down") for p in offered}
        self.alternative = {}
        for s in instance.stances:
            homes = sorted({h.organisation for h in self.posts[s.id]})
            if s.stance == "would_take_alternative":
                taken = [outcome.get(s.id) == "alternative_role", *([False] * (len(homes) - 1))]
                self.alternative |= {(s.id, o): self._fixed(t) for o, t in zip(homes, taken, strict=True)}
        self.ways: dict[str, Any] = {}
        self.audits_any: dict[str, Any] = {}
        self.place_ends = {p: self._fixed(outcome.get(p) == "place_ends") for p in self.posts}

    def _fixed(self, value: bool) -> Any:
        return self.solver_model.new_int_var(int(value), int(value), "")

    def new_int(self, name: str, low: int, high: int) -> Any:
        return self.solver_model.new_int_var(low, high, name)

    def require(self, condition: Any, literal: Any) -> None:
        assert literal is None
        if isinstance(condition, bool):
            assert condition
            return
        self.solver_model.add(condition)


def least(
    level: BoardLevel, instance: Instance, plan: Plan, recruits: list[str], book: Rulebook
) -> tuple[int, int]:
    """Least value of what the level posts when seats are those of the plan, and its stated upper bound."""
    model = FixedModel(instance, plan, recruits)
    expression, bound = level.post(model, book)
    model.solver_model.minimize(expression)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 10
    status = solver.solve(model.solver_model)
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    return round(solver.objective_value), bound

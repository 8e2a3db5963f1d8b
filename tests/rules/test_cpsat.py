"""Posted rules through the real solver: a literal switches each of them on and off."""

from __future__ import annotations

from typing import Any

import pytest
from ortools.sat.python import cp_model

from planner.rules.base import BoardRule, PartitionRule
from tests.rules.builder import instance, rule
from tests.rules.tiny_boards import Boards
from tests.rules.tiny_maps import subsets, table


class _SolverChoice:
    def __init__(self, model: cp_model.CpModel, codes: list[str], members: Any) -> None:
        self.model, self.codes, self.members = model, codes, members
        self.chosen = [model.new_bool_var(str(i)) for i in range(len(members))]

    def require(self, condition: Any, literal: Any) -> None:
        added = self.model.add(condition)
        if literal is not None:
            added.only_enforce_if(literal)


def _status(model: cp_model.CpModel, literal: cp_model.IntVar, on: int) -> int:
    """Solve with the rule on or off; a copy, so that the model can be asked again."""
    asked = model.clone()
    asked.add(asked.get_bool_var_from_proto_index(literal.index) == on)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 10
    return solver.solve(asked)


@pytest.mark.parametrize(
    ("id_", "groups", "parameters", "holds"),
    [
        ("GEO-2", [("A", "B"), ("C",)], {}, True),
        ("GEO-2", [("A", "B")], {}, False),
        ("GEO-2", [("A", "B"), ("B", "C")], {}, False),
        ("GEO-10", [("A",), ("B",)], {"fewest": 2, "most": 2}, True),
        ("GEO-10", [("A",), ("B",)], {"most": 1}, False),
    ],
)
def test_partition(id_: str, groups: list[Any], parameters: dict[str, Any], holds: bool) -> None:
    """The choice fixed to these clusters is possible while the rule is off, and while it is on if it holds."""
    everything = subsets("ABC")
    given = instance({"organisations": {"A": {}, "B": {}, "C": {}}})
    whole = table(given, everything)
    model = cp_model.CpModel()
    choice = _SolverChoice(model, list(whole.codes), whole.members)
    for variable, group in zip(choice.chosen, everything, strict=True):
        model.add(variable == int(group in groups))
    literal = model.new_bool_var("on")
    it = rule(id_, **parameters)
    assert isinstance(it, PartitionRule)
    it.post(choice, literal)
    assert _status(model, literal, 0) == cp_model.OPTIMAL
    assert _status(model, literal, 1) == (cp_model.OPTIMAL if holds else cp_model.INFEASIBLE)


BREAKS = {
    "BRD-2": {"chair": {("a0", "A"): 0}},
    "BRD-3": {"ned": {("a5", "A"): 0}},
    "BRD-7": {"ned": {("a1", "A"): 0}},
    "BRD-QUO": {
        "voting": {("A", p): 0 for p in ("chief_executive", "finance", "public_health", "medical", "nurse")}
    },
    "BRD-OFF": {"voting": {("A", "finance"): 0}},
    "BRD-AUD": {"audit": {("a1", "A"): 0}},
    "DEC-KEEP": {"ned": {("a2", "A"): 0}},
    "M1-a": {"cluster_chair": {("a0", "A"): 0}},
    "M1-b": {"nominee": {("b1", "B"): 0}},
    "M4-a": {"ned": {("b1", "B"): 0, ("new:A:1", "B"): 1}},
}


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("id_", BREAKS)
def test_board(id_: str, broken: bool) -> None:
    """An assignment that keeps every rule, or breaks this one by a seat."""
    facts = {
        "organisations": {
            "A": {"kind": "care_trust", "officer_seats": 5, "ned_seats": 5},
            "B": {"ned_seats": 5, "officer_seats": 5},
        },
        "coverage": ["A X relevant"],
        "holders": [
            *(
                f"{o.lower()}{n} {o} {'ned' if n else 'chair'}"
                for o in "AB"
                for n in range(6)
                if f"{o}{n}" != "A1"
            ),
            "a1 A ned nominated_by=X la_member",
        ],
        "decisions": ["keep_in_post a2 A"],
    }
    boards = Boards(instance(facts), {"A": ["A", "B"]}, {"A": "model-1"})
    for o in "AB":
        boards.chair[f"{o.lower()}0", o] = 1
        boards.ned.update({(f"{o.lower()}{n}", o): 1 for n in range(1, 6)})
        boards.audit[f"{o.lower()}1", o] = 1
    boards.cluster_chair["a0", "A"] = boards.nominee["a1", "A"] = boards.nominee["b1", "B"] = 1
    if broken:
        for name, changes in BREAKS[id_].items():
            getattr(boards, name).update(changes)
    model = cp_model.CpModel()
    for name in ("chair", "ned", "audit", "voting", "cluster_chair", "nominee"):
        values = getattr(boards, name)
        variables = {key: model.new_bool_var(f"{name}{key}") for key in values}
        for key, value in values.items():
            model.add(variables[key] == value)
        setattr(boards, name, variables)
    literal = model.new_bool_var("on")
    boards.on_require = lambda condition, enforced: model.add(condition).only_enforce_if(enforced)
    it = rule(id_)
    assert isinstance(it, BoardRule)
    assert it.subjects(boards)
    for subject in it.subjects(boards):
        it.post(boards, subject, literal)
    assert _status(model, literal, 0) == cp_model.OPTIMAL
    assert _status(model, literal, 1) == (cp_model.INFEASIBLE if broken else cp_model.OPTIMAL)

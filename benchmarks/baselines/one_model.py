"""All clusters of a map in one CP-SAT model, with every governance model under a 0/1 variable of its own.

What `-g any` and caps are measured against, and an independent answer for tests: it shares the rules and levels
with the boards engine, but neither its seats nor its trade-offs. Plain seats: one variable for each person,
board and role; rules of a governance model hold where that model is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from planner import cpsat
from planner.boards.fronts import body_size, level
from planner.boards.pool import Shape, at_most, entering, people_of, places, recruits_of
from planner.boards.wanted import fewest_neds
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.objectives.registry import board_levels
from planner.rules.base import BoardRule
from planner.rules.registry import build

Map = frozenset[frozenset[str]]
Pair = tuple[str, str]


@dataclass
class Answer:
    """What the one model says."""

    status: cpsat.Status
    values: tuple[int, ...] = ()
    models: dict[str, str] = field(default_factory=dict)
    """Governance model of each cluster of several."""


class OneModel:
    """Seats of everybody on every board, and which model each cluster has; a ``LevelModel``."""

    ways: Mapping[str, Any] = {}
    audits_any: Mapping[str, Any] = {}

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        grouping: Map,
        models: Sequence[GovernanceModel],
        standalone: GovernanceModel,
    ) -> None:
        self.instance, self.rulebook, self.models = instance, rulebook, models
        self.cp = cp_model.CpModel()
        self.clusters = {min(c): tuple(sorted(c)) for c in sorted(grouping, key=min)}
        self.open = {k: tuple(models) if len(c) > 1 else (standalone,) for k, c in self.clusters.items()}
        self.organisations = [o for c in self.clusters.values() for o in c]
        self.governance = {k: m[0] for k, m in self.open.items()}
        self.choice: dict[Pair, Any] = {}
        for k, some in self.open.items():
            for m in some:
                self.choice[k, m.id] = self.cp.new_bool_var(f"{k} has {m.id}")
            self.cp.add_exactly_one(self.choice[k, m.id] for m in some)
        self.people: list[str] = []
        self.recruits: list[str] = []
        self.posts: dict[str, Any] = {}
        self.nominated_by: dict[str, frozenset[str]] = {}
        self.chair: dict[Pair, Any] = {}
        self.ned: dict[Pair, Any] = {}
        self.shared: dict[Pair, Any] = {}
        self.audit_is_shared: dict[str, Any] = {}
        self.cluster_chair: dict[Pair, Any] = {}
        self.nominee: dict[Pair, Any] = {}
        self.placed: dict[str, Any] = {}
        self.used: dict[str, Any] = {}
        self.chairs_any: dict[str, Any] = {}
        self.stands_down: dict[str, Any] = {}
        self.alternative: dict[Pair, Any] = {}
        self.place_ends: dict[str, Any] = {}
        self.officer_posts = {
            o: rulebook.officers[: instance.by_code[o].officer_seats] for o in self.organisations
        }
        self.voting = {(o, p.id): self._bool() for o, posts in self.officer_posts.items() for p in posts}
        for k in self.clusters:
            self._people(k)
        self.audit = {key: self._bool() for key in self.ned}
        self._bodies()
        self._use()
        self._fates()
        self._rules()

    # ---- what rules and levels use ----------------------------------------------------------------

    def require(self, condition: Any, literal: Any) -> None:
        """Post a linear condition, under the literal if there is one."""
        if isinstance(condition, bool):
            if not condition:
                self.cp.add_bool_or([literal.negated()] if literal is not None else [])
            return
        posted = self.cp.add(condition)
        if literal is not None:
            posted.only_enforce_if(literal)

    def new_int(self, name: str, low: int, high: int) -> Any:
        """A new whole-number variable."""
        return self.cp.new_int_var(low, high, name)

    # ---- seats --------------------------------------------------------------------------------------

    def _bool(self) -> Any:
        return self.cp.new_bool_var("")

    def _people(self, k: str) -> None:
        everybody, decided = people_of(self.instance), places(self.instance)
        inside = self.clusters[k]
        spec = self.rulebook.by_id.get("BRD-7")
        member = bool(spec is None or spec.parameters.get("member_required", True))
        for person in entering(self.instance, everybody, inside):
            rows = everybody[person]
            if person not in self.posts:
                self.people.append(person)
                self.posts[person] = rows
                by = [row.nominated_by for row in rows if row.la_member or not member]
                if authorities := frozenset(x for x in by if x):
                    self.nominated_by[person] = authorities
            chairs = any(r.role == "chair" for r in rows) or "chair" in decided.get(person, {}).values()
            for o in inside:
                self.ned[person, o] = self._bool()
                if chairs:
                    self.chair[person, o] = self._bool()
        fewest = fewest_neds(self.instance, self.rulebook, inside)
        shapes = [Shape(k, inside, m) for m in self.open[k]]
        found = {r.id: r for s in shapes for r in recruits_of(self.instance, s, at_most(s, fewest))}
        for recruit in found.values():
            self.people.append(recruit.id)
            self.recruits.append(recruit.id)
            self.posts[recruit.id] = ()
            if recruit.nominated_by:
                self.nominated_by[recruit.id] = frozenset({recruit.nominated_by})
            seats = self.chair if recruit.role == "chair" else self.ned
            for o in inside:
                seats[recruit.id, o] = self._bool()

    def _bodies(self) -> None:
        for k, inside in self.clusters.items():
            if any(m.shared_neds[1] for m in self.open[k]):
                for person in self.people:
                    if all((person, o) in self.ned for o in inside):
                        self.shared[person, k] = self._bool()
                self.audit_is_shared[k] = self._bool()
            if any(m.nominated_cluster_board for m in self.open[k]):
                for person, o in dict.fromkeys([*self.chair, *self.ned]):
                    if o in inside:
                        self.nominee[person, o] = self._bool()
                for person in dict.fromkeys(p for p, o in self.chair if o in inside):
                    self.cluster_chair[person, k] = self._bool()

    def _use(self) -> None:
        seats: dict[str, list[Any]] = {p: [] for p in self.people}
        chairs: dict[str, list[Any]] = {}
        for (person, _), v in self.chair.items():
            seats[person].append(v)
            chairs.setdefault(person, []).append(v)
        for (person, _), v in self.ned.items():
            seats[person].append(v)
        recruits = set(self.recruits)
        for person, held in seats.items():
            some = self._bool()
            self.cp.add_max_equality(some, held)
            (self.used if person in recruits else self.placed)[person] = some
        for person, held in chairs.items():
            self.chairs_any[person] = self._bool()
            self.cp.add_max_equality(self.chairs_any[person], held)

    def _fates(self) -> None:
        end, roles = (
            self.instance.horizon_end,
            {a.organisation: a.count for a in self.instance.alternative_roles},
        )
        stances = {(s.id, s.stance) for s in self.instance.stances}
        for person in self.placed:
            rows = self.posts[person]
            self.place_ends[person] = self._bool()
            if self.instance.renewals == "none" and all(r.term_end < end for r in rows):
                self.cp.add(self.place_ends[person] == 0)
                continue
            fates = [self.placed[person], self.place_ends[person]]
            if (person, "offers_to_stand_down") in stances:
                self.stands_down[person] = self._bool()
                fates.append(self.stands_down[person])
            if (person, "would_take_alternative") in stances:
                for o in sorted({r.organisation for r in rows} & roles.keys()):
                    self.alternative[person, o] = self._bool()
                    fates.append(self.alternative[person, o])
            self.cp.add_exactly_one(fates)
        for o, count in roles.items():
            self.cp.add(
                cp_model.LinearExpr.sum([v for (_, at), v in self.alternative.items() if at == o]) <= count
            )

    def _rules(self) -> None:
        """Rules of every board once, those of a governance model for each cluster that may have it."""
        special = {r for some in self.open.values() for m in some for r in m.rules}
        for rule in build(self.rulebook):
            if not isinstance(rule, BoardRule) or rule.spec.strength != "must":
                continue
            if rule.id not in special:
                self._post(rule, self, None)
                continue
            for k, some in self.open.items():
                for m in some:
                    if rule.id in m.rules:
                        self._post(rule, _Alone(self, k, m), self.choice[k, m.id])

    def _post(self, rule: BoardRule, model: Any, literal: Any) -> None:
        for subject in rule.subjects(model):
            whom = set(self.clusters[subject]) if rule.about_clusters else {subject}
            lifted = any(
                d.kind == "exempt"
                and d.subject == rule.id
                and d.object
                and (
                    set(d.object.split(";")) == whom if rule.about_clusters else subject in d.object.split(";")
                )
                for d in self.instance.decisions
            )
            if not lifted:
                rule.post(model, subject, literal)

    # ---- the answer -----------------------------------------------------------------------------------

    def cap(self, caps: Mapping[str, int]) -> None:
        """Post the caps."""
        for name, most in caps.items():
            if name == "meetings":
                total = sum(
                    (m.yearly_meetings[0] + m.yearly_meetings[1] * len(self.clusters[k])) * self.choice[k, m.id]
                    for k, some in self.open.items()
                    for m in some
                )
                self.require(total <= most, None)
            elif name == "cluster_board":
                for k, some in self.open.items():
                    for m in some:
                        size = body_size(_Alone(self, k, m), Shape(k, self.clusters[k], m))
                        self.require(size <= most, self.choice[k, m.id])
            else:
                self.require(level(name).post(self, self.rulebook)[0] <= most, None)

    def best(self, caps: Mapping[str, int], budget: cpsat.Budget) -> Answer:
        """Settle the levels one after another under the caps."""
        self.cap(caps)
        values = []
        solved = None
        for aim in board_levels(self.rulebook):
            expression, _ = aim.post(self, self.rulebook)
            self.cp.minimize(sum([expression]))
            solved = cpsat.solve(self.cp, budget)
            if solved.status != "optimal" or solved.value is None:
                return Answer(solved.status if not values else "unknown")
            values.append(solved.value)
            self.cp.add(expression == solved.value)
        models = {
            k: m.id
            for k, some in self.open.items()
            if len(some) > 1
            for m in some
            if solved is not None and solved.at(self.choice[k, m.id])
        }
        return Answer("optimal", tuple(values), models)


class _Alone:
    """One cluster of the model under one governance model."""

    def __init__(self, whole: OneModel, cluster: str, model: GovernanceModel) -> None:
        self._whole = whole
        self.clusters = {cluster: whole.clusters[cluster]}
        self.governance = {cluster: model}
        self.organisations = list(whole.clusters[cluster])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


def one_model(
    instance: Instance,
    rulebook: Rulebook,
    grouping: Map,
    models: Sequence[GovernanceModel],
    standalone: GovernanceModel,
    caps: Mapping[str, int],
    budget: cpsat.Budget,
) -> Answer:
    """The best boards of a map within caps, by one model of everything."""
    return OneModel(instance, rulebook, grouping, models, standalone).best(caps, budget)

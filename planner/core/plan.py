"""The plan: a complete answer, as written to ``plan.json`` (schema version 1)."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.core.rulebook import Authority, GovernanceModel, RuleSpec, Strength

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Outcome = Literal[
    "continues",
    "takes_more_boards",
    "fewer_boards",
    "moves_board",
    "changes_role",
    "term_ends",
    "stands_down",
    "alternative_role",
    "place_ends",
]
Role = Literal["chair", "ned"]


class Part(BaseModel):
    """Base of all parts of a plan: frozen, unknown keys refused, ``from`` written as such."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, ignored_types=(cached_property,)
    )


class InstanceStamp(Part):
    """Which instance the plan is for."""

    name: str
    sha256: str


class RulebookStamp(Part):
    """Which rules were in force."""

    id: str
    sha256: str
    effective: tuple[RuleSpec, ...]
    governance: tuple[GovernanceModel, ...]
    """Governance models that the clusters use."""


Origin = Literal["option", "default", "assumption", "instance", "rulebook", "era", "scenario"]
"""Where a setting came from; ``option`` is the command line, or whoever called the library."""


class Setting(Part):
    """A setting's value and where it came from."""

    value: Any
    origin: Origin


class Level(Part):
    """One aim. ``bound`` is the best value proved possible; proved best when it equals ``value``."""

    id: str
    title: str
    unit: str
    personal: bool
    value: int
    bound: int


class Phase(Part):
    """A stretch of time in which the boards stay the same."""

    id: str
    from_: date = Field(alias="from")
    until: date


class Nominee(Part):
    """A member of a nominated cluster board and the organisation that nominates."""

    person: str
    organisation: str


class ClusterBoard(Part):
    """The nominated cluster board of Model 1."""

    chair: str
    neds: tuple[Nominee, ...]


class Cluster(Part):
    """Organisations under one executive team. ``id`` is the smallest organisation code."""

    id: str
    name: str
    region: str
    """The region that leads it."""
    organisations: tuple[str, ...]
    governance: str
    population: int
    cluster_board: ClusterBoard | None = None


class NedSeat(Part):
    """One NED of one board."""

    person: str
    seat: Literal["own", "shared", "locality"]
    nominee_of: str | None = None
    """Code of the local authority that nominates to this Care Trust's board."""
    from_: date = Field(alias="from")
    until: date


class OfficerSeat(Part):
    """One officer post of one board."""

    post: str
    voting: bool


class Board(Part):
    """The statutory board of one organisation. ``vacancies`` = ned_seats minus filled, not below 0."""

    organisation: str
    cluster: str
    chair: str | None
    audit_chair: str | None
    neds: tuple[NedSeat, ...]
    officers: tuple[OfficerSeat, ...]
    vacancies: int


class Post(Part):
    """A seat of a person."""

    organisation: str
    role: Role


class Person(Part):
    """What the plan means for one office holder."""

    id: str
    outcome: Outcome
    certainty: Literal["decided", "open", "not_computed"]
    from_: tuple[Post, ...] = Field(alias="from")
    to: tuple[Post, ...]
    reason: str
    ring_fence: str | None = None


class Recruit(Part):
    """Someone to be found from outside the cluster. ``id`` is ``new:ORGANISATION:NUMBER``."""

    id: str
    organisations: tuple[str, ...]
    role: Role
    conditions: tuple[str, ...] = ()


class RingFence(Part):
    """A ring-fenced competition: so many seats, this pool, these conditions (A4.6)."""

    id: str
    cluster: str
    post: str
    seats: int
    pool: tuple[str, ...]
    conditions: tuple[str, ...]


class Finding(Part):
    """What breaks a rule: about whom, in one plain sentence, with measured value and limit."""

    subject: tuple[str, ...]
    """Codes: the organisations of a cluster, or one board, or one person's id; empty for the whole plan."""
    text: str
    measured: str = ""
    limit: str = ""


class RuleResult(Part):
    """How the plan stands by one rule."""

    id: str
    authority: Authority
    strength: Strength
    status: Literal["pass", "fail", "exempt", "not_applicable", "not_checked"]
    measured: str = ""
    limit: str = ""
    citation: str = ""
    findings: tuple[Finding, ...] = ()


class Plan(Part):
    """A complete answer. Confidential: it holds an example assignment of people to seats."""

    schema_version: Literal[1] = 1
    planner_version: str
    instance: InstanceStamp
    rulebook: RulebookStamp
    decisions: tuple[dict[str, Any], ...]
    settings: dict[str, Setting]
    status: Status
    levels: tuple[Level, ...]
    phases: tuple[Phase, ...]
    clusters: tuple[Cluster, ...]
    boards: tuple[Board, ...]
    executives: tuple[Any, ...] = ()
    people: tuple[Person, ...]
    to_recruit: tuple[Recruit, ...]
    ring_fences: tuple[RingFence, ...] = ()
    rules: tuple[RuleResult, ...]
    assumptions: tuple[str, ...]
    run: dict[str, Any] = Field(default_factory=dict)

    @cached_property
    def board_of(self) -> dict[str, Board]:
        """Board of each organisation code."""
        return {b.organisation: b for b in self.boards}

    @cached_property
    def cluster_of(self) -> dict[str, Cluster]:
        """Cluster of each organisation code."""
        return {o: c for c in self.clusters for o in c.organisations}

    @cached_property
    def governance(self) -> dict[str, GovernanceModel]:
        """Governance model of each id used."""
        return {g.id: g for g in self.rulebook.governance}

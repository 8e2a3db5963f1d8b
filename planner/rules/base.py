"""What a rule is: one unit with a solver half and a checking half that share nothing.

The solver half speaks to small protocols (:class:`Candidates`, :class:`Choice`, :class:`BoardModel`), so that
a rule imports no solver and
the same ``post`` can be evaluated on plain integers (the contract tests do).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel, OfficerPost, RuleSpec, Scope

Expr = Any
"""An integer or a linear expression over 0/1 variables of whoever implements the protocol."""


class Candidates(Protocol):
    """Possible clusters as a table: one row each."""

    @property
    def instance(self) -> Instance:
        """What is given."""
        ...

    @property
    def codes(self) -> Sequence[str]:
        """Organisation of each column."""
        ...

    @property
    def members(self) -> npt.NDArray[np.bool_]:
        """Shape (candidates, organisations)."""
        ...


class Choice(Protocol):
    """Which candidates are chosen: one 0/1 variable each."""

    @property
    def codes(self) -> Sequence[str]:
        """Organisation of each column."""
        ...

    @property
    def members(self) -> npt.NDArray[np.bool_]:
        """Shape (candidates, organisations)."""
        ...

    @property
    def chosen(self) -> Sequence[Expr]:
        """One 0/1 variable for each candidate."""
        ...

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """The condition holds (whenever ``literal`` does)."""


class BoardModel(Protocol):
    """Boards of some clusters under one governance model each; variables are 0/1 unless said."""

    @property
    def instance(self) -> Instance:
        """What is given."""
        ...

    @property
    def organisations(self) -> Sequence[str]:
        """Codes of all organisations of these clusters."""
        ...

    @property
    def people(self) -> Sequence[str]:
        """Ids of office holders and recruits that may sit on these boards."""
        ...

    @property
    def posts(self) -> Mapping[str, Sequence[OfficeHolder]]:
        """Posts of today by person id; recruits have none."""
        ...

    @property
    def clusters(self) -> Mapping[str, Sequence[str]]:
        """Organisations by cluster id."""
        ...

    @property
    def governance(self) -> Mapping[str, GovernanceModel]:
        """Governance model by cluster id."""
        ...

    @property
    def officer_posts(self) -> Mapping[str, Sequence[OfficerPost]]:
        """Officer posts of each organisation's board."""
        ...

    @property
    def chair(self) -> Mapping[tuple[str, str], Expr]:
        """(person, organisation) where that person may chair."""
        ...

    @property
    def ned(self) -> Mapping[tuple[str, str], Expr]:
        """(person, organisation) where that person may be NED."""
        ...

    @property
    def shared(self) -> Mapping[tuple[str, str], Expr]:
        """(person, cluster id): appointed to all boards; only for models with shared NEDs."""
        ...

    @property
    def audit(self) -> Mapping[tuple[str, str], Expr]:
        """(person, organisation): chairs the audit committee."""
        ...

    @property
    def voting(self) -> Mapping[tuple[str, str], Expr]:
        """(organisation, officer post id): votes."""
        ...

    @property
    def cluster_chair(self) -> Mapping[tuple[str, str], Expr]:
        """(person, cluster id); only for models with a nominated cluster board."""
        ...

    @property
    def nominee(self) -> Mapping[tuple[str, str], Expr]:
        """(person, organisation) nominated by it to the cluster board."""
        ...

    @property
    def nominated_by(self) -> Mapping[str, frozenset[str]]:
        """Authorities that nominated a person who is a member of them; also of recruits for such seats."""
        ...

    @property
    def audit_is_shared(self) -> Mapping[str, Expr]:
        """By cluster id: one shared NED is audit chair of all boards; only where NEDs are shared and local."""
        ...

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """The linear condition holds (whenever ``literal`` does)."""


class Rule(ABC):
    """One requirement. ``id`` is RULEBOOK.md's; ``spec`` is its data in the rulebook."""

    id: ClassVar[str]
    scope: ClassVar[Scope]

    def __init__(self, spec: RuleSpec) -> None:
        if spec.id != self.id:
            raise ValueError(f"spec {spec.id} given to rule {self.id}")
        self.spec = spec

    @abstractmethod
    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """What of the finished plan breaks this rule; shares no helper with the solver half."""

    @abstractmethod
    def explain(self, instance: Instance) -> str:
        """One plain sentence with numbers; the caller adds the paragraph."""

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """False when the plan has nothing this rule is about (shown as not applicable)."""
        return True

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """What was measured over the whole plan, and the limit, in words for the report's table."""
        return ("", "")


class CandidateRule(Rule):
    """A rule about one cluster."""

    scope: ClassVar[Scope] = "candidate"
    reads_decisions: ClassVar[bool] = False
    """Whether decisions other than ``cross_region`` change what is a breach."""

    @abstractmethod
    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Breaches of each candidate, shape (candidates,); 0 = none."""


class PartitionRule(Rule):
    """A rule about the choice of clusters."""

    scope: ClassVar[Scope] = "partition"

    @abstractmethod
    def post(self, choice: Choice, literal: Expr | None = None) -> None:
        """Require it of the choice (whenever ``literal`` holds)."""


class BoardRule(Rule):
    """A rule about boards."""

    scope: ClassVar[Scope] = "board"
    about_clusters: ClassVar[bool] = False
    """Subjects are cluster ids (True) or organisation codes (False); both may be the same text."""

    @abstractmethod
    def subjects(self, model: BoardModel) -> Sequence[str]:
        """What it can be lifted from one by one: organisation codes or cluster ids."""

    @abstractmethod
    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Require it of one subject (whenever ``literal`` holds)."""


class PlanRule(Rule):
    """A rule that is only checked."""

    scope: ClassVar[Scope] = "plan"

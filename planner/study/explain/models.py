"""What an explanation says: conflicts, changes and the plans they lead to. All frozen."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from planner.core.plan import Level
from planner.core.rulebook import Authority

ChangeKind = Literal["drop", "exempt", "cross_region", "parameter", "clusters", "governance"]


class Said(BaseModel):
    """Base of all parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Said):
    """Where something stands in the input."""

    file: str
    """File name or ``sheet NAME``."""
    row: int
    """As a spreadsheet shows it: the header is row 1."""

    @property
    def text(self) -> str:
        """For example ``decisions.csv, row 3``."""
        return f"{self.file}, row {self.row}"


class Member(Said):
    """A rule or decision that takes part in a conflict; without it there would be none."""

    rule: str
    subjects: tuple[str, ...]
    """Organisations, a consortium, an arrangement or a decision that it is about; empty for the whole."""
    authority: Authority
    citation: str
    """Paragraph or source; who decided, for a decision."""
    text: str
    """One plain sentence with its numbers."""
    places: tuple[Place, ...] = ()


class Conflict(Said):
    """Rules and decisions that can't all be met; each of them is needed for that."""

    number: int
    """From 1."""
    where: str
    """Region or regions it was found in."""
    organisations: tuple[str, ...]
    """Codes of that part of the country."""
    members: tuple[Member, ...]
    minimal: bool
    """A second look confirmed that all clash and that without any one of them they do not."""


class PlanFacts(Said):
    """What the plan under a change would be; it was found and verified."""

    status: Literal["optimal", "feasible"]
    clusters: int
    standalones: int
    levels: tuple[Level, ...]
    pay_certainty: str
    """How sure the rates behind pay are, to be shown with it; empty where no aim counts pay."""


class Change(Said):
    """One change after which there is a plan."""

    kind: ChangeKind
    settles: tuple[int, ...]
    """Numbers of the conflicts that it settles."""
    together_with: tuple[int, ...]
    """Numbers of the changes (from 1, as they are listed) that settle the other conflicts in the plan shown."""
    text: str
    """What to do, in one sentence."""
    input: str
    """What to write where: a row of decisions.csv, an option, a line of a rulebook."""
    authority: Authority
    agrees: str
    """Who would have to agree."""
    plan: PlanFacts


class Explanation(Said):
    """Why there is no plan and what would change that; or that there is one."""

    status: Literal["possible", "impossible", "unknown"]
    text: str
    conflicts: tuple[Conflict, ...] = ()
    changes: tuple[Change, ...] = ()
    complete: bool = True
    """All disjoint conflicts and all changes were worked out within the limits."""

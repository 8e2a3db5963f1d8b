"""The rows of an instance: one model a file, the single source of reader, templates and data dictionary.

Each field's ``description`` is what a planner reads in the data dictionary.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    """Base of all rows: frozen, and unknown columns are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(Row):
    """A statutory body that is grouped."""

    code: str = Field(description="Short unique code, as text", examples=["5QL"])
    name: str = Field(description="Name in full")
    kind: Literal["pct", "care_trust", "care_trust_plus"] = Field(description="Kind of body")
    region: str = Field(description="The body that leads the grouping (SHA)")
    population: int = Field(ge=0, description="Residents, whole number of people")
    ned_seats: int = Field(ge=5, le=7, description="Seats for non-executive directors, 5 to 7 (A3.3)")
    officer_seats: int = Field(
        default=6,
        ge=3,
        le=12,
        description="Posts of officer members, at least chief executive, finance and public health",
    )
    weighted_population: int | None = Field(
        default=None, ge=0, description="Weighted population for chair pay (A5.6); population if empty"
    )
    easting: int | None = Field(default=None, description="Metres east, British National Grid")
    northing: int | None = Field(default=None, description="Metres north, British National Grid")
    arrangement: str | None = Field(
        default=None, description="Sub-regional grouping it already works in (paragraph 7)"
    )
    arrangement_strength: Literal["established", "partial"] | None = Field(
        default=None, description="established: kept as it is (HR-2); partial: preferred (GEO-5)"
    )
    cluster_reference: str | None = Field(
        default=None, description="Cluster in a grouping to compare with; never an input to the choice"
    )


class Arrangement(Row):
    """The sub-regional arrangement of one organisation (instead of two columns of organisations)."""

    organisation: str = Field(description="Code of the organisation")
    arrangement: str = Field(description="Sub-regional grouping it already works in")
    strength: Literal["established", "partial"] = Field(description="established or partial")


class Link(Row):
    """Two organisations that touch, or are joined by a bridge, a ferry or a flow of patients."""

    a: str = Field(description="Code of one organisation")
    b: str = Field(description="Code of the other")
    kind: Literal["land", "bridge", "ferry", "patient_flow"] = Field(
        description="land, bridge and ferry connect; patient_flow does not"
    )
    length_m: int | None = Field(default=None, ge=0, description="Length of the shared boundary, metres")
    patients: int | None = Field(
        default=None,
        ge=0,
        description="patient_flow only: patients a year; in every such row or in none, then each flow counts 1",
    )


class LocalAuthority(Row):
    """An upper-tier local authority."""

    code: str = Field(description="Short unique code, as text")
    name: str = Field(description="Name in full")


class Coverage(Row):
    """Which local authority lies in which organisation."""

    organisation: str = Field(description="Code of the organisation")
    local_authority: str = Field(description="Code of the authority")
    share: Decimal | None = Field(
        default=None, ge=0, le=1, description="Share of the authority's people in the organisation, 0 to 1"
    )
    partnership: str | None = Field(default=None, description="Joint posts, pooled budgets and the like")
    relevant: bool = Field(
        default=False, description="yes when it nominates a member to the Care Trust's board (A3.3)"
    )


class Consortium(Row):
    """A GP commissioning consortium."""

    code: str = Field(description="Short unique code, as text")
    name: str = Field(description="Name in full")
    population: int | None = Field(default=None, ge=0, description="Registered patients")
    status: str | None = Field(default=None, description="For example pathfinder Dec 2010")


class Footprint(Row):
    """What part of an organisation a consortium covers."""

    consortium: str = Field(description="Code of the consortium")
    organisation: str = Field(description="Code of the organisation")
    share_of_organisation: Decimal = Field(
        gt=0, le=1, description="Share of the organisation's people, above 0 and up to 1"
    )


class OfficeHolder(Row):
    """A person in a post today. Key: id, organisation, role."""

    id: str | None = Field(default=None, description="Id of the person; empty in a posts-only roster")
    organisation: str = Field(description="Code of the organisation")
    role: Literal["chair", "ned"] = Field(description="chair or ned")
    term_end: dt.date = Field(description="Last day in office")
    audit_chair: bool = Field(default=False, description="yes for the chair of the audit committee")
    nominated_by: str | None = Field(
        default=None, description="Code of the local authority that nominated the person (A3.3)"
    )
    la_member: bool = Field(default=False, description="yes when a member of that authority")
    skills: tuple[str, ...] = Field(default=(), description="Skills, separated by ;")
    max_boards: int | None = Field(
        default=None, ge=1, description="Most boards the person will serve; advisory limit of 4 if empty"
    )
    in_post_since: dt.date | None = Field(
        default=None, description="First day in this post, for a limit on years in one post (BRD-TEN)"
    )


class Stance(Row):
    """What an office holder has said (confidential). Silence means the person wishes to continue."""

    id: str = Field(description="Id of the person")
    stance: Literal["offers_to_stand_down", "would_take_alternative"] = Field(description="The offer made")
    date: dt.date = Field(description="Date of the offer")
    route: str | None = Field(default=None, description="How it was given, for example letter to the chair")


class Equality(Row):
    """Protected characteristics of a person (confidential): totals only, never an input to a choice."""

    id: str = Field(description="Id of the person")
    sex: str | None = Field(default=None, description="woman, man, other; empty: not stated")
    bme: bool | None = Field(default=None, description="yes or no; empty: not stated")
    disabled: bool | None = Field(default=None, description="yes or no; empty: not stated")


class AlternativeRole(Row):
    """Other local contributions for an organisation's people (A5.3)."""

    organisation: str = Field(description="Code of the organisation")
    count: int = Field(ge=0, description="How many such roles there are")


DecisionKind = Literal[
    "keep_together", "keep_apart", "cross_region", "exempt", "keep_in_post", "place", "release"
]


class Decision(Row):
    """What a planner fixes by hand, with a reason."""

    kind: DecisionKind = Field(description="What is decided")
    subject: str = Field(description="Organisation, rule or person the decision is about")
    object: str | None = Field(default=None, description="Second organisation, region, or codes separated by ;")
    role: Literal["chair", "ned"] | None = Field(default=None, description="Role, for place")
    reason: str = Field(min_length=1, description="Why; printed in the report")
    owner: str = Field(min_length=1, description="Who decided (a body or post, not a person's name)")
    route: Literal["agreement", "interview", "paper"] | None = Field(
        default=None, description="Due process for place and release (A5.2)"
    )
    date: dt.date | None = Field(default=None, description="Date of the decision")
    reference: str | None = Field(default=None, description="Minute or letter")


class View(Row):
    """What a stakeholder said (paragraph 8, A3.4): printed beside the plan, never weighed."""

    stakeholder: str = Field(description="Body that was asked")
    subject: str = Field(description="Organisation or cluster the view is about")
    view: str = Field(description="supports, opposes, other words")
    date: dt.date | None = Field(default=None, description="Date of the view")
    evidence: str | None = Field(default=None, description="Letter, minute")


class ClusterName(Row):
    """A name for the cluster that holds an organisation."""

    organisation: str = Field(description="Code of an organisation of the cluster")
    name: str = Field(description="Name of the cluster")

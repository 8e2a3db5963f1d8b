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
    name: str = Field(description="Name in full", examples=["Northby"])
    kind: Literal["pct", "care_trust", "care_trust_plus"] = Field(description="Kind of body", examples=["pct"])
    region: str = Field(description="The body that leads the grouping (SHA)", examples=["South West"])
    population: int = Field(ge=0, description="Residents, whole number of people", examples=[215000])
    ned_seats: int = Field(
        ge=5, le=7, description="Seats for non-executive directors, 5 to 7 (A3.3)", examples=[5]
    )
    officer_seats: int = Field(
        default=6,
        ge=3,
        le=12,
        description="Posts of officer members, at least chief executive, finance and public health",
        examples=[6],
    )
    weighted_population: int | None = Field(
        default=None,
        ge=0,
        description="Weighted population for chair pay (A5.6); population if empty",
        examples=[221500],
    )
    easting: int | None = Field(
        default=None, description="Metres east, British National Grid", examples=[365737]
    )
    northing: int | None = Field(
        default=None, description="Metres north, British National Grid", examples=[179079]
    )
    arrangement: str | None = Field(
        default=None,
        description="Sub-regional grouping it already works in (paragraph 7)",
        examples=["South Coast"],
    )
    arrangement_strength: Literal["established", "partial"] | None = Field(
        default=None,
        description="established: kept as it is (HR-2); partial: preferred (GEO-5)",
        examples=["partial"],
    )
    cluster_reference: str | None = Field(
        default=None,
        description="Cluster in a grouping to compare with; never an input to the choice",
        examples=["Bristol and South Gloucestershire"],
    )


class Arrangement(Row):
    """The sub-regional arrangement of one organisation (instead of two columns of organisations)."""

    organisation: str = Field(description="Code of the organisation", examples=["5QL"])
    arrangement: str = Field(description="Sub-regional grouping it already works in", examples=["South Coast"])
    strength: Literal["established", "partial"] = Field(
        description="established or partial", examples=["established"]
    )


class Link(Row):
    """Two organisations that touch, or are joined by a bridge, a ferry or a flow of patients."""

    a: str = Field(description="Code of one organisation", examples=["5QL"])
    b: str = Field(description="Code of the other", examples=["5QM"])
    kind: Literal["land", "bridge", "ferry", "patient_flow"] = Field(
        description="land, bridge and ferry connect; patient_flow does not", examples=["land"]
    )
    length_m: int | None = Field(
        default=None, ge=0, description="Length of the shared boundary, metres", examples=[12000]
    )
    patients: int | None = Field(
        default=None,
        ge=0,
        description="patient_flow only: patients a year; in every such row or in none, then each flow counts 1",
        examples=[3400],
    )


class LocalAuthority(Row):
    """An upper-tier local authority."""

    code: str = Field(description="Short unique code, as text", examples=["LA001"])
    name: str = Field(description="Name in full", examples=["Northshire"])


class Coverage(Row):
    """Which local authority lies in which organisation."""

    organisation: str = Field(description="Code of the organisation", examples=["5QL"])
    local_authority: str = Field(description="Code of the authority", examples=["LA001"])
    share: Decimal | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Share of the authority's people in the organisation, 0 to 1",
        examples=[0.6],
    )
    partnership: str | None = Field(
        default=None,
        description="Joint posts, pooled budgets and the like",
        examples=["joint director of public health"],
    )
    relevant: bool = Field(
        default=False,
        description="yes when it nominates a member to the Care Trust's board (A3.3)",
        examples=[False],
    )


class Consortium(Row):
    """A GP commissioning consortium."""

    code: str = Field(description="Short unique code, as text", examples=["EC01"])
    name: str = Field(description="Name in full", examples=["First Care"])
    population: int | None = Field(default=None, ge=0, description="Registered patients", examples=[120000])
    status: str | None = Field(
        default=None, description="For example pathfinder Dec 2010", examples=["pathfinder Dec 2010"]
    )


class Footprint(Row):
    """What part of an organisation a consortium covers."""

    consortium: str = Field(description="Code of the consortium", examples=["EC01"])
    organisation: str = Field(description="Code of the organisation", examples=["5QL"])
    share_of_organisation: Decimal = Field(
        gt=0, le=1, description="Share of the organisation's people, above 0 and up to 1", examples=[0.45]
    )


class OfficeHolder(Row):
    """A person in a post today. Key: id, organisation, role."""

    id: str | None = Field(
        default=None, description="Id of the person; empty in a posts-only roster", examples=["P0001"]
    )
    organisation: str = Field(description="Code of the organisation", examples=["5QL"])
    role: Literal["chair", "ned"] = Field(description="chair or ned", examples=["ned"])
    term_end: dt.date = Field(description="Last day in office", examples=["2013-03-31"])
    audit_chair: bool = Field(
        default=False, description="yes for the chair of the audit committee", examples=[False]
    )
    nominated_by: str | None = Field(
        default=None,
        description="Code of the local authority that nominated the person (A3.3)",
        examples=["LA001"],
    )
    la_member: bool = Field(default=False, description="yes when a member of that authority", examples=[False])
    skills: tuple[str, ...] = Field(
        default=(), description="Skills, separated by ;", examples=[["finance", "legal"]]
    )
    max_boards: int | None = Field(
        default=None,
        ge=1,
        description="Most boards the person will serve; advisory limit of 4 if empty",
        examples=[2],
    )
    in_post_since: dt.date | None = Field(
        default=None,
        description="First day in this post, for a limit on years in one post (BRD-TEN)",
        examples=["2008-04-01"],
    )


class Stance(Row):
    """What an office holder has said (confidential). Silence means the person wishes to continue."""

    id: str = Field(description="Id of the person", examples=["P0001"])
    stance: Literal["offers_to_stand_down", "would_take_alternative"] = Field(
        description="The offer made", examples=["offers_to_stand_down"]
    )
    date: dt.date = Field(description="Date of the offer", examples=["2011-04-20"])
    route: str | None = Field(
        default=None,
        description="How it was given, for example letter to the chair",
        examples=["letter to the chair"],
    )


class Equality(Row):
    """Protected characteristics of a person (confidential): totals only, never an input to a choice."""

    id: str = Field(description="Id of the person", examples=["P0001"])
    sex: str | None = Field(
        default=None, description="woman, man, other; empty: not stated", examples=["woman"]
    )
    bme: bool | None = Field(default=None, description="yes or no; empty: not stated", examples=[False])
    disabled: bool | None = Field(default=None, description="yes or no; empty: not stated", examples=[False])


class AlternativeRole(Row):
    """Other local contributions for an organisation's people (A5.3)."""

    organisation: str = Field(description="Code of the organisation", examples=["5QL"])
    count: int = Field(ge=0, description="How many such roles there are", examples=[1])


DecisionKind = Literal[
    "keep_together", "keep_apart", "cross_region", "exempt", "keep_in_post", "place", "release"
]


class Decision(Row):
    """What a planner fixes by hand, with a reason."""

    kind: DecisionKind = Field(description="What is decided", examples=["keep_together"])
    subject: str = Field(description="Organisation, rule or person the decision is about", examples=["5QL"])
    object: str | None = Field(
        default=None, description="Second organisation, region, or codes separated by ;", examples=["5QM"]
    )
    role: Literal["chair", "ned"] | None = Field(default=None, description="Role, for place", examples=["ned"])
    reason: str = Field(
        min_length=1, description="Why; printed in the report", examples=["They share one management team"]
    )
    owner: str = Field(
        min_length=1,
        description="Who decided (a body or post, not a person's name)",
        examples=["the SHA board"],
    )
    route: Literal["agreement", "interview", "paper"] | None = Field(
        default=None, description="Due process for place and release (A5.2)", examples=["interview"]
    )
    date: dt.date | None = Field(default=None, description="Date of the decision", examples=["2011-03-02"])
    reference: str | None = Field(default=None, description="Minute or letter", examples=["minute 4"])


class View(Row):
    """What a stakeholder said (paragraph 8, A3.4): printed beside the plan, never weighed."""

    stakeholder: str = Field(description="Body that was asked", examples=["Northshire Council"])
    subject: str = Field(description="Organisation or cluster the view is about", examples=["5QL"])
    view: str = Field(description="supports, opposes, other words", examples=["supports"])
    date: dt.date | None = Field(default=None, description="Date of the view", examples=["2011-02-03"])
    evidence: str | None = Field(default=None, description="Letter, minute", examples=["letter"])


class ClusterName(Row):
    """A name for the cluster that holds an organisation."""

    organisation: str = Field(description="Code of an organisation of the cluster", examples=["5QL"])
    name: str = Field(description="Name of the cluster", examples=["South Coast"])

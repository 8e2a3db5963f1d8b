"""A comparison: the same figures of today, a reference and several plans, side by side (schema version 1)."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.core.rulebook import Citation, Data


class Piece(BaseModel):
    """Base of all parts of a comparison: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Amount(Piece):
    """What one column has of one figure: from ``low`` to ``high``, both None where there is no figure."""

    low: int | None = None
    high: int | None = None
    of: int | None = None
    """How many there are at most, where the figure is a part of a whole."""
    why: str = ""
    """Why there is no figure, in words; empty where there is one."""


ColumnKind = Literal["today", "reference", "plan", "none"]


class Column(Piece):
    """One thing that is compared. ``none``: a model or a run without a usable plan, kept with its reason."""

    id: str
    title: str
    kind: ColumnKind
    governance: str = ""
    """Id of the governance model asked for, or ``any``; empty for today and the reference."""
    status: str = ""
    """Status of the plan or of the refusal."""
    plan_sha256: str = ""
    """Fingerprint of the plan's content but for its part ``run``; empty where there is no plan."""
    reason: str = ""
    """Why there is no plan, in plain sentences."""
    notes: tuple[str, ...] = ()
    """What a reader must know of this column, for example settings that differ from the others'."""


class Figure(Piece):
    """One row: what is counted, in which unit, by which definition, and every column's amount."""

    id: str
    group: str
    title: str
    unit: str
    definition: str
    basis: str = ""
    """ASSUMED, DERIVED PROXY or RECALLED and what of it, as shown wherever the figure shows; else empty."""
    personal: bool = False
    """A small number would tell of single people, so it is not given."""
    amounts: dict[str, Amount]


Verdict = Literal["borne_out", "not_borne_out", "in_part", "open", "not_known", "no_figure"]


class Claim(Piece):
    """An advantage or a risk that the guidance lists for a model, and whether the figures bear it out."""

    column: str
    kind: Literal["advantage", "risk"]
    text: str
    figures: tuple[str, ...]
    """Ids of the figures it is held against."""
    verdict: Verdict


Standing = Literal["met", "not_met", "needs_agreement", "not_applicable"]


class Principle(Piece):
    """How one column stands by one of the three principles of the letter of 29 September 2011."""

    id: str
    column: str
    standing: Standing
    clusters: int
    """Clusters of several organisations."""
    met: int
    """Those that meet it as planned."""
    can: int
    """Those that do not as planned, but may under the same model if their boards agree to it."""


class Departure(Piece):
    """A rule that a column breaks, or that a recorded decision lifts."""

    column: str
    rule: str
    authority: str
    lifted: bool


class Claimed(Data):
    """Data: which figures an advantage or a risk of the guidance is held against, and how."""

    text: str
    """Word for word as the governance model has it."""
    figures: tuple[str, ...] = ()
    """None where no figure can tell."""
    tests: tuple[str, ...] = ()
    """For each figure what must hold for it to bear the statement out."""
    citation: tuple[Citation, ...]


class Claims(Data):
    """All of them."""

    claims: tuple[Claimed, ...]


class PrincipleText(Data):
    """Data: one of the three principles, in words."""

    id: str
    short: str
    title: str
    met: str
    can: str
    cannot: str
    citation: tuple[Citation, ...]


class Principles(Data):
    """All three, and the day by which they are to be adopted."""

    by: str
    exception: str
    principles: tuple[PrincipleText, ...]


class Decider(Data):
    """Data: for one kind of recommendation who proposes, who is consulted and who decides."""

    id: str
    recommendation: str
    proposes: str
    consulted: str
    decides: str
    citation: tuple[Citation, ...]
    models: tuple[str, ...] = ()
    """Shapes it is about: ``moves`` where boards do not keep their people, ``nominates`` where a cluster board
    is nominated; all where empty."""


class Deciders(Data):
    """The table."""

    deciders: tuple[Decider, ...]


class Voice(Piece):
    """What a partner said, as recorded in views.csv: printed, never weighed."""

    stakeholder: str
    subject: str
    view: str
    date: str
    evidence: str


class Stamp(Piece):
    """What the comparison was made from."""

    instance: str
    instance_sha256: str
    regions: tuple[str, ...]
    rulebook: str
    rulebook_sha256: str


class Comparison(Piece):
    """Everything that is compared."""

    schema_version: Literal[1] = 1
    planner_version: str
    made_from: Stamp
    differences: tuple[str, ...] = ()
    """In what the plans' inputs and settings differ, in sentences; empty where they are alike."""
    columns: tuple[Column, ...]
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    principles: tuple[Principle, ...]
    departures: tuple[Departure, ...]
    deciders: tuple[Decider, ...]
    views: tuple[Voice, ...]
    notes: tuple[str, ...] = ()
    run: dict[str, float] = Field(default_factory=dict)
    """What may differ between two equal comparisons: seconds."""

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Figure of each id."""
        return {f.id: f for f in self.figures}

    @property
    def plans(self) -> tuple[Column, ...]:
        """Columns of plans."""
        return tuple(c for c in self.columns if c.kind == "plan")

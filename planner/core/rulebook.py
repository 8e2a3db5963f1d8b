"""Rules, governance models and guidance as data."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Authority = Literal["statute", "guidance", "letter", "planner", "assumption"]
EASIEST_FIRST: tuple[Authority, ...] = ("planner", "assumption", "letter", "guidance", "statute")
"""Whose rules can be changed first: the planner's own choices, and the law last."""
Strength = Literal["must", "should", "prefer"]
Scope = Literal["candidate", "partition", "board", "plan"]


class Data(BaseModel):
    """Base of everything read from ``models/``: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Citation(Data):
    """Where a rule comes from: a paragraph of a document in ``models/guidance``."""

    document: str
    paragraph: str
    """For example ``7`` or ``A3.3``; resolves to a quotation in the document's file."""


class RuleSpec(Data):
    """One requirement, its weight in law and its parameters; the logic is in ``planner.rules``."""

    id: str
    title: str
    """One plain sentence a planner reads."""
    scope: Scope
    authority: Authority
    strength: Strength
    certainty: str = "DOC"
    """DOC, FOUND, DERIVED, RECALLED, ASSUMED, PROXY: how sure the source is (RULEBOOK.md)."""
    citation: tuple[Citation, ...] = ()
    source: str = ""
    """Statute or other source not among the documents, or why it is the planner's choice or our assumption."""
    on: bool = True
    parameters: dict[str, Any] = Field(default_factory=dict)

    @cached_property
    def cited(self) -> str:
        """Citation as printed, for example ``guidance paragraph 7`` or the words of ``source``."""
        parts = []
        for c in self.citation:
            appendix = c.paragraph.startswith("A")
            parts.append(
                f"{c.document} appendix A paragraph {c.paragraph[1:]}"
                if appendix
                else f"{c.document} paragraph {c.paragraph}"
            )
        if self.source:
            parts.append(self.source)
        return "; ".join(parts)


class OfficerPost(Data):
    """A post of the officer members of every board, in the order in which seats are given."""

    id: str
    title: str
    shared: bool
    """Held by a director of the cluster's single executive team."""
    may_be_non_voting: bool


class ChairBand(Data):
    """Chair pay from a weighted population on, pounds a year."""

    above: int
    """Combined weighted population must exceed this."""
    pounds: int


class PayTable(Data):
    """Seat rates in pounds a year (RULEBOOK.md B7)."""

    ned: int
    audit_chair: int
    chair: tuple[ChairBand, ...]
    """Bands in rising order of ``above``; the first has ``above = -1``."""
    certainty: str
    """What is found and what is a derived proxy, as printed wherever a figure shows."""


class DepartureRates(Data):
    """How many leave office in a year, for the chance that boards last; nobody who leaves is replaced."""

    chair_per_thousand_a_year: int
    """Of 1,000 people who chair a board, so many leave within a year; 0 to 1,000."""
    ned_per_thousand_a_year: int
    """The same for everybody else on a board."""
    vacant_chair: Literal["breaks", "vice_chair_acts"] = "breaks"
    """Whether a vacant chair breaks BRD-2, or a NED acts as chair and is no longer counted as a NED (VAC-2)."""
    certainty: str
    """How sure the figures are, as printed wherever a chance shows."""


class Rulebook(Data):
    """All rules of one reorganisation, its levels in order, its pay table and its officer posts."""

    id: str
    title: str
    target_clusters: int
    """National target for the number of clusters (paragraph 8)."""
    target_organisations: int
    """Number of organisations that the target was set for."""
    rules: tuple[RuleSpec, ...]
    geography_levels: tuple[str, ...]
    board_levels: tuple[str, ...]
    officers: tuple[OfficerPost, ...]
    skills: tuple[str, ...]
    """Skills each board should have between its chair and NEDs."""
    pay: PayTable
    load_limit: int
    """Boards one person serves without being counted as overloaded (E21, advisory)."""
    ned_aim: int
    """Wished number of NEDs, to survive one departure (E22)."""
    population_band: tuple[int, int]
    """Preferred population of a cluster; below and above count as steps."""
    population_step: int
    """People in one step outside the band."""
    cluster_board_limit: int = 10
    """People without executive duties in one body that meets with the executive team (ASSUMED)."""
    departures: DepartureRates | None = None
    """Rates for the chance that boards last (A5.7); without them no chance is shown."""
    sha256: str = ""

    @cached_property
    def by_id(self) -> dict[str, RuleSpec]:
        """Spec of each rule id."""
        return {r.id: r for r in self.rules}


class GovernanceModel(Data):
    """How the boards of one cluster are made: Models 1-4 and a planner's own are points of one family."""

    id: str
    title: str
    chair_scope: Literal["organisation", "cluster"]
    """Each board keeps a chair of its own, or one person chairs every board of the cluster."""
    shared_neds: tuple[int, int]
    """Fewest and most NEDs appointed to all boards of the cluster."""
    locality_neds: tuple[int, int]
    """Fewest and most NEDs appointed to one board only, per board."""
    keeps_boards: bool
    """Every board keeps its own chair and NEDs (Models 1 and 4, standalone)."""
    nominated_cluster_board: bool
    nominees: tuple[int, int] = (0, 0)
    """Fewest and most nominees of each organisation on the cluster board."""
    nominees_from: Literal["board", "neds"] = "board"
    """Nominees come from the whole board, so that a chair may be one, or from its NEDs alone."""
    audit_chair: Literal["organisation", "shared", "either"]
    """Each board has its own among its own or locality NEDs, one shared NED is it for all, or either."""
    meetings: str
    """Board meetings a year the executive team serves, as words or a formula in n (ASSUMED)."""
    meetings_a_year: tuple[int, int] | None = None
    """The same in figures: a fixed number, and so many for each organisation."""
    rules: tuple[str, ...]
    """Ids of the rules of this model, beside those of every board."""
    summary: str
    advantages: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    citation: tuple[Citation, ...] = ()
    source: str = ""

    @property
    def has_clear_body(self) -> bool:
        """Whether it is clear who meets with the executive team as one body of the cluster."""
        return self.chair_scope == "cluster" or self.keeps_boards

    @cached_property
    def yearly_meetings(self) -> tuple[int, int]:
        """``meetings_a_year``; left out, that of the shipped model of the same shape (ASSUMED)."""
        if self.meetings_a_year is not None:
            return self.meetings_a_year
        if self.keeps_boards:
            return (12, 4) if self.nominated_cluster_board else (0, 12)
        return (12, 2) if self.locality_neds[1] > 0 else (12, 0)


class Paragraph(Data):
    """A short quotation of a paragraph."""

    id: str
    text: str


class Document(Data):
    """A document that rules cite."""

    id: str
    title: str
    date: str
    reference: str
    """Gateway or other reference."""
    publisher: str
    paragraphs: tuple[Paragraph, ...]

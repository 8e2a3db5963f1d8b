"""A draft record in the fields of the UK Algorithmic Transparency Recording Standard.

Sections and fields follow version 3.0 of the standard's template; their wording is RECALLED, so the owner
compares them with the template in force. What the tool knows is filled in; all else is marked for the owner.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.io.catalogue import FILES
from planner.report.papers.board import title as titled
from planner.report.papers.document import OWNER, Paper, Section, Table, Text
from planner.report.papers.record_words import (
    ALTERNATIVES,
    ARCHITECTURE,
    BENEFITS,
    DESCRIPTION,
    DETAILS,
    EQUALITY_ASSESSMENT,
    INFORMATION,
    LEARNS_NOTHING,
    METHOD,
    NOTE,
    OUTPUT,
    PERFORMANCE,
    RISKS,
    SCOPE,
    SENSITIVE,
    STORAGE,
)
from planner.report.views import ReportView

KNOWN, MIXED, OPEN = "planner", "planner and owner", "owner"


@dataclass(frozen=True)
class Field:
    """One field: its name, what is entered, and who fills it."""

    name: str
    entry: str
    by: str


def transparency_record(view: ReportView) -> Paper:
    """The record as a paper: one table a section."""
    header = ("Field", "Entry", "Filled in by")
    found = record_fields(view)
    sections = tuple(
        Section(
            title, (Table("Fields of this section", header, tuple((f.name, f.entry, f.by) for f in fields)),)
        )
        for title, fields in found
    )
    left = sum(f.by != KNOWN for _, fields in found for f in fields)
    note = Section("About this draft", (Text(NOTE), Text(f"Fields that still need their owner: {left}.")))
    return Paper(f"Algorithmic transparency record (draft): {titled(view)}", view.notices, (note, *sections))


def record_fields(view: ReportView) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """Sections with their fields, in the order of the standard."""
    facts = {f.name: f.value for f in view.annex.facts}
    version = facts.get("planner version", "not known")
    return (
        (
            "Metadata",
            (
                _known("Version of the standard", "3.0, as RECALLED"),
                _open("Function, phase and region"),
                _open("Date of completion and of updates"),
            ),
        ),
        (
            "Tier 1: overview",
            (
                _known("Name", "planner"),
                _known("Description", DESCRIPTION),
                _open("Website URL"),
                _open("Contact email"),
            ),
        ),
        (
            "Tier 2: owner and responsibility",
            (
                _open("Organisation or department"),
                _open("Team"),
                _open("Senior responsible owner"),
                _open("Third party involvement"),
                _open("Third party, Companies House number, role, procurement, access to data"),
            ),
        ),
        ("Tier 2: description and rationale", _rationale()),
        ("Tier 2: decision-making process", _process(view)),
        ("Tier 2: tool specification", _tool(version)),
        ("Tier 2: operational data", _data(view, facts)),
        (
            "Tier 2: risks, mitigations and impact assessments",
            (
                _mixed("Impact assessments", EQUALITY_ASSESSMENT),
                _mixed("Risks and mitigations", "\n".join(RISKS)),
            ),
        ),
    )


def _known(name: str, entry: str) -> Field:
    return Field(name, entry, KNOWN)


def _mixed(name: str, entry: str) -> Field:
    return Field(name, f"{entry}\n{OWNER}", MIXED)


def _open(name: str) -> Field:
    return Field(name, OWNER, OPEN)


def _rationale() -> tuple[Field, ...]:
    return (
        _known("Detailed description", DETAILS),
        _mixed("Scope", SCOPE),
        _mixed("Benefits", BENEFITS),
        _open("Previous process"),
        _mixed("Alternatives considered", ALTERNATIVES),
    )


def _process(view: ReportView) -> tuple[Field, ...]:
    steps = "\n".join(f"{r.recommendation}: decided by {r.decides} ({r.marks})." for r in view.deciders.rows)
    return (
        _mixed("Process integration", f"It proposes; others decide.\n{steps}"),
        _known("Provided information", INFORMATION),
        _open("Frequency and scale of usage"),
        _mixed("Human decisions and review", f"No decision is taken by the tool.\n{steps}"),
        _open("Required training"),
        _mixed("Appeals and review", "Appointments follow due process (A¶5.2); the tool has no part in it."),
    )


def _tool(version: str) -> tuple[Field, ...]:
    return (
        _known("System architecture", ARCHITECTURE),
        _known("System-level input", "\n".join(f"{f.name}: {f.about}" for f in FILES)),
        _known("System-level output", OUTPUT),
        _open("Maintenance"),
        _known("Model name and version", f"None that learns; planner {version}"),
        _known("Model task and architecture", METHOD),
        _known("Model performance", PERFORMANCE),
        _known("Development data", LEARNS_NOTHING),
    )


def _data(view: ReportView, facts: dict[str, str]) -> tuple[Field, ...]:
    print_ = facts.get("Instance fingerprint (sha256)", "not known")
    invented = " ".join(view.notices[1:])
    source = f"The instance “{view.title}” (sha256 {print_}). {invented}".strip()
    return (
        _mixed("Data sources", source),
        _known("Sensitive attributes", SENSITIVE),
        _known(
            "Data processing methods",
            "Read, checked against the rows' written definitions, counted; not changed.",
        ),
        _mixed("Data access and storage", STORAGE),
        _open("Data sharing agreements"),
    )

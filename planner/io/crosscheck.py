"""Checks across tables: references, links, arrangements, coverage."""

from __future__ import annotations

from typing import Any

from planner.io.collect import Collector, did_you_mean
from planner.io.draft import CARE_TRUSTS, Draft
from planner.io.tables import Placed

_REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("links", "a", "organisation"),
    ("links", "b", "organisation"),
    ("arrangements", "organisation", "organisation"),
    ("coverage", "organisation", "organisation"),
    ("coverage", "local_authority", "authority"),
    ("footprints", "consortium", "consortium"),
    ("footprints", "organisation", "organisation"),
    ("office_holders", "organisation", "organisation"),
    ("office_holders", "nominated_by", "authority"),
    ("stances", "id", "person"),
    ("equality", "id", "person"),
    ("alternative_roles", "organisation", "organisation"),
    ("clusters", "organisation", "organisation"),
)
_ROWS_NAMED = 10
_WHERE = {
    "organisation": ("organisation", "organisations"),
    "authority": ("local authority", "local_authorities"),
    "consortium": ("consortium", "consortia"),
    "person": ("person", "office_holders"),
}


def check_map(draft: Draft, out: Collector) -> None:
    """Everything that tables other than decisions say of organisations and of each other."""
    _references(draft, out)
    _links(draft, out)
    _arrangements(draft, out)
    _coverage(draft, out)


def refers(placed: Placed[Any], column: str, value: str, kind: str, draft: Draft, out: Collector) -> bool:
    """Whether something of that kind is there (or can't be known); adds the fault if not."""
    known = draft.known(kind)
    if known is None or value in known:
        return True
    noun, table = _WHERE[kind]
    code = {"organisation": "P-410", "authority": "P-411", "consortium": "P-412", "person": "P-413"}[kind]
    out.add(
        code,
        f"The {noun} is not known",
        placed.file,
        row=placed.line,
        column=placed.header(column),
        value=value,
        why=f"{table} has no row for it." if known else f"{table} is not given, or has no rows.",
        fix=_instead(value, kind, table, known, draft),
    )
    return False


def _instead(value: str, kind: str, table: str, known: frozenset[str], draft: Draft) -> str:
    """What to write: the code of a name, a code much like it; of a person nothing is guessed."""
    if kind == "person":
        return f"Correct the id, or add it to {table}."
    named = [p.row.code for p in draft.tables[table] if p.row.name.casefold() == value.casefold()]
    if named:
        return f"Write its code, {named[0]}."
    return did_you_mean(value, known, f"Correct the code, or add it to {table}.")


def _references(draft: Draft, out: Collector) -> None:
    for table, column, kind in _REFERENCES:
        for placed in draft.tables[table]:
            value = getattr(placed.row, column)
            if value is not None:
                refers(placed, column, value, kind, draft, out)


def _links(draft: Draft, out: Collector) -> None:
    for placed in draft.tables["links"]:
        if placed.row.a == placed.row.b:
            out.add(
                "P-414",
                "The link joins an organisation to itself",
                placed.file,
                row=placed.line,
                column="b",
                value=placed.row.b,
                why="A link joins two organisations.",
                fix="Correct one of the codes, or delete the row.",
            )
        if placed.row.patients is not None and placed.row.kind != "patient_flow":
            out.add(
                "P-418",
                f"A {placed.row.kind} link has a number of patients",
                placed.file,
                row=placed.line,
                column="patients",
                value=placed.row.patients,
                why="Patients are those of a flow: kind patient_flow.",
                fix="Leave the cell empty, or give the flow a row of its own.",
            )
    flows = [p for p in draft.tables["links"] if p.row.kind == "patient_flow"]
    silent = [p for p in flows if p.row.patients is None]
    if silent and len(silent) < len(flows):
        rows = ", ".join(str(p.line) for p in silent[:_ROWS_NAMED])
        more = f" and {len(silent) - _ROWS_NAMED:,} more" if len(silent) > _ROWS_NAMED else ""
        out.add(
            "P-419",
            "Some flows of patients have a number and others have none",
            silent[0].file,
            row=silent[0].line,
            column="patients",
            why=f"Without a number: row {rows}{more}. Patients and flows can't be added up.",
            fix="Enter patients a year in every patient_flow row, 0 where there are none, or in no row.",
        )


def _arrangements(draft: Draft, out: Collector) -> None:
    extra = {p.row.organisation: p for p in draft.tables["arrangements"]}
    for placed in draft.tables["organisations"]:
        row = placed.row
        if (row.arrangement is None) != (row.arrangement_strength is None):
            lacking = "arrangement_strength" if row.arrangement else "arrangement"
            out.add(
                "P-415",
                f"{lacking} is missing beside the other column",
                placed.file,
                row=placed.line,
                column=lacking,
                why="An established arrangement is kept as it is (HR-2); a partial one is preferred (GEO-5).",
                fix="Fill both columns, or neither.",
            )
        other = extra.get(row.code)
        if other is None or row.arrangement is None:
            continue
        if (row.arrangement, row.arrangement_strength) != (other.row.arrangement, other.row.strength):
            out.add(
                "P-416",
                "The arrangement is given twice and differs",
                other.file,
                row=other.line,
                column="arrangement",
                value=other.row.arrangement,
                why=f'Row {placed.line} of organisations says "{row.arrangement}", {row.arrangement_strength}.',
                fix="Keep it in one of the two places.",
            )


def _coverage(draft: Draft, out: Collector) -> None:
    for placed in draft.tables["coverage"]:
        body = draft.organisations.get(placed.row.organisation)
        if placed.row.relevant and body is not None and body.kind not in CARE_TRUSTS:
            out.add(
                "P-417",
                "relevant is yes, but the organisation is no Care Trust",
                placed.file,
                row=placed.line,
                column="relevant",
                value="yes",
                why=f"{body.code} is of kind {body.kind}; authorities nominate to Care Trusts only (A3.3).",
                fix="Write no, or correct the kind of the organisation.",
            )

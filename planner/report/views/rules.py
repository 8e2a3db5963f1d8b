"""Rules as a table: sentence, authority, verdict in words, measured against limit, paragraph with quotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.people import ABOUT_PEOPLE
from planner.core.plan import Plan, RuleResult
from planner.core.rulebook import Document, RuleSpec
from planner.report.views.privacy import ABOUT_SEATS, Discretion
from planner.report.views.words import AUTHORITY, NONE, STRENGTH, count, mark, quoted
from planner.rules.words import SIGN_OFF

SWITCHED_OFF = "switched off"


@dataclass(frozen=True)
class Quotation:
    """Where it is written, and the words there."""

    where: str
    text: str


@dataclass(frozen=True)
class RuleRow:
    """One rule. ``status`` is the plan's word, ``verdict`` what people read."""

    id: str
    sentence: str
    authority: str
    authority_words: str
    strength_words: str
    scope: str
    status: str
    verdict: str
    measured: str
    limit: str
    source: str
    marks: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    findings: tuple[str, ...]
    sign_off: str

    @property
    def findings_first(self) -> bool:
        """Whether a reader must look at it first."""
        return self.status in ("fail", "exempt")


def rule_rows(plan: Plan, documents: Mapping[str, Document], discretion: Discretion) -> tuple[RuleRow, ...]:
    """Rows in the plan's order, but what is broken or lifted first and what is switched off last."""
    specs = {s.id: s for s in plan.rulebook.effective}
    judged = {r.id for r in plan.rules}
    rows = [_row(r, specs.get(r.id), documents, discretion) for r in plan.rules]
    for spec in plan.rulebook.effective:
        if spec.id not in judged:
            blank = RuleResult(
                id=spec.id,
                authority=spec.authority,
                strength=spec.strength,
                status="not_checked",
                citation=spec.cited,
            )
            rows.append(_row(blank, spec, documents, discretion))
    return tuple(sorted(rows, key=lambda r: ("fail", "exempt").index(r.status) if r.findings_first else 2))


def _row(
    result: RuleResult,
    spec: RuleSpec | None,
    documents: Mapping[str, Document],
    discretion: Discretion,
) -> RuleRow:
    """One rule's row."""
    cited = spec.citation if spec else ()
    private = result.id in ABOUT_PEOPLE and not discretion.names
    seats = result.id in ABOUT_SEATS and discretion.reticent
    marks = tuple(mark(c) for c in cited)
    return RuleRow(
        id=result.id,
        sentence=spec.title if spec else result.id,
        authority=result.authority,
        authority_words=AUTHORITY[result.authority],
        strength_words=STRENGTH[result.strength],
        scope=spec.scope if spec else "plan",
        status=result.status,
        verdict=verdict(result, marks) if spec is None or spec.on else SWITCHED_OFF,
        measured=_open(result.measured, discretion, private=private or seats),
        limit=_open(result.limit, discretion, private=private or seats),
        source=_source(spec) if spec else result.citation,
        marks=marks,
        quotations=tuple(
            Quotation(f"{_reference(c.document, documents)}, {mark(c)}", text)
            for c in cited
            if (text := quoted(c, documents))
        ),
        findings=_findings(
            result,
            discretion,
            private=private or (discretion.public and spec is not None and spec.scope in ("board", "plan")),
        ),
        sign_off=SIGN_OFF[spec.scope if spec else "plan"]
        if result.authority in ("guidance", "letter") and result.status in ("fail", "exempt")
        else "",
    )


def _source(spec: RuleSpec) -> str:
    """Other source than a document, and how sure it is where it rests on memory or on an assumption."""
    unsure = any(word in spec.certainty for word in ("RECALLED", "ASSUMED", "PROXY"))
    return f"{spec.source} [{spec.certainty}]".strip() if unsure else spec.source


def verdict(result: RuleResult, marks: tuple[str, ...]) -> str:
    """The verdict in words; 'lawful' is said of statute alone."""
    where = f" {marks[0]}" if marks else ""
    if result.status == "pass":
        return {"statute": "lawful", "guidance": "follows the guidance", "letter": "follows the letter"}.get(
            result.authority, "met"
        )
    if result.status == "fail":
        if result.strength != "must":
            return "not fully met"
        words = {
            "statute": "breaks the law",
            "guidance": f"departs from guidance{where}",
            "letter": f"departs from the letter{where}",
            "planner": "breaks your choice",
        }
        return words.get(result.authority, "breaks our assumption")
    return {
        "exempt": f"departs from guidance{where} by a recorded decision"
        if result.authority == "guidance"
        else "lifted by a recorded decision",
        "not_applicable": NONE,
        "not_checked": "not checked",
    }[result.status]


def _open(text: str, discretion: Discretion, *, private: bool) -> str:
    """Measured value or limit as everyone may read it."""
    if not text:
        return NONE
    return discretion.withheld if private else discretion.open_text(text)


def _findings(result: RuleResult, discretion: Discretion, *, private: bool) -> tuple[str, ...]:
    """Findings that name nobody, and the number of the others; the public reads none about a single board.

    That a board has no chair, beside today's list of chairs, would be one person's outcome.
    """
    texts = [f.text for f in result.findings]
    hidden = [
        f.text
        for f in result.findings
        if private or discretion.names_someone(f.text) or any(discretion.names_someone(s) for s in f.subject)
    ]
    shown = tuple(t for t in texts if t not in hidden)
    return (
        (*shown, f"{count(len(hidden), 'finding')} about {_whom(discretion)}: {discretion.withheld}.")
        if hidden
        else shown
    )


def _whom(discretion: Discretion) -> str:
    """What findings that are not shown are about."""
    return "people or single boards" if discretion.public else "people"


def _reference(document: str, documents: Mapping[str, Document]) -> str:
    """Short reference of a document; its title is in the list of documents."""
    known = documents.get(document)
    return known.reference if known else document

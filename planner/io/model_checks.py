"""What must hold between the parts of a rulebook or a governance model, beyond the kinds of its values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from planner.core.faults import Fault
from planner.core.rulebook import Citation, Document, GovernanceModel, Rulebook, RuleSpec

_FEWEST, _MOST = 5, 7
"""Directors of a board other than the chair (guidance A3.3)."""


def source_faults(
    file: str, owner: str, item: RuleSpec | GovernanceModel, documents: Mapping[str, Document]
) -> list[Fault]:
    """Citations of ``item`` that lead nowhere, and neither citation nor source.

    Args:
        file: name of the file that ``item`` comes from.
        owner: what ``item`` is called in the fault, for example ``rule GEO-7``.
        item: a rule or a governance model.
        documents: the documents that can be cited, by id.
    """
    if not item.citation and not item.source.strip():
        return [
            Fault(
                code="P-707",
                what=f"{owner} has neither a citation nor a source",
                file=file,
                column=owner,
                why="Every rule says where it comes from, or that it is your choice or an assumption.",
                fix='Add a citation, or for example source = "your choice, and why".',
            )
        ]
    return [_unresolved(file, owner, c, documents) for c in item.citation if not _resolves(c, documents)]


def _resolves(citation: Citation, documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation.document)
    return document is not None and any(p.id == citation.paragraph for p in document.paragraphs)


def _unresolved(file: str, owner: str, citation: Citation, documents: Mapping[str, Document]) -> Fault:
    document = documents.get(citation.document)
    if document is None:
        what = f"{owner} cites the document {citation.document}, which is not there"
        there = f"Documents: {', '.join(sorted(documents))}."
    else:
        what = f"{owner} cites paragraph {citation.paragraph} of {citation.document}, which is not there"
        there = f"Paragraphs: {', '.join(p.id for p in document.paragraphs)}."
    return Fault(
        code="P-706",
        what=what,
        file=file,
        column=owner,
        value=f"{citation.document} {citation.paragraph}",
        why="Every citation leads to a short quotation in models/guidance.",
        fix=f'{there} Or say where it comes from with source = "...".',
    )


def twice(file: str, kind: str, ids: Sequence[str]) -> list[Fault]:
    """Ids that stand more than once."""
    return [
        Fault(
            code="P-709",
            what=f"The {kind} {name} stands {n} times",
            file=file,
            column=kind,
            value=name,
            why="Which one is meant can't be told.",
            fix="Keep one of them.",
        )
        for name, n in Counter(ids).items()
        if n > 1
    ]


def pay_faults(file: str, book: Rulebook) -> list[Fault]:
    """Chair bands that don't cover every population once."""
    above = [b.above for b in book.pay.chair]
    if above and above[0] == -1 and all(a < b for a, b in pairwise(above)):
        return []
    return [
        Fault(
            code="P-710",
            what="The chair bands don't cover every population once",
            file=file,
            column="pay, chair",
            value=", ".join(map(str, above)),
            why="Each band begins above a population and ends where the next begins.",
            fix="Begin with above = -1 and let every next band begin higher.",
        )
    ]


RESERVED = frozenset({"any", "none", "free", "reference"})
"""Words that mean something else where a model's id is asked for."""


def id_faults(file: str, model_id: str) -> list[Fault]:
    """An id of lower-case letters, digits and hyphens that means nothing else."""
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", model_id) and model_id not in RESERVED:
        return []
    return [
        _shape(
            file,
            "id",
            model_id[:60],
            "An id is made of lower-case letters, digits and hyphens, at most 40, and has no other meaning.",
            'Write for example "model-3-two-four".',
        )
    ]


def rule_faults(file: str, model: GovernanceModel) -> list[Fault]:
    """Rules that the shape of a governance model needs but it doesn't list."""
    faults: list[Fault] = []
    missing = [r for r in _needed(model) if r not in model.rules]
    if missing:
        faults.append(
            _shape(
                file,
                "rules",
                ", ".join(model.rules),
                f"A model of this shape is held together by {', '.join(_needed(model))}.",
                f"Add {', '.join(missing)}.",
            )
        )
    return faults


def shape_faults(file: str, model: GovernanceModel) -> list[Fault]:
    """What of a governance model no board could follow, and rules that its shape needs.

    Without this a variant that leaves out a rule would let the boards be anything.
    """
    faults = [
        _shape(
            file,
            name,
            f"{low} to {high}",
            "The first number is the fewest, the second the most.",
            "Give 0 or more, fewest first.",
        )
        for name, (low, high) in (
            ("shared_neds", model.shared_neds),
            ("locality_neds", model.locality_neds),
            ("nominees", model.nominees),
        )
        if not 0 <= low <= high
    ]
    if model.meetings_a_year is not None and not all(0 <= n <= 10_000 for n in model.meetings_a_year):
        faults.append(
            Fault(
                code="P-711",
                what="The meetings a year can't be counted",
                file=file,
                column="meetings_a_year",
                value=", ".join(map(str, model.meetings_a_year)),
                why="It is [fixed, for each organisation]: two numbers of meetings, 0 or more.",
                fix="Write for example meetings_a_year = [12, 2].",
            )
        )
    if model.keeps_boards:
        faults += _keeping(file, model)
    else:
        faults += _replacing(file, model)
    faults += rule_faults(file, model)
    return faults


def _needed(model: GovernanceModel) -> tuple[str, ...]:
    if model.keeps_boards:
        return ("M1-a", "M1-b", "M4-a") if model.nominated_cluster_board else ("M4-a",)
    return ("M3-a", "M3-b", "M3-c") if model.locality_neds[1] > 0 else ("M2-a",)


def _keeping(file: str, model: GovernanceModel) -> list[Fault]:
    faults = []
    if model.chair_scope != "organisation":
        faults.append(
            _shape(
                file,
                "chair_scope",
                model.chair_scope,
                "Boards that keep their own chair have one each.",
                'Write "organisation", or keeps_boards = false.',
            )
        )
    if model.shared_neds != (0, 0) or model.locality_neds != (0, 0):
        faults.append(
            _shape(
                file,
                "shared_neds, locality_neds",
                f"{model.shared_neds}, {model.locality_neds}",
                "Boards that keep their own directors have neither shared nor locality ones.",
                "Write [0, 0] for both, or keeps_boards = false.",
            )
        )
    if model.nominated_cluster_board and model.nominees[1] < 1:
        faults.append(
            _shape(
                file,
                "nominees",
                str(model.nominees),
                "Each organisation nominates to the cluster board (A4.3).",
                "Write for example [1, 1].",
            )
        )
    return faults


def _replacing(file: str, model: GovernanceModel) -> list[Fault]:
    faults = []
    if model.chair_scope != "cluster":
        faults.append(
            _shape(
                file,
                "chair_scope",
                model.chair_scope,
                "Boards that don't keep their own people share one chair.",
                'Write "cluster", or keeps_boards = true.',
            )
        )
    if model.nominated_cluster_board:
        faults.append(
            _shape(
                file,
                "nominated_cluster_board",
                "true",
                "A cluster board is nominated by boards that keep their own people (A4.3).",
                "Write false, or keeps_boards = true.",
            )
        )
    low = model.shared_neds[0] + model.locality_neds[0]
    high = model.shared_neds[1] + model.locality_neds[1]
    if high < _FEWEST or low > _MOST:
        faults.append(
            _shape(
                file,
                "shared_neds, locality_neds",
                f"{low} to {high} together",
                "A board has five to seven directors (A3.3).",
                "Choose numbers that reach five to seven together.",
            )
        )
    return faults


def _shape(file: str, column: str, value: str, why: str, fix: str) -> Fault:
    return Fault(
        code="P-711",
        what="No board can be made as this model says",
        file=file,
        column=column,
        value=value,
        why=why,
        fix=fix,
    )

"""What must hold between the parts of a rulebook, and of any citation, beyond the kinds of its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from planner.core.faults import Fault
from planner.core.rulebook import Citation, Document, GovernanceModel, Rulebook, RuleSpec


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

"""Who must agree to a departure, by the weight of what is broken."""

from __future__ import annotations

from collections.abc import Collection

from planner.core.instance import Instance
from planner.core.plan import Finding, RuleResult
from planner.core.rows import Decision
from planner.core.rulebook import Citation, RuleSpec
from planner.rules.words import SIGN_OFF

_DECISIONS = ("DEC-TOGETHER", "DEC-APART")


def paragraph(citation: Citation) -> str:
    """A paragraph as people write it, for example ``¶7`` or ``A¶5.3``."""
    text = citation.paragraph
    return f"A¶{text[1:]}" if text[:1] == "A" and text[1:2].isdigit() else f"¶{text}"


def weight(spec: RuleSpec, result: RuleResult) -> str:
    """What breaking it means, in the words of the report."""
    cited = ", ".join(paragraph(c) for c in spec.citation)
    if result.authority == "statute":
        return f"not lawful ({spec.cited})"
    if result.authority in ("guidance", "letter"):
        return f"departs from {'guidance' if result.authority == 'guidance' else 'the letter'} {cited}".strip()
    if spec.id.startswith("DEC-"):
        return "against your recorded decision"
    return "your choice" if result.authority == "planner" else f"our assumption ({spec.certainty})"


def who(spec: RuleSpec, finding: Finding, instance: Instance) -> str:
    """Who would have to agree that it is broken."""
    if spec.authority == "statute":
        return "nobody can: it is the law"
    if spec.authority in ("guidance", "letter"):
        return f"sign-off by {SIGN_OFF[spec.scope]}"
    if spec.id in _DECISIONS:
        owners = {d.owner for d in contradicted(instance, finding.subject)}
        if owners:
            return f"the decision's owner: {', '.join(sorted(owners))}"
    return "the SHA, whose choice it is" if spec.authority == "planner" else "the SHA; the assumption is ours"


def contradicted(instance: Instance, cluster: Collection[str]) -> list[Decision]:
    """Decisions about the map that a cluster contradicts: half of a pair kept together, or both kept apart."""
    inside = set(cluster)
    found = []
    for d in instance.decisions:
        here = len({d.subject, d.object} & inside)
        if (d.kind == "keep_together" and here == 1) or (d.kind == "keep_apart" and here == 2):
            found.append(d)
    return found

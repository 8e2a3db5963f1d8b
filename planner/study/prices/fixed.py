"""Rules whose price is known without asking: fixed ones, and those that can't bind here."""

from __future__ import annotations

from planner.core.rulebook import RuleSpec
from planner.engine.asked import models_asked
from planner.io.rulebook import load_governance
from planner.study.prices.question import Question

SHAPE = ("M1-a", "M1-b", "M2-a", "M3-a", "M3-b", "M3-c")
"""Rules that make a governance model what it is; another model is the way to ask for something else."""
ELSEWHERE = ("DEC-TOGETHER", "DEC-APART", "DEC-KEEP", "DEC-PLACE", "DEC-RELEASE", "GEO-10")
"""Rules that stand for decisions and for the number asked for, which are priced one by one."""


def why_fixed(question: Question, spec: RuleSpec) -> tuple[str, bool]:
    """Why a rule needs no asking, and whether it is fixed (True) or just can't bind (False).

    Returns:
        An empty reason where it must be asked; ``elsewhere`` where it is priced under other names or is no
        rule of these boards.
    """
    if spec.id in ELSEWHERE:
        return "elsewhere", False
    only_map = question.governance is None
    if only_map and spec.scope in ("plan", "board"):
        return "elsewhere", False
    if spec.scope == "plan":
        return "it is checked on the finished plan and chooses nothing", False
    if spec.authority == "statute":
        return "the law: it can't be dropped", True
    if spec.id == "GEO-2":
        return "it is what a map is: every organisation has its place", True
    if question.given_map and spec.scope in ("candidate", "partition"):
        return "the grouping was given, so rules about the map choose nothing", False
    if spec.scope == "board":
        return _boards(question, spec)
    if spec.id == "GEO-4" and len(question.instance.regions) < 2:
        return "there is one region only", False
    if spec.id == "GEO-7" and not question.instance.footprints:
        return "no consortium has a known footprint", False
    if spec.id == "HR-2" and not any(
        o.arrangement and o.arrangement_strength == "established" for o in question.instance.organisations
    ):
        return "there is no established arrangement", False
    return "", False


def _boards(question: Question, spec: RuleSpec) -> tuple[str, bool]:
    instance = question.instance
    in_force = {r.id: r for r in question.rulebook.rules if r.on and r.strength == "must"}
    if spec.id.startswith("M") and spec.id[1:2].isdigit():
        pinned = sorted({*question.settings.governance_of.values(), "standalone"})
        models = (
            *models_asked(question.governance, {}, question.settings.models),
            *map(load_governance, pinned),
        )
        if not any(spec.id in m.rules for m in models):
            return "elsewhere", False
        if spec.id in SHAPE:
            return "it makes the governance model what it is; other models are priced as your choice", True
    if spec.id == "BRD-TERM" and instance.renewals != "none":
        return (
            "terms are taken to be renewed where needed (renewals in instance.toml), so it asks nothing",
            False,
        )
    if spec.id == "BRD-LOAD" and all(h.max_boards is None for h in instance.office_holders):
        return "nobody has named a limit of boards", False
    if spec.id == "TRN-3" and not any(
        d.kind == "release" and d.route != "agreement" for d in instance.decisions
    ):
        return "no decision releases anybody without agreement", False
    if spec.id == "BRD-AC" and not spec.parameters.get("financial") and "BRD-3" in in_force:
        law, least = int(in_force["BRD-3"].parameters["min"]), int(spec.parameters["least"])
        if least < law:
            return f"the law asks for more: at least {law} directors (BRD-3), and this rule for {least}", False
    return "", False

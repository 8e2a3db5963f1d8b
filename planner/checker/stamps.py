"""Checks of the stamps: same instance, same rules, same governance models, same decisions."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from planner.checker.case import Case, Problems
from planner.checker.effective import effective
from planner.checker.verdict import Problem
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rows import Decision
from planner.core.rulebook import GovernanceModel
from planner.io.governance_checks import id_faults, rule_faults
from planner.io.model_checks import source_faults
from planner.io.rulebook import UnknownModelError, load_documents, load_governance


def check_instance(instance: Instance, plan: Plan, *, own_rules: bool) -> Problems:
    """The plan is for this instance.

    With ``own_rules`` the rulebook was named for the check, whatever the instance asks for.
    """
    if plan.instance.name != instance.name:
        yield Problem(
            check="INSTANCE-NAME", text=f"the plan is for {plan.instance.name}, the instance is {instance.name}"
        )
    if plan.instance.sha256 != instance.sha256:
        yield Problem(
            check="INSTANCE-CONTENT",
            text="the plan was made for another content of the instance (fingerprints differ)",
        )
    if not own_rules and plan.rulebook.id != instance.rulebook:
        yield Problem(
            check="RULEBOOK-ID",
            text=f"the plan uses rulebook {plan.rulebook.id}, the instance asks for {instance.rulebook}",
        )


def check_rulebook(case: Case) -> Problems:
    """The rules embedded in the plan are those of the rulebook, word for word.

    GEO-10 may stand there with the range of clusters that was asked for.
    """
    stamp, book = case.plan.rulebook, case.rulebook
    if stamp.id != book.id:
        yield Problem(check="RULEBOOK-ID", text=f"the plan uses rulebook {stamp.id}, checked with {book.id}")
    if stamp.sha256 != book.sha256:
        yield Problem(
            check="RULEBOOK-CONTENT", text=f"rulebook {book.id} is not the one the plan was made with"
        )
    embedded = {r.id: r for r in stamp.effective}
    if [r.id for r in stamp.effective] != [r.id for r in book.rules]:
        yield Problem(
            check="RULEBOOK-RULES", text="the plan does not embed every rule of its rulebook in order"
        )
    for rule, in_force in zip(book.rules, effective(book, case.plan).rules, strict=True):
        if rule.id in embedded and _data(embedded[rule.id]) not in (_data(rule), _data(in_force)):
            yield Problem(
                check="RULEBOOK-RULES", text=f"rule {rule.id} was edited in the plan", subject=(rule.id,)
            )


def check_governance(case: Case) -> Problems:
    """Governance models are embedded once each, used, and the shipped ones unless a file was given."""
    used = {c.governance for c in case.plan.clusters if not case.only_map or c.governance == "standalone"}
    embedded = [g.id for g in case.plan.rulebook.governance]
    for model in sorted((used - set(embedded)) if not case.only_map else set()):
        yield Problem(
            check="GOVERNANCE-MODEL",
            text=f"governance model {model} is used and not embedded",
            subject=(model,),
        )
    for model in sorted(m for m in set(embedded) if embedded.count(m) > 1):
        yield Problem(
            check="GOVERNANCE-MODEL", text=f"governance model {model} is embedded twice", subject=(model,)
        )
    for model in sorted(set(embedded) - used if not case.only_map else set()):
        yield Problem(
            check="GOVERNANCE-MODEL",
            text=f"governance model {model} is embedded and not used",
            subject=(model,),
        )
    for governance in case.plan.rulebook.governance:
        text = _not_genuine(case.plan, governance)
        if text:
            yield Problem(check="GOVERNANCE-MODEL", text=text, subject=(governance.id,))


def _not_genuine(plan: Plan, model: GovernanceModel) -> str:
    """Why an embedded model is neither a shipped one nor that of the user's file; empty when it is."""
    try:
        shipped = load_governance(model.id) if not model.id.endswith(".toml") else None
    except UnknownModelError:
        shipped = None
    if shipped is not None:
        return "" if _data(shipped) == _data(model) else f"governance model {model.id} was edited in the plan"
    own = plan.settings.get("governance_model")
    if own is None or own.value is None:
        return f"governance model {model.id} does not come with planner and no file is recorded"
    try:
        given = GovernanceModel.model_validate(own.value)
    except ValidationError:
        return "the setting governance_model holds no governance model"
    faults = [*id_faults("plan", given.id), *rule_faults("plan", given)]
    faults += source_faults("plan", f"governance model {given.id}", given, load_documents())
    if faults:
        return f"governance model {model.id} could not be given as a file: {faults[0].what}"
    return "" if _data(given) == _data(model) else f"governance model {model.id} is not the one of the file"


def check_decisions(case: Case) -> Problems:
    """The plan lists the instance's decisions, all of them and no other."""
    try:
        stated = [_data(Decision.model_validate(d)) for d in case.plan.decisions]
    except ValidationError:
        yield Problem(check="DECISIONS", text="the plan holds a decision that can't be read")
        return
    if stated != [_data(d) for d in case.instance.decisions]:
        yield Problem(check="DECISIONS", text="the plan's decisions are not those of the instance")


def _data(model: BaseModel) -> Any:
    """Content as plain data, so that what went through a file compares equal."""
    return model.model_dump(mode="json")

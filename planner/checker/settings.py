"""Checks of the settings: each is there, and the plan is what it was asked to be."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from planner.checker.assumptions import assumptions_made
from planner.checker.case import Case, Problems
from planner.checker.effective import asked_range
from planner.checker.recorded import RECORDED, check_recorded
from planner.checker.verdict import Problem
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel
from planner.io.rulebook import UnknownModelError, load_governance
from planner.objectives.geography.change_from_reference import named_reference
from planner.objectives.geography.cluster_target import target

EXPECTED = (
    "governance",
    "regions",
    "clusters",
    "cluster_target",
    "geography",
    "only",
    "profile",
    "seed",
    "work_limit",
    "time_limit",
    "reference",
    "ring_fences",
)

IF_ASKED = ("governance_model", "caps", "tolerances")


def setting(plan: Plan, key: str) -> Any:
    """Value of a setting, None when it is missing."""
    found = plan.settings.get(key)
    return None if found is None else found.value


def narrowed(instance: Instance, plan: Plan) -> Instance:
    """The instance of the regions the plan was made for, with the reference that was named for it.

    Raises:
        KeyError: a region is not in the instance; the message names those there are.
        ValueError: the instance was already narrowed to other regions, or the setting is no list of names.
    """
    regions = setting(plan, "regions") or []
    if not isinstance(regions, list | tuple) or not all(isinstance(r, str) for r in regions):
        raise ValueError("the setting regions is not a list of names")
    if instance.regions_kept:
        if sorted(regions) != sorted(instance.regions_kept):
            made = ", ".join(regions) or "all regions"
            raise ValueError(f"the plan is for {made}, the instance for {', '.join(instance.regions_kept)}")
    elif regions:
        instance = instance.within(regions)
    named = named_reference(plan)
    # one that doesn't name everybody is a problem of its own (check_settings)
    return (
        instance.compared_with(named.items()) if named and named.keys() == instance.by_code.keys() else instance
    )


def check_settings(case: Case) -> Problems:
    """Every setting is recorded, and target, governance and geography are as set."""
    for key in EXPECTED:
        if key not in case.plan.settings:
            yield Problem(check="SETTINGS", text=f"the setting {key} is not recorded", subject=(key,))
    for key in sorted(set(case.plan.settings) - {*EXPECTED, *RECORDED, *IF_ASKED}):
        yield Problem(check="SETTINGS", text=f"{key} is no setting", subject=(key,))
    asked = setting(case.plan, "clusters")
    if asked is not None and asked_range(case.plan) is None:
        yield Problem(
            check="SETTINGS", text="the setting clusters is not a range of two numbers", subject=("clusters",)
        )
    wanted = None if asked is not None else target(case.instance, case.rulebook)
    if "cluster_target" in case.plan.settings and setting(case.plan, "cluster_target") != wanted:
        yield Problem(
            check="SETTINGS-TARGET",
            text=f"the target is recorded as {setting(case.plan, 'cluster_target')}; it is {wanted}",
            subject=("cluster_target",),
        )
    if setting(case.plan, "only") not in (None, "geography"):
        yield Problem(
            check="SETTINGS", text="the setting only is neither empty nor geography", subject=("only",)
        )
    if setting(case.plan, "profile") not in ("geography-first", "people-first"):
        yield Problem(
            check="SETTINGS",
            text="the setting profile is neither geography-first nor people-first",
            subject=("profile",),
        )
    yield from _check_named_reference(case)
    yield from _check_governance(case)
    yield from check_recorded(case)
    if setting(case.plan, "geography") == "reference":
        yield from _check_reference(case)


def _check_governance(case: Case) -> Problems:
    """Clusters of several have the governance that was asked for; ``any`` leaves the choice among models."""
    asked = setting(case.plan, "governance")
    own = setting(case.plan, "governance_model")
    if isinstance(own, dict):
        asked = own.get("id", asked)
    if case.only_map:
        return
    pins = setting(case.plan, "governance_of")
    pinned = pins if isinstance(pins, dict) else {}
    among = setting(case.plan, "models") if asked == "any" else None
    for cluster in case.plan.clusters:
        if len(cluster.organisations) == 1:
            continue
        own_model = {pinned[o] for o in cluster.organisations if o in pinned}
        if own_model:
            if own_model != {cluster.governance}:
                yield Problem(
                    check="SETTINGS-GOVERNANCE",
                    text=f"cluster {cluster.id} has governance {cluster.governance}; its own was asked for: "
                    f"{', '.join(sorted(map(str, own_model)))}",
                    subject=(cluster.id,),
                )
        elif isinstance(among, list | tuple) and cluster.governance not in among:
            yield Problem(
                check="SETTINGS-GOVERNANCE",
                text=f"cluster {cluster.id} has governance {cluster.governance}; it may have "
                f"{', '.join(map(str, among))}",
                subject=(cluster.id,),
            )
        elif asked not in ("any", cluster.governance):
            yield Problem(
                check="SETTINGS-GOVERNANCE",
                text=f"cluster {cluster.id} has governance {cluster.governance}; {asked} was asked for",
                subject=(cluster.id,),
            )


def _check_named_reference(case: Case) -> Problems:
    """A grouping that was named as reference places every organisation once."""
    value = setting(case.plan, "reference")
    if value is None:
        return
    named = named_reference(case.plan)
    if named is None or len(named) != len(value) or named.keys() != case.instance.by_code.keys():
        yield Problem(
            check="SETTINGS-REFERENCE",
            text="the setting reference does not name every organisation exactly once with its cluster",
            subject=("reference",),
        )


def _check_reference(case: Case) -> Problems:
    """The clusters are those of the reference grouping, as far as it names organisations."""
    reference = {o.code: o.cluster_reference for o in case.instance.organisations if o.cluster_reference}
    pairs = {(reference[code], case.cluster_of.get(code)) for code in reference}
    groups, clusters = {group for group, _ in pairs}, {cluster for _, cluster in pairs}
    if not len(pairs) == len(groups) == len(clusters):
        yield Problem(check="SETTINGS-GEOGRAPHY", text="the clusters are not those of the reference grouping")


def check_assumptions(case: Case) -> Problems:
    """Everything taken for granted is said, in the words that follow from what was given and asked for."""
    if any(key not in case.plan.settings for key in EXPECTED):
        return
    asked = setting(case.plan, "governance")
    model = case.plan.governance.get(asked) if isinstance(asked, str) else None
    own = setting(case.plan, "governance_model")
    if asked == "any" or setting(case.plan, "governance_of"):
        used = [case.plan.governance.get(i) for i in sorted({c.governance for c in case.plan.clusters})]
        model = next((m for m in used if m is not None and m.nominated_cluster_board), None)
    elif model is None and isinstance(own, dict):
        model = _own(own)
    elif model is None and isinstance(asked, str):
        model = _shipped(asked)
    if list(case.plan.assumptions) != list(
        assumptions_made(case.instance, case.rulebook, case.plan.settings, model)
    ):
        yield Problem(check="ASSUMPTIONS", text="the assumptions listed are not those that the plan makes")


def _own(value: dict[str, Any]) -> GovernanceModel | None:
    """The model of a planner's file as the settings hold it; no cluster may use it."""
    try:
        return GovernanceModel.model_validate(value)
    except ValidationError:
        return None


def _shipped(model_id: str) -> GovernanceModel | None:
    try:
        return load_governance(model_id) if not model_id.endswith(".toml") else None
    except UnknownModelError:
        return None

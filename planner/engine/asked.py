"""What was asked for, written down: settings with their origin, rules in force, assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.instance import Instance
from planner.core.plan import Setting
from planner.core.rulebook import GovernanceModel, Rulebook, RuleSpec
from planner.core.settings import Settings
from planner.io.rulebook import governance_ids, load_governance
from planner.objectives.geography.cluster_target import target

RANGE_RULE = "GEO-10"
ANY = "any"
"""Instead of a governance model: one for each cluster, whichever is best."""


def has_clear_body(model: GovernanceModel) -> bool:
    """Whether it is clear who meets with the executive team as one body of the cluster."""
    return model.chair_scope == "cluster" or model.keeps_boards


def models_asked(governance: GovernanceModel | str | None, caps: dict[str, int]) -> tuple[GovernanceModel, ...]:
    """Models that clusters of several may use; those of the guidance, in their order, for ``any``.

    Raises:
        ValueError: cluster_board is capped and a model leaves open who meets as one body.
    """
    if governance is None:
        return ()
    if governance == ANY:
        models = tuple(load_governance(i) for i in governance_ids() if i != "standalone")
    else:
        models = (load_governance(governance) if isinstance(governance, str) else governance,)
    unclear = [m.id for m in models if not has_clear_body(m)]
    if "cluster_board" in caps and unclear:
        raise ValueError(f"cluster_board can't be capped: {unclear[0]} has own chairs and shared directors")
    return models


def rules_in_force(rulebook: Rulebook, clusters: tuple[int, int] | None) -> tuple[RuleSpec, ...]:
    """The rulebook's rules, with a binding range of clusters as limits of GEO-10."""
    if clusters is None:
        return rulebook.rules
    low, high = clusters
    return tuple(
        r.model_copy(update={"parameters": {**r.parameters, "fewest": low, "most": high}})
        if r.id == RANGE_RULE
        else r
        for r in rulebook.rules
    )


def with_rules(rulebook: Rulebook, rules: tuple[RuleSpec, ...]) -> Rulebook:
    """The same rulebook with other rules; nothing remembered from the old ones."""
    fields = {name: getattr(rulebook, name) for name in Rulebook.model_fields}
    return Rulebook.model_construct(**{**fields, "rules": rules})


def settings_written(
    instance: Instance, rulebook: Rulebook, models: Sequence[GovernanceModel], settings: Settings
) -> dict[str, Setting]:
    """Every setting with its value and where it came from; several models were asked for as ``any``."""
    default = Settings()
    governance = models[0] if len(models) == 1 else None

    def given(value: object, usual: object) -> Setting:
        return Setting(value=value, origin="default" if value == usual else "option")

    written = {
        "governance": Setting(value=governance.id if governance else ANY if models else None, origin="option"),
        "regions": given(list(instance.regions_kept), []),
        "clusters": given(list(settings.clusters) if settings.clusters else None, None),
        "cluster_target": Setting(
            value=None if settings.clusters else target(instance, rulebook),
            origin="assumption" if instance.regions_kept else "default",
        ),
        "geography": given(
            settings.geography if isinstance(settings.geography, str) else "file", default.geography
        ),
        "profile": given(settings.profile, default.profile),
        "only": given("geography" if settings.only_geography else None, None),
        "reference": given(
            [list(pair) for pair in instance.reference] if instance.reference is not None else None, None
        ),
        "ring_fences": given(settings.ring_fences, default.ring_fences),
        "seed": given(settings.seed, default.seed),
        "work_limit": given(settings.work, None),
        "time_limit": given(settings.seconds, default.seconds),
    }
    if settings.caps:
        written["caps"] = Setting(value=dict(settings.caps), origin="option")
    if governance is not None and governance.id not in governance_ids():
        written["governance_model"] = Setting(value=governance.model_dump(mode="json"), origin="option")
    return written

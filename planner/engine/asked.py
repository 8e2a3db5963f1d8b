"""What was asked for, written down: settings with their origin, rules in force, assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.instance import Instance
from planner.core.plan import Origin, Setting
from planner.core.rulebook import GovernanceModel, Rulebook, RuleSpec
from planner.core.settings import Settings
from planner.io.rulebook import governance_ids, load_governance
from planner.objectives.geography.cluster_target import target

RANGE_RULE = "GEO-10"
ANY = "any"
"""Instead of a governance model: one for each cluster, whichever is best."""


def models_asked(
    governance: GovernanceModel | str | None,
    caps: dict[str, int],
    among: Sequence[str] = (),
    pinned: Sequence[str] = (),
) -> tuple[GovernanceModel, ...]:
    """Models that clusters of several may use; those of the guidance, in their order, for ``any``.

    Args:
        governance: a model, the id of a shipped one, or ``any``.
        caps: what is capped.
        among: ids that ``any`` is limited to; empty: all of the guidance's.
        pinned: ids of models that single clusters must have; they follow those that all others may use.

    Raises:
        ValueError: cluster_board is capped and a model leaves open who meets as one body.
    """
    if governance is None:
        return ()
    if governance == ANY:
        ids = [i for i in governance_ids() if i != "standalone" and (not among or i in among)]
        if not ids:
            raise ValueError(f"none of {', '.join(among)} is a model of the guidance")
        models = tuple(load_governance(i) for i in ids)
    else:
        models = (load_governance(governance) if isinstance(governance, str) else governance,)
    here = {m.id for m in models}
    models += tuple(load_governance(i) for i in sorted(set(pinned) - here))
    unclear = [m.id for m in models if not m.has_clear_body]
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

    def setting(key: str, value: object, usual: Origin) -> Setting:
        return Setting(value=value, origin=settings.origins.get(key, usual))

    def given(key: str, value: object, usual: object) -> Setting:
        return setting(key, value, "default" if value == usual else "option")

    aimed = settings.recorded.get("target_clusters")
    written = {
        "governance": setting("governance", governance.id if governance else ANY if models else None, "option"),
        "regions": given("regions", list(instance.regions_kept), []),
        "clusters": given("clusters", list(settings.clusters) if settings.clusters else None, None),
        "cluster_target": Setting(
            value=None if settings.clusters else target(instance, rulebook),
            origin="assumption" if instance.regions_kept else aimed.origin if aimed else "default",
        ),
        "geography": given(
            "geography",
            settings.geography if isinstance(settings.geography, str) else "file",
            default.geography,
        ),
        "profile": given("profile", settings.profile, default.profile),
        "only": given("only", "geography" if settings.only_geography else None, None),
        "reference": given(
            "reference",
            [list(pair) for pair in instance.reference] if instance.reference is not None else None,
            None,
        ),
        "ring_fences": given("ring_fences", settings.ring_fences, default.ring_fences),
        "seed": given("seed", settings.seed, default.seed),
        "work_limit": given("work_limit", settings.work, None),
        "time_limit": given("time_limit", settings.seconds, default.seconds),
    }
    if settings.caps:
        written["caps"] = setting("caps", dict(settings.caps), "option")
    if settings.tolerances:
        written["tolerances"] = setting("tolerances", dict(settings.tolerances), "option")
    if governance is not None and governance.id not in governance_ids():
        written["governance_model"] = setting("governance", governance.model_dump(mode="json"), "option")
    written |= {
        "rulebook": Setting(value=rulebook.id, origin="instance"),
        "as_at": Setting(value=instance.as_at.isoformat(), origin="instance"),
        "horizon_end": Setting(value=instance.horizon_end.isoformat(), origin="instance"),
        "renewals": Setting(value=instance.renewals, origin="instance"),
        **settings.recorded,
    }
    for key in ("geography_levels", "board_levels"):  # an instance whose renewals are chosen has one more
        by_scenario = settings.recorded.get(key)
        origin = by_scenario.origin if by_scenario is not None else "rulebook"
        written[key] = Setting(value=list(getattr(rulebook, key)), origin=origin)
    return written

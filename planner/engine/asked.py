"""What was asked for, written down: settings with their origin, rules in force, assumptions."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.plan import Setting
from planner.core.rulebook import GovernanceModel, Rulebook, RuleSpec
from planner.core.settings import Settings
from planner.io.rulebook import governance_ids
from planner.objectives.geography.cluster_target import target

RANGE_RULE = "GEO-10"


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
    instance: Instance, rulebook: Rulebook, governance: GovernanceModel | None, settings: Settings
) -> dict[str, Setting]:
    """Every setting with its value and where it came from."""
    default = Settings()

    def given(value: object, usual: object) -> Setting:
        return Setting(value=value, origin="default" if value == usual else "option")

    written = {
        "governance": Setting(value=governance.id if governance else None, origin="option"),
        "regions": given(list(instance.regions_kept), []),
        "clusters": given(list(settings.clusters) if settings.clusters else None, None),
        "cluster_target": Setting(
            value=None if settings.clusters else target(instance, rulebook),
            origin="assumption" if instance.regions_kept else "default",
        ),
        "geography": given(
            settings.geography if isinstance(settings.geography, str) else "file", default.geography
        ),
        "only": given("geography" if settings.only_geography else None, None),
        "seed": given(settings.seed, default.seed),
        "work_limit": given(settings.work, None),
        "time_limit": given(settings.seconds, default.seconds),
    }
    if governance is not None and governance.id not in governance_ids():
        written["governance_model"] = Setting(value=governance.model_dump(mode="json"), origin="option")
    return written


def assumptions_made(
    instance: Instance, rulebook: Rulebook, settings: Settings, governance: GovernanceModel | None
) -> tuple[str, ...]:
    """Every default that loosens or fixes something, in plain sentences; none is silent."""
    made = [*instance.assumptions, *instance.left_out]
    if settings.clusters is None and settings.geography == "free":
        wanted = target(instance, rulebook)
        if len(instance.organisations) == rulebook.target_organisations:
            made.append(
                f"The number of clusters aims at {wanted} (guidance ¶8: around {rulebook.target_clusters})."
            )
        else:
            part = f"{len(instance.organisations)} of {rulebook.target_organisations} organisations"
            made.append(
                f"The number of clusters aims at {wanted}: the share of {rulebook.target_clusters} that {part} "
                "have, rounded half up."
            )
    if settings.geography == "reference":
        made.append("The grouping is the reference that the instance gives; it was not chosen by planner.")
    elif settings.geography != "free":
        made.append("The grouping was given in a file; it was not chosen by planner.")
    made.extend(
        f"{spec.id}: {spec.title} {spec.source}".strip()
        for spec in rulebook.rules
        if spec.on and spec.authority == "assumption"
    )
    if settings.only_geography:
        return tuple(made)
    if governance is not None and governance.nominated_cluster_board:
        low, high = governance.nominees
        many = f"{low}" if low == high else f"{low} to {high}"
        made.append(
            f"Each organisation nominates {many} of its board, the chair included, to the cluster board "
            "(A¶4.3 leaves the number open)."
        )
    if instance.renewals == "assumed" and any(
        h.term_end < instance.horizon_end for h in instance.office_holders
    ):
        ending = sum(h.term_end < instance.horizon_end for h in instance.office_holders)
        made.append(
            f"{ending} terms of office end before {instance.horizon_end.isoformat()}; they are assumed to be "
            "renewed."
        )
    made.append("Chairs come from the chairs of today or from outside, unless a decision places somebody else.")
    if any(o.weighted_population is None for o in instance.organisations):
        made.append("Chair pay uses residents where no weighted population is given (A¶5.6).")
    made.append(f"Pay: {rulebook.pay.certainty}")
    made.append(
        "Silence of an office holder means the wish to continue; only an offer lets a person leave before "
        "equals."
    )
    return tuple(dict.fromkeys(made))

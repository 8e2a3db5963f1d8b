"""What a plan takes for granted, in plain sentences, from what was given and asked for."""

from __future__ import annotations

from collections.abc import Mapping

from planner.core.instance import Instance
from planner.core.plan import Setting
from planner.core.rulebook import GovernanceModel, Rulebook, RuleSpec


def assumptions_made(
    instance: Instance,
    rulebook: Rulebook,
    settings: Mapping[str, Setting],
    governance: GovernanceModel | None,
) -> tuple[str, ...]:
    """Every default that loosens or fixes something, in plain sentences; none is silent."""
    made = [*instance.assumptions, *instance.left_out]
    geography, wanted = settings["geography"].value, settings["cluster_target"].value
    if wanted is not None and geography == "free":
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
    if geography == "reference":
        made.append("The grouping is the reference that the instance gives; it was not chosen by planner.")
    elif geography != "free":
        made.append("The grouping was given in a file; it was not chosen by planner.")
    named = settings.get("reference")
    if named is not None and named.value is not None:
        made.append(
            "Change is counted from a grouping that was named for this run, not from the reference that the "
            "instance gives."
        )
    made.extend(
        f"{spec.id}: {spec.title} {spec.source}{_recalled(spec)}".strip()
        for spec in rulebook.rules
        if spec.on and spec.authority == "assumption"
    )
    if settings["only"].value == "geography":
        return tuple(made)
    if governance is not None and governance.nominated_cluster_board:
        low, high = governance.nominees
        many = f"{low}" if low == high else f"{low} to {high}"
        among = (
            "of its board, the chair included," if governance.nominees_from == "board" else "of its directors"
        )
        made.append(
            f"Each organisation nominates {many} {among} to the cluster board (A¶4.3 leaves that open)."
        )
    caps = settings.get("caps")
    if caps is not None and isinstance(caps.value, dict) and "meetings" in caps.value:
        made.append("Meetings a year are counted by the numbers of each governance model, which are ASSUMED.")
    ending = sum(h.term_end < instance.horizon_end for h in instance.office_holders)
    if ending and instance.renewals != "none":
        follows = (
            "they are assumed to be renewed."
            if instance.renewals == "assumed"
            else "those of people who sit on a board beyond them are assumed to be renewed, no others."
        )
        made.append(f"{ending} terms of office end before {instance.horizon_end.isoformat()}; {follows}")
    nominating = {c.organisation for c in instance.coverage if c.relevant}
    trusts = [o.code for o in instance.organisations if o.kind != "pct" and o.code not in nominating]
    if trusts:
        made.append(
            f"No council is said to nominate to {', '.join(trusts)}: the law on a Care Trust's nominees "
            "(A¶3.3) was not checked there."
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


def _recalled(spec: RuleSpec) -> str:
    """How sure an assumption is, where it rests on memory."""
    return f" ({spec.certainty})" if "RECALLED" in spec.certainty else ""

"""Clusters whose model has fewer places than organisations: no fault of a plan, but a planner should know."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.report.views.words import governance_name
from planner.rules.words import count, directors, number


def place_notes(instance: Instance, plan: Plan) -> dict[str, str]:
    """One sentence, without a full stop, for each such cluster id.

    Where one chair and one set of directors serve every board (Model 2), eight places can't give ten
    organisations one of their own people each, whoever is chosen.
    """
    notes = {}
    for cluster in plan.clusters if plan.boards else ():
        places = _places(plan, cluster)
        organisations = len(cluster.organisations)
        if places is None or organisations <= places:
            continue
        short = organisations - places
        several = _several(instance, set(cluster.organisations))
        whoever = "unless somebody has posts in two of them" if several else "whoever is chosen"
        notes[cluster.id] = (
            f"{governance_name(plan, cluster.governance)} has {number(places)} places (one chair and "
            f"{directors(places - 1)}) for {count(organisations, 'organisation')}: {whoever}, at least "
            f"{count(short, 'board')} {'has none of its' if short == 1 else 'have none of their'} own people"
        )
    return notes


def _places(plan: Plan, cluster: Cluster) -> int | None:
    """People that the boards of a cluster have between them at most; None where boards differ."""
    model = plan.governance.get(cluster.governance)
    if model is None or model.keeps_boards or model.chair_scope != "cluster" or model.locality_neds[1]:
        return None
    limits = [int(s.parameters["max"]) for s in plan.rulebook.effective if s.id == "BRD-3" and s.on]
    return 1 + min([model.shared_neds[1], *limits])


def _several(instance: Instance, codes: set[str]) -> bool:
    """Whether somebody holds posts in two organisations of a cluster."""
    held: dict[str, set[str]] = {}
    for row in instance.office_holders:
        if row.id and row.organisation in codes:
            held.setdefault(row.id, set()).add(row.organisation)
    return any(len(organisations) > 1 for organisations in held.values())

"""Words that all explanations of a plan share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.report.views.levels import unit
from planner.report.views.privacy import safe

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import Rulebook
    from planner.study.prices import Delta
    from planner.study.why import Audience

KEPT_BACK = "differs; counts of fewer than five people are not shown to the public"


def title_of(instance: Instance, plan: Plan) -> str:
    """The instance, its regions and the number of clusters."""
    regions = f", {' and '.join(instance.regions_kept)}" if instance.regions_kept else ""
    count = len(plan.clusters)
    return f"{instance.title}{regions}, {count} {'cluster' if count == 1 else 'clusters'}"


def governed(plan: Plan) -> str:
    """The governance model asked for."""
    found = plan.settings.get("governance")
    value = found.value if found is not None else None
    if value is None:
        return ", the map alone"
    if value == "any":
        return ", a model for each cluster"
    model = plan.governance.get(str(value))
    return f", {model.title.partition(':')[0]}" if model is not None else f", {value}"


def doubt(certainty: str) -> str:
    """The words of a source that is not sure, where a rule's limits are shown.

    >>> doubt("ASSUMED, so it is off"), doubt("DOC")
    (', ASSUMED', '')
    """
    return "".join(f", {word}" for word in ("ASSUMED", "RECALLED", "PROXY") if word in certainty)


def held_back(delta: Delta, audience: Audience) -> bool:
    """Whether an aim's figures are too small a count of people for everyone to read."""
    personal = delta.personal or delta.level == "renewals_needed"
    return audience == "public" and personal and not safe(delta.before, delta.after, abs(delta.change))


def change_lines(
    deltas: Sequence[Delta], plan: Plan, rulebook: Rulebook, audience: Audience, indent: str
) -> Iterator[str]:
    """One line for each aim that differs, what matters first on top."""
    for delta in deltas:
        if not delta.change:
            continue
        if held_back(delta, audience):
            yield f"{indent}{delta.title}: {KEPT_BACK}."
            continue
        more = "more" if delta.change > 0 else "less" if delta.unit in _MASS else "fewer"
        words = unit(plan, delta.level, delta.unit, rulebook)
        sure = "" if delta.proved else "; not proved"
        span = f"{delta.before:,} to {delta.after:,} {words}"
        yield f"{indent}{delta.title}: {abs(delta.change):,} {more}, {span}{sure}"


_MASS = ("pounds a year",)
"""Units of which there is less, not fewer."""

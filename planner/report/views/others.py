"""Other good plans beside this one: how far apart, what differs in words, and every aim that tells them apart.

Figures of another plan are told to an audience as a report of that plan would tell them, and only where the
same can be told of every plan of the list: two totals of which one is kept back would give it away. In public,
totals that depend on who leaves by their own offer also stay back where two plans differ by fewer than five.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Level, Plan
from planner.core.rulebook import Rulebook
from planner.core.saved import SavedOptions
from planner.report.views.levels import shown, unit
from planner.report.views.privacy import Audience, Discretion, safe
from planner.report.views.words import count, listed, number
from planner.study.options.distance import distance
from planner.study.options.words import structure

FROM_OFFERS = frozenset({"offers_used", "recruits", "chairs_lost", "cost", "cost_change", "renewals_needed"})
"""Aims from whose values, beside places that end, the number of offers would follow."""

SIDE_BY_SIDE = 6
"""Plans beside this one in one table, so that it fits on paper."""


@dataclass(frozen=True)
class OtherRow:
    """One plan of the list."""

    name: str
    clusters: int
    proved: str
    moves: int
    """Organisations that would have to move, from this plan's map."""
    nearest: int | None
    """The fewest from any other plan of the list; None where it is alone."""
    differences: tuple[str, ...]


@dataclass(frozen=True)
class AimRow:
    """One aim, for this plan and for every plan of the list in its order."""

    title: str
    unit: str
    mine: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Others:
    """One list of plans."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[OtherRow, ...]
    aims: tuple[AimRow, ...]
    """Those whose values differ."""
    note: str
    """Which aims are equal in all, and which are kept back."""

    @property
    def blocks(self) -> tuple[range, ...]:
        """Places of the plans that stand in one table."""
        return tuple(
            range(a, min(a + SIDE_BY_SIDE, len(self.rows))) for a in range(0, len(self.rows), SIDE_BY_SIDE)
        )


def others(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    saved: SavedOptions,
    plans: Sequence[Plan],
    audience: Audience,
) -> Others:
    """The view of a list of plans for the same question.

    Args:
        instance: what was given, narrowed as it was solved.
        plan: the report's own.
        rulebook: for units.
        saved: the list.
        plans: its plans, in its order.
        audience: whom the report is for.

    Raises:
        ValueError: a plan groups other organisations.
    """
    maps = [[c.organisations for c in p.clusters] for p in plans]
    mine = [c.organisations for c in plan.clusters]
    rows = []
    for n, (entry, other) in enumerate(zip(saved.options, plans, strict=True)):
        lines = [re.sub(r"\bmodel-(?=[0-9])", "Model ", x) for x in structure(instance, plan, other)]
        same = "This plan itself." if _alike(plan, other) else "The same map and the same models."
        rows.append(
            OtherRow(
                name=name_of(entry.option),
                clusters=len(other.clusters),
                proved="yes" if other.status == "optimal" else "no",
                moves=distance(mine, maps[n]),
                nearest=min((_apart(saved, maps, n, k) for k in range(len(maps)) if k != n), default=None),
                differences=tuple(lines) or (same,),
            )
        )
    aims, note = _aims(instance, plan, rulebook, plans, audience) if plans else ((), "")
    return Others(_title(saved), _sentences(instance, plan, saved, audience), tuple(rows), aims, note)


def name_of(option: str) -> str:
    """A plan's name as people read it.

    >>> name_of("option-03"), name_of("4-clusters"), name_of("model-2")
    ('Plan 3', '4 clusters', 'Model 2')
    """
    kind, _, rest = option.partition("-")
    if kind == "option" and rest.isdigit():
        return f"Plan {int(rest)}"
    text = option.replace("-", " ")
    return text[:1].upper() + text[1:]


def _apart(saved: SavedOptions, maps: Sequence[Sequence[Sequence[str]]], n: int, k: int) -> int:
    """As the list says, which tells each plan's distances from all before it; counted where it doesn't."""
    low, high = min(n, k), max(n, k)
    told = saved.options[high].distances
    return told[low] if len(told) == high else distance(maps[low], maps[high])


def _alike(plan: Plan, other: Plan) -> bool:
    """Whether they are one plan: map, models and every aim."""
    return (
        {c.organisations: c.governance for c in plan.clusters}
        == {c.organisations: c.governance for c in other.clusters}
        and [(x.id, x.value) for x in plan.levels] == [(x.id, x.value) for x in other.levels]
    )  # fmt: skip


def _title(saved: SavedOptions) -> str:
    return {
        "options": "Good plans that differ",
        "by clusters": "The best plan for each number of clusters",
        "by models": "The best plan under each governance model",
    }[saved.kind]


def _sentences(instance: Instance, plan: Plan, saved: SavedOptions, audience: Audience) -> tuple[str, ...]:
    """What was asked for, and what is certain of the list."""
    discretion = Discretion(instance, plan, audience)
    # why there is none may speak of single boards, which nobody but boards reads
    hidden = {w.option: discretion.public or discretion.names_someone(w.why) for w in saved.without}
    found = [
        f"{name_of(w.option)}: no plan" + ("." if hidden[w.option] else f". {w.why}") for w in saved.without
    ]
    if saved.kind != "options":
        return tuple(found)
    said = [f"{count(len(saved.options), 'plan')}, the best first; Plan 1 is the best plan of its question."]
    if saved.distance is not None:
        move = "organisation moves" if saved.distance == 1 else "organisations move"
        said.append(f"Between any two of them at least {number(saved.distance)} {move} to another cluster.")
    if saved.proved:
        said.append("Each next plan has the best map of all that are left: proved.")
    else:
        said.append("Not every one is proved best: the search was cut short.")
    if saved.proved and saved.ended == "none_left":
        said.append("Proved: no further plan within the tolerances is that far from all of these.")
    levels = {x.id: x for x in plan.levels}
    limits = [
        f"{levels[i].title} at most {number(most)}, {number(saved.best[i])} in Plan 1"
        for i, most in saved.limits.items()
        if i in levels and i in saved.best and (i in _of_map(plan) or not discretion.public)
    ]
    if limits:
        said.append(
            f"Tolerances: {'; '.join(limits)}. A tolerance that nobody gave is ASSUMED: a tenth, at least 2."
        )
    return (*said, *found)


def _of_map(plan: Plan) -> frozenset[str]:
    """Ids of the aims about the map."""
    setting = plan.settings.get("geography_levels")
    value = setting.value if setting is not None else ()
    return frozenset(str(x) for x in value) if isinstance(value, list | tuple) else frozenset()


def _aims(
    instance: Instance, plan: Plan, rulebook: Rulebook, plans: Sequence[Plan], audience: Audience
) -> tuple[tuple[AimRow, ...], str]:
    """Aims that tell the plans apart, in order, and a note on the others."""
    every = (plan, *plans)
    discretions = [Discretion(instance, p, audience) for p in every]
    known = [{x.id: x for x in p.levels} for p in every]
    offers = [k["offers_used"].value for k in known if "offers_used" in k]
    close = discretions[0].public and (
        any(d.reticent for d in discretions) or not safe(*(abs(a - b) for a in offers for b in offers))
    )
    rows, equal, back = [], [], []
    for level in plan.levels:
        found = [k.get(level.id) for k in known]
        if None in found:
            continue
        values = [x for x in found if x is not None]
        if not _told(level, values, discretions, close=close, audience=audience):
            back.append(level.title)
        elif len({x.value for x in values}) == 1:
            equal.append(level.title)
        else:
            mine, *rest = [number(x.value) for x in values]
            rows.append(AimRow(level.title, unit(plan, level.id, level.unit, rulebook), mine, tuple(rest)))
    said = [f"Equal in all of them: {listed(equal, 40)}."] if equal else []
    if back:
        said.append(f"Kept back, for small numbers of people could follow: {listed(back, 40)}.")
    return tuple(rows), " ".join(said)


def _told(
    level: Level, values: Sequence[Level], discretions: Sequence[Discretion], *, close: bool, audience: Audience
) -> bool:
    """Whether every plan's own report would give the figure, and none of them gives another one away."""
    if audience == "panel":
        return True
    if level.personal or (close and level.id in FROM_OFFERS):
        return False
    return all(shown(x, x.value, d) == number(x.value) for x, d in zip(values, discretions, strict=True))

"""Competitions by seats and size of pool, how much is certain, and totals by characteristic: never a person.

A chair, an audit chair and a nominee is a single holder, so competitions for such posts are only counted. Of
the others a figure is given where neither it nor what it leaves for the rest is a small number of people: who
knows today's boards could name them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.fences import SEATS_OPEN, SINGLE, PostKind, post_kind
from planner.core.instance import Instance
from planner.core.outcomes import LEAVING
from planner.core.plan import Plan, RingFence
from planner.core.rows import Equality
from planner.report.views.clusters import numbering
from planner.report.views.privacy import FEWEST, WITHHELD, Discretion
from planner.report.views.words import capital, count, number


@dataclass(frozen=True)
class FenceRow:
    """One ring-fenced competition; figures as text, or that they are not shown."""

    cluster: int
    name: str
    post: str
    seats: str
    pool: str
    conditions: str


@dataclass(frozen=True)
class EqualityRow:
    """One protected characteristic: people today, and fewest and most who may keep a place."""

    characteristic: str
    today: str
    fewest: str
    most: str


@dataclass(frozen=True)
class Fences:
    """What competitions there are; ``computed`` is False where nothing is known of any person."""

    computed: bool
    summary: tuple[str, ...]
    rows: tuple[FenceRow, ...]
    equality: tuple[EqualityRow, ...]


def computed(plan: Plan) -> bool:
    """Whether how certain outcomes are is known of everybody."""
    return bool(plan.people) and all(p.certainty != "not_computed" for p in plan.people)


def fences(instance: Instance, plan: Plan, discretion: Discretion) -> Fences:
    """Competitions for posts of several holders by cluster number, and totals.

    Args:
        instance: what was given, with protected characteristics if there are any.
        plan: the finished plan.
        discretion: keeps ids out of conditions.
    """
    numbers, names = numbering(plan), {c.id: c.name for c in plan.clusters}
    rows, single = [], 0
    for fence in plan.ring_fences:
        kind = post_kind(fence.id)
        if kind is None or kind.kind in SINGLE:
            single += 1
            continue
        seats, pool = _figures(plan, fence, kind)
        rows.append(
            FenceRow(
                cluster=numbers[fence.cluster],
                name=names[fence.cluster],
                post=fence.post,
                seats=seats,
                pool=pool,
                conditions="; ".join(discretion.open_texts(fence.conditions, "conditions")),
            )
        )
    rows.sort(key=lambda r: r.cluster)
    known = computed(plan)
    return Fences(
        computed=known,
        summary=_summary(plan, len(rows), single) if known else (),
        rows=tuple(rows),
        equality=_equality(instance, plan) if known else (),
    )


def _safe(*parts: int) -> bool:
    """Whether all parts of a whole may be given: none of them is a small number of people."""
    return all(part == 0 or part >= FEWEST for part in parts)


def _figures(plan: Plan, fence: RingFence, kind: PostKind) -> tuple[str, str]:
    """Seats and size of the pool, each only where it tells of no small group."""
    cluster = next(c for c in plan.clusters if c.id == fence.cluster)
    inside = set(cluster.organisations)
    here = {p.id for p in plan.people if any(post.organisation in inside for post in p.from_)}
    pool = set(fence.pool)
    shown = _safe(len(pool), len(here - pool))
    boards = [plan.board_of[o] for o in cluster.organisations if kind.organisation in ("", o)]
    holding = {n.person for b in boards for n in b.neds if n.seat == kind.kind}
    certain = {p.id for p in plan.people} & (holding - pool)
    seats = number(fence.seats) if _safe(len(certain)) and kind.kind != "alternative" else WITHHELD
    return seats, number(len(pool)) if shown else WITHHELD


def _summary(plan: Plan, several: int, single: int) -> tuple[str, ...]:
    """How many competitions, and for how many people something is open."""
    is_open = sum(p.certainty == "open" for p in plan.people)
    same = len(plan.people) - is_open
    said = [
        f"{capital(count(several + single, 'ring-fenced competition'))} (A¶4.6), {number(single)} of them "
        "for a post of a single holder, such as a chair; those are counted only."
    ]
    if _safe(is_open, same):
        said.append(
            f"For {count(is_open, 'person', 'people')} the outcome is open, for {number(same)} it is the same "
            "in every plan that is as good, judged without regard to persons."
        )
    return tuple(said)


def _equality(instance: Instance, plan: Plan) -> tuple[EqualityRow, ...]:
    """Totals by characteristic. They enter no choice, so after the change they lie between two figures."""
    about = {e.id: e for e in instance.equality}
    if not about:
        return ()
    kinds: tuple[tuple[str, Callable[[Equality], bool]], ...] = (
        ("women", lambda e: e.sex == "woman"),
        ("black and minority ethnic people", lambda e: e.bme is True),
        ("disabled people", lambda e: e.disabled is True),
        ("all whose characteristics were given", lambda _: True),
    )
    people = [p for p in plan.people if p.id in about]
    stay = {p.id for p in people if _stays(p.certainty, p.outcome, p.reason)}
    leave = {p.id for p in people if p.certainty == "decided" and p.outcome in LEAVING}
    rows = []
    for words, has in kinds:
        group = {p.id for p in people if has(about[p.id])}
        rest = {p.id for p in people} - group
        kept, gone = len(group & stay), len(group & leave)
        others = (len(rest & stay), len(rest & leave), len(rest) - len(rest & stay) - len(rest & leave))
        if not _safe(len(group), len(rest)):
            rows.append(EqualityRow(words, WITHHELD, WITHHELD, WITHHELD))
        elif not _safe(kept, gone, len(group) - kept - gone, *others):
            rows.append(EqualityRow(words, number(len(group)), WITHHELD, WITHHELD))
        else:
            rows.append(EqualityRow(words, number(len(group)), number(kept), number(len(group) - gone)))
    return tuple(rows)


def _stays(certainty: str, outcome: str, reason: str) -> bool:
    """Whether somebody keeps a place in every plan as good."""
    return (certainty == "decided" and outcome not in LEAVING) or reason.endswith(SEATS_OPEN)

"""Competitions by seats and size of pool, how much is certain, and totals by characteristic: never a person.

A chair, an audit chair and a nominee is a single holder, so competitions for such posts are only counted. Of
the others a figure is given where neither it nor what it leaves for the rest is a small number of people: who
knows today's boards could name them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.fences import SINGLE, PostKind, post_kind
from planner.core.instance import Instance
from planner.core.outcomes import LEAVING
from planner.core.plan import Plan, RingFence
from planner.core.rows import Equality
from planner.report.views.certainty import OPEN_MEANS, certainty_sentences, computed, stays
from planner.report.views.clusters import numbering
from planner.report.views.privacy import Discretion, safe
from planner.report.views.words import capital, count, number

NOT_SHOWN = "not shown"
"""In place of a figure; the section says why."""


@dataclass(frozen=True)
class FenceRow:
    """One ring-fenced competition; figures as text, or that they are not shown."""

    cluster: int
    name: str
    post: str
    seats: str
    pool: str
    conditions: str
    """Its own, beside those of every row."""
    every: str
    """All its conditions."""


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
    common: str
    """Conditions of every row, said once."""
    rows: tuple[FenceRow, ...]
    equality: tuple[EqualityRow, ...]


def fences(instance: Instance, plan: Plan, discretion: Discretion) -> Fences:
    """Competitions for posts of several holders by cluster number, and totals.

    Args:
        instance: what was given, with protected characteristics if there are any.
        plan: the finished plan.
        discretion: keeps ids out of conditions.
    """
    numbers, names = numbering(plan), {c.id: c.name for c in plan.clusters}
    found: list[tuple[RingFence, PostKind]] = []
    single = 0
    for fence in plan.ring_fences:
        kind = post_kind(fence.id)
        if kind is None or kind.kind in SINGLE:
            single += 1
            continue
        found.append((fence, kind))
    first = found[0][0].conditions if len(found) > 1 else ()
    common = [c for c in first if all(c in fence.conditions for fence, _ in found)]
    rows = []
    for fence, kind in found:
        seats, pool = _figures(plan, fence, kind)
        own = discretion.open_texts([c for c in fence.conditions if c not in common], "conditions")
        rows.append(
            FenceRow(
                cluster=numbers[fence.cluster],
                name=names[fence.cluster],
                post=_post_words(instance, fence, kind),
                seats=seats,
                pool=pool,
                conditions="; ".join(own) or "none of its own",
                every="; ".join(discretion.open_texts(fence.conditions, "conditions")),
            )
        )
    rows.sort(key=lambda r: r.cluster)
    known = computed(plan)
    return Fences(
        computed=known,
        summary=_summary(plan, len(rows), single) if known else (),
        common="; ".join(discretion.open_texts(common, "conditions")),
        rows=tuple(rows),
        equality=_equality(instance, plan) if known else (),
    )


def _post_words(instance: Instance, fence: RingFence, kind: PostKind) -> str:
    """The post, with an organisation's name in place of its code."""
    code = kind.organisation
    return fence.post.replace(code, f"{instance.by_code[code].name} ({code})") if code else fence.post


def _figures(plan: Plan, fence: RingFence, kind: PostKind) -> tuple[str, str]:
    """Seats and size of the pool, each only where it tells of no small group."""
    cluster = next(c for c in plan.clusters if c.id == fence.cluster)
    inside = set(cluster.organisations)
    here = {p.id for p in plan.people if any(post.organisation in inside for post in p.from_)}
    pool = set(fence.pool)
    shown = safe(len(pool), len(here - pool))
    boards = [plan.board_of[o] for o in cluster.organisations if kind.organisation in ("", o)]
    holding = {n.person for b in boards for n in b.neds if n.seat == kind.kind}
    certain = {p.id for p in plan.people} & (holding - pool)
    seats = number(fence.seats) if safe(len(certain)) and kind.kind != "alternative" else NOT_SHOWN
    return seats, number(len(pool)) if shown else NOT_SHOWN


def _summary(plan: Plan, several: int, single: int) -> tuple[str, ...]:
    """For how many people something is open, and how many competitions settle it."""
    competitions = capital(count(several + single, "ring-fenced competition"))
    alone = f", {number(single)} of them for a post of a single holder, such as a chair; those are counted only"
    open_ = [text for text in certainty_sentences(plan) if text != OPEN_MEANS]  # said above the list
    return (*open_, f"{competitions} (A¶4.6){alone if single else ''}.")


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
    stay = {p.id for p in people if stays(p)}
    leave = {p.id for p in people if p.certainty == "decided" and p.outcome in LEAVING}
    rows = []
    for words, has in kinds:
        group = {p.id for p in people if has(about[p.id])}
        rest = {p.id for p in people} - group
        kept, gone = len(group & stay), len(group & leave)
        others = (len(rest & stay), len(rest & leave), len(rest) - len(rest & stay) - len(rest & leave))
        if not safe(len(group), len(rest)):
            rows.append(EqualityRow(words, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN))
        elif not safe(kept, gone, len(group) - kept - gone, *others):
            rows.append(EqualityRow(words, number(len(group)), NOT_SHOWN, NOT_SHOWN))
        else:
            rows.append(EqualityRow(words, number(len(group)), number(kept), number(len(group) - gone)))
    return tuple(rows)

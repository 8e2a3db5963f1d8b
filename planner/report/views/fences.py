"""Competitions by seats and size of pool, how much is certain, and totals by characteristic: never a person.

A chair, an audit chair and a nominee is a single holder, so in public competitions for such posts are only
counted, and those for posts of one board are put together by cluster. Of the others a figure is given where
neither it nor what it leaves for the rest is a small number of people: who knows today's boards could name
them. Boards read every competition, a panel also who is in each pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.fences import SINGLE, Kind, PostKind, post_kind
from planner.core.instance import Instance
from planner.core.plan import Plan, RingFence
from planner.report.views.certainty import OPEN_MEANS, certainty_sentences, computed
from planner.report.views.clusters import numbering
from planner.report.views.equality import EqualityRow, equality_rows
from planner.report.views.privacy import FEWEST, NOT_SHOWN, Discretion, safe
from planner.report.views.words import capital, count, number

__all__ = ["NOT_SHOWN", "EqualityRow", "FenceRow", "Fences", "fences"]

UNCOUNTED = (
    "Ring-fenced competitions settle what is open (A¶4.6); how many there are for a post of a single holder, "
    "such as a chair, is not shown."
)
TOGETHER: dict[Kind, str] = {
    "own": "directors of single boards",
    "locality": "locality directors, of one board each",
}
"""Posts of single boards, put together by cluster."""


@dataclass(frozen=True)
class FenceRow:
    """One competition, or those of a kind in a cluster; figures as text, or that they are not shown."""

    cluster: int
    name: str
    post: str
    seats: str
    pool: str
    conditions: str
    """Its own, beside those of every row."""
    every: str
    """All its conditions."""
    people: tuple[str, ...] = ()
    """Who is in the pool; for a panel alone."""


@dataclass(frozen=True)
class Fences:
    """What competitions there are; ``computed`` is False where nothing is known of any person."""

    computed: bool
    summary: tuple[str, ...]
    common: str
    """Conditions of every row, said once."""
    rows: tuple[FenceRow, ...]
    equality: tuple[EqualityRow, ...]


@dataclass(frozen=True)
class _Group:
    """Competitions that make one row."""

    cluster: str
    kind: PostKind
    fences: tuple[RingFence, ...]

    @property
    def seats(self) -> int:
        """Seats of all of them."""
        return sum(f.seats for f in self.fences)

    @property
    def pool(self) -> set[str]:
        """Everybody in one of the pools."""
        return {p for f in self.fences for p in f.pool}

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every condition once."""
        return tuple(dict.fromkeys(c for f in self.fences for c in f.conditions))


def fences(instance: Instance, plan: Plan, discretion: Discretion) -> Fences:
    """Competitions by cluster number, and totals.

    Args:
        instance: what was given, with protected characteristics if there are any.
        plan: the finished plan.
        discretion: whom the report is for; keeps ids out of conditions.
    """
    numbers, names = numbering(plan), {c.id: c.name for c in plan.clusters}
    groups, hidden = _groups(plan, discretion)
    first = groups[0].conditions if len(groups) > 1 else ()
    common = [c for c in first if all(c in g.conditions for g in groups)]
    rows = []
    for group in groups:
        seats, pool = (
            _figures(plan, group, reticent=discretion.reticent)
            if discretion.public
            else (number(group.seats), number(len(group.pool)))
        )
        own = discretion.open_texts([c for c in group.conditions if c not in common], "conditions")
        rows.append(
            FenceRow(
                cluster=numbers[group.cluster],
                name=names[group.cluster],
                post=_post_words(instance, group, discretion),
                seats=seats,
                pool=pool,
                conditions="; ".join(own) or "none of its own",
                every="; ".join(discretion.open_texts(group.conditions, "conditions")),
                people=tuple(sorted(group.pool)) if discretion.names else (),
            )
        )
    rows.sort(key=lambda r: r.cluster)
    known = computed(plan)
    return Fences(
        computed=known,
        summary=_summary(plan, len(plan.ring_fences), hidden, discretion) if known else (),
        common="; ".join(discretion.open_texts(common, "conditions")),
        rows=tuple(rows),
        equality=equality_rows(instance, plan, pinned=discretion.pinned) if known else (),
    )


def _groups(plan: Plan, discretion: Discretion) -> tuple[list[_Group], int]:
    """Competitions to be shown, in the order of the plan, and how many are only counted."""
    held: dict[tuple[str, str], list[RingFence]] = {}
    kinds: dict[tuple[str, str], PostKind] = {}
    hidden = 0
    for fence in plan.ring_fences:
        kind = post_kind(fence.id)
        if kind is None or (discretion.public and kind.kind in SINGLE):
            hidden += 1
            continue
        key = (fence.cluster, kind.kind if discretion.public else fence.id)
        held.setdefault(key, []).append(fence)
        kinds.setdefault(key, kind)
    return [_Group(key[0], kinds[key], tuple(found)) for key, found in held.items()], hidden


def _post_words(instance: Instance, group: _Group, discretion: Discretion) -> str:
    """The post, with an organisation's name in place of its code; in public those of single boards together."""
    if discretion.public and group.kind.kind in TOGETHER:
        return TOGETHER[group.kind.kind]
    code = group.kind.organisation
    post = group.fences[0].post
    return post.replace(code, f"{instance.by_code[code].name} ({code})") if code else post


def _figures(plan: Plan, group: _Group, *, reticent: bool) -> tuple[str, str]:
    """Seats and size of the pool, each only where it tells of no small group."""
    cluster = next(c for c in plan.clusters if c.id == group.cluster)
    inside = set(cluster.organisations)
    pool, kind = group.pool, group.kind.kind
    here = [p for p in plan.people if any(post.organisation in inside for post in p.from_)]
    rest = {p.id for p in here} - pool
    shown = safe(len(pool), len(rest)) and _unsettled(plan, group.fences)
    holding = {n.person for o in cluster.organisations for n in plan.board_of[o].neds if n.seat == kind}
    certain = {p.id for p in plan.people} & (holding - pool)
    seats = number(group.seats) if safe(len(certain)) and kind != "alternative" else NOT_SHOWN
    boards = {post_kind(f.id) for f in group.fences}
    if kind in TOGETHER and len(boards) < FEWEST:
        shown = False  # the pool of one board is its directors, whom the lists name
    if not safe(sum(p.outcome == "place_ends" for p in here)):
        seats, shown = NOT_SHOWN, False  # less the people of today they would tell how many places end here
    if reticent:
        seats = NOT_SHOWN  # they would tell how many are filled
    return seats, number(len(pool)) if shown else NOT_SHOWN


def _unsettled(plan: Plan, found: Sequence[RingFence]) -> bool:
    """Whether the pool may be told: where it holds everybody and as many seats, it settles who keeps one."""
    return any(len(f.pool) > f.seats for f in found) or not plan.people


def _summary(plan: Plan, total: int, hidden: int, discretion: Discretion) -> tuple[str, ...]:
    """For how many people something is open, and how many competitions settle it."""
    competitions = capital(count(total, "ring-fenced competition"))
    alone = f", {number(hidden)} of them for a post of a single holder, such as a chair; those are counted only"
    told = certainty_sentences(plan, public=not discretion.names, pinned=discretion.pinned)
    open_ = [text for text in told if text != OPEN_MEANS]  # said above the list
    if discretion.pinned:  # said also where there is none
        return (*open_, UNCOUNTED)
    return (*open_, f"{competitions} (A¶4.6){alone if hidden else ''}.")

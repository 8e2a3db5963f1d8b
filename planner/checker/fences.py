"""Checks of what is said to be certain, and of ring-fences, as far as they can be judged without a solver.

Whether an outcome is the same in every plan as good takes one. What any reader can see is checked: that the
record is whole, that its parts agree with each other, with the boards and with what was given, and that of
people whom nothing tells apart no two are said to be certain of different outcomes.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from planner.checker.case import Case, Problems
from planner.checker.settings import setting
from planner.checker.verdict import Problem
from planner.core.fences import (
    BY,
    LEAVING_OPEN,
    NOMINATIONS,
    PLACE_OPEN,
    READS,
    SEATS_OPEN,
    Cause,
    PostKind,
    nominations,
    post_kind,
    posts_under,
)
from planner.core.levels import BOARDS
from planner.core.outcomes import LEAVING, REASONS
from planner.core.plan import Person, RingFence


def check_certainty(case: Case) -> Problems:
    """Certain or open, with the reason that goes with it; all of a cluster or nobody; open ones in a pool."""
    pools = {f.id: set(f.pool) for f in case.plan.ring_fences if post_kind(f.id)}
    switched_off = setting(case.plan, "ring_fences") is False
    for person in case.plan.people:
        if person.id not in case.posts:
            continue
        yield from _reason(case, person)
        text = ""
        if switched_off and person.certainty != "not_computed":
            text = "nothing is known of how certain an outcome is, for that was not asked"
        elif person.certainty == "open" and person.id not in pools.get(person.ring_fence or "", set()):
            text = "the outcome is open, but no ring-fence named for it has this person in its pool"
        elif person.certainty != "open" and person.ring_fence is not None:
            text = f"a ring-fence is named although the outcome is {person.certainty.replace('_', ' ')}"
        if text:
            yield Problem(check="PEOPLE-CERTAINTY", text=text, subject=(person.id,))
    yield from _whole(case)
    yield from _alike(case)


def _reason(case: Case, person: Person) -> Problems:
    """The reason is that of the outcome, and ends with what decides it or what is open."""
    start = REASONS[person.outcome]
    if person.certainty == "not_computed":
        allowed = {start}
    elif person.certainty == "open":
        leaves = person.outcome in LEAVING
        allowed = {f"{start}; {PLACE_OPEN}", f"{start}; {LEAVING_OPEN if leaves else SEATS_OPEN}"}
    else:
        allowed = {f"{start}; {BY[cause]}" for cause in _causes(case, person)}
    if person.reason not in allowed:
        yield Problem(
            check="PEOPLE-REASON",
            text=f"the reason is not that of {person.outcome} ({person.certainty.replace('_', ' ')})",
            subject=(person.id,),
        )


def _causes(case: Case, person: Person) -> list[Cause]:
    """What may be said to decide a certain outcome: the first of these that there is."""
    about = [d.kind for d in case.instance.decisions if d.subject == person.id]
    if "keep_in_post" in about or "place" in about or "release" in about:
        return ["decision"]
    if person.outcome == "term_ends":
        return ["term"]
    if person.outcome in {"stands_down", "alternative_role"}:
        return ["offer"]
    after = {post.organisation for post in person.to}
    nominating = {(c.organisation, c.local_authority) for c in case.instance.coverage if c.relevant}
    named_by = {h.nominated_by for h in case.posts[person.id]}
    if any(organisation in after and authority in named_by for organisation, authority in nominating):
        return ["nomination"]
    models = [case.plan.governance.get(c.governance) for c in case.plan.clusters if after & {*c.organisations}]
    return ["model"] if models and all(m is not None and m.keeps_boards for m in models) else ["seats"]


def _whole(case: Case) -> Problems:
    """What is certain is known of everybody of a cluster or of nobody, and only then are there ring-fences."""
    known: dict[str, set[bool]] = {}
    for person in case.plan.people:
        for post in person.from_:
            cluster = case.cluster_of.get(post.organisation, "")
            known.setdefault(cluster, set()).add(person.certainty != "not_computed")
    for cluster, answers in sorted(known.items()):
        if len(answers) > 1:
            text = "how certain outcomes are is known of some people of the cluster and not of others"
            yield Problem(check="PEOPLE-CERTAINTY", text=text, subject=(cluster,))
    for fence in case.plan.ring_fences:
        if True not in known.get(fence.cluster, {True}):
            text = f"ring-fence {fence.id} is shown for a cluster of which nothing is computed"
            yield Problem(check="RING-FENCES", text=text, subject=(fence.cluster,))


def _alike(case: Case) -> Problems:
    """Of people whom nothing given tells apart, no two are certain of different outcomes."""
    used = {s.id for s in case.rulebook.rules if s.on and s.scope == "board"}
    used |= {level.id for level in case.plan.levels if not level.personal and level.id in BOARDS}
    read = {fact for i in used for fact in READS.get(i, ("audit_chair", "skills", "term_end"))}
    ignored = {"audit_chair", "skills"} | ({"term_end"} if case.instance.renewals == "assumed" else set())
    ignored = {"id"} | (ignored - read)
    stances = {(s.id, s.stance) for s in case.instance.stances}
    about = [(d.subject, d.model_dump_json(exclude={"subject", "reason"})) for d in case.instance.decisions]

    def facts(person: Person) -> str:
        held = case.posts[person.id]
        rows = sorted(h.model_dump_json(exclude=ignored) for h in held)
        rows += ["finance"] if "finance" in read and any("finance" in h.skills for h in held) else []
        said = sorted(stance for who, stance in stances if who == person.id)
        decided = sorted(text for who, text in about if who == person.id)
        return repr((rows, said, decided))

    certain = [p for p in case.plan.people if p.certainty == "decided" and p.id in case.posts]
    for _, group in groupby(sorted(certain, key=facts), key=facts):
        people = list(group)
        if len({p.outcome for p in people}) > 1:
            ids = tuple(sorted(p.id for p in people))
            text = "nothing given tells these people apart, so their different outcomes can't both be certain"
            yield Problem(check="PEOPLE-ALIKE", text=text, subject=ids)


def check_ring_fences(case: Case) -> Problems:
    """Each ring-fence is about a post that its cluster has, with a true pool and the seats of the example.

    Posts of executives are not computed yet and so must not be shown.
    """
    if case.plan.executives:
        yield Problem(check="EXECUTIVES", text="executives are shown but not computed yet")
    if case.plan.ring_fences and setting(case.plan, "ring_fences") is False:
        yield Problem(check="RING-FENCES", text="ring-fences are shown although they were not asked for")
    for fence, times in Counter(f.id for f in case.plan.ring_fences).items():
        if times > 1:
            yield Problem(check="RING-FENCES", text=f"ring-fence {fence} is listed {times} times")
    there = {kind.id: kind for kind in _kinds(case)}
    for fence_ in case.plan.ring_fences:
        kind = there.get(fence_.id)
        if kind is None or kind.cluster != fence_.cluster or kind.words != fence_.post:
            text = f"ring-fence {fence_.id} is about no post that its cluster has"
            yield Problem(check="RING-FENCES", text=text, subject=(fence_.cluster,))
        else:
            yield from _pool(case, fence_, kind)
            yield from _seats(case, fence_, kind)


def _kinds(case: Case) -> list[PostKind]:
    """Every kind of post of the plan's clusters under their governance models."""
    found = []
    for cluster in case.plan.clusters:
        model = case.plan.governance.get(cluster.governance)
        if model is None:
            continue
        found += posts_under(
            cluster.id,
            cluster.organisations,
            one_chair=model.chair_scope == "cluster",
            shared=max(model.shared_neds) > 0,
            locality=max(model.locality_neds) > 0,
            keeps=model.keeps_boards,
        )
        if model.nominated_cluster_board:
            found += nominations(cluster.id, cluster.organisations)
    return found


def _pool(case: Case, fence: RingFence, kind: PostKind) -> Problems:
    """Who is in the pool: known people who may come to that cluster, not certain to leave, somebody open."""
    people = {p.id: p for p in case.plan.people}
    placed = [(d.subject, d.object or "") for d in case.instance.decisions if d.kind == "place"]
    faults = []
    if list(fence.pool) != sorted(set(fence.pool)):
        faults.append("lists its pool out of order or somebody twice")
    for person in fence.pool:
        row = people.get(person)
        if row is None or person not in case.posts:
            faults.append(f"has {person} in its pool, who is no office holder")
            continue
        homes = {h.organisation for h in case.posts[person]} | {o for who, o in placed if who == person}
        if fence.cluster not in {case.cluster_of.get(o) for o in homes}:
            faults.append(f"has {person} in its pool, who has no post and no decision in its cluster")
        if row.certainty == "not_computed":
            faults.append(f"has {person} in its pool, of whom nothing is computed")
        if row.certainty == "decided" and row.outcome in LEAVING:
            faults.append(f"has {person} in its pool, for whom it is certain that no place is kept")
    if kind.kind not in NOMINATIONS and not any(
        people[p].certainty == "open" for p in fence.pool if p in people
    ):
        faults.append("has nobody in its pool whose outcome is open")
    for text in faults:
        yield Problem(check="RING-FENCE-POOL", text=f"ring-fence {fence.id} {text}", subject=(fence.cluster,))


def _seats(case: Case, fence: RingFence, kind: PostKind) -> Problems:
    """As many seats as people of the pool hold in the example, at least one, never more than the pool."""
    shown = max(1, len(_holding(case, kind) & set(fence.pool)))
    if fence.seats != shown or fence.seats > len(fence.pool):
        text = (
            f"ring-fence {fence.id} says {fence.seats} seats for {len(fence.pool)} people; in the example "
            f"{shown} of them is right"
        )
        yield Problem(check="RING-FENCE-SEATS", text=text, subject=(fence.cluster,))
    if not fence.conditions:
        text = f"ring-fence {fence.id} states no conditions"
        yield Problem(check="RING-FENCES", text=text, subject=(fence.cluster,))


def _holding(case: Case, kind: PostKind) -> set[str | None]:
    """People who hold such a post in the example."""
    cluster = next(c for c in case.plan.clusters if c.id == kind.cluster)
    inside = {kind.organisation} if kind.organisation else set(cluster.organisations)
    boards = [b for b in case.plan.boards if b.organisation in inside]
    body = cluster.cluster_board
    if kind.kind == "chair":
        return {b.chair for b in boards}
    if kind.kind == "audit":
        return {b.audit_chair for b in boards}
    if kind.kind == "cluster_chair":
        return {body.chair} if body else set()
    if kind.kind == "nominee":
        return {n.person for n in body.neds if n.organisation in inside} if body else set()
    if kind.kind == "alternative":
        roles = {a.organisation for a in case.instance.alternative_roles if a.count > 0} & inside
        return {
            p.id
            for p in case.plan.people
            if p.outcome == "alternative_role"
            and any(h.organisation in roles for h in case.posts.get(p.id, ()))
        }
    return {n.person for b in boards for n in b.neds if n.seat == kind.kind}

"""What decides a post: the rule that fills it, its pool and conditions, and what decisions would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.core.fences import SINGLE, PostKind, post_kind
from planner.core.plan import Person, Plan, Role
from planner.core.progress import Progress
from planner.core.rows import Decision
from planner.study.prices.items import decision_words
from planner.study.prices.whatif import Change, Delta, WhatIf, first_difference

Effect = Literal["changes", "nothing", "no_plan", "refused", "open", "decided"]


@dataclass(frozen=True)
class PostAsked:
    """``ORG:ROLE[:ID]``: a board, a role on it, and one person where an id was given."""

    organisation: str
    role: Role
    person: str | None = None


@dataclass(frozen=True)
class Fence:
    """The ring-fenced competition for a post; ids only for the panel."""

    post: str
    seats: int | None
    """None for the public: beside the seats of a board it would tell of those that are not open."""
    pool: tuple[str, ...]
    conditions: tuple[str, ...]
    single: bool
    """A post of a single holder, such as a chair: of those the public reads no figure."""


@dataclass(frozen=True)
class DecisionEffect:
    """One decision about one person, and what it would change at every aim, in counts.

    ``effect``: ``changes``, ``nothing`` (the best plan counts the same), ``no_plan`` (it can't be met:
    ``text``), ``refused`` (it can't be given), ``open``, ``decided`` (it stands in decisions.csv).
    """

    decision: str
    effect: Effect
    deltas: tuple[Delta, ...] = ()
    text: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonOnPost:
    """Somebody who holds the post today or in the example, and what decides it; for the panel alone."""

    id: str
    today: bool
    in_example: bool
    outcome: str
    certainty: str
    reason: str
    effects: tuple[DecisionEffect, ...] = ()


@dataclass(frozen=True)
class PostWhy:
    """What decides a post. ``people`` is for the panel alone, and empty for the public."""

    asked: PostAsked
    cluster: str
    governance: str
    facts: tuple[str, ...]
    """How the post is filled, each with its rule and paragraph, without any person."""
    fences: tuple[Fence, ...]
    people: tuple[PersonOnPost, ...]
    notes: tuple[str, ...]


class UnknownPostError(ValueError):
    """There is no such post or person; the text says what there is."""


def check_post(whatif: WhatIf, asked: PostAsked) -> None:
    """Whether the post is one.

    Raises:
        UnknownPostError: no such organisation, or the person is not known.
    """
    instance = whatif.question.instance
    if asked.organisation not in instance.by_code:
        raise UnknownPostError(f"There is no organisation {asked.organisation} in this instance.")
    base = whatif.base.plan
    if base is not None and not base.boards:
        raise UnknownPostError("The plan is a map alone, without boards; solve with a governance model first.")
    if asked.person is not None and base is not None and asked.person not in {p.id for p in base.people}:
        raise UnknownPostError("The id is not that of an office holder of this instance.")


def fences_of(plan: Plan, asked: PostAsked) -> Iterator[Fence]:
    """Ring-fences for the seats of a post, from the plan that was given (A¶4.6)."""
    for fence in plan.ring_fences:
        kind = post_kind(fence.id)
        if kind is None or kind.cluster != plan.cluster_of[asked.organisation].id or not _for(kind, asked):
            continue
        yield Fence(fence.post, fence.seats, fence.pool, fence.conditions, kind.kind in SINGLE)


def public_fences(plan: Plan, asked: PostAsked) -> Iterator[Fence]:
    """The same for everyone: posts of several holders alone, without a pool, and no text about somebody."""
    ids = {p.id for p in plan.people}
    for fence in fences_of(plan, asked):
        if not fence.single:
            texts = tuple(t for t in fence.conditions if not any(i in t for i in ids))
            yield Fence(fence.post, None, (), texts, single=False)


def _for(kind: PostKind, asked: PostAsked) -> bool:
    if kind.organisation not in ("", asked.organisation):
        return False
    return kind.kind == "chair" if asked.role == "chair" else kind.kind in ("shared", "locality", "own")


def people_of_post(whatif: WhatIf, plan: Plan, asked: PostAsked, tell: Progress) -> tuple[PersonOnPost, ...]:
    """Everybody who holds the post today or in the example, with what decisions about each would change."""
    known = {p.id: p for p in plan.people}
    board = plan.board_of[asked.organisation]
    example = {board.chair} if asked.role == "chair" else {n.person for n in board.neds}
    today = {
        p.id
        for p in plan.people
        if any(x.organisation == asked.organisation and x.role == asked.role for x in p.from_)
    }
    some = {asked.person} if asked.person is not None else (example | today) & known.keys()
    found = []
    for person in sorted(i for i in some if i is not None and i in known):
        tell.stage("Asking what decisions would change", f"{asked.organisation}, {asked.role}")
        found.append(_person(whatif, known[person], asked, today=person in today, example=person in example))
    return tuple(found)


def _person(whatif: WhatIf, person: Person, asked: PostAsked, *, today: bool, example: bool) -> PersonOnPost:
    effects = tuple(_effect(whatif, d) for d in _decisions(person.id, asked, today=today))
    return PersonOnPost(person.id, today, example, person.outcome, person.certainty, person.reason, effects)


def _decisions(person: str, asked: PostAsked, *, today: bool) -> Iterable[Decision]:
    """Keep, where the post is held today, else place; and release."""
    common = {"subject": person, "reason": "asked", "owner": "asked"}
    if today:
        yield Decision.model_validate({"kind": "keep_in_post", "object": asked.organisation, **common})
    else:
        yield Decision.model_validate(
            {"kind": "place", "object": asked.organisation, "role": asked.role, "route": "interview", **common}
        )
    yield Decision.model_validate({"kind": "release", "route": "agreement", **common})


def _effect(whatif: WhatIf, decision: Decision) -> DecisionEffect:
    given: Sequence[Decision] = whatif.question.instance.decisions
    words = decision_words(decision)
    same = (decision.kind, decision.subject, decision.object)
    if any((d.kind, d.subject, d.object) == same for d in given):
        return DecisionEffect(words, "decided")
    answer = whatif.ask(Change(decisions=(*given, decision)))
    if answer.plan is None:
        effect: Effect = {"infeasible": "no_plan", "refused": "refused"}.get(answer.status, "open")  # type: ignore[assignment]
        return DecisionEffect(words, effect, text=answer.text, rules=answer.rules)
    deltas = whatif.deltas(answer)
    if answer.status != "optimal" or whatif.base.status != "optimal":
        return DecisionEffect(words, "open", deltas, "not proved best in the time given")
    return DecisionEffect(words, "changes" if first_difference(deltas) is not None else "nothing", deltas)

"""Why a plan is as it is: an organisation, a cluster or a post of it."""

from __future__ import annotations

from typing import Literal

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.progress import Progress, Silent
from planner.engine import Engine
from planner.io.collect import did_you_mean, shown
from planner.study.prices.price_list import NoBaseError, notes_of
from planner.study.prices.question import question_of
from planner.study.prices.whatif import WhatIf
from planner.study.why.alternatives import Alternative
from planner.study.why.grouping import GroupingWhy, facts, of_cluster, of_organisation
from planner.study.why.post import (
    PostAsked,
    PostWhy,
    check_post,
    fences_of,
    people_of_post,
    public_fences,
)
from planner.study.why.seats import Seats

SECONDS = 90.0
Audience = Literal["public", "panel"]


class UnknownSubjectError(LookupError):
    """The plan has no such organisation or cluster; the text says what there is."""


def why(
    engine: Engine,
    plan: Plan,
    *,
    organisation: str | None = None,
    cluster: str | None = None,
    post: PostAsked | None = None,
    audience: Audience = "public",
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> GroupingWhy | PostWhy:
    """Why an organisation is where it is, a cluster is as it is, or a post is filled as it is.

    Alternatives are asked as the plan's own question with decisions that force them, so what they cost is the
    exact difference between the best plan with each and the best plan as it is.

    Args:
        engine: opened on the plan's instance (narrowed to its regions) and rulebook; what it knows is used.
        plan: the finished plan.
        organisation: code or name, in any case; one of the three is given.
        cluster: id or name, or the code or name of any of its organisations.
        post: a board and a role on it.
        audience: ``public`` has nothing about any person; ``panel`` has the people of the post asked about.
        seconds: for all questions together.
        progress: told of each question.

    Raises:
        ValueError: none or several of the three, or a person's id for the public.
        UnknownSubjectError: the plan has no such organisation or cluster.
        UnknownPostError: there is no such post or person.
        OtherQuestionError: the plan doesn't belong to the engine's instance.
        NoBaseError: the question has no plan now, or none was found in the time.
    """
    if sum(x is not None for x in (organisation, cluster, post)) != 1:
        raise ValueError("ask about an organisation, a cluster or a post, one of them")
    if post is not None and post.person is not None and audience != "panel":
        raise ValueError("a person's id is for the panel alone")
    tell = progress or Silent()
    question = question_of(engine.instance, plan, engine.rulebook, seconds)
    code = None
    if organisation is not None:
        code = organisation = _code(organisation, question.instance, plan)
    elif cluster is not None:
        code = _code(cluster, question.instance, plan, clusters=True)
    whatif = WhatIf(question, engine, seconds)
    tell.stage("Finding the best plan as it is")
    base = whatif.base
    if base.plan is None:
        raise NoBaseError(base)
    notes = notes_of(question, plan, base)
    if post is not None:
        check_post(whatif, post)
        return _post(whatif, plan, post, audience, notes, tell)
    home = base.plan.cluster_of[code or ""]
    if set(home.organisations) != set(plan.cluster_of[code or ""].organisations):
        notes += ("In the plan given the cluster is another; here the best plan as it is now is explained.",)
    if question.given_map:
        notes += ("The grouping was given, not chosen, so no other one was asked about.",)
        others: tuple[Alternative, ...] = ()
    elif organisation is not None:
        others = of_organisation(whatif, base.plan, organisation, tell)
    else:
        others = of_cluster(whatif, base.plan, home.id, tell)
    about = (organisation,) if organisation is not None else home.organisations
    return GroupingWhy(
        subject=organisation or home.id,
        about="organisation" if organisation is not None else "cluster",
        cluster=home.id,
        organisations=home.organisations,
        facts=facts(whatif, about, home.organisations),
        alternatives=others,
        notes=notes,
    )


def _code(word: str, instance: Instance, plan: Plan, *, clusters: bool = False) -> str:
    """Code of an organisation of the plan that a code or a name stands for.

    Args:
        word: code or name, in any case.
        instance: says what organisations are called.
        plan: holds them, and the names of clusters.
        clusters: the name of a cluster stands for it too.

    Raises:
        UnknownSubjectError: there is none; the nearest is named.
    """
    names = {o.name: o.code for o in instance.organisations if o.code in plan.cluster_of}
    names |= {code: code for code in plan.cluster_of}
    if clusters:
        names = {c.name: c.id for c in plan.clusters} | names
    key = word.strip().casefold()
    found = next((code for name, code in names.items() if name.casefold() == key), None)
    if found is None or found not in plan.cluster_of:
        what = "cluster or organisation" if clusters else "organisation"
        hint = did_you_mean(word, names, "")
        raise UnknownSubjectError(f'The plan has no {what} "{shown(word)}". {hint}'.strip())
    return found


def _post(
    whatif: WhatIf, plan: Plan, post: PostAsked, audience: Audience, notes: tuple[str, ...], tell: Progress
) -> PostWhy:
    base = whatif.base.plan
    if base is None:
        raise NoBaseError(whatif.base)
    # ring-fences and certainty are those of the plan given: they are not worked out anew
    same = {c.organisations for c in base.clusters} == {c.organisations for c in plan.clusters}
    shown = plan if same and plan.boards else base
    cluster = shown.cluster_of[post.organisation]
    seats = Seats(whatif.question.instance, whatif.engine.rulebook.by_id, shown, post.organisation)
    return PostWhy(
        asked=post,
        cluster=cluster.id,
        governance=cluster.governance,
        facts=tuple(seats.of(post.role)),
        fences=tuple(fences_of(shown, post)) if audience == "panel" else tuple(public_fences(shown, post)),
        people=people_of_post(whatif, shown, post, tell) if audience == "panel" else (),
        notes=notes,
    )

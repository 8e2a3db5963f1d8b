"""Figures about office holders: places that end, and who keeps a seat (A5.2, A5.3). Totals only."""

from __future__ import annotations

from planner.core.comparison import Amount
from planner.study.compare.figures.registry import figure
from planner.study.compare.figures.small import withheld
from planner.study.compare.subject import Subject, nothing, number, part, span

GROUP = "people"


@figure(
    "places_end",
    GROUP,
    "Places that end",
    "people",
    "Office holders who have no seat and neither offered to stand down nor take another local contribution: "
    "none is terminated if all agree, at worst all are, each with a two-year bar (A¶5.3).",
)
def places_end(subject: Subject) -> Amount:
    """From no termination to one for each place that ends."""
    return span(0, sum(p.outcome == "place_ends" for p in subject.plan.people))


@figure(
    "chairs_kept",
    GROUP,
    "Chairs who keep a chair",
    "people",
    "People who chair a board today and chair one then, of all who chair one today.",
)
def chairs_kept(subject: Subject) -> Amount:
    """Chairs of today who chair."""
    today = {p for p, rows in subject.posts.items() if any(r.role == "chair" for r in rows)}
    after = {b.chair for b in subject.plan.boards}
    return part(len(today & after), len(today))


@figure(
    "neds_kept",
    GROUP,
    "NEDs who keep a seat",
    "people",
    "Non-executive directors of today who chair no board today and have a seat on a board then, of all "
    "of them.",
)
def neds_kept(subject: Subject) -> Amount:
    """Directors of today, no chairs, who sit on a board."""
    today = {p for p, rows in subject.posts.items() if all(r.role == "ned" for r in rows)}
    return part(len(today & subject.seats.keys()), len(today))


@figure(
    "people_kept",
    GROUP,
    "Office holders who keep a seat",
    "people",
    "People with a post today, chairs included, who have a seat on a board then, of all of them; not shown "
    "where it would tell that fewer than five leave by their own offer.",
)
def people_kept(subject: Subject) -> Amount:
    """Everybody of today who sits on a board."""
    return part(len(subject.posts.keys() & subject.seats.keys()), len(subject.posts))


@figure(
    "offers_used",
    GROUP,
    "Offers that are used",
    "people",
    "People who stand down or take another local contribution by their own offer; fewer than five are not "
    "shown in figures.",
    personal=True,
)
def offers_used(subject: Subject) -> Amount:
    """People who leave by their own offer."""
    leave = sum(p.outcome in ("stands_down", "alternative_role") for p in subject.plan.people)
    return withheld(leave) or number(leave)


@figure(
    "recruits",
    GROUP,
    "People to recruit",
    "people",
    "People with a seat who have no post today.",
)
def recruits(subject: Subject) -> Amount:
    """People from outside."""
    return number(len(subject.seats.keys() - subject.posts.keys()))


@figure(
    "competitions",
    GROUP,
    "Ring-fenced competitions",
    "competitions",
    "Competitions for seats whose holders differ between plans that are as good (A¶4.6).",
)
def competitions(subject: Subject) -> Amount:
    """Ring-fences of the plan, where they were worked out."""
    if any(p.certainty == "not_computed" for p in subject.plan.people):
        return nothing("not worked out")
    return number(len(subject.plan.ring_fences))

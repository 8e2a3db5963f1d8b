"""Checks of people: everyone accounted for, truly, and seats only where the semantics allow."""

from __future__ import annotations

from collections import Counter

from planner.checker.case import Case, Problems
from planner.checker.outcomes import Seats, alternatives, roles_suffice, with_seat, without_seat
from planner.checker.verdict import Problem
from planner.core.plan import Person


def check_roll(case: Case) -> Problems:
    """Each office holder is listed once, nobody else is, and every seat is held by someone known."""
    count = Counter(p.id for p in case.plan.people)
    expected = set() if case.only_map else set(case.posts)
    for person in sorted(expected | set(count)):
        wanted = 1 if person in expected else 0
        if count[person] != wanted:
            yield Problem(
                check="PEOPLE-ROLL",
                text=f"{person} is listed {count[person]} times, should be {wanted}",
                subject=(person,),
            )
    for person in sorted(set(case.seats) - set(case.posts)):
        if not person.startswith("new:"):
            yield Problem(
                check="SEAT-UNKNOWN",
                text=f"{person} holds a seat and is neither an office holder nor a recruit",
                subject=(person,),
            )


def check_people(case: Case) -> Problems:
    """What is said of each office holder: posts of today, seats and outcome."""
    takers: dict[str, set[str]] = {}
    for person in case.plan.people:
        if person.id not in case.posts:
            continue
        yield from _check_person(case, person)
        if person.outcome == "alternative_role":
            takers[person.id] = alternatives(case.instance, case.posts[person.id])
    if not roles_suffice(case.instance, takers):
        yield Problem(
            check="PEOPLE-ALTERNATIVE",
            text="there are fewer alternative roles than people who are said to take one",
            subject=tuple(sorted(takers)),
        )


def _check_person(case: Case, person: Person) -> Problems:
    about = (person.id,)
    rows = case.posts[person.id]
    today: Seats = {(h.organisation, h.role) for h in rows}
    after = case.seats.get(person.id, set())
    if sorted((p.organisation, p.role) for p in person.from_) != sorted(today):
        yield Problem(
            check="PEOPLE-FROM", text=f"posts of today are {_words(today)}, not as listed", subject=about
        )
    if sorted((p.organisation, p.role) for p in person.to) != sorted(after):
        yield Problem(check="PEOPLE-TO", text=f"seats are {_words(after)}, not as listed", subject=about)
    allowed = {with_seat(today, after)} if after else without_seat(case.instance, person.id, rows)
    if person.outcome not in allowed:
        yield Problem(
            check="PEOPLE-OUTCOME",
            text=f"outcome {person.outcome} does not follow; it is {' or '.join(sorted(allowed))}",
            subject=about,
        )


def check_pool(case: Case) -> Problems:
    """Office holders sit only where they have a post or a ``place`` decision; who chairs was a chair."""
    placed = [(d.subject, d.object or "", d.role) for d in case.instance.decisions if d.kind == "place"]
    for person, held in sorted(case.seats.items()):
        if person not in case.posts:
            continue
        linked = {h.organisation for h in case.posts[person]}
        linked |= {organisation for subject, organisation, _ in placed if subject == person}
        homes = {case.cluster_of.get(code) for code in linked}
        may_chair = any(h.role == "chair" for h in case.posts[person])
        may_chair = may_chair or any(p == person and role == "chair" for p, _, role in placed)
        for organisation, role in sorted(held):
            if case.cluster_of.get(organisation) not in homes:
                yield Problem(
                    check="PEOPLE-POOL",
                    text=f"{person} has no post and no decision in the cluster of {organisation}",
                    subject=(person,),
                )
            elif role == "chair" and not may_chair:
                yield Problem(
                    check="PEOPLE-POOL",
                    text=f"{person} chairs {organisation}, chairs nothing today and is not placed as chair",
                    subject=(person,),
                )


def _words(seats: Seats) -> str:
    return ", ".join(f"{role} of {organisation}" for organisation, role in sorted(seats)) or "none"

"""What the plan means for one office holder, derived anew from posts of today and seats of the plan."""

from __future__ import annotations

from collections.abc import Iterable

from planner.core.instance import Instance
from planner.core.plan import Outcome, Role
from planner.core.rows import OfficeHolder

Seats = set[tuple[str, Role]]


def with_seat(today: Seats, after: Seats) -> Outcome:
    """Outcome of someone who holds a seat, from (organisation, role) today and after."""
    boards_today = {organisation for organisation, _ in today}
    boards_after = {organisation for organisation, _ in after}
    if any(role == "chair" for _, role in today) != any(role == "chair" for _, role in after):
        return "changes_role"
    if boards_today.isdisjoint(boards_after):
        return "moves_board"
    if len(boards_after) != len(boards_today):
        return "takes_more_boards" if len(boards_after) > len(boards_today) else "fewer_boards"
    if boards_today != boards_after:
        return "moves_board"
    return "continues" if today == after else "changes_role"


def without_seat(instance: Instance, person: str, posts: Iterable[OfficeHolder]) -> set[Outcome]:
    """Outcomes someone without a seat may have; whether the alternative roles suffice is ``roles_suffice``."""
    posts = tuple(posts)
    if instance.renewals in ("none", "chosen") and all(h.term_end < instance.horizon_end for h in posts):
        return {"term_ends"}
    stances = {s.stance for s in instance.stances if s.id == person}
    allowed: set[Outcome] = {"stands_down" if "offers_to_stand_down" in stances else "place_ends"}
    if "would_take_alternative" in stances and alternatives(instance, posts):
        allowed.add("alternative_role")
    return allowed


def alternatives(instance: Instance, posts: Iterable[OfficeHolder]) -> set[str]:
    """Organisations that have an alternative role for someone with these posts."""
    home = {h.organisation for h in posts}
    return {a.organisation for a in instance.alternative_roles if a.count > 0 and a.organisation in home}


def roles_suffice(instance: Instance, takers: dict[str, set[str]]) -> bool:
    """Whether each taker can have a role of one of their organisations, each role once (augmenting paths)."""
    left = {a.organisation: a.count for a in instance.alternative_roles}
    holders: dict[str, list[str]] = {organisation: [] for organisation in left}

    def give(person: str, tried: set[str]) -> bool:
        for organisation in sorted(takers[person] - tried):
            tried.add(organisation)
            if len(holders[organisation]) < left[organisation]:
                holders[organisation].append(person)
                return True
            for place, other in enumerate(holders[organisation]):
                if give(other, tried):
                    holders[organisation][place] = person
                    return True
        return False

    return all(give(person, set()) for person in sorted(takers))

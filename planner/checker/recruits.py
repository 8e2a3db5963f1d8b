"""Checks of recruits: listed exactly as they sit."""

from __future__ import annotations

import re
from collections import Counter

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem

_ID = re.compile(r"new:(?P<organisation>[^:]+):[1-9][0-9]*")


def check_recruits(case: Case) -> Problems:
    """Everyone to recruit holds a seat, as listed, and every recruit with a seat is listed."""
    sitting = {p: held for p, held in case.seats.items() if p.startswith("new:")}
    listed = Counter(r.id for r in case.plan.to_recruit)
    for recruit in sorted(set(sitting) | set(listed)):
        wanted = 1 if recruit in sitting else 0
        if listed[recruit] != wanted:
            yield Problem(
                check="RECRUIT-ROLL",
                text=f"{recruit} is listed {listed[recruit]} times, should be {wanted}",
                subject=(recruit,),
            )
    for row in case.plan.to_recruit:
        held = sitting.get(row.id)
        if held is not None and sorted(row.organisations) != sorted({o for o, _ in held}):
            yield Problem(
                check="RECRUIT-BOARDS", text=f"{row.id} does not sit on the boards listed", subject=(row.id,)
            )
        if held is not None and row.role not in {role for _, role in held}:
            yield Problem(check="RECRUIT-ROLE", text=f"{row.id} does not sit as {row.role}", subject=(row.id,))


def check_conditions(case: Case) -> Problems:
    """A recruit who fills an authority's seat is listed as nominated by it."""
    listed = {r.id: r for r in case.plan.to_recruit}
    for board in case.plan.boards:
        for ned in board.neds:
            recruit = listed.get(ned.person)
            if recruit is None or ned.nominee_of is None:
                continue
            if not any(f"({ned.nominee_of})" in words for words in recruit.conditions):
                yield Problem(
                    check="RECRUIT-CONDITIONS",
                    text=f"{recruit.id} fills the seat of a nominee of {ned.nominee_of} without that condition",
                    subject=(board.organisation,),
                )


def check_recruit_seats(case: Case) -> Problems:
    """A recruit's id names an organisation of the one cluster served; a recruit is either chair or NED."""
    for recruit, held in sorted(case.seats.items()):
        if not recruit.startswith("new:"):
            continue
        match = _ID.fullmatch(recruit)
        clusters = {case.cluster_of.get(organisation) for organisation, _ in held}
        if len({role for _, role in held}) > 1:
            yield Problem(check="RECRUIT-ROLE", text=f"{recruit} is both chair and NED", subject=(recruit,))
        if match is None:
            text = f"{recruit} is no id of a recruit (new:ORGANISATION:NUMBER)"
        elif len(clusters) > 1:
            text = f"{recruit} serves boards of {len(clusters)} clusters"
        elif case.cluster_of.get(match["organisation"]) not in clusters:
            text = f"{recruit} does not serve the cluster of {match['organisation']}"
        else:
            continue
        yield Problem(check="RECRUIT-ID", text=text, subject=(recruit,))

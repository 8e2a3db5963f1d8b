"""Checks of time: phases and seats run from the day the plan takes effect to its horizon."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem


def check_phases(case: Case) -> Problems:
    """Phases follow each other without gap from ``as_at`` to ``horizon_end``."""
    instance, phases = case.instance, case.plan.phases
    if not phases or phases[0].from_ != instance.as_at or phases[-1].until != instance.horizon_end:
        yield Problem(
            check="PHASES",
            text=f"phases should run from {instance.as_at} to {instance.horizon_end}",
        )
    for phase in phases:
        if phase.until < phase.from_:
            yield Problem(check="PHASES", text=f"phase {phase.id} ends before it begins", subject=(phase.id,))
    for before, after in pairwise(phases):
        if after.from_ != before.until + timedelta(days=1):
            yield Problem(
                check="PHASES",
                text=f"phase {after.id} should begin the day after {before.until}",
                subject=(after.id,),
            )


def check_seat_dates(case: Case) -> Problems:
    """A NED's seat begins and ends with a phase, for boards don't change within one."""
    starts = {p.from_ for p in case.plan.phases}
    ends = {p.until for p in case.plan.phases}
    for board in case.plan.boards:
        for ned in board.neds:
            if ned.from_ not in starts or ned.until not in ends or ned.until < ned.from_:
                yield Problem(
                    check="SEAT-DATES",
                    text=f"the seat of {ned.person} runs {ned.from_} to {ned.until}, not over whole phases",
                    subject=(board.organisation,),
                )

"""What matters first: the aims in order, with value and what is proved."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.plan import Level, Plan
from planner.core.rulebook import Rulebook
from planner.report.views.privacy import ABOUT_SIZES, NOT_SHOWN, Discretion, roughly, small
from planner.report.views.words import number

PINNING = ("offers_used", "chairs_lost", "recruits")
"""Aims about people whose values are kept back where together they would pin somebody down."""


@dataclass(frozen=True)
class LevelRow:
    """One aim. ``value`` and ``possible`` are words, so that small personal counts can be withheld."""

    id: str
    place: int
    title: str
    unit: str
    value: str
    possible: str
    """Best value proved possible."""
    proved: str


def level_rows(plan: Plan, rulebook: Rulebook, discretion: Discretion | None = None) -> tuple[LevelRow, ...]:
    """Aims in order of importance; small personal counts are words, unless ``discretion`` allows them."""
    rows = []
    above_open = False
    for place, level in enumerate(plan.levels, start=1):
        rows.append(
            LevelRow(
                id=level.id,
                place=place,
                title=level.title,
                unit=unit(plan, level.id, level.unit, rulebook),
                value=shown(level, level.value, discretion),
                possible="not sought" if plan.status == "infeasible" else shown(level, level.bound, discretion),
                proved=_proved(plan, level, above_open=above_open, told=told(level, discretion)),
            )
        )
        above_open = above_open or level.bound != level.value
    return tuple(rows)


def unit(plan: Plan, level: str, plain: str, rulebook: Rulebook) -> str:
    """Unit with what a reader needs to judge it: the target, the step, whether pay rates are published ones."""
    target = plan.settings.get("cluster_target")
    if level == "cluster_target" and target is not None and target.value is not None:
        return f"{plain} (target {target.value})"
    if level in ("population_steps", "population_spread"):
        return f"{plain} of {number(rulebook.population_step)} people"
    if level == "cluster_board_size":
        return f"{plain[:-1]}: {rulebook.cluster_board_limit})"
    proxy = level in ("cost", "cost_change") and "proxy" in rulebook.pay.certainty.lower()
    return f"{plain} (some rates are derived proxies)" if proxy else plain


def told(level: Level, discretion: Discretion | None = None) -> bool:
    """Whether a level's value may be told as it is, and so by how much it might be bettered."""
    if discretion is None:
        return True
    if level.id in ("cost", "cost_change"):
        return not discretion.pay_rounded
    if level.id == "renewals_needed" and discretion.terms_hidden:
        return False
    if level.id == "recruits":
        return not discretion.recruits_hidden
    hidden = (discretion.pinned and level.id in PINNING) or (discretion.reticent and level.id in ABOUT_SIZES)
    return not hidden


def shown(level: Level, value: int, discretion: Discretion | None = None) -> str:
    """A level's value as everyone may read it, or as the audience of ``discretion`` may."""
    if discretion and level.id == "cost_change" and discretion.pay_rounded:
        return NOT_SHOWN  # pay itself is told, rounded; its difference from today's would tell more
    if discretion and level.id in ("cost", "cost_change"):
        return discretion.pounds(value)
    if discretion and not told(level, discretion):
        # one phrase from none to nine: which of two is chosen would tell
        return roughly(value) if level.id == "chairs_lost" and discretion.tens else NOT_SHOWN
    # ends of terms are public: few renewals would tell who of those whose term ends stays on
    single_out = level.personal or level.id == "renewals_needed"
    hide = discretion.small if discretion else small
    return (hide(value) if single_out else None) or number(value)


def _proved(plan: Plan, level: Level, *, above_open: bool, told: bool) -> str:
    """Proved or not, in words; a level below one that is open is proved only for what was found above."""
    if plan.status == "infeasible":
        return "measured only"
    if level.bound == level.value:
        return "proved best, given the aims above it" if above_open else "proved best"
    if level.personal or above_open or not told:  # below an aim that is open no bound says much
        return "not proved best"
    return f"at most {number(level.value - level.bound)} better"

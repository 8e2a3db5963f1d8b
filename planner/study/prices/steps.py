"""One step of a rule's parameter: what it is, and which way is looser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from planner.core.rulebook import Rulebook, RuleSpec

POINT = 10
"""Thousandths in a percentage point."""


@dataclass(frozen=True)
class Step:
    """A rule with one parameter moved by one step."""

    spec: RuleSpec
    looser: bool
    words: str
    """The new limit beside the old."""


def steps_of(spec: RuleSpec, rulebook: Rulebook) -> list[Step]:
    """Every parameter of a rule one step looser and one tighter, as far as the rule makes sense with it.

    A step is an organisation (GEO-SIZE), so many people as ``population_step`` says (GEO-POP), a percentage
    point (GEO-7, multiples of GEO-POP), a director or member (BRD-AC, BRD-10), a year (BRD-TEN), a month
    (TRN-3).
    Statutes are fixed and have none.
    """
    make = _STEPS.get(spec.id)
    return [] if make is None or spec.authority == "statute" else list(make(spec, rulebook))


def _moved(spec: RuleSpec, key: str, value: Any, *, looser: bool, words: str) -> Step:
    return Step(spec.model_copy(update={"parameters": {**spec.parameters, key: value}}), looser, words)


def _whole(
    key: str, unit: str, units: str, least: int, *, more_is_looser: bool, limit: str = "at most"
) -> Callable[[RuleSpec, Rulebook], Iterator[Step]]:
    """Steps of a parameter that counts something."""

    def made(spec: RuleSpec, _: Rulebook) -> Iterator[Step]:
        now = int(spec.parameters[key])
        for to in (now + 1, now - 1):
            if to >= least:
                looser = (to > now) == more_is_looser
                words = f"{limit} {to} {unit if to == 1 else units} instead of {now}"
                yield _moved(spec, key, to, looser=looser, words=words)

    return made


def _theta(spec: RuleSpec, _: Rulebook) -> Iterator[Step]:
    now = int(spec.parameters["theta_permille"])
    for to in (now + POINT, now - POINT):
        if 0 < to <= 1000 + POINT:
            words = (
                f"{_percent(to)} of the people in common count as the same footprint instead of {_percent(now)}"
            )
            yield _moved(spec, "theta_permille", to, looser=to > now, words=words)


def _population(spec: RuleSpec, rulebook: Rulebook) -> Iterator[Step]:
    """The ends of the windows, and the percentages of multiples."""
    step = rulebook.population_step
    windows = [list(w) for w in spec.parameters.get("windows", ())]
    for n, (low, high) in enumerate(windows):
        for end, now, to, looser in (
            (0, low, max(0, low - step), True),
            (1, high, high + step, True),
            (0, low, low + step, False),
            (1, high, high - step, False),
        ):
            fresh = [list(w) for w in windows]
            fresh[n][end] = to
            if to != now and fresh[n][0] <= fresh[n][1]:
                name = "at least" if end == 0 else "at most"
                words = f"{name} {to:,} people instead of {now:,}"
                yield _moved(spec, "windows", fresh, looser=looser, words=words)
    near = spec.parameters.get("multiples")
    if near is None:
        return
    for key, by in (("low_permille", -POINT), ("high_permille", POINT)):
        for way, looser in ((1, True), (-1, False)):
            to = int(near[key]) + way * by
            sound = (to <= 1000 if key == "low_permille" else to >= 1000) and to > 0
            if sound:
                words = (
                    f"{key.partition('_')[0]} end {_percent(to)} of a multiple instead of {_percent(near[key])}"
                )
                yield _moved(spec, "multiples", {**near, key: to}, looser=looser, words=words)


def _percent(permille: int) -> str:
    """Thousandths as percent, ``95%`` or ``97.5%``."""
    return f"{permille // 10}%" if permille % 10 == 0 else f"{permille // 10}.{permille % 10}%"


_STEPS: dict[str, Callable[[RuleSpec, Rulebook], Iterator[Step]]] = {
    "GEO-SIZE": _whole("max", "organisation", "organisations", 1, more_is_looser=True),
    "GEO-POP": _population,
    "GEO-7": _theta,
    "BRD-AC": _whole("least", "director", "directors", 0, more_is_looser=False, limit="at least"),
    "BRD-10": _whole("executives", "executive", "executives", 1, more_is_looser=False, limit="at least"),
    "BRD-TEN": _whole("years", "year", "years", 1, more_is_looser=True),
    "TRN-3": _whole("months", "month", "months", 0, more_is_looser=False, limit="for"),
}

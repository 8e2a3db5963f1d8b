"""What must hold in a rulebook beyond the kinds of its values: aims, numbers, rules of the program."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import Any

from planner.core import levels
from planner.core.faults import Fault
from planner.core.rulebook import DepartureRates, Rulebook, RuleSpec
from planner.io.collect import did_you_mean

ALWAYS = ("GEO-2", "GEO-4", "GEO-CON")
"""Rules that the listing of possible clusters is built on."""
_FRACTION = re.compile(r"([0-9]{1,15})/([0-9]{1,15})\Z")


def rulebook_faults(file: str, book: Rulebook, shipped: Rulebook) -> list[Fault]:
    """Every fault of a rulebook's aims, numbers and rules.

    Args:
        file: name of the rulebook's file.
        book: what was read.
        shipped: the rulebook that names every rule and parameter which the program reads.
    """
    faults = _id(file, book.id)
    faults += _levels(file, "geography_levels", book.geography_levels, levels.GEOGRAPHY)
    faults += _levels(file, "board_levels", book.board_levels, levels.BOARDS)
    faults += _numbers(file, book)
    faults += _departures(file, book.departures)
    for rule in book.rules:
        faults += _rule(file, rule, shipped.by_id)
        faults += _words(file, rule, book)
    faults += [
        _fault("P-714", f"The rule {id_} is missing", file, "rules", id_, _STAYS, f"Copy it from {shipped.id}.")
        for id_ in ALWAYS
        if id_ not in book.by_id
    ]
    return faults


def _fault(code: str, what: str, file: str, column: str, value: object, why: str, fix: str) -> Fault:
    text = str(value)
    return Fault(
        code=code,
        what=what,
        file=file,
        column=column,
        value=text if len(text) <= 60 else text[:57] + "...",
        why=why,
        fix=fix,
    )


def _id(file: str, id_: str) -> list[Fault]:
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", id_):
        return []
    why = "An id is made of lower-case letters, digits and hyphens, at most 40."
    return [_fault("P-713", "The id can't be used", file, "id", id_, why, 'Write for example "my-rules".')]


def _levels(file: str, key: str, given: tuple[str, ...], known: tuple[str, ...]) -> list[Fault]:
    """Aims that are not known, stand twice, or are lacking altogether."""
    faults = [
        _fault(
            "P-712",
            f"There is no aim {level}",
            file,
            key,
            level,
            f"Aims to choose from: {', '.join(known)}.",
            did_you_mean(level, known, "Write one of these."),
        )
        for level in dict.fromkeys(given)
        if level not in known
    ]
    faults += [
        _fault(
            "P-712",
            f"The aim {level} stands {n} times",
            file,
            key,
            level,
            "Aims are settled one after another; the second time nothing is left to choose.",
            "Keep it where it matters most.",
        )
        for level, n in Counter(given).items()
        if n > 1
    ]
    if not given:
        faults.append(
            _fault("P-712", "There is no aim", file, key, "[]", "Something must tell plans apart.", "Name one.")
        )
    return faults


def _numbers(file: str, book: Rulebook) -> list[Fault]:
    low, high = book.population_band
    wrong = (
        (
            not 1 <= book.target_clusters <= book.target_organisations <= 1_000_000,
            "target_clusters, target_organisations",
            f"{book.target_clusters}, {book.target_organisations}",
            "The target is a number of clusters, at least 1, that so many organisations can make.",
        ),
        (
            not 0 <= low <= high <= 10**15,
            "population_band",
            f"{low} to {high}",
            "The first number is the fewest people, the second the most.",
        ),
        (
            not 1 <= book.population_step <= 10**9,
            "population_step",
            book.population_step,
            "People are counted in steps of at least one.",
        ),
        (
            not 0 <= book.cluster_board_limit <= 10**6,
            "cluster_board_limit",
            book.cluster_board_limit,
            "It is a number of people, at least 0.",
        ),
    )
    return [
        _fault("P-713", "The number can't be used", file, column, value, why, "Correct it.")
        for is_wrong, column, value, why in wrong
        if is_wrong
    ]


def _departures(file: str, rates: DepartureRates | None) -> list[Fault]:
    """Rates of departure that are no share of people, or come from nowhere."""
    if rates is None:
        return []
    faults = [
        _fault(
            "P-716",
            "The rate of departures can't be used",
            file,
            f"departures, {key}",
            value,
            "Of 1,000 people so many leave within a year: a whole number from 0 to 1,000.",
            f"Write for example {key} = 100.",
        )
        for key in ("chair_per_thousand_a_year", "ned_per_thousand_a_year")
        if not 0 <= (value := getattr(rates, key)) <= 1000
    ]
    if not rates.certainty.strip():
        why = "A chance is shown with what it rests on."
        fix = 'Write for example certainty = "ASSUMED", or where the figures come from.'
        faults.append(
            _fault("P-716", "Nothing says how sure the rates are", file, "departures, certainty", "", why, fix)
        )
    return faults


_STAYS = "Possible clusters are listed by it: it is always in force."


def _rule(file: str, rule: RuleSpec, known: dict[str, RuleSpec]) -> list[Fault]:
    """A rule that the program doesn't have, or that stands there with what it can't follow."""
    column = f"rule {rule.id}"
    ours = known.get(rule.id)
    if ours is None:
        fix = did_you_mean(rule.id, known, "Delete it; a rule of a new kind needs code (CONTRIBUTING.md).")
        why = "Nothing would keep it or check it."
        return [_fault("P-714", f"There is no rule {rule.id}", file, "rules", rule.id, why, fix)]
    faults = []
    if rule.scope != ours.scope:
        why = "What a rule is about is part of the program."
        faults.append(
            _fault(
                "P-714",
                "The scope is not that of the rule",
                file,
                column,
                rule.scope,
                why,
                f'Write "{ours.scope}".',
            )
        )
    if rule.id in ALWAYS and (not rule.on or rule.strength != "must"):
        faults.append(
            _fault(
                "P-714",
                f"{rule.id} can't be switched off or weakened",
                file,
                column,
                rule.strength if rule.on else "on = false",
                _STAYS,
                'Write on = true and strength = "must"; a decision of kind exempt lifts it from one cluster.',
            )
        )
    if rule.id == "HR-2" and rule.on and rule.strength != "must":
        why = "An established arrangement is one cluster, or it is like any other."
        fix = 'Write strength = "must", or on = false.'
        faults.append(_fault("P-714", "HR-2 can't be weakened", file, column, rule.strength, why, fix))
    if rule.id == "GEO-POP":
        return faults + _population(file, column, rule.parameters)
    return faults + _parameters(file, column, rule.parameters, ours.parameters)


def _parameters(file: str, column: str, given: dict[str, Any], ours: dict[str, Any]) -> list[Fault]:
    """Parameters that the rule reads are there and of their kind, and no other is."""
    names = ", ".join(ours) or "none"
    delete = "Delete it."
    if column == "rule GEO-10":
        delete += " A range of clusters is asked for with --clusters."
    faults = [
        _fault("P-715", f"The parameter {k} is not read", file, column, k, f"Parameters: {names}.", delete)
        for k in given
        if k not in ours
    ]
    for key, usual in ours.items():
        if isinstance(usual, list):
            continue  # see _words
        if type(given.get(key)) is not type(usual) or (_whole(usual) and not 0 <= given[key] <= 10**9):
            what = (
                f"The parameter {key} is missing" if key not in given else f"The parameter {key} can't be used"
            )
            wanted = "a whole number, at least 0" if _whole(usual) else "true or false"
            why = f"Needed is {wanted}."
            faults.append(
                _fault(
                    "P-715", what, file, column, given.get(key, ""), why, f"Write for example {key} = {usual}."
                )
            )
    return faults


_LISTS = {"BRD-5": ("must", "skills"), "BRD-PEC": ("posts", "officers")}
"""Parameters that are lists of words, and the part of the rulebook that those words come from."""


def _words(file: str, rule: RuleSpec, book: Rulebook) -> list[Fault]:
    """A list of skills or officer posts that names one the rulebook doesn't have.

    A rule that is off may name posts that nobody listed yet.
    """
    if rule.id not in _LISTS:
        return []
    key, part = _LISTS[rule.id]
    known = book.skills if part == "skills" else tuple(officer.id for officer in book.officers)
    given = rule.parameters.get(key)
    column = f"rule {rule.id}"
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        what = f"The parameter {key} is missing" if given is None else f"The parameter {key} can't be used"
        fix = f'Write for example {key} = ["{known[0] if known else "finance"}"].'
        return [_fault("P-715", what, file, column, given or "", "Needed is a list of words.", fix)]
    if not rule.on:
        return []
    return [
        _fault(
            "P-715",
            f"The rulebook lists no {word} among its {part}",
            file,
            column,
            word,
            f"Listed are: {', '.join(known) or 'none'}.",
            did_you_mean(word, known, f"Add it to {part}, or delete it here."),
        )
        for word in given
        if word not in known
    ]


def _whole(value: object) -> bool:
    return type(value) is int


def _population(file: str, column: str, given: dict[str, Any]) -> list[Fault]:
    """Windows of people, multiples of a number of people, or both."""
    example = "windows = [[100_000, 2_800_000]]"
    faults = [
        _fault(
            "P-715",
            f"The parameter {k} is not read",
            file,
            column,
            k,
            "Parameters: windows, multiples.",
            "Delete it.",
        )
        for k in given
        if k not in ("windows", "multiples")
    ]
    if not given.get("windows") and "multiples" not in given:
        why = "No cluster could have any population."
        faults.append(
            _fault("P-715", "There is no window", file, column, "", why, f"Write for example {example}.")
        )
    windows = given.get("windows", [])
    if not isinstance(windows, list) or not all(_is_window(w) for w in windows):
        why = "Each window is [fewest, most] people, both whole numbers, fewest first."
        faults.append(
            _fault(
                "P-715",
                "The windows can't be used",
                file,
                column,
                windows,
                why,
                f"Write for example {example}.",
            )
        )
    if "multiples" in given:
        faults += _multiples(file, column, given["multiples"])
    return faults


def _is_window(window: object) -> bool:
    if not isinstance(window, list) or len(window) != 2 or not all(map(_whole, window)):
        return False
    low, high = window
    return bool(0 <= low <= high <= 10**15)


def _multiples(file: str, column: str, given: object) -> list[Fault]:
    fix = "Write for example multiples = { of = 440_000, low_permille = 950, high_permille = 1050 }."

    def wrong(what: str, value: object, why: str) -> Fault:
        return _fault("P-715", what, file, column, value, why, fix)

    keys = ("of", "low_permille", "high_permille")
    if not isinstance(given, dict) or set(given) != set(keys):
        return [wrong("The multiples can't be used", given, f"Needed are {', '.join(keys)} and nothing else.")]
    faults = []
    if _people(given["of"]) is None:
        why = 'It is a whole number of people above 0, or an exact fraction in quotation marks, "n/d".'
        faults.append(wrong("The number of people can't be used", given["of"], why))
    low, high = given["low_permille"], given["high_permille"]
    if not (_whole(low) and _whole(high) and 1 <= low <= high <= 1_000_000):
        why = "They are thousandths of each multiple, whole numbers from 1, lower first."
        faults.append(wrong("The two limits can't be used", f"{low} to {high}", why))
    return faults


def _people(given: object) -> Fraction | None:
    """A whole number or a fraction of people above 0; None for anything else."""
    if isinstance(given, str):
        match = _FRACTION.match(given)
        found = Fraction(int(match[1]), int(match[2])) if match and int(match[2]) else Fraction(0)
    else:
        found = (
            Fraction(given)
            if isinstance(given, int) and type(given) is int and given <= 10**15
            else Fraction(0)
        )
    return found if found > 0 else None

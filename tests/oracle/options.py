"""What may become of one person or one recruit: seats with their moves and what they add to the levels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.oracle.facts import Person
from tests.oracle.seats import Option, Score, Setting, Table, total_of


def person_options(setting: Setting, who: Person, clusters: list[int]) -> list[Option]:
    """All that may become of an office holder."""
    out = []
    for parts in product(*(list(setting.combinations_in(k)) for k in clusters)):
        chairs, neds, shared = (frozenset[str]().union(*x) for x in zip(*parts, strict=True))
        if not _allowed(setting, who, chairs, neds):
            continue
        boards = chairs | neds
        lost = setting.score("chairs_lost", who.chairs_today and not chairs)
        if not boards:
            out += [Option(moves, total_of([lost, inc])) for moves, inc in _leaving(setting, who)]
            continue
        skills = 0
        for c in boards:
            for s in who.skills & setting.skills.keys():
                skills |= 1 << len(setting.skills) * setting.slot[c] + setting.skills[s]
        load = setting.score("load", max(0, len(boards) - setting.rulebook.load_limit))
        renewed = setting.score("renewals_needed", not boards <= who.lasts)
        moves = setting.moves(chairs, neds, shared, who, "")
        inc, costs = total_of([lost, load, renewed]), setting.costs(chairs, neds, shared)
        out += [Option(moves + more, inc, skills, costs) for more in setting.on_cluster_boards(chairs, neds)]
    return out


def _allowed(setting: Setting, who: Person, chairs: frozenset[str], neds: frozenset[str]) -> bool:
    boards = chairs | neds
    if who.released and boards:
        return False
    if (chairs and not who.may_chair) or not boards <= who.may_sit or len(boards) > who.max_boards:
        return False
    seats = {(c, "chair") for c in chairs} | {(c, "ned") for c in neds}
    if not who.required <= seats:
        return False
    for c in setting.codes:
        if setting.chair_kept[c] and who.stays(c, "chair") and c not in chairs:
            return False
        if setting.kept[c] and not setting.over[c] and who.stays(c, "ned") and c not in neds:
            return False
    return True


def _leaving(setting: Setting, who: Person) -> Iterator[tuple[tuple[tuple[int, Table], ...], Score]]:
    """Outcomes without a seat."""
    if who.term_ends:
        yield (), (0, 0)
    elif "offers_to_stand_down" in who.stances:
        # An alternative role counts the same and would only be taken from someone else.
        yield (), setting.score("offers_used")
    else:
        yield (), setting.score("places_end")
        if "would_take_alternative" in who.stances:
            for c in sorted(who.homes & set(setting.codes)):
                yield (setting.alternative(c),), setting.score("offers_used")


def recruit_options(setting: Setting, k: int) -> list[Option]:
    """All that one more recruit for a cluster may be: for chairs or for NED seats, tagged with one authority.

    A tag costs nothing, so where authorities nominate every recruit for NED seats carries one.
    """
    tags = sorted({a for c in setting.clusters[k] for a in setting.relevant[c]}) or [""]
    out = []
    for chairs, neds, shared in setting.combinations_in(k):
        if (not chairs and not neds) or (chairs and neds):
            continue
        load = setting.score("load", max(0, len(chairs | neds) - setting.rulebook.load_limit))
        found = total_of([load, setting.score("recruits")])
        for tag in tags if neds else [""]:
            moves = setting.moves(chairs, neds, shared, None, tag)
            costs = setting.costs(chairs, neds, shared)
            out += [Option(moves + more, found, 0, costs) for more in setting.on_cluster_boards(chairs, neds)]
    return out

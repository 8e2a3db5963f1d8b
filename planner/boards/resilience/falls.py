"""One- and two-departure tests: which boards can fall, and how many of them at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement

from planner.boards.resilience.figures import Departures
from planner.boards.resilience.needs import Needs

Kind = frozenset[tuple[int, int]]
"""Boards by position with the role that a person has there: 0 chair, 1 NED."""


def departures(boards: Sequence[Needs], people: int) -> Departures:
    """The test for one or two departures among the people of these boards.

    Args:
        boards: what each needs.
        people: one or two.
    """
    return Departures(
        people=people,
        below=tuple(sorted(b.organisation for b in boards if b.few(people))),
        not_quorate=tuple(sorted(b.organisation for b in boards if _loses_quorum(b, people))),
        most=_most(boards, people),
    )


def _loses_quorum(board: Needs, people: int) -> bool:
    """Whether some so many departures lose quorum: of NEDs alone, or of the chair and NEDs."""
    return board.no_quorum(0, people) or (board.chair is not None and board.no_quorum(1, people - 1))


def _most(boards: Sequence[Needs], people: int) -> int:
    """Most boards that one person, or two, bring down, with those that are down already.

    Only seats on boards that so many departures can bring down matter, and people with the same such seats are
    alike: one of each kind, and a second where there are two.
    """
    already = sum(b.down(0, 0) for b in boards)
    kinds = _kinds(boards, people)

    def fallen(*who: Kind) -> int:
        gone: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for kind in who:
            for i, role in kind:
                gone[i][role] += 1
        return sum(boards[i].down(*roles) for i, roles in gone.items())

    alone = {kind: fallen(kind) for kind in kinds}
    best = max(alone.values(), default=0)
    if people == 2:
        meeting = _meeting(kinds)
        best = max([best, *(fallen(a, b) for a, b in meeting)])
        best = max(best, _apart(alone, meeting, best))
    return already + best


def _meeting(kinds: Counter[Kind]) -> dict[tuple[Kind, Kind], None]:
    """Pairs of people who share a board, each kind with itself where there are two of it."""
    at: dict[int, list[Kind]] = defaultdict(list)
    for kind in kinds:
        for i in {i for i, _ in kind}:
            at[i].append(kind)
    pairs = (pair for some in at.values() for pair in combinations_with_replacement(some, 2))
    return {(a, b): None for a, b in pairs if a != b or kinds[a] > 1}


def _apart(alone: Mapping[Kind, int], meeting: Mapping[tuple[Kind, Kind], None], best: int) -> int:
    """Most boards that two people who share none bring down, each their own, if more than ``best``."""
    order = sorted(alone, key=lambda kind: -alone[kind])
    for n, a in enumerate(order):
        for b in order[n + 1 :]:
            if alone[a] + alone[b] <= best:
                break
            if (a, b) not in meeting and (b, a) not in meeting:
                best = alone[a] + alone[b]
    return best


def _kinds(boards: Sequence[Needs], people: int) -> Counter[Kind]:
    """How many people have the same seats on boards that so many departures can bring down."""
    seats: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, board in enumerate(boards):
        if board.down(0, 0):
            continue
        by_chair = any(board.down(1, n) and not board.down(0, n) for n in range(people))
        if board.chair is not None and by_chair:
            seats[board.chair].append((i, 0))
        if by_chair or board.down(0, people):
            for person in board.neds:
                seats[person].append((i, 1))
    return Counter(frozenset(held) for held in seats.values())

"""The search for a better choice against every choice there is."""

from itertools import combinations

import pytest

from planner.checker.bound.search import Search, Steps
from tests.checker.bound.worlds import seeded


def brute(masks, costs, earlier, members, clusters, limit, exact, judged):
    sums = []
    for chosen in combinations(range(len(masks)), clusters):
        union = 0
        for c in chosen:
            union |= masks[c]
        total = sum(costs[c] for c in chosen)
        if sum(masks[c].bit_count() for c in chosen) != members or union != (1 << members) - 1:
            continue
        same = all(sum(earlier[c][i] for c in chosen) == v for i, v in enumerate(exact))
        if total <= limit and same and judged(chosen):
            sums.append(total)
    return min(sums, default=None)


@pytest.mark.parametrize("seed", range(400))
def test_finds_the_least_sum_or_that_there_is_none(seed):
    random = seeded(seed)
    members = random.randint(1, 6)
    masks = sorted({random.randrange(1, 1 << members) for _ in range(random.randint(1, 16))})
    costs = [random.choice([0, 0, 1, 3, 8]) for _ in masks]
    depth = random.choice([0, 1, 2])
    earlier = [tuple(random.randint(0, 2) for _ in range(depth)) for _ in masks]
    clusters = random.randint(1, min(4, members))
    exact = tuple(random.randint(0, 2) for _ in range(depth))
    limit = random.randint(0, 20)
    never = {c for c in range(len(masks)) if random.random() < 0.3}
    refused = set(random.sample(range(len(masks)), min(2, len(masks)))) if random.random() < 0.4 else None

    def accept(chosen):
        if dead := [c for c in chosen if c in never]:
            return dead
        return () if refused is not None and refused <= set(chosen) else None

    search = Search(masks, costs, earlier, members, accept)
    found = search.run(clusters, limit, exact, 1, Steps(10**6))
    assert found.finished
    expected = brute(
        masks, costs, earlier, members, clusters, limit, exact, lambda chosen: accept(chosen) is None
    )
    assert found.least == expected


def test_says_so_when_steps_run_out():
    masks = [1 << i for i in range(6)] + [0b11 << i for i in range(5)]
    search = Search(masks, [0] * 11, [()] * 11, 6, list)
    steps = Steps(3)
    found = search.run(4, 0, (), 1, steps)
    assert not found.finished
    assert found.least is None
    assert steps.left < 0


def test_too_many_clusters_are_not_searched():
    search = Search([1], [0], [()], 1, lambda _: None)
    assert not search.run(401, 0, (), 1, Steps(100)).finished


def test_a_choice_that_does_not_count_says_nothing_of_the_rest_of_it():
    masks = [0b00011, 0b00100, 0b00001, 0b00110, 0b11000, 0b01000, 0b10000]

    def accept(chosen):
        return [0] if 0 in chosen else None  # the first is unlawful, which shows only when everything is chosen

    for costs in ([0] * 7, [0, 0, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]):
        found = Search(masks, costs, [()] * 7, 5, accept).run(3, 5, (), 1, Steps(100))
        assert found.least == costs[2], costs


def test_choices_refused_as_a_whole_leave_their_clusters_to_others():
    masks = [0b0011, 0b0001, 0b0010, 0b1100, 0b0100, 0b1000]

    def accept(chosen):
        return () if {1, 2, 3} <= set(chosen) else None

    found = Search(masks, [0] * 6, [()] * 6, 4, accept).run(3, 0, (), 1, Steps(100))
    assert found.least == 0  # the first with the last two

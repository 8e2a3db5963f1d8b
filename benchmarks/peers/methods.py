"""Plans by spopt and GerryChain. Each method yields labels by position; the best is kept by the worker."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.peers.question import Question

Plans = Iterator[list[int]]
TOLERANCE = 0.2
"""Share by which ReCom lets a cluster's people differ from the region's average."""
MAXP_SHARE = 0.8
"""MaxP's least population of a cluster, as a share of the region's average at our number of clusters."""


def region_k_means(q: Question) -> Plans:
    """RegionKMeansHeuristic of spopt on coordinates, one plan for each seed."""
    import numpy as np
    from libpysal.weights import W
    from spopt.region import RegionKMeansHeuristic

    places = np.array(q.places) / 1000
    for seed in range(q.seed, q.seed + q.tries):
        model = RegionKMeansHeuristic(places, q.k, W(q.neighbours, silence_warnings=True), seed=seed)
        model.solve()
        yield [int(x) for x in model.labels_]


def azp(q: Question) -> Plans:
    """AZP of spopt on coordinates, one plan for each seed."""
    from libpysal.weights import W
    from spopt.region import AZP

    frame = _frame(q)
    for seed in range(q.seed, q.seed + q.tries):
        model = AZP(frame, W(q.neighbours, silence_warnings=True), ["x", "y"], q.k, random_state=seed)
        model.solve()
        yield [int(x) for x in model.labels_]


def max_p(q: Question) -> Plans:
    """MaxPHeuristic of spopt on coordinates with a least population; it decides the number of clusters."""
    import numpy as np
    from libpysal.weights import W
    from spopt.region import MaxPHeuristic

    frame = _frame(q)
    least = MAXP_SHARE * sum(q.people) / q.k
    for seed in range(q.seed, q.seed + q.tries):
        np.random.seed(seed)  # spopt draws from the global generators
        random.seed(seed)
        weights = W(q.neighbours, silence_warnings=True)
        model = MaxPHeuristic(frame, weights, ["x", "y"], "people", least, top_n=2)
        model.solve()
        yield [int(x) for x in model.labels_]


def recom(q: Question) -> Plans:
    """GerryChain's ReCom chain from a random tree partition, every plan within size and population limits."""
    import networkx as nx
    from gerrychain import Graph, MarkovChain, Partition
    from gerrychain.constraints import contiguous
    from gerrychain.proposals import recom as step
    from gerrychain.tree import recursive_tree_part
    from gerrychain.updaters import Tally

    plain: nx.Graph[int] = nx.Graph()
    for i, people in enumerate(q.people):
        plain.add_node(i, people=people)
    plain.add_edges_from((a, b) for a, b, _ in q.links)
    graph = Graph.from_networkx(plain)
    average = sum(q.people) / q.k

    def start(seed: int) -> Partition:
        return Partition.from_random_assignment(
            graph,
            n_parts=q.k,
            epsilon=TOLERANCE,
            pop_col="people",
            updaters={"people": Tally("people", alias="people")},
            partition_fn=recursive_tree_part,
            rng=seed,
        )

    def labels(plan: Partition) -> list[int]:
        return [int(plan.assignment[i]) for i in range(len(q.people))]

    first = next(p for seed in range(q.seed, q.seed + 1000) if q.fits(labels(p := start(seed))))
    chain = MarkovChain(
        partial(step, pop_col="people", pop_target=average, epsilon=TOLERANCE),
        [contiguous, lambda plan: q.fits(labels(plan))],
        initial_partition=first,
        total_steps=q.tries,
        rng=q.seed,
    )
    for plan in chain:
        yield labels(plan)


def _frame(q: Question):  # noqa: ANN202 - geopandas is not there when types are checked
    from geopandas import GeoDataFrame, points_from_xy

    x, y = zip(*q.places, strict=True)
    return GeoDataFrame(
        {"x": [v / 1000 for v in x], "y": [v / 1000 for v in y], "people": q.people},
        geometry=points_from_xy(x, y),
    )


METHODS: dict[str, tuple[str, Callable[[Question], Plans]]] = {
    "spopt RegionKMeans": ("spopt", region_k_means),
    "spopt AZP": ("spopt", azp),
    "spopt MaxP": ("spopt", max_p),
    "GerryChain ReCom": ("gerrychain", recom),
}
"""Package and method by the name that is printed."""

"""What there is to measure, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.rows import Row
from benchmarks.run import Ask
from benchmarks.subjects import (
    baselines,
    batch,
    boards_all,
    boards_caps,
    boards_people,
    boards_single,
    boards_whatif,
    bound,
    decide_compare,
    decide_explain,
    decide_move,
    decide_options,
    decide_prices,
    england,
    hundred,
    joint,
    models_table,
    peers,
    regions,
    synthetic,
    whatif,
)


@dataclass(frozen=True)
class BenchSpec:
    """One part of a benchmark."""

    id: str
    title: str
    rows: Callable[[Ask], Iterator[Row]]


GEOGRAPHY = (
    BenchSpec("england", "England, every number of clusters from 44 to 56", england.rows),
    BenchSpec("regions", "Single regions, one level and several", regions.rows),
    BenchSpec("whatif", "What if, on a warm engine", whatif.rows),
    BenchSpec("synthetic", "Growth with the number of organisations", synthetic.rows),
    BenchSpec("hundred", "The hundred best plans, and how many there are", hundred.rows),
    BenchSpec("bound", "Certificates checked without a solver", bound.rows),
    BenchSpec("reference", "The clusters of 2011", peers.reference_rows),
    BenchSpec("baselines", "Other exact methods", baselines.rows),
    BenchSpec("peers", "Public tools (with --peers)", peers.rows),
)
BOARDS = (
    BenchSpec("single", "One cluster", boards_single.rows),
    BenchSpec("all", "All clusters of 2011, and other methods", boards_all.rows),
    BenchSpec("post", "What if about one post", boards_whatif.rows),
    BenchSpec("tradeoffs", "Trade-offs, caps and a model for each cluster", boards_caps.rows),
    BenchSpec("people", "Ring-fences and the chance of lasting", boards_people.rows),
    BenchSpec("joint", "Boards and people before the map", joint.rows),
)
MODELS = (BenchSpec("models", "Every SHA under every governance model", models_table.rows),)
BATCH = (BenchSpec("batch", "Two hundred runs, against loops", batch.rows),)
DECISIONS = (
    BenchSpec("explain", "Why there is no plan", decide_explain.rows),
    BenchSpec("prices", "What it would take", decide_prices.rows),
    BenchSpec("move", "Another place for an organisation", decide_move.rows),
    BenchSpec("options", "Ten different plans", decide_options.rows),
    BenchSpec("fronts", "Trade-offs between aims of the map", decide_options.front_rows),
    BenchSpec("compare", "Four models side by side", decide_compare.rows),
)
BENCHMARKS = {
    "geography": GEOGRAPHY,
    "boards": BOARDS,
    "models": MODELS,
    "batch": BATCH,
    "decisions": DECISIONS,
}

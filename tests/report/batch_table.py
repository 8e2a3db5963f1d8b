"""A table of a batch by hand, with names that try to be code."""

from __future__ import annotations

import pandas as pd

TITLES = {"splits": ("Councils <i>split</i>", "pieces"), "cost": ("Pay", "pounds a year")}
HOSTILE = "<script>alert(1)</script>"


def row(number, region, model, splits, cost, **other):
    """A run with a plan; its aims are splits, then cost."""
    given = {
        "number": number,
        "instance": "tiny",
        "region": region,
        "scenario": "as-given",
        "era": "as-given",
        "model": model,
        "clusters_asked": "target",
        "geography": "free",
        "profile": "geography-first",
        "caps": "none",
        "seed": "1",
        "state": "done",
        "status": "optimal",
        "aims": "splits;cost",
        "splits": splits,
        "cost": cost,
    }
    return given | other


ROWS = [
    row(1, "North", "model-1", 3, 900),
    row(2, "North", "model-2", 2, 1000),
    row(3, "North", "model-3", 2, 1000, clusters_asked="4"),
    row(4, HOSTILE, "model-1", 0, 5_000_000, status="feasible"),
    row(5, HOSTILE, "model-2", None, None, status="infeasible", aims=""),
    row(6, "South", "model-1", 1, 1, aims="cost;splits", profile="people-first"),
    row(7, "South", "model-1", 1, 2),
    row(8, "East", "model-1", None, None, status="unknown", aims=""),
    row(9, "West", "model-1", None, None, state="failed", status="memory", aims=""),
    row(10, "West", "model-2", None, None, state="waiting", status="", aims=""),
]


def frame(rows=None):
    """The table as read_batch gives it."""
    made = pd.DataFrame(ROWS if rows is None else rows)
    return made.astype({"splits": "Int64", "cost": "Int64"})

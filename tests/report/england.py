"""England in 2011 as an instance and the clusters of 2011 as a plan, for looking at a report of full size."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from planner.core.instance import Instance
from planner.core.plan import Plan
from tests.report import builder

FOLDER = Path(__file__).parents[2] / "instances" / "england-2011"


def england() -> Instance:
    """The instance that the repository ships."""
    from planner.io.read import read_instance

    return read_instance(FOLDER)


def reference_plan(given: Instance, governance: str = "model-1", **more) -> Plan:
    """Its reference grouping as a plan."""
    groups = defaultdict(list)
    for o in given.organisations:
        groups[o.cluster_reference].append(o.code)
    return builder.plan(given, sorted(groups.values()), governance=governance, **more)

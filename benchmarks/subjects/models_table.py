"""Every SHA under every governance model: what a plan means for people, meetings, money and the time to 2013.

The figures are the same on every machine; only the seconds are not, and they are not in the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import planner
from benchmarks.boards import MODELS
from benchmarks.rows import Row
from benchmarks.run import Ask
from benchmarks.setting import england
from planner.core.settings import Settings
from planner.objectives.boards.meetings import Meetings

JOB = "benchmarks.subjects.models_table:measure"
SECONDS = 90.0
COUNTED = {
    "places_end": "places that end, at worst",
    "chairs_lost": "chairs who chair no board any more",
    "offers_used": "people who leave by their own offer",
    "recruits": "people to recruit",
    "cost": "pay of chairs and directors, pounds a year",
}


def measure(region: str, model: str) -> dict[str, Any]:
    """The best plan of one SHA: its status, whether the checker accepts it, and what it means."""
    instance = england().within(region)
    rulebook = planner.load_rulebook("pct-2011")
    result = planner.open(instance, rulebook).solve(model, Settings(seconds=SECONDS))
    plan = result.plan
    if plan is None:
        return {"status": result.status, "verified": False}
    values = {x.id: x.value for x in plan.levels}
    lasting = planner.resilience(instance, plan, rulebook)
    return {
        "status": plan.status,
        "verified": planner.verify(instance, plan, rulebook).ok and not result.disagreements,
        "clusters": len(plan.clusters),
        "meetings": Meetings().value(instance, plan, rulebook),
        "lawful_permille": round(1000 * lasting.lawful),
        "fallen_permille": round(1000 * lasting.whole.fallen / max(1, len(plan.boards))),
        **{k: values[k] for k in COUNTED},
    }


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    regions = england().regions[3:4] if ask.quick else england().regions
    for region in regions:
        for model in MODELS:
            found = ask.measure(JOB, region=region, model=model)
            group = f"{region}, {model.replace('-', ' ')}"
            verified = "verified" if found["verified"] else "NOT VERIFIED"
            yield Row(group, "clusters", found.get("clusters", "none"), note=f"{found['status']}, {verified}")
            for key, words in COUNTED.items():
                if key in found:
                    yield Row(group, words, found[key])
            if "meetings" in found:
                yield Row(group, "board meetings a year", found["meetings"], note="ASSUMED")
                share = found["lawful_permille"] / 10
                words = "chance that every board stays within the law to 31 March 2013"
                yield Row(group, words, share, "%", note="departure rates ASSUMED")
                words = "boards expected to fall below the law by 31 March 2013"
                share = found["fallen_permille"] / 10
                yield Row(group, words, share, "%", note="departure rates ASSUMED")

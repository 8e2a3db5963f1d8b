"""Lists of plans and trade-offs made by hand, as planner options would have saved them."""

from __future__ import annotations

from planner.core.plan import InstanceStamp
from planner.core.saved import MadeFrom, SavedOption, SavedOptions, SavedPoint, SavedTradeoff


def listing(*plans, **more) -> SavedOptions:
    """A list of these plans, as it would be saved."""
    rows = tuple(
        SavedOption(
            option=f"option-{n:02}",
            status=p.status,
            levels={x.id: x.value for x in p.levels},
            clusters=tuple(c.organisations for c in p.clusters),
            governance=tuple(c.governance for c in p.clusters),
            distances=(),
            differences=(),
            plan=f"option-{n:02}/plan.json",
        )
        for n, p in enumerate(plans, start=1)
    )
    return SavedOptions(schema_version=1, kind="options", instance="example", options=rows, **more)


def front(about: str, levels: tuple[str, ...], values, clusters, marks=()) -> SavedTradeoff:
    """A trade-off with these points, all with one map."""
    made = MadeFrom(
        instance=InstanceStamp(name="example", sha256="a" * 64), rulebook_sha256="", settings={}, decisions=()
    )
    groups = tuple(tuple(c) for c in clusters)
    model = dict.fromkeys((c[0] for c in groups), "model-2") if about == "boards" else {}
    points = tuple(
        SavedPoint(point=n, values=v, clusters=groups, governance=model) for n, v in enumerate(values, start=1)
    )
    return SavedTradeoff(
        schema_version=1,
        made_from=made,
        levels=levels,
        titles=tuple(f"Title of {i}" for i in levels),
        units=("units",) * len(levels),
        about=about,
        clusters=(2,) if about == "maps" else (),
        points=points,
        marks=marks,
    )

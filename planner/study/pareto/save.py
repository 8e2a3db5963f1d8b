"""A trade-off as files: the whole as JSON, the points as a table, and the example maps as groupings."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.core.saved import MadeFrom
from planner.io.write import atomic_write
from planner.study.pareto.choose import FrontPoint, Pareto

TABLE, WHOLE, MAPS = "tradeoff.csv", "tradeoff.json", "tradeoff-maps.csv"


def as_json(front: Pareto) -> dict[str, Any]:
    """All of a trade-off as plain data."""
    data = asdict(front)
    data.pop("ok")
    for number, point in enumerate(data["points"], start=1):
        point["point"] = number
    return data


def marked(front: Pareto) -> dict[int, str]:
    """Names of the marks that lie on the front, by number of the point."""
    found: dict[int, list[str]] = {}
    for mark in front.marks:
        if mark.point is not None:
            found.setdefault(mark.point, []).append(mark.name)
    return {number: ", ".join(names) for number, names in found.items()}


def models_of(point: FrontPoint) -> str:
    """How many clusters use each governance model, in words; empty where none was looked at."""
    counted = Counter(m for m in point.governance.values() if m != "standalone")
    return ", ".join(f"{n} × {model}" for model, n in sorted(counted.items()))


def table(front: Pareto) -> str:
    """Columns point, one for each aim, clusters, models, mark; then the marks that lie beside the front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["point", *front.levels, "clusters", "models", "mark"])
    names = marked(front)
    for number, point in enumerate(front.points, start=1):
        writer.writerow([number, *point.values, len(point.clusters), models_of(point), names.get(number, "")])
    for mark in front.marks:
        if mark.point is None:
            writer.writerow(["", *("" if v is None else v for v in mark.values), "", "", mark.name])
    return out.getvalue()


def maps(front: Pareto) -> str:
    """Columns point, organisation, cluster; the rows of one point are a grouping."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["point", "organisation", "cluster"])
    for number, point in enumerate(front.points, start=1):
        home = {code: cluster[0] for cluster in point.clusters for code in cluster}
        writer.writerows([number, code, home[code]] for code in sorted(home))
    return out.getvalue()


def save(front: Pareto, folder: Path, asked: MadeFrom) -> list[Path]:
    """Write the files; their paths.

    Args:
        front: the trade-off.
        folder: is there already.
        asked: the question, so that a report sets the answer beside plans of the same one only.

    Raises:
        OutputError: the system refuses.
    """
    document = {"schema_version": 1, "made_from": asked.model_dump(mode="json"), **as_json(front)}
    whole = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    files = {WHOLE: whole, TABLE: table(front)}
    if front.about == "maps":
        files[MAPS] = maps(front)
    for name, text in files.items():
        atomic_write(folder / name, text, private=True)
    return [folder / name for name in files]

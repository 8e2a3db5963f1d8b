"""Options as files: one folder each, and a table and an index that grow with every option found."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.core.plan import Plan
from planner.io.plans import write_plan
from planner.io.write import atomic_write, ensure_folder, no_formula

TABLE, INDEX = "options.csv", "options.json"


class Saved:
    """Writes each plan as soon as it is known.

    Args:
        folder: exists and can be written to.
        about: what was asked for, for the index.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        self.folder, self.about = folder, dict(about)
        self.rows: list[dict[str, Any]] = []
        self.aims: list[str] = []

    def add(
        self, name: str, plan: Plan, *, distances: Sequence[int] = (), differences: Sequence[str] = ()
    ) -> Path:
        """Write the plan to ``NAME/plan.json`` and the table and index anew.

        Raises:
            OutputError: the system refuses; what was written before stays.
        """
        home = ensure_folder(self.folder / name)
        path = home / "plan.json"
        write_plan(plan, path)
        self.aims = list(dict.fromkeys([*self.aims, *(x.id for x in plan.levels if not x.personal)]))
        self.rows.append(
            {
                "option": name,
                "status": plan.status,
                "levels": {x.id: x.value for x in plan.levels if not x.personal},
                "clusters": [list(c.organisations) for c in plan.clusters],
                "governance": [c.governance for c in plan.clusters],
                "distances": list(distances),
                "differences": list(differences),
                "plan": f"{name}/plan.json",
            }
        )
        self.index({})
        return path

    def index(self, more: Mapping[str, Any]) -> None:
        """Write table and index with further facts about the whole."""
        self.about |= more
        document = {"schema_version": 1, **self.about, "options": self.rows}
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        atomic_write(self.folder / INDEX, text, private=True)  # exact counts, for the planner alone
        atomic_write(self.folder / TABLE, self._table(), private=True)

    def _table(self) -> str:
        """Columns option, clusters, one for each aim that counts no personal facts, nearest, what differs."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["option", "clusters", *self.aims, "fewest_moves_from_another", "differences"])
        for row in self.rows:
            values = [row["levels"].get(aim, "") for aim in self.aims]
            nearest = min(row["distances"], default="")
            words = no_formula(" ".join(row["differences"]))
            writer.writerow([row["option"], len(row["clusters"]), *values, nearest, words])
        return out.getvalue()

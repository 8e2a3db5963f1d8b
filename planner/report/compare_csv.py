"""A comparison as one table: a row for each figure, statement, principle and departure of a column."""

from __future__ import annotations

import csv
import io

from planner.core.comparison import Comparison
from planner.io.write import no_formula
from planner.report.views.compare import STANDINGS, VERDICTS
from planner.report.views.figures import long

COLUMNS = (
    "kind",
    "id",
    "title",
    "column",
    "column_title",
    "low",
    "high",
    "of",
    "unit",
    "shown",
    "rests_on",
    "definition",
)


def comparison_csv(made: Comparison) -> str:
    """The table as text. ``low`` and ``high`` are exact whole numbers in ``unit``, empty without a figure."""
    titles = {c.id: c.title for c in made.columns}
    rows: list[tuple[object, ...]] = []
    for f in made.figures:
        for column, a in f.amounts.items():
            exact = ("" if n is None else n for n in (a.low, a.high, a.of))
            head = ("figure", f.id, f.title, column, titles[column])
            rows.append((*head, *exact, f.unit, long(f, a), f.basis, f.definition))
    for n, claim in enumerate(made.claims, start=1):
        head = (claim.kind, str(n), claim.text, claim.column, titles[claim.column])
        said = VERDICTS[claim.verdict]
        rows.append((*head, "", "", "", "", said, "ASSUMED figures", ", ".join(claim.figures)))
    for p in made.principles:
        head = ("principle", p.id, p.id, p.column, titles[p.column])
        rows.append(
            (
                *head,
                p.met,
                p.met + p.can,
                p.clusters,
                "clusters",
                STANDINGS[p.standing],
                "DERIVED",
                "met as planned; if boards agree",
            )
        )
    for d in made.departures:
        head = ("departure", d.rule, d.authority, d.column, titles[d.column])
        rows.append((*head, "", "", "", "", "by recorded decision" if d.lifted else "not kept", "", ""))
    rows += [
        ("no plan", c.id, c.title, c.id, c.title, "", "", "", "", c.reason, "", "")
        for c in made.columns
        if c.kind == "none"
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([no_formula(x) for x in row] for row in rows)
    return out.getvalue()

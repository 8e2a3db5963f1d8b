"""A given grouping: a CSV of organisation and cluster."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planner.core.instance import Instance
from planner.io.collect import Collector, did_you_mean
from planner.io.csv_folder import CsvFolder
from planner.io.plans import read_plan
from planner.io.tables import RawTable

COLUMNS = ("organisation", "cluster")


def read_grouping(path: str | Path, instance: Instance) -> tuple[tuple[str, str], ...]:
    """Read which cluster each organisation of an instance is given to.

    Returns:
        Pairs (organisation, cluster), sorted.

    Raises:
        InputFaultsError: every fault of the file, and every organisation that it leaves out.
    """
    path = Path(path)
    out = Collector()
    if path.suffix.lower() != ".csv":
        out.add(
            "P-601",
            "The grouping is not a CSV file",
            path.name,
            why="A grouping has two columns, organisation and cluster.",
            fix="Save it as CSV UTF-8 and give that file, or write --geography reference.",
        )
        out.stop_if_faulty()
    table = CsvFolder(path.parent, out, path.suffix).table(path.stem)
    out.stop_if_faulty()
    pairs, named = _pairs(table, instance, out) if table is not None else ({}, set())
    for code in sorted(set(instance.by_code) - named):
        out.add(
            "P-605",
            f"Organisation {code} is in no cluster",
            path.name,
            value=code,
            why="A grouping puts every organisation into one cluster (GEO-2, guidance paragraph 6).",
            fix="Add a row for it; one alone in its cluster is allowed.",
        )
    out.stop_if_faulty()
    return tuple(sorted(pairs.items()))


def read_reference(path: str | Path, instance: Instance) -> tuple[tuple[str, str], ...]:
    """Read a grouping to compare with: a CSV as for :func:`read_grouping`, or the clusters of a ``plan.json``.

    Organisations of a plan that are not here are passed over: a plan of the whole country serves a region.

    Returns:
        Pairs (organisation, cluster), sorted.

    Raises:
        InputFaultsError: every fault of the file, and every organisation that it leaves out.
    """
    path = Path(path)
    if path.suffix.lower() != ".json":
        return read_grouping(path, instance)
    plan = read_plan(path)
    out = Collector()
    place: dict[str, str] = {}
    for cluster in plan.clusters:
        for code in cluster.organisations:
            if code in place:
                out.add(
                    "P-604",
                    "This organisation is in two clusters",
                    path.name,
                    value=code,
                    why="An organisation is in one cluster.",
                    fix="Use a plan.json as planner solve wrote it.",
                )
            place[code] = cluster.id
    for code in sorted(instance.by_code.keys() - place.keys()):
        out.add(
            "P-605",
            f"Organisation {code} is in no cluster of the plan",
            path.name,
            value=code,
            why="Change is counted from a grouping of every organisation.",
            fix="Use a plan for the same organisations, or for more.",
        )
    out.stop_if_faulty()
    return tuple(sorted((code, cluster) for code, cluster in place.items() if code in instance.by_code))


def _pairs(table: RawTable, instance: Instance, out: Collector) -> tuple[dict[str, str], set[str]]:
    """Organisation to cluster, and all organisations that have a row, also a faulty one."""
    label = table.label
    missing = [c for c in COLUMNS if c not in table.header]
    for column in missing:
        out.add(
            "P-602",
            f"Column {column} is missing",
            label,
            row=1,
            why="The columns are organisation and cluster.",
            fix=f"Name a column {column}.",
        )
    if missing:
        return {}, set(instance.by_code)
    at = {c: table.header.index(c) for c in COLUMNS}
    pairs: dict[str, str] = {}
    named: set[str] = set()
    for record in table.records:
        cells = ["" if c is None else str(c).strip() for c in record.cells]
        cells += [""] * (len(table.header) - len(cells))
        code, cluster = cells[at["organisation"]], cells[at["cluster"]]
        named.add(code)
        if code not in instance.by_code:
            out.add(
                "P-603",
                "There is no organisation with this code",
                label,
                row=record.line,
                column="organisation",
                value=code,
                why="Codes are those of organisations.csv, within the regions asked for.",
                fix=did_you_mean(code, instance.by_code, "Correct the code or delete the row."),
            )
        elif code in pairs:
            out.add(
                "P-604",
                "This organisation has two rows",
                label,
                row=record.line,
                column="organisation",
                value=code,
                why="An organisation is in one cluster.",
                fix="Delete one of the rows.",
            )
        elif not cluster or cluster[0] in "=+-@":
            out.add(
                "P-606",
                "The cluster is empty or looks like a formula",
                label,
                row=record.line,
                column="cluster",
                value=cluster,
                why="Each organisation needs the name or number of its cluster as text.",
                fix="Write for example North.",
            )
        else:
            pairs[code] = cluster
    return pairs, named


def grouping_text(pairs: Iterable[tuple[str, str]]) -> str:
    """A grouping as a CSV that :func:`read_grouping` reads.

    >>> grouping_text([("B", "A"), ("A", "A")]).splitlines()
    ['organisation,cluster', 'A,A', 'B,A']
    """
    return "organisation,cluster\n" + "".join(f"{code},{cluster}\n" for code, cluster in sorted(pairs))

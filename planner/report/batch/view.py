"""What the report of a batch says, as plain typed data."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.report.views.words import DRAFT, INVENTED, count, listed, number

MEASURES, PANELS = 6, 60
"""How many aims have drawings, and how many small drawings each has at most."""
_WANTED = ("places_end", "chairs_lost", "recruits", "cost", "splits", "meetings")
"""Aims that are drawn first, where they tell runs apart."""
CELL = ("instance", "region", "scenario")
ANALYSTS = "For analysts: exact totals of a small region may tell about single people."
NOT_COMPARED = "not compared: its runs have other aims in another order"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """An aim that tells runs apart."""

    id: str
    title: str
    unit: str


@dataclass(frozen=True)
class Spread:
    """How a measure is spread over the runs of one model."""

    model: str
    values: tuple[int, ...]
    """Sorted."""

    @property
    def five(self) -> tuple[int, float, float, float, int]:
        """Least, lower quarter, middle, upper quarter, most."""
        v = self.values
        low, mid, high = statistics.quantiles(v, n=4, method="inclusive") if len(v) > 1 else (v[0],) * 3
        return v[0], low, mid, high, v[-1]


@dataclass(frozen=True)
class Panel:
    """One small drawing: a region of an instance."""

    title: str
    marks: tuple[tuple[str, str, int], ...]
    """Model, scenario, value."""


@dataclass(frozen=True)
class Drawn:
    """A measure with its small drawings and its spread."""

    measure: Measure
    panels: tuple[Panel, ...]
    spreads: tuple[Spread, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Best:
    """The best run of one cell."""

    cell: tuple[str, ...]
    """Instance, region, scenario."""
    best: str
    """In words: model and other choices, and what is as good; or why there is none."""
    more: str
    """How many runs there are, whether all are proved."""
    values: tuple[str, ...]
    """Of the measures, in their order."""


@dataclass(frozen=True)
class BatchView:
    """The whole page."""

    title: str
    sentence: str
    facts: tuple[str, ...]
    models: tuple[str, ...]
    scenarios: tuple[str, ...]
    several: bool
    """Whether there are several instances."""
    drawn: tuple[Drawn, ...]
    left_out: int
    """Regions without a drawing."""
    bests: tuple[Best, ...]
    failed: tuple[tuple[str, int], ...]
    """Kind of failure and number of runs."""
    notes: tuple[str, ...]


def batch_view(
    rows: Sequence[Row], titles: Mapping[str, tuple[str, str]], title: str, invented: bool = False
) -> BatchView:
    """Everything the page shows.

    Args:
        rows: the table of a batch, a mapping for each run, values missing as None.
        titles: title and unit of each aim, by id.
        title: of the batch.
        invented: whether office holders of any instance are.
    """
    planned = [r for r in rows if r["state"] == "done" and r["aims"]]
    measures = _measures(planned, titles)
    groups = _grouped(planned, ("instance", "region"))
    several = len({r["instance"] for r in planned}) > 1
    drawn = tuple(_drawn(m, groups, planned, several) for m in measures)
    states = Counter(r["state"] for r in rows)
    kinds = Counter(r["status"] for r in rows if r["state"] == "failed")
    cells = _grouped([r for r in rows if r["state"] == "done"], CELL)
    return BatchView(
        title=title,
        sentence=f"{count(len(rows), 'run')}: {number(states['done'])} done, {number(states['failed'])} failed",
        facts=tuple(_facts(rows, states)),
        models=_distinct(planned, "model"),
        scenarios=_distinct(planned, "scenario"),
        several=several,
        drawn=drawn,
        left_out=max(0, len(groups) - PANELS),
        bests=tuple(_best(key, group, measures) for key, group in cells.items()),
        failed=tuple(sorted(kinds.items())),
        notes=(
            " ".join([DRAFT, ANALYSTS, *([INVENTED] if invented else [])]),
            "Runs under different scenarios answer different questions; the best is told within each scenario.",
        ),
    )


def _facts(rows: Sequence[Row], states: Counter[str]) -> Iterable[str]:
    answers = Counter(r["status"] for r in rows if r["state"] == "done")
    words = {
        "optimal": "proved best",
        "feasible": "found and checked, but not proved best",
        "infeasible": "without a plan, for none meets the rules",
        "unknown": "ended by a limit before a plan was found",
    }
    for status, text in words.items():
        if answers[status]:
            yield f"{count(answers[status], 'run')} {text}."
    left = states["waiting"] + states["running"]
    if left:
        yield f"{count(left, 'run')} not worked out yet; this page shows the rest."


def _measures(planned: Sequence[Row], titles: Mapping[str, tuple[str, str]]) -> tuple[Measure, ...]:
    telling = [a for a in titles if len({r.get(a) for r in planned} - {None}) > 1]
    cells = _grouped(planned, CELL).values()
    within = [a for a in telling if any(len({r.get(a) for r in cell}) > 1 for cell in cells)]
    order = [a for a in _WANTED if a in within] + [a for a in within if a not in _WANTED]
    order += [a for a in telling if a not in order]
    chosen = order[:MEASURES]
    return tuple(Measure(a, *titles[a]) for a in titles if a in chosen)


def _grouped(rows: Iterable[Row], by: Sequence[str]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[c] for c in by), []).append(row)
    return found


def _distinct(rows: Iterable[Row], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r[column] for r in rows))


def _drawn(
    measure: Measure, groups: Mapping[tuple[str, ...], list[Row]], planned: Sequence[Row], several: bool
) -> Drawn:
    panels = []
    for (instance, region), group in list(groups.items())[:PANELS]:
        marks = tuple(
            (r["model"], r["scenario"], r[measure.id]) for r in group if r.get(measure.id) is not None
        )
        panels.append(Panel(f"{instance}: {region}" if several else region, tuple(dict.fromkeys(marks))))
    by_model = _grouped([r for r in planned if r.get(measure.id) is not None], ("model",))
    spreads = tuple(Spread(m, tuple(sorted(r[measure.id] for r in g))) for (m,), g in by_model.items())
    shown = [v for p in panels for _, _, v in p.marks]
    return Drawn(measure, tuple(panels), spreads, min(shown, default=0), max(shown, default=0))


def _best(key: tuple[str, ...], group: Sequence[Row], measures: Sequence[Measure]) -> Best:
    blank = tuple("not applicable" for _ in measures)
    planned = [r for r in group if r["aims"] and r["status"] in ("optimal", "feasible")]
    if not planned:
        return Best(key, "no plan", count(len(group), "run"), blank)
    if len({r["aims"] for r in planned}) > 1:
        return Best(key, NOT_COMPARED, count(len(group), "run"), blank)
    order = planned[0]["aims"].split(";")
    ranked = sorted(planned, key=lambda r: [r[a] for a in order])
    first = ranked[0]
    equal = [r for r in ranked if [r[a] for a in order] == [first[a] for a in order]]
    more = count(len(group), "run")
    if any(r["status"] != "optimal" for r in group if r["status"] != "infeasible"):
        more += "; not every run is proved best"
    values = tuple(number(first[m.id]) if first.get(m.id) is not None else "not applicable" for m in measures)
    as_good = f"; as good: {listed([_choice(r) for r in equal[1:]], 3)}" if len(equal) > 1 else ""
    return Best(key, _choice(first) + as_good, more, values)


def _choice(row: Row) -> str:
    """Model and whatever else was asked for and is not the usual."""
    usual = {
        "era": "as-given",
        "clusters_asked": "target",
        "geography": "free",
        "profile": "geography-first",
        "caps": "none",
        "seed": "1",
    }
    words = {
        "era": "era ",
        "clusters_asked": "clusters ",
        "geography": "geography ",
        "profile": "",
        "caps": "caps ",
        "seed": "seed ",
    }
    more = [f"{words[c]}{row[c]}" for c, value in usual.items() if row[c] != value]
    return ", ".join([row["model"], *more])

"""A trade-off that was saved: every best compromise, with today, the reference and this plan marked.

Its points have no people behind them, only totals. In public, totals that depend on who leaves by their own
offer are kept back, pay is rounded, and nothing is said of the boards of one cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from planner.core.instance import Instance
from planner.core.people import nearest
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.core.saved import SavedTradeoff
from planner.objectives.registry import LEVELS
from planner.report.map.plot import Point, plot
from planner.report.views.levels import unit
from planner.report.views.privacy import ABOUT_SIZES, ROUNDED, Audience, Discretion, safe
from planner.report.views.words import count, governance_name, listed, number
from planner.study.pareto.marks import Mark, board_values, mark

SHOWN = 24
"""Rows of a table on the page at most; the workbook has all."""

STRUCTURAL = frozenset({"places_end", "cost", "cost_change", "meetings", "complexity", "cluster_board_size"})
"""Aims about boards that everyone may read of plans that are not the report's own."""

PAY = frozenset({"cost", "cost_change"})
MINE = "this plan"


@dataclass(frozen=True)
class FrontRow:
    """One best compromise, or one mark beside them."""

    number: str
    """Number of the compromise; empty for a mark that is none."""
    values: tuple[str, ...]
    clusters: str
    marks: str
    """``best compromise``, or which of today, the reference and this plan it is."""


@dataclass(frozen=True)
class Front:
    """One trade-off in words, rows and a drawing."""

    title: str
    aims: tuple[str, ...]
    """Title and unit of each."""
    sentences: tuple[str, ...]
    rows: tuple[FrontRow, ...]
    """All of them."""
    page: tuple[FrontRow, ...]
    """Those that the page shows: both ends, others evenly between, and whatever is marked."""
    marks: tuple[str, ...]
    """What is said of today, the reference and this plan."""
    drawing: Markup | None


def front(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    saved: SavedTradeoff,
    audience: Audience,
    place: int = 1,
) -> Front:
    """The view of a trade-off for the plan's question.

    Args:
        instance: what was given, narrowed as it was solved.
        plan: the report's own; it is marked.
        rulebook: by which it is measured.
        saved: the trade-off.
        audience: whom the report is for.
        place: number of the trade-off in the report, for ids of the drawing.
    """
    units = [unit(plan, i, LEVELS[i].unit, rulebook) for i in saved.levels]
    aims = tuple(f"{t}, {u}" for t, u in zip(_titles(saved), units, strict=True))
    first, *rest = _titles(saved)
    title = f"{first} against {listed(_small(t) for t in rest)}"
    why = _kept_back(saved, instance, plan, audience)
    if why:
        return Front(title, aims, (why,), (), (), (), None)
    tell = _Teller(saved, plan, audience)
    marks = _marks(instance, plan, rulebook, saved)
    rows = tell.rows(marks)
    named = {m.point for m in marks} | {n for m in marks for n in (*m.bettered_by[:1], *m.bettered_by[-1:])}
    few = {str(n) for n in (*_few(len(saved.points)), *(n for n in named if n is not None))}
    page = tuple(r for r in rows if not r.number or r.number in few)
    return Front(
        title,
        aims,
        _sentences(saved, shown=len([r for r in page if r.number])),
        rows,
        page,
        tuple(tell.mark(m) for m in marks),
        tell.drawing(marks, aims, place),
    )


def _kept_back(saved: SavedTradeoff, instance: Instance, plan: Plan, audience: Audience) -> str:
    """Why the trade-off is not shown to everyone; empty where it is.

    Its ends have the fewest seats that the law allows: posts of today, less these, less places that end, would
    tell how many leave by their own offer. All who offer do so there.
    """
    if audience != "public" or saved.about == "maps":
        return ""
    codes = {code for cluster in saved.points[0].clusters for code in cluster} if saved.points else set()
    if codes and codes != set(plan.cluster_of):
        return "Not shown in a public report: it is about the boards of one cluster."
    back = [LEVELS[i].title for i in saved.levels if i not in STRUCTURAL]
    offers = sum(s.stance == "offers_to_stand_down" for s in instance.stances)
    mine = Discretion(instance, plan, audience)
    few = not safe(offers, len(instance.stances)) or mine.reticent
    # this plan is marked: how large its boards are, and pay beside today's next to pay, would tell more
    told = (mine.reticent and ABOUT_SIZES & {*saved.levels}) or (
        mine.pay_rounded and "cost_change" in saved.levels
    )
    if told or (few and "places_end" in saved.levels):
        return "Not shown in a public report, for small numbers of people could follow."
    if back:
        return f"Not shown in a public report, for small numbers of people could follow: {listed(back)}."
    return ""


def _marks(instance: Instance, plan: Plan, rulebook: Rulebook, saved: SavedTradeoff) -> list[Mark]:
    """Today and the reference as saved, and this plan as it is counted here."""
    points = [p.values for p in saved.points]
    found = [
        mark(m.name, m.values, points, lawful=m.lawful, clusters=m.clusters)
        for m in saved.marks
        if m.name in ("today", "the reference")  # this report is about its own plan, not that of the question
    ]
    lawful = plan.status != "infeasible"
    if saved.about == "maps":
        values = tuple(LEVELS[i]().value(instance, plan, rulebook) for i in saved.levels)
        found.append(mark(MINE, values, points, lawful=lawful, clusters=len(plan.clusters)))
    elif plan.boards and saved.points:
        codes = {code for cluster in saved.points[0].clusters for code in cluster}
        values = board_values(saved.levels, instance, plan, rulebook, codes)
        found.append(mark(MINE, values, points, lawful=lawful))
    return found


class _Teller:
    """Values in words, for one audience."""

    def __init__(self, saved: SavedTradeoff, plan: Plan, audience: Audience) -> None:
        self.saved, self.plan = saved, plan
        self.rounded = {i for i in saved.levels if i in PAY and audience == "public"}

    def value(self, place: int, value: int | None) -> str:
        """A figure, rounded where it must be."""
        if value is None:
            return "not known"
        text = number(self.exact(place, value))
        return f"about {text}" if self.saved.levels[place] in self.rounded else text

    def exact(self, place: int, value: int) -> int:
        """What may be drawn: the figure, rounded where it must be."""
        return nearest(value, ROUNDED) if self.saved.levels[place] in self.rounded else value

    def rows(self, marks: Sequence[Mark]) -> tuple[FrontRow, ...]:
        """Points in their order, then the marks that are none of them."""
        names: dict[int, list[str]] = {}
        for m in marks:
            if m.point is not None:
                names.setdefault(m.point, []).append(m.name)
        found = []
        for p in self.saved.points:
            words = tuple(self.value(n, v) for n, v in enumerate(p.values))
            marked = listed(names.get(p.point, [])) or "best compromise"
            found.append(FrontRow(number(p.point), words, self._clusters(p.clusters, p.governance), marked))
        for m in marks:
            if m.point is None:
                words = tuple(self.value(n, v) for n, v in enumerate(m.values))
                many = number(m.clusters) if m.clusters is not None else "not applicable"
                found.append(FrontRow("", words, many, m.name))
        return tuple(found)

    def _clusters(self, clusters: Sequence[Sequence[str]], governance: dict[str, str]) -> str:
        """How many clusters; where boards are traded off, under which models."""
        if not governance:
            return number(len(clusters))
        used = Counter(governance_name(self.plan, m) for m in governance.values() if m != "standalone")
        return (
            ", ".join(f"{name.replace('model-', 'Model ')}: {n}" for name, n in sorted(used.items())) or "none"
        )

    def mark(self, m: Mark) -> str:
        """One sentence on a mark."""
        many = f" ({count(m.clusters, 'cluster')})" if m.clusters is not None else ""
        name = f"{m.name[:1].upper()}{m.name[1:]}{many}"
        breaks = "" if m.lawful else " It breaks a rule that the others keep."
        if m.point is not None:
            return f"{name} is best compromise {number(m.point)}.{breaks}"
        if not m.bettered_by:
            other = m.clusters is not None and m.clusters not in self.saved.clusters
            why = " It has another number of clusters." if other else ""
            return f"{name} is none of them, and none of them betters it.{breaks or why}"
        first, last = m.bettered_by[0], m.bettered_by[-1]
        which = (
            f"best compromise {number(first)}"
            if first == last
            else f"{number(len(m.bettered_by))} of them, from number {number(first)} to number {number(last)}"
        )
        return f"{name} is bettered by {which}.{breaks}"

    def drawing(self, marks: Sequence[Mark], aims: Sequence[str], place: int) -> Markup | None:
        """The first two aims; marks whose figures are not known are left out."""

        def point(
            values: Sequence[int | None], kind: Literal["best", "plan", "today", "reference"]
        ) -> Point | None:
            across, up = values[0], values[1]
            if across is None or up is None:
                return None
            x, y = self.exact(0, across), self.exact(1, up)
            return Point(x, y, self.value(0, across), self.value(1, up), kind)

        kinds: dict[str, Literal["plan", "today", "reference"]] = {
            MINE: "plan",
            "today": "today",
            "the reference": "reference",
        }
        shown = _few(len(self.saved.points))
        found = [point(p.values, "best") for p in self.saved.points if p.point in shown]
        found += [point(m.values, kinds[m.name]) for m in marks if m.name in kinds]
        return plot([p for p in found if p is not None], aims[0], aims[1], id=f"front-{place}")


def _sentences(saved: SavedTradeoff, *, shown: int) -> tuple[str, ...]:
    """Of what these are the best compromises, how many are shown, and what the drawing leaves out."""
    many = len(saved.points)
    if not many:
        return ("There is no such plan: nothing keeps the rules.",)
    if saved.about == "maps":
        numbers = listed((number(n) for n in saved.clusters), 40)
        over = f"Over all maps of {numbers} clusters that keep the rules."
    else:
        clusters = len(saved.points[0].clusters)
        over = f"Over all lawful boards of {count(clusters, 'cluster')} of this plan."
    said = [
        f"{count(many, 'best compromise')}: no other has less of one and no more of the rest. "
        "Proved: none is missing.",
        over,
    ]
    said.append(
        "Other aims are free here: what is bettered in these may still be the best by the order of all aims."
    )
    if shown < many:
        said.append(f"{number(shown)} are shown, with both ends; the workbook has all {number(many)}.")
    if len(saved.levels) > 2:
        said.append("The drawing has the first two aims; the table has all.")
    return tuple(said)


def _titles(saved: SavedTradeoff) -> list[str]:
    """Titles of the aims, as everywhere in the report."""
    return [LEVELS[i].title for i in saved.levels]


def _few(many: int) -> list[int]:
    """Numbers of the points to show: both ends and others evenly between."""
    if many <= SHOWN:
        return [*range(1, many + 1)]
    return sorted({1 + round(i * (many - 1) / (SHOWN - 1)) for i in range(SHOWN)})


def _small(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]

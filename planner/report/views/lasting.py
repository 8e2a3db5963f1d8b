"""How likely boards last to the end, by cluster: seats and chances, no person."""

from __future__ import annotations

from dataclasses import dataclass

from planner.boards.resilience import Chances, Resilience, ResilienceError, TooEntangledError, resilience
from planner.boards.resilience.words import average, headline, per_cent
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.report.views.clusters import numbering
from planner.report.views.privacy import Discretion
from planner.report.views.words import count

HIDDEN = (
    "How likely the boards last is not shown: it follows from how many people sit on which board, and beside "
    "other totals it would tell of single people."
)
ONE_FIGURE = "It is told of all boards together alone: of those of a cluster it would tell of single people."
ASSUMED = "and what was assumed"
NO_FORECAST = "It is for comparing plans, no forecast: a seat that falls vacant can be filled."


@dataclass(frozen=True)
class LastingRow:
    """Some boards together: of one, of a cluster, of a region, of the whole plan. Chances in words."""

    what: str
    """``board``, ``cluster``, ``region`` or ``whole plan``."""
    number: int
    """Cluster number; 0 for a region and the whole."""
    code: str
    """Organisation code, cluster id, region or ``all``."""
    name: str
    boards: int
    lawful: str
    quorate: str
    fallen: str
    """Boards outside the law at the end, on average."""
    short_after_one: int
    """Boards that any one departure can bring below the fewest directors."""
    short_after_two: int


@dataclass(frozen=True)
class Lasting:
    """What is shown of it; without rows, ``short`` says why."""

    brief: str
    """The chance in a few words."""
    short: str
    """One sentence with what it rests on."""
    details: tuple[str, ...]
    rows: tuple[LastingRow, ...]
    """Clusters by number, then regions by name, then the whole, then boards."""
    assumptions: tuple[str, ...]
    hidden: bool = False
    """It is known and not told."""

    @property
    def clusters(self) -> tuple[LastingRow, ...]:
        """The report's table: clusters, regions and the whole."""
        return tuple(r for r in self.rows if r.what != "board")


def lasting(instance: Instance, plan: Plan, rulebook: Rulebook, discretion: Discretion) -> Lasting | None:
    """The view; None where boards were not planned or the rulebook has no rates of departure."""
    if not plan.boards or rulebook.departures is None:
        return None
    if discretion.chances_hidden:
        return Lasting("Not shown.", HIDDEN, (), (), (), hidden=True)
    try:
        found = resilience(instance, plan, rulebook)
    except (ResilienceError, TooEntangledError) as error:
        text = str(error)
        return Lasting("Not worked out.", f"Not worked out: {text}.", (), (), ())
    where = "seats" if discretion.public else "post"
    vacant_breaks = found.rates.vacant_chair == "breaks" and any(
        r.id == "BRD-2" and r.on for r in plan.rulebook.effective
    )
    return Lasting(
        brief=f"All within the law: {per_cent(found.lawful)}, with ASSUMED departures.",
        short=headline(found.whole, len(found.boards), found.end, found.rates),
        details=(
            *(("A vacant chair alone counts as outside the law.",) if vacant_breaks else ()),
            NO_FORECAST,
            *_departures(found),
            ONE_FIGURE if discretion.chances_whole else f"See Boards by {where} for each cluster, {ASSUMED}.",
        ),
        rows=tuple(
            r
            for r in _rows(instance, plan, found, boards=not discretion.public)
            if not discretion.chances_whole or r.what == "whole plan"
        ),
        assumptions=discretion.open_texts(found.assumptions, "assumptions"),
    )


def _departures(found: Resilience) -> tuple[str, ...]:
    """What one departure and two can do to the number of directors."""
    one, two = len(found.one.below), len(found.two.below)
    if not two:
        return ("Any two departures leave every board with the directors that the law asks for.",)
    after_two = f"Two departures can bring {_below(two, found.two.most)}"
    if not one:
        return (f"Any one departure leaves every board with the directors that the law asks for. {after_two}",)
    return (f"One departure can bring {_below(one, found.one.most)}", after_two)


def _below(boards: int, most: int) -> str:
    """How many boards fall short, and how many of them at once."""
    together = f", at most {most:,} at once" if boards > 1 else ""
    return f"{count(boards, 'board')} below the fewest directors that the law allows{together}."


def _rows(instance: Instance, plan: Plan, found: Resilience, *, boards: bool) -> tuple[LastingRow, ...]:
    """All rows; chances of single boards follow from who is on them, so they are not for everyone."""
    numbers = numbering(plan)
    names = {c.id: c.name for c in plan.clusters}
    region = {b.organisation: plan.cluster_of[b.organisation].region for b in found.boards}
    one, two = set(found.one.below), set(found.two.below)

    def row(what: str, number: int, code: str, name: str, codes: list[str], chances: Chances) -> LastingRow:
        return LastingRow(
            what=what,
            number=number,
            code=code,
            name=name,
            boards=len(codes),
            lawful=per_cent(chances.lawful),
            quorate=per_cent(chances.quorate),
            fallen=average(chances.fallen),
            short_after_one=len(one.intersection(codes)),
            short_after_two=len(two.intersection(codes)),
        )

    clusters = [
        row(
            "cluster",
            numbers[c.id],
            c.id,
            names[c.id],
            [b.organisation for b in found.boards if b.cluster == c.id],
            c.chances,
        )
        for c in sorted(found.clusters, key=lambda c: numbers[c.id])
    ]
    regions = [
        row("region", 0, r.region, r.region, [o for o, led in region.items() if led == r.region], r.chances)
        for r in found.regions
    ]
    whole = row("whole plan", 0, "all", "All boards", [b.organisation for b in found.boards], found.whole)
    single = [
        row(
            "board",
            numbers[b.cluster],
            b.organisation,
            instance.by_code[b.organisation].name,
            [b.organisation],
            b.chances,
        )
        for b in sorted(found.boards, key=lambda b: (numbers[b.cluster], b.organisation))
        if boards
    ]
    return (*clusters, *(regions if len(regions) > 1 else []), whole, *single)

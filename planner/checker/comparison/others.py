"""Chances, characteristics, rules, statements of the guidance and principles, worked out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import floor

from planner.checker.comparison.chance import Lasting
from planner.checker.comparison.count import FEWEST, Count, one
from planner.checker.comparison.facts import Facts
from planner.core.comparison import Amount, Claimed, Principle
from planner.core.plan import RuleResult
from planner.core.rows import Equality

ENDS = ("term_ends", "stands_down", "alternative_role", "place_ends")
EVERYWHERE = "open which seats: a place is kept in every plan as good (A¶4.6)"
"""How the reason of a person ends who keeps a place in every plan as good (docs/semantics.md)."""


def chances(f: Facts) -> dict[str, Count]:
    """Both figures about how likely boards last: a whole per cent, and a tenth of a board, rounded half up.

    Below the least of these, and above 99 per cent, no more is told than that.
    """
    if f.rulebook.departures is None:
        return {"chance": None, "fallen": None}
    found = Lasting(f, f.rulebook.departures)
    lawful, fallen = found.all_lawful(), found.fallen()
    millionths = floor(100 * lawful + 0.5) * 10_000
    if 0.0 < lawful < 0.01:
        millionths = 1
    elif 0.99 < lawful < 1.0:
        millionths = 999_999
    thousandths = floor(10 * fallen + 0.5) * 100 if fallen >= 0.1 else 1 if fallen else 0
    return {"chance": one(millionths), "fallen": one(thousandths)}


def characteristics(f: Facts) -> dict[str, Count]:
    """Totals and shares by characteristic; None where a small number would show."""
    rows = {e.id: e for e in f.instance.equality}
    fates: dict[str, str] = dict.fromkeys(f.posts, "stay")
    unknown = False
    for person in f.plan.people if f.plan is not None else ():
        unknown |= person.certainty == "not_computed"
        if person.certainty == "open":
            fates[person.id] = "stay" if person.reason.endswith(EVERYWHERE) else "perhaps"
        elif person.outcome in ENDS:
            fates[person.id] = "leave"
    found: dict[str, Count] = {}
    for name, has in (("women", _woman), ("bme", _bme), ("disabled", _disabled)):
        tally = Counter((has(rows[p]), fate) for p, fate in fates.items() if p in rows)
        sums = [sum(n for (g, _), n in tally.items() if g is side) for side in (True, False)]
        if unknown or not rows or min(sums) < FEWEST:
            found[name] = found[f"{name}_share"] = None
            continue
        coarse = any(0 < n < FEWEST for n in tally.values())
        least, most = _ends(tally, True, coarse)
        others_least, others_most = _ends(tally, False, coarse)
        found[name] = (least, most, None)
        found[f"{name}_share"] = None
        if least + others_most and most + others_least:
            share = (_part(least, least + others_most), _part(most, most + others_least), None)
            found[f"{name}_share"] = share
    del found["disabled_share"]
    return found


def _ends(tally: Counter[tuple[bool, str]], side: bool, coarse: bool) -> tuple[int, int]:
    """Fewest and most of one side with a seat; in fives, never exactly, where a small number would show."""
    stay, perhaps, leave = (tally[side, fate] for fate in ("stay", "perhaps", "leave"))
    if not coarse:
        return stay, stay + perhaps
    low = 0
    while low + FEWEST < stay:
        low += FEWEST
    high = low
    while high <= stay + perhaps:
        high += FEWEST
    return low, min(high, stay + perhaps + leave)


def _part(n: int, of: int) -> int:
    """Thousandths, rounded half up."""
    return (2000 * n + of) // (2 * of)


def _woman(row: Equality) -> bool:
    return row.sex == "woman"


def _bme(row: Equality) -> bool:
    return bool(row.bme)


def _disabled(row: Equality) -> bool:
    return bool(row.disabled)


def of_rules(rules: Sequence[RuleResult]) -> dict[str, Count]:
    """How many rules of each weight are not kept."""
    broken = Counter(r.authority for r in rules if r.status == "fail")
    lifted = Counter(r.authority for r in rules if r.status == "exempt")
    both = broken + lifted
    return {
        "law_broken": one(broken["statute"]),
        "guidance_departures": one(both["guidance"] + both["letter"]),
        "choices_unkept": one(both["planner"] + both["assumption"]),
    }


def principle_of(f: Facts, principle: str, column: str) -> Principle:
    """How a column stands by one of the three principles."""
    several = f.several
    if not several or (not f.boards and principle != "single_team"):
        return Principle(
            id=principle, column=column, standing="not_applicable", clusters=len(several), met=0, can=0
        )
    met = can = 0
    for k in several:
        boards = [f.boards[c] for c in f.groups[k]] if f.boards else []
        led = bool(boards) and len({b.chair for b in boards}) == 1 and bool(boards[0].chair)
        cluster_led = led or f.nominated[k] is not None
        same = led and len({tuple(sorted(b.neds)) for b in boards}) == 1
        if principle == "single_team" or (principle == "single_chair" and cluster_led):
            met += 1
        elif principle == "single_meeting":
            met, can = met + same, can + (cluster_led and not same)
    missing = len(several) - met - can
    standing = "needs_agreement" if missing else "not_met" if can else "met"
    return Principle.model_validate(
        {
            "id": principle,
            "column": column,
            "standing": standing,
            "clusters": len(several),
            "met": met,
            "can": can,
        }
    )


def verdict_of(claimed: Claimed | None, column: str, amounts: Mapping[str, Mapping[str, Amount]]) -> str:
    """What the figures say of one statement; ``amounts`` by figure and column, of plans and today alone."""
    if claimed is None or not claimed.figures:
        return "no_figure"
    told = set()
    for figure, test in zip(claimed.figures, claimed.tests, strict=True):
        every = {c: (a.low, a.high) for c, a in amounts[figure].items() if a.low is not None}
        if column not in every:
            continue
        answer = _answers(test, column, every, amounts[figure][column].of)  # type: ignore[arg-type]
        if answer is not None:
            told.add(answer)
    if not told:
        return "not_known"
    if len(told) > 1:
        return "in_part" if {"borne_out", "in_part"} & told else "open"
    return told.pop()


def _answers(test: str, column: str, every: Mapping[str, tuple[int, int]], of: int | None) -> str | None:
    """Yes for all values, no for all values, or open; None where it can't be asked."""
    low, high = every[column]
    others = [r for c, r in every.items() if c != column]
    now = every.get("today")
    if (
        (test in ("all", "not_all") and of is None)
        or (test == "below_today" and now is None)
        or (test in ("least", "most", "not_least") and not others)
    ):
        return None
    yes_no = {
        "none": lambda: (high == 0, high > 0),
        "some": lambda: (high > 0, high == 0),
        "all": lambda: (low == of, low + low < (of or 0)),
        "not_all": lambda: (low != of and low + low <= (of or 0), low == of),
        "varies": lambda: (low != high, low == high),
        "below_today": lambda: (now is not None and high < now[0], now is not None and low >= now[1]),
        "least": lambda: (all(high <= r[0] for r in others), any(low > r[1] for r in others)),
        "not_least": lambda: (any(low > r[1] for r in others), all(high <= r[0] for r in others)),
        "most": lambda: (all(low >= r[1] for r in others), any(high < r[0] for r in others)),
    }[test]()
    between = "in_part" if test in ("all", "not_all") else "open"
    return "borne_out" if yes_no[0] else "not_borne_out" if yes_no[1] else between

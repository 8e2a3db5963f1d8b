"""Which counts a comparison must not tell, asked again of the facts."""

from __future__ import annotations

from collections import Counter

from planner.checker.comparison.count import FEWEST, Count
from planner.checker.comparison.facts import Facts
from planner.checker.known import chairs_double, chairs_move, recruits_known
from planner.checker.pinned import FEW_CLUSTERS, pinned, terms_known
from planner.core.plan import Plan

STEP = 50_000


def may_be_told(counts: dict[str, Count], f: Facts) -> dict[str, Count]:
    """The counts of one column as everyone may read them: None, or coarser, where people would follow."""
    if f.plan is None or not f.boards:
        return counts
    ways = Counter(p.outcome for p in f.plan.people)
    others = len(f.posts.keys() - f.sitting) - ways["place_ends"]
    few = any(n in range(1, FEWEST) for n in (others, ways["stands_down"] + ways["alternative_role"]))
    few = few or terms_known(f.instance, f.plan)
    known = pinned(f.instance, f.plan)
    found = dict(counts)
    if few or known:
        for size in ("board_size", "body_size"):
            count = counts[size]
            if count is not None and (len(f.groups) <= 2 or count[0] == count[1]):
                found[size] = None
    if few or known or chairs_move(f.instance, f.plan):
        found["cost"], found["cost_change"] = _coarse(counts["cost"]), None
        if found["cost"] is not None and counts["cost"] is not None and counts["cost_change"] is not None:
            (low, high, _), today = found["cost"], counts["cost"][0] - counts["cost_change"][0]
            found["cost_change"] = (low - today, high - today, None)
    return found | dict.fromkeys(_not_told(f, f.plan, few=few, known=known))


def _not_told(f: Facts, plan: Plan, *, few: bool, known: bool) -> set[str]:
    """Counts that are not told at all."""
    given = f.instance, plan
    models = [f.models[k] for k in f.several]
    small = len(f.groups) < FEW_CLUSTERS
    none: set[str] = set()
    if few or known:
        none |= {"people_kept", "neds_kept"}
        none |= {"audit_own", "complexity"} if any(m is None or m.keeps_boards for m in models) else set()
    if any(m is not None and m.chair_scope == "cluster" for m in models):
        none |= {"neds_kept"}
    if few or known or chairs_move(*given):
        none |= {"chair_pay", "paid_outside"}
    if small and chairs_double(*given):
        none |= {"chance"}
    if few or (known and small):
        none |= {"survive_one", "survive_two", "chance", "fallen"}
    if recruits_known(*given):
        none |= {"recruits"}
    if known:
        none |= {"chairs_kept", "offers_used", "recruits", "competitions", "skills_missing"}
        none |= {"women", "women_share", "bme", "bme_share", "disabled"}
    return none


def _coarse(count: Count) -> Count:
    """From half a step below the nearest whole one to half a step above."""
    if count is None:
        return None
    low, high, of = count
    half = STEP // 2
    return ((low + half) // STEP * STEP - half, (high + half) // STEP * STEP + half, of)

"""What ``solve`` says on the terminal about its answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from planner.cli.console import table
from planner.cli.level_amount import in_a_sentence
from planner.cli.tolerances import beyond_words, within_words
from planner.core.tolerances import within_tolerance
from planner.report.views.certainty import certainty_sentences, computed
from planner.report.views.levels import unit
from planner.report.views.pay import pay_words
from planner.report.views.places import place_notes

if TYPE_CHECKING:
    from planner.boards.resilience import Resilience
    from planner.core.instance import Instance
    from planner.core.plan import Level, Plan
    from planner.core.rulebook import Rulebook
    from planner.report.views import ReportView


def proof_words(plan: Plan) -> str:
    """How far the plan is proved, in planner's words."""
    given = plan.settings["geography"].value != "free"
    if plan.status == "infeasible":
        return "The grouping was given and breaks rules; it was measured, not sought."
    if all(level.bound == level.value for level in plan.levels):
        return "Boards proved best for the grouping that was given." if given else "Proved best."
    if within_tolerance(plan):
        return within_words(plan)
    level = next(x for x in plan.levels if x.bound != x.value)
    about = in_a_sentence(level)
    fewer = level.value - level.bound
    unit_ = "person" if level.unit == "people" and fewer == 1 else level.unit
    return (
        f"Best found; as to {about}, at most {fewer:,} {unit_} fewer {'is' if fewer == 1 else 'are'} possible."
    )


def rule_words(plan: Plan) -> list[str]:
    """How the plan stands by the law, the guidance and the planner's own choices, counted apart."""
    groups = (
        ("The law", ("statute",), "Lawful"),
        ("The guidance and letters", ("guidance", "letter"), "Followed"),
        ("Your choices", ("planner",), "Kept"),
        ("Our assumptions", ("assumption",), "Kept"),
    )
    lines = []
    for title, authorities, good in groups:
        rules = [r for r in plan.rules if r.authority in authorities]
        count = Counter(r.status for r in rules)
        if not count["fail"] and not count["pass"] and not count["exempt"]:
            words = "none to check here"
        elif not count["fail"]:
            words = f"{good}: {count['pass']} of {count['pass'] + count['exempt']} rules"
            words += f", {count['exempt']} lifted by recorded decisions" if count["exempt"] else ""
        else:
            broken = [r for r in rules if r.status == "fail"]
            words = f"{count['fail']} broken: {', '.join(r.id for r in broken)}"
        lines.append(f"  {title:<26}{words}.")
    return lines


def _proof(plan: Plan, level: Level) -> str:
    """How far one aim is proved."""
    if plan.status == "infeasible":
        return "measured"
    return "yes" if level.bound == level.value else "no" if not level.bound else f"at least {level.bound:,}"


def _some(number: int, word: str, many: str = "") -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {many or word + 's'}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def how_words(plan: Plan) -> list[str]:
    """How the map was found: from a list of every possible cluster, or where that is too long, without."""
    unlisted = plan.run.get("not_listed")
    listed = plan.run.get("possible_clusters")
    if isinstance(unlisted, dict):
        return [
            f"{place}: too many possible clusters to list; {how}." for place, how in sorted(unlisted.items())
        ]
    if isinstance(listed, int):
        return [f"Chosen from {listed:,} possible clusters, every one considered."]
    return []


def certainty_words(plan: Plan) -> list[str]:
    """What offers change, and for how many people something is open; nobody is named."""
    lines = []
    by_id = {x.id: x.value for x in plan.levels}
    offers, ends = by_id.get("offers_used", 0), by_id.get("places_end")
    if offers and ends is not None:
        one = offers == 1
        leave = "stands down or takes another role" if one else "stand down or take another role"
        lines.append(
            f"{_people(offers)} {leave} by their own offer; without {'it' if one else 'these offers'}, on the "
            f"same boards, {_some(offers + ends, 'place')} would end."
        )
    if computed(plan):
        lines += certainty_sentences(plan, public=False)
        lines.append(f"{_some(len(plan.ring_fences), 'ring-fenced competition')} (A¶4.6).")
    elif plan.people:
        capped = "caps" in plan.settings and plan.settings["caps"].value
        why = ", as it is not where a cap is set" if capped else ""
        lines.append(f"For how many people the outcome is open was not worked out{why}.")
    return lines


def lasting_words(instance: Instance, plan: Plan, rulebook: Rulebook) -> list[str]:
    """How likely the boards last, in one line with what it rests on; nothing where there are no rates."""
    from planner.boards.resilience.words import headline

    found = _resilience(instance, plan, rulebook)
    if found is None:
        return []
    if isinstance(found, ValueError):
        return [f"How likely the boards last was not worked out: {found}."]
    return [headline(found.whole, len(found.boards), found.end, found.rates)]


def lasting_facts(instance: Instance, plan: Plan, rulebook: Rulebook) -> dict[str, object] | None:
    """The same for the JSON document: chances from 0 to 1 to six places, and what they rest on."""
    found = _resilience(instance, plan, rulebook)
    if found is None or isinstance(found, ValueError):
        return None
    return {
        "to": found.end.isoformat(),
        "all_within_the_law": round(found.lawful, 6),
        "all_quorate": round(found.quorate, 6),
        "outside_the_law_on_average": round(found.whole.fallen, 6),
        "short_after_one": found.one.below,
        "short_after_two": found.two.below,
        "assumptions": found.assumptions,
    }


def _resilience(instance: Instance, plan: Plan, rulebook: Rulebook) -> Resilience | ValueError | None:
    """The figures, or why there are none."""
    from planner.boards.resilience import ResilienceError, TooEntangledError, resilience

    if not plan.boards or rulebook.departures is None:
        return None
    try:
        return resilience(instance, plan, rulebook)
    except (ResilienceError, TooEntangledError) as error:
        return error


def answer_lines(instance: Instance, plan: Plan, rulebook: Rulebook) -> list[str]:
    """The answer in plain lines: what the plan is, how it stands, what matters first."""
    lines = [
        f"{_some(len(plan.clusters), 'cluster')} of {_some(len(instance.organisations), 'organisation')}. "
        f"{proof_words(plan)}"
    ]
    lines += [*filter(None, (beyond_words(plan),)), *how_words(plan)]
    ends = next((x.value for x in plan.levels if x.id == "places_end"), None)
    if ends is not None:
        lines.append(
            "No place ends."
            if not ends
            else f"{_some(ends, 'place ends', 'places end')}; if all agree, no termination; if none does, "
            f"{ends:,}, {'' if ends == 1 else 'each '}with a two-year bar (A¶5.3)."
        )
    lines += certainty_words(plan)
    over = sum(p.outcome == "term_ends" for p in plan.people)
    if over:
        lines.append(
            f"{_people(over)} {'leaves' if over == 1 else 'leave'} as a term of office ends and is not renewed."
        )
    renewed = next((x.value for x in plan.levels if x.id == "renewals_needed"), 0)
    if renewed and instance.renewals == "chosen":
        lines.append(f"{_people(renewed)} can serve to the end only if their term is renewed.")
    names = {c.id: c.name for c in plan.clusters}
    lines += [f"{names[id_]}: {note}." for id_, note in sorted(place_notes(instance, plan).items())]
    lines += lasting_words(instance, plan, rulebook)
    lines += ["", "How it stands", *rule_words(plan)]
    for rule in plan.rules:
        if rule.status == "fail":
            title = rulebook.by_id[rule.id].title
            lines.append(f"  {rule.id} ({rule.authority}, {rule.citation}): {title}")
            lines += [f"    - {f.text}" for f in rule.findings]
    lines += ["", "What matters first"]
    lines.append(
        table(
            ("aim", "value", "unit", "proved"),
            [
                (x.title, f"{x.value:,}", unit(plan, x.id, x.unit, rulebook), _proof(plan, x))
                for x in plan.levels
            ],
            right=(1,),
        )
    )
    pay = pay_words(instance, plan, rulebook)
    return [*lines, "", pay] if pay else lines


def choice_lines(view: ReportView) -> list[str]:
    """Which governance model where, the caps and the trade-offs; none where one model was asked for."""
    found = view.choice
    if found is None:
        return []
    lines = ["", "Which model where", *(f"  {s}" for s in found.sentences)]
    if found.caps:
        rows = [(c.title, c.value, c.most, c.unit) for c in found.caps]
        lines += ["", table(("cap", "this plan", "at most", "unit"), rows, right=(1, 2))]
    if found.tradeoffs:
        rows_of = [(t.places_end, t.cost, t.meetings, t.models, t.mark) for t in found.tradeoffs]
        heads = ("places that end", "pounds a year", "meetings a year", "clusters by model", "")
        lines += ["", table(heads, rows_of, right=(0, 1, 2))]
    return [*lines, f"  {found.note}"]

"""Short answers to what a board asks first, each computed from the plan."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.report.views.certainty import certainty_sentences, computed
from planner.report.views.headline import gap_levels, places_ending, proved, termination_range
from planner.report.views.lasting import Lasting
from planner.report.views.levels import shown, told
from planner.report.views.privacy import Discretion
from planner.report.views.reference import Reference
from planner.report.views.rules import SWITCHED_OFF, RuleRow
from planner.report.views.words import capital, count, listed, number, only_geography

ONLY_MAPS = (
    "The proof for boards: certificate.json lets a second program check that no map is better, not that no "
    "boards are."
)
NO_CERTIFICATE = (
    "The proof, by a second program: no certificate.json is written where aims about boards and people come "
    "first."
)
NOT_EXAMINED = (
    "Who of a pool would be chosen: that is for due process (A¶5.2); no person is shown as leaving.",
    "Executive teams: posts, pools and pooling stages.",
    ONLY_MAPS,
    "Views of partners (¶8) and consultation: the plan weighs none.",
)

NOT_LASTING = "Resilience: whether boards stay lawful when someone leaves before the end."
"""Added where the chance could not be worked out."""
NOT_CERTAIN = (
    "Whose place is certain, and competitions for the rest: not computed; no person is shown as leaving."
)
"""Added where that is not known."""

SEATS_NOT_VERDICTS = "Which people is for due process to settle; these are seats, not verdicts."

TERMS_HIDDEN = (
    "Whose term ends is public; how many of them leave then, or would have to be renewed, is not shown here."
)

LEAD = 130
"""Characters of a detail that the first screen has room for."""

IN_SHORT = "Executive teams, partners’ views, a second proof for boards."


def not_examined(plan: Plan, *, lasting: bool) -> tuple[str, ...]:
    """What the plan and the report say nothing about; ``lasting``: how likely boards last was worked out."""
    certain = () if computed(plan) else (NOT_CERTAIN,)
    rest = tuple(NO_CERTIFICATE if _people_first(plan) and t == ONLY_MAPS else t for t in NOT_EXAMINED)
    return (*certain, *rest) if lasting else (*certain, *rest, NOT_LASTING)


@dataclass(frozen=True)
class Answer:
    """``tone`` (good, mixed, bad, plain) goes with the words, never instead of them."""

    id: str
    question: str
    tone: str
    short: str
    details: tuple[str, ...]

    @property
    def lead(self) -> str:
        """The first detail, where it is short enough for the first screen."""
        return self.details[0] if self.details and len(self.details[0]) <= LEAD else ""


def answers(
    instance: Instance,
    plan: Plan,
    rows: tuple[RuleRow, ...],
    reference: Reference | None,
    discretion: Discretion,
    lasts: Lasting | None = None,
) -> tuple[Answer, ...]:
    """All answers in the order in which they are asked."""
    return (
        _ends(instance, plan, discretion),
        _law(plan, rows),
        _guidance(rows),
        _choices(rows),
        _best(plan, discretion),
        _why(reference),
        *_lasting(lasts),
        _assumed(plan, rows, discretion),
        Answer(
            "not-examined",
            "What was not examined?",
            "plain",
            IN_SHORT if computed(plan) else f"Who is certain, competitions for seats. {IN_SHORT}",
            ("See Assumptions for more on each.",),
        ),
    )


@dataclass(frozen=True)
class Tally:
    """Rules of some authorities by status."""

    met: tuple[RuleRow, ...]
    broken: tuple[RuleRow, ...]
    lifted: tuple[RuleRow, ...]
    unchecked: tuple[RuleRow, ...]
    not_applicable: tuple[RuleRow, ...]

    @property
    def judged(self) -> int:
        """Rules with a verdict."""
        return len(self.met) + len(self.broken) + len(self.lifted)


def _lasting(lasts: Lasting | None) -> tuple[Answer, ...]:
    """Whether boards last when people leave, as far as it was worked out."""
    if lasts is None:
        return ()
    return (
        Answer(
            "lasting", "Will the boards last to the end?", "plain", lasts.brief, (lasts.short, *lasts.details)
        ),
    )


def tally(rows: tuple[RuleRow, ...], *authorities: str) -> Tally:
    """Count rules of these authorities; switched off counts as unchecked."""
    mine = [r for r in rows if r.authority in authorities]

    def of(status: str) -> tuple[RuleRow, ...]:
        return tuple(r for r in mine if r.status == status)

    return Tally(of("pass"), of("fail"), of("exempt"), of("not_checked"), of("not_applicable"))


def _rest(t: Tally) -> list[str]:
    """What was not judged."""
    rest = []
    if t.not_applicable:
        how_many = capital(count(len(t.not_applicable), "rule does", "rules do"))
        rest.append(f"{how_many} not apply.")
    off = [r for r in t.unchecked if r.verdict == SWITCHED_OFF]
    others = [r for r in t.unchecked if r.verdict != SWITCHED_OFF]
    for rows, why in ((off, "switched off in the rulebook"), (others, "not checked")):
        if rows:
            rest.append(f"{capital(count(len(rows), 'rule'))} {why}: {listed(r.id for r in rows)}.")
    return rest


def _law(plan: Plan, rows: tuple[RuleRow, ...]) -> Answer:
    """Statute alone."""
    question = "Does it meet the law?"
    t = tally(rows, "statute")
    if t.broken:
        details = [f"{r.id}: {r.sentence}" for r in t.broken]
        return Answer(
            "law",
            question,
            "bad",
            f"No: {len(t.broken)} of {count(t.judged, 'rule')} of law broken.",
            (*details, *_rest(t)),
        )
    if not t.judged:
        why = (
            "Boards were not planned, and the law is about boards."
            if only_geography(plan)
            else "No rule of law applies."
        )
        return Answer("law", question, "plain", "Not examined.", (why,))
    short = f"Lawful on {'the one rule' if t.judged == 1 else f'all {t.judged} rules'} of law checked."
    return Answer("law", question, "good", short, tuple(_rest(t)))


def _guidance(rows: tuple[RuleRow, ...]) -> Answer:
    """Guidance and policy letters."""
    question = "Does it follow the guidance?"
    t = tally(rows, "guidance", "letter")
    away = [r for r in (*t.broken, *t.lifted) if r.strength_words == "must"]
    soft = [r for r in t.broken if r.strength_words != "must"]
    details = [f"{capital(r.verdict)} ({r.id}), needs sign-off by {r.sign_off}." for r in away]
    details += [f"Not fully met: {r.id}, {r.sentence}" for r in soft]
    details += _rest(t)
    if away:
        by_decision = " by recorded decision" if not any(r in t.broken for r in away) else ""
        short = f"Departs{by_decision} on {len(away)} of {count(t.judged, 'point')}."
        return Answer("guidance", question, "mixed" if by_decision else "bad", short, tuple(details))
    if not t.judged:
        return Answer("guidance", question, "plain", "Not examined.", tuple(details))
    tone, short = ("mixed", "not fully met") if soft else ("good", "all followed")
    return Answer(
        "guidance", question, tone, f"{capital(count(t.judged, 'point'))} checked, {short}.", tuple(details)
    )


def _choices(rows: tuple[RuleRow, ...]) -> Answer:
    """The planner's own choices; assumptions are counted apart."""
    question = "Does it meet your own choices?"
    t, ours = tally(rows, "planner"), tally(rows, "assumption")
    details = [f"{r.id}: {r.sentence} {capital(r.verdict)}." for r in (*t.broken, *t.lifted)]
    details += _rest(t)
    if ours.judged:
        kept = len(ours.met)
        details.append(f"Our own assumptions: {kept} of {count(ours.judged, 'rule')} met.")
    if not t.judged:
        return Answer("choices", question, "plain", "None apply.", tuple(details))
    if t.broken:
        return Answer("choices", question, "bad", f"No: {len(t.broken)} of {t.judged} not met.", tuple(details))
    lifted = f", {len(t.lifted)} lifted for named organisations by recorded decision" if t.lifted else ""
    short = f"{len(t.met)} of {count(t.judged, 'choice')} met{lifted}."
    return Answer("choices", question, "mixed" if t.lifted else "good", short, tuple(details))


def _best(plan: Plan, discretion: Discretion) -> Answer:
    """Proved best, or by how much it might be bettered."""
    question = "Is it the best?"
    if plan.status == "infeasible":
        return Answer(
            "best",
            question,
            "bad",
            "Not asked.",
            ("The grouping was given and breaks a rule; it was measured, not sought.",),
        )
    if proved(plan):
        how = "No other plan does better on these aims in their order, within these rules and decisions."
        if _people_first(plan):
            how += " Aims about boards and people come before those about the map (people-first)."
        listed_clusters = plan.run.get("possible_clusters")
        if not isinstance(listed_clusters, int) or "not_listed" in plan.run:
            return Answer("best", question, "good", "Proved best.", (how,))
        every = f"All {number(listed_clusters)} possible clusters were considered."
        details = [how, every]
        if not _people_first(plan):
            details.append("certificate.json holds the proof for the aims about the map.")
        return Answer("best", question, "good", "Proved best.", tuple(details))
    details = []
    for level in plan.levels:
        if level.id in gap_levels(plan):
            gap = level.value - level.bound
            # below an aim that is open no bound says much
            if level.personal or level.id == "renewals_needed" or details or not told(level, discretion):
                details.append(f"{level.title}: not proved best.")
            elif level.id == "places_end":
                details.append(f"At most {number(gap)} fewer {'place' if gap == 1 else 'places'} could end.")
            else:
                fewer = f"at most {number(gap)} fewer ({level.unit})"
                details.append(f"{level.title}: {fewer}; {number(level.value)} in this plan.")
    short = f"Best found. {details[0]}" if details else "Best found; not proved best."
    rest = f"{count(len(details) - 1, 'aim')} below it not proved best either." if len(details) > 1 else ""
    return Answer("best", question, "mixed", short, (rest,) if rest else ())


def _people_first(plan: Plan) -> bool:
    """Whether aims about boards decided before the map: then no certificate is written."""
    asked = plan.settings.get("profile")
    return asked is not None and asked.value == "people-first"


def _ends(instance: Instance, plan: Plan, discretion: Discretion) -> Answer:
    """What ends, as a range, in total only."""
    question = "What ends, and at worst?"
    ends = places_ending(plan)
    if ends is None:
        return Answer("ends", question, "plain", "Not examined.", ("Boards were not planned.",))
    if not instance.office_holders:
        return Answer("ends", question, "plain", "Not known.", ("No office holders were given.",))
    of = f"of {count(len(plan.people), 'office holder')}"
    seats = sum(o.ned_seats + 1 for o in instance.organisations)
    posts = count(len(instance.office_holders), "post")
    held = f"Today’s office holders have {posts}; the boards have {number(seats)} seats, filled or not."
    over = sum(p.outcome == "term_ends" for p in plan.people)
    leaving = count(over, "person leaves", "people leave")
    terms: tuple[str, ...] = (
        (f"{capital(leaving)} as a term of office ends and is not renewed.",) if over else ()
    )
    terms += _renewals(instance, plan, discretion)
    if discretion.terms_hidden:
        terms = (TERMS_HIDDEN,)
    offers = _offers(plan, discretion)
    certain = certainty_sentences(plan, public=not discretion.names, pinned=discretion.pinned)
    if ends == 0:
        tone, early = ("mixed", " early") if over or discretion.terms_hidden else ("good", "")
        if discretion.pinned:  # not to be read as: everybody stays
            early += " without an offer"
        return Answer(
            "ends",
            question,
            tone,
            f"No place ends{early}, {of}.",
            ("No termination is needed.", *terms, *offers, *certain, held),
        )
    places = "1 place ends" if ends == 1 else f"{number(ends)} places end"
    details = (
        termination_range(ends),
        "The bar: no appointment to an NHS trust for two years after a termination.",
        *terms,
        *offers,
        *(certain or (SEATS_NOT_VERDICTS,)),
        held,
    )
    return Answer("ends", question, "mixed", f"{places} at worst, {of}.", details)


def _renewals(instance: Instance, plan: Plan, discretion: Discretion) -> tuple[str, ...]:
    """Whose term has to be renewed, where that was to be chosen."""
    needed = next((x for x in plan.levels if x.id == "renewals_needed" and x.value), None)
    if instance.renewals != "chosen" or needed is None:
        return ()
    return (
        f"{shown(needed, needed.value, discretion)} people can serve to the end only if their term is renewed.",
    )


def _offers(plan: Plan, discretion: Discretion) -> tuple[str, ...]:
    """Who leaves by their own offer, as the table of aims says it."""
    offers = next((x for x in plan.levels if x.id == "offers_used"), None)
    if offers is not None and discretion.pinned:  # said also where nobody does
        return (
            "How many stand down or take another role by their own offer is not shown: beside other totals it "
            "could tell of one person.",
        )
    if offers is None or not offers.value:
        return ()
    people = f"{shown(offers, offers.value, discretion)} people"
    texts = [f"Beside them, {people} stand down or take another role by their own offer."]
    ends = places_ending(plan)
    if ends is not None and discretion.small(offers.value) is None:
        without = count(ends + offers.value, "place")
        texts.append(f"Without these offers, on the same boards, {without} would end at worst.")
    return tuple(texts)


def _why(reference: Reference | None) -> Answer:
    """Why this grouping and not the one to compare with."""
    question = "Why this one, and not the grouping to compare with?"
    if reference is None:
        return Answer("why", question, "plain", "No grouping was given to compare with.", ())
    if reference.same:
        return Answer("why", question, "plain", "It is that grouping.", _broken_by(reference))
    details = list(_broken_by(reference))
    kept = number(reference.kept) if reference.kept else "None"
    are = "are" if reference.kept > 1 else "is"
    details.append(f"{kept} of its {count(reference.clusters, 'cluster')} {are} kept exactly.")
    if not reference.breaches and reference.decided_by:
        worse = any(m.better == "the reference" for m in reference.measures)
        first = next((m for m in reference.measures if m.better != "equal"), None)
        tone = "mixed" if first is not None and first.better == "the reference" else "good"
        if worse:
            names = listed(m.title for m in reference.measures if m.better == "the reference")
            details.append(f"The reference does better on: {names}.")
        return Answer("why", question, tone, f"{reference.decided_by}.", tuple(details))
    if reference.breaches:
        n = len(reference.breaches)
        if reference.decided_by:
            details.append(f"First aim that tells them apart: {reference.decided_by}.")
        return Answer(
            "why", question, "plain", f"The reference breaks {count(n, 'rule')} about the map.", tuple(details)
        )
    return Answer("why", question, "plain", "Equal on every aim of the map.", tuple(details))


def _broken_by(reference: Reference) -> tuple[str, ...]:
    """Rules that the reference breaks."""
    return tuple(f"It breaks {b.rule} ({b.authority}), which asks: {b.sentence}" for b in reference.breaches)


def _assumed(plan: Plan, rows: tuple[RuleRow, ...], discretion: Discretion) -> Answer:
    """What the plan rests on that nobody told us."""
    texts = discretion.open_texts(plan.assumptions, "assumptions")
    rules = len([r for r in rows if r.authority == "assumption" and r.status in ("pass", "fail", "exempt")])
    given = capital(count(len(plan.assumptions), "assumption"))
    short = f"{given} made; {count(rules, 'rule rests', 'rules rest')} on our reading."
    return Answer(
        "assumed",
        "What was assumed?",
        "plain",
        short,
        texts[:3] if len(texts) <= 3 else (*texts[:2], "See Assumptions for the full list."),
    )

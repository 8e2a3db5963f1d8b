"""What a price list asks: each rule, decision, cap and choice of a question, dropped or moved by one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planner.core.caps import CAPS
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rows import Decision
from planner.core.rulebook import Authority, RuleSpec
from planner.io.rulebook import governance_ids, load_governance
from planner.study.prices.fixed import why_fixed
from planner.study.prices.question import Question
from planner.study.prices.steps import steps_of
from planner.study.prices.whatif import Change

Kind = Literal["rule", "decision", "cap", "choice"]
Way = Literal["dropped", "looser", "tighter", "other"]
ABOUT_PEOPLE = frozenset({"keep_in_post", "place", "release"})
"""Kinds of decision that name an office holder."""
RULES_ABOUT_PEOPLE = frozenset({"BRD-LOAD", "BRD-TERM", "BRD-TEN", "TRN-3"})
"""Rules that bind single office holders, so that their prices may tell of few."""
CAP_STEP = {"cost": 10_000, "meetings": 1, "places_end": 1, "cluster_board": 1}
"""By how much a cap is moved, in its unit."""
HEAVY = {"GEO-CON": 1, "GEO-4": 3}
"""Rules without which far more clusters are possible; they are asked for last, in this order."""
CROSSING = 2
"""Place of single crossings in that order."""


@dataclass(frozen=True)
class Item:
    """One thing asked otherwise."""

    kind: Kind
    subject: str
    """Rule id, or what a reader calls the decision, cap or choice."""
    authority: Authority
    title: str
    words: str
    """What is asked: ``dropped``, or the new limit beside the old."""
    way: Way
    change: Change | None = None
    """None where nothing is asked."""
    known: str = ""
    """Why nothing has to be asked: the price is nothing, or the rule is fixed."""
    fixed: bool = False
    """It can't be dropped or moved."""
    certainty: str = ""
    cited: str = ""
    personal: bool = False
    """About one office holder."""
    late: int = 0
    """Asked for after those with a smaller number."""
    together: str = ""
    """Those of one group only loosen: where all of them at once change nothing, none by itself does."""


def items_of(question: Question, plan: Plan) -> list[Item]:
    """Everything that may bind, in the order of the rulebook, then decisions, caps and choices.

    Args:
        question: what was asked.
        plan: the best plan as it is.
    """
    found: list[Item] = []
    for spec in question.rulebook.rules:
        if spec.on and spec.strength == "must":
            found += _of_rule(question, spec)
        if spec.id == "GEO-4":
            found += _crossings(question)
    found += [_of_decision(question.instance, n) for n in range(len(question.instance.decisions))]
    found += _caps(question)
    found += _numbers(question, plan)
    return [*found, *_models(question)]


def _of_rule(question: Question, spec: RuleSpec) -> Iterator[Item]:
    def item(
        words: str, way: Way, change: Change | None = None, known: str = "", *, fixed: bool = False
    ) -> Item:
        late = HEAVY.get(spec.id, 0) if way == "dropped" else 0
        return Item(
            kind="rule",
            subject=spec.id,
            authority=spec.authority,
            title=spec.title,
            words=words,
            way=way,
            change=change,
            known=known,
            fixed=fixed,
            personal=spec.id in RULES_ABOUT_PEOPLE,
            certainty=spec.certainty,
            cited=spec.cited,
            late=late,
        )

    reason, fixed = why_fixed(question, spec)
    if reason:
        if reason != "elsewhere":
            yield item("dropped", "dropped", known=reason, fixed=fixed)
        return
    about_map = spec.scope in ("candidate", "partition")
    off = spec.model_copy(update={"on": False})
    yield item("dropped", "dropped", Change(rules=(off,), wide=about_map))
    if spec.id == "HR-2":
        for name in _established(question.instance):
            yield item(f"{name} need not stay as it is", "looser", Change(freed=name))
    for step in steps_of(spec, question.rulebook):
        wide = about_map and step.looser
        yield item(step.words, "looser" if step.looser else "tighter", Change(rules=(step.spec,), wide=wide))


def _crossings(question: Question) -> Iterator[Item]:
    """GEO-4 one step looser: a single organisation may join the region across the border."""
    instance, spec = question.instance, question.rulebook.by_id.get("GEO-4")
    if spec is None or not spec.on or len(instance.regions) < 2 or question.given_map:
        return
    held = _held(question)
    region = {o.code: o.region for o in instance.organisations}
    decided = {(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"}
    pairs = set()
    for link in instance.links:
        if link.kind == "patient_flow":
            continue
        for a, b in ((link.a, link.b), (link.b, link.a)):
            if region[a] != region[b] and not {a, b} & held and (a, region[b]) not in decided:
                pairs.add((a, region[b]))
    for code, to in sorted(pairs):
        may = Decision(kind="cross_region", subject=code, object=to, reason="asked", owner="asked")
        yield Item(
            kind="rule",
            subject=spec.id,
            authority=spec.authority,
            title=spec.title,
            words=f"{instance.by_code[code].name} ({code}) may join {to}",
            way="looser",
            change=Change(decisions=(*instance.decisions, may)),
            certainty=spec.certainty,
            cited=spec.cited,
            late=CROSSING,
            together=" and ".join(sorted((region[code], to))),
        )


def _held(question: Question) -> set[str]:
    """Organisations of established arrangements, which no other cluster may hold while HR-2 is on."""
    spec = question.rulebook.by_id.get("HR-2")
    if spec is None or not spec.on or spec.strength != "must":
        return set()
    strong = _established(question.instance)
    return {o.code for o in question.instance.organisations if o.arrangement in strong}


def _established(instance: Instance) -> list[str]:
    """Established arrangements, by name."""
    rows = instance.organisations
    return sorted({o.arrangement for o in rows if o.arrangement and o.arrangement_strength == "established"})


def decision_words(decision: Decision) -> str:
    """A decision as its row in decisions.csv begins: ``keep_together, 5QL, 5QN``."""
    return ", ".join(x for x in (decision.kind, decision.subject, decision.object, decision.role) if x)


def _of_decision(instance: Instance, number: int) -> Item:
    decision = instance.decisions[number]
    rest = instance.decisions[:number] + instance.decisions[number + 1 :]
    return Item(
        kind="decision",
        subject=decision_words(decision),
        authority="planner",
        title=f"Decided by {decision.owner}: {decision.reason}",
        words="dropped",
        way="tighter" if decision.kind in ("exempt", "cross_region") else "dropped",
        change=Change(decisions=rest),
        certainty="given",
        cited="decisions.csv",
        personal=decision.kind in ABOUT_PEOPLE,
    )


def _caps(question: Question) -> Iterator[Item]:
    caps = question.settings.caps
    for name, most in caps.items():
        cap = CAPS[name]
        rest = {k: v for k, v in caps.items() if k != name}
        asked: list[tuple[str, Way, dict[str, int]]] = [("dropped", "dropped", rest)]
        for to in (most + CAP_STEP[name], most - CAP_STEP[name]):
            if to >= 0:
                words = f"at most {to:,} {cap.unit} instead of {most:,}"
                asked.append((words, "looser" if to > most else "tighter", {**caps, name: to}))
        for words, way, changed in asked:
            yield Item(
                kind="cap",
                subject=f"cap on {name}",
                authority="planner",
                title=f"{cap.title}: at most {most:,} {cap.unit}",
                words=words,
                way=way,
                change=Change(settings={"caps": changed}),
                certainty="given",
                cited="your choice (--cap)",
            )


def _numbers(question: Question, plan: Plan) -> Iterator[Item]:
    """The number of clusters, one fewer and one more; the range asked for, one step wider and left out."""
    if question.given_map:
        return
    spec = question.rulebook.by_id.get("GEO-10")
    most, asked, now = len(question.instance.organisations), question.settings.clusters, len(plan.clusters)
    found: list[tuple[str, Way, tuple[int, int] | None]] = []
    if asked is None:
        found = [(f"{k} instead of {now}", "other", (k, k)) for k in (now - 1, now + 1)]
    else:
        low, high = asked
        was = f"{low}" if low == high else f"{low} to {high}"
        found = [
            (f"{a} to {b} instead of {was}", "looser", (a, b)) for a, b in ((low - 1, high), (low, high + 1))
        ]
        found.append(("no number asked for: around the target instead", "dropped", None))
    for words, way, clusters in found:
        if clusters is None or 1 <= clusters[0] <= clusters[1] <= most:
            yield Item(
                kind="choice",
                subject="number of clusters",
                authority="guidance" if asked is None else "planner",
                title="How many clusters there are; around 50 nationally (¶8). Where a number is asked for, "
                "the distance from the target is not counted.",
                words=words,
                way=way,
                change=Change(settings={"clusters": clusters}),
                certainty="given" if asked else "DOC",
                cited=spec.cited if spec is not None else "",
            )


def _models(question: Question) -> Iterator[Item]:
    """The other governance models of the guidance."""
    asked = question.governance
    if asked is None or asked == "any":
        return
    mine = asked if isinstance(asked, str) else asked.id
    title = load_governance(asked).title if isinstance(asked, str) else asked.title
    for other in governance_ids():
        if other in (mine, "standalone"):
            continue
        yield Item(
            kind="choice",
            subject="governance model",
            authority="planner",
            title=f"Every cluster of several has {title.partition(':')[0]}.",
            words=f"{load_governance(other).title.partition(':')[0]} instead",
            way="other",
            change=Change(governance=other),
            certainty="given",
            cited="your choice (-g)",
        )

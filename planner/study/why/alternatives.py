"""Other groupings asked about one by one: ruled out by which rule, or what the best plan with it would cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from planner.core.instance import Instance
from planner.core.plan import Cluster, Finding, Plan
from planner.core.rows import Decision
from planner.core.rulebook import Authority
from planner.geography.candidates import NEVER_LIFTED, exempted
from planner.rules.base import CandidateRule
from planner.rules.registry import RULES
from planner.study.prices.items import decision_words
from planner.study.prices.whatif import Answer, Change, Delta, WhatIf, first_difference

Status = Literal["possible", "equal", "ruled_out", "open"]
Codes = frozenset[str]
ASKED = "asked"
GROWING = ("GEO-4", "GEO-SIZE", "HR-2")
"""Rules that a larger cluster breaks too, if a part of it does; GEO-POP is one where it has too many people."""


@dataclass(frozen=True)
class Reason:
    """One rule that a grouping breaks, with its numbers."""

    rule: str
    authority: Authority
    cited: str
    text: str


@dataclass(frozen=True)
class Alternative:
    """Another grouping of the organisations asked about.

    ``status``: ``possible`` (the best plan with it is worse: ``deltas``), ``equal`` (a plan with it is just as
    good), ``ruled_out`` (no plan has it, by ``reasons`` or ``text``), ``open`` (not settled in the time given).
    """

    words: str
    status: Status
    deltas: tuple[Delta, ...] = ()
    reasons: tuple[Reason, ...] = ()
    text: str = ""
    """What is in the way where no single rule about one cluster is; or why it is open."""
    clusters: tuple[tuple[str, ...], ...] = ()
    """Clusters of the best plan with it that the best plan as it is doesn't have."""
    route: tuple[str, ...] = ()
    """Decisions that would let it be, as rows of decisions.csv; empty where none would or none is needed."""
    route_deltas: tuple[Delta, ...] = ()
    """What the best plan with it would then cost."""

    @property
    def decides(self) -> Delta | None:
        """The most important aim that speaks against it."""
        return first_difference(self.deltas)


@dataclass(frozen=True)
class Wish:
    """A grouping to be asked about."""

    words: str
    together: tuple[Codes, ...] = ()
    """Sets that are each to be in one cluster."""
    apart: tuple[tuple[str, str], ...] = ()
    naive: tuple[Codes, ...] = ()
    """Clusters that the plain move would make, judged by every rule."""
    growing: bool = True
    """The first of ``naive`` may grow further, so that only rules which then stay broken rule it out."""

    def decisions(self) -> list[Decision]:
        """The wish as decisions."""
        found = []
        for group in self.together:
            first, *rest = sorted(group)
            found += [_decision("keep_together", first, other) for other in rest]
        return found + [_decision("keep_apart", *pair) for pair in self.apart]


def _decision(kind: str, subject: str, object_: str) -> Decision:
    return Decision.model_validate(
        {"kind": kind, "subject": subject, "object": object_, "reason": ASKED, "owner": ASKED}
    )


def asked(whatif: WhatIf, wish: Wish) -> Alternative:
    """What becomes of a wish."""
    instance = whatif.question.instance
    wanted = _joined(instance.decisions, wish.decisions())
    contrary = tuple(_contrary(instance, wish))
    if contrary:
        return Alternative(wish.words, "ruled_out", reasons=contrary)
    reasons, text = tuple(_reasons(whatif, wish)), ""
    if not reasons:
        answer = whatif.ask(Change(decisions=wanted))
        if answer.plan is not None:
            return _possible(whatif, wish, answer)
        if answer.status == "unknown":
            return Alternative(wish.words, "open", text=answer.text)
        text = answer.text
    route = _route(whatif, wish)
    if not route:
        return Alternative(wish.words, "ruled_out", reasons=reasons, text=text)
    then = whatif.ask(Change(decisions=_joined(wanted, route)))
    if then.plan is None:
        return Alternative(wish.words, "ruled_out", reasons=reasons, text=text)
    return Alternative(
        wish.words,
        "ruled_out",
        reasons=reasons,
        text=text,
        clusters=_fresh(whatif, then.plan),
        route=tuple(decision_words(d) for d in route),
        route_deltas=whatif.deltas(then),
    )


def _joined(given: Sequence[Decision], more: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions with others that they don't already hold, either way round."""
    known = {_sides(d) for d in given}
    return (*given, *(d for d in more if _sides(d) not in known))


def _sides(d: Decision) -> tuple[str, frozenset[str] | tuple[str, str]]:
    if d.kind in ("keep_together", "keep_apart"):
        return d.kind, frozenset({d.subject, d.object or ""})
    return d.kind, (d.subject, d.object or "")


def _contrary(instance: Instance, wish: Wish) -> Iterable[Reason]:
    """Decisions that say the opposite of a wish."""
    opposite = {"keep_apart": "keep_together", "keep_together": "keep_apart"}
    asked_for = {_sides(d) for d in wish.decisions()}
    pairs = {pair for group in wish.together for pair in map(frozenset, combinations(sorted(group), 2))}
    for d in instance.decisions:
        if d.kind not in opposite:
            continue
        kind, pair = opposite[d.kind], frozenset({d.subject, d.object or ""})
        if (kind, pair) in asked_for or (kind == "keep_together" and pair in pairs):
            rule = "DEC-APART" if d.kind == "keep_apart" else "DEC-TOGETHER"
            text = f"your decision {decision_words(d)} says the opposite ({d.owner}: {d.reason})"
            yield Reason(rule, "planner", "decisions.csv", text)


def _possible(whatif: WhatIf, wish: Wish, answer: Answer) -> Alternative:
    deltas = whatif.deltas(answer)
    sure = answer.status == "optimal" and whatif.base.status == "optimal"
    same = first_difference(deltas) is None
    status: Status = "open" if not sure else "equal" if same else "possible"
    text = "" if sure else "not proved best in the time given"
    fresh = _fresh(whatif, answer.plan) if answer.plan is not None else ()
    return Alternative(wish.words, status, deltas, text=text, clusters=fresh)


def _fresh(whatif: WhatIf, plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Clusters of a plan that the best plan as it is doesn't have."""
    base = whatif.base.plan
    old = {c.organisations for c in base.clusters} if base is not None else set()
    return tuple(c.organisations for c in plan.clusters if c.organisations not in old)


def _reasons(whatif: WhatIf, wish: Wish) -> Iterable[Reason]:
    """Rules that rule a wish out by themselves: its cluster breaks them, and so does any larger one."""
    wanted = wish.naive[0] if wish.naive else frozenset()
    if wish.growing and any(wanted < lifted for lifted in exempted(whatif.question.instance)):
        return  # a larger cluster has an exemption of its own
    found = findings(whatif, wish.naive[:1])
    for rule, finding in found:
        if wish.growing and not _stays(whatif, rule, wish.naive[0]):
            continue
        spec = whatif.engine.rulebook.by_id[rule]
        yield Reason(rule, spec.authority, spec.cited, finding.text)


def _stays(whatif: WhatIf, rule: str, cluster: Codes) -> bool:
    """Whether every larger cluster breaks the rule as well."""
    if rule in GROWING:
        return True
    parameters = whatif.engine.rulebook.by_id[rule].parameters
    if rule != "GEO-POP" or "multiples" in parameters:
        return False
    people = sum(whatif.question.instance.by_code[c].population for c in cluster)
    return people > max(int(high) for _, high in parameters["windows"])


def findings(whatif: WhatIf, clusters: Sequence[Codes]) -> list[tuple[str, Finding]]:
    """What breaks which rule about clusters in a map of these clusters, read by the checking halves.

    What a decision exempts is left out.
    """
    base = whatif.base.plan
    if base is None or not clusters:
        return []
    instance = whatif.question.instance
    plan = base.model_copy(update={"clusters": tuple(_cluster(instance, c) for c in clusters), "boards": ()})
    lifted = exempted(instance)
    found = []
    for spec in whatif.engine.rulebook.rules:
        rule = RULES[spec.id](spec) if spec.on and spec.strength == "must" else None
        if isinstance(rule, CandidateRule) and spec.id not in ("DEC-TOGETHER", "DEC-APART"):
            found += [
                (spec.id, f)
                for f in rule.check(instance, plan)
                if spec.id in NEVER_LIFTED or spec.id not in lifted.get(frozenset(f.subject), ())
            ]
    return found


def _cluster(instance: Instance, members: Codes) -> Cluster:
    codes = tuple(sorted(members))
    return Cluster(
        id=codes[0],
        name=codes[0],
        region=instance.by_code[codes[0]].region,
        organisations=codes,
        governance="none",
        population=sum(instance.by_code[c].population for c in codes),
    )


def _route(whatif: WhatIf, wish: Wish) -> list[Decision]:
    """Crossings and exemptions that would let the plain move be; none where a rule can't be lifted."""
    route = []
    for rule, finding in findings(whatif, wish.naive):
        spec = whatif.engine.rulebook.by_id[rule]
        if rule == "GEO-4":
            route += _crossings(whatif.question.instance, frozenset(finding.subject))
        elif spec.authority == "statute" or rule in NEVER_LIFTED:
            return []
        else:
            route.append(_decision("exempt", rule, ";".join(sorted(finding.subject))))
    return list({decision_words(d): d for d in route}.values())


def _crossings(instance: Instance, cluster: Codes) -> list[Decision]:
    """Decisions that let the members of fewer regions join the region that has most of them."""
    home = {c: instance.by_code[c].region for c in cluster}
    lead = min(set(home.values()), key=lambda r: (-list(home.values()).count(r), r))
    known = {(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"}
    return [
        _decision("cross_region", c, lead)
        for c, region in sorted(home.items())
        if region != lead and (c, lead) not in known
    ]

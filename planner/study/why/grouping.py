"""Why an organisation is where it is, and why a cluster is as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.progress import Progress
from planner.geography.candidates import exempted
from planner.geography.compact import connect
from planner.rules.words import names
from planner.study.prices.items import ABOUT_PEOPLE, decision_words
from planner.study.prices.whatif import WhatIf
from planner.study.why.alternatives import Alternative, Codes, Wish, asked


@dataclass(frozen=True)
class GroupingWhy:
    """What decides a grouping: the rules and decisions about it, and each neighbouring alternative."""

    subject: str
    """The organisation's code, or the cluster's id."""
    about: str
    """``organisation`` or ``cluster``."""
    cluster: str
    """Id of the cluster in the best plan."""
    organisations: tuple[str, ...]
    facts: tuple[str, ...]
    """Rules and decisions that are about it, in sentences."""
    alternatives: tuple[Alternative, ...]
    notes: tuple[str, ...]
    """Where the plan is not what its question gives now."""

    @property
    def nearest(self) -> Alternative | None:
        """The possible alternative that costs least, by what matters first."""
        some = [a for a in self.alternatives if a.status in ("possible", "equal") and a.deltas]
        return min(some, key=lambda a: tuple(d.change for d in a.deltas), default=None)


def neighbours(instance: Instance, code: str) -> list[str]:
    """Organisations that land, a bridge or a ferry joins to one."""
    links = [x for x in instance.links if x.kind != "patient_flow" and code in (x.a, x.b)]
    return sorted({x.b if x.a == code else x.a for x in links})


def of_organisation(whatif: WhatIf, plan: Plan, code: str, tell: Progress) -> tuple[Alternative, ...]:
    """One organisation: alone, and in each neighbouring cluster."""
    instance = whatif.question.instance
    home = frozenset(plan.cluster_of[code].organisations)
    rest = _pieces(instance, home - {code})
    wishes = []
    if len(home) > 1:
        wishes.append(
            Wish(
                "alone",
                apart=tuple((code, other) for other in sorted(_reach(whatif, code))),
                naive=(frozenset({code}), *rest),
                growing=False,
            )
        )
    near = {plan.cluster_of[o].id: plan.cluster_of[o] for o in neighbours(instance, code) if o not in home}
    for _, other in sorted(near.items()):
        joined = frozenset(other.organisations) | {code}
        with_whom = names(instance, other.organisations)
        wishes.append(Wish(f"in one cluster with {with_whom}", (joined,), naive=(joined, *rest)))
    return _all(whatif, wishes, tell)


def of_cluster(whatif: WhatIf, plan: Plan, cluster: str, tell: Progress) -> tuple[Alternative, ...]:
    """One cluster: without each member, joined with each neighbouring one, and any plan without it."""
    instance = whatif.question.instance
    home = frozenset(next(c.organisations for c in plan.clusters if c.id == cluster))
    wishes = []
    for code in sorted(home) if len(home) > 2 else sorted(home)[: len(home) - 1]:
        rest = home - {code}
        who = names(instance, [code])
        wishes.append(
            Wish(
                f"without {who}" if len(rest) > 1 else f"{who} and {names(instance, sorted(rest))} apart",
                apart=tuple((code, other) for other in sorted(rest)),
                naive=(),
                growing=False,
            )
        )
    beside = sorted({o for code in home for o in neighbours(instance, code)} - home)
    near = {plan.cluster_of[o].id: frozenset(plan.cluster_of[o].organisations) for o in beside}
    for _, other in sorted(near.items()):
        joined = home | other
        wishes.append(Wish(f"joined with {names(instance, sorted(other))}", (joined,), naive=(joined,)))
    found = list(_all(whatif, wishes, tell))
    reach = {o for code in home for o in _reach(whatif, code)} - home
    return (*found, *_any_other(whatif, home, sorted(reach), tell))


def _any_other(whatif: WhatIf, home: Codes, beside: Sequence[str], tell: Progress) -> tuple[Alternative, ...]:
    """The best plan that doesn't have exactly this cluster.

    It parts the first member from another one, or keeps all and adds a neighbour: a cluster hangs together, so
    one that holds all of them and more holds a neighbour. Where clusters need not hang together it isn't asked.
    """
    spec = whatif.engine.rulebook.by_id.get("GEO-CON")
    if spec is None or not spec.on or spec.strength != "must":
        return ()
    first, *others = sorted(home)
    words = "any plan without exactly this cluster"
    wishes = [Wish(words, apart=((first, o),)) for o in others]
    wishes += [Wish(words, (home | {o},), naive=(home | {o},)) for o in beside]
    found = _all(whatif, wishes, tell)
    if any(a.status == "open" for a in found):
        return ()
    best = [a for a in found if a.deltas]
    if not best:
        return (Alternative(words, "ruled_out", text="There is no plan without this cluster."),)
    return (min(best, key=lambda a: tuple(d.after for d in a.deltas)),)


def _all(whatif: WhatIf, wishes: Sequence[Wish], tell: Progress) -> tuple[Alternative, ...]:
    found = []
    for wish in wishes:
        tell.stage("Asking about another grouping", wish.words)
        found.append(asked(whatif, wish))
    return tuple(found)


def _reach(whatif: WhatIf, code: str) -> set[str]:
    """Organisations of which one is in the same cluster unless an organisation is alone.

    Those are its neighbours, and whoever an exemption names with it; all, where clusters may be in pieces.
    """
    instance, spec = whatif.question.instance, whatif.engine.rulebook.by_id.get("GEO-CON")
    if spec is None or not spec.on or spec.strength != "must":
        return set(instance.by_code) - {code}
    exempt = {o for group in exempted(instance) if code in group for o in group}
    return ({*neighbours(instance, code)} | (exempt & instance.by_code.keys())) - {code}


def _pieces(instance: Instance, members: Codes) -> list[Codes]:
    """Members in groups that hang together."""
    codes = sorted(members)
    near = connect.neighbours(instance, {code: i for i, code in enumerate(codes)})
    return [frozenset(codes[i] for i in part) for part in connect.pieces(near, range(len(codes)))]


def facts(whatif: WhatIf, members: Sequence[str], home: Sequence[str]) -> tuple[str, ...]:
    """Rules and decisions that are about some organisations, ``members`` of the cluster ``home``, by name."""
    instance, found = whatif.question.instance, []
    rules = whatif.engine.rulebook.by_id
    on = {i for i, r in rules.items() if r.on and r.strength == "must"}
    for name in sorted({instance.by_code[c].arrangement or "" for c in members} - {""}):
        rows = [o for o in instance.organisations if o.arrangement == name]
        held = any(o.arrangement_strength == "established" for o in rows)
        inside = [o.code for o in rows if o.code in home]
        if held and "HR-2" in on:
            found.append(
                f"{name} is an established arrangement of {len(rows)} and stays one cluster exactly as it is "
                f"(HR-2, guidance; {rules['HR-2'].cited})."
            )
        else:
            found.append(
                f"The arrangement {name} has {len(rows)} organisations, {len(inside)} of them in this cluster; "
                "dividing an arrangement is counted, not forbidden (guidance ¶7)."
            )
    for d in instance.decisions:
        if d.kind in ABOUT_PEOPLE:
            continue
        if {d.subject, *(d.object or "").split(";")} & set(members):
            found.append(f"Your decision {decision_words(d)} ({d.owner}: {d.reason}).")
    return tuple(found)

"""Why there is no plan, in plain sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from planner import cpsat
from planner.boards.pool import Shape
from planner.boards.settle import Clash
from planner.core.instance import Instance
from planner.core.result import Refusal
from planner.core.rulebook import Rulebook
from planner.geography.blocked import Blocked, stranded
from planner.geography.candidates import exempted
from planner.geography.compact import compact_model
from planner.geography.entry import LimitError
from planner.geography.national import NationalMap
from planner.geography.settle import extent
from planner.rules.base import CandidateRule, Rule
from planner.rules.boards.brd_7 import Brd7

NO_PLAN = "No plan meets the law, the guidance and your decisions."
TOLD = 6
"""Organisations in no possible cluster that are explained one by one."""
NOT_CONFIRMED = (
    "No plan was found, and by one method there is none; a second method could not confirm that within the "
    "limits. Allow more time."
)


def out_of_time(ended_by: str) -> Refusal:
    """A limit was reached before any plan was known."""
    words = {
        "work": "The work limit was reached",
        "stop": "The run was stopped",
        "size": "There were too many equally good possible clusters to look at",
    }.get(ended_by, "The time limit was reached")
    return Refusal(
        status="unknown",
        text=f"{words} before a plan was found, and none is ruled out. Allow more time, or ask for "
        "a part of the country with --region.",
    )


def _cited(rulebook: Rulebook, rule: str) -> str:
    spec = rulebook.by_id[rule]
    return f"{rule} ({spec.authority}; {spec.cited}): {spec.title}"


def no_map(
    instance: Instance,
    rulebook: Rulebook,
    rules: Sequence[Rule],
    maps: NationalMap,
    low: int,
    high: int,
    blocked: Sequence[Blocked],
    *,
    sure: bool,
) -> Refusal:
    """No choice of possible clusters covers everybody in the number asked for.

    ``sure`` when a second method has confirmed it; otherwise nothing is said to be impossible.
    """
    lines = [NO_PLAN if sure else NOT_CONFIRMED]
    named: list[str] = []
    alone = [code for part in maps.parts for code in stranded(part)]
    for code in alone[:TOLD]:
        words, rules_named = _why_stranded(instance, rules, code)
        lines.append(words)
        named += [r for r in rules_named if r not in named]
    if len(alone) > TOLD:
        lines.append(f"So are {len(alone) - TOLD} more organisations: {', '.join(alone[TOLD:])}.")
    for place in blocked:
        fresh = [r for r in place.freed_by if r not in named]
        if place.freed_by:
            lines.append(f"In {place.place} a map becomes possible without {_any_of(place.freed_by)}.")
        elif not alone:
            lines.append(
                f"{place.place} has no map, and none of the rules about clusters alone stands in the way."
            )
        named += fresh
    if not alone and low > len(instance.organisations):
        count = len(instance.organisations)
        lines.append(f"At least {low} clusters were asked for, and there are {count} organisations.")
        named.append("GEO-10")
    elif not alone:
        ranges = _allowed(maps)
        lines.append(
            "Every organisation has possible clusters, but no choice of them puts each organisation into "
            f"exactly one with {_range(low, high)} in all. What each part allows: {'; '.join(ranges)}."
        )
        named += ["GEO-2", "GEO-10"]
    named = list(dict.fromkeys(named))
    lines += [_cited(rulebook, r) for r in named if r in rulebook.by_id]
    return Refusal(status="infeasible" if sure else "unknown", text="\n".join(lines), rules=tuple(named))


def _allowed(maps: NationalMap) -> list[str]:
    """Numbers of clusters that each region can have; pieces of one are added up."""
    found: dict[tuple[str, ...], tuple[int, int] | None] = {}
    unknown = set()
    for part in maps.parts:
        try:
            numbers = extent(part, maps.budget)
        except LimitError:
            unknown.add(part.regions)
            numbers = None
        before = found.get(part.regions, (0, 0))
        found[part.regions] = numbers and before and (before[0] + numbers[0], before[1] + numbers[1])
    words = {
        regions: "not worked out" if regions in unknown else _range(*n) if n else "no number of clusters"
        for regions, n in found.items()
    }
    return [f"{', '.join(regions)}: {said}" for regions, said in words.items()]


def no_map_at_all(instance: Instance, maps: NationalMap, low: int, high: int, budget: cpsat.Budget) -> Refusal:
    """No map, where possible clusters are too many to list: rules that can't all be kept, found together."""
    places = sorted(maps.methods())
    lines = [NO_PLAN, f"No map of {'; '.join(places)} has {_range(low, high)} and keeps every rule."]
    codes = tuple(sorted(instance.by_code))
    model = compact_model(instance, codes, maps.shelf.rules, maps.rulebook, low, high, switchable=True)
    found = cpsat.core(model.model, list(model.literals.values()), budget)
    named: list[str] = []
    if found:
        keys = list(model.literals)
        named = list(dict.fromkeys(keys[i][0] for i in found))
        lines.append("These rules cannot all be kept:")
        lines += [f"  {_cited(maps.rulebook, r)}" for r in named if r in maps.rulebook.by_id]
    return Refusal(status="infeasible", text="\n".join(lines), rules=tuple(named))


def not_listed(found: Refusal) -> Refusal:
    """Boards of the best map can't be made lawful, and no list of possible clusters shows another map."""
    words = (
        "The best map has boards that can't be made lawful, and there are too many possible clusters to go on "
        "to other maps. Split the region, or lower the largest size (GEO-SIZE)."
    )
    return Refusal(status="unknown", text=f"{words}\n{found.text}", rules=found.rules)


def people_not_listed() -> Refusal:
    """People can come first only where every possible cluster is listed."""
    return Refusal(
        status="unknown",
        text="There are too many possible clusters to list, and without a list their boards can't be compared. "
        "Leave out --profile people-first, ask for a part of the country with --region, or lower the largest "
        "size (GEO-SIZE).",
    )


def _any_of(rules: Sequence[str]) -> str:
    if len(rules) < 3:
        return " or without ".join(rules)
    return f"{', '.join(rules[:-1])} or {rules[-1]} (any one of them)"


def _range(low: int, high: int) -> str:
    if low == high:
        return "1 cluster" if low == 1 else f"{low} clusters"
    return f"{low} to {high} clusters"


class _One:
    """A table of one candidate."""

    def __init__(self, instance: Instance, members: Collection[str]) -> None:
        self.instance = instance
        self.codes = tuple(sorted(instance.by_code))
        self.members = np.array([[c in members for c in self.codes]], dtype=np.bool_)


def _breaking(instance: Instance, rules: Sequence[Rule], members: frozenset[str]) -> list[str]:
    """Rules about clusters that this one breaks and no decision lifts."""
    table = _One(instance, members)
    lifted = exempted(instance).get(members, set())
    return [
        r.id for r in rules if isinstance(r, CandidateRule) and r.id not in lifted and int(r.breach(table)[0])
    ]


def _why_stranded(instance: Instance, rules: Sequence[Rule], code: str) -> tuple[str, list[str]]:
    """Why an organisation is in no possible cluster: alone, with those it must be with, with its neighbours."""
    name = f"{instance.by_code[code].name} ({code})"
    alone = _breaking(instance, rules, frozenset([code]))
    words = f"{name} is in no possible cluster. On its own it breaks {', '.join(alone) or 'no rule'}"
    partners = {code}
    for _ in instance.decisions:  # as many rounds as there are decisions reach everyone tied to it
        for d in instance.decisions:
            pair = {d.subject, d.object or ""}
            if d.kind == "keep_together" and pair & partners:
                partners |= pair
    named = list(alone)
    if len(partners) > 1:
        tied = _breaking(instance, rules, frozenset(partners))
        words += f"; with all that decisions keep with it, {', '.join(tied) or 'no rule'}"
        named += tied
    connecting = [x for x in instance.links if x.kind != "patient_flow" and code in (x.a, x.b)]
    if not connecting:
        words += "; no land, bridge or ferry link joins it to another organisation (GEO-CON)"
        named.append("GEO-CON")
    else:
        near = sorted({x.b if x.a == code else x.a for x in connecting} & instance.by_code.keys())
        beside = {r for other in near for r in _breaking(instance, rules, frozenset([code, other]))}
        words += f"; with a neighbour, {', '.join(sorted(beside)) or 'no rule, but larger clusters do'}"
        named += sorted(beside)
    return f"{words}.", list(dict.fromkeys(named))


def no_boards(
    instance: Instance, rulebook: Rulebook, block: Sequence[Shape], clash: Clash | None, title: str
) -> Refusal:
    """Whatever the map, the boards of some clusters can't be made lawful; one of them explained."""
    names = "; ".join(
        ", ".join(f"{instance.by_code[o].name} ({o})" for o in shape.organisations) for shape in block
    )
    name, _, about = title.partition(": ")
    under = f"{name} ({about})" if about and "(" not in title else title
    lines = [NO_PLAN, f"Under {under}, no boards that meet the rules are possible for: {names}."]
    rules: list[str] = []
    if clash is not None:
        rules = list(dict.fromkeys(rule for rule, _ in clash.rules))
        lines.append("These rules cannot all be met:")
        for rule in rules:
            where = ", ".join(
                instance.by_code[s].name if s in instance.by_code else s for r, s in clash.rules if r == rule
            )
            lines.append(f"  {_cited(rulebook, rule)} [{where}]")
        if Brd7.id in rules:
            wanted = {
                c.local_authority
                for c in instance.coverage
                if c.relevant and any(c.organisation in s.organisations for s in block)
            }
            names = ", ".join(sorted(a.name for a in instance.local_authorities if a.code in wanted))
            lines.append(
                f"{len(wanted)} local authorities each nominate a director to a Care Trust among them "
                f"(A¶3.3): {names}."
            )
            lines += _too_few_seats(instance, rulebook, block)
    return Refusal(status="infeasible", text="\n".join(lines), rules=tuple(rules))


def pinned_twice(instance: Instance, asked: Mapping[str, str]) -> Refusal:
    """One cluster is to have two governance models, each for the sake of another of its organisations."""
    words = " and ".join(f"{model} for that of {instance.by_code[o].name} ({o})" for model, o in asked.items())
    text = (
        f"{NO_PLAN}\nYour choice of models asks for {words}, and these are in one cluster, which has one model."
    )
    return Refusal(status="infeasible", text=text)


def _too_few_seats(instance: Instance, rulebook: Rulebook, block: Sequence[Shape]) -> list[str]:
    """Clusters whose directors all sit on every board, and which have more nominees than seats."""
    lines = []
    spec = rulebook.by_id.get("BRD-3")
    for shape in block:
        model = shape.governance
        if model.keeps_boards or model.locality_neds[1] or spec is None:
            continue
        seats = min(int(spec.parameters["max"]), model.shared_neds[1])
        nominating = {
            o: {c.local_authority for c in instance.coverage if c.organisation == o and c.relevant}
            for o in shape.organisations
            if instance.by_code[o].kind != "pct"
        }
        needed = len(set().union(*nominating.values()))
        if needed <= seats:
            continue
        name = model.title.partition(":")[0]
        line = (
            f"Under {name} every director sits on all boards of the cluster, so all {needed} nominees would, "
            f"and no board has more than {seats} directors."
        )
        if all(len(authorities) <= seats for authorities in nominating.values()):
            line += " Under Model 3 a nominee may sit on the board of the Care Trust alone."
        lines.append(line)
        if seats == int(spec.parameters["max"]):
            lines.append(_cited(rulebook, spec.id))
    return lines

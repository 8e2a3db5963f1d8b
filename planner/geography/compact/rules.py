"""Rules about the map, posted from their specs slot by slot; shares nothing with their other halves."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ortools.sat.python import cp_model

from planner.geography.compact.answer import NotPostableError
from planner.geography.compact.connect import post_arborescence
from planner.geography.compact.model import SAFE, Cluster, Compact, Lit, Model, Slot, footprints
from planner.geography.compact.ruled_out import RuledOut
from planner.rules.base import Expr, Rule

NEVER_LIFTED = ("GEO-2", "GEO-4", "GEO-10", "DEC-TOGETHER", "DEC-APART")


def about_map(rules: Sequence[Rule]) -> list[Rule]:
    """Rules about clusters and the choice of them that must hold.

    Raises:
        NotPostableError: one of them has no form here.
    """
    found = [r for r in rules if r.scope in ("candidate", "partition") and r.spec.strength == "must"]
    for rule in found:
        if rule.id not in (*_IN_FORM, *_POST):
            raise NotPostableError("rule", rule.id)
    return found


def post_rules(c: Model, rules: Sequence[Rule]) -> None:
    """Post every rule about the map that must hold on every slot.

    Connection is posted in a compact model only; other models cut off loose pieces as they appear. The range of
    GEO-10 is the caller's, for the number of clusters of a part is not that of the whole map.

    Raises:
        NotPostableError: a rule about clusters or the choice of them that has no form here.
    """
    found = about_map(rules)
    for rule in found:
        if rule.id in _POST:
            for slot in c.slots:
                _POST[rule.id](c, rule, slot)
        elif rule.id == "GEO-CON" and isinstance(c, Compact):
            post_arborescence(c, lifted(c, rule), largest_size(c, found))


def lifted(c: Model, rule: Rule) -> list[Cluster]:
    """Sets that ``exempt`` decisions lift the rule from, of this part."""
    if rule.spec.authority == "statute" or rule.id in NEVER_LIFTED:
        return []
    sets = {
        frozenset(code.strip() for code in d.object.split(";"))
        for d in c.instance.decisions
        if d.kind == "exempt" and d.subject == rule.id and d.object
    }
    return sorted((s for s in sets if s <= c.position.keys()), key=sorted)


def largest_size(c: Model, rules: Sequence[Rule]) -> int:
    """Most organisations of any cluster: GEO-SIZE unless it can be switched off, exemptions counted."""
    n = len(c.codes)
    for rule in rules:
        if rule.id == "GEO-SIZE" and not c.switchable:
            return min(n, max([int(rule.spec.parameters["max"]), *(len(s) for s in lifted(c, rule))]))
    return n


def _not_exempt(c: Model, rule: Rule, slot: Slot) -> list[cp_model.LiteralT]:
    """Literals that say that the slot is none of the sets from which the rule is lifted."""
    return [~e for s in lifted(c, rule) if (e := c.exactly(slot, s)) is not None]


def _under(c: Model, rule: Rule, slot: Slot) -> list[cp_model.LiteralT]:
    """Literals under which a rule about a cluster binds a slot: switched on, and no exempted set."""
    return [*c.on(rule.id, slot.name), *_not_exempt(c, rule, slot)]


def _unused(slot: Slot) -> list[cp_model.LiteralT]:
    """A literal that holds when a slot is no cluster, if it may be none."""
    return [] if slot.root is None else [~slot.used]


def _geo_4(c: Model, rule: Rule, slot: Slot) -> None:
    """One region leads: it has a member, and whoever comes from elsewhere may join it."""
    home = [c.instance.by_code[code].region for code in c.codes]
    if len(set(home)) == 1:
        return
    joins = {(d.subject, d.object) for d in c.instance.decisions if d.kind == "cross_region"}
    leads = []
    for region in sorted({home[i] for i in slot.inside}):
        lead = c.model.new_bool_var(f"{region} leads {slot.name}")
        leads.append(lead)
        own = [x for i, x in slot.inside.items() if home[i] == region]
        c.model.add_bool_or(own).only_enforce_if(lead)
        for i, x in slot.inside.items():
            if home[i] != region and (c.codes[i], region) not in joins:
                c.model.add_implication(lead, ~x)
    c.model.add_bool_or([*leads, *_unused(slot)]).only_enforce_if(_under(c, rule, slot))


def _geo_size(c: Model, rule: Rule, slot: Slot) -> None:
    most = int(rule.spec.parameters["max"])
    if most < len(slot.inside):
        c.model.add(sum(slot.inside.values()) <= most).only_enforce_if(_under(c, rule, slot))


def multiples_of(parameters: dict[str, Any]) -> tuple[int, int, int] | None:
    """(scale, low, high): low·j <= scale·people <= high·j for some whole j >= 1, from ``multiples``."""
    given = parameters.get("multiples")
    if given is None:
        return None
    each = Fraction(given["of"])
    low, high = int(given["low_permille"]) * each, int(given["high_permille"]) * each
    scale = math.lcm(low.denominator, high.denominator)
    common = math.gcd(1000 * scale, int(low * scale), int(high * scale))
    return 1000 * scale // common, int(low * scale) // common, int(high * scale) // common


def _geo_pop(c: Model, rule: Rule, slot: Slot) -> None:
    windows = [(int(a), int(b)) for a, b in rule.spec.parameters.get("windows") or []]
    multiples = multiples_of(rule.spec.parameters)
    total = sum(c.population)
    under, people = _under(c, rule, slot), c.people(slot)
    if len(windows) == 1 and multiples is None:
        low, high = windows[0]
        c.model.add(people >= low * slot.used).only_enforce_if(under)
        c.model.add(people <= min(high, total) * slot.used).only_enforce_if(under)
        return
    ways: list[cp_model.LiteralT] = []
    for n, (low, high) in enumerate(windows):
        way = c.model.new_bool_var(f"window {n} of {slot.name}")
        ways.append(way)
        c.model.add_linear_constraint(people, low, high).only_enforce_if(way)
    if multiples is not None:
        ways.append(_multiple(c, slot, people, total, multiples))
    c.model.add_bool_or([*ways, *_unused(slot)]).only_enforce_if(under)


def _multiple(c: Model, slot: Slot, people: Expr, total: int, multiples: tuple[int, int, int]) -> Lit:
    """A literal under which a slot's people are near a whole multiple."""
    scale, low, high = multiples
    if scale * total > SAFE or high * (scale * total // low + 1) > SAFE:
        raise NotPostableError("rule", "GEO-POP", "the multiple is too fine for 64-bit sums")
    times = c.model.new_int_var(1, max(1, scale * total // low), f"times of {slot.name}")
    way = c.model.new_bool_var(f"multiple of {slot.name}")
    c.model.add(scale * people >= low * times).only_enforce_if(way)
    c.model.add(scale * people <= high * times).only_enforce_if(way)
    return way


def _geo_7(c: Model, rule: Rule, slot: Slot) -> None:
    theta = int(rule.spec.parameters["theta_permille"])
    for name, shares in sorted(footprints(c).items()):
        if set(shares.values()) == {Fraction(1)}:
            _differs(c, rule, slot, name, frozenset(shares))
        else:
            _overlaps_less(c, rule, slot, name, shares, theta)


def _differs(c: Model, rule: Rule, slot: Slot, name: str, group: Cluster) -> None:
    """The slot is not exactly this set."""
    places = {c.position[code] for code in group if code in c.position}
    if len(places) < len(group) or not places <= slot.inside.keys() or group in lifted(c, rule):
        return
    clause = [~x if i in places else x for i, x in slot.inside.items()]
    c.model.add_bool_or(clause).only_enforce_if(c.on(rule.id, name))


def _overlaps_less(
    c: Model, rule: Rule, slot: Slot, name: str, shares: dict[str, Fraction], theta: int
) -> None:
    """Overlap below theta times union, times 1000 and the denominators of shares; linear, for the union is."""
    population = {code: c.instance.by_code[code].population for code in shares}
    scale = math.lcm(*(s.denominator for s in shares.values()))
    of = {code: int(s * scale) * population[code] for code, s in shares.items()}
    patients = sum(of.values())
    if not patients:  # a footprint without people overlaps nothing
        return
    weights = [
        scale * p * theta - (theta + 1000) * of.get(k, 0) for k, p in zip(c.codes, c.population, strict=True)
    ]
    fixed = patients * theta - 1
    if sum(map(abs, weights)) + fixed > SAFE:
        raise NotPostableError("rule", rule.id, f"the shares of {name} have too many decimals for 64-bit sums")
    if any(weights[i] < 0 for i in slot.inside):
        under = [*c.on(rule.id, name), *_not_exempt(c, rule, slot)]
        c.model.add(c.weight(slot, weights) + fixed >= 0).only_enforce_if(under)


def _hr_2(c: Model, rule: Rule, slot: Slot) -> None:
    """Who touches an established arrangement is it, or a set from which the rule is lifted."""
    groups: dict[str, set[str]] = defaultdict(set)
    strong = set()
    for o in c.instance.organisations:
        if o.arrangement:
            groups[o.arrangement].add(o.code)
            if o.arrangement_strength == "established":
                strong.add(o.arrangement)
    for name in sorted(strong):
        whole = frozenset(groups[name])
        for code in sorted(whole & c.position.keys()):
            if c.position[code] in slot.inside:
                ways = [c.exactly(slot, s) for s in (whole, *lifted(c, rule)) if code in s]
                clause = [~slot.inside[c.position[code]], *(w for w in ways if w is not None)]
                c.model.add_bool_or(clause).only_enforce_if(c.on(rule.id, name))


def _pairs(c: Model, kind: str) -> list[tuple[str, str]]:
    return [(d.subject, d.object) for d in c.instance.decisions if d.kind == kind and d.object]


def _together(c: Model, rule: Rule, slot: Slot) -> None:
    for a, b in _pairs(c, "keep_together"):
        first, second = (slot.inside.get(c.position.get(code, -1), 0) for code in (a, b))
        if a != b and first is not second:
            c.model.add(first == second).only_enforce_if(c.on(rule.id, f"{a};{b}"))


def _apart(c: Model, rule: Rule, slot: Slot) -> None:
    for a, b in _pairs(c, "keep_apart"):
        both = [slot.inside[i] for code in (a, b) if (i := c.position.get(code, -1)) in slot.inside]
        if len(both) > 1:
            c.model.add_bool_or([~x for x in both]).only_enforce_if(c.on(rule.id, f"{a};{b}"))


def _ruled_out(c: Model, rule: Rule, slot: Slot) -> None:
    if isinstance(rule, RuledOut):
        for cluster in rule.clusters:
            _differs(c, rule, slot, ";".join(sorted(cluster)), cluster)


_IN_FORM = ("GEO-2", "GEO-10", "GEO-CON")
_POST: dict[str, Callable[[Model, Rule, Slot], None]] = {
    "GEO-4": _geo_4,
    "GEO-7": _geo_7,
    "GEO-SIZE": _geo_size,
    "GEO-POP": _geo_pop,
    "HR-2": _hr_2,
    "DEC-TOGETHER": _together,
    "DEC-APART": _apart,
    RuledOut.id: _ruled_out,
}

"""Rules about the map, posted from their specs in the compact model; shares nothing with their other halves."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ortools.sat.python import cp_model

from planner.geography.compact.answer import NotPostableError
from planner.geography.compact.connect import post_arborescence
from planner.geography.compact.model import Compact, Lit
from planner.rules.base import Expr, Rule

NEVER_LIFTED = ("GEO-2", "GEO-4", "GEO-10", "DEC-TOGETHER", "DEC-APART")
SAFE = 2**61
"""Sums that the solver adds up stay below this."""


def post_rules(c: Compact, rules: Sequence[Rule], *, connect: bool = True) -> None:
    """Post every rule about the map that must hold.

    Args:
        c: the model.
        rules: all rules in force; those about boards or whole plans are left out.
        connect: post GEO-CON by arborescence; a caller that cuts off loose pieces itself says no.

    Raises:
        NotPostableError: a rule about clusters or the choice of them that has no form here.
    """
    about_map = [r for r in rules if r.scope in ("candidate", "partition") and r.spec.strength == "must"]
    for rule in about_map:
        if rule.id in _POST:
            _POST[rule.id](c, rule)
        elif rule.id == "GEO-CON":
            if connect:
                post_arborescence(c, lifted(c, rule), largest_size(c, about_map))
        elif rule.id not in _IN_FORM:
            raise NotPostableError("rule", rule.id)
    under = c.on("GEO-10", "")
    c.model.add(c.number >= c.low).only_enforce_if(under)
    c.model.add(c.number <= c.high).only_enforce_if(under)


def lifted(c: Compact, rule: Rule) -> list[frozenset[str]]:
    """Sets that ``exempt`` decisions lift the rule from, of this part."""
    if rule.spec.authority == "statute" or rule.id in NEVER_LIFTED:
        return []
    sets = {
        frozenset(code.strip() for code in d.object.split(";"))
        for d in c.instance.decisions
        if d.kind == "exempt" and d.subject == rule.id and d.object
    }
    return sorted((s for s in sets if s <= c.position.keys()), key=sorted)


def largest_size(c: Compact, rules: Sequence[Rule]) -> int:
    """Most organisations of any cluster: GEO-SIZE unless it can be switched off, exemptions counted."""
    n = len(c.codes)
    for rule in rules:
        if rule.id == "GEO-SIZE" and not c.switchable:
            return min(n, max([int(rule.spec.parameters["max"]), *(len(s) for s in lifted(c, rule))]))
    return n


def _not_exempt(c: Compact, rule: Rule, r: int) -> list[cp_model.LiteralT]:
    """Literals that say that root r's cluster is none of the sets from which the rule is lifted."""
    free = [s for s in lifted(c, rule) if min(c.position[code] for code in s) == r]
    return [~e for s in free if (e := c.exactly(s)) is not None]


def _under(c: Compact, rule: Rule, r: int) -> list[cp_model.LiteralT]:
    """Literals under which a rule about a cluster binds root r's: switched on, and no exempted set."""
    return [*c.on(rule.id, c.codes[r]), *_not_exempt(c, rule, r)]


def _geo_4(c: Compact, rule: Rule) -> None:
    """One region leads: it has a member, and whoever comes from elsewhere may join it."""
    home = [c.instance.by_code[code].region for code in c.codes]
    if len(set(home)) == 1:
        return
    joins = {(d.subject, d.object) for d in c.instance.decisions if d.kind == "cross_region"}
    for r, members in enumerate(c.members):
        leads = []
        for region in sorted(set(home[r:])):
            lead = c.model.new_bool_var(f"lead{r},{region}")
            leads.append(lead)
            c.model.add_bool_or([c.x[i, r] for i in members if home[i] == region]).only_enforce_if(lead)
            for i in members:
                if home[i] != region and (c.codes[i], region) not in joins:
                    c.model.add_implication(lead, ~c.x[i, r])
        c.model.add_bool_or([*leads, ~c.x[r, r]]).only_enforce_if(_under(c, rule, r))


def _geo_size(c: Compact, rule: Rule) -> None:
    most = int(rule.spec.parameters["max"])
    if most >= len(c.codes):
        return
    for r in range(len(c.codes)):
        c.model.add(c.weight(r, [1] * len(c.codes)) <= most).only_enforce_if(_under(c, rule, r))


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


def _geo_pop(c: Compact, rule: Rule) -> None:
    windows = [(int(a), int(b)) for a, b in rule.spec.parameters.get("windows") or []]
    multiples = multiples_of(rule.spec.parameters)
    total = sum(c.population)
    for r in range(len(c.codes)):
        under, root, people = _under(c, rule, r), c.x[r, r], c.people(r)
        if len(windows) == 1 and multiples is None:
            low, high = windows[0]
            c.model.add(people >= low * root).only_enforce_if(under)
            c.model.add(people <= min(high, total) * root).only_enforce_if(under)
            continue
        chosen: list[Lit] = []
        for n, (low, high) in enumerate(windows):
            way = c.model.new_bool_var(f"window{r},{n}")
            chosen.append(way)
            c.model.add_linear_constraint(people, low, high).only_enforce_if(way)
        if multiples is not None:
            chosen.append(_multiple(c, r, people, total, multiples))
        c.model.add_bool_or([*chosen, ~root]).only_enforce_if(under)


def _multiple(c: Compact, r: int, people: Expr, total: int, multiples: tuple[int, int, int]) -> Lit:
    """A literal under which root r's people are near a whole multiple."""
    scale, low, high = multiples
    if scale * total > SAFE or high * (scale * total // low + 1) > SAFE:
        raise NotPostableError("rule", "GEO-POP", "the multiple is too fine for 64-bit sums")
    times = c.model.new_int_var(1, max(1, scale * total // low), f"times{r}")
    way = c.model.new_bool_var(f"multiple{r}")
    c.model.add(scale * people >= low * times).only_enforce_if(way)
    c.model.add(scale * people <= high * times).only_enforce_if(way)
    return way


def _geo_7(c: Compact, rule: Rule) -> None:
    theta = int(rule.spec.parameters["theta_permille"])
    rows: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for f in c.instance.footprints:
        rows[f.consortium][f.organisation] = f.share_of_organisation
    for name, shares in sorted(rows.items()):
        if not shares.keys() <= c.instance.by_code.keys():
            continue
        if set(shares.values()) == {Decimal(1)}:
            _differs(c, rule, name, frozenset(shares))
        else:
            _overlaps_less(c, rule, name, {k: Fraction(v) for k, v in shares.items()}, theta)


def _differs(c: Compact, rule: Rule, name: str, group: frozenset[str]) -> None:
    """No cluster is exactly this set."""
    if not group <= c.position.keys() or group in lifted(c, rule):
        return
    root = min(c.position[code] for code in group)
    inside = {c.position[code] for code in group}
    if any((i, root) not in c.x for i in inside):
        return
    clause = [~c.x[i, root] if i in inside else c.x[i, root] for i in c.members[root]]
    c.model.add_bool_or(clause).only_enforce_if(c.on(rule.id, name))


def _overlaps_less(c: Compact, rule: Rule, name: str, shares: dict[str, Fraction], theta: int) -> None:
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
    for r in range(len(c.codes)):
        if any(weights[i] < 0 for i in c.members[r]):
            under = [*c.on(rule.id, name), *_not_exempt(c, rule, r)]
            c.model.add(c.weight(r, weights) + fixed >= 0).only_enforce_if(under)


def _hr_2(c: Compact, rule: Rule) -> None:
    groups: dict[str, set[str]] = defaultdict(set)
    strong = set()
    for o in c.instance.organisations:
        if o.arrangement:
            groups[o.arrangement].add(o.code)
            if o.arrangement_strength == "established":
                strong.add(o.arrangement)
    free = lifted(c, rule)
    for name in sorted(strong):
        whole = frozenset(groups[name])
        for code in sorted(whole & c.position.keys()):
            ways = [c.exactly(s) for s in (whole, *free) if code in s]
            c.model.add_bool_or([w for w in ways if w is not None]).only_enforce_if(c.on(rule.id, name))


def _pairs(c: Compact, kind: str) -> list[tuple[str, str]]:
    return [(d.subject, d.object) for d in c.instance.decisions if d.kind == kind and d.object]


def _together(c: Compact, rule: Rule) -> None:
    for a, b in _pairs(c, "keep_together"):
        if a == b or not {a, b} & c.position.keys():
            continue
        under = c.on(rule.id, f"{a};{b}")
        for r in range(len(c.codes)):
            first, second = (c.x.get((c.position.get(k, -1), r), 0) for k in (a, b))
            if first is not second:
                c.model.add(first == second).only_enforce_if(under)


def _apart(c: Compact, rule: Rule) -> None:
    for a, b in _pairs(c, "keep_apart"):
        if not {a, b} <= c.position.keys():
            continue
        i, j = c.position[a], c.position[b]
        for r in sorted(set(c.roots[i]) & set(c.roots[j])):
            c.model.add_bool_or([~c.x[i, r], ~c.x[j, r]]).only_enforce_if(c.on(rule.id, f"{a};{b}"))


_IN_FORM = ("GEO-2", "GEO-10")
"""Part of the model's form; GEO-10's range is the caller's, for a part's number is not the whole map's."""
_POST: dict[str, Callable[[Compact, Rule], None]] = {
    "GEO-4": _geo_4,
    "GEO-7": _geo_7,
    "GEO-SIZE": _geo_size,
    "GEO-POP": _geo_pop,
    "HR-2": _hr_2,
    "DEC-TOGETHER": _together,
    "DEC-APART": _apart,
}

"""Levels about the map in the compact model: an expression at least the value, equal to it when minimised.

Values are those of the levels' columns summed over clusters, that is without :meth:`GeographyLevel.constant`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model

from planner.core.rows import Link
from planner.geography.compact.answer import NotPostableError, level_value
from planner.geography.compact.model import Compact
from planner.objectives.base import CountLevel, Level
from planner.objectives.geography.cluster_target import target
from planner.rules.base import Expr

Weights = dict[tuple[int, int], int]
"""Cost of having two positions i < j in different clusters."""


def post_level(c: Compact, level: Level) -> Expr:
    """The expression to minimise for a level.

    Raises:
        NotPostableError: a level that has no form here.
    """
    if isinstance(level, CountLevel):
        return cp_model.LinearExpr.weighted_sum(
            list(c.numbers().values()), [level.of(k, c.instance, c.rulebook) for k in c.numbers()]
        )
    if level.id in _PAIRS:
        weights = _PAIRS[level.id](c)
        alone = level_value(level, c.instance, c.codes, [[code] for code in c.codes], c.rulebook)
        # links out of the part are cut in every grouping
        return _cut(c, weights) + (alone - sum(weights.values()))
    if level.id not in _POST:
        raise NotPostableError("level", level.id)
    return _POST[level.id](c)


def _link_weights(c: Compact, kinds: Iterable[str], weight: Callable[[Link], int]) -> Weights:
    found: Weights = Counter()
    for link in c.instance.links:
        if link.kind in kinds and link.a in c.position and link.b in c.position and link.a != link.b:
            i, j = sorted((c.position[link.a], c.position[link.b]))
            found[i, j] += weight(link)
    return {pair: w for pair, w in found.items() if w}


def boundary_weights(c: Compact) -> Weights:
    """Metres of land links."""
    return _link_weights(c, ("land",), lambda link: link.length_m or 0)


def link_weights(c: Compact) -> Weights:
    """Links that connect."""
    return _link_weights(c, ("land", "bridge", "ferry"), lambda _: 1)


def _flow_weights(c: Compact) -> Weights:
    """Patients a year; a flow without a number counts 1."""

    def patients(link: Link) -> int:
        number = getattr(link, "patients", None)
        return 1 if number is None else int(number)

    return _link_weights(c, ("patient_flow",), patients)


def _arrangement_weights(c: Compact) -> Weights:
    """Pairs that work in one arrangement."""
    belongs = [c.instance.by_code[code].arrangement for code in c.codes]
    n = len(c.codes)
    return {(i, j): 1 for i in range(n) for j in range(i + 1, n) if belongs[i] and belongs[i] == belongs[j]}


def _cut(c: Compact, weights: Weights) -> Expr:
    """Weight of the pairs whose ends are in different clusters."""
    terms, costs = [], []
    for (i, j), weight in sorted(weights.items()):
        apart = c.model.new_bool_var(f"apart{i},{j}")
        for r in sorted({*c.roots[i], *c.roots[j]}):
            both = [c.x[k, r] for k in (i, j) if (k, r) in c.x]
            for inside in both:
                c.model.add_bool_or([~inside, apart, *(x for x in both if x is not inside)])
        terms.append(apart)
        costs.append(weight)
    return cp_model.LinearExpr.weighted_sum(terms, costs)


def _standalones(c: Compact) -> Expr:
    reasoned = {d.object for d in c.instance.decisions if d.kind == "exempt" and d.subject == "GEO-SIZE"}
    alone = []
    for r, members in enumerate(c.members):
        if c.codes[r] not in reasoned:
            alone.append(c.model.new_bool_var(f"alone{r}"))
            c.model.add_bool_or([alone[-1], ~c.x[r, r], *(c.x[i, r] for i in members if i != r)])
    return cp_model.LinearExpr.sum(alone)


def _council_groups(c: Compact) -> list[set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for row in c.instance.coverage:
        if row.organisation in c.position:
            groups[row.local_authority].add(c.position[row.organisation])
    return [groups[k] for k in sorted(groups)]


def _arrangement_groups(c: Compact) -> list[set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for i, code in enumerate(c.codes):
        name = c.instance.by_code[code].arrangement
        if name:
            groups[name].add(i)
    return [groups[k] for k in sorted(groups)]


def _pieces(c: Compact, groups: list[set[int]]) -> Expr:
    """Clusters that hold a member, summed over groups."""
    pieces = []
    for g, group in enumerate(groups):
        for r in range(len(c.codes)):
            inside = [c.x[i, r] for i in sorted(group) if (i, r) in c.x]
            if inside:
                piece = c.model.new_bool_var(f"piece{g},{r}")
                pieces.append(piece)
                for member in inside:
                    c.model.add_implication(member, piece)
    return cp_model.LinearExpr.sum(pieces)


def _population_steps(c: Compact) -> Expr:
    low, high = c.rulebook.population_band
    step, total = c.rulebook.population_step, sum(c.population)
    steps = []
    for r in range(len(c.codes)):
        outside = c.model.new_int_var(0, -(-max(low, total - high, 0) // step), f"steps{r}")
        c.model.add(step * outside >= low * c.x[r, r] - c.people(r))
        c.model.add(step * outside >= c.people(r) - high)
        steps.append(outside)
    return cp_model.LinearExpr.sum(steps)


def _population_spread(c: Compact) -> Expr:
    """Steps from the mean population, rounded up for each cluster."""
    spec = c.rulebook.by_id.get("GEO-10")
    asked = [spec.parameters.get(k) for k in ("fewest", "most")] if spec is not None else [None, None]
    number = int(asked[0]) if asked[0] is not None and asked[0] == asked[1] else target(c.instance, c.rulebook)
    total = sum(o.population for o in c.instance.organisations)
    step = number * c.rulebook.population_step
    most = -(-(number * total) // step)
    away = []
    for r in range(len(c.codes)):
        steps = c.model.new_int_var(0, most, f"spread{r}")
        c.model.add(step * steps >= number * c.people(r) - total * c.x[r, r])
        c.model.add(step * steps >= total * c.x[r, r] - number * c.people(r))
        away.append(steps)
    return cp_model.LinearExpr.sum(away)


def _largest(c: Compact, weights: list[int], name: str) -> Expr:
    most = c.model.new_int_var(0, sum(weights), name)
    for r in range(len(c.codes)):
        c.model.add(most >= c.weight(r, weights))
    return most


def _change(c: Compact) -> Expr:
    """Members beside the largest piece of a reference cluster, summed over clusters."""
    place = {o.code: o.cluster_reference for o in c.instance.organisations}
    place |= dict(getattr(c.instance, "reference", None) or ())
    placed = {i: name for i, code in enumerate(c.codes) if (name := place[code])}
    moved = []
    for r, members in enumerate(c.members):
        names = sorted({placed[i] for i in members if i in placed})
        kept = {g: c.model.new_bool_var(f"kept{r},{g}") for g in names}
        if kept:
            c.model.add_at_most_one(list(kept.values()))
        for i in members:
            if i in placed:
                leaves = c.model.new_bool_var(f"moved{i},{r}")
                moved.append(leaves)
                c.model.add_bool_or([~c.x[i, r], kept[placed[i]], leaves])
    # whoever has no place in the reference changes in any case
    return cp_model.LinearExpr.sum(moved) + (len(c.codes) - len(placed))


def inertia_weights(c: Compact) -> list[list[int]]:
    """Hess's cost of each position at each centre: thousand-squared-metre people, rounded half up."""
    at = [(c.instance.by_code[code].easting, c.instance.by_code[code].northing) for code in c.codes]
    if any(e is None or n is None for e, n in at):
        raise NotPostableError("level", "inertia", "an organisation has no coordinates")
    place = [(int(e or 0), int(n or 0)) for e, n in at]
    return [
        [(p * ((e - f) ** 2 + (n - m) ** 2) + 500_000) // 1_000_000 for f, m in place]
        for p, (e, n) in zip(c.population, place, strict=True)
    ]


def _inertia(c: Compact) -> Expr:
    """Every organisation is served by one centre of its own cluster; there are as many centres as clusters."""
    weights = inertia_weights(c)
    n = len(c.codes)
    served = [[c.model.new_bool_var(f"served{i},{j}") for j in range(n)] for i in range(n)]
    for i in range(n):
        c.model.add_exactly_one(served[i])
        for j in range(n):
            c.model.add_implication(served[i][j], served[j][j])
            for r in c.roots[i]:
                beside = [c.x[j, r]] if (j, r) in c.x else []
                c.model.add_bool_or([~served[i][j], ~c.x[i, r], *beside])
    c.model.add(cp_model.LinearExpr.sum([served[j][j] for j in range(n)]) == c.number)
    flat = [(served[i][j], weights[i][j]) for i in range(n) for j in range(n) if weights[i][j]]
    return cp_model.LinearExpr.weighted_sum([v for v, _ in flat], [w for _, w in flat])


_PAIRS: dict[str, Callable[[Compact], Weights]] = {
    "boundary_cut": boundary_weights,
    "links_cut": link_weights,
    "patient_flow_cut": _flow_weights,
    "arrangement_pairs": _arrangement_weights,
}
_POST: dict[str, Callable[[Compact], Expr]] = {
    "standalones": _standalones,
    "splits": lambda c: _pieces(c, [*_council_groups(c), *_arrangement_groups(c)]),
    "council_splits": lambda c: _pieces(c, _council_groups(c)),
    "arrangement_splits": lambda c: _pieces(c, _arrangement_groups(c)),
    "population_steps": _population_steps,
    "population_spread": _population_spread,
    "largest_population": lambda c: _largest(c, c.population, "largest people"),
    "largest_size": lambda c: _largest(c, [1] * len(c.codes), "largest size"),
    "change_from_reference": _change,
    "inertia": _inertia,
}

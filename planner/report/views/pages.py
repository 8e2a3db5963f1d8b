"""What the plan means for one organisation and for one council: a short page for each, with nobody in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.rows import Coverage, LocalAuthority, Organisation, View
from planner.core.rulebook import GovernanceModel
from planner.report.views.clusters import numbering
from planner.report.views.privacy import Discretion
from planner.report.views.words import count, governance_name, listed, number, only_geography

KIND = {"pct": "Primary Care Trust", "care_trust": "Care Trust", "care_trust_plus": "Care Trust Plus"}
NO_PARTNERSHIP = "none was given"


@dataclass(frozen=True)
class Line:
    """A question on a page and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Page:
    """One page: ``anchor`` is its place in the report, ``code`` and ``name`` whose it is."""

    anchor: str
    code: str
    name: str
    kind: str
    """``organisation`` or ``council``."""
    cluster: int
    """Number of its cluster, of its first for a council; 0 where it has none."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Facts:
    """What every page looks up."""

    instance: Instance
    plan: Plan
    discretion: Discretion
    numbers: Mapping[str, int]
    councils: Mapping[str, LocalAuthority]
    by_organisation: Mapping[str, tuple[Coverage, ...]]
    by_council: Mapping[str, tuple[Coverage, ...]]


def pages(instance: Instance, plan: Plan, discretion: Discretion) -> tuple[Page, ...]:
    """Organisations by name, then councils by name."""
    by_organisation: dict[str, list[Coverage]] = defaultdict(list)
    by_council: dict[str, list[Coverage]] = defaultdict(list)
    for row in instance.coverage:
        by_organisation[row.organisation].append(row)
        by_council[row.local_authority].append(row)
    facts = _Facts(
        instance,
        plan,
        discretion,
        numbering(plan),
        {c.code: c for c in instance.local_authorities},
        {k: tuple(v) for k, v in by_organisation.items()},
        {k: tuple(v) for k, v in by_council.items()},
    )
    every = sorted(instance.organisations, key=lambda o: (o.name, o.code))
    found = [_organisation(facts, o, n) for n, o in enumerate(every, start=1)]
    councils = sorted(instance.local_authorities, key=lambda c: (c.name, c.code))
    found += [_council(facts, c, n) for n, c in enumerate(councils, start=1) if c.code in by_council]
    return tuple(found)


def _organisation(facts: _Facts, body: Organisation, n: int) -> Page:
    """The page of an organisation."""
    plan, names = facts.plan, facts.instance.by_code
    cluster = plan.cluster_of[body.code]
    others = [names[o].name for o in cluster.organisations if o != body.code]
    lines = [
        Line("What it is", f"{KIND[body.kind]}, {body.region}, {number(body.population)} people"),
        Line(
            "Its cluster",
            f"{_cluster(facts, cluster)}, with {listed(others)}; {number(cluster.population)} people"
            if others
            else f"{_cluster(facts, cluster)}: it stands alone",
        ),
    ]
    if not only_geography(plan):
        model = plan.governance.get(cluster.governance)
        lines.append(Line("Governance", governance_name(plan, cluster.governance)))
        if model is not None:
            lines.append(Line("Its board", board_words(model, body)))
            lines.append(Line("Its voice", voice_words(model)))
    lines += _partners(facts, body)
    lines += _views(facts, {body.code, body.name})
    return Page(f"org-{n}", body.code, body.name, "organisation", facts.numbers[cluster.id], tuple(lines))


def _partners(facts: _Facts, body: Organisation) -> list[Line]:
    """Councils, earlier arrangements and consortia of an organisation."""
    rows = facts.by_organisation.get(body.code, ())
    texts = [
        _share(r, facts.councils[r.local_authority].name) + _divided(facts, r.local_authority) for r in rows
    ]
    lines = [Line("Its councils", listed(texts) if texts else "none was given")]
    joint = [facts.discretion.open_text(r.partnership) for r in rows if r.partnership]
    lines.append(Line("Joint posts and pooled budgets", listed(joint) if joint else NO_PARTNERSHIP))
    if body.arrangement:
        members = {o.code for o in facts.instance.organisations if o.arrangement == body.arrangement}
        pieces = {facts.plan.cluster_of[o].id for o in members}
        how = "stays whole" if len(pieces) == 1 else f"is divided between {number(len(pieces))} clusters"
        lines.append(Line("Its earlier grouping", f"{body.arrangement} {how}"))
    names = {c.code: c.name for c in facts.instance.consortia}
    mine = [f for f in facts.instance.footprints if f.organisation == body.code]
    if mine:
        texts = [f"{names[f.consortium]} ({_per_cent(f.share_of_organisation)} of its people)" for f in mine]
        lines.append(Line("GP consortia that were placed", listed(texts)))
    return lines


def _council(facts: _Facts, council: LocalAuthority, n: int) -> Page:
    """The page of a council."""
    rows = facts.by_council[council.code]
    names = facts.instance.by_code
    by_cluster: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_cluster[facts.plan.cluster_of[row.organisation].id].append(_share(row, names[row.organisation].name))
    ordered = sorted(by_cluster, key=lambda c: facts.numbers[c])
    clusters = {c.id: c for c in facts.plan.clusters}
    where = [f"{_cluster(facts, clusters[c])} by way of {listed(by_cluster[c])}" for c in ordered]
    lines = [
        Line("Its clusters", "; ".join(where)),
        Line(
            "One cluster to deal with",
            "yes"
            if len(ordered) == 1
            else f"no, {number(len(ordered))}: its people fall under different teams",
        ),
    ]
    told = facts.discretion.open_text
    joint = [f"{names[r.organisation].name}: {told(r.partnership)}" for r in rows if r.partnership]
    lines.append(Line("Joint posts and pooled budgets", listed(joint) if joint else NO_PARTNERSHIP))
    seats = [names[r.organisation].name for r in rows if r.relevant]
    lines.append(
        Line(
            "Its voice",
            f"nominates a director to the board of {listed(seats)} by law (A¶3.3)"
            if seats
            else "no seat by law; every organisation keeps its own board, with which joint work goes on (¶14)",
        )
    )
    lines += _views(facts, {council.code, council.name})
    first = facts.numbers[ordered[0]] if len(ordered) == 1 else 0
    return Page(f"council-{n}", council.code, council.name, "council", first, tuple(lines))


def _share(row: Coverage, name: str) -> str:
    """A name with the share of the council's people, where it is not all of them."""
    part = row.share is not None and row.share < 1
    return f"{name} ({_per_cent(row.share)} of the council’s people)" if part else name


def _divided(facts: _Facts, council: str) -> str:
    """That a council's area falls into several clusters, if it does."""
    split = {facts.plan.cluster_of[r.organisation].id for r in facts.by_council[council]}
    return f" (divided between {number(len(split))} clusters)" if len(split) > 1 else ""


def _per_cent(share: object) -> str:
    """A share of 0 to 1 in whole per cent.

    >>> _per_cent("0.454"), _per_cent(0.001)
    ('45 per cent', 'less than 1 per cent')
    """
    value = round(float(str(share)) * 100)
    return f"{value} per cent" if value else "less than 1 per cent"


def _cluster(facts: _Facts, cluster: Cluster) -> str:
    """A cluster by number and name."""
    return f"cluster {facts.numbers[cluster.id]}, {cluster.name}"


def board_words(model: GovernanceModel, body: Organisation) -> str:
    """Seats of a board as the law and the model make them; not who holds them."""
    chair = (
        "one chair for all boards of the cluster" if model.chair_scope == "cluster" else "a chair of its own"
    )
    shared, locality = _range(model.shared_neds), _range(model.locality_neds)
    if model.keeps_boards:
        directors = f"directors of its own, {number(body.ned_seats)} seats"
    elif model.locality_neds[1] == 0:
        directors = f"{shared} directors, the same as every board of the cluster"
    else:
        directors = f"{shared} shared directors and {locality} of its own, five to seven together"
    return f"It stays a body in law, with {chair} and {directors}."


def voice_words(model: GovernanceModel) -> str:
    """How an organisation is heard where the executive team meets."""
    if model.nominated_cluster_board:
        low, high = model.nominees
        many = count(low, "member") if low == high else f"{low} to {high} members"
        return f"It nominates {many} to the cluster board and can take back what it delegates."
    if model.keeps_boards:
        return "Its own board meets with the executive team."
    if model.locality_neds[1]:
        return "Directors who sit on its board alone speak for it beside the shared ones."
    return "No seat is kept for it; the plan aims at people from its own board of today among the shared ones."


def _range(limits: tuple[int, int]) -> str:
    low, high = limits
    return number(low) if low == high else f"{low} to {high}"


def _views(facts: _Facts, subjects: Iterable[str]) -> list[Line]:
    """What it has said, as recorded; a view that holds somebody's id is not shown."""
    wanted = set(subjects)
    mine = [v for v in facts.instance.views if v.stakeholder in wanted or v.subject in wanted]
    texts = (facts.discretion.open_text(view_words(v)) for v in mine)
    return [Line("Views recorded", listed(texts, most=30) if mine else "none")]


def view_words(view: View) -> str:
    """A recorded view in words."""
    when = f", {view.date}" if view.date else ""
    evidence = f" ({view.evidence})" if view.evidence else ""
    return f"{view.stakeholder} on {view.subject}: {view.view}{when}{evidence}"

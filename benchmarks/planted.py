"""Instances with conflicts put into them on purpose, and what they must be explained by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from planner.core.instance import Instance
from planner.core.rows import Consortium, Coverage, Decision, Footprint, LocalAuthority, OfficeHolder
from planner.core.rulebook import Rulebook
from planner.engine.asked import with_rules
from planner.io.examples import example
from planner.io.read import read_instance
from planner.io.rulebook import load_rulebook

BOOK = load_rulebook("pct-2011")
FREE = ("East Midlands", "East of England", "South Central", "South East Coast", "South West", "West Midlands")
"""Regions without established arrangements, so that nothing but what is planted binds."""


@dataclass(frozen=True)
class Planted:
    """A question without a plan."""

    name: str
    instance: Instance
    expected: tuple[frozenset[str], ...]
    """Rules of each conflict; a decision by its words."""
    governance: str | None = None
    clusters: tuple[int, int] | None = None
    rulebook: Rulebook = BOOK


@cache
def england() -> Instance:
    """England, read once."""
    return read_instance(example("england-2011"))


@cache
def region(*names: str) -> Instance:
    """Some regions of it."""
    return england().within(names)


def decided(kind: str, subject: str, about: str | None = None, role: Any = None) -> Decision:
    """A decision of the SHA."""
    return Decision(kind=kind, subject=subject, object=about, role=role, reason="on file", owner="the SHA")


def words(d: Decision) -> str:
    """A decision as conflicts name it."""
    return ",".join(x for x in (d.kind, d.subject, d.object, d.role) if x)


def deciding(instance: Instance, *decisions: Decision) -> Instance:
    """The instance with decisions more."""
    return instance.replaced(decisions=(*instance.decisions, *decisions))


def organised(instance: Instance, code: str, **fields: Any) -> Instance:
    """The instance where one organisation has other facts."""
    return instance.replaced(
        organisations=tuple(
            o.model_copy(update=fields) if o.code == code else o for o in instance.organisations
        )
    )


def cut_off(instance: Instance, code: str) -> Instance:
    """No link, no consortium: an island."""
    return instance.replaced(
        links=tuple(x for x in instance.links if code not in (x.a, x.b)),
        footprints=tuple(f for f in instance.footprints if f.organisation != code),
    )


def parameters(rule: str, **changed: Any) -> Rulebook:
    """The rulebook where one rule has other parameters."""
    rules = tuple(
        r.model_copy(update={"parameters": {**r.parameters, **changed}}) if r.id == rule else r
        for r in BOOK.rules
    )
    return with_rules(BOOK, rules)


def joined(instance: Instance) -> list[tuple[str, str]]:
    """Organisations that share a border on land, in pairs."""
    return sorted({(x.a, x.b) if x.a < x.b else (x.b, x.a) for x in instance.links if x.kind == "land"})


def chain(instance: Instance, length: int) -> list[str]:
    """Organisations of which each is beside the next."""
    near: dict[str, set[str]] = {}
    for a, b in joined(instance):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)

    def grow(path: list[str]) -> list[str] | None:
        if len(path) == length:
            return path
        return next((p for c in sorted(near[path[-1]] - set(path)) if (p := grow([*path, c]))), None)

    return next(p for c in sorted(near) if (p := grow([c])))


def care_trust(instance: Instance, code: str, authorities: int) -> Instance:
    """A Care Trust with so many relevant authorities, none of which has nominated anybody."""
    made = [LocalAuthority(code=f"{code}-{n}", name=f"Council {n} of {code}") for n in range(authorities)]
    changed = organised(instance, code, kind="care_trust", ned_seats=7)
    return changed.replaced(
        local_authorities=(*changed.local_authorities, *made),
        coverage=(
            *(c for c in changed.coverage if c.organisation != code),
            *(Coverage(organisation=code, local_authority=a.code, relevant=True) for a in made),
        ),
        office_holders=tuple(
            h.model_copy(update={"nominated_by": None, "la_member": False}) if h.organisation == code else h
            for h in changed.office_holders
        ),
    )


def holder(instance: Instance, code: str, role: str) -> OfficeHolder:
    """The first of an organisation's people in a role."""
    return next(h for h in instance.office_holders if h.organisation == code and h.role == role and h.id)


def _islands() -> Iterator[Planted]:
    for name in (*FREE, "North West", "Yorkshire and the Humber"):
        given = region(name)
        code = given.organisations[0].code
        island = organised(cut_off(given, code), code, population=60_000)
        yield Planted(f"island in {name}", island, (frozenset({"GEO-POP", "GEO-CON"}),), "model-1")
    wight = next(o.code for o in region("South Central").organisations if "Wight" in o.name)
    yield Planted(
        "Isle of Wight without its ferry, larger clusters asked for",
        cut_off(region("South Central"), wight),
        (frozenset({"GEO-POP", "GEO-CON"}),),
        "model-2",
        rulebook=parameters("GEO-POP", windows=[[200_000, 2_800_000]]),
    )


def _pairs() -> Iterator[Planted]:
    for name in FREE[:4]:
        given = region(name)
        a, b = joined(given)[0]
        together = decided("keep_together", a, b)
        heavy = organised(organised(given, a, population=1_500_000), b, population=1_500_000)
        yield Planted(
            f"too many people together in {name}",
            deciding(heavy, together),
            (frozenset({"GEO-POP", words(together)}),),
            "model-4",
        )
    for name in FREE[3:]:
        given = region(name)
        path = chain(given, 4)
        rows = [decided("keep_together", a, b) for a, b in pairwise(path)]
        yield Planted(
            f"four together, three at most, in {name}",
            deciding(given, *rows),
            (frozenset({"GEO-SIZE", *map(words, rows)}),),
            rulebook=parameters("GEO-SIZE", max=3),
        )
    for name in FREE[:3]:
        given = region(name)
        a, b = joined(given)[0]
        only = tuple(x for x in given.links if a not in (x.a, x.b) or {x.a, x.b} == {a, b})
        lone = organised(cut_off(given, a), a, population=60_000).replaced(links=only)
        apart = decided("keep_apart", a, b)
        yield Planted(
            f"apart from its only neighbour in {name}",
            deciding(lone, apart),
            (frozenset({"GEO-POP", "GEO-CON", words(apart)}),),
            "model-1",
        )
    given = region("London")
    pair = decided(
        "keep_together",
        "5A4",
        next(o.code for o in given.organisations if o.arrangement == "South West London"),
    )
    yield Planted(
        "out of an established arrangement", deciding(given, pair), (frozenset({"HR-2", words(pair)}),)
    )
    both = region("South West", "South Central")
    cross = next(
        decided("keep_together", x.a, x.b)
        for x in both.links
        if x.kind == "land" and both.by_code[x.a].region != both.by_code[x.b].region
    )
    yield Planted(
        "together across a border", deciding(both, cross), (frozenset({"GEO-4", words(cross)}),), "model-2"
    )
    code = "5QL"
    given = cut_off(region("South West"), code)
    footprint = given.replaced(
        consortia=(*given.consortia, Consortium(code="ZZ", name="Invented")),
        footprints=(*given.footprints, Footprint(consortium="ZZ", organisation=code, share_of_organisation=1)),
    )
    yield Planted("island on a footprint", footprint, (frozenset({"GEO-7", "GEO-CON"}),), "model-1")


def _numbers() -> Iterator[Planted]:
    for name in ("East Midlands", "South East Coast"):
        given = region(name)
        most = len(given.organisations) + 1
        yield Planted(
            f"more clusters than organisations in {name}",
            given,
            (frozenset({"GEO-10"}),),
            "model-2",
            (most, most),
        )
    for name in ("South West", "West Midlands", "North West"):
        yield Planted(
            f"one cluster of {name}", region(name), (frozenset({"GEO-10", "GEO-POP"}),), "model-2", (1, 1)
        )


def _nominees() -> Iterator[Planted]:
    for name, split in zip(FREE, ((4, 4), (1, 7), (5, 3), (6, 2), (4, 4), (3, 5)), strict=True):
        given = region(name)
        a, b = joined(given)[-1]
        pair = decided("keep_together", a, b)
        trusts = care_trust(care_trust(given, a, split[0]), b, split[1])
        yield Planted(
            f"eight nominees under Model 2 in {name}",
            deciding(trusts, pair),
            (frozenset({"BRD-7", "M2-a", words(pair)}),),
            "model-2",
        )
    given = care_trust(region("South West").replaced(footprints=()), "5QL", 8)
    yield Planted("eight nominees to one board", given, (frozenset({"BRD-7", "M2-a", "M4-a"}),), "model-2")


def _people() -> Iterator[Planted]:
    given = region("South East Coast")
    a, b = joined(given)[0]
    pair = decided("keep_together", a, b)
    chairs = [decided("keep_in_post", holder(given, o, "chair").id or "", o) for o in (a, b)]
    yield Planted(
        "two chairs kept, one chair for all",
        deciding(given, pair, *chairs),
        (frozenset({"M2-a", "BRD-2", words(pair), *map(words, chairs)}),),
        "model-2",
    )
    person = holder(given, a, "ned")
    second = person.model_copy(update={"organisation": b})
    busy = given.replaced(
        office_holders=(
            *(h.model_copy(update={"max_boards": 1}) if h == person else h for h in given.office_holders),
            second,
        )
    )
    posts = [decided("keep_in_post", person.id or "", o) for o in (a, b)]
    yield Planted(
        "two posts kept, one board wanted",
        deciding(busy, *posts),
        (frozenset({"BRD-LOAD", *map(words, posts)}), frozenset({"BRD-LOAD", "M4-a"})),
        "model-4",
    )
    other = holder(given, b, "chair")
    placed = decided("place", other.id or "", a, "chair")
    yield Planted(
        "two chairs of one board",
        deciding(given, placed, chairs[0], pair),
        (frozenset({"BRD-2", words(placed), words(chairs[0])}),),
        "model-4",
    )


def _disjoint() -> Iterator[Planted]:
    for name in ("South West", "West Midlands", "East of England"):
        given = region(name)
        first, second = given.organisations[0].code, given.organisations[-1].code
        for code in (first, second):
            given = organised(cut_off(given, code), code, population=60_000)
        both = (frozenset({"GEO-POP", "GEO-CON"}),) * 2
        yield Planted(f"two islands in {name}", given, both, "model-1")
    given = region("South Central")
    a, b = joined(given)[0]
    island = next(o.code for o in given.organisations if o.code not in (a, b))
    pair = decided("keep_together", a, b)
    trusts = care_trust(care_trust(given, a, 4), b, 4)
    trusts = organised(cut_off(trusts, island), island, population=60_000)
    yield Planted(
        "an island, and eight nominees",
        deciding(trusts, pair),
        (frozenset({"GEO-POP", "GEO-CON"}), frozenset({"BRD-7", "M2-a", words(pair)})),
        "model-2",
    )


MAKERS: tuple[Callable[[], Iterator[Planted]], ...] = (
    _islands,
    _pairs,
    _numbers,
    _nominees,
    _people,
    _disjoint,
)


@cache
def planted() -> tuple[Planted, ...]:
    """All of them."""
    return tuple(case for maker in MAKERS for case in maker())


@cache
def nationally() -> tuple[Planted, ...]:
    """A region's clash in the whole country: nominees, islands, a border, too many people."""
    a, b = joined(region("South West"))[0]
    pair, cross = decided("keep_together", a, b), decided("keep_together", "5A4", "5PV")
    trusts = deciding(care_trust(care_trust(england(), a, 4), b, 4), pair)
    island = organised(cut_off(england(), "5QT"), "5QT", population=60_000)
    two = organised(cut_off(island, "5QL"), "5QL", population=60_000)
    alone = frozenset({"GEO-POP", "GEO-CON"})
    return (
        Planted("nominees", trusts, (frozenset({"BRD-7", "M2-a", words(pair)}),), "model-2"),
        Planted("an island", island, (alone,), "model-2"),
        Planted("a border", deciding(england(), cross), (frozenset({"GEO-4", words(cross)}),), "model-2"),
        Planted("two islands", two, (alone, alone), "model-2"),
        Planted(
            "too many people together",
            deciding(organised(organised(england(), a, population=1_500_000), b, population=1_500_000), pair),
            (frozenset({"GEO-POP", words(pair)}),),
            "model-2",
        ),
    )

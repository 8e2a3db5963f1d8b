"""Ways to spoil a plan of the South West, each with the rule or check that must name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.io.read import read_instance
from tests.acceptance.command import ENGLAND, Data, decide, edit

Change = Callable[[Data], object]


@dataclass(frozen=True)
class Spoilt:
    """One corruption."""

    model: str
    change: Change
    """Edits the plan."""
    named: str
    """Id of the rule or check that verify must name."""
    words: str | Callable[[Data], str]
    """What the text must say about it; may depend on the plan before it was spoilt."""
    instance: Callable[[Path], object] | None = None
    """Edits a copy of the instance; the plan's fingerprint is then set to the copy's."""
    planned: Callable[[Data], Callable[[Path], object]] | None = None
    """The same, where whom it is about depends on the plan."""


def keep(data: Data) -> None:
    """Leaves the plan as it is; the instance is another."""


def board(data: Data, code: str) -> Data:
    """The board of an organisation."""
    return next(b for b in data["boards"] if b["organisation"] == code)


def named(items: list[Data], wanted: str) -> Data:
    """The item with this id."""
    return next(x for x in items if x["id"] == wanted)


def cluster(data: Data, code: str) -> Data:
    """The cluster an organisation is in."""
    return next(c for c in data["clusters"] if code in c["organisations"])


def fellows(data: Data, code: str) -> list[Data]:
    """All boards of the cluster an organisation is in."""
    return [board(data, other) for other in cluster(data, code)["organisations"]]


def left_out(data: Data) -> str:
    """Somebody of South Gloucestershire or Gloucestershire whose place ends."""
    return next(
        str(p["id"])
        for p in data["people"]
        if p["outcome"] == "place_ends" and {x["organisation"] for x in p["from"]} & {"5A3", "5QH"}
    )


def other_chair(data: Data) -> str:
    """The chair of today, of 5A3 or 5QH, who does not chair them in the plan."""
    return next(x for x in ("P0001", "P0970") if x != board(data, "5QH")["chair"])


def local(data: Data, code: str) -> Data:
    """The first locality director of a board."""
    return next(n for n in board(data, code)["neds"] if n["seat"] == "locality")


def local_id(data: Data) -> str:
    """The first locality director of South Gloucestershire."""
    return str(local(data, "5A3")["person"])


def expiring(data: Data) -> str:
    """Somebody on a board whose terms all end before the plan does."""
    ends: dict[str, str] = {}
    for row in read_instance(ENGLAND).office_holders:
        ends[str(row.id)] = max(ends.get(str(row.id), ""), row.term_end.isoformat())
    seated = sorted(n["person"] for b in data["boards"] for n in b["neds"])
    return next(str(p) for p in seated if ends.get(p, "9") < "2013-03-31")


def replace(found: Data, old: str, new: str) -> None:
    """Give a NED's seat to somebody else, and the audit chair with it."""
    for ned in found["neds"]:
        if ned["person"] == old:
            ned["person"] = new
    if found["audit_chair"] == old:
        found["audit_chair"] = new


def move_organisation(data: Data, code: str, to: str) -> None:
    """Move an organisation to the cluster of another, with populations and boards as they then are."""
    old, new = cluster(data, code), cluster(data, to)
    old["organisations"].remove(code)
    new["organisations"] = sorted([*new["organisations"], code])
    people = {"5QL": 529_972, "5QN": 331_136}[code]
    old["population"] -= people
    new["population"] += people
    for found in (old, new):
        for member in found["organisations"]:
            board(data, member)["cluster"] = found["organisations"][0]
        found["id"] = found["organisations"][0]
    data["clusters"].sort(key=lambda c: c["id"])


def fewer_neds(number: int) -> Change:
    """So many NEDs are left on both boards of 5A3's cluster, vacancies counted anew."""

    def change(data: Data) -> None:
        for found in fellows(data, "5A3"):
            found["neds"] = found["neds"][:number]
            found["audit_chair"] = found["neds"][0]["person"]
            found["vacancies"] = 7 - number

    return change


def one_ned_more(data: Data) -> None:
    """An eighth NED on both boards of 5A3's cluster: one whose place ended."""
    who = left_out(data)
    for found in fellows(data, "5A3"):
        found["neds"].append({**found["neds"][0], "person": who})


def without_nominee(data: Data) -> None:
    """Torbay's nominee gives way to a director of Cornwall on all boards."""
    for found in fellows(data, "TAL"):
        replace(found, "P1063", "P1014")
        for ned in found["neds"]:
            ned["nominee_of"] = None


def nominee(code: str, person: str, authority: str | None) -> Change:
    """Whose nominee somebody is said to be."""

    def change(data: Data) -> None:
        for ned in board(data, code)["neds"]:
            if ned["person"] == person:
                ned["nominee_of"] = authority

    return change


def officers(code: str, votes: list[bool]) -> Change:
    """Which officer posts of a board vote, in order."""

    def change(data: Data) -> None:
        for seat, vote in zip(board(data, code)["officers"], votes, strict=True):
            seat["voting"] = vote

    return change


def outcome(wanted: str, said: str, person: str | None = None) -> Change:
    """Record somebody with an outcome, or one certain person, with another."""

    def change(data: Data) -> None:
        who = (
            named(data["people"], person)
            if person
            else next(p for p in data["people"] if p["outcome"] == wanted)
        )
        who["outcome"] = said

    return change


def unlisted_recruit(data: Data) -> None:
    """A recruit takes a seat on the boards of 5A3's cluster and is not listed."""
    for found in fellows(data, "5A3"):
        replace(found, found["neds"][0]["person"], "new:5A3:1")


def phantom_recruit(data: Data) -> None:
    """A recruit without a seat."""
    data["to_recruit"].append({"id": "new:5A3:1", "organisations": ["5A3"], "role": "ned", "conditions": []})


def other_level(name: str, by: int, *, bound: bool = True, value: bool = True) -> Change:
    """Change value or bound of a level."""

    def change(data: Data) -> None:
        level = named(data["levels"], name)
        level["value"] += by * value
        level["bound"] += by * bound

    return change


def rule(name: str, **changes: Any) -> Change:
    """Edit a rule of the embedded rulebook."""
    return lambda data: named(data["rulebook"]["effective"], name).update(changes)


def recorded(name: str, **changes: Any) -> Change:
    """Edit what is recorded of a rule."""
    return lambda data: named(data["rules"], name).update(changes)


def setting(key: str, value: Any) -> Change:
    """Edit a setting."""
    return lambda data: data["settings"][key].update(value=value)


def seats(code: str, **changes: Any) -> Change:
    """Edit the first NED seat of a board."""
    return lambda data: board(data, code)["neds"][0].update(changes)


def stranger(data: Data) -> None:
    """Bristol's chair of today joins the boards of Gloucestershire."""
    for found in fellows(data, "5A3"):
        replace(found, found["neds"][0]["person"], "P0978")


def director_chairs(data: Data) -> None:
    """A director who chairs nothing today changes places with the chair."""
    chairs = {x.id for x in read_instance(ENGLAND).office_holders if x.role == "chair"}
    who = next(n["person"] for n in board(data, "5A3")["neds"] if n["person"] not in chairs)
    for found in fellows(data, "5A3"):
        chair = found["chair"]
        found["chair"] = who
        replace(found, who, chair)


def locality_on_two(data: Data) -> None:
    """A director of one board only, on a second one."""
    theirs = board(data, "5QH")["neds"]
    theirs[theirs.index(local(data, "5QH"))] = dict(local(data, "5A3"))


def nominated(code: str, **changes: Any) -> Change:
    """Edit the cluster board of the cluster an organisation is in."""
    return lambda data: cluster(data, code)["cluster_board"].update(changes)


def range_not_kept(data: Data) -> None:
    """Six to eight clusters were asked for."""
    setting("clusters", [6, 8])(data)
    setting("cluster_target", None)(data)


def unlink(instance: Path) -> None:
    """South Gloucestershire and Gloucestershire no longer touch."""
    edit(instance, "links", lambda rows: [r for r in rows if {r["a"], r["b"]} != {"5A3", "5QH"}])


def footprint(*shares: tuple[str, str]) -> Callable[[Path], object]:
    """A new consortium that covers these shares of organisations."""

    def change(instance: Path) -> None:
        row = {"code": "EC99", "name": "Severn Vale", "population": "", "status": "for a test"}
        edit(instance, "consortia", lambda rows: [*rows, row])
        more = [{"consortium": "EC99", "organisation": o, "share_of_organisation": s} for o, s in shares]
        edit(instance, "footprints", lambda rows: rows + more)

    return change


def decision(*decisions: tuple[str, str, str]) -> Callable[[Path], object]:
    """Decisions that the plan does not know of."""
    return lambda instance: decide(instance, *decisions)


def cells(table: str, key: str, wanted: str, **changes: str) -> Callable[[Path], object]:
    """Change cells of the rows with this key."""

    def change(instance: Path) -> None:
        edit(instance, table, lambda rows: [{**r, **changes} if r[key] == wanted else r for r in rows])

    return change


def no_renewals(instance: Path) -> None:
    """Terms are not renewed."""
    path = instance / "instance.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('renewals = "assumed"', 'renewals = "none"'), encoding="utf-8")

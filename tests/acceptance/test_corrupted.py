"""True plans of the South West, spoilt by hand: verify names the broken rule with its source, or the check."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.io.read import read_instance
from planner.io.rulebook import load_rulebook
from tests.acceptance.command import ENGLAND, MODELS, copied, load, run, store
from tests.acceptance.corruptions import (
    Data,
    Spoilt,
    board,
    cells,
    cluster,
    decision,
    director_chairs,
    expiring,
    fewer_neds,
    footprint,
    keep,
    left_out,
    local,
    local_id,
    locality_on_two,
    move_organisation,
    named,
    no_renewals,
    nominated,
    nominee,
    officers,
    one_ned_more,
    other_chair,
    other_level,
    outcome,
    phantom_recruit,
    range_not_kept,
    recorded,
    replace,
    rule,
    seats,
    setting,
    stranger,
    unlink,
    unlisted_recruit,
    without_nominee,
)

ONE, TWO, THREE = "model-1", "model-2", "model-3"
DECEMBER = "2012-12-31"


def governance(data: Data) -> Data:
    """The embedded governance model."""
    found: Data = data["rulebook"]["governance"][0]
    return found


def chair_nominated(data: Data) -> None:
    """A nominee chairs the cluster board."""
    body = cluster(data, "5A3")["cluster_board"]
    body["chair"] = body["neds"][0]["person"]


def home(data: Data, person: str) -> str:
    """Where somebody has a post today."""
    return str(named(data["people"], person)["from"][0]["organisation"])


SPOILT: dict[str, Spoilt] = {
    # ---- the map
    "moved organisation": Spoilt(TWO, lambda d: move_organisation(d, "5QL", "5F1"), "M2-a", "Somerset"),
    "moved out of reach": Spoilt(TWO, lambda d: move_organisation(d, "5QN", "5F1"), "GEO-CON", "5QN"),
    "moved in the list alone": Spoilt(
        TWO,
        lambda d: (
            cluster(d, "5F1")["organisations"].append("5QL"),
            cluster(d, "5QM")["organisations"].remove("5QL"),
        ),
        "CLUSTER-POPULATION",
        "5F1",
    ),
    "organisation dropped": Spoilt(TWO, lambda d: cluster(d, "TAL")["organisations"].pop(), "GEO-2", "TAL"),
    "organisation twice": Spoilt(
        TWO, lambda d: cluster(d, "5A3")["organisations"].append("TAL"), "GEO-2", "TAL"
    ),
    "dead link": Spoilt(TWO, keep, "GEO-CON", "5QH", unlink),
    "dead link, by verify's own search": Spoilt(TWO, keep, "CLUSTER-CONNECTED", "5QH", unlink),
    "footprint of a consortium": Spoilt(TWO, keep, "GEO-7", "EC99", footprint(("5A3", "1"), ("5QH", "1"))),
    "nearly the footprint": Spoilt(TWO, keep, "GEO-7", "EC99", footprint(("5A3", "0.96"), ("5QH", "0.97"))),
    "established arrangement divided": Spoilt(
        TWO, keep, "HR-2", "5A3", cells("arrangements", "organisation", "5A3", strength="established")
    ),
    "cluster too large": Spoilt(
        TWO,
        lambda d: cluster(d, "5K3").update(population=3_170_981),
        "GEO-POP",
        "2,800,000",
        cells("organisations", "code", "5K3", population="2700000"),
    ),
    "kept apart": Spoilt(TWO, keep, "DEC-APART", "5QJ", decision(("keep_apart", "5FL", "5QJ"))),
    "kept together": Spoilt(TWO, keep, "DEC-TOGETHER", "5FL", decision(("keep_together", "5FL", "5QK"))),
    "population": Spoilt(TWO, lambda d: d["clusters"][0].update(population=1), "CLUSTER-POPULATION", "859,751"),
    "region": Spoilt(TWO, lambda d: d["clusters"][0].update(region="London"), "CLUSTER-REGION", "London"),
    "cluster id": Spoilt(TWO, lambda d: cluster(d, "5A3").update(id="5QH"), "CLUSTER-ID", "5A3"),
    "called standalone": Spoilt(
        TWO, lambda d: cluster(d, "5A3").update(governance="standalone"), "CLUSTER-GOVERNANCE", "standalone"
    ),
    "number of clusters asked for": Spoilt(TWO, range_not_kept, "GEO-10", "6"),
    # ---- every board
    "four NEDs": Spoilt(TWO, fewer_neds(4), "BRD-3", "South Gloucestershire"),
    "eight NEDs": Spoilt(TWO, one_ned_more, "BRD-3", "South Gloucestershire"),
    "no chair": Spoilt(TWO, lambda d: board(d, "5A3").update(chair=None), "BRD-2", "South Gloucestershire"),
    "chair also a NED": Spoilt(
        TWO, lambda d: seats("5A3", person=board(d, "5A3")["chair"])(d), "BRD-2", "South Gloucestershire"
    ),
    "nominee missing": Spoilt(TWO, without_nominee, "BRD-7", "Torbay"),
    "nominee of another board": Spoilt(TWO, nominee("5QQ", "P1063", "LA133"), "SEAT-NOMINEE", "5QQ"),
    "no audit chair": Spoilt(TWO, lambda d: board(d, "5A3").update(audit_chair=None), "BRD-AUD", "5A3"),
    "audit chair not a NED": Spoilt(
        TWO, lambda d: board(d, "5A3").update(audit_chair=left_out(d)), "BRD-AUD", "South Gloucestershire"
    ),
    "audit chair not a NED, the check": Spoilt(
        TWO, lambda d: board(d, "5A3").update(audit_chair=left_out(d)), "BOARD-AUDIT", left_out
    ),
    "finance has no vote": Spoilt(
        TWO, officers("5A3", [True, False, True, True, True, True]), "BRD-OFF", "finance"
    ),
    "more voting officers than NEDs": Spoilt(ONE, officers("5QN", [True] * 6), "BRD-OFF", "Bournemouth"),
    "no officer votes": Spoilt(ONE, officers("5QN", [False] * 6), "BRD-QUO", "Bournemouth"),
    "finance director removed": Spoilt(
        TWO, lambda d: board(d, "5A3")["officers"].pop(1), "BOARD-OFFICERS", "finance"
    ),
    "vacancies": Spoilt(TWO, lambda d: board(d, "5A3").update(vacancies=1), "BOARD-VACANCIES", "5A3"),
    "board dropped": Spoilt(TWO, lambda d: d["boards"].pop(), "BOARD-COVER", "TAL"),
    "board of another cluster": Spoilt(
        TWO, lambda d: board(d, "5A3").update(cluster="5F1"), "BOARD-CLUSTER", "5F1"
    ),
    "seat ends early": Spoilt(TWO, seats("5A3", until=DECEMBER), "GEO-12", "5A3"),
    "seat ends early, the check": Spoilt(TWO, seats("5A3", until=DECEMBER), "SEAT-DATES", DECEMBER),
    "phase ends early": Spoilt(TWO, lambda d: d["phases"][0].update(until=DECEMBER), "PHASES", "2013-03-31"),
    "terms not renewed": Spoilt(TWO, keep, "BRD-TERM", expiring, no_renewals),
    "more boards than they would serve": Spoilt(
        TWO,
        keep,
        "BRD-LOAD",
        lambda d: str(board(d, "5F1")["chair"]),
        planned=lambda d: cells("office_holders", "id", board(d, "5F1")["chair"], max_boards="2"),
    ),
    # ---- the governance models
    "two chairs under Model 2": Spoilt(
        TWO, lambda d: board(d, "5QH").update(chair=other_chair(d)), "M2-a", "5QH"
    ),
    "other NEDs under Model 2": Spoilt(TWO, lambda d: board(d, "5QH")["neds"].pop(0), "M2-a", "5QH"),
    "two chairs under Model 3": Spoilt(
        THREE, lambda d: board(d, "5QH").update(chair=other_chair(d)), "M3-a", "5QH"
    ),
    "locality NED on two boards": Spoilt(THREE, locality_on_two, "M3-b", local_id),
    "mixed audit chairs": Spoilt(
        THREE, lambda d: board(d, "5A3").update(audit_chair=local_id(d)), "M3-c", "5A3"
    ),
    "locality called shared": Spoilt(
        THREE, lambda d: local(d, "5A3").update(seat="shared"), "SEAT-KIND", local_id
    ),
    "cluster's chair chairs no board": Spoilt(ONE, nominated("5A3", chair="P0002"), "M1-a", "5A3"),
    "cluster's chair a nominee": Spoilt(ONE, chair_nominated, "M1-b", "5A3"),
    "nobody nominated": Spoilt(ONE, lambda d: cluster(d, "5A3")["cluster_board"]["neds"].pop(), "M1-b", "5QH"),
    "nominee without a board": Spoilt(
        ONE, lambda d: cluster(d, "5A3")["cluster_board"]["neds"][0].update(person="P0160"), "ACC-5", "P0160"
    ),
    "no cluster board": Spoilt(
        ONE, lambda d: cluster(d, "5A3").update(cluster_board=None), "CLUSTER-BOARD", "5A3"
    ),
    "incumbent replaced": Spoilt(ONE, lambda d: replace(board(d, "5FL"), "P0191", "P0488"), "M4-a", "Bath"),
    # ---- people
    "place ends with a seat": Spoilt(
        TWO, outcome("takes_more_boards", "place_ends"), "PEOPLE-OUTCOME", "place_ends"
    ),
    "continues without a seat": Spoilt(TWO, outcome("place_ends", "continues"), "PEOPLE-OUTCOME", "continues"),
    "stands down unasked": Spoilt(TWO, outcome("place_ends", "stands_down"), "PEOPLE-OUTCOME", "stands_down"),
    "offer called an end": Spoilt(TWO, outcome("stands_down", "place_ends"), "PEOPLE-OUTCOME", "stands_down"),
    "seats not listed": Spoilt(TWO, lambda d: named(d["people"], "P0001")["to"].pop(), "PEOPLE-TO", "P0001"),
    "posts not listed": Spoilt(
        TWO, lambda d: named(d["people"], "P0001")["from"].pop(), "PEOPLE-FROM", "P0001"
    ),
    "person dropped": Spoilt(TWO, lambda d: d["people"].pop(0), "PEOPLE-ROLL", "P0001"),
    "person twice": Spoilt(TWO, lambda d: d["people"].append(d["people"][0]), "PEOPLE-ROLL", "P0001"),
    "unknown person": Spoilt(
        TWO, lambda d: d["people"].append({**d["people"][0], "id": "P9999"}), "PEOPLE-ROLL", "P9999"
    ),
    "unknown person on a board": Spoilt(TWO, seats("5A3", person="P9999"), "SEAT-UNKNOWN", "P9999"),
    "person of another cluster": Spoilt(TWO, stranger, "PEOPLE-POOL", "P0978"),
    "director made chair": Spoilt(
        TWO, director_chairs, "PEOPLE-POOL", "chairs nothing today and is not placed as chair"
    ),
    "called decided": Spoilt(
        TWO, lambda d: d["people"][0].update(certainty="decided"), "PEOPLE-CERTAINTY", "P0001"
    ),
    "recruit not listed": Spoilt(TWO, unlisted_recruit, "RECRUIT-ROLL", "new:5A3:1"),
    "recruit without a seat": Spoilt(TWO, phantom_recruit, "RECRUIT-ROLL", "new:5A3:1"),
    "kept in post": Spoilt(
        TWO,
        keep,
        "DEC-KEEP",
        left_out,
        planned=lambda d: decision(("keep_in_post", left_out(d), home(d, left_out(d)))),
    ),
    # ---- what is claimed
    "fewer places end": Spoilt(TWO, other_level("places_end", -1), "LEVEL-VALUE", "48"),
    "cheaper": Spoilt(THREE, other_level("cost", -1), "LEVEL-VALUE", "921,795"),
    "bound above value": Spoilt(TWO, other_level("places_end", 1, value=False), "LEVEL-BOUND", "49"),
    "proved best without proof": Spoilt(
        TWO, other_level("places_end", -1, value=False), "STATUS", "places_end"
    ),
    "called broken": Spoilt(TWO, lambda d: d.update(status="infeasible"), "STATUS", "none"),
    "level dropped": Spoilt(TWO, lambda d: d["levels"].pop(), "LEVEL-ORDER", "cost"),
    "rule's parameter": Spoilt(TWO, rule("BRD-3", parameters={"min": 4, "max": 7}), "RULEBOOK-RULES", "BRD-3"),
    "rule's authority": Spoilt(TWO, rule("GEO-7", authority="planner"), "RULEBOOK-RULES", "GEO-7"),
    "rule switched off": Spoilt(TWO, rule("BRD-7", on=False), "RULEBOOK-RULES", "BRD-7"),
    "rule left out": Spoilt(TWO, lambda d: d["rulebook"]["effective"].pop(), "RULEBOOK-RULES", "every rule"),
    "rulebook of another content": Spoilt(
        TWO, lambda d: d["rulebook"].update(sha256="0" * 64), "RULEBOOK-CONTENT", "pct-2011"
    ),
    "governance model edited": Spoilt(
        TWO, lambda d: governance(d).update(shared_neds=[4, 8]), "GOVERNANCE-MODEL", "model-2"
    ),
    "another model asked for": Spoilt(TWO, setting("governance", "model-3"), "SETTINGS-GOVERNANCE", "model-3"),
    "target": Spoilt(TWO, setting("cluster_target", 6), "SETTINGS-TARGET", "6"),
    "another region": Spoilt(TWO, setting("regions", ["London"]), "CLUSTER-COVER", "5A3"),
    "instance of another content": Spoilt(
        TWO, lambda d: d["instance"].update(sha256="0" * 64), "INSTANCE-CONTENT", "fingerprints"
    ),
    "decision dropped": Spoilt(TWO, keep, "DECISIONS", "instance", decision(("keep_together", "5A3", "5QH"))),
    "decision invented": Spoilt(
        TWO,
        lambda d: d["decisions"].append(
            {"kind": "exempt", "subject": "GEO-7", "object": "5QL", "reason": "r", "owner": "o"}
        ),
        "DECISIONS",
        "instance",
    ),
    "rule recorded as kept": Spoilt(
        TWO, lambda d: (fewer_neds(4)(d), recorded("BRD-3", status="pass")(d)), "RULE-STATUS", "BRD-3"
    ),
    "rule recorded as broken": Spoilt(TWO, recorded("GEO-7", status="fail"), "RULE-STATUS", "GEO-7"),
    "citation edited": Spoilt(TWO, recorded("GEO-7", citation="paragraph 99"), "RULE-RECORD", "GEO-7"),
}

RULES = load_rulebook("pct-2011").by_id
AUTHORITIES = {"planner": "your choice", "assumption": "our assumption"}
SouthWest = Callable[[str], Path]


@pytest.mark.parametrize("model", MODELS)
def test_a_plan_left_as_it_is_stands(model: str, south_west: SouthWest, tmp_path: Path) -> None:
    """The layout the corruptions are written in changes nothing."""
    result = run("verify", ENGLAND, store(load(south_west(model)), tmp_path / "plan.json"))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("The plan is right in every check: ")


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_plan_is_named(name: str, south_west: SouthWest, tmp_path: Path) -> None:
    """Exit 4 and the id: of a rule with authority and citation, or of the check."""
    spoilt = SPOILT[name]
    data = load(south_west(spoilt.model))
    instance = ENGLAND
    edited = spoilt.planned(data) if spoilt.planned else spoilt.instance
    words = spoilt.words if isinstance(spoilt.words, str) else spoilt.words(data)
    if edited is not None:
        instance = copied(ENGLAND, tmp_path)
        edited(instance)
        sha256 = read_instance(instance).sha256
        assert sha256 != data["instance"]["sha256"]
        data["instance"]["sha256"] = sha256
    before = store(data, tmp_path / "before.json").read_text(encoding="utf-8")
    spoilt.change(data)
    path = store(data, tmp_path / "plan.json")
    assert edited or path.read_text(encoding="utf-8") != before
    result = run("verify", instance, path)
    assert result.exit_code == 4, result.output
    assert result.stdout.startswith("The plan does not stand: ")
    assert words in about(result.stdout, spoilt.named), result.stdout


def about(text: str, wanted: str) -> str:
    """What verify says of a rule, under authority and citation, or of a check."""
    if wanted not in RULES:
        return "\n".join(re.findall(rf"^Check {wanted} failed: (.+)$", text, re.MULTILINE))
    spec = RULES[wanted]
    source = f"{AUTHORITIES.get(spec.authority, spec.authority)}, {spec.cited}"
    head = f"Breaks {wanted} ({source}):\n"
    assert spec.cited
    assert head in text, text
    return "\n".join(re.match(r"(?:  .+\n?)*", text.split(head)[1])[0].splitlines())


def test_there_are_enough_of_them() -> None:
    """At least thirty, by many different rules and checks, of three governance models."""
    assert len(SPOILT) >= 30
    found = {s.named for s in SPOILT.values()}
    assert len(found & set(RULES)) >= 15
    assert len(found - set(RULES)) >= 15
    assert {s.model for s in SPOILT.values()} == {ONE, TWO, THREE}

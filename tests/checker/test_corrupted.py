"""Plans corrupted by hand, each caught by the check or rule that should catch it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from planner.checker import Verdict, verify
from planner.core.fences import BY
from planner.core.outcomes import REASONS
from planner.core.plan import Plan
from planner.io.rulebook import load_governance
from tests.checker.builder import END, certain, document, finish, instance

Data = dict[str, Any]
Corruption = Callable[[Data], None]


def board(data: Data, code: str) -> Data:
    return next(b for b in data["boards"] if b["organisation"] == code)


def person(data: Data, person_id: str) -> Data:
    return next(p for p in data["people"] if p["id"] == person_id)


def named(items: list[Data], item_id: str) -> Data:
    return next(x for x in items if x["id"] == item_id)


def seat(code: str, **changes: Any) -> Corruption:
    return lambda d: board(d, code)["neds"][0].update(changes)


def on(path: str, **changes: Any) -> Corruption:
    """Change the first item of a list, or the item with the id after the slash."""
    key, _, item = path.partition("/")
    return lambda d: (named(d[key], item) if item else d[key][0]).update(changes)


def setting(key: str, value: Any) -> Corruption:
    return lambda d: d["settings"][key].update(value=value)


def both(*corruptions: Corruption) -> Corruption:
    def run(data: Data) -> None:
        for corruption in corruptions:
            corruption(data)

    return run


KEPT = REASONS["continues"]
BY_NOMINATION = f"; {BY['nomination']}"


def pool(change: Callable[[list[str]], None]) -> Corruption:
    """Change the pool of the one ring-fence."""
    return lambda d: change(d["ring_fences"][0]["pool"])


def alike_apart(data: Data) -> None:
    """A2n3 and A2n2 differ in nothing that is given; one is said to stay, the other to leave, for certain."""
    for one in ("A2n2", "A2n3"):
        row = person(data, one)
        reason = f"{REASONS[row['outcome']]}; {BY['seats']}"
        row.update(certainty="decided", ring_fence=None, reason=reason)
        data["ring_fences"][0]["pool"].remove(one)
    data["ring_fences"][0]["seats"] = 5


def chair_fence(data: Data, people: list[str]) -> Data:
    """A ring-fence for the chair."""
    words = {"id": "A1:chair", "cluster": "A1", "post": "chair", "seats": 1}
    return {**words, "pool": people, "conditions": ["chairs every board"]}


def small_pool(data: Data) -> None:
    """The pool loses everybody but one, the seats stay."""
    del data["ring_fences"][0]["pool"][1:]


def move_organisation(data: Data) -> None:
    """A3 joins B1 in the list of clusters alone."""
    data["clusters"][0]["organisations"].remove("A3")
    data["clusters"][1]["organisations"].insert(0, "A3")


def unlink(data: Data) -> None:
    """A2 leaves the middle: A1 and A3 don't touch."""
    data["clusters"][0].update(organisations=["A1", "A3"], population=600_000)
    alone = {
        **data["clusters"][1],
        "id": "A2",
        "organisations": ["A2"],
        "population": 300_000,
        "region": "North",
    }
    data["clusters"].insert(1, {**alone, "governance": "standalone"})
    board(data, "A2")["cluster"] = "A2"


def everywhere(change: Callable[[Data], None]) -> Corruption:
    """The same change on all boards of North."""

    def run(data: Data) -> None:
        for code in ("A1", "A2", "A3"):
            change(board(data, code))

    return run


def drop_last_neds(count: int) -> Corruption:
    def run(data: Data) -> None:
        b = board(data, "B1")
        b["neds"] = b["neds"][:-count]
        b["vacancies"] = count

    return run


def add_ned(data: Data) -> None:
    extra = {**board(data, "A1")["neds"][1], "person": "A3n4"}
    everywhere(lambda b: b["neds"].append(dict(extra)))(data)


def edit_rule(data: Data) -> None:
    named(data["rulebook"]["effective"], "BRD-3")["parameters"]["min"] = 4


def edit_governance(data: Data) -> None:
    named(data["rulebook"]["governance"], "model-2")["rules"] = []


def own_governance(data: Data) -> None:
    """A model that no file is recorded for."""
    data["rulebook"]["governance"][0] = {**data["rulebook"]["governance"][0], "id": "mine"}
    data["clusters"][0]["governance"] = "mine"
    data["settings"]["governance"]["value"] = "mine"


def extra_governance(data: Data) -> None:
    data["rulebook"]["governance"].append(load_governance("model-4").model_dump(mode="json"))


def nominee(code: str, person_id: str, authority: str | None) -> Corruption:
    def run(data: Data) -> None:
        for ned in board(data, code)["neds"]:
            if ned["person"] == person_id:
                ned["nominee_of"] = authority

    return run


def stored_rule(rule: str, **changes: Any) -> Corruption:
    return lambda d: named(d["rules"], rule).update(changes)


def recruited_nominee(data: Data) -> None:
    """A recruit fills an authority's seat, and nothing says who must nominate."""
    board(data, "B1")["neds"][-1]["nominee_of"] = "LA3"


def rename_recruit(data: Data) -> None:
    board(data, "B1")["neds"][-1]["person"] = "new:A1:1"
    data["to_recruit"][0]["id"] = "new:A1:1"


def stranger(data: Data) -> None:
    """Someone of North on the board of B1."""
    board(data, "B1")["neds"][0]["person"] = "A2n3"


def two_alternative_roles(data: Data) -> None:
    person(data, "A3n5")["outcome"] = "alternative_role"


CORRUPTIONS: dict[str, tuple[Corruption, str]] = {
    "instance of another name": (lambda d: d["instance"].update(name="other"), "INSTANCE-NAME"),
    "instance of another content": (lambda d: d["instance"].update(sha256="6" * 64), "INSTANCE-CONTENT"),
    "unknown rulebook": (lambda d: d["rulebook"].update(id="pct-2012"), "RULEBOOK-ID"),
    "rulebook of another content": (lambda d: d["rulebook"].update(sha256="6" * 64), "RULEBOOK-CONTENT"),
    "edited rule": (edit_rule, "RULEBOOK-RULES"),
    "dropped rule": (lambda d: d["rulebook"]["effective"].pop(), "RULEBOOK-RULES"),
    "edited governance model": (edit_governance, "GOVERNANCE-MODEL"),
    "governance model from nowhere": (own_governance, "GOVERNANCE-MODEL"),
    "governance model missing": (lambda d: d["rulebook"]["governance"].pop(), "GOVERNANCE-MODEL"),
    "governance model not used": (extra_governance, "GOVERNANCE-MODEL"),
    "decision dropped": (lambda d: d["decisions"].pop(), "DECISIONS"),
    "decision invented": (lambda d: d["decisions"][1].update(object="A3"), "DECISIONS"),
    "decision unreadable": (lambda d: d["decisions"][1].update(kind="please"), "DECISIONS"),
    "no such profile": (lambda d: d["settings"]["profile"].update(value="people"), "SETTINGS"),
    "another date than the instance's": (
        lambda d: d["settings"].update(as_at={"value": "2011-01-01", "origin": "instance"}),
        "SETTINGS-RECORDED",
    ),
    "over a cap": (lambda d: d["settings"].update(caps={"value": {"cost": 1}, "origin": "option"}), "CAP"),
    "caps that are none": (lambda d: d["settings"].update(caps={"value": 3, "origin": "option"}), "SETTINGS"),
    "tolerances that are none": (
        lambda d: d["settings"].update(tolerances={"value": {"cost": -1}, "origin": "option"}),
        "SETTINGS",
    ),
    "tolerances of nobody": (
        lambda d: d["settings"].update(tolerances={"value": {"cost": 1}, "origin": "default"}),
        "SETTINGS",
    ),
    "setting missing": (lambda d: d["settings"].pop("seed"), "SETTINGS"),
    "range of clusters no range": (setting("clusters", "two"), "SETTINGS"),
    "range of clusters not kept": (
        both(setting("clusters", [3, 4]), setting("cluster_target", None)),
        "GEO-10",
    ),
    "other target": (setting("cluster_target", 2), "SETTINGS-TARGET"),
    "another governance asked for": (setting("governance", "model-3"), "SETTINGS-GOVERNANCE"),
    "not the reference grouping": (setting("geography", "reference"), "SETTINGS-GEOGRAPHY"),
    "reference of one organisation": (setting("reference", [["A1", "x"]]), "SETTINGS-REFERENCE"),
    "reference that names one twice": (
        setting("reference", [[c, "x"] for c in ("A1", "A2", "A3", "A3", "B1")]),
        "SETTINGS-REFERENCE",
    ),
    "reference that is no list": (setting("reference", "two"), "SETTINGS-REFERENCE"),
    "reference without names": (
        setting("reference", [[c, ""] for c in ("A1", "A2", "A3", "B1")]),
        "SETTINGS-REFERENCE",
    ),
    "unknown region": (setting("regions", ["West"]), "SETTINGS-REGIONS"),
    "another region": (setting("regions", ["South"]), "CLUSTER-COVER"),
    "map alone with boards": (setting("only", "geography"), "BOARD-COVER"),
    "moved organisation": (move_organisation, "CLUSTER-POPULATION"),
    "moved organisation, its board": (move_organisation, "BOARD-CLUSTER"),
    "dropped organisation": (lambda d: d["clusters"][0]["organisations"].pop(), "CLUSTER-COVER"),
    "dropped organisation, the rule": (lambda d: d["clusters"][0]["organisations"].pop(), "GEO-2"),
    "unknown organisation": (lambda d: d["clusters"][1]["organisations"].append("Z9"), "CLUSTER-COVER"),
    "organisation twice": (lambda d: d["clusters"][1]["organisations"].append("A1"), "CLUSTER-COVER"),
    "dead link": (unlink, "CLUSTER-CONNECTED"),
    "dead link, the rule": (unlink, "GEO-CON"),
    "cluster of another id": (on("clusters", id="A2"), "CLUSTER-ID"),
    "clusters out of order": (lambda d: d["clusters"].reverse(), "CLUSTER-ORDER"),
    "wrong population": (on("clusters", population=900_001), "CLUSTER-POPULATION"),
    "wrong leading region": (on("clusters", region="South"), "CLUSTER-REGION"),
    "standalone of three": (on("clusters", governance="standalone"), "CLUSTER-GOVERNANCE"),
    "one alone with a model": (on("clusters/B1", governance="model-2"), "CLUSTER-GOVERNANCE"),
    "cluster board under Model 2": (
        on("clusters", cluster_board={"chair": "A1c", "neds": []}),
        "CLUSTER-BOARD",
    ),
    "missing board": (lambda d: d["boards"].pop(), "BOARD-COVER"),
    "board twice": (lambda d: d["boards"].append(d["boards"][0]), "BOARD-COVER"),
    "board of another cluster": (on("boards", cluster="B1"), "BOARD-CLUSTER"),
    "no chair": (lambda d: board(d, "B1").update(chair=None), "BRD-2"),
    "fourth NED only": (drop_last_neds(1), "BRD-3"),
    "eighth NED": (add_ned, "BRD-3"),
    "different NEDs under Model 2": (lambda d: board(d, "A1")["neds"].pop(3), "M2-a"),
    "no audit chair": (lambda d: board(d, "A1").update(audit_chair=None), "BRD-AUD"),
    "audit chair from elsewhere": (lambda d: board(d, "A1").update(audit_chair="A2n3"), "BOARD-AUDIT"),
    "wrong vacancies": (lambda d: board(d, "B1").update(vacancies=2), "BOARD-VACANCIES"),
    "officer post missing": (lambda d: board(d, "A1")["officers"].pop(), "BOARD-OFFICERS"),
    "officer posts in another order": (lambda d: board(d, "A1")["officers"].reverse(), "BOARD-OFFICERS"),
    "more voting officers than NEDs": (lambda d: board(d, "B1")["officers"][5].update(voting=True), "BRD-OFF"),
    "finance without a vote": (lambda d: board(d, "A1")["officers"][1].update(voting=False), "BRD-OFF"),
    "seat of a wrong kind": (seat("A1", seat="own"), "SEAT-KIND"),
    "seat that ends early": (seat("A1", until="2012-05-01"), "SEAT-DATES"),
    "seat that ends early, the rule": (seat("A1", until="2012-05-01"), "GEO-12"),
    "person twice on a board": (seat("A1", person="A1n2"), "SEAT-TWICE"),
    "chair also a NED": (seat("A1", person="A1c"), "BRD-2"),
    "unknown person on a board": (seat("B1", person="X1"), "SEAT-UNKNOWN"),
    "person without a post in the cluster": (stranger, "PEOPLE-POOL"),
    "nominee missing": (everywhere(lambda b: b["neds"].pop(4)), "BRD-7"),
    "nominee of an authority that has none": (nominee("A1", "A1n1", "LA3"), "SEAT-NOMINEE"),
    "nominee whom nobody nominated": (nominee("A3", "A3n2", "LA3"), "SEAT-NOMINEE"),
    "person left out": (lambda d: d["people"].pop(), "PEOPLE-ROLL"),
    "person twice": (lambda d: d["people"].append(d["people"][0]), "PEOPLE-ROLL"),
    "invented person": (lambda d: d["people"].append({**d["people"][0], "id": "X1"}), "PEOPLE-ROLL"),
    "other posts of today": (lambda d: person(d, "A1n1").update({"from": []}), "PEOPLE-FROM"),
    "other seats": (lambda d: person(d, "A1n1")["to"].pop(), "PEOPLE-TO"),
    "an assumption left out": (lambda d: d["assumptions"].pop(), "ASSUMPTIONS"),
    "a verdict for a reason": (lambda d: person(d, "A1n1").update(reason="appraisal"), "PEOPLE-REASON"),
    "place ends with a seat": (lambda d: person(d, "A1n1").update(outcome="place_ends"), "PEOPLE-OUTCOME"),
    "continues without a seat": (lambda d: person(d, "A2n3").update(outcome="continues"), "PEOPLE-OUTCOME"),
    "stands down unasked": (lambda d: person(d, "A2n3").update(outcome="stands_down"), "PEOPLE-OUTCOME"),
    "offer called an end": (lambda d: person(d, "A2c").update(outcome="place_ends"), "PEOPLE-OUTCOME"),
    "term called over": (lambda d: person(d, "A2n3").update(outcome="term_ends"), "PEOPLE-OUTCOME"),
    "alternative role where there is none": (
        lambda d: person(d, "A1n4").update(outcome="alternative_role"),
        "PEOPLE-OUTCOME",
    ),
    "one alternative role for two": (two_alternative_roles, "PEOPLE-ALTERNATIVE"),
    "decided though not computed": (lambda d: person(d, "A1c").update(certainty="decided"), "PEOPLE-CERTAINTY"),
    "ring-fence though not computed": (
        lambda d: d["ring_fences"].append(
            {"id": "r", "cluster": "A1", "post": "ned", "seats": 1, "pool": [], "conditions": []}
        ),
        "RING-FENCES",
    ),
    "certain of some of a cluster only": (
        both(certain, lambda d: person(d, "B1c").update(certainty="not_computed", reason=KEPT)),
        "PEOPLE-CERTAINTY",
    ),
    "certain though not asked": (both(certain, setting("ring_fences", False)), "PEOPLE-CERTAINTY"),
    "ring-fences though not asked": (both(certain, setting("ring_fences", False)), "RING-FENCES"),
    "open without a ring-fence": (
        both(certain, lambda d: person(d, "A2n3").update(ring_fence=None)),
        "PEOPLE-CERTAINTY",
    ),
    "open and in no pool": (both(certain, pool(lambda p: p.remove("A2n3"))), "PEOPLE-CERTAINTY"),
    "decided and in a competition": (
        both(certain, lambda d: person(d, "A1c").update(ring_fence="A1:shared")),
        "PEOPLE-CERTAINTY",
    ),
    "an offer that nobody made decides": (
        both(certain, lambda d: person(d, "A1c").update(reason=person(d, "A2c")["reason"])),
        "PEOPLE-REASON",
    ),
    "a nomination that nobody made decides": (
        both(
            certain,
            lambda d: person(d, "A1c").update(reason=person(d, "A1c")["reason"].split("; ")[0] + BY_NOMINATION),
        ),
        "PEOPLE-REASON",
    ),
    "a place called kept for certain that ends": (
        both(
            certain,
            lambda d: person(d, "A2n3").update(reason=person(d, "A1n1")["reason"].replace("open: a", "open a")),
        ),
        "PEOPLE-REASON",
    ),
    "two alike certain of different things": (both(certain, alike_apart), "PEOPLE-ALIKE"),
    "stranger in a pool": (both(certain, pool(lambda p: p.append("X1"))), "RING-FENCE-POOL"),
    "person of another cluster in a pool": (both(certain, pool(lambda p: p.append("B1n1"))), "RING-FENCE-POOL"),
    "certain to leave and in a pool": (both(certain, pool(lambda p: p.insert(2, "A1n3"))), "RING-FENCE-POOL"),
    "pool of nobody open": (
        both(certain, lambda d: d["ring_fences"].append(chair_fence(d, ["A1c"]))),
        "RING-FENCE-POOL",
    ),
    "somebody twice in a pool": (both(certain, pool(lambda p: p.append(p[-1]))), "RING-FENCE-POOL"),
    "a seat too many": (both(certain, on("ring_fences", seats=7)), "RING-FENCE-SEATS"),
    "a seat too few": (both(certain, on("ring_fences", seats=5)), "RING-FENCE-SEATS"),
    "more seats than people": (both(certain, small_pool), "RING-FENCE-SEATS"),
    "ring-fence twice": (both(certain, lambda d: d["ring_fences"].append(d["ring_fences"][0])), "RING-FENCES"),
    "ring-fence for locality directors of Model 2": (
        both(certain, on("ring_fences", id="A1:locality:A2", post="locality director of A2")),
        "RING-FENCES",
    ),
    "ring-fence called otherwise": (both(certain, on("ring_fences", post="director")), "RING-FENCES"),
    "ring-fence of another cluster": (both(certain, on("ring_fences", cluster="B1")), "RING-FENCES"),
    "ring-fence without conditions": (both(certain, on("ring_fences", conditions=[])), "RING-FENCES"),
    "executive though not computed": (lambda d: d["executives"].append("someone"), "EXECUTIVES"),
    "recruit for a nominee's seat": (recruited_nominee, "RECRUIT-CONDITIONS"),
    "recruit not listed": (lambda d: d["to_recruit"].clear(), "RECRUIT-ROLL"),
    "recruit without a seat": (
        lambda d: d["to_recruit"].append({"id": "new:B1:2", "organisations": ["B1"], "role": "ned"}),
        "RECRUIT-ROLL",
    ),
    "recruit for another board": (on("to_recruit", organisations=["A1"]), "RECRUIT-BOARDS"),
    "recruit for another role": (on("to_recruit", role="chair"), "RECRUIT-ROLE"),
    "recruit of another cluster": (rename_recruit, "RECRUIT-ID"),
    "recruit chair and NED": (lambda d: board(d, "B1").update(chair="new:B1:1"), "RECRUIT-ROLE"),
    "phase too short": (on("phases", until="2013-03-30"), "PHASES"),
    "no phase": (lambda d: d["phases"].clear(), "PHASES"),
    "wrong value": (on("levels/places_end", value=6, bound=6), "LEVEL-VALUE"),
    "wrong cost": (on("levels/cost", value=1, bound=1), "LEVEL-VALUE"),
    "bound above value": (on("levels/places_end", bound=8), "LEVEL-BOUND"),
    "levels in another order": (lambda d: d["levels"].reverse(), "LEVEL-ORDER"),
    "levels of another profile": (
        lambda d: d["settings"]["profile"].update(value="people-first"),
        "LEVEL-ORDER",
    ),
    "level left out": (lambda d: d["levels"].pop(), "LEVEL-ORDER"),
    "level in other words": (on("levels/offers_used", personal=False), "LEVEL-WORDS"),
    "called proved best without proof": (on("levels/places_end", bound=3), "STATUS"),
    "called broken though it is not": (lambda d: d.update(status="infeasible"), "STATUS"),
    "called unknown": (lambda d: d.update(status="unknown"), "STATUS"),
    "called right though a rule is broken": (drop_last_neds(1), "STATUS"),
    "rule recorded otherwise": (stored_rule("GEO-CON", status="fail"), "RULE-STATUS"),
    "rule recorded in other words": (stored_rule("GEO-CON", measured="a lot"), "RULE-RECORD"),
    "rule not listed": (lambda d: d["rules"].pop(), "RULES-LISTED"),
}


def judged(data: Data) -> Verdict:
    return verify(instance(), Plan.model_validate(data))


def named_by(verdict: Verdict) -> set[str]:
    return {p.check for p in verdict.problems} | {r.id for r in verdict.broken}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_corruption_is_caught_by_name(name):
    corrupt, expected = CORRUPTIONS[name]
    data = document()
    corrupt(data)
    verdict = judged(data)
    assert not verdict.ok
    assert expected in named_by(verdict), verdict.text()
    assert expected in verdict.text()


CLUSTER_BOARDS: dict[str, tuple[Corruption, str]] = {
    "missing": (on("clusters", cluster_board=None), "CLUSTER-BOARD"),
    "nominee missing": (lambda d: d["clusters"][0]["cluster_board"]["neds"].pop(), "M1-b"),
    "chair from outside": (lambda d: d["clusters"][0]["cluster_board"].update(chair="B1c"), "M1-a"),
    "member without a board": (
        lambda d: d["clusters"][0]["cluster_board"]["neds"][0].update(person="X1"),
        "ACC-5",
    ),
    "own seat called shared": (seat("A1", seat="shared"), "SEAT-KIND"),
}


@pytest.mark.parametrize("name", CLUSTER_BOARDS)
def test_corrupted_cluster_board_is_caught_by_name(name):
    corrupt, expected = CLUSTER_BOARDS[name]
    data = document("model-1")
    corrupt(data)
    verdict = judged(data)
    assert expected in named_by(verdict), verdict.text()


@pytest.mark.parametrize(
    ("corrupt", "expected"),
    [
        (lambda d: board(d, "A1")["neds"][0].update(seat="locality"), "SEAT-KIND"),
        (lambda d: board(d, "A1")["neds"][3].update(seat="shared"), "SEAT-KIND"),
        (lambda d: board(d, "A1").update(chair="A2c"), "M3-a"),
        (lambda d: board(d, "A1").update(audit_chair="A1n2"), "M3-c"),
    ],
)
def test_corrupted_model_3_is_caught_by_name(corrupt, expected):
    data = document("model-3")
    corrupt(data)
    assert expected in named_by(judged(data))


def test_instance_that_asks_for_another_rulebook():
    verdict = verify(instance(rulebook="pct-2012"), Plan.model_validate(document()))
    assert "RULEBOOK-ID" in named_by(verdict)


def test_terms_that_end_are_derived_when_none_is_renewed():
    """With ``renewals = none`` nobody but the chairs reaches the end."""
    given = instance(renewals="none")
    verdict = verify(given, Plan.model_validate(finish(given, document())))
    assert "BRD-TERM" in named_by(verdict)
    texts = [p.text for p in verdict.problems if p.subject == ("A2n3",)]
    assert any("term_ends" in text for text in texts)
    assert all(h.term_end == END for h in given.office_holders if h.role == "chair")


def test_every_kind_of_check_is_provoked_by_some_corruption():
    """A check that nothing here provokes may be dead."""
    import re
    from pathlib import Path

    import planner.checker

    folder = Path(planner.checker.__file__).parent
    written = {c for f in folder.glob("*.py") for c in re.findall(r'check="([A-Z-]+)"', f.read_text())}
    tried = {expected for _, expected in (CORRUPTIONS | CLUSTER_BOARDS).values()}
    assert written - tried == {"RULE-UNREADABLE", "SCHEMA", "LEVEL-NEEDS"}  # see test_judgement, test_valid

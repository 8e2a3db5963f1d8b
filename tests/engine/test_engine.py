"""The engine from outside: plans that verify, the same each time, honest about what limits cut short."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from math import ceil
from typing import Any

import pytest

from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.fingerprint import canonical, fingerprint
from planner.io.rulebook import load_governance
from tests.boards.blocks import BOOK, MODELS, shipped
from tests.engine.asking import ONE, RING, SMALL, ask, sound, vector, written
from tests.geography.maps import regions_map
from tests.rules.builder import decision, instance, seeded

# ---- shipped instances -------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", SMALL)
def test_small_instances_are_proved_and_verify(name: str, model: str) -> None:
    given = shipped(name)
    result = ask(given, model)
    plan = sound(given, result)
    assert result.status == "optimal"
    assert all(level.bound == level.value for level in plan.levels)
    assert [level.id for level in plan.levels] == [*BOOK.geography_levels, *BOOK.board_levels]
    assert {o for c in plan.clusters for o in c.organisations} == set(given.by_code)
    assert {b.organisation for b in plan.boards} == set(given.by_code)
    assert all(c.governance == (model if len(c.organisations) > 1 else "standalone") for c in plan.clusters)
    assert {p.id for p in plan.people} == {h.id for h in given.office_holders}
    assert plan.run["ended_by"] == "proof"


@pytest.mark.parametrize("model", MODELS)
def test_standalones_have_their_own_model(model: str) -> None:
    given = shipped("tiny")
    result = ask(given, model, clusters=(3, 5))
    plan = sound(given, result)
    alone = [c for c in plan.clusters if len(c.organisations) == 1]
    assert result.status == "optimal"
    assert 3 <= len(plan.clusters) <= 5
    assert all(c.governance == "standalone" and c.cluster_board is None for c in alone)
    assert plan.levels[1].value == len(alone)
    assert plan.levels[0].value == 0


def test_one_chair_and_the_same_directors_under_model_2() -> None:
    given = shipped("ckw-2011")
    plan = sound(given, open_engine(given, BOOK).solve("model-2", ONE))
    (cluster,) = plan.clusters
    assert cluster.organisations == ("5J6", "5N2", "5N3")
    assert len({b.chair for b in plan.boards}) == 1
    assert plan.boards[0].chair is not None
    teams = {frozenset(s.person for s in b.neds) for b in plan.boards}
    assert len(teams) == 1
    assert 5 <= len(teams.pop()) <= 7
    assert all(s.seat == "shared" for b in plan.boards for s in b.neds)
    assert len(plan.boards) == 3


def test_seven_directors_and_six_officers_need_five_of_fourteen() -> None:
    """A third of 1 + 7 + 6 seats, rounded up, by own arithmetic and in the rule's words."""
    given = shipped("ckw-2011")
    plan = sound(given, open_engine(given, BOOK).solve("model-2", ONE))
    board = plan.board_of["5J6"]
    voting = sum(o.voting for o in board.officers)
    seats = 1 + max(given.by_code["5J6"].ned_seats, len(board.neds)) + voting
    assert (len(board.neds), voting, seats, ceil(seats / 3)) == (7, 6, 14, 5)
    (quorum,) = [r for r in plan.rules if r.id == "BRD-QUO"]
    assert quorum.status == "pass"
    assert (quorum.measured, quorum.limit) == ("14 people in post on the tightest board", "quorum 5")


def test_only_the_map() -> None:
    given = shipped("tiny")
    result = ask(given, None, only_geography=True)
    plan = sound(given, result)
    assert result.status == "optimal"
    assert (plan.boards, plan.people, len(plan.levels)) == ((), (), 5)
    assert vector(result) == vector(ask(given, "model-4"))[:5]
    with pytest.raises(ValueError, match="governance model"):
        ask(given, None)


@pytest.mark.parametrize("name", SMALL)
def test_a_given_grouping_is_kept(name: str) -> None:
    given = shipped(name)
    result = ask(given, "model-4", geography="reference")
    plan = sound(given, result)
    wanted: dict[str | None, set[str]] = {}
    for o in given.organisations:
        wanted.setdefault(o.cluster_reference, set()).add(o.code)
    assert {frozenset(c.organisations) for c in plan.clusters} == {frozenset(g) for g in wanted.values()}
    same = ask(
        given, "model-4", geography=tuple((o.code, o.cluster_reference or "") for o in given.organisations)
    )
    assert vector(same) == vector(result)
    with pytest.raises(ValueError, match="every organisation exactly once"):
        ask(given, "model-4", geography=(("NOBODY", "x"),))


# ---- the same each time ------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_asked_twice_and_by_two_engines(model: str) -> None:
    given = shipped("tiny")
    first, second = open_engine(given, BOOK), open_engine(given, BOOK)
    texts = {written(engine.solve(model)) for engine in (first, first, second)}
    assert len(texts) == 1


def test_questions_in_between_change_nothing() -> None:
    given = instance(RING)
    engine = open_engine(given, BOOK)
    want = written(open_engine(given, BOOK).solve("model-2"))
    for model, settings in (
        ("model-3", Settings()),
        ("model-2", Settings(clusters=(2, 3))),
        (None, Settings(only_geography=True)),
        ("model-2", Settings(clusters=(4, 4))),
    ):
        engine.solve(model, settings)
    assert written(engine.solve("model-2")) == want


@pytest.mark.parametrize("seed", range(6))
def test_ranges_of_clusters_asked_for_before_change_nothing(seed: int) -> None:
    """Without a range there is a target, with one there is none, whatever was asked first."""
    given = regions_map(seeded(f"ranges {seed}"), 6, 2)
    engine = open_engine(given, BOOK)
    for clusters in ((2, 5), None, (3, 6), (1, 6), None):
        settings = Settings(only_geography=True, clusters=clusters)
        result = engine.solve(None, settings)
        sound(given, result)
        assert written(result) == written(open_engine(given, BOOK).solve(None, settings)), clusters


def test_workers_do_not_change_the_plan() -> None:
    given = regions_map(seeded("workers"), 6, 2)
    texts = [json.loads(written(ask(given, "model-4", workers=w))) for w in (1, 2)]
    assert texts[0] == texts[1]


def test_models_of_one_name_are_told_apart() -> None:
    """A planner changes the ranges of their own model and asks again."""
    given = shipped("ckw-2011")
    engine = open_engine(given, BOOK)
    own = load_governance("model-3").model_copy(update={"id": "own", "locality_neds": (4, 4)})
    for shared in (1, 3):
        model = own.model_copy(update={"shared_neds": (shared, shared)})
        plan = sound(given, engine.solve(model, ONE))
        assert {len(b.neds) for b in plan.boards} == {shared + 4}


# ---- telling -----------------------------------------------------------------------------------


class Teller:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.found: list[str] = []

    def stage(self, name: str, detail: str = "") -> None:
        self.stages.append(name)

    def best(self, text: str) -> None:
        self.found.append(text)


class Broken:
    """Fails at everything."""

    def stage(self, name: str, detail: str = "") -> None:
        raise RuntimeError("the screen is gone")

    def best(self, text: str) -> None:
        raise OSError("broken pipe")


def test_progress_is_told_in_planners_words() -> None:
    teller = Teller()
    result = ask(shipped("tiny"), more={"on_progress": teller})
    assert result.status == "optimal"
    assert {"Listing possible clusters", "Choosing clusters", "Settling boards", "Checking the plan"} <= set(
        teller.stages
    )
    assert teller.stages[-1] == "Checking the plan"
    assert teller.found
    assert all("end" in text for text in teller.found)


def test_a_broken_reporter_does_not_stop_the_run() -> None:
    given = shipped("tiny")
    assert written(ask(given, more={"on_progress": Broken()})) == written(ask(given))


def test_decisions_asked_about_are_stamped_as_if_they_had_been_read() -> None:
    """Row order, patients left out, a column more: the same fingerprint as of the whole content anew."""
    given = shipped("tiny")
    engine = open_engine(given, BOOK)
    first, second = [o.code for o in given.organisations][:2]
    asked = [decision(f"keep_apart {first} {second}"), decision(f"exempt GEO-SIZE {first}")]
    for decisions in (asked, asked[::-1], [], list(given.decisions)):
        made = engine.solve(None, Settings(only_geography=True), decisions=decisions).instance
        assert made is not None
        assert made.sha256 == fingerprint(canonical(given.replaced(decisions=tuple(decisions))))
        whole = made.model_dump(mode="json", exclude={"sha256", "regions_kept", "boundaries", "reference"})
        for link in whole["links"]:
            if link["patients"] is None:
                del link["patients"]
        for holder in whole["office_holders"]:
            if holder["in_post_since"] is None:
                del holder["in_post_since"]
        plain = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert made.sha256 == hashlib.sha256(plain.encode()).hexdigest()
    assert made.sha256 == given.sha256


# ---- refusals ----------------------------------------------------------------------------------


def test_an_organisation_in_no_possible_cluster_is_named() -> None:
    facts = {
        "organisations": {"A": {}, "B": {}, "ISLE": {"name": "Lonely Isle", "population": 40_000}},
        "links": ["A B land"],
    }
    result = ask(instance(facts), "model-4")
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert result.refusal.rules == ("GEO-POP", "GEO-CON")
    lines = result.refusal.text.splitlines()
    assert lines[0] == "No plan meets the law, the guidance and your decisions."
    assert lines[1].startswith("Lonely Isle (ISLE) is in no possible cluster")
    assert "GEO-POP" in lines[1]
    assert any(line.startswith("GEO-POP (planner") for line in lines[2:])
    freed = facts | {"decisions": ["exempt GEO-POP ISLE"]}
    assert ask(instance(freed), "model-4").status == "optimal"


def test_a_number_of_clusters_that_is_impossible_is_named() -> None:
    facts = {"organisations": {c: {} for c in "ABC"}, "links": ["A B land"]}
    result = ask(instance(facts), "model-4", clusters=(1, 1))
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert "GEO-10" in result.refusal.rules
    assert "exactly one with 1 cluster in all" in result.refusal.text


def test_a_region_too_large_to_list_is_settled_without_a_list() -> None:
    """Eight rows of eight: nothing is listed, and the answer is proved all the same."""
    codes = [f"N{i:02}" for i in range(64)]
    links = [f"{codes[i]} {codes[i + 1]} land" for i in range(63) if i % 8 < 7]
    links += [f"{codes[i]} {codes[i + 8]} land" for i in range(56)]
    given = instance({"organisations": {c: {} for c in codes}, "links": links})
    settings = Settings(only_geography=True, clusters=(20, 24), seconds=90.0)
    result = open_engine(given, BOOK).solve(settings=settings)
    assert result.plan is not None
    assert result.status == "optimal"
    assert all(len(c.organisations) > 1 for c in result.plan.clusters)
    assert result.statistics["not_listed"]
    assert not result.disagreements


CROSSING: dict[str, Any] = {
    "organisations": {c: {"region": "East" if c[0] == "A" else "West"} for c in ("A1", "A2", "B1", "B2")},
    "links": ["A1 A2 land", "B1 B2 land"],
    "holders": ["p A1 chair max=1", "p B1 ned max=1"],
    "decisions": ["keep_in_post p A1", "keep_in_post p B1"],
}


def test_boards_that_clash_across_regions_are_explained() -> None:
    """Somebody kept on boards of two regions who serves on one only: no map helps."""
    result = ask(instance(CROSSING), "model-4")
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert {"DEC-KEEP", "BRD-LOAD"} <= set(result.refusal.rules)


def test_a_refusal_for_boards_stays_so_when_asked_again() -> None:
    """What boards ruled out is remembered as theirs: never told as a map that there is not."""
    facts = {
        "organisations": {"A": {}, "B": {}},
        "links": ["A B land"],
        "holders": ["p A chair max=1", "p B chair max=1"],
        "decisions": ["keep_in_post p A", "keep_in_post p B"],
    }
    engine = open_engine(instance(facts), BOOK)
    for clusters in ((2, 2), (2, 2), (1, 1), (1, 2), (2, 2), (1, 2)):
        warm = engine.solve("model-4", Settings(clusters=clusters))
        assert warm.refusal == ask(instance(facts), "model-4", clusters=clusters).refusal
        assert warm.refusal is not None
        assert warm.refusal.status == "infeasible"
        assert {"DEC-KEEP", "BRD-LOAD"} <= set(warm.refusal.rules)
    alone = engine.solve("model-4", Settings(only_geography=True, clusters=(2, 2)))
    assert alone.status == "optimal"  # nobody asked for boards
    more = engine.solve("model-4", Settings(clusters=(3, 3))).refusal
    assert more == ask(instance(facts), "model-4", clusters=(3, 3)).refusal


def test_an_established_arrangement_over_a_border_has_no_plan() -> None:
    """Whole it breaks GEO-4, in parts HR-2: nothing is lawful, and no plan is written."""
    strong = {"arrangement": "g", "arrangement_strength": "established"}
    facts = {
        "organisations": {"A": strong | {"region": "East"}, "B": strong | {"region": "West"}},
        "links": ["A B land"],
    }
    result = ask(instance(facts), "model-4")
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"


def test_a_consortium_over_a_border_rules_clusters_out() -> None:
    """K covers A1 and A2 and one hundredth of B1: their cluster is on its footprint, so they stay apart."""
    facts = {
        "organisations": {"A1": {"region": "East"}, "A2": {"region": "East"}, "B1": {"region": "West"}},
        "links": ["A1 A2 land", "A2 B1 land"],
        "footprints": ["K A1 1", "K A2 1", "K B1 0.01"],
    }
    given = instance(facts)
    result = ask(given, "model-4")
    assert result.plan is not None
    assert result.status == "optimal"
    assert Counter(len(c.organisations) for c in result.plan.clusters) == {1: 3}

"""The benchmarks still run and say what they should; nothing here looks at a time."""

from __future__ import annotations

import csv
import importlib
import json
import subprocess
import sys

import networkx as nx
import pytest

from benchmarks import __main__ as command
from benchmarks.boards import connected_sets
from benchmarks.combined import Combined, Pairs, target_people
from benchmarks.machine import ROOT, peak_memory
from benchmarks.maps import voronoi_map
from benchmarks.peers import worker
from benchmarks.peers.methods import METHODS
from benchmarks.peers.question import Question
from benchmarks.registry import BENCHMARKS, BOARDS, GEOGRAPHY
from benchmarks.rows import Row, at_least, at_most, shown, table
from benchmarks.run import Ask, JobError, high, in_a_child, start, timed
from benchmarks.setting import TARGETED, Setting, england
from benchmarks.subjects import baselines, peers, whatif
from planner import cpsat
from planner.geography.compact import compact_model
from planner.geography.compact.answer import level_value
from planner.io.rulebook import load_rulebook
from planner.rules.registry import build


def inline(job, arguments, _seconds):
    """A job's result without a process of its own, but through JSON as if it had one."""
    module, function = job.split(":")
    given = json.loads(json.dumps(arguments))
    return json.loads(json.dumps(getattr(importlib.import_module(module), function)(**given)))


@pytest.fixture(scope="module")
def quick():
    """Every row of ``--quick``, by group and name."""
    ask = Ask(repeats=1, quick=True, job=inline, say=lambda _: None)
    return [row for spec in GEOGRAPHY for row in spec.rows(ask)]


def test_every_part_gives_rows(quick):
    """All parts but the peers, which have to be asked for."""
    names = " ".join(row.group + row.name for row in quick)
    for word in (
        "listing",
        "levels in order",
        "What if",
        "Invented map of 50",
        "best plans",
        "Number of plans",
    ):
        assert word in names
    for word in ("verify --bound", "clusters of 2011", "compact model", "all candidates", "HiGHS"):
        assert word in names


def test_quick_answers_are_right(quick):
    """What can be right or wrong without a clock: proofs, equal answers, equal values, the number of plans."""
    said = {(row.group.split(",")[0], row.name): row.value for row in quick}
    assert said["East Midlands", "numbers of clusters proved"] == "3 of 3"
    assert said["Invented map of 50 organisations", "proved"] == "yes"
    assert said["What if", "the best map alone, equal to a cold engine"] == "6 of 6"
    assert said["What if", "whole answer with checked plan, equal to a cold engine"] == "6 of 6"
    assert said["CP-SAT", "agrees with ours"] == "yes"
    assert said["Number of plans that meet every rule", "East Midlands"] == 248


def test_nothing_quick_is_held_to_a_target(quick):
    """Targets are for the whole of England."""
    assert {row.name for row in quick if row.target} == set()


def test_command_writes_table_and_csv(tmp_path, capsys):
    """One part through the command line, with its own process."""
    file = tmp_path / "new" / "some.csv"
    assert command.main(["geography", "--quick", "--only", "synthetic", "-o", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "Invented map of 50 organisations" in printed
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    facts = {r["name"]: r["value"] for r in rows if r["group"] == "This run"}
    assert {"date", "processor", "cores", "memory", "commit", "python", "ortools"} <= facts.keys()
    assert all(facts.values())
    assert [r["value"] for r in rows if r["name"] == "proved"] == ["yes"]


def test_a_part_that_fails_is_a_row(monkeypatch, capsys):
    """And the exit code tells."""

    def fails(_):
        yield Row("a", "b", 1)
        raise JobError("no such thing")

    spec = type(GEOGRAPHY[0])("england", "England", fails)
    monkeypatch.setitem(command.BENCHMARKS, "geography", (spec,))
    assert command.main(["geography"]) == 1
    printed = capsys.readouterr().out
    assert "no such thing" in printed
    assert "  b " in printed


# ---- what is measured


def test_combined_level_is_what_the_protocol_says():
    """Counted by hand on two PCTs of London kept together and all others apart."""
    whole = england()
    inside = whole.within("London")
    codes = sorted(o.code for o in inside.organisations)
    link = next(x for x in inside.links if x.kind == "land" and x.length_m)
    clusters = [{link.a, link.b}, *({c} for c in codes if c not in (link.a, link.b))]
    target = target_people(whole)
    people = {o.code: o.population for o in inside.organisations}
    away = sum(abs(sum(people[c] for c in cluster) - target) for cluster in clusters)
    metres = sum(x.length_m or 0 for x in inside.links if x.kind == "land") - link.length_m
    belongs = {o.code: o.arrangement for o in inside.organisations}
    apart = sum(bool(belongs[a]) and belongs[a] == belongs[b] for a in codes for b in codes if a < b)
    apart -= belongs[link.a] == belongs[link.b] and bool(belongs[link.a])
    value = level_value(Combined(target), inside, codes, clusters, TARGETED.rulebook())
    assert value == 1000 * apart + away + metres
    assert level_value(Pairs(), inside, codes, clusters, TARGETED.rulebook()) == apart


def test_target_is_rounded_half_up():
    """Total population by fifty, to a whole person."""
    whole = england()
    total = sum(o.population for o in whole.organisations)
    assert abs(target_people(whole) * 50 - total) <= 25
    assert target_people(whole, 1) == total


def test_combined_level_posted_is_the_column():
    """The compact model's optimum is the value of its own clusters."""
    inside = england().within("North East")
    book = TARGETED.rulebook()
    aim = Combined(target_people(england()))
    codes = [o.code for o in inside.organisations]
    model = compact_model(inside, codes, build(book), book, 3, 3)
    model.model.minimize(aim.post(model))
    solved = cpsat.solve(model.model, cpsat.Budget(30))
    assert solved.status == "optimal"
    assert solved.value == level_value(aim, inside, codes, model.chosen(solved), book)


def test_peers_are_scored_by_the_same_sum():
    """What a peer's worker minimises is the combined level of the plan that verify sees."""
    labels = [i % 3 for i in range(len(england().within("North East").organisations))]
    question = Question(**peers.question("North East", 3), seed=1, tries=1)
    scored = peers.score("North East", labels)
    assert scored["value"] == question.value(labels)
    assert scored["clusters"] == 3
    assert scored["optimum"] < scored["value"]
    assert "GEO-CON" in scored["broken"]
    assert scored["problems"] == []


def test_question_knows_limits():
    """Size and population of every cluster."""
    question = Question([10, 20, 30], [(0, 0)] * 3, ["", "", ""], [(0, 1, 5)], 2, 30, 15, 50, 2, 1, 1)
    assert question.fits([0, 0, 1])
    assert not question.fits([0, 1, 1])  # 10 people alone
    assert not question.fits([0, 0, 0])  # three, and 60 people
    assert question.neighbours == {0: [1], 1: [0], 2: []}


def test_settings():
    """Only what is named differs from the rulebook as shipped."""
    shipped, off = Setting(hr2=True, size=None).rulebook(), Setting().rulebook()
    assert shipped.rules == load_rulebook("pct-2011").rules
    assert "HR-2" not in off.by_id
    assert off.by_id["GEO-SIZE"].parameters["max"] == 8
    assert off.by_id["GEO-POP"].parameters["windows"] == [[250_000, 2_600_000]]
    assert len(off.rules) == len(shipped.rules) - 1


@pytest.mark.parametrize(("organisations", "seed"), [(3, 1), (50, 1), (150, 1), (150, 3)])
def test_invented_maps(organisations, seed):
    """The same each time; regions connected, where straight cuts leave a stray too (seed 3); whole metres."""
    made = voronoi_map(organisations, seed)
    assert made == voronoi_map(organisations, seed)
    assert made != voronoi_map(organisations, seed + 1)
    assert len(made.organisations) == organisations
    assert all(link.length_m and link.length_m >= 1 for link in made.links)
    assert len(made.links) <= 3 * organisations - 6 + (organisations == 3)  # planar
    graph = nx.Graph([(x.a, x.b) for x in made.links])
    for region in made.regions:
        codes = [o.code for o in made.organisations if o.region == region]
        assert len(codes) <= 40
        assert nx.is_connected(graph.subgraph(codes))


def test_decisions_are_of_every_kind_and_the_same_each_time():
    """A third of each, about organisations of one region."""
    whole = england()
    made = whatif.decisions(whole, 30, 8)
    assert made == whatif.decisions(whole, 30, 8)
    assert [d.kind for d in made[:3]] == ["keep_together", "keep_apart", "exempt"]
    assert {d.subject for d in made if d.kind == "exempt"} <= set(whatif.LIFTED)
    for d in made:
        named = (d.object or "").split(";") + ([] if d.kind == "exempt" else [d.subject])
        assert len({whole.by_code[c].region for c in named}) == 1


def test_capped_baselines_make_the_ratio_a_lower_bound():
    """What was not proved counts with its cap, and the row says so."""
    ours = {"by_region": [[10]], "allocations": [[2]], "regions": [["London"]], "seconds": [0.5]}
    late = {"seconds": 7.0, "status": "feasible", "values": [10], "bounds": [3]}
    ask = Ask(quick=True, job=lambda job, *_: ours if "england" in job else late, say=lambda _: None)
    rows = {row.name: row for row in baselines._rows(ask, "pool", "combined", 60.0)}
    assert rows["baseline ÷ ours"].value == baselines.QUICK_CAP / 0.5
    assert rows["baseline ÷ ours"].note == "a lower bound"
    assert "London" in rows["sum over the SHAs"].note
    assert rows["agrees with ours"].value == "yes"


@pytest.mark.parametrize(
    ("found", "agrees"),
    [
        ({"status": "optimal", "values": [10, 4], "bounds": [10, 4]}, True),
        ({"status": "optimal", "values": [10, 3], "bounds": [10, 3]}, False),
        ({"status": "infeasible", "values": [], "bounds": []}, False),
        ({"status": "feasible", "values": [11, 0], "bounds": [9, 0]}, True),
        ({"status": "feasible", "values": [10, 3], "bounds": [9, 0]}, False),
        ({"status": "feasible", "values": [12, 3], "bounds": [11, 0]}, False),
        ({"status": "unknown", "values": [None], "bounds": [None]}, True),
        ({"status": "unknown", "values": [], "bounds": []}, True),
    ],
)
def test_contradictions_are_told(found, agrees):
    """A baseline that proves another value, finds a better one or a higher bound, or finds no plan at all."""
    total = baselines.Sum()
    total.add("London", {"seconds": 1.0, **found}, [10, 4], 60.0)
    assert total.wrong == ([] if agrees else ["London"])


# ---- how it is measured and told


def test_a_peer_that_is_not_installed_says_so(monkeypatch):
    """Instead of failing."""
    monkeypatch.setitem(METHODS, "spopt AZP", ("no_such_package", METHODS["spopt AZP"][1]))
    question = Question([1], [(0, 0)], [""], [], 1, 1, 1, 1, 1, 1, 1)
    assert worker.answer("spopt AZP", question) == {"missing": "no_such_package"}


def test_peers_worker_needs_no_planner():
    """It may run in another Python."""
    code = "import sys, benchmarks.peers.worker; print(any(m.split('.')[0] == 'planner' for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_children_tell_their_failures():
    """The last line of what they wrote; a program that takes too long; one that prints nothing of use."""
    with pytest.raises(JobError, match="no attribute 'nothing'"):
        in_a_child("benchmarks.maps:nothing", {})
    with pytest.raises(JobError, match="not done after 0 s"):
        start([sys.executable, "-c", "import time; time.sleep(9)"], seconds=0.2)
    with pytest.raises(JobError, match="printed no result"):
        start([sys.executable, "-c", "print('x')"])


def test_own_peak_memory():
    """Bytes, and not less than what is held."""
    held = bytearray(50_000_000)
    assert peak_memory() > len(held)


def test_timed_makes_each_anew():
    """Making is not part of the call."""
    made = []
    seconds, answer = timed(lambda: made.append(1) or len(made), lambda n: n * 10, 3)
    assert (len(seconds), answer, len(made)) == (3, 30, 3)


def test_percentile():
    """The smallest value that 95 of 100 do not exceed."""
    assert high([*range(1, 101)]) == 95
    assert high([3.0]) == 3
    assert high([*range(1, 11)]) == 10


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("g", "n", 2.0, "s", at_most(2)), "met"),
        (Row("g", "n", 2.1, "s", at_most(2)), "missed"),
        (Row("g", "n", 100, "", at_least(100)), "met"),
        (Row("g", "n", "failed", "", at_least(100)), "missed"),
        (Row("g", "n", 5), ""),
    ],
)
def test_verdicts(row, verdict):
    """Both ends of a target count as met; what was not measured has missed it."""
    assert row.verdict == verdict
    assert (verdict or "n") in table([row])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2_606_320, "2,606,320"),
        (0.12345, "0.123"),
        (0.0001234, "1.2e-04"),
        (0.0, "0"),
        (1234.5, "1,234"),
        ("x", "x"),
    ],
)
def test_shown(value, text):
    """Three digits that count."""
    assert shown(value) == text


@pytest.fixture(scope="module")
def quick_boards():
    """Rows of ``boards --quick`` about single clusters and other methods."""
    ask = Ask(repeats=1, quick=True, job=inline, say=lambda _: None)
    return [row for spec in BOARDS for row in spec.rows(ask)]


def test_other_methods_find_the_same_boards(quick_boards):
    other = [row for row in quick_boards if "all clusters of 2011:" in row.group]
    compared = [row for row in other if row.name.endswith("÷ ours")]
    assert len(compared) == 16
    assert {row.note for row in compared} <= {"equal values", "stopped at 10 s without proof: a lower bound"}
    assert sum(row.note == "equal values" for row in compared) >= 12


def test_boards_are_proved_and_equal_to_a_cold_solve(quick_boards):
    notes = [row.note for row in quick_boards if row.name.startswith(("2 organ", "3 organ"))]
    assert notes
    assert all(note.startswith("3 of 3 proved") for note in notes)
    equal = [row.value for row in quick_boards if row.name == "equal to a cold solve"]
    assert equal == ["1 of 1"]


def test_caps_are_compared_with_one_model(quick_boards):
    """Each cap is proved, each generated instance has equal values, and nothing quick has a target."""
    mine = [row for row in quick_boards if "a model for each cluster" in row.group]
    (first,) = (row.note for row in mine if row.name.startswith("first cap"))
    assert first.startswith("4 of 4 caps proved at every level")
    (found,) = (row.note for row in mine if row.name.startswith("trade-offs"))
    assert int(found.partition(" compromises, each proved")[0]) > 10
    assert [row.value for row in quick_boards if row.name.endswith("instances, equal to ours")] == [2]
    assert {row.name for row in quick_boards if row.target} == set()


def test_random_sets_are_connected_and_differ():
    instance = england()
    graph = nx.Graph((x.a, x.b) for x in instance.links if x.kind != "patient_flow")
    for size in (2, 5, 9):
        found = connected_sets(instance, size, 6)
        assert len(set(found)) == len(found) == 6
        for group in found:
            assert len(group) == size
            assert nx.is_connected(graph.subgraph(group))
            assert len({instance.by_code[c].region for c in group}) == 1


def test_the_committed_table_of_models_is_what_the_command_gives():
    """One SHA of the table of every SHA under every model, worked out anew."""
    ask = Ask(repeats=1, quick=True, job=inline, say=lambda _: None)
    with (ROOT / "benchmarks/results/models-2011.csv").open(encoding="utf-8", newline="") as stream:
        kept = {(r["group"], r["name"]): (r["value"], r["note"]) for r in csv.DictReader(stream)}
    (spec,) = BENCHMARKS["models"]
    found = list(spec.rows(ask))
    assert len(found) == 4 * 9
    for row in found:
        value, note = kept[row.group, row.name]
        assert float(value) == pytest.approx(row.value), (row.group, row.name)
        assert note == row.note
    shas = {group.partition(", ")[0] for group, _ in kept} - {"This run"}
    assert shas == {o.region for o in england().organisations}
    verified = [note for (_, name), (_, note) in kept.items() if name == "clusters"]
    assert verified == ["optimal, verified"] * 40

"""Invented rosters and instances: same number, same rows; planar maps; rates as written down."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal

import networkx as nx
import pytest

from planner.core.instance import Instance
from planner.io.synthetic import rates, synthetic_instance, synthetic_ned_seats, synthetic_roster
from planner.io.synthetic.councils import shares
from planner.io.synthetic.draw import Draw
from planner.io.synthetic.roster import _month_end

SIZES = (1, 2, 6, 40, 151)
SEEDS = (0, 1, 7, 2011)
CASES = [(n, seed) for n in SIZES for seed in SEEDS]


def graph_of(instance: Instance) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(o.code for o in instance.organisations)
    graph.add_edges_from((x.a, x.b) for x in instance.links if x.kind != "patient_flow")
    return graph


def sets_by(instance: Instance, column: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for o in instance.organisations:
        if getattr(o, column) is not None:
            found.setdefault(getattr(o, column), set()).add(o.code)
    return found


def near_rate(count: int, total: int, per_mille: int) -> bool:
    """Within four standard deviations of the written rate, and at least within three cases."""
    p = per_mille / 1000
    return abs(count - total * p) <= max(3.0, 4 * (total * p * (1 - p)) ** 0.5)


@pytest.mark.parametrize(("n", "seed"), CASES)
def test_map_is_planar_and_connected(n, seed):
    instance = synthetic_instance(n, seed)
    graph = graph_of(instance)
    assert len(graph) == n
    assert nx.check_planarity(graph)[0]
    assert nx.is_connected(graph)
    assert len({(o.easting, o.northing) for o in instance.organisations}) == n
    for members in sets_by(instance, "region").values():
        assert nx.is_connected(graph.subgraph(members))
        assert n < 20 or 7 <= len(members) <= 23
    assert n >= 20 or len(instance.regions) == 1


@pytest.mark.parametrize(("n", "seed"), CASES)
def test_arrangements_and_reference(n, seed):
    instance = synthetic_instance(n, seed)
    graph = graph_of(instance)
    by_code = instance.by_code
    established = []
    for members in sets_by(instance, "arrangement").values():
        strengths = {by_code[c].arrangement_strength for c in members}
        assert len(strengths) == 1
        assert 2 <= len(members) <= 6
        assert len({by_code[c].region for c in members}) == 1
        assert nx.is_connected(graph.subgraph(members))
        if strengths == {"established"}:
            established.append(members)
            assert sum(by_code[c].population for c in members) <= 2_800_000
    for region in sets_by(instance, "region").values():
        rest = region.difference(*established)
        assert all(len(part) > 1 for part in nx.connected_components(graph.subgraph(rest))) or n == 1
    for members in sets_by(instance, "cluster_reference").values():
        assert nx.is_connected(graph.subgraph(members))
        assert len({by_code[c].region for c in members}) == 1
        assert all(e <= members or not e & members for e in established)


@pytest.mark.parametrize(("n", "seed"), CASES)
def test_councils_and_consortia(n, seed):
    instance = synthetic_instance(n, seed)
    share: Counter[str] = Counter()
    for c in instance.coverage:
        share[c.local_authority] += c.share
    assert set(share.values()) == {Decimal(1)}
    assert set(share) == {a.code for a in instance.local_authorities}
    assert {c.organisation for c in instance.coverage} == {o.code for o in instance.organisations}
    relevant = [c.organisation for c in instance.coverage if c.relevant]
    assert sorted(relevant) == [o.code for o in instance.organisations if o.kind != "pct"]
    covered: Counter[str] = Counter()
    for f in instance.footprints:
        covered[f.organisation] += f.share_of_organisation
    assert all(total <= 1 for total in covered.values())
    whole = {}
    for f in instance.footprints:
        whole.setdefault(f.consortium, []).append(f)
    graph = graph_of(instance)
    established = [
        m
        for m in sets_by(instance, "arrangement").values()
        if instance.by_code[min(m)].arrangement_strength == "established"
    ]
    rest = set(graph).difference(*established)
    closed = established + [
        p & r
        for r in sets_by(instance, "region").values()
        for p in nx.connected_components(graph.subgraph(rest & r))
    ]
    for rows in whole.values():
        if all(f.share_of_organisation == 1 for f in rows):
            assert {f.organisation for f in rows} not in closed


@pytest.mark.parametrize(("n", "seed"), [(1, 3), (40, 3), (151, 5)])
def test_same_number_same_instance(n, seed):
    assert synthetic_instance(n, seed) == synthetic_instance(n, seed)
    assert synthetic_instance(n, seed) != synthetic_instance(n, seed + 1)


def test_same_in_another_process():
    """Hash order of texts differs between processes and must not show."""
    code = (
        "import hashlib; from planner.io.synthetic import synthetic_instance as s; "
        "print(hashlib.sha256(s(60, 4).model_dump_json().encode()).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": h, "PYTHONPATH": "."},
        ).stdout
        for h in ("1", "2")
    }
    assert len(answers) == 1


def test_draws_are_pinned():
    """The stream must never change: committed rosters depend on it."""
    draw = Draw(2011)
    assert [draw.below(1000) for _ in range(6)] == PINNED
    assert sorted(draw.shuffled(range(50))) == list(range(50))
    assert {Draw(s).weighted((("a", 0), ("b", 1))) for s in range(50)} == {"b"}


PINNED = [518, 908, 248, 308, 296, 56]


def test_every_invented_file_is_listed():
    instance = synthetic_instance(151, 1)
    tables = {
        "organisations", "links", "local_authorities", "coverage", "consortia", "footprints",
        "office_holders", "stances", "equality", "alternative_roles",
    }  # fmt: skip
    assert set(instance.synthetic) == {f"{t}.csv" for t in tables}
    assert all(getattr(instance, t) for t in tables)
    assert not instance.decisions
    assert any("invented" in a for a in instance.assumptions)


@pytest.mark.parametrize("n", [0, -1, 5001])
def test_size_out_of_range(n):
    with pytest.raises(ValueError, match="1 to 5000"):
        synthetic_instance(n, 1)


def test_large_instance_is_quick_enough_and_sound():
    instance = synthetic_instance(1000, 1)
    assert nx.check_planarity(graph_of(instance))[0]
    assert max(map(len, (o.code for o in instance.organisations))) <= 20
    low, high = min(rates.POPULATION_KNOTS), max(rates.POPULATION_KNOTS)
    assert all(low <= o.population <= high for o in instance.organisations)
    kinds = Counter(o.kind != "pct" for o in instance.organisations)
    assert near_rate(kinds[True], 1000, rates.CARE_TRUST)
    strength = Counter(o.arrangement_strength for o in instance.organisations)
    assert 120 <= strength["established"] <= 280
    assert 450 <= strength["partial"] <= 700


def test_roster_follows_the_written_rates():
    instance = synthetic_instance(1000, 2)
    holders = instance.office_holders
    boards: dict[str, list] = {o.code: [] for o in instance.organisations}
    for h in holders:
        boards[h.organisation].append(h)
    neds = Counter(sum(h.role == "ned" for h in b) for b in boards.values())
    assert set(neds) <= {4, 5, 6, 7, 8}
    assert near_rate(neds[4], 1000, rates.BOARD_WITH_FOUR_NEDS)
    assert near_rate(neds[8], 1000, rates.BOARD_WITH_EIGHT_NEDS)
    chairs = [sum(h.role == "chair" for h in b) for b in boards.values()]
    assert set(chairs) == {0, 1}
    assert near_rate(chairs.count(0), 1000, rates.CHAIR_VACANT)
    ids = {h.id for h in holders}
    posts = Counter(h.id for h in holders)
    assert near_rate(sum(v > 1 for v in posts.values()), len(ids), rates.TWO_POSTS)
    said = Counter(s.stance for s in instance.stances)
    assert near_rate(said["offers_to_stand_down"], len(ids), rates.OFFERS_TO_STAND_DOWN)
    assert near_rate(said["would_take_alternative"], len(ids), rates.WOULD_TAKE_ALTERNATIVE)
    assert near_rate(sum(e.sex == "woman" for e in instance.equality), len(ids), rates.WOMEN)
    assert near_rate(sum(e.bme is True for e in instance.equality), len(ids), rates.BME)
    assert near_rate(sum(e.disabled is True for e in instance.equality), len(ids), rates.DISABLED)
    named = {h.id for h in holders if h.max_boards is not None}
    assert near_rate(len(named), len(ids), rates.MAX_BOARDS_GIVEN)
    roles = len(instance.alternative_roles)
    assert near_rate(roles, 1000, rates.ORGANISATION_WITH_ALTERNATIVE_ROLES)


@pytest.mark.parametrize("seed", [2, 3])
def test_roster_is_sound(seed):
    instance = synthetic_instance(600, seed)
    holders, by_code = instance.office_holders, instance.by_code
    neighbours = {frozenset((x.a, x.b)) for x in instance.links}
    assert len({(h.id, h.organisation, h.role) for h in holders}) == len(holders)
    by_id: dict[str, list] = {}
    for h in holders:
        by_id.setdefault(h.id, []).append(h)
        assert instance.as_at <= h.term_end <= date(2015, 5, 31)
        assert (h.nominated_by is not None) == h.la_member
    assert sorted(by_id) == [f"P{i:04d}" for i in range(1, len(by_id) + 1)]
    assert {e.id for e in instance.equality} == set(by_id)
    assert {s.id for s in instance.stances} <= set(by_id)
    assert all(date(2011, 4, 2) <= s.date < instance.as_at for s in instance.stances)
    assert any(len(rows) == 2 for rows in by_id.values())
    for rows in by_id.values():
        assert len({(r.skills, r.max_boards) for r in rows}) == 1
        assert rows[0].max_boards is None or rows[0].max_boards >= len(rows)
        assert len(rows) <= 2
        if len(rows) == 2:
            a, b = (r.organisation for r in rows)
            assert frozenset((a, b)) in neighbours
            assert by_code[a].region == by_code[b].region
    for code in by_code:
        audit = [h for h in holders if h.organisation == code and h.audit_chair]
        assert len(audit) == 1
        assert audit[0].role == "ned"
        assert "finance" in audit[0].skills
        others = [h for h in holders if h.organisation == code and h.role == "ned"]
        assert audit[0].term_end >= instance.horizon_end or all(
            h.term_end < instance.horizon_end for h in others
        )
    relevant = {(c.organisation, c.local_authority) for c in instance.coverage if c.relevant}
    nominees = [(h.organisation, h.nominated_by) for h in holders if h.nominated_by]
    assert len(set(nominees)) == len(nominees)
    assert set(nominees) <= relevant
    assert len(relevant) - len(nominees) <= max(3, len(relevant) // 5)


def test_roster_ignores_the_order_of_rows():
    i = synthetic_instance(40, 9)
    dates = {"as_at": i.as_at, "horizon_end": i.horizon_end}
    straight = synthetic_roster(i.organisations, i.coverage, 9, links=i.links, **dates)
    turned = synthetic_roster(i.organisations[::-1], i.coverage[::-1], 9, links=i.links[::-1], **dates)
    assert straight == turned == (i.office_holders, i.stances, i.equality, i.alternative_roles)
    codes = [o.code for o in i.organisations]
    assert synthetic_ned_seats(codes, 9) == synthetic_ned_seats(codes[::-1], 9)


def test_seats_follow_the_written_rates():
    seats = Counter(synthetic_ned_seats([f"X{i}" for i in range(2000)], 1).values())
    assert set(seats) == {5, 6, 7}
    assert all(near_rate(seats[s], 2000, rate) for s, rate in rates.NED_SEATS)


def test_small_parts():
    assert shares([1, 1, 1]) == [Decimal("0.3333"), Decimal("0.3333"), Decimal("0.3334")]
    assert shares([5]) == [Decimal(1)]
    assert _month_end(date(2011, 6, 1), 0) == date(2011, 6, 30)
    assert _month_end(date(2011, 6, 1), 8) == date(2012, 2, 29)
    assert _month_end(date(2011, 12, 31), 47) == date(2015, 11, 30)


@pytest.mark.parametrize(("n", "seed"), CASES)
def test_written_and_read_again(n, seed, tmp_path):
    read = pytest.importorskip("planner.io.read")
    write = pytest.importorskip("planner.io.write")
    instance = synthetic_instance(n, seed)
    write.write_instance(instance, tmp_path / "out")
    again = read.read_instance(tmp_path / "out")
    same = {f: getattr(instance, f) for f in Instance.model_fields if f not in ("sha256",)}
    for field, value in same.items():
        found = getattr(again, field)
        if isinstance(value, tuple) and value and not isinstance(value[0], str):
            assert Counter(found) == Counter(value), field
        else:
            assert found == value, field

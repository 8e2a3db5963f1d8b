"""The committed instances: counts, sources' promises, and the roster that the generator gives."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from planner.core import rows
from planner.io.synthetic import rates, synthetic_ned_seats, synthetic_roster

FOLDER = Path(__file__).resolve().parents[1] / "instances"
NAMES = ("tiny", "ckw-2011", "banes-wiltshire-2011", "england-2011")
MODELS = {
    "organisations": rows.Organisation,
    "links": rows.Link,
    "arrangements": rows.Arrangement,
    "local_authorities": rows.LocalAuthority,
    "coverage": rows.Coverage,
    "consortia": rows.Consortium,
    "footprints": rows.Footprint,
    "consortia_2013_proxy": rows.Consortium,
    "footprints_2013_proxy": rows.Footprint,
    "office_holders": rows.OfficeHolder,
    "stances": rows.Stance,
    "equality": rows.Equality,
    "alternative_roles": rows.AlternativeRole,
    "decisions": rows.Decision,
    "views": rows.View,
    "clusters": rows.ClusterName,
}


def load(name: str, table: str) -> list:
    """Rows of one file by their model, read here without the product's reader."""
    model = MODELS[table]
    path = FOLDER / name / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert set(reader.fieldnames) <= set(model.model_fields)
        found = []
        for line in reader:
            given = {k: v for k, v in line.items() if v != ""}
            if "skills" in given:
                given["skills"] = tuple(given["skills"].split(";"))
            found.append(model.model_validate(given))
        return found


def settings(name: str) -> dict:
    return tomllib.loads((FOLDER / name / "instance.toml").read_text(encoding="utf-8"))


def graph_of(name: str) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(o.code for o in load(name, "organisations"))
    graph.add_edges_from((x.a, x.b) for x in load(name, "links") if x.kind != "patient_flow")
    return graph


def whole_footprints(name: str, suffix: str = "") -> dict[str, set[str]]:
    """Consortia that cover whole organisations only, with their set."""
    by_consortium: dict[str, list] = {}
    for f in load(name, f"footprints{suffix}"):
        by_consortium.setdefault(f.consortium, []).append(f)
    return {
        code: {f.organisation for f in fs}
        for code, fs in by_consortium.items()
        if all(f.share_of_organisation == 1 for f in fs)
    }


def references(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for o in load(name, "organisations"):
        found.setdefault(o.cluster_reference, set()).add(o.code)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_between_files_is_known(name):
    tables = {p.stem: load(name, p.stem) for p in (FOLDER / name).glob("*.csv")}
    codes = {o.code for o in tables["organisations"]}
    councils = {a.code for a in tables["local_authorities"]}
    ids = {h.id for h in tables["office_holders"]}
    assert len(codes) == len(tables["organisations"])
    assert all({x.a, x.b} <= codes and x.a < x.b for x in tables["links"])
    assert len({(x.a, x.b, x.kind) for x in tables["links"]}) == len(tables["links"])
    assert all((x.length_m is not None) == (x.kind == "land") for x in tables["links"])
    assert {c.organisation for c in tables["coverage"]} == codes
    assert {c.local_authority for c in tables["coverage"]} == councils
    assert {a.organisation for a in tables.get("arrangements", [])} <= codes
    for suffix in ("", "_2013_proxy") if name != "tiny" else ("",):
        consortia = {c.code for c in tables[f"consortia{suffix}"]}
        assert {f.consortium for f in tables[f"footprints{suffix}"]} <= consortia
        assert {f.organisation for f in tables[f"footprints{suffix}"]} <= codes
    assert {h.organisation for h in tables["office_holders"]} == codes
    assert {h.nominated_by for h in tables["office_holders"]} - {None} <= councils
    assert {s.id for s in tables["stances"]} <= ids
    assert {e.id for e in tables["equality"]} == ids
    assert {a.organisation for a in tables["alternative_roles"]} <= codes
    audit = Counter(h.organisation for h in tables["office_holders"] if h.audit_chair)
    assert audit == Counter(codes)


@pytest.mark.parametrize("name", NAMES)
def test_settings(name):
    given = settings(name)
    assert given["name"] == name
    assert (given["as_at"], given["horizon_end"]) == (date(2011, 6, 1), date(2013, 3, 31))
    assert given["rulebook"] == "pct-2011"
    assert given["renewals"] == "assumed"
    for file in given["synthetic"]:
        assert (FOLDER / name / file).is_file()
    assert {"office_holders.csv", "stances.csv", "equality.csv", "alternative_roles.csv"} <= set(
        given["synthetic"]
    )
    assert any("invented" in a for a in given["assumptions"])
    assert name == "tiny" or any("ned_seats" in a for a in given["assumptions"])


@pytest.mark.parametrize("name", NAMES)
def test_each_region_is_connected_and_the_map_can_be_drawn(name):
    graph = graph_of(name)
    regions: dict[str, set[str]] = {}
    for o in load(name, "organisations"):
        assert o.easting
        assert o.northing
        regions.setdefault(o.region, set()).add(o.code)
    assert all(nx.is_connected(graph.subgraph(members)) for members in regions.values())
    assert nx.is_connected(graph)


def test_england_counts():
    organisations = load("england-2011", "organisations")
    assert len(organisations) == 151
    assert Counter(o.kind for o in organisations) == {"pct": 145, "care_trust": 4, "care_trust_plus": 2}
    assert len({o.region for o in organisations}) == 10
    links = Counter(x.kind for x in load("england-2011", "links"))
    assert links == {"land": 354, "bridge": 13, "ferry": 4}
    assert len(load("england-2011", "consortia")) == 38
    assert len(load("england-2011", "consortia_2013_proxy")) == 211
    assert len(load("england-2011", "arrangements")) == 151
    assert sum(a.strength == "established" for a in load("england-2011", "arrangements")) == 37
    assert len(references("england-2011")) == 50
    assert sum(len(m) == 1 for m in references("england-2011").values()) == 8
    assert sum(o.population for o in organisations) == 53_012_456
    assert not load("england-2011", "decisions")
    assert not load("england-2011", "views")


def test_england_coverage():
    coverage = load("england-2011", "coverage")
    total: Counter[str] = Counter()
    for c in coverage:
        total[c.local_authority] += c.share
    assert set(total.values()) == {Decimal(1)}
    names = [a.name for a in load("england-2011", "local_authorities")]
    codes = [a.code for a in load("england-2011", "local_authorities")]
    assert names == sorted(names)
    assert codes == [f"LA{i:03d}" for i in range(1, 153)]
    name_of = dict(zip(codes, names, strict=True))
    assert {(c.organisation, name_of[c.local_authority]) for c in coverage if c.relevant} == {
        ("TAC", "Northumberland"),
        ("TAK", "Bexley"),
        ("TAL", "Torbay"),
        ("TAM", "Solihull"),
        ("TAN", "North East Lincolnshire"),
        ("TAP", "Blackburn with Darwen"),
    }
    assert {c.organisation for c in coverage if name_of[c.local_authority] == "Essex"} == {
        "5PX", "5PW", "5P1", "5PY", "5PV",
    }  # fmt: skip


def test_clusters_of_2011_have_the_footprint_of_a_consortium_at_somerset_and_tees_only():
    clusters = references("england-2011")
    consortia = whole_footprints("england-2011")
    clash = {name: codes for name, codes in clusters.items() if codes in consortia.values()}
    assert clash == {"Somerset": {"5QL"}, "Tees": {"5D9", "5E1", "5KM", "5QR"}}
    assert all(f.share_of_organisation == 1 for f in load("england-2011", "footprints"))


def test_entries_that_name_several_consortia_have_no_footprint():
    several = ("seven consortia", "three consortia", "group of five")
    named = {c.code for c in load("england-2011", "consortia") if any(s in c.name for s in several)}
    assert len(named) == 4
    assert not named & {f.consortium for f in load("england-2011", "footprints")}


def test_proxy_footprints_cover_no_organisation_twice():
    covered: Counter[str] = Counter()
    for f in load("england-2011", "footprints_2013_proxy"):
        covered[f.organisation] += f.share_of_organisation
    assert all(total <= Decimal("1.01") for total in covered.values())
    without = {c.code for c in load("england-2011", "consortia_2013_proxy")} - {
        f.consortium for f in load("england-2011", "footprints_2013_proxy")
    }
    assert without == {"00G", "00H", "00W", "01K", "01M", "01N"}


def test_england_roster_is_what_the_generator_gives():
    organisations = load("england-2011", "organisations")
    seats = synthetic_ned_seats([o.code for o in organisations], 2011)
    assert {o.code: o.ned_seats for o in organisations} == seats
    holders, stances, equality, roles = synthetic_roster(
        organisations,
        load("england-2011", "coverage"),
        2011,
        as_at=date(2011, 6, 1),
        horizon_end=date(2013, 3, 31),
        links=load("england-2011", "links"),
    )
    assert tuple(load("england-2011", "office_holders")) == holders
    assert tuple(load("england-2011", "stances")) == stances
    assert tuple(load("england-2011", "equality")) == equality
    assert tuple(load("england-2011", "alternative_roles")) == roles


def test_england_roster_follows_the_written_rates():
    holders = load("england-2011", "office_holders")
    boards: dict[str, list] = {}
    for h in holders:
        boards.setdefault(h.organisation, []).append(h)
    neds = Counter(sum(h.role == "ned" for h in b) for b in boards.values())
    ids = Counter(h.id for h in holders)
    people = len(ids)
    equality = load("england-2011", "equality")

    def near(count: int, total: int, per_mille: int) -> bool:
        p = per_mille / 1000
        return abs(count - total * p) <= 3 * (total * p * (1 - p)) ** 0.5

    assert set(neds) <= {4, 5, 6, 7, 8}
    assert neds[4] >= 1
    assert near(neds[4], 151, rates.BOARD_WITH_FOUR_NEDS)
    assert near(neds[8], 151, rates.BOARD_WITH_EIGHT_NEDS)
    assert near(sum(all(h.role == "ned" for h in b) for b in boards.values()), 151, rates.CHAIR_VACANT)
    assert near(sum(n > 1 for n in ids.values()), people, rates.TWO_POSTS)
    assert sum(n > 1 for n in ids.values()) >= 1
    assert near(sum(e.sex == "woman" for e in equality), people, rates.WOMEN)
    assert near(sum(e.bme is True for e in equality), people, rates.BME)
    assert near(sum(e.disabled is True for e in equality), people, rates.DISABLED)
    said = Counter(s.stance for s in load("england-2011", "stances"))
    assert near(said["offers_to_stand_down"], people, rates.OFFERS_TO_STAND_DOWN)
    assert near(said["would_take_alternative"], people, rates.WOULD_TAKE_ALTERNATIVE)
    before = sum(h.term_end < date(2013, 3, 31) for h in holders)
    assert near(before, len(holders), 1000 * 21 // rates.TERM_MONTHS)


@pytest.mark.parametrize(
    ("name", "codes"), [("ckw-2011", {"5J6", "5N2", "5N3"}), ("banes-wiltshire-2011", {"5FL", "5QK"})]
)
def test_narrowed_folders_are_england(name, codes):
    assert {o.code for o in load(name, "organisations")} == codes
    inside = {
        "organisations": lambda r: r.code in codes,
        "links": lambda r: {r.a, r.b} <= codes,
        "arrangements": lambda r: r.organisation in codes,
        "coverage": lambda r: r.organisation in codes,
        "office_holders": lambda r: r.organisation in codes,
        "alternative_roles": lambda r: r.organisation in codes,
        "footprints": lambda r: r.organisation in codes,
        "footprints_2013_proxy": lambda r: r.organisation in codes,
    }
    for table, keep in inside.items():
        assert load(name, table) == [r for r in load("england-2011", table) if keep(r)], table
    assert len(references(name)) == 1
    assert all(set(f) <= codes for f in whole_footprints(name).values())


def test_tiny_shows_what_it_is_for():
    organisations = {o.code: o for o in load("tiny", "organisations")}
    holders = load("tiny", "office_holders")
    assert len(organisations) == 6
    assert all(100_000 <= o.population <= 2_800_000 for o in organisations.values())
    neds = Counter(h.organisation for h in holders if h.role == "ned")
    assert {c for c in organisations if neds[c] < 5} == {"T01"}
    assert set(organisations) - {h.organisation for h in holders if h.role == "chair"} == {"T05"}
    assert [h.organisation for h in holders if h.nominated_by and h.la_member] == ["T03"]
    assert organisations["T03"].kind == "care_trust"
    assert [i for i, n in Counter(h.id for h in holders).items() if n > 1] == ["P0011"]
    assert {s.stance for s in load("tiny", "stances")} == {"offers_to_stand_down", "would_take_alternative"}
    assert [d.kind for d in load("tiny", "decisions")] == ["keep_together"]
    files = {p.name for p in (FOLDER / "tiny").glob("*.csv")}
    assert set(settings("tiny")["synthetic"]) == files
    assert not any(m in whole_footprints("tiny").values() for m in references("tiny").values())


@pytest.mark.parametrize("name", NAMES)
def test_reader_accepts_it(name):
    reader = pytest.importorskip("planner.io.read")
    instance = reader.read_instance(FOLDER / name)
    assert instance.name == name
    assert Counter(instance.office_holders) == Counter(load(name, "office_holders"))
    assert len(instance.organisations) == len(load(name, "organisations"))
    assert len(instance.footprints) == len(load(name, "footprints"))


def test_reader_can_switch_to_the_proxies(tmp_path):
    reader = pytest.importorskip("planner.io.read")
    for path in (FOLDER / "england-2011").iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == "instance.toml":
            for table in ("consortia", "footprints"):
                text = text.replace(f'_file = "{table}.csv"', f'_file = "{table}_2013_proxy.csv"')
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    instance = reader.read_instance(tmp_path)
    assert len(instance.consortia) == 211
    assert len(instance.footprints) == len(load("england-2011", "footprints_2013_proxy"))

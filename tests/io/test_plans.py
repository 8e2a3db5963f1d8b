"""Plans as files."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.core.faults import InputFaultsError
from planner.core.plan import Board, Cluster, InstanceStamp, Level, NedSeat, Phase, Plan, RulebookStamp, Setting
from planner.io.plans import plan_json, read_plan, write_plan

START, END = date(2011, 6, 1), date(2013, 3, 31)


@pytest.fixture
def plan() -> Plan:
    """A plan of one cluster and one board; it need not be a good one."""
    return Plan(
        planner_version="0.1.0",
        instance=InstanceStamp(name="small", sha256="0" * 64),
        rulebook=RulebookStamp(id="pct-2011", sha256="1" * 64, effective=(), governance=()),
        decisions=({"kind": "release", "date": "2011-03-02"},),
        settings={"seed": Setting(value=1, origin="default")},
        status="optimal",
        levels=(Level(id="recruits", title="Recruits", unit="people", personal=False, value=0, bound=0),),
        phases=(Phase(id="p1", from_=START, until=END),),
        clusters=(
            Cluster(
                id="N01",
                name="Zoë",
                region="North",
                organisations=("N01",),
                governance="standalone",
                population=5,
            ),
        ),
        boards=(
            Board(
                organisation="N01",
                cluster="N01",
                chair="a",
                audit_chair="b",
                neds=(NedSeat(person="b", seat="own", from_=START, until=END),),
                officers=(),
                vacancies=4,
            ),
        ),
        people=(),
        to_recruit=(),
        rules=(),
        assumptions=("one",),
    )


def faults(path: Path) -> list[Any]:
    """Faults of a plan that is refused."""
    with pytest.raises(InputFaultsError) as caught:
        read_plan(path)
    for fault in caught.value.faults:
        assert fault.fix
        assert fault.file in (path.name, "plan.json")
        assert "pydantic" not in fault.text()
    return list(caught.value.faults)


def test_round_trip(plan: Plan, tmp_path: Path) -> None:
    """What is written is read again the same; only its owner may read the file."""
    path = tmp_path / "plan.json"
    write_plan(plan, path)
    assert read_plan(path) == plan
    assert plan_json(read_plan(path)) == plan_json(plan)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_text(plan: Plan) -> None:
    """Keys in the order of the model, ``from`` as such, letters as they are."""
    text = plan_json(plan)
    assert text.startswith('{\n "schema_version": 1,\n "planner_version": "0.1.0",\n "instance"')
    assert text.endswith("}\n")
    assert '"from": "2011-06-01"' in text
    assert "from_" not in text
    assert "Zoë" in text
    assert list(json.loads(text)) == list(Plan.model_fields)


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (lambda p: p.pop("clusters"), "P-704", "clusters"),
        (lambda p: p["boards"][0].pop("chair"), "P-704", "boards > 1 > chair"),
        (lambda p: p.update(extra=1), "P-705", "extra"),
        (lambda p: p.update(schema_version=2), "P-702", "schema_version"),
        (lambda p: p.update(schema_version=True), "P-702", "schema_version"),
        (lambda p: p.pop("schema_version"), "P-702", "schema_version"),
        (lambda p: p.update(status="best"), "P-706", "status"),
        (lambda p: p["levels"][0].update(value="0"), "P-706", "levels > 1 > value"),
        (lambda p: p["levels"][0].update(value=0.5), "P-706", "levels > 1 > value"),
        (lambda p: p["boards"][0].update(vacancies=True), "P-706", "boards > 1 > vacancies"),
        (lambda p: p["phases"][0].update({"from": "1/6/2011"}), "P-706", "phases > 1 > from"),
    ],
)
def test_wrong_parts(plan: Plan, tmp_path: Path, change, code: str, column: str) -> None:
    """A part that is missing, unknown or wrong is named by its place."""
    data = json.loads(plan_json(plan))
    change(data)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert [(f.code, f.column) for f in faults(path)] == [(code, column)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "P-701"),
        (b"{", "P-701"),
        (b"[]", "P-701"),
        (b'{"a": NaN}', "P-701"),
        (b"[" * 100_000, "P-701"),
        (b'{"a": ' + b"9" * 5000 + b"}", "P-701"),
        (b'{"a": 1, "a": 2, "schema_version": 1}', "P-703"),
        (b"\xff\xfe{", "P-105"),
    ],
)
def test_damaged_files(tmp_path: Path, data: bytes, code: str) -> None:
    """A file that is no plan at all is refused in words."""
    path = tmp_path / "plan.json"
    path.write_bytes(data)
    assert [f.code for f in faults(path)] == [code]


def test_missing_and_too_large(tmp_path: Path) -> None:
    """No file, a folder, a file above the limit."""
    assert faults(tmp_path / "none.json")[0].code == "P-101"
    (tmp_path / "folder").mkdir()
    assert faults(tmp_path / "folder")[0].code == "P-101"  # a folder is looked into: it has no plan.json
    with (tmp_path / "big.json").open("wb") as stream:
        stream.truncate(64 * 1024 * 1024 + 1)
    assert faults(tmp_path / "big.json")[0].code == "P-104"

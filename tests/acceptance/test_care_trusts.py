"""Calderdale, Kirklees and Wakefield under Model 2, and Care Trusts with many authorities that nominate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from planner.core.instance import Instance
from planner.core.rows import Coverage, Link, LocalAuthority, OfficeHolder, Organisation
from planner.io.write import write_instance
from tests.acceptance.command import INSTANCES, Data, edit, load, run

CKW = INSTANCES / "ckw-2011"
TRUSTS = ("CT1", "CT2")
END = date(2013, 3, 31)
Authorities = dict[str, Sequence[str]]
EIGHT: Authorities = {"CT1": ("LA1", "LA2", "LA3", "LA4"), "CT2": ("LA5", "LA6", "LA7", "LA8")}
SEVEN: Authorities = {"CT1": ("LA1", "LA2", "LA3", "LA4"), "CT2": ("LA4", "LA5", "LA6", "LA7")}


def rule(data: Data, name: str) -> Data:
    """What a plan records of a rule."""
    return next(r for r in data["rules"] if r["id"] == name)


def one_board(data: Data) -> tuple[str, list[str]]:
    """Chair and NEDs that all boards of the plan share."""
    (same,) = {(b["chair"], tuple(n["person"] for n in b["neds"])) for b in data["boards"]}
    return same[0], list(same[1])


@pytest.fixture(scope="module")
def ckw(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The proved plan of one cluster under Model 2, verified."""
    out = tmp_path_factory.mktemp("ckw")
    result = run("solve", CKW, "-g", "model-2", "--clusters", "1", "-o", out)
    assert result.exit_code == 0, result.output
    assert run("verify", CKW, out / "plan.json").exit_code == 0
    return load(out)


def test_ckw_has_one_chair_and_five_to_seven_directors(ckw: Data) -> None:
    """On all three boards the same people, each seat shared, everybody of today accounted for."""
    assert [b["organisation"] for b in ckw["boards"]] == ["5J6", "5N2", "5N3"]
    chair, neds = one_board(ckw)
    assert 5 <= len(neds) == len(set(neds)) <= 7
    assert chair not in neds
    assert {n["seat"] for b in ckw["boards"] for n in b["neds"]} == {"shared"}
    assert len({b["audit_chair"] for b in ckw["boards"]} & set(neds)) == 1
    assert len(ckw["people"]) == 21
    assert sum(bool(p["to"]) for p in ckw["people"]) == 1 + len(neds) - len(ckw["to_recruit"])


def test_ckw_quorum_is_five_of_fourteen(ckw: Data) -> None:
    """A chair, seven directors and six officers: a third of fourteen, rounded up."""
    for board in ckw["boards"]:
        voting = sum(o["voting"] for o in board["officers"])
        assert (len(board["neds"]), voting) == (7, 6)
    quorum = rule(ckw, "BRD-QUO")
    assert quorum["status"] == "pass"
    assert quorum["measured"] == "14 people in post on the tightest board"
    assert quorum["limit"] == "quorum 5"


def trusts(folder: Path, authorities: Authorities, *, joint: bool = False) -> Path:
    """Two Care Trusts that touch; each authority has a nominee, ``joint`` ones one for both trusts."""
    holders = []
    for trust, nominating in authorities.items():
        holders.append(OfficeHolder(id=f"{trust}-chair", organisation=trust, role="chair", term_end=END))
        other = [f"{trust}-{n}" for n in range(1, 8 - len(nominating))]
        for person in other:
            audit = person == other[0]
            holders.append(
                OfficeHolder(id=person, organisation=trust, role="ned", term_end=END, audit_chair=audit)
            )
        for code in nominating:
            person = f"{code}-member" if joint else f"{trust}-{code}"
            holders.append(
                OfficeHolder(
                    id=person, organisation=trust, role="ned", term_end=END, nominated_by=code, la_member=True
                )
            )
    codes = sorted({code for nominating in authorities.values() for code in nominating})
    instance = Instance(
        name="care-trusts",
        title="Two Care Trusts and the authorities that nominate to them",
        as_at=date(2011, 6, 1),
        horizon_end=END,
        rulebook="pct-2011",
        synthetic=("office_holders.csv",),
        organisations=tuple(
            Organisation(
                code=trust,
                name=f"Trust {trust[-1]}",
                kind="care_trust",
                region="North",
                population=300_000,
                ned_seats=7,
            )
            for trust in TRUSTS
        ),
        links=(Link(a="CT1", b="CT2", kind="land", length_m=9_000),),
        local_authorities=tuple(LocalAuthority(code=code, name=f"Council {code[2:]}") for code in codes),
        coverage=tuple(
            Coverage(organisation=trust, local_authority=code, relevant=True)
            for trust, nominating in authorities.items()
            for code in nominating
        ),
        office_holders=tuple(holders),
    )
    write_instance(instance, folder / "care-trusts")
    return folder / "care-trusts"


def nominators(instance_board: Data) -> set[str]:
    """Authorities whose nominees a board shows."""
    return {n["nominee_of"] for n in instance_board["neds"]} - {None}


def test_eight_authorities_do_not_fit_one_set_of_directors(tmp_path: Path) -> None:
    """Exit 4 under Model 2; the text names the trusts, the rule with its source, and how many authorities."""
    instance = trusts(tmp_path, EIGHT)
    out = tmp_path / "out"
    result = run("solve", instance, "-g", "model-2", "--clusters", "1", "-o", out)
    assert result.exit_code == 4, result.output
    assert result.stdout.startswith("No plan meets the law, the guidance and your decisions.\n")
    for words in (
        "Under Model 2 (one chair and one set of directors), no boards that meet the rules are possible for: ",
        "Trust 1 (CT1), Trust 2 (CT2)",
        "BRD-7 (statute; pct-cluster-2011 appendix A paragraph 3.3 (Care Trusts)",
        "BRD-3 (statute; ",
        "8 local authorities each nominate a director",
        "Under Model 2 every director sits on all boards of the cluster, so all 8 nominees would, and no board "
        "has more than 7 directors. Under Model 3 a nominee may sit on the board of the Care Trust alone.",
    ):
        assert words in result.stdout, result.stdout
    for word in ("infeasible", "constraint", "variable"):
        assert word not in result.stdout
    assert list(out.iterdir()) == []


def test_the_refusal_names_the_authorities(tmp_path: Path) -> None:
    """A planner who must choose whom to ask needs their names."""
    instance = trusts(tmp_path, EIGHT)
    result = run("solve", instance, "-g", "model-2", "--clusters", "1", "-o", tmp_path / "out")
    for number in range(1, 9):
        assert f"Council {number}" in result.stdout


def test_eight_authorities_fit_locality_directors(tmp_path: Path) -> None:
    """Under Model 3 each board has its own four nominees beside the shared directors."""
    instance = trusts(tmp_path, EIGHT)
    out = tmp_path / "out"
    result = run("solve", instance, "-g", "model-3", "--clusters", "1", "-o", out)
    assert result.exit_code == 0, result.output
    data = load(out)
    assert [c["organisations"] for c in data["clusters"]] == [list(TRUSTS)]
    for board in data["boards"]:
        assert nominators(board) == set(EIGHT[board["organisation"]])
    assert rule(data, "BRD-7")["measured"] == "8 nominations filled"
    assert run("verify", instance, out / "plan.json").exit_code == 0


@pytest.mark.parametrize("model", ["model-1", "model-4"])
def test_eight_authorities_fit_boards_that_stay(model: str, tmp_path: Path) -> None:
    """Nobody's place ends where every trust keeps its board."""
    instance = trusts(tmp_path, EIGHT)
    result = run("solve", instance, "-g", model, "--clusters", "1", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert {p["outcome"] for p in load(tmp_path / "out")["people"]} == {"continues"}


def test_alone_each_trust_keeps_its_board(tmp_path: Path) -> None:
    """Under Model 2 with two clusters the trusts stand alone."""
    instance = trusts(tmp_path, EIGHT)
    result = run("solve", instance, "-g", "model-2", "--clusters", "2", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert {c["governance"] for c in load(tmp_path / "out")["clusters"]} == {"standalone"}


@pytest.mark.parametrize("joint", [True, False])
def test_seven_authorities_just_fit(joint: bool, tmp_path: Path) -> None:
    """Seven nominees and nobody else; the authority of both trusts has one of them, today perhaps two."""
    instance = trusts(tmp_path, SEVEN, joint=joint)
    out = tmp_path / "out"
    result = run("solve", instance, "-g", "model-2", "--clusters", "1", "-o", out)
    assert result.exit_code == 0, result.output
    data = load(out)
    _, neds = one_board(data)
    assert len(neds) == 7
    for board in data["boards"]:
        assert nominators(board) == set(SEVEN[board["organisation"]])
    assert data["to_recruit"] == []
    assert run("verify", instance, out / "plan.json").exit_code == 0


def test_an_authority_without_a_nominee_gets_one_by_recruitment(tmp_path: Path) -> None:
    """The nominee today is no member of the authority: someone new is nominated, on both boards."""
    instance = trusts(tmp_path, SEVEN, joint=True)
    edit(
        instance,
        "office_holders",
        lambda rows: [{**r, "la_member": "no"} if r["nominated_by"] == "LA2" else r for r in rows],
    )
    out = tmp_path / "out"
    result = run("solve", instance, "-g", "model-2", "--clusters", "1", "-o", out)
    assert result.exit_code == 0, result.output
    data = load(out)
    (recruit,) = data["to_recruit"]
    assert (recruit["organisations"], recruit["role"]) == (list(TRUSTS), "ned")
    assert "LA2" in " ".join(recruit["conditions"])
    (board,) = (b for b in data["boards"] if b["organisation"] == "CT1")
    (seat,) = (n for n in board["neds"] if n["person"] == recruit["id"])
    assert seat["nominee_of"] == "LA2"
    assert run("verify", instance, out / "plan.json").exit_code == 0

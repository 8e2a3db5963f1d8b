"""Board rules that are off, switched on in one's own rulebook: solved, verified, or refused with reason."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.io.rulebook import load_rulebook, models_dir

CKW = Path(__file__).parents[2] / "instances" / "ckw-2011"
SHIPPED = (models_dir() / "rulebooks" / "pct-2011.toml").read_text(encoding="utf-8")
Row = dict[str, str]


def run(*words: Path | str) -> Result:
    """Run ``planner`` in this process."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


def switched(rule: str, on: bool, *changes: tuple[str, str]) -> str:
    """The shipped rulebook under another id with one rule on or off, and other changes within that rule."""
    head, tail = SHIPPED.split(f'[[rules]]\nid = "{rule}"\n', 1)
    body, stop, rest = tail.partition("\n[[")
    body = body.replace("on = false\n", "")
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new, 1)
    word = "true" if on else "false"
    text = f'{head}[[rules]]\nid = "{rule}"\non = {word}\n{body}{stop}{rest}'
    return text.replace('id = "pct-2011"', 'id = "mine"', 1)


def instance(folder: Path, rulebook: str, edit: Callable[[list[Row]], None] = lambda rows: None) -> Path:
    """A copy of an instance with a rulebook beside it and other office holders."""
    there = folder / "mine"
    shutil.copytree(CKW, there)
    (there / "my-rules.toml").write_text(rulebook, encoding="utf-8")
    head = (there / "instance.toml").read_text(encoding="utf-8")
    assert 'rulebook = "pct-2011"' in head
    (there / "instance.toml").write_text(head.replace('"pct-2011"', '"my-rules.toml"', 1), encoding="utf-8")
    with (there / "office_holders.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    edit(rows)
    for file in ("stances", "equality", "decisions", "alternative_roles"):
        (there / f"{file}.csv").unlink(missing_ok=True)
    with (there / "office_holders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return there


def solved(there: Path, model: str, code: int = 0) -> Any:
    """The plan, verified; or the text of the refusal."""
    out = there.parent / "out"
    result = run("solve", there, "-g", model, "--clusters", "1", "--workers", "1", "-o", out)
    assert result.exit_code == code, result.output
    if code:
        return result.output
    verdict = run("verify", there, out / "plan.json")
    assert verdict.exit_code == 0, verdict.output
    return json.loads((out / "plan.json").read_text(encoding="utf-8"))


def without_finance(rows: list[Row]) -> None:
    """Nobody has finance."""
    for row in rows:
        row["skills"] = row["skills"].replace("finance", "community")


def one_vacancy(rows: list[Row]) -> None:
    """Nobody has finance, and the last director of every board is gone."""
    without_finance(rows)
    for code in sorted({row["organisation"] for row in rows}):
        last = [row for row in rows if row["organisation"] == code and row["audit_chair"] == "no"][-1]
        rows.remove(last)


@pytest.mark.parametrize("rule", ["BRD-5", "BRD-AC"])
def test_a_recruit_is_sought_with_the_skill(rule: str, tmp_path: Path) -> None:
    """Where nobody has finance, one recruit brings it, and the plan says so."""
    change = [("financial = false", "financial = true")] if rule == "BRD-AC" else []
    there = instance(tmp_path, switched(rule, True, *change), without_finance)
    plan = solved(there, "model-2")
    assert [r["conditions"] for r in plan["to_recruit"]] == [[f"with the skill finance ({rule})"]]
    assert {r["status"] for r in plan["rules"] if r["id"] == rule} == {"pass"}


def test_one_recruit_serves_boards_with_a_vacancy(tmp_path: Path) -> None:
    """Boards that keep their people take one more, the same for all; dual appointments are lawful."""
    there = instance(tmp_path, switched("BRD-5", True), one_vacancy)
    plan = solved(there, "model-4")
    assert len(plan["to_recruit"]) == 1
    assert len(plan["to_recruit"][0]["organisations"]) == 3


def test_full_boards_without_the_skill_are_refused(tmp_path: Path) -> None:
    """A board that keeps seven directors has no seat for somebody with finance."""

    def full(rows: list[Row]) -> None:
        without_finance(rows)
        code = rows[0]["organisation"]
        mine = [row for row in rows if row["organisation"] == code and row["role"] == "ned"]
        new = {**mine[-1], "audit_chair": "no", "nominated_by": "", "la_member": "no"}
        rows.extend({**new, "id": f"X{n}"} for n in range(7 - len(mine)))

    words = solved(instance(tmp_path, switched("BRD-5", True), full), "model-4", code=4)
    assert "BRD-5 (guidance" in words
    assert "M4-a (guidance" in words


def test_the_skill_is_not_asked_for_by_default(tmp_path: Path) -> None:
    """Off as shipped: skills are counted, nobody is sought."""
    there = instance(tmp_path, SHIPPED.replace('id = "pct-2011"', 'id = "mine"', 1), without_finance)
    plan = solved(there, "model-2")
    assert plan["to_recruit"] == []
    assert {r["status"] for r in plan["rules"] if r["id"] == "BRD-5"} == {"not_checked"}


def test_ten_years_in_one_post(tmp_path: Path) -> None:
    """Under one set of directors somebody else is taken; a board that keeps its people can't, and says why."""

    def long(rows: list[Row]) -> None:
        for row in rows:
            row["in_post_since"] = ""
        next(r for r in rows if r["role"] == "chair")["in_post_since"] = "2001-04-01"

    there = instance(tmp_path, switched("BRD-TEN", True), long)
    first = next(csv.DictReader((there / "office_holders.csv").open(encoding="utf-8")))
    plan = solved(there, "model-2")
    assert first["id"] not in {b["chair"] for b in plan["boards"] if b["organisation"] == first["organisation"]}
    words = solved(there, "model-4", code=4)
    assert "BRD-TEN (assumption" in words
    assert "M4-a (guidance" in words


def test_a_cluster_board_with_as_many_non_executives_as_executives(tmp_path: Path) -> None:
    """One nominee each is too few for five executives; a variant with two each is not."""
    there = instance(tmp_path, switched("BRD-10", True))
    assert "BRD-10 (assumption" in solved(there, "model-1", code=4)
    text = (models_dir() / "governance" / "model-1.toml").read_text(encoding="utf-8")
    variant = tmp_path / "two-each.toml"
    variant.write_text(text.replace('"model-1"', '"two-each"').replace("[1, 1]", "[1, 2]"), encoding="utf-8")
    (cluster,) = solved(there, str(variant))["clusters"]
    assert len(cluster["cluster_board"]["neds"]) >= 4


def test_a_nominee_who_is_no_member(tmp_path: Path) -> None:
    """With ``member_required = false`` whoever an authority nominated counts, in solving and in checking."""
    nominated: list[str] = []

    def nominee(rows: list[Row]) -> None:
        row = next(r for r in rows if r["role"] == "ned" and r["audit_chair"] == "no")
        row["nominated_by"] = "LA1"
        nominated.extend([row["id"], row["organisation"]])

    rulebook = switched("BRD-7", True, ("member_required = true", "member_required = false"))
    there = instance(tmp_path, rulebook, nominee)
    code = nominated[1]
    (there / "local_authorities.csv").write_text("code,name\nLA1,Council 1\n", encoding="utf-8")
    (there / "coverage.csv").write_text(
        f"organisation,local_authority,relevant\n{code},LA1,yes\n", encoding="utf-8"
    )
    table = (there / "organisations.csv").read_text(encoding="utf-8")
    lines = [x.replace(",pct,", ",care_trust,") if x.startswith(code) else x for x in table.splitlines()]
    (there / "organisations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "W-612" not in run("check", there).output
    for model in ("model-2", "model-4"):
        plan = solved(there, model)
        board = next(b for b in plan["boards"] if b["organisation"] == code)
        assert [n["person"] for n in board["neds"] if n["nominee_of"] == "LA1"] == [nominated[0]]
        assert plan["to_recruit"] == []


@pytest.mark.parametrize(
    ("rule", "change", "words"),
    [
        ("BRD-5", ('must = ["finance"]', 'must = ["finances"]'), 'Did you mean "finance"?'),
        ("BRD-5", ('must = ["finance"]', 'must = "finance"'), "Needed is a list of words."),
        ("BRD-PEC", ("pec_chair", "pec_chair"), "The rulebook lists no pec_chair among its officers"),
        ("BRD-AC", ("financial = false", "financial = 1"), "Needed is true or false."),
        ("BRD-10", ("executives = 5", 'executives = "five"'), "Needed is a whole number"),
    ],
)
def test_what_a_switched_rule_can_not_follow(
    rule: str, change: tuple[str, str], words: str, tmp_path: Path
) -> None:
    """Told before anything is solved."""
    there = instance(tmp_path, switched(rule, True, change))
    result = run("solve", there, "-g", "model-2", "-o", tmp_path / "out")
    assert result.exit_code == 3
    assert words in result.output


def test_posts_of_a_committee_that_the_rulebook_lists(tmp_path: Path) -> None:
    """With the two posts among the officers, they vote on every board."""
    text = switched("BRD-PEC", True)
    for old, new in (('id = "medical"', 'id = "pec_chair"'), ('id = "nurse"', 'id = "pec_nominee"')):
        assert old in text
        text = text.replace(old, new, 1)
    plan = solved(instance(tmp_path, text), "model-3")
    for board in plan["boards"]:
        assert {o["post"] for o in board["officers"] if o["voting"]} >= {"pec_chair", "pec_nominee"}


def test_the_shipped_rulebook_switched_back_is_read(tmp_path: Path) -> None:
    """The helper of this page changes what it says and nothing else."""
    (tmp_path / "on.toml").write_text(switched("BRD-VICE", True), encoding="utf-8")
    on, shipped = load_rulebook(tmp_path / "on.toml"), load_rulebook("pct-2011")
    assert on.by_id["BRD-VICE"].on
    assert [r for r in on.rules if r.id != "BRD-VICE"] == [r for r in shipped.rules if r.id != "BRD-VICE"]

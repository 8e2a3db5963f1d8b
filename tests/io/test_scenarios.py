"""Scenarios: read, held against their instance, and every value with its origin."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from planner.core.faults import InputFaultsError
from planner.core.scenario import Scenario
from planner.io.effective import WrongOptionError, effective
from planner.io.read import read_instance
from planner.io.rulebook import load_rulebook
from planner.io.scenario_apply import apply_scenario
from planner.io.scenario_keys import KEYS, TABLES
from planner.io.scenarios import era_ids, load_era, read_scenarios, scenario_named
from planner.io.sound_scenarios import sound_scenarios
from planner.io.toml_places import toml_places
from tests.io.folder import Content, content, write_csv, write_xlsx

BOOK = load_rulebook("pct-2011")
TOGETHER = (
    '[[scenario.s.add]]\nkind = "keep_together"\nsubject = "N01"\nobject = "N03"\nreason = "r"\nowner = "o"\n'
)


def folder(tmp_path: Path, text: str, what: Content | None = None) -> Path:
    """A small instance with scenarios."""
    path = write_csv(what or content(), tmp_path / "small")
    (path / "scenarios.toml").write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of every fault that ``planner check`` would tell."""
    with pytest.raises(InputFaultsError) as error:
        sound_scenarios(read_instance(path), path)
    return [(f.code, f.row, f.column) for f in error.value.faults]


def test_no_file_no_scenarios(tmp_path: Path) -> None:
    """An instance needs none."""
    assert read_scenarios(write_csv(content(), tmp_path / "small")) == {}


def test_it_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    """Dates, aims, a rule's number and a decision; instance and rulebook get fingerprints of their own."""
    text = (
        "[scenario.s]\nas_at = 2011-12-01\nboard_levels = ['cost']\n"
        "[scenario.s.rules.GEO-SIZE]\nparameters = { max = 4 }\n" + TOGETHER
    )
    path = folder(tmp_path, text)
    whole = read_instance(path)
    given, book = apply_scenario(whole, BOOK, read_scenarios(path)["s"])
    assert given.as_at == dt.date(2011, 12, 1)
    assert [d.subject for d in given.decisions if d not in whole.decisions] == ["N01"]
    assert given.sha256 != whole.sha256
    assert book.board_levels == ("cost",)
    assert book.by_id["GEO-SIZE"].parameters == {**BOOK.by_id["GEO-SIZE"].parameters, "max": 4}
    assert (book.id, book.sha256 != BOOK.sha256) == ("pct-2011+s", True)
    same = book.model_copy(update={"board_levels": BOOK.board_levels})
    assert [r for r in same.rules if r != BOOK.by_id[r.id]] == [book.by_id["GEO-SIZE"]]
    assert given.replaced(as_at=whole.as_at, decisions=whole.decisions, sha256=whole.sha256) == whole


def test_what_changes_nothing_leaves_the_fingerprints(tmp_path: Path) -> None:
    """A scenario that says what holds anyway is the same instance and the same rulebook."""
    path = folder(tmp_path, "[scenario.s]\nas_at = 2011-06-01\n[scenario.s.rules.GEO-SIZE]\non = true\n")
    whole = read_instance(path)
    assert apply_scenario(whole, BOOK, read_scenarios(path)["s"]) == (whole, BOOK)


def test_a_decision_removed(tmp_path: Path) -> None:
    """A pair is found in either order."""
    what = content()
    what.tables["decisions"] = [
        ["kind", "subject", "object", "reason", "owner"],
        ["keep_apart", "N01", "N02", "r", "o"],
    ]
    text = '[[scenario.s.remove]]\nkind = "keep_apart"\nsubject = "N02"\nobject = "N01"\n'
    path = folder(tmp_path, text, what)
    assert apply_scenario(read_instance(path), BOOK, read_scenarios(path)["s"])[0].decisions == ()


def test_another_file_of_footprints(tmp_path: Path) -> None:
    """Its rows take the place of the instance's; a row about nobody has its own file and row."""
    what = content()
    code = what.tables["consortia"][1][0]
    what.tables["footprints_later"] = [
        ["consortium", "organisation", "share_of_organisation"],
        [code, "N01", "1"],
    ]
    path = folder(tmp_path, "[scenario.s]\nfootprints_file = 'footprints_later.csv'\n", what)
    given, _ = apply_scenario(read_instance(path), BOOK, read_scenarios(path)["s"])
    assert [(f.consortium, f.organisation) for f in given.footprints] == [(code, "N01")]
    what.tables["footprints_later"][1][1] = "N99"
    write_csv(what, tmp_path / "small")
    with pytest.raises(InputFaultsError) as error:
        apply_scenario(read_instance(path), BOOK, read_scenarios(path)["s"])
    assert [(f.file, f.row, f.value) for f in error.value.faults] == [("footprints_later.csv", 2, "N99")]


def test_beside_a_workbook(tmp_path: Path) -> None:
    """The file lies beside the workbook; tables it names are sheets."""
    what = content()
    what.tables["consortia_later"] = [["code", "name"], ["D1", "Later Care"]]
    what.tables["footprints_later"] = [
        ["consortium", "organisation", "share_of_organisation"],
        ["D1", "N01", "1"],
    ]
    path = write_xlsx(what, tmp_path / "small.xlsx")
    text = "[scenario.s]\nfootprints_file = 'footprints_later.csv'\nconsortia_file = 'consortia_later.csv'\n"
    (tmp_path / "scenarios.toml").write_text(text, encoding="utf-8")
    given, _ = apply_scenario(read_instance(path), BOOK, scenario_named(path, "s"))
    assert [c.code for c in given.consortia] == ["D1"]


WRONG = {
    "unknown key": ("[scenario.s]\ntitel = 'x'\n", [("P-803", 2, "scenario.s.titel")]),
    "unknown table": ("[scenarios.s]\n", [("P-803", None, "scenarios")]),
    "name": ("[scenario.'a b']\n", [("P-801", 1, "scenario.a b")]),
    "kind of value": ("[scenario.s]\n\nseed = '1'\n", [("P-804", 3, "scenario.s.seed")]),
    "date": ("[scenario.s]\nas_at = 'soon'\n", [("P-309", 2, "scenario.s.as_at")]),
    "dates in order": ("[scenario.s]\nas_at = 2013-04-01\n", [("P-402", 2, "scenario.s.as_at")]),
    "not TOML": ("[scenario.s\n", [("P-110", 1, None)]),
    "rule": ("[scenario.s.rules.GEO-SISE]\non = false\n", [("P-806", 1, "scenario.s.rules.GEO-SISE")]),
    "of a rule": ("[scenario.s.rules]\nBRD-3 = { max = 8 }\n", [("P-803", 2, "scenario.s.rules.BRD-3.max")]),
    "always on": ("[scenario.s.rules.GEO-4]\non = false\n", [("P-714", 1, "scenario.s.rules.GEO-4")]),
    "a rule's number": (
        "[scenario.s.rules.GEO-SIZE.parameters]\nmax = 'ten'\n",
        [("P-715", 2, "scenario.s.rules.GEO-SIZE.parameters.max")],
    ),
    "aim": ("[scenario.s]\nboard_levels = ['costs']\n", [("P-712", 2, "scenario.s.board_levels")]),
    "organisation": (TOGETHER.replace("N03", "N93"), [("P-410", 4, "scenario.s.add.1.object")]),
    "two scenarios, two faults": (
        "[scenario.a]\nseed = true\n[scenario.b.rules.X]\non = true\n",
        [("P-804", 2, "scenario.a.seed"), ("P-806", 3, "scenario.b.rules.X")],
    ),
    "contradiction": (
        TOGETHER + TOGETHER.replace("keep_together", "keep_apart"),
        [("P-520", 8, "scenario.s.add.2.kind")],
    ),
    "removal": (
        "[[scenario.s.remove]]\nkind = 'exempt'\nsubject = 'GEO-7'\n",
        [("P-807", 1, "scenario.s.remove.1")],
    ),
    "kind of removal": ("[[scenario.s.remove]]\nkind = 'exemt'\n", [("P-804", 2, "scenario.s.remove.1.kind")]),
    "region": ("[scenario.s]\nregions = ['Nowhere']\n", [("P-808", 2, "scenario.s.regions")]),
    "model": ("[scenario.s]\ngovernance = 'model-9'\n", [("P-808", 2, "scenario.s.governance")]),
    "model of one": (
        "[scenario.s.governance_of]\nN01 = 'any'\n",
        [("P-808", 2, "scenario.s.governance_of.N01")],
    ),
    "cluster of nobody": (
        "[scenario.s]\ngovernance_of = { N91 = 'model-1' }\n",
        [("P-410", 2, "scenario.s.governance_of.N91")],
    ),
    "file": ("[scenario.s]\nfootprints_file = 'no.csv'\n", [("P-805", 2, "scenario.s.footprints_file")]),
    "path": ("[scenario.s]\nfootprints_file = '../a.csv'\n", [("P-804", 2, "scenario.s.footprints_file")]),
    "no reference": ("[scenario.s]\nreference = 'r.csv'\n", [("P-808", 2, "scenario.s.reference")]),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_fault_has_its_line_and_table(name: str, tmp_path: Path) -> None:
    """All faults of all scenarios at once, each where it stands."""
    text, expected = WRONG[name]
    path = folder(tmp_path, text)
    assert faults(path) == expected


def test_an_unknown_name_gets_the_nearest(tmp_path: Path) -> None:
    """Those there are are named."""
    path = folder(tmp_path, "[scenario.fewer]\n[scenario.more]\n")
    with pytest.raises(InputFaultsError) as error:
        scenario_named(path, "fever")
    (found,) = error.value.faults
    assert 'Did you mean "fewer"?' in found.fix
    assert "fewer, more" in found.why


ORDER: list[tuple[str, dict[str, Any], tuple[Any, str]]] = [
    ("", {}, (1, "default")),
    ("seed = 7", {}, (7, "scenario")),
    ("seed = 7", {"seed": 1}, (1, "option")),
    ("", {"seed": 1}, (1, "option")),
]


@pytest.mark.parametrize(("text", "options", "expected"), ORDER)
def test_the_command_line_wins_also_with_the_default(
    text: str, options: dict[str, Any], expected: tuple[Any, str], tmp_path: Path
) -> None:
    """A value given on the command line is of the command line, though it is the usual one."""
    path = folder(tmp_path, f"[scenario.s]\n{text}\n")
    found = effective(read_instance(path), BOOK, scenario_named(path, "s"), options=options)
    assert (found.settings.seed, found.settings.origins.get("seed", "default")) == expected


def test_an_option_replaces_a_table_whole(tmp_path: Path) -> None:
    """Caps are not mixed from two places, so that their origin is one."""
    path = folder(tmp_path, "[scenario.s]\ncaps = { cost = 1, meetings = 2 }\n")
    found = effective(read_instance(path), BOOK, scenario_named(path, "s"), options={"caps": {"meetings": 9}})
    assert found.settings.caps == {"meetings": 9}


def test_a_wrong_option_is_no_fault_of_the_scenario(tmp_path: Path) -> None:
    """It is told as an option, whatever the scenario says of it."""
    path = folder(tmp_path, "[scenario.s]\nregions = ['North']\n")
    scenario = scenario_named(path, "s")
    assert effective(read_instance(path), BOOK, scenario).instance.regions_kept == ("North",)
    with pytest.raises(WrongOptionError, match="Nowhere"):
        effective(read_instance(path), BOOK, scenario, options={"regions": ("Nowhere",)})


def test_eras() -> None:
    """The letter leaves Model 4 out where a model may be chosen; the guidance alone changes nothing."""
    assert era_ids() == ("jan-2011", "sep-2011")
    assert load_era("sep-2011").models == ("model-1", "model-2", "model-3")
    early = load_era("jan-2011")
    assert early == Scenario(
        name="jan-2011", origin="era", title=early.title, file=early.file, folder=early.folder, rows=early.rows
    )
    with pytest.raises(KeyError, match="jan-2011, sep-2011"):
        load_era("feb-2011")


def test_places_in_a_file() -> None:
    """Quoted keys, dotted keys, tables below items of a list; a text of several lines holds no place."""
    text = '[a."b c"]\n# [x]\nd.e = 1\n[[f]]\n[f.g]\nh = 2\n[[f]]\n[f.g]\n'
    assert toml_places(text) == {
        "a.b c": 1,
        "a.b c.d.e": 3,
        "f.1": 4,
        "f.1.g": 5,
        "f.1.g.h": 6,
        "f.2": 7,
        "f.2.g": 8,
    }
    assert toml_places('a = """\n[b]\nc = 1\n"""\nd = [\n{ e = 1 },\n]') == {
        "a": 1,
        "d": 5,
        "d.1": 6,
        "d.1.e": 6,
    }


ODD = (
    "true", "0", "-1", "1.5", "nan", "inf", "''",
    "'x'", "'=1+1'", "[]", "[1]", "['a', 2]", "[[]]", "[3, 1]", "{}",
    "{ a = 1 }", "{ a = {} }", "2011-06-01T00:00:00", "07:32:00", "1979-05-27", "[{}]", "[{ kind = 1 }]",
    "10000000000000000000000", "'../x.csv'", "'a.csv'",
)  # fmt: skip


@pytest.mark.parametrize("key", [*KEYS, *TABLES, "rules.GEO-POP", "rules.BRD-5"])
def test_whatever_stands_there_is_understood_or_a_fault(key: str, tmp_path: Path) -> None:
    """No value of any key ends in anything but faults with a place."""
    path = folder(tmp_path, "")
    given = read_instance(path)
    odd = [f"{key} = {value}" for value in ODD]
    if key.startswith("rules."):
        odd += [f"{key}.parameters = {value}" for value in ODD]
        odd += [
            f"{key}.parameters.{name} = {v}" for name in ("windows", "multiples", "must", "theta") for v in ODD
        ]
    text = "\n".join(f"[scenario.s{n}]\n{line}" for n, line in enumerate(odd))
    (path / "scenarios.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputFaultsError) as error:
        sound_scenarios(given, path)
    assert all(f.file and f.what and f.fix for f in error.value.faults)

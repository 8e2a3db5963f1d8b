"""Words that are easily got wrong: names in two spellings, rows of a suggestion that nobody filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.io.read import read_with_warnings
from planner.io.warn_words import OWNER, REASON
from tests.io.folder import content
from tests.io.test_places import told


@pytest.mark.parametrize("other", ["north", "NORTH", "No rth"])
def test_a_region_in_two_spellings(other: str, tmp_path: Path) -> None:
    """It is read as another region, and that is told at the rarer spelling, whichever comes first."""
    what = content()
    what.cell("organisations", 2, "region", other)
    del what.tables["decisions"][1:]
    hits = [w for w in told(what, tmp_path / "spelt") if w.code == "W-607"]
    assert [(w.row, w.column, w.value, w.warning) for w in hits] == [(2, "region", other, True)]
    assert '"North"' in hits[0].fix
    assert len(read_with_warnings(tmp_path / "spelt")[0].regions) == 3


def test_other_names_are_other_regions(tmp_path: Path) -> None:
    """Names that differ in a letter or a sign are no spellings of one."""
    what = content()
    what.cell("organisations", 2, "region", "North 2")
    what.cell("organisations", 3, "region", "Norths")
    del what.tables["decisions"][1:]
    assert [w for w in told(what, tmp_path / "names") if w.code == "W-607"] == []


def test_an_arrangement_in_two_spellings(tmp_path: Path) -> None:
    """Of two equally frequent spellings the first counts as the usual one."""
    what = content()
    what.cell("arrangements", 3, "arrangement", "South  coast")
    (hit,) = told(what, tmp_path / "spelt")
    assert (hit.code, hit.file, hit.row, hit.column) == ("W-608", "arrangements.csv", 3, "arrangement")
    assert '"South Coast"' in hit.fix


def test_placeholders_of_a_suggestion(tmp_path: Path) -> None:
    """A suggested row that was copied but not filled in is told, each cell by itself."""
    what = content()
    what.cell("decisions", 5, "reason", REASON)
    what.cell("decisions", 5, "owner", OWNER.capitalize())
    hits = told(what, tmp_path / "copied")
    assert [(w.code, w.row, w.column) for w in hits] == [("W-615", 5, "reason"), ("W-615", 5, "owner")]
    assert all(w.warning for w in hits)


@pytest.mark.parametrize("given", ["N01 N02", "N01, N02", "N01,N02", "N02 and N01;N03", "N01/N02"])
def test_codes_that_are_not_separated(given: str, tmp_path: Path) -> None:
    """One fault, which says how to separate them, and none about a code that nobody wrote."""
    what = content()
    what.cell("decisions", 5, "object", given)
    (fault,) = told(what, tmp_path / "list")
    assert (fault.code, fault.row, fault.column) == ("P-512", 5, "object")
    assert "separated by ;" in fault.what
    assert fault.fix == "Write " + ("N02;N01;N03" if "and" in given else "N01;N02") + "."


@pytest.mark.parametrize(
    ("given", "codes"), [("N01;N01", ["P-502"]), ("N02 ; N01; N02", ["P-502"]), ("N01; N02;", [])]
)
def test_a_code_that_is_repeated(given: str, codes: list[str], tmp_path: Path) -> None:
    """It may stand for one that was meant, so it is asked; a list with each code once is right."""
    what = content()
    what.cell("decisions", 5, "object", given)
    faults = told(what, tmp_path / "list")
    assert [(f.code, f.row, f.column) for f in faults] == [(c, 5, "object") for c in codes]


def test_an_exemption_of_one_unknown_code(tmp_path: Path) -> None:
    """A single code that is wrong is told as that."""
    what = content()
    what.cell("decisions", 5, "object", "N04;N01")
    (fault,) = told(what, tmp_path / "list")
    assert fault.code == "P-410"

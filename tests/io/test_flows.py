"""Flows of patients in links.csv: numbers in all of them or in none, and in no other link."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.core.faults import Fault, InputFaultsError
from planner.io.read import read_instance
from planner.io.write import write_instance
from tests.io.folder import Content, content, write_csv


def with_column(numbers: dict[int, str]) -> Content:
    """The small instance with a column of patients; row 7 is its flow, and rows 8 and 9 are two more."""
    what = content()
    what.line("links", "N01", "S02", "patient_flow")
    what.line("links", "N03", "S02", "patient_flow")
    for row, line in enumerate(what.tables["links"], start=1):
        line.append("patients" if row == 1 else numbers.get(row, ""))
    return what


def faults(what: Content, folder: Path) -> list[Fault]:
    """Faults of reading."""
    with pytest.raises(InputFaultsError) as caught:
        read_instance(write_csv(what, folder))
    return list(caught.value.faults)


def test_numbers_are_read_and_written_again(tmp_path: Path) -> None:
    """Also 0, also with commas."""
    given = read_instance(write_csv(with_column({7: "1,200", 8: "0", 9: "31"}), tmp_path / "a"))
    assert {(x.a, x.b): x.patients for x in given.links if x.kind == "patient_flow"} == {
        ("S01", "S03"): 1200,
        ("N01", "S02"): 0,
        ("N03", "S02"): 31,
    }
    assert all(x.patients is None for x in given.links if x.kind != "patient_flow")
    write_instance(given, tmp_path / "b")
    assert read_instance(tmp_path / "b") == given


def test_an_empty_column_is_none_and_leaves_the_fingerprint(tmp_path: Path) -> None:
    """Instances written before there was the column are what they were."""
    without = with_column({})
    for line in without.tables["links"]:
        line.pop()
    plain = read_instance(write_csv(without, tmp_path / "a"))
    empty = read_instance(write_csv(with_column({}), tmp_path / "b"))
    assert plain == empty
    counted = read_instance(write_csv(with_column({7: "1", 8: "1", 9: "1"}), tmp_path / "c"))
    assert counted.sha256 != plain.sha256


def test_the_fingerprint_of_the_tiny_instance_is_what_it_was() -> None:
    """As first released; plans made for it go on to verify."""
    tiny = Path(__file__).parents[2] / "instances" / "tiny"
    assert read_instance(tiny).sha256.startswith("ae7faf4671b02d944")


def test_some_with_and_some_without(tmp_path: Path) -> None:
    """The rows without a number are named."""
    (fault,) = faults(with_column({8: "5"}), tmp_path / "a")
    assert (fault.code, fault.row, fault.column) == ("P-419", 7, "patients")
    assert "Without a number: row 7, 9. " in fault.why
    what = with_column({8: "5"})
    pairs = [("N01", "N02"), ("N01", "N03"), ("N02", "N03"), ("N01", "S01"), ("N01", "S03"), ("N02", "S01")]
    pairs += [("N02", "S02"), ("N02", "S03"), ("N03", "S01"), ("N03", "S03")]
    for a, b in pairs:
        what.line("links", a, b, "patient_flow")
    (fault,) = faults(what, tmp_path / "b")
    assert "Without a number: row 7, 9, 10, 11, 12, 13, 14, 15, 16, 17 and 2 more. " in fault.why


@pytest.mark.parametrize(("row", "kind"), [(2, "land"), (5, "bridge"), (6, "ferry")])
def test_patients_of_another_link(row: int, kind: str, tmp_path: Path) -> None:
    """Even none."""
    (fault,) = faults(with_column({row: "0", 7: "1", 8: "1", 9: "1"}), tmp_path / "a")
    assert (fault.code, fault.row, fault.value) == ("P-418", row, "0")
    assert fault.what == f"A {kind} link has a number of patients"


def test_less_than_none(tmp_path: Path) -> None:
    """Negative numbers are refused as everywhere."""
    found = faults(with_column({7: "-1", 8: "1", 9: "1"}), tmp_path / "a")
    assert [f.code for f in found] == ["P-308"]

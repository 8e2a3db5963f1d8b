"""Whatever an input holds, the reader gives an instance or faults, never another error."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from planner.core.faults import InputFaultsError
from planner.core.instance import Instance
from planner.io.plans import read_plan
from planner.io.read import read_instance
from planner.io.write import write_instance
from tests.io.folder import TABLES, content, write_csv, write_xlsx

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "NaN",
    "١",
    "=1",
    "@x",
    "N01",
    "n01",
    ";",
    "yes",
    "31/02/2012",
    "2011-06-01",
    "\x00",
    '"',
    "\n",
    "9" * 400,
]
CELLS = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
NAMES = sorted(TABLES)


def outcome(path: Path) -> Instance | None:
    """The instance, or None when it is refused with at least one fault that has a file."""
    try:
        return read_instance(path)
    except InputFaultsError as error:
        faults = error.faults
    assert faults
    for fault in faults:
        assert fault.file
        assert "Traceback" not in fault.text()
        assert "validation error" not in fault.text()
    return None


@QUICK
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(0, 40), st.integers(0, 12), CELLS), min_size=1, max_size=4
    )
)
@example([("links", 1, 0, "N02")])
def test_changed_cells(changes: list[tuple[str, int, int, str]]) -> None:
    """Cells replaced anywhere, headers too; what is still accepted survives a round trip."""
    what = content()
    for name, row, column, text in changes:
        lines = what.tables[name]
        line = lines[row % len(lines)]
        line[column % len(line)] = text.encode("utf-8", "replace").decode()
    with tempfile.TemporaryDirectory() as top:
        found = outcome(write_csv(what, Path(top) / "fuzz"))
        if found is not None:
            write_instance(found, Path(top) / "again")
            assert read_instance(Path(top) / "again") == found


@QUICK
@given(
    st.sampled_from([*(f"{n}.csv" for n in NAMES), "instance.toml", "boundaries.geojson"]),
    st.binary(max_size=200),
)
def test_random_bytes_in_a_file(name: str, data: bytes) -> None:
    """Any bytes in place of a file."""
    with tempfile.TemporaryDirectory() as top:
        folder = write_csv(content(), Path(top) / "fuzz")
        (folder / name).write_bytes(data)
        outcome(folder)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Bytes of a good workbook."""
    return write_xlsx(content(), tmp_path_factory.mktemp("book") / "good.xlsx").read_bytes()


@pytest.mark.parametrize("seed", range(60))
def test_damaged_workbook(book: bytes, tmp_path: Path, seed: int) -> None:
    """A workbook with bytes changed or its end cut off."""
    rng = random.Random(seed)  # noqa: S311 - damage, not a secret
    data = bytearray(book)
    for _ in range(rng.choice([1, 5, 50])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if seed % 3 == 0:
        del data[rng.randrange(len(data)) :]
    path = tmp_path / "fuzz.xlsx"
    path.write_bytes(data)
    outcome(path)


@QUICK
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet='{}[]":,0aE-.truefalsn', max_size=60).map(str.encode))
)
def test_random_plans(data: bytes) -> None:
    """Any bytes in place of a plan are refused with faults."""
    with tempfile.TemporaryDirectory() as top:
        path = Path(top) / "plan.json"
        path.write_bytes(data)
        with pytest.raises(InputFaultsError):
            read_plan(path)

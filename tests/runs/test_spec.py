"""The batch file: what it makes, and every fault with its place, before anything starts."""

from __future__ import annotations

import re
import time
import tracemalloc
from pathlib import Path

import pytest

from planner.core.faults import InputFaultsError
from planner.io.toml_places import lines_of
from planner.runs.expand import expand
from planner.runs.key import differences, run_key, versions
from planner.runs.ledger import Ledger
from planner.runs.spec import read_spec, size
from tests.runs.batches import seeds, write

ROOT = Path(__file__).parents[2]


def tiny_line():
    """The line that names the tiny instance."""
    import planner

    return f'instances = ["{planner.example("tiny")}"]'


def faults(folder, text):
    """Faults of a batch file."""
    with pytest.raises(InputFaultsError) as caught:
        read_spec(write(folder, text))
    return caught.value.faults


def test_thirty_faulty_cells_are_all_told_with_their_lines(tmp_path):
    """Regions, clusters, caps, seeds: thirty items of lists, each wrong, each in a line of its own."""
    regions = ",\n".join(f'  "No such place {n}"' for n in range(12))
    clusters = ",\n".join(f'  "{n}..{n - 1}"' for n in range(2, 10))
    caps = ",\n".join(f"  {{ cost = -{n} }}" for n in range(1, 6))
    numbers = ",\n".join(f"  -{n}" for n in range(1, 6))
    text = (
        f'title = "Wrong"\n[[grid]]\n{tiny_line()}\nmodels = ["model-1"]\nregions = [\n{regions}\n]\n'
        f"clusters = [\n{clusters}\n]\ncaps = [\n{caps}\n]\nseeds = [\n{numbers}\n]\n"
    )
    found = faults(tmp_path, text)
    assert len(found) == 30
    lines = text.splitlines()
    for fault in found:
        assert fault.file == "batch.toml"
        assert fault.row is not None
        word = (fault.value or "").strip("{}' ").split("'")[-1].strip(": ")
        assert word in lines[fault.row - 1], (fault.text(), lines[fault.row - 1])
        assert fault.why
        assert fault.fix
        assert (fault.column or "").startswith("grid > 1 > ")
    assert len({f.row for f in found}) == 30
    assert list(tmp_path.iterdir()) == [tmp_path / "batch.toml"]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("title = 1\n", "P-903", 1),
        ('x = 1\n[[grid]]\nsynthetic = { sizes = 3 }\nmodels = "model-1"', "P-902", 1),
        ("title = [", "P-901", None),
        ('[[grid]]\nsynthetic = { sizes = 3 }\nmodel = "model-1"', "P-902", 3),
        ('[[grid]]\nmodels = "model-1"', "P-905", 1),
        ('[[grid]]\nsynthetic = { sizes = 3 }\nmodels = "model-9"', "P-908", 3),
        ('[[grid]]\nsynthetic = { sizes = 3 }\nmodels = "standalone"', "P-908", 3),
        ('[[grid]]\nsynthetic = { sizes = 3 }\nmodels = ["model-1",\n"model-1"]', "P-906", 4),
        ('[[grid]]\nsynthetic = { sizes = 0 }\nmodels = "any"', "P-907", 2),
        ('[[grid]]\ninstances = ["nowhere"]\nmodels = "any"', "P-910", 2),
        ('[[grid]]\nsynthetic = { sizes = 3 }\nmodels = "any"\nprofiles = "people-first"', "P-909", 4),
        ('[[grid]]\nsynthetic = { sizes = 3 }\nmodels = "map-alone"\ncaps = [{ cost = 1 }]', "P-909", 4),
        ('time_limit = 0\n[[grid]]\nsynthetic = { sizes = 3 }\nmodels = "any"', "P-903", 1),
        ("", "P-904", None),
    ],
)
def test_each_fault_has_its_place(tmp_path, text, code, row):
    """The first fault of its code stands where it was made."""
    found = [f for f in faults(tmp_path, text) if f.code == code]
    assert found
    assert found[0].row == row


def test_ten_thousand_runs_take_little_time_and_memory(tmp_path):
    """Expanded into a ledger within five seconds of work; ten times the runs take no more memory."""
    now, peaks = versions(), []
    began = time.process_time()
    spec = read_spec(seeds(tmp_path, range(100), extra=f"clusters = {list(range(1, 101))}"))
    assert size(spec) == 10_000
    ledger = Ledger(tmp_path / "x.db")
    ledger.plan(expand(spec, now), {})
    assert time.process_time() - began < 5
    assert ledger.counts()["waiting"] == 10_000
    ledger.close()
    for number in (4, 40):
        spec = read_spec(seeds(tmp_path, range(number), extra=f"clusters = {list(range(1, number + 1))}"))
        tracemalloc.start()
        assert sum(1 for _ in expand(spec, now)) == number * number
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 100_000


def test_a_run_has_a_key_of_all_that_it_depends_on(tmp_path):
    """Each change of an input, a setting or a version gives another key; limits from outside do not."""
    now = versions()

    def keys(head="", at_work=now, **change):
        text = {"sizes": "[3]", "model": "model-1", "clusters": '"target"', "caps": "{}", **change}
        spec = write(
            tmp_path,
            f'{head}\n[[grid]]\nsynthetic = {{ sizes = {text["sizes"]} }}\nmodels = ["{text["model"]}"]\n'
            f"clusters = [{text['clusters']}]\ncaps = [{text['caps']}]\n",
        )
        return [c.key for c in expand(read_spec(spec), at_work)]

    (usual,) = keys()
    assert keys() == [usual]
    assert keys("stop_after = 99\nmemory_limit = 500\ntitle = 'other'") == [usual]
    others = [
        keys("time_limit = 91"),
        keys("work_limit = 5"),
        keys(sizes="[4]"),
        keys(model="model-2"),
        keys(model="any"),
        keys(model="map-alone"),
        keys(clusters="2"),
        keys(caps="{ cost = 5 }"),
        keys(at_work={**now, "ortools": "9.0"}),
        keys(at_work={**now, "code": "0"}),
    ]
    every = [usual, *(k for found in others for k in found)]
    assert len(set(every)) == len(every) == 11


def test_the_same_run_of_two_grids_is_one(tmp_path):
    """Doubles are merged in the ledger."""
    grid = '[[grid]]\nsynthetic = { sizes = [3] }\nmodels = ["model-1"]\n'
    spec = read_spec(write(tmp_path, grid + grid))
    ledger = Ledger(tmp_path / "x.db")
    ledger.plan(expand(spec, versions()), {})
    assert size(spec) == 2
    assert ledger.counts()["waiting"] == 1


def test_lines_of_awkward_toml():
    """Strings with brackets, remarks, tables in lines, dotted and quoted keys."""
    text = (
        "a.b = 'x # [' # remark ]\n"
        '"q r" = """\n[[grid]]\n"""\n'
        "[[grid]]\n"
        "list = [ # first\n  { p = 1 }, { p = [2,\n 3] },\n]\n"
        "[grid.sub]\nk = true\n"
        "[[grid]]\nlist = [1,2]\n"
    )
    found = lines_of(text)
    assert found["a", "b"] == 1
    assert found["q r",] == 2
    assert found["grid", 0] == 5
    assert found["grid", 0, "list", 1, "p", 1] == 8
    assert found["grid", 0, "sub", "k"] == 11
    assert found["grid", 1, "list", 0] == 13


def test_versions_are_told_apart():
    """Which package differs; or that the code does."""
    now = versions()
    assert differences(now, now) == ""
    assert differences({**now, "ortools": "9.1"}, now) == f"ortools 9.1, now {now['ortools']}"
    assert differences({**now, "code": "x"}, now).startswith("other code of planner")
    assert run_key({"a": 1}, now) != run_key({"a": 2}, now)


def test_too_many_runs_are_refused(tmp_path):
    """Three lists of a hundred and one are more than a million runs."""
    hundred = list(range(1, 102))
    caps = [f"{{ cost = {n} }}" for n in hundred]
    extra = f"clusters = {hundred}\ncaps = [{', '.join(caps)}]"
    with pytest.raises(InputFaultsError) as caught:
        read_spec(seeds(tmp_path, hundred, extra=extra))
    assert [f.code for f in caught.value.faults] == ["P-915"]
    assert "1,030,301 runs" in caught.value.faults[0].what


def test_the_batch_file_of_the_guide_can_be_read(tmp_path):
    """Every key and value of docs/batch-runs.md is understood."""
    text = (ROOT / "docs" / "batch-runs.md").read_text(encoding="utf-8")
    (tmp_path / "instances").symlink_to(ROOT / "instances", target_is_directory=True)
    found = read_spec(write(tmp_path, re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]))
    assert [len(g.sources) for g in found.grids] == [1, 6]
    assert size(found) == 10 * 4 * 2 + 6 * 2 * 3

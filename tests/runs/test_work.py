"""A worker's warm engines give what cold ones give, whatever was asked before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planner
from planner.runs import work
from planner.runs.expand import expand
from planner.runs.key import versions
from planner.runs.spec import read_spec
from tests.acceptance.command import copied
from tests.runs.batches import write

SCENARIOS = """
[scenario.apart]
[[scenario.apart.add]]
kind = "keep_apart"
subject = "T03"
object = "T04"
reason = "what if"
owner = "me"
[scenario.sizes.rules.GEO-SIZE]
parameters = { max = 4 }
[scenario.none-renewed]
renewals = "none"
[scenario.lighter]
load_limit = 1
[scenario.people]
board_levels = ["cost", "places_end"]
"""
NAMES = ["as-given", "apart", "sizes", "none-renewed", "lighter", "people"]


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    """Every scenario under two models and two seeds."""
    folder = tmp_path_factory.mktemp("work")
    instance = copied(Path(planner.example("tiny")), folder)
    (instance / "scenarios.toml").write_text(SCENARIOS)
    text = f'[[grid]]\ninstances = ["tiny"]\nmodels = ["model-2", "model-4"]\nscenarios = {NAMES}\n'
    text += "seeds = [1, 18]\n"
    return [c.task for c in expand(read_spec(write(folder, text)), versions())]


def answer(task):
    """Without what may differ."""
    found = work.run_task(task)
    if found["plan"]:
        found["plan"].pop("run")
    del found["seconds"]
    return json.dumps(found)


def test_warm_is_cold(tasks):
    """One question after another, against a worker that keeps nothing."""
    cold = {}
    for task in tasks:
        work._forget()
        cold[task["key"]] = answer(task)
    assert len(set(cold.values())) > len(NAMES)
    assert all(json.loads(a)["state"] == "done" for a in cold.values())
    work._forget()
    assert {t["key"]: answer(t) for t in reversed(tasks)} == cold


def test_what_has_changed_since_is_not_answered(tasks):
    """Another instance, scenario, model or version than the batch began with."""
    task = tasks[-1]
    changed = {
        "changed": [
            {"source": {**task["source"], "sha256": "0"}},
            {"marks": ["0", ""]},
            {"model_mark": "0"},
        ],
        "version": [{"versions": {**task["versions"], "numpy": "0.9"}}],
        "input": [{"options": {**task["options"], "profile": "people-first", "caps": {"cost": 1}}}],
    }
    for kind, others in changed.items():
        for other in others:
            found = work.run_task({**task, **other})
            assert (found["state"], found["status"]) == ("failed", kind), found["reason"]

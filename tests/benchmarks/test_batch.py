"""The benchmark of batch runs: its sample is fair; and the README's figures are those of the kept tables."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from benchmarks.rows import shown
from benchmarks.subjects.batch import MODELS, NAMES, _batch, _sample, one_process

ROOT = Path(__file__).parents[2]
README = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")


def test_the_sample_has_every_region_model_and_scenario():
    """Two runs of each SHA, five of each model, four of each scenario, none twice."""
    with _batch(quick=False) as spec:
        cells, whole = _sample(spec)
    assert whole == 200
    assert len({c.key for c in cells}) == len(cells) == 20
    count = {name: Counter(c.labels[name] for c in cells) for name in ("region", "model", "scenario")}
    assert set(count["region"].values()) == {2}
    assert count["model"] == dict.fromkeys(MODELS, 5)
    assert count["scenario"] == dict.fromkeys(NAMES, 4)


def test_a_loop_in_one_process_runs():
    """On the tiny instance."""
    found = one_process(quick=True)
    assert found["sampled"] == 2
    assert found["seconds"] > 0


def test_the_figures_of_the_readme_are_those_of_the_kept_tables():
    """Every row stands in the file that is named above it, with the same value, target and verdict."""
    parts = re.split(r"^### ", README, flags=re.MULTILINE)[1:]
    seen = 0
    for part in parts:
        (name,) = re.findall(r"\]\(results/([^)]+\.csv)\)", part)
        with (ROOT / "benchmarks" / "results" / name).open(encoding="utf-8", newline="") as stream:
            kept = {(r["group"], r["name"]): r for r in csv.DictReader(stream)}
        for line in re.findall(r"^\| (.+) \|$", part, re.MULTILINE)[2:]:
            what, measured, value, target = (cell.strip() for cell in f"{line} ".split(" | "))
            row = kept[what, measured]
            given = row["value"]
            if re.fullmatch(r"-?[\d.]+(e-?\d+)?", given):
                given = shown(int(given) if given.isdigit() else float(given))
            assert value == f"{given} {row['unit']}".strip(), (what, measured)
            assert target == (f"{row['target']}, {row['verdict']}" if row["target"] else "")
            seen += 1
    assert seen > 30

"""``python -m benchmarks.peers.worker METHOD < question.json``: prints the peer's best plan as JSON."""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from importlib import metadata, util

from benchmarks.peers.methods import METHODS
from benchmarks.peers.question import Question


def answer(method: str, question: Question) -> dict[str, object]:
    """The best plan by the combined level, its value and the seconds of all tries; or what is missing."""
    package, plans = METHODS[method]
    if util.find_spec(package) is None:
        return {"missing": package}
    importlib.import_module("spopt.region" if package == "spopt" else package)  # imports are not timed
    best: tuple[int, list[int]] | None = None
    found = 0
    began = time.perf_counter()
    for labels in plans(question):
        found += 1
        value = question.value(labels)
        if best is None or value < best[0]:
            best = value, labels
    seconds = time.perf_counter() - began
    if best is None:
        return {"none": True, "seconds": seconds}
    return {
        "labels": best[1],
        "value": best[0],
        "plans": found,
        "seconds": seconds,
        "version": metadata.version(package),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    result = answer(sys.argv[1], Question(**json.load(sys.stdin)))
    print()
    print(json.dumps(result))

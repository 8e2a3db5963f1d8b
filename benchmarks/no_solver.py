"""``planner`` in a process where no solver can be imported: ``python -m benchmarks.no_solver verify ...``.

Prints its exit code, seconds and peak memory as JSON on the last line, after what the command printed.
"""

from __future__ import annotations

import json
import sys
import time

for name in ("ortools", "highspy", "pyscipopt"):
    sys.modules[name] = None  # type: ignore[assignment] # importing it now raises ImportError

from benchmarks.machine import peak_memory  # noqa: E402
from planner.cli.main import main  # noqa: E402


def run(words: list[str]) -> dict[str, float]:
    """Run one command."""
    began = time.perf_counter()
    try:
        main(words)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    return {"code": code, "seconds": time.perf_counter() - began, "memory": peak_memory()}


if __name__ == "__main__":
    result = run(sys.argv[1:])
    print()
    print(json.dumps(result))

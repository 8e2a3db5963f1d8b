"""One measurement in a process of its own: ``python -m benchmarks.child MODULE:FUNCTION ARGUMENTS``.

The function gets the arguments (a JSON object) as keywords; what it returns is printed as JSON on the last
line.
"""

from __future__ import annotations

import importlib
import json
import sys


def main(job: str, arguments: str) -> None:
    """Call the function and print its result."""
    module, function = job.split(":")
    result = getattr(importlib.import_module(module), function)(**json.loads(arguments))
    print()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])

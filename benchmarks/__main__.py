"""``python -m benchmarks geography``: measure, print one table, write it down."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import facts
from benchmarks.registry import BENCHMARKS
from benchmarks.rows import Row, table, write_csv
from benchmarks.run import Ask, JobError


def main(words: Sequence[str] | None = None) -> int:
    """Run a benchmark; exit code 1 when a part of it failed, whatever the targets say."""
    asked = _parser().parse_args(words)
    specs = BENCHMARKS[asked.benchmark]
    ask = Ask(
        repeats=1 if asked.quick else asked.repeats,
        quick=asked.quick,
        peers=asked.peers,
        peers_python=asked.peers_python,
    )
    rows = facts(ask.repeats)
    failed = False
    for spec in specs:
        if asked.only and spec.id not in asked.only:
            continue
        ask.say(spec.title)
        try:
            for row in spec.rows(ask):  # one by one: what was measured before a failure is kept
                rows.append(row)
        except JobError as error:
            failed = True
            ask.say(f"  failed: {error}")
            rows.append(Row(spec.title, "failed", "failed", note=str(error)))
    print(table(rows))
    if asked.output:
        write_csv(rows, asked.output)
        ask.say(f"written to {asked.output}")
    return int(failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the planner's engines.")
    parser.add_argument("benchmark", choices=sorted(BENCHMARKS))
    parser.add_argument("--peers", action="store_true", help="also run spopt and GerryChain (extra: peers)")
    parser.add_argument(
        "--peers-python",
        default=sys.executable,
        metavar="PYTHON",
        help="a Python that has them, if not this one",
    )
    parser.add_argument("--quick", action="store_true", help="the smallest of everything, once: does it run?")
    parser.add_argument("--repeats", type=_count, default=3, metavar="N", help="of every short measurement (3)")
    ids = [spec.id for specs in BENCHMARKS.values() for spec in specs]
    parser.add_argument("--only", nargs="+", choices=ids, metavar="PART", help=f"of {', '.join(ids)}")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="also write a CSV file")
    return parser


def _count(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())

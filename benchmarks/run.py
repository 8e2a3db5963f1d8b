"""What a benchmark is asked to do, and how it starts measurements in processes of their own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.machine import ROOT

PATIENCE = 600.0
"""Seconds after which a measurement is ended."""


class JobError(Exception):
    """A measurement failed; the text is the end of what it wrote."""


class JobTimeoutError(JobError):
    """A measurement took too long and was ended."""


def start(words: Sequence[str], given: str = "", seconds: float = PATIENCE) -> dict[str, Any]:
    """Run a program from the repository's root that prints a JSON object on its last line.

    Args:
        words: the program and its arguments.
        given: what it reads.
        seconds: after which it is ended.

    Raises:
        JobError: it failed, took too long or printed something else.
    """
    try:
        done = subprocess.run(
            words, input=given, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise JobTimeoutError(f"not done after {seconds:.0f} s") from None
    except OSError as error:
        raise JobError(str(error)) from None
    if done.returncode:
        last = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise JobError(last[-1])
    try:
        result = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise JobError("printed no result") from None
    return result  # type: ignore[no-any-return]


def in_a_child(job: str, arguments: dict[str, Any], seconds: float = PATIENCE) -> dict[str, Any]:
    """A job's result, from a process of its own."""
    return start([sys.executable, "-m", "benchmarks.child", job, json.dumps(arguments)], seconds=seconds)


@dataclass
class Ask:
    """What was asked for on the command line."""

    repeats: int = 3
    quick: bool = False
    peers: bool = False
    peers_python: str = sys.executable
    job: Callable[[str, dict[str, Any], float], dict[str, Any]] = in_a_child
    say: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def measure(self, job: str, seconds: float = PATIENCE, **arguments: Any) -> dict[str, Any]:
        """Run a job; progress is told.

        Raises:
            JobError: it failed.
        """
        words = " ".join(f"{k}={v}" for k, v in arguments.items() if len(str(v)) < 40)
        began = time.perf_counter()
        self.say(f"  {job.removeprefix('benchmarks.')} {words}")
        result = self.job(job, arguments, seconds)
        self.say(f"    {time.perf_counter() - began:.1f} s")
        return result

    def known(self, job: str, **arguments: Any) -> dict[str, Any]:
        """The result of a job that several benchmarks need, run once."""
        key = job + json.dumps(arguments, sort_keys=True)
        if key not in self.kept:
            self.kept[key] = self.measure(job, **arguments)
        return self.kept[key]


def timed(make: Callable[[], Any], ask: Callable[[Any], Any], repeats: int) -> tuple[list[float], Any]:
    """Seconds of each call, each on something freshly made (which is not timed), and the last answer."""
    seconds = []
    answer = None
    for _ in range(repeats):
        answer = None  # the last one's memory goes first
        given = make()
        began = time.perf_counter()
        answer = ask(given)
        seconds.append(time.perf_counter() - began)
    return seconds, answer


def median(values: Sequence[float]) -> float:
    """Median."""
    return float(statistics.median(values))


def high(values: Sequence[float], percent: int = 95) -> float:
    """The smallest value that so many hundredths of all do not exceed."""
    ordered = sorted(values)
    return float(ordered[max(0, -(-len(ordered) * percent // 100) - 1)])

"""Where and with what the measurements were made."""

from __future__ import annotations

import datetime as dt
import os
import platform
import resource
import subprocess
from importlib import metadata
from pathlib import Path

from benchmarks.rows import Row

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("ortools", "numpy", "pandas", "pydantic", "shapely", "networkx")
MB = 1_000_000


def peak_memory() -> int:
    """Most memory that this process has held so far, bytes.

    Linux passes a parent's peak on to a child's ``ru_maxrss``; the high-water mark of the process itself
    starts anew with its program, so that is read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)


def _first(path: str, key: str) -> str:
    """The first value of a key in a file of ``key : value`` lines; empty when there is none."""
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")


def _commit() -> str:
    """Commit of the code, with a remark when files differ from it; empty outside a repository."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = git("rev-parse", "--short=12", "HEAD")
    return f"{commit} with changes" if commit and git("status", "--porcelain", "-uno") else commit


def facts(repeats: int) -> list[Row]:
    """Date, machine and versions."""
    memory = _first("/proc/meminfo", "MemTotal").split()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
    group = "This run"
    rows = [
        Row(group, "date", dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%d %H:%M UTC")),
        Row(group, "processor", _first("/proc/cpuinfo", "model name") or platform.processor() or "unknown"),
        Row(group, "cores", cores),
        Row(group, "memory", round(int(memory[0]) * 1024 / MB) if memory else "unknown", "MB"),
        Row(group, "system", f"{platform.system()} {platform.machine()}"),
        Row(group, "repeats", repeats),
        Row(group, "commit", _commit() or "unknown"),
        Row(group, "python", platform.python_version()),
    ]
    if hasattr(os, "getloadavg"):
        note = "above 0.5: others were at work, and times are too long"
        rows.append(Row(group, "load of the machine at the start", round(os.getloadavg()[0], 2), note=note))
    return rows + [Row(group, name, metadata.version(name)) for name in PACKAGES]

"""``planner batch``: many runs, kept in a folder, none lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.runs.lanes import Executor
    from planner.runs.spec import Spec


@click.command("batch")
@click.argument("spec", metavar="[SPEC]", required=False)
@click.option(
    "-o", "--output", "output", required=True, metavar="DIR", help="Folder in which answers are kept."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Runs at once; by default one for each processor, or all workers of a cluster.",
)
@click.option(
    "--executor",
    default="local",
    show_default=True,
    metavar="local|dask:ADDRESS",
    help="Where runs are worked out: on this machine, or by the workers of a dask scheduler.",
)
@click.option(
    "--resume", is_flag=True, help="Go on with the batch in DIR: only what is new or changed is worked out."
)
@click.option("--retry", is_flag=True, help="Like --resume, and try failed runs again.")
@click.option(
    "--rebuild", is_flag=True, help="Like --resume, with a new ledger made from the files of the runs."
)
@click.option("--dry-run", is_flag=True, help="Read SPEC, say how many runs it makes, and stop.")
@click.option("--status", is_flag=True, help="Say how the batch in DIR stands, also while it is at work.")
@click.option("--failed", is_flag=True, help="List failed runs of the batch in DIR with their reasons.")
@click.option("--plan", "plan_of", metavar="RUN", help="Write the plan of one run as a file of its own.")
@click.option("--parquet", is_flag=True, help="Also write the table as results.parquet.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document; events as JSON lines on stderr."
)
def command(
    spec: str | None,
    output: str,
    jobs: int | None,
    executor: str,
    resume: bool,
    retry: bool,
    rebuild: bool,
    dry_run: bool,
    status: bool,
    failed: bool,
    plan_of: str | None,
    parquet: bool,
    as_json: bool,
) -> int:
    """Work out every run that SPEC asks for, and keep each answer in DIR as soon as it is there.

    SPEC is a .toml file of instances, regions, models and other choices; every combination is one run. A batch
    that was stopped, also by a crash, goes on with --resume. Writes results.csv and report.html at the end.

    Exit code 0: every run is done; 8: some failed; 3: SPEC has faults or DIR can't be used; 130: stopped,
    what is done is kept.
    """
    looking = [w for w, x in (("--status", status), ("--failed", failed), ("--plan", plan_of is not None)) if x]
    if spec is None and not looking:
        raise click.UsageError("Say which batch file: planner batch SPEC.toml -o DIR; or add --status.")
    working = (spec, jobs, resume or None, retry or None, rebuild or None, dry_run or None, parquet or None)
    if looking and (len(looking) > 1 or executor != "local" or any(x is not None for x in working)):
        raise click.UsageError(
            f"{looking[0]} only looks at DIR; leave out SPEC and every option but -o and --json."
        )
    if looking:
        from planner.cli import batch_looks

        folder = Path(output)
        if plan_of is not None:
            return batch_looks.plan(folder, plan_of, as_json=as_json)
        return (batch_looks.failed if failed else batch_looks.status)(folder, as_json=as_json)
    address = _address(executor)
    if parquet:
        from planner.cli.batch_files import need_parquet

        need_parquet()
    from planner.cli.batch_looks import asked

    found = _spec(spec or "")
    if dry_run:
        return asked(found, spec or "", as_json=as_json)
    from planner.cli.batch_progress import BatchProgress
    from planner.cli.console import note, stopping
    from planner.runs.batch import run_batch
    from planner.runs.lanes import ExecutorLostError

    lost = ""
    with BatchProgress(as_json=as_json) as progress, stopping(signal.SIGINT, signal.SIGTERM) as stop:
        try:
            tally = run_batch(
                found,
                output,
                lambda: _workers(address, jobs),
                progress.tell,
                stop,
                resume=resume,
                retry=retry,
                rebuild=rebuild,
            )
        except ExecutorLostError as error:
            lost, tally = str(error), None
    from planner.cli.batch_files import finish

    if tally is None:
        note(f"{lost}. Finished runs are kept; start workers again and go on with --resume.")
    return finish(Path(output), spec or "", tally, lost=lost, parquet=parquet, as_json=as_json)


def _spec(named: str) -> Spec:
    """What a batch file asks.

    Raises:
        InputFaultsError: its faults, which name the file as it was typed.
    """
    from planner.core.faults import InputFaultsError
    from planner.runs.spec import read_spec

    try:
        return read_spec(named)
    except InputFaultsError as error:
        name = Path(named).name
        raise InputFaultsError(
            f.model_copy(update={"file": named}) if f.file == name else f for f in error.faults
        ) from error


def _address(executor: str) -> str | None:
    """Address of a scheduler; None for this machine."""
    if executor == "local":
        return None
    kind, _, address = executor.partition(":")
    if kind != "dask" or not address:
        raise click.BadParameter(
            f'"{executor}" is not known; write local, or for example dask:tcp://127.0.0.1:8786.',
            param_hint="--executor",
        )
    return address if "://" in address else f"tcp://{address}"


def _workers(address: str | None, jobs: int | None) -> Executor:
    if address is not None:
        from planner.runs.cluster import ClusterExecutor

        return ClusterExecutor(address, jobs)
    from planner.runs.local import LocalExecutor

    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return LocalExecutor(jobs or count)

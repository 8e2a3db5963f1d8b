"""The command ``planner``: verbs are imported only when they run, and every failure ends in one place.

Exit codes: 0 done, 1 a bug, 2 wrong command or option, 3 faults of input or output, 130 stopped; a verb may
return any other as a whole number.
"""

from __future__ import annotations

import difflib
import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

VERBS: dict[str, tuple[str, str]] = {
    "demo": ("planner.cli.demo", "Solve a shipped example and write its report."),
    "init": ("planner.cli.init_", "Make a new instance: templates, an example, or an invented one."),
    "convert": ("planner.cli.convert", "Turn a folder of CSV files into a workbook, or back."),
    "check": ("planner.cli.check", "Read an instance, list its faults, show boards as they are today."),
    "rules": ("planner.cli.rules", "List the rules with their authority and source."),
    "solve": ("planner.cli.solve", "Find the best map and boards, and prove it."),
    "verify": ("planner.cli.verify", "Judge a plan by its file alone, apart from what found it."),
    "explain": ("planner.cli.explain", "Say why there is no plan, or why a plan is as it is."),
    "options": ("planner.cli.options", "Find other good plans, trade-offs, and how a plan stands among all."),
    "move": (
        "planner.cli.move",
        "Try another place for an organisation: what changes, breaks, who must agree.",
    ),
    "compare": ("planner.cli.compare", "Count the same figures of several plans or models, side by side."),
    "report": ("planner.cli.report", "Write the papers of a plan: for everyone, boards or a panel."),
    "batch": ("planner.cli.batch", "Work out many runs, on this machine or a cluster; none is lost."),
    "schema": ("planner.cli.schema", "Print the JSON Schema of a plan or an instance."),
}


class PlannerGroup(click.Group):
    """A group that imports a verb when it is called, and turns exceptions into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Verbs in the order in which they are used."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import the verb; None when there is none of that name."""
        if cmd_name not in VERBS:
            return None
        command = importlib.import_module(VERBS[cmd_name][0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{VERBS[cmd_name][0]}.command is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; an unknown one gets the nearest as a suggestion."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0].lower(), VERBS, n=1, cutoff=0.5)
            hint = f'Did you mean "planner {near[0]}"?' if near else "There are: " + ", ".join(VERBS) + "."
            raise click.UsageError(f'There is no command "{args[0][:60]}". {hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """List the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit; with ``standalone_mode=False`` exceptions pass through as click's do."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        gc.set_threshold(50_000)  # modules and rows live to the end; looking at them again costs a twentieth
        words = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in words
        try:
            code = super().main(words, prog_name, complete_var, False, **extra)
        except click.exceptions.Exit as error:
            code = error.exit_code
        except BrokenPipeError:  # whoever read the answer has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except (click.Abort, KeyboardInterrupt):
            code = _failed("stopped", "Stopped.", 130, as_json)
        except click.ClickException as error:
            code = _usage(error, as_json)
        except Exception as error:  # the one place where exceptions become exit codes
            code = _exception(error, as_json)
        sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.ClickException, as_json: bool) -> int:
    code = 2
    if as_json:
        return _failed("usage", error.format_message(), code, as_json)
    error.show()
    return code


def _exception(error: Exception, as_json: bool) -> int:
    from planner.cli.console import emit_json, print_faults
    from planner.core.faults import InputFaultsError, OutputError
    from planner.io.rulebook import UnknownModelError

    if isinstance(error, InputFaultsError):
        if as_json:
            emit_json("input_faults", 3, faults=[f.model_dump(mode="json") for f in error.faults])
        else:
            print_faults(error.faults)
        return 3
    if isinstance(error, OutputError):
        return _failed("output_error", str(error), 3, as_json)
    if isinstance(error, UnknownModelError):
        return _failed("usage", f"{error}.", 2, as_json)
    if os.environ.get("PLANNER_DEBUG") == "1":
        traceback.print_exc()
    text = f"planner has failed ({type(error).__name__}). This is a bug"
    return _failed("bug", f"{text}; please report it with what PLANNER_DEBUG=1 prints.", 1, as_json)


def _failed(status: str, text: str, code: int, as_json: bool) -> int:
    from planner.cli.console import emit_json, note

    if as_json:
        emit_json(status, code, message=text, faults=[])
    else:
        note(text)
    return code


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from planner.cli.console import say, version

        say(f"planner {version()}")
        ctx.exit()


@click.group(cls=PlannerGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Print the version."
)
def main() -> None:
    """Propose, prove and explain how public bodies should be grouped and governed.

    Begin with "planner init FOLDER" or "planner demo"; "planner check FOLDER" shows what is wrong with an
    instance.
    """

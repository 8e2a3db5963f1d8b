"""``planner schema``: the JSON Schema of what is read and written."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.argument("what", type=click.Choice(["plan", "instance"]), metavar="plan|instance")
def command(what: str) -> None:
    """Print the JSON Schema of plan.json, or of an instance as the library holds it."""
    from planner.cli.console import say
    from planner.core.instance import Instance
    from planner.core.plan import Plan

    model = Plan if what == "plan" else Instance
    say(json.dumps(model.model_json_schema(by_alias=True), indent=1, ensure_ascii=False))

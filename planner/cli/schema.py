"""``planner schema``: the JSON Schema of what is read and written."""

from __future__ import annotations

import json

import click

_WHAT = ("plan", "instance", "certificate", "comparison")


@click.command("schema")
@click.argument("what", type=click.Choice(_WHAT), metavar="|".join(_WHAT))
def command(what: str) -> None:
    """Print the JSON Schema of plan.json, certificate.json, comparison.json, or an instance in the library."""
    from pydantic import BaseModel

    from planner.cli.console import say
    from planner.core.certificate import Certificate
    from planner.core.comparison import Comparison
    from planner.core.instance import Instance
    from planner.core.plan import Plan

    models: dict[str, type[BaseModel]] = {
        "plan": Plan,
        "instance": Instance,
        "certificate": Certificate,
        "comparison": Comparison,
    }
    say(json.dumps(models[what].model_json_schema(by_alias=True), indent=1, ensure_ascii=False))

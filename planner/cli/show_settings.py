"""``planner solve … --show-settings``: every setting in effect, and where it came from."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.core.plan import Setting
    from planner.io.effective import Effective

ORIGINS = {
    "option": "command line",
    "default": "default",
    "assumption": "share of the national number",
    "instance": "instance",
    "rulebook": "rulebook",
    "era": "era",
    "scenario": "scenario",
}


def show(asked: Effective, instance: str, *, as_json: bool) -> int:
    """Print the settings that a run would have; nothing is solved."""
    from planner.cli.console import emit_json, say, table
    from planner.engine.asked import models_asked, settings_written
    from planner.objectives.order import in_order

    models = models_asked(asked.governance, asked.settings.caps, asked.settings.models)
    book = in_order(asked.rulebook, asked.instance)
    written = settings_written(asked.instance, book, models, asked.settings)
    if as_json:
        emit_json("ok", 0, settings={k: s.model_dump(mode="json") for k, s in written.items()})
        return 0
    rows = [row for key, setting in written.items() for row in _rows(key, setting, asked)]
    say(table(("setting", "value", "from"), rows))
    say()
    name = written["scenario"].value if "scenario" in written else None
    again = f" --scenario {name}" if name else ""
    say(f"Nothing was solved. Next: planner solve {shlex.quote(instance)} -o planner-out{again}")
    return 0


def _rows(key: str, setting: Setting, asked: Effective) -> list[tuple[str, str, str]]:
    """One row, or one for each rule changed, with how much the rule weighs."""
    where = ORIGINS[setting.origin]
    if key == "rules" and isinstance(setting.value, dict):
        words = {"planner": "your choice", "assumption": "our assumption"}
        rows = []
        for id_, change in setting.value.items():
            authority = asked.rulebook.by_id[id_].authority
            rows.append((f"rule {id_}", f"{_words(change)} ({words.get(authority, authority)})", where))
        return rows
    value = setting.value
    if key == "clusters" and value:
        low, high = value
        value = f"{low}" if low == high else f"{low} to {high}"
    return [(key.replace("_", " "), _words(value), where)]


def _words(value: Any) -> str:
    """A value in one line."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{k} = {_words(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        if not value:
            return "all" if value == [] else "none"
        parts = [" ".join(map(str, v)) if isinstance(v, (list, tuple)) else str(v) for v in value]
        text = "; ".join(parts) if any(isinstance(v, (list, tuple)) for v in value) else ", ".join(parts)
        return text if len(text) <= 100 else f"{text[:97]}..."
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

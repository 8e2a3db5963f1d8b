"""The engine: open an instance once, then ask it for plans.

Names are imported when they are first used: what needs one part only doesn't wait for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.engine.core import Engine, open_engine

__all__ = ["Engine", "open_engine"]


def __getattr__(name: str) -> Any:
    """Import a name on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'planner.engine' has no attribute {name!r}")
    from planner.engine import core  # noqa: PLC0415 - see above

    return getattr(core, name)

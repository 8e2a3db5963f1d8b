"""The engine: open an instance once, then ask it for plans."""

from planner.engine.core import Engine, open_engine

__all__ = ["Engine", "open_engine"]

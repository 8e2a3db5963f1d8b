"""Boards and people before the map: the profile ``people-first``."""

from planner.engine.joint.search import Found, PeopleFirst

__all__ = ["Found", "PeopleFirst"]

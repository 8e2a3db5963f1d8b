"""Maps of a plan as SVG, drawn by own code."""

from planner.report.map.build import Maps, Panel, maps

__all__ = ["Maps", "Panel", "maps"]

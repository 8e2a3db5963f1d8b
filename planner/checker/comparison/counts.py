"""How each figure is counted again, by its id."""

from __future__ import annotations

from planner.checker.comparison import of_boards, of_pay, of_people, of_voice

OF_MAPS = ("clusters", "alone", "population", "divided", "reference_kept")
ALWAYS = {name: of_people.COUNTS[name] for name in OF_MAPS}
"""Figures that a map without boards has too."""
WITH_BOARDS = {
    name: count
    for part in (of_people, of_boards, of_pay, of_voice)
    for name, count in part.COUNTS.items()
    if name not in OF_MAPS
}
"""Figures of boards, but for chances and characteristics."""

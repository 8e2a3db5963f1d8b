"""Every figure of a comparison: one function each, registered in the order in which they are shown."""

from planner.study.compare.figures import (  # noqa: I001 - the order of the rows
    of_map,
    of_people,
    of_boards,
    of_money,
    of_lasting,
    of_voice,
    of_representation,
    of_rules,
)
from planner.study.compare.figures.registry import FIGURES, GROUPS, FigureSpec

__all__ = [
    "FIGURES",
    "GROUPS",
    "FigureSpec",
    "of_boards",
    "of_lasting",
    "of_map",
    "of_money",
    "of_people",
    "of_representation",
    "of_rules",
    "of_voice",
]

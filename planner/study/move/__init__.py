"""What a change of the grouping would do: levels, broken rules, who must agree; the rest around it."""

from planner.study.move.change import Change, ChangeError
from planner.study.move.moved import Moved, move, moved

__all__ = ["Change", "ChangeError", "Moved", "move", "moved"]

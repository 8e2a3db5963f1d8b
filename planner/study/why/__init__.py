"""Why a plan is as it is: its groupings and its posts."""

from planner.study.why.alternatives import Alternative, Reason
from planner.study.why.explained import Audience, UnknownSubjectError, why
from planner.study.why.grouping import GroupingWhy
from planner.study.why.post import (
    DecisionEffect,
    Fence,
    PersonOnPost,
    PostAsked,
    PostWhy,
    UnknownPostError,
)

__all__ = [
    "Alternative",
    "Audience",
    "DecisionEffect",
    "Fence",
    "GroupingWhy",
    "PersonOnPost",
    "PostAsked",
    "PostWhy",
    "Reason",
    "UnknownPostError",
    "UnknownSubjectError",
    "why",
]

"""Why no plan meets the law, the guidance and the decisions, and the smallest changes that work."""

from planner.study.explain.models import Change, Conflict, Explanation, Member, Place, PlanFacts
from planner.study.explain.why_not import explain

__all__ = ["Change", "Conflict", "Explanation", "Member", "Place", "PlanFacts", "explain"]

"""Kinds of post that people of a pool compete for (A¶4.6): who holds one, as an expression of the model."""

from __future__ import annotations

from planner.boards.model import BlockModel
from planner.boards.pool import Shape
from planner.core.fences import PostKind, posts_under
from planner.rules.base import Expr


def kinds_of(shape: Shape) -> list[PostKind]:
    """Kinds of post of a cluster under its governance model, in the order in which they are listed."""
    model = shape.governance
    return posts_under(
        shape.id,
        shape.organisations,
        one_chair=model.chair_scope == "cluster",
        shared=model.shared_neds[1] > 0,
        locality=model.locality_neds[1] > 0,
        keeps=model.keeps_boards,
    )


def holders(model: BlockModel, kind: PostKind) -> dict[str, Expr]:
    """By office holder who could hold such a post: an expression that is at least 1 if so, else 0.

    Places on a nominated cluster board are not asked about.
    """
    inside = (kind.organisation,) if kind.organisation else tuple(model.clusters[kind.cluster])
    if kind.kind == "shared":
        return {p: v for (p, k), v in model.shared.items() if k == kind.cluster and p in model.placed}
    tables = {
        "chair": model.chair,
        "locality": model.ned,
        "own": model.ned,
        "audit": model.audit,
        "alternative": model.alternative,
    }
    found: dict[str, Expr] = {}
    for (person, organisation), seat in tables[kind.kind].items():
        if organisation in inside and person in model.placed:
            found[person] = found.get(person, 0) + seat
    if kind.kind == "locality":
        found = {p: v - model.shared.get((p, kind.cluster), 0) for p, v in found.items()}
    return found

"""Boards of a given grouping: settled anew where a cluster is touched, taken from the plan where none is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner import cpsat
from planner.boards.extract import Parts, extract
from planner.boards.pool import Shape, blocks
from planner.core.outcomes import REASONS
from planner.core.plan import Plan
from planner.core.result import Refusal
from planner.engine.boards import BoardsOfMaps, MapBoards
from planner.engine.pins import not_possible
from planner.io.rulebook import load_governance
from planner.objectives.registry import board_levels
from planner.rules.registry import build
from planner.study.move.change import Grouping
from planner.study.move.question import Question


@dataclass(frozen=True)
class Settled:
    """Boards of every cluster."""

    parts: Parts
    values: tuple[int, ...] = ()
    """Of the levels about boards, of what was settled anew."""
    bounds: tuple[int, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Governance model of each cluster of several."""
    taken: int = 0
    """Clusters whose boards are those of the plan."""


def settle_boards(
    question: Question, grouping: Grouping, known: Plan | None, budget: cpsat.Budget
) -> Settled | Refusal:
    """The best boards of every cluster, or why there are none."""
    rules = build(question.in_force)
    shared = (question.instance, question.rulebook, rules)
    standalone = load_governance("standalone")
    boards = BoardsOfMaps(*shared, board_levels(question.rulebook), question.models[0], standalone)
    shapes = boards.shapes(grouping)
    kept = _untouched(known, blocks(question.instance, boards.posts, shapes))
    anew = frozenset(frozenset(s.organisations) for s in shapes if s.id not in kept)
    found = MapBoards("optimal", (), (0,) * len(boards.levels), (0,) * len(boards.levels))
    if anew:
        if question.choosing:
            from planner.engine.choose import ModelsOfMaps  # noqa: PLC0415 - for few questions

            maps = ModelsOfMaps(*shared, question.models, standalone, question.pins, question.unpinned)
            found = maps.of(anew, question.settings.caps, budget)
        else:
            found = boards.of(anew, budget)
    if found.status == "infeasible":
        return _refused(question, boards, found, budget)
    if found.status == "unknown":
        return Refusal(status="unknown", text="The limit of time was reached before boards were found.")
    parts = extract(question.instance, boards.posts, found.blocks)
    if question.settings.ring_fences and known is None and not question.settings.caps:
        parts = boards.fenced(parts, found.blocks, budget)
    chosen = {s.id: s.governance.id for b in found.blocks for s in b.model.shapes if len(s.organisations) > 1}
    if known is not None:
        chosen |= {c.id: c.governance for c in known.clusters if c.id in kept and len(c.organisations) > 1}
        _take(parts, known, kept)
    return Settled(parts, found.values, found.bounds, chosen, len(kept))


def proved(plan: Plan) -> bool:
    """Whether the boards of a plan are the best there are, cluster by cluster."""
    caps = plan.settings.get("caps")
    return (
        bool(plan.boards) and (caps is None or not caps.value) and all(x.bound == x.value for x in plan.levels)
    )


def _untouched(known: Plan | None, found: Sequence[tuple[Shape, ...]]) -> set[str]:
    """Ids of clusters whose whole block is in the plan as it is here.

    A block whose clusters are all in both groupings is a block of both: people tie the same clusters.
    """
    if known is None:
        return set()
    there = {c.organisations: c.governance for c in known.clusters}
    ids: set[str] = set()
    for block in found:
        if all(s.organisations in there for s in block):
            ids |= {s.id for s in block}
    return ids


def _take(parts: Parts, known: Plan, kept: set[str]) -> None:
    """Add boards, people and recruits of untouched clusters as the plan has them."""
    here = {o for c in known.clusters if c.id in kept for o in c.organisations}
    parts.boards = sorted(
        [*parts.boards, *(b for b in known.boards if b.organisation in here)], key=lambda b: b.organisation
    )
    parts.cluster_boards |= {
        c.id: c.cluster_board for c in known.clusters if c.id in kept and c.cluster_board is not None
    }
    people = [p for p in known.people if any(post.organisation in here for post in p.from_)]
    blank = {"certainty": "not_computed", "ring_fence": None}
    parts.people = sorted(
        [*parts.people, *(p.model_copy(update={**blank, "reason": REASONS[p.outcome]}) for p in people)],
        key=lambda p: p.id,
    )
    parts.recruits = sorted(
        [*parts.recruits, *(r for r in known.to_recruit if here.issuperset(r.organisations))],
        key=lambda r: r.id,
    )


def _refused(question: Question, boards: BoardsOfMaps, found: MapBoards, budget: cpsat.Budget) -> Refusal:
    """Which rules clash, or that caps can't be kept."""
    if not found.impossible:
        text = "No boards of this grouping keep the caps that the plan was asked for."
        return Refusal(status="infeasible", text=text)
    return not_possible(question, boards, found.impossible[0], budget)

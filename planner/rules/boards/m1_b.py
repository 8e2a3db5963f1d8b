"""M1-b: each organisation nominates members of its board to the cluster board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.seats import at
from planner.rules.words import count, named, number, on_board


class M1b(BoardRule):
    """Between the model's fewest and most nominees of each organisation, none of them the cluster's chair.

    They come from its board, or with ``nominees_from = "neds"`` from its NEDs alone.
    """

    id: ClassVar[str] = "M1-b"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations of clusters whose governance model has this rule."""
        return [o for k, group in model.clusters.items() if self.id in model.governance[k].rules for o in group]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Bounds on nominees; each sits on the board and is not the cluster's chair."""
        cluster = next(k for k, group in model.clusters.items() if subject in group)
        fewest, most = model.governance[cluster].nominees
        nominees = at(model.nominee, subject)
        model.require(sum(nominees.values()) >= fewest, literal)
        model.require(sum(nominees.values()) <= most, literal)
        for person, sent in nominees.items():
            seat = model.ned.get((person, subject), 0)
            if model.governance[cluster].nominees_from == "board":
                seat = seat + model.chair.get((person, subject), 0)
            if not (isinstance(seat, int) and seat >= 1):
                model.require(sent <= seat, literal)
            for organisation in model.clusters[cluster]:
                if organisation != subject and (person, organisation) in model.nominee:
                    model.require(sent + model.nominee[person, organisation] <= 1, literal)
            if (person, cluster) in model.cluster_chair:
                model.require(sent + model.cluster_chair[person, cluster] <= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Organisations with too few or too many nominees, or with one who may not be it."""
        findings = []
        for cluster, model in governed(plan, self.id):
            body = cluster.cluster_board
            members = body.neds if body else ()
            low, high = model.nominees
            limit = number(low) if low == high else f"{number(low)} to {number(high)}"
            for code in cluster.organisations:
                name = named(instance, code)
                sent = {n.person for n in members if n.organisation == code}
                board = plan.board_of.get(code)
                own = {seat.person for seat in board.neds} if board else set()
                if board and board.chair and model.nominees_from != "neds":
                    own.add(board.chair)
                if not low <= len(sent) <= high:
                    nominees = count(len(sent), "nominee")
                    text = f"{name} sends {nominees} to the cluster board; the model asks for {limit}"
                    findings.append(on_board(code, text, str(len(sent)), limit))
                for person in sorted(sent - own):
                    role = "a director of" if model.nominees_from == "neds" else "on"
                    text = f"{name} sends {person} to the cluster board, who is not {role} its own board"
                    findings.append(on_board(code, text, f"not {role} the board", f"{role} the board"))
                listed = [n.person for n in members if n.organisation == code]
                for person in sorted(sent):
                    places = [n.organisation for n in members if n.person == person]
                    if len(places) > 1:
                        text = f"{name} sends {person} to the cluster board, who is listed {len(places)} times"
                        findings.append(on_board(code, text, f"{len(places)} times", "once"))
                if body and body.chair in listed:
                    text = f"{name} counts the chair of the cluster board, {body.chair}, as its nominee"
                    findings.append(on_board(code, text, "cluster chair", "another person"))
            for stray in sorted({n.organisation for n in members} - set(cluster.organisations)):
                text = f"{named(instance, stray)} sends a nominee to the board of a cluster that it is not in"
                findings.append(on_board(stray, text, "another cluster", "its own"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return (
            "Each organisation sends members of its own board to the cluster board, as many as the model says, "
            "and never the person who chairs the cluster board."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Nominees on cluster boards."""
        nominees = sum(len(c.cluster_board.neds) for c in plan.clusters if c.cluster_board)
        return (f"{nominees} nominees", "as many from each as the model says")

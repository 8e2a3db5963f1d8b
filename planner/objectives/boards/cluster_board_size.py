"""Bodies too large to work well with the executive team."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.bounds import most_neds
from planner.rules.base import Expr


class ClusterBoardSize(BoardLevel):
    """Chairs and NEDs above the limit in each body that meets with the executive team, summed (A¶4.4, A¶4.8).

    The body is the nominated cluster board (Model 1), all chairs and NEDs of the cluster together (Models 2
    and 3), or each board by itself (Model 4, standalone). The limit is the rulebook's ``cluster_board_limit``,
    ten, ASSUMED: the guidance warns of large cluster boards and names no number.
    """

    id: ClassVar[str] = "cluster_board_size"
    title: ClassVar[str] = "Members of cluster boards above the limit"
    unit: ClassVar[str] = "people (limit ASSUMED)"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One auxiliary for each body; where boards meet as one, a 0/1 one for each person as well."""
        limit = rulebook.cluster_board_limit
        excess, highest = [], 0
        for cluster, members in model.clusters.items():
            shape = model.governance[cluster]
            if shape.nominated_cluster_board:
                bodies = [self._nominated(model, cluster)]
                most = [1 + len(members) * shape.nominees[1]]
            elif shape.keeps_boards:
                bodies = [self._board(model, code) for code in members]
                most = [1 + most_neds(model, rulebook)] * len(members)
            else:
                bodies = [self._together(model, cluster)]
                most = [len(members) * (1 + most_neds(model, rulebook))]
            for number, (body, largest) in enumerate(zip(bodies, most, strict=True)):
                if largest > limit:
                    above = model.new_int(f"{self.id}[{cluster},{number}]", 0, largest - limit)
                    model.require(above >= body - limit, None)
                    excess.append(above)
                    highest += largest - limit
        return sum(excess), highest

    @staticmethod
    def _nominated(model: LevelModel, cluster: str) -> Expr:
        """Members of a nominated cluster board; each is its chair or one organisation's nominee."""
        chair = sum(seat for (_, k), seat in model.cluster_chair.items() if k == cluster)
        return chair + sum(
            seat for (_, code), seat in model.nominee.items() if code in set(model.clusters[cluster])
        )

    @staticmethod
    def _board(model: LevelModel, code: str) -> Expr:
        """Chair and NEDs of one board."""
        return sum(seat for places in (model.chair, model.ned) for (_, o), seat in places.items() if o == code)

    @staticmethod
    def _together(model: LevelModel, cluster: str) -> Expr:
        """Everyone on any board of the cluster, once: whoever has several ways to sit takes one of them."""
        inside = set(model.clusters[cluster])
        there: list[Expr] = [w.taken for ways in model.ways.values() for w in ways if inside >= set(w.boards)]
        held: dict[str, list[Expr]] = defaultdict(list)
        for places in (model.chair, model.ned):
            for (person, code), seat in places.items():
                if code in inside and person not in model.ways:
                    held[person].append(seat)
        for person, some in held.items():
            sits = model.new_int(f"cluster_board_size[{cluster},{person}]", 0, 1)
            for seat in some:
                model.require(sits >= seat, None)
            there.append(sits)
        return sum(there)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """People of each body above the limit."""
        return sum(
            max(0, size - rulebook.cluster_board_limit)
            for cluster in plan.clusters
            for size in _sizes(plan, cluster)
        )


def _sizes(plan: Plan, cluster: Cluster) -> list[int]:
    """How many sit in each body of a cluster that meets with the executive team; for values only."""
    boards = []
    for code in cluster.organisations:
        board = plan.board_of.get(code)
        if board is not None:
            people = {n.person for n in board.neds}
            boards.append(people if board.chair is None else people | {board.chair})
    model = plan.governance.get(cluster.governance)
    if cluster.cluster_board is not None:
        return [1 + len(cluster.cluster_board.neds)]
    if model is not None and not model.keeps_boards:
        return [len({p for board in boards for p in board})]
    return [len(board) for board in boards]

"""Which governance model where, under caps, by trying everything; for petty instances only.

Every choice of models for the clusters and every lawful set of boards under it: the least vector of those
within the caps, as ``docs/semantics.md`` has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from tests.oracle.dumb import Board, Dumb
from tests.oracle.geography import Cluster, Map

Found = tuple[dict[str, int], tuple[int, ...]]
"""Capped amounts and the nine levels."""


class Amounts(Dumb):
    """All lawful boards with what caps count."""

    def every(self) -> Iterator[Found]:
        for some in product(*[list(self.boards(o)) for o in self.orgs]):
            plan = dict(zip(self.orgs, some, strict=True))
            if self.lawful(plan):
                levels = self.levels(plan)
                yield (
                    {
                        "cost": levels[8],
                        "places_end": levels[1],
                        "meetings": self.meetings(),
                        "cluster_board": max(self.body(c, m, plan) for c, m in set(self.map.values())),
                    },
                    levels,
                )

    def lawful(self, plan: dict[str, Board]) -> bool:
        """Also: nominees are different people, which few directors a board may make impossible."""
        return super().lawful(plan) and all(
            self.nominated([plan[o] for o in sorted(c)]) for c, m in set(self.map.values()) if m.nominees[0]
        )

    @staticmethod
    def nominated(some: list[Board]) -> bool:
        """Whether somebody chairs the cluster and every board sends somebody else."""
        return any(
            len(set(sent)) == len(some)
            for head, _, _ in some
            for sent in product(*[{c, *n} - {head} for c, n, _ in some])
        )

    def meetings(self) -> int:
        return sum(m.yearly_meetings[0] + len(c) * m.yearly_meetings[1] for c, m in set(self.map.values()))

    def body(self, cluster: Cluster, model: GovernanceModel, plan: dict[str, Board]) -> int:
        """The smallest body that the cluster can have with these boards."""
        if model.nominated_cluster_board:
            return 1 + model.nominees[0] * len(cluster)
        if model.chair_scope == "organisation":
            return 0
        return len({who for o in cluster for who in (plan[o][0], *plan[o][1])})


def all_choices(
    instance: Instance,
    rulebook: Rulebook,
    m: Map,
    models: Sequence[GovernanceModel],
    standalone: GovernanceModel,
    keep: int = 7,
) -> list[Found]:
    """Amounts and levels of every lawful choice of models and boards for a map, each pair once."""
    found = set()
    for choice in product(*[models if len(c) > 1 else (standalone,) for c in m]):
        of = {o: (c, model) for c, model in zip(m, choice, strict=True) for o in c}
        for amounts, levels in Amounts(instance, rulebook, of, keep).every():
            found.add((tuple(amounts.items()), levels))
    return [(dict(amounts), levels) for amounts, levels in found]


def best_within(found: Sequence[Found], caps: Mapping[str, int]) -> tuple[int, ...] | None:
    """The least vector within caps; None when there is none."""
    return min(
        (v for amounts, v in found if all(amounts[name] <= most for name, most in caps.items())), default=None
    )

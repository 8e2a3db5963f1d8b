"""Possible clusters of one part of the country: every set of organisations that breaks no rule about clusters.

Listing takes two steps, so that a changed decision re-uses the first: :func:`base_table` lists connected sets
and drops what breaks a rule, without a look at decisions; :func:`decided` adds and drops what decisions
change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.listing import (
    LIST_LIMIT,
    UNIVERSE_LIMIT,
    TooManyCandidatesError,
    adjacency,
    connected_masks,
    to_mask,
    to_members,
)
from planner.geography.sums import Mask, MemberSums
from planner.objectives.base import BottleneckLevel, GeographyLevel
from planner.rules.base import CandidateRule, Rule

Summed = GeographyLevel | BottleneckLevel
"""A level with a column."""
NO_LIMIT = int(np.iinfo(np.int64).max // 2)
NEVER_LIFTED = ("GEO-4", "DEC-TOGETHER", "DEC-APART")
"""Rules that no ``exempt`` decision lifts; the reader refuses one that would."""
BY_LISTING = ("GEO-CON", "GEO-SIZE", "HR-2")
"""Rules that every listed set keeps because of how sets are grown."""


@dataclass(frozen=True)
class Table:
    """Possible clusters as rows; implements :class:`planner.rules.base.Candidates`."""

    instance: Instance
    codes: tuple[str, ...]
    """Organisation of each bit, at most 63."""
    masks: Mask
    """Shape (candidates,), sorted."""
    columns: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict, repr=False)
    """Columns of levels by id, as far as they were asked for."""

    def __len__(self) -> int:
        return len(self.masks)

    @cached_property
    def members(self) -> npt.NDArray[np.bool_]:
        """Shape (candidates, organisations), by columns in memory."""
        return to_members(self.masks, len(self.codes))

    @cached_property
    def sums(self) -> MemberSums:
        """Exact sums over members."""
        return MemberSums(self.masks, len(self.codes))

    def forget(self) -> None:
        """Give back the memory of ``members``; they come again when asked for."""
        self.__dict__.pop("members", None)

    def rows(self, keep: npt.NDArray[np.bool_]) -> Table:
        """The table with only some rows; columns already known are kept."""
        if keep.all():
            return self
        return Table(self.instance, self.codes, self.masks[keep], {k: v[keep] for k, v in self.columns.items()})

    def organisations(self, row: int) -> tuple[str, ...]:
        """Codes of one candidate, sorted."""
        mask = int(self.masks[row])
        return tuple(c for i, c in enumerate(self.codes) if mask >> i & 1)

    def row_of(self, cluster: frozenset[str]) -> int | None:
        """Row of a cluster; None when it is no possible cluster of this part."""
        if not cluster <= set(self.codes):
            return None
        wanted = np.uint64(to_mask(self.codes, cluster))
        row = int(np.searchsorted(self.masks, wanted))
        return row if row < len(self.masks) and self.masks[row] == wanted else None


def exempted(instance: Instance) -> dict[frozenset[str], set[str]]:
    """Rules lifted from a cluster by ``exempt`` decisions, by the cluster's exact set."""
    lifted: dict[frozenset[str], set[str]] = {}
    for d in instance.decisions:
        if d.kind == "exempt" and d.object:
            lifted.setdefault(frozenset(d.object.split(";")), set()).add(d.subject)
    return lifted


def binding(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Rules that must hold, by id."""
    return {r.id: r for r in rules if r.spec.strength == "must"}


def _limits(rules: Iterable[Rule]) -> tuple[int, int]:
    """Most organisations and most people of a cluster that rules still allow, to stop growth early."""
    must = binding(rules)
    largest, heaviest = UNIVERSE_LIMIT, NO_LIMIT
    if "GEO-SIZE" in must:
        largest = int(must["GEO-SIZE"].spec.parameters["max"])
    if "GEO-POP" in must and "multiples" not in must["GEO-POP"].spec.parameters:  # multiples have no end
        heaviest = max(int(high) for _, high in must["GEO-POP"].spec.parameters["windows"])
    return largest, heaviest


def universes(instance: Instance, rules: Iterable[Rule], regions: Sequence[str]) -> list[list[str]]:
    """For each leading region, the organisations that may be in its clusters; one for all without GEO-4."""
    if "GEO-4" not in binding(rules):
        return [sorted(o.code for o in instance.organisations if o.region in regions)]
    joins: dict[str, set[str]] = {}
    for d in instance.decisions:
        if d.kind == "cross_region" and d.object:
            joins.setdefault(d.object, set()).add(d.subject)
    return [
        sorted(o.code for o in instance.organisations if o.region == r or o.code in joins.get(r, ()))
        for r in regions
    ]


def fixed_sets(instance: Instance, rules: Iterable[Rule]) -> list[frozenset[str]]:
    """Established arrangements when they stay as they are (HR-2): no other set with a member is possible."""
    if "HR-2" not in binding(rules):
        return []
    strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
    groups: dict[str, set[str]] = {}
    for o in instance.organisations:
        if o.arrangement in strong and o.arrangement:
            groups.setdefault(o.arrangement, set()).add(o.code)
    return [frozenset(g) for g in groups.values()]


def _listed(
    instance: Instance,
    rules: Sequence[Rule],
    regions: Sequence[str],
    codes: Sequence[str],
    size: int = UNIVERSE_LIMIT,
    limit: int | None = None,
) -> Mask:
    """Connected sets within size and population, of organisations that no established arrangement holds."""
    largest, heaviest = _limits(rules)
    largest = min(largest, size)
    frozen = frozenset[str]().union(*fixed_sets(instance, rules))
    position = {c: i for i, c in enumerate(codes)}
    parts = [np.zeros(0, dtype=np.uint64)]
    for universe in universes(instance, rules, regions):
        free = [c for c in universe if c in position and c not in frozen]
        if not free:
            continue
        near = adjacency(instance, free)
        if "GEO-CON" not in binding(rules):  # nothing asks clusters to hang together: all are neighbours
            near = [((1 << len(free)) - 1) & ~(1 << i) for i in range(min(len(free), UNIVERSE_LIMIT))]
        people = [instance.by_code[c].population for c in free]
        masks = connected_masks(near, people, largest, heaviest, limit)
        if free != list(codes):
            moved = np.zeros_like(masks)
            for i, c in enumerate(free):
                moved |= ((masks >> np.uint64(i)) & np.uint64(1)) << np.uint64(position[c])
            masks = moved
        parts.append(masks)
    return np.unique(np.concatenate(parts)) if len(parts) > 2 else np.sort(parts[-1])


def codes_of(instance: Instance, regions: Sequence[str]) -> tuple[str, ...]:
    """Organisations of some regions, sorted."""
    return tuple(sorted(o.code for o in instance.organisations if o.region in regions))


def base_table(
    instance: Instance,
    rules: Sequence[Rule],
    regions: Sequence[str],
    piece: Sequence[str] | None = None,
    size: int = UNIVERSE_LIMIT,
    limit: int | None = None,
) -> Table:
    """Possible clusters of some regions before decisions within them, but with those that cross borders.

    Args:
        instance: the whole of what was given.
        rules: all rules in force.
        regions: regions whose organisations are grouped here.
        piece: only these of their organisations, which no possible cluster joins to others.
        size: none larger than this.
        limit: most possible clusters, :data:`LIST_LIMIT` when not given.

    Raises:
        TooManyCandidatesError: there are too many to list.
    """
    codes = codes_of(instance, regions) if piece is None else tuple(sorted(piece))
    if len(codes) > UNIVERSE_LIMIT:
        raise TooManyCandidatesError(
            f"{len(codes)} organisations in one part; lists hold at most {UNIVERSE_LIMIT}"
        )
    table = Table(instance, codes, _listed(instance, rules, regions, codes, size, limit))
    crossed = "GEO-4" in binding(rules) and any(d.kind == "cross_region" for d in instance.decisions)
    for rule in binding(rules).values():
        known = rule.id in BY_LISTING or (rule.id == "GEO-4" and not crossed)
        if isinstance(rule, CandidateRule) and not rule.reads_decisions and not known:
            table = table.rows(rule.breach(table) == 0)
    most = LIST_LIMIT if limit is None else limit
    if len(table) > most:
        raise TooManyCandidatesError(f"more than {most:,} possible clusters in one part")
    return table


def decided(
    base: Table, instance: Instance, rules: Sequence[Rule], levels: Sequence[Summed], rulebook: Rulebook | None
) -> Table:
    """The base table with what decisions and established arrangements add and drop, and columns of all levels.

    Args:
        base: of the same organisations, whatever decisions its instance has within it.
        instance: with the decisions that count.
        rules: all rules in force.
        levels: levels with columns; the base keeps those that no decision changes.
        rulebook: of the levels.
    """
    with_columns(base, [level for level in levels if not level.reads_decisions], rulebook)
    base.forget()
    must = [r for r in binding(rules).values() if isinstance(r, CandidateRule)]
    lifted = exempted(instance)
    inside = set(base.codes)
    table = Table(instance, base.codes, base.masks, dict(base.columns))
    for rule in must:
        if rule.reads_decisions:
            table = table.rows(rule.breach(table) == 0)
    special = sorted({s for s in (*fixed_sets(instance, rules), *lifted) if s <= inside}, key=sorted)
    fresh = [s for s in special if table.row_of(s) is None]
    if not fresh:
        return with_columns(table, levels, rulebook)
    made = sorted(to_mask(base.codes, s) for s in fresh)
    few = Table(instance, base.codes, np.array(made, dtype=np.uint64))
    keep = np.ones(len(few), dtype=np.bool_)
    for rule in must:
        lift = rule.id not in NEVER_LIFTED
        free = [
            lift and rule.id in lifted.get(frozenset(few.organisations(row)), ()) for row in range(len(few))
        ]
        keep &= np.array(free, dtype=np.bool_) | (rule.breach(few) == 0)
    if keep.any():
        table = _joined(table, few.rows(keep), levels, rulebook)
    return with_columns(table, levels, rulebook)


def _joined(table: Table, few: Table, levels: Sequence[Summed], rulebook: Rulebook | None) -> Table:
    """Both tables' rows, sorted; columns that one knows are worked out for the other."""
    masks = np.concatenate([table.masks, few.masks])
    order = np.argsort(masks)
    columns = {
        level.id: np.concatenate([table.columns[level.id], level.column(few, rulebook)])[order]
        for level in levels
        if rulebook is not None and level.id in table.columns
    }
    return Table(table.instance, table.codes, masks[order], columns)


def with_columns(table: Table, levels: Sequence[Summed], rulebook: Rulebook | None) -> Table:
    """The table, which from now on knows the columns of these levels."""
    for level in levels:
        if level.id not in table.columns and rulebook is not None:
            table.columns[level.id] = level.column(table, rulebook)
    return table


def possible_clusters(
    instance: Instance,
    rules: Sequence[Rule],
    regions: Sequence[str] | None = None,
    piece: Sequence[str] | None = None,
    size: int = UNIVERSE_LIMIT,
) -> Table:
    """Every set of organisations of some regions that breaks no rule about clusters, exemptions counted.

    Rules judge by the whole instance: what lies outside the regions still counts.

    Args:
        instance: the whole of what was given.
        rules: all rules in force.
        regions: regions whose organisations are grouped here; all when not given.
        piece: only these of their organisations.
        size: none larger than this, but for those that decisions or arrangements single out.

    Raises:
        TooManyCandidatesError: the regions are too large to list.
    """
    base = base_table(instance, rules, instance.regions if regions is None else regions, piece, size)
    return decided(base, instance, rules, (), None)

"""Possible clusters of one region: every connected set of organisations, each once, as rows of a table.

Listing is level by level on bit masks (one 64-bit word a set), so a universe holds at most 63 organisations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.rules.base import CandidateRule, Rule

Mask = npt.NDArray[np.uint64]
UNIVERSE_LIMIT = 63
LIST_LIMIT = 4_000_000
"""Sets listed for one region before giving up with a clear message (about 1 GB of attributes)."""


class TooManyCandidatesError(Exception):
    """A region has too many possible clusters to list; the message says what to do (exit code 6)."""


@dataclass(frozen=True)
class Table:
    """Possible clusters as rows; implements :class:`planner.rules.base.Candidates`."""

    instance: Instance
    codes: tuple[str, ...]
    members: npt.NDArray[np.bool_]
    """Shape (candidates, organisations)."""
    cache: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict, repr=False)
    """Costs by level id."""

    def __len__(self) -> int:
        return int(self.members.shape[0])

    def rows(self, keep: npt.NDArray[np.bool_]) -> Table:
        """The table with only some rows; costs already known are kept."""
        return Table(self.instance, self.codes, self.members[keep], {k: v[keep] for k, v in self.cache.items()})

    def organisations(self, row: int) -> tuple[str, ...]:
        """Codes of one candidate, sorted."""
        return tuple(c for c, inside in zip(self.codes, self.members[row], strict=True) if inside)


def adjacency(instance: Instance, codes: Sequence[str]) -> list[int]:
    """Bit mask of connecting neighbours of each organisation."""
    position = {c: i for i, c in enumerate(codes)}
    masks = [0] * len(codes)
    for link in instance.links:
        if link.kind != "patient_flow" and link.a in position and link.b in position:
            masks[position[link.a]] |= 1 << position[link.b]
            masks[position[link.b]] |= 1 << position[link.a]
    return masks


def connected_masks(neighbours: Sequence[int], weights: Sequence[int], largest: int, heaviest: int) -> Mask:
    """Every connected set of at most ``largest`` organisations that weigh at most ``heaviest``.

    Args:
        neighbours: bit mask of neighbours of each organisation.
        weights: population of each; growth stops above ``heaviest`` (supersets are heavier still).
        largest: most organisations in a set.
        heaviest: most people in a set.

    Returns:
        Sorted masks, each once.

    Raises:
        TooManyCandidatesError: beyond :data:`UNIVERSE_LIMIT` organisations or :data:`LIST_LIMIT` sets.
    """
    n = len(neighbours)
    if n > UNIVERSE_LIMIT:
        raise TooManyCandidatesError(
            f"{n} organisations in one region: this version lists possible clusters of at most "
            f"{UNIVERSE_LIMIT}. Split the region."
        )
    bits = np.uint64(1) << np.arange(n, dtype=np.uint64)
    near = np.array([int(m) for m in neighbours], dtype=np.uint64)
    weight = np.array([int(w) for w in weights], dtype=np.int64)
    level: Mask = bits[weight <= heaviest]
    found = [level]
    total = len(level)
    for _ in range(1, largest):
        reach = np.zeros_like(level)
        mass = np.zeros(len(level), dtype=np.int64)
        for i in range(n):
            inside = (level & bits[i]) != 0
            reach[inside] |= near[i]
            mass[inside] += weight[i]
        reach &= ~level
        grown = []
        for i in range(n):
            ok = ((reach & bits[i]) != 0) & (mass + weight[i] <= heaviest)
            grown.append(level[ok] | bits[i])
        level = np.unique(np.concatenate(grown)) if grown else level[:0]
        if not len(level):
            break
        total += len(level)
        if total > LIST_LIMIT:
            raise TooManyCandidatesError(
                f"more than {LIST_LIMIT:,} possible clusters in one region: lower the largest size (GEO-SIZE) "
                "or the largest population (GEO-POP), or split the region."
            )
        found.append(level)
    return np.unique(np.concatenate(found))


def to_members(masks: Mask, n: int) -> npt.NDArray[np.bool_]:
    """Bit masks as a 0/1 table of shape (sets, n)."""
    inside: npt.NDArray[np.bool_] = (masks[:, None] >> np.arange(n, dtype=np.uint64)[None, :]) & np.uint64(
        1
    ) != 0
    return inside


def exempted(instance: Instance) -> dict[frozenset[str], set[str]]:
    """Rules lifted from a cluster by ``exempt`` decisions, by the cluster's exact set."""
    lifted: dict[frozenset[str], set[str]] = {}
    for d in instance.decisions:
        if d.kind == "exempt" and d.object:
            lifted.setdefault(frozenset(d.object.split(";")), set()).add(d.subject)
    return lifted


def _limits(rules: Iterable[Rule]) -> tuple[int, int]:
    """Most organisations and most people of a cluster that rules still allow, to stop growth early."""
    largest, heaviest = UNIVERSE_LIMIT, np.iinfo(np.int64).max // 2
    for rule in rules:
        if rule.spec.strength != "must":
            continue
        if rule.id == "GEO-SIZE":
            largest = int(rule.spec.parameters["max"])
        elif rule.id == "GEO-POP" and "multiples" not in rule.spec.parameters:  # multiples have no end
            heaviest = max(int(high) for _, high in rule.spec.parameters["windows"])
    return largest, int(heaviest)


def _universes(instance: Instance, regions: Sequence[str]) -> list[list[str]]:
    """For each leading region, the organisations that may be in its clusters."""
    joins: dict[str, set[str]] = {}
    for d in instance.decisions:
        if d.kind == "cross_region" and d.object:
            joins.setdefault(d.object, set()).add(d.subject)
    return [
        sorted(o.code for o in instance.organisations if o.region == r or o.code in joins.get(r, ()))
        for r in regions
    ]


def _fixed(instance: Instance, rules: Iterable[Rule]) -> list[frozenset[str]]:
    """Established arrangements when they stay as they are (HR-2): no other set with a member is possible."""
    if not any(rule.id == "HR-2" for rule in rules):
        return []
    strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
    groups: dict[str, set[str]] = {}
    for o in instance.organisations:
        if o.arrangement in strong and o.arrangement:
            groups.setdefault(o.arrangement, set()).add(o.code)
    return [frozenset(g) for g in groups.values()]


def possible_clusters(instance: Instance, rules: Sequence[Rule], regions: Sequence[str] | None = None) -> Table:
    """Every set of organisations of some regions that breaks no rule about clusters, exemptions counted.

    Rules judge by the whole instance: what lies outside the regions still counts.

    Args:
        instance: the whole of what was given.
        rules: all rules in force.
        regions: regions whose organisations are grouped here; all when not given.

    Raises:
        TooManyCandidatesError: a region is too large to list.
    """
    candidate_rules = [r for r in rules if isinstance(r, CandidateRule) and r.spec.strength == "must"]
    largest, heaviest = _limits(rules)
    fixed = _fixed(instance, rules)
    frozen = frozenset().union(*fixed) if fixed else frozenset()
    lifted = exempted(instance)
    regions = instance.regions if regions is None else regions
    codes = tuple(sorted(o.code for o in instance.organisations if o.region in regions))
    inside = set(codes)
    sets = {s for s in (*fixed, *lifted) if s <= inside}
    position = {c: i for i, c in enumerate(codes)}
    parts = []
    for universe in _universes(instance, regions):
        free = [c for c in universe if c not in frozen]
        if not free:
            continue
        masks = connected_masks(
            adjacency(instance, free), [instance.by_code[c].population for c in free], largest, heaviest
        )
        block = np.zeros((len(masks), len(codes)), dtype=np.bool_)
        block[:, [position[c] for c in free]] = to_members(masks, len(free))
        parts.append(block)
    extra = np.zeros((len(sets), len(codes)), dtype=np.bool_)
    for row, group in enumerate(sorted(sets, key=sorted)):
        extra[row, [position[c] for c in group]] = True
    parts.append(extra)
    members = np.concatenate(parts)
    if len(parts) > 2 or sets:
        packed = np.unique(np.packbits(members, axis=1), axis=0)
        members = np.unpackbits(packed, axis=1, count=len(codes)).astype(np.bool_)
    table = Table(instance, codes, members)
    return table.rows(_lawful(table, candidate_rules, lifted))


def _lawful(
    table: Table, rules: Sequence[CandidateRule], lifted: dict[frozenset[str], set[str]]
) -> npt.NDArray[np.bool_]:
    position = {c: i for i, c in enumerate(table.codes)}
    special: dict[str, npt.NDArray[np.bool_]] = {}
    for group, ids in lifted.items():
        if not group <= position.keys():
            continue
        row = np.zeros(len(table.codes), dtype=np.bool_)
        row[[position[c] for c in group]] = True
        same = (table.members == row[None, :]).all(axis=1)
        for rule_id in ids:
            special[rule_id] = special.get(rule_id, np.zeros(len(table), dtype=np.bool_)) | same
    keep = np.ones(len(table), dtype=np.bool_)
    for rule in rules:
        ok = rule.breach(table) == 0
        if rule.id in special:
            ok = ok | special[rule.id]
        keep &= ok
    return keep

"""The certificate: what proves that no map is better, in whole numbers that anybody can check without a solver.

For each part of the country and each number of clusters it holds prices. Whatever prices are written here, a
checker can work out a bound from them that is true; wrong ones only prove less. So the file need not be
trusted.

Prices of a stage work like this. Each possible cluster has a cost (its levels times their multipliers). Its
*reduced cost* is ``scale * cost`` minus the prices of its organisations, minus ``count``, minus for each
level of earlier stages the level's amount times its price. Any choice of k clusters that covers every
organisation once then costs, scaled, exactly the sum of its reduced costs plus ``sum(organisations) + k *
count + sum(earlier * value)``.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from planner.core.plan import InstanceStamp


class Piece(BaseModel):
    """Base of everything in a certificate."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Piece):
    """One level within a stage."""

    level: str
    times: int = Field(gt=0)
    """Multiplier; one unit of a level outweighs all that later levels of its stage can add up to."""


class StagePrices(Piece):
    """Integer prices of one stage, multiples of 1/scale."""

    organisations: tuple[int, ...]
    """In the order of the part's organisations."""
    count: int
    """Of one cluster."""
    earlier: tuple[int, ...] = ()
    """Of every level of the stages before, in their order."""


class Proved(StagePrices):
    """A stage settled: a choice best at the stages before costs at least ``value`` here."""

    value: int


class EntryProof(Piece):
    """What is proved of one number of clusters of one part."""

    clusters: int
    impossible: bool = False
    """No choice exists: a line of the part shows it (its bound is above what any choice can cost), or a
    search."""
    stages: tuple[Proved, ...] = ()
    incumbent: tuple[tuple[str, ...], ...] = ()
    """A choice that has these values, clusters as sorted codes; empty where none is needed."""


class PartProof(Piece):
    """One part of the country, settled by itself."""

    regions: tuple[str, ...]
    organisations: tuple[str, ...]
    """Sorted codes."""
    listed: bool
    """False where possible clusters were too many to list: nothing is certified of this part."""
    lines: tuple[StagePrices, ...] = ()
    """Prices of the first stage that bound every number of clusters."""
    entries: tuple[EntryProof, ...] = ()
    refused: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Clusters that were not to be chosen together, because their boards can't be made lawful (not checked
    here)."""


class Certificate(Piece):
    """Proof of the levels about the map of one plan; what DESIGN.md calls ``certificate.json``."""

    schema_version: int = 1
    planner_version: str
    instance: InstanceStamp
    rulebook: str
    """Its sha256."""
    levels: tuple[str, ...]
    """Levels about the map, most important first."""
    fewest: int
    most: int
    """Numbers of clusters allowed in all."""
    scale: int
    stages: tuple[tuple[Term, ...], ...]
    """Levels that add up over clusters, in order, in as few stages as their sizes allow.

    Levels that depend on the number of clusters alone are in ``levels`` and in no stage. From the first on
    whose value is the largest over clusters (not a sum) none is in a stage, and none is certified.
    """
    parts: tuple[PartProof, ...]

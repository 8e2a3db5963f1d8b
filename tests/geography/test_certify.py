"""Every line of a certificate is true: bounds worked out again in Python's integers, values by enumeration."""

from __future__ import annotations

import numpy as np
import pytest

from planner.core.certificate import Certificate, PartProof, Proved, StagePrices, Term
from planner.core.instance import Instance
from planner.engine.assemble import version
from planner.geography.bounds import SCALE
from planner.geography.candidates import Summed, Table
from planner.geography.certify import certificate
from planner.geography.national import NationalMap
from planner.geography.part import Part
from tests.geography.maps import Choices, bits, choices, masks_of, regions_map
from tests.geography.nation import (
    BOOK,
    Counted,
    Largest,
    national,
    random_decisions,
    some_levels,
    with_decisions,
)
from tests.geography.test_national import stopped_at
from tests.oracle.geography import lawful_cluster
from tests.rules.builder import seeded


def written(asked: NationalMap, joined) -> tuple[Certificate, tuple[Part, ...]]:
    """The certificate as the engine writes it, and the parts that it is of."""
    parts, stages = joined.proof or (joined.parts, joined.stages)
    given: Instance = asked.instance
    return certificate(given, BOOK, version(), 1, 9, stages, parts), parts


class Reader:
    """Reads one part's proof with nothing but what was given: clusters are those that the oracle allows."""

    def __init__(self, asked: NationalMap, stages: tuple[tuple[Term, ...], ...], proof: PartProof) -> None:
        given, self.stages, self.proof, self.codes = asked.instance, stages, proof, proof.organisations
        n = len(self.codes)
        apart = [{d.subject, d.object} for d in given.decisions if d.kind == "keep_apart"]
        together = [{d.subject, d.object} for d in given.decisions if d.kind == "keep_together"]
        clusters = {mask: frozenset(self.codes[i] for i in bits(mask)) for mask in range(1, 1 << n)}
        self.masks = [
            mask
            for mask, c in clusters.items()
            if lawful_cluster(given, BOOK, c)
            and not any(pair <= c for pair in apart)
            and not any(len(pair & c) == 1 for pair in together)
        ]
        table = Table(given, self.codes, masks_of(self.masks))
        self.levels = {x.id: x.column(table, BOOK).tolist() for x in asked.levels if isinstance(x, Summed)}
        self.costs = [
            [sum(self.levels[t.level][row] * t.times for t in stage) for row in range(len(self.masks))]
            for stage in stages
        ]

    def choices(self) -> Choices:
        """All choices of the part, those refused left out, by stage sums."""
        refused = [{tuple(sorted(c)) for c in group} for group in self.proof.refused]
        costs = [np.array(c, dtype=np.int64) for c in self.costs]
        found: Choices = {}
        for k, by_vector in choices(self.masks, len(self.codes), costs).items():
            for vector, some in by_vector.items():
                kept = {rows for rows in some if not any(g <= set(self.named(rows)) for g in refused)}
                if kept:
                    found.setdefault(k, {})[vector] = kept
        return found

    def named(self, rows: tuple[int, ...]) -> list[tuple[str, ...]]:
        return sorted(tuple(self.codes[i] for i in bits(self.masks[row])) for row in rows)

    def bound(self, prices: StagePrices, k: int, stage: int, values: list[int]) -> int:
        """Scaled: any choice of k clusters costs at least this, by weak duality alone."""
        earlier = [t.level for terms in self.stages[:stage] for t in terms]
        assert len(prices.earlier) == len(earlier)
        assert len(prices.organisations) == len(self.codes)
        least = 0
        for row, mask in enumerate(self.masks):
            reduced = SCALE * self.costs[stage][row] - prices.count
            reduced -= sum(prices.organisations[i] for i in bits(mask))
            reduced -= sum(p * self.levels[x][row] for p, x in zip(prices.earlier, earlier, strict=True))
            least = min(least, reduced)
        fixed = sum(p * v for p, v in zip(prices.earlier, values, strict=True))
        return sum(prices.organisations) + k * (prices.count + least) + fixed

    def split(self, stage: int, total: int) -> list[int]:
        out = []
        for term in self.stages[stage]:
            value, total = divmod(total, term.times)
            out.append(value)
        return out


def holds(reader: Reader) -> int:
    """Everything that is written of a part, against every choice; how many entries there were."""
    want = reader.choices()
    for line in reader.proof.lines:
        assert not line.earlier
        for k, by_vector in want.items():
            assert reader.bound(line, k, 0, []) <= min(by_vector)[0] * SCALE
    numbers = [entry.clusters for entry in reader.proof.entries]
    assert numbers == sorted(set(numbers))
    for entry in reader.proof.entries:
        k = entry.clusters
        assert entry.impossible or entry.stages
        if entry.impossible:
            assert k not in want
            assert not entry.stages
            assert not entry.incumbent
            continue
        best = min(want[k])
        values: list[int] = []
        for stage, proved in enumerate(entry.stages):
            assert isinstance(proved, Proved)
            assert proved.value == best[stage]
            assert reader.bound(proved, k, stage, values) <= proved.value * SCALE
            values += reader.split(stage, proved.value)
        same = [
            rows
            for v, some in want[k].items()
            if v[: len(entry.stages)] == best[: len(entry.stages)]
            for rows in some
        ]
        assert sorted(entry.incumbent) in [reader.named(rows) for rows in same]
    return len(reader.proof.entries)


@pytest.mark.parametrize("block", range(6))
def test_everything_written_is_true(block: int) -> None:
    entries = 0
    for seed in range(block * 10, block * 10 + 10):
        rng = seeded(f"certify {seed}")
        given = regions_map(rng, rng.choice([4, 5, 6]), rng.choice([1, 2, 3]))
        given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 1, 2])))
        levels = some_levels(rng, rng.choice(["rrsc", "rscb"]))
        asked = national(given, levels)
        joined = asked.best(1, 9)
        if joined is None:
            continue
        made, parts = written(asked, joined)
        assert made == Certificate.model_validate_json(made.model_dump_json())
        assert [p.regions for p in made.parts] == [p.regions for p in parts]
        assert sorted(c for p in made.parts for c in p.organisations) == sorted(given.by_code)
        for proof, part in zip(made.parts, parts, strict=True):
            assert proof.organisations == part.table.codes
            entries += holds(Reader(asked, made.stages, proof))
        # what the best map uses is all there, to the last stage
        for allocation in joined.allocations if joined.proof is None else ():
            for proof, k in zip(made.parts, allocation, strict=True):
                (entry,) = [e for e in proof.entries if e.clusters == k]
                assert len(entry.stages) == len(made.stages)
    assert entries > 10


def test_what_a_limit_leaves_is_true_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    unproved = 0
    for seed in range(60):
        rng = seeded(f"cut certificate {seed}")
        asked = national(regions_map(rng, 6, 2), some_levels(rng, "rrsc"))
        joined, _ = stopped_at(asked, rng.randint(2, 12), monkeypatch)
        if joined is None:
            continue
        unproved += not joined.proved
        made, _ = written(asked, joined)
        for proof in made.parts:
            holds(Reader(asked, made.stages, proof))
    assert unproved > 5


@pytest.mark.parametrize("sizes", [(1,), (2,), (1, 2), (2, 1, 1), (2, 2, 1)])
def test_refused_clusters_and_sets_are_named(sizes: tuple[int, ...]) -> None:
    """What boards ruled out is written down, or the rest would not be true of what was given."""
    several = 0
    for seed in range(6):
        rng = seeded(f"refused certificate {seed}")
        asked = national(regions_map(rng, 6, rng.choice([1, 2])))
        for size in sizes:
            joined = asked.best(1, 6)
            if joined is not None:
                m = sorted(next(iter(asked.maps(joined, 1))), key=sorted)
                asked.refuse(rng.sample(m, min(size, len(m))))
        joined = asked.best(1, 6)
        if joined is None:
            continue
        made, _ = written(asked, joined)
        for proof in made.parts:
            holds(Reader(asked, made.stages, proof))
        several += any(proof.refused for proof in made.parts)
    assert several > 2


def test_levels_after_a_largest_value_are_not_certified() -> None:
    levels = [Counted("few"), *some_levels(seeded("largest"), "r")[:1], Largest("size")]
    asked = national(regions_map(seeded("largest"), 5, 2), levels)
    joined = asked.best(1, 5)
    assert joined is not None
    assert joined.proof is not None
    made, _ = written(asked, joined)
    assert [t.level for stage in made.stages for t in stage] == [levels[1].id]

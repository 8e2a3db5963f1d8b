"""Checks a certificate: what it proves of a plan's map, without a solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.checker.bound.belongs import allowed_range, problems
from planner.checker.bound.costs import COSTS, TooLargeError, constant, cost
from planner.checker.bound.join import Stages, joined
from planner.checker.bound.listing import Lister, TooManyError
from planner.checker.bound.masks import Array, Sets
from planner.checker.bound.numbers import NUMBERS
from planner.checker.bound.part import Part, Terms
from planner.checker.bound.prices import suspects
from planner.checker.bound.proof import Prover, Vector
from planner.checker.bound.result import AimBound, BoundVerdict
from planner.checker.bound.rules import Lawful
from planner.checker.bound.search import Steps
from planner.checker.bound.view import View
from planner.checker.effective import effective
from planner.checker.settings import narrowed
from planner.checker.verdict import Problem
from planner.core.certificate import Certificate, PartProof
from planner.core.instance import Instance
from planner.core.plan import Level, Plan
from planner.core.rulebook import Rulebook

JUDGED = 3_000
"""Sets of one part that are judged by every rule before anything is proved."""
ALL_STEPS = 6_000_000
ONE_SEARCH = 1_000_000


def check_bound(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    certificate: Certificate,
    *,
    steps: int = ALL_STEPS,
    each: int = ONE_SEARCH,
) -> BoundVerdict:
    """What a certificate proves of a plan's map.

    Args:
        instance: what was given; narrowed here to the regions of the plan when it is whole.
        plan: a plan that stands, that is one for which :func:`planner.checker.verify` found nothing.
        rulebook: the rules the plan was held to.
        certificate: what came with the plan; nothing in it is believed.
        steps: possible clusters that searches may try in all, beyond which the answer is open.
        each: and that one search may.

    Returns:
        For each aim about the map what no other map can better, never more than was proved here.
    """
    inside = narrowed(instance, plan)
    in_force = effective(rulebook, plan)
    boards = len(plan.levels) - len(rulebook.geography_levels)
    found = tuple(problems(inside, plan, in_force, certificate))
    if found:
        return BoundVerdict(problems=found, boards=max(0, boards))
    work = _Work(inside, plan, in_force, certificate, Steps(steps), each)
    aims = work.aims()
    return BoundVerdict(
        problems=tuple(work.contradictions(aims)),
        aims=aims,
        boards=max(0, boards),
        refused=work.refused,
        candidates=work.candidates,
        steps=work.steps.taken,
    )


@dataclass(eq=False)
class _Work:
    """One check."""

    instance: Instance
    plan: Plan
    rulebook: Rulebook
    certificate: Certificate
    steps: Steps
    each: int
    candidates: int = 0
    refused: int = 0
    open: str = ""
    """Why nothing is certified of any level that adds up."""
    odd: list[Problem] = field(default_factory=list)
    plan_has: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)

    def aims(self) -> tuple[AimBound, ...]:
        """What is certified of each aim, in order."""
        counted, end, why = self._counted()
        stages = self._stages(counted)
        totals = self._totals(stages)
        whole = Stages(stages, self.plan_has, self.most)
        result: list[AimBound] = []
        sound = True
        for level in self._levels():
            bound: int | None = None
            reason = "an aim before it is open"
            if sound and level.id == end:
                sound, reason = False, why
            elif sound and level.id not in NUMBERS and self.open:
                sound, reason = False, self.open
            elif sound:
                bounds = {k: self._bound(level, k, vector, whole) for k, vector in totals.items()}
                totals = {k: v for k, v in totals.items() if bounds[k] is not None}
                bound = min((b for b in bounds.values() if b is not None), default=None)
                reason = "" if bound is not None else "no map at all is left by what the certificate proves"
                totals = {k: v for k, v in totals.items() if bounds[k] <= level.value}  # type: ignore[operator]
                sound = bound == level.value
            result.append(_aim(level, bound, reason))
        return tuple(result)

    def contradictions(self, aims: Sequence[AimBound]) -> list[Problem]:
        """Where what was proved and the plan can't both be true."""
        found = list(self.odd)
        for aim in aims:
            if aim.id in self.plan_has and not self.open:
                counted = self.plan_has[aim.id] + constant(aim.id, self.instance)
                if counted != aim.value:
                    text = (
                        f"level {aim.id} is {counted:,} by the costs of the plan's clusters, not {aim.value:,}"
                    )
                    found.append(Problem(check="BOUND-COUNT", text=text))
            if aim.bound is not None and aim.bound > aim.value:
                text = (
                    f"no map has less than {aim.bound:,} {aim.unit} ({aim.id}), yet the plan has {aim.value:,}"
                )
                found.append(Problem(check="BOUND-CONTRADICTION", text=text))
        return found

    def _levels(self) -> list[Level]:
        stated = {level.id: level for level in self.plan.levels}
        return [stated[level] for level in self.rulebook.geography_levels]

    def _counted(self) -> tuple[list[str], str | None, str]:
        """Levels that add up and can be counted, the level at which certifying ends, and why."""
        priced = {term.level for stage in self.certificate.stages for term in stage}
        counted: list[str] = []
        for level in self.rulebook.geography_levels:
            if level in NUMBERS:
                continue
            if level not in COSTS:
                return counted, level, "certificates do not cover it"
            if level not in priced:
                return counted, level, "the certificate has no prices for it"
            counted.append(level)
        return counted, None, ""

    def _stages(self, counted: Sequence[str]) -> list[Terms]:
        stages = [
            [(t.level, t.times) for t in stage if t.level in counted] for stage in self.certificate.stages
        ]
        return [stage for stage in stages if stage]

    def _totals(self, stages: Sequence[Terms]) -> dict[int, Vector]:
        """Numbers of clusters that whole maps may have, each with what is proved of such maps."""
        low, high = allowed_range(self.rulebook, len(self.instance.organisations))
        tables = []
        lister = Lister(Lawful(self.instance, self.plan, self.rulebook))
        part_of = {code: i for i, part in enumerate(self.certificate.parts) for code in part.organisations}
        crossing = lister.crossing(part_of)
        if crossing is not None:
            self.open = f"a cluster may hold organisations of two parts ({', '.join(sorted(crossing)[:4])})"
        for proof in self.certificate.parts if not self.open else ():
            try:
                tables.append(self._table(lister, proof, stages))
            except TooManyError:
                self.open = f"{' and '.join(proof.regions)} has too many possible clusters to list"
                break
            except (TooLargeError, KeyError):
                self.open = "its figures are too large or missing"
                break
        if self.open:
            return {k: (0,) * len(stages) for k in range(low, high + 1)}
        return {k: v for k, v in joined(tables, high).items() if k >= low}

    def _without_unlawful(self, part: Part, lister: Lister, proof: PartProof, first: Terms) -> Part:
        """The part without sets that break a rule, as far as they would spoil what its prices prove."""
        keep = np.ones(len(part.sets), dtype=np.bool_)
        rows = suspects(part, first, proof.lines, self.certificate.scale, JUDGED)
        for row, mask in zip(rows.tolist(), part.sets.take(rows).masks(), strict=True):
            cluster = frozenset(code for i, code in enumerate(part.codes) if mask >> i & 1)
            keep[row] = lister.lawful.allows(cluster)
        if keep.all():
            return part
        costs = {level: column[keep] for level, column in part.costs.items()}
        return Part(part.codes, part.sets.take(keep), costs)

    def _table(self, lister: Lister, proof: PartProof, stages: Sequence[Terms]) -> dict[int, Vector]:
        codes = tuple(sorted(proof.organisations))
        sets = lister.listed(codes)
        self.candidates += len(sets)
        levels = [level for terms in stages for level, _ in terms]
        part = Part(codes, sets, self._costs(codes, sets, levels))
        if stages:
            part = self._without_unlawful(part, lister, proof, stages[0])
        for level in levels:
            self.most[level] += part.ranges[level][1]
        self._look_at_plan(part, proof, stages)
        prover = Prover(
            part,
            proof.model_copy(update={"organisations": codes}) if codes == proof.organisations else _bare(proof),
            stages,
            self.certificate.scale,
            lister.lawful.allows,
            self.steps,
            self.each,
        )
        table = prover.table()
        self.refused += len(prover.relied_on)
        return table

    def _costs(self, codes: Sequence[str], sets: Sets, levels: Sequence[str]) -> dict[str, Array]:
        view = View(self.instance, self.plan, self.rulebook, codes, sets)
        return {level: cost(level, view) for level in levels}

    def _look_at_plan(self, part: Part, proof: PartProof, stages: Sequence[Terms]) -> None:
        """Count the plan's clusters of this part, which must be among those listed, and compare with claims."""
        here = set(part.codes)
        clusters = [set(c.organisations) for c in self.plan.clusters if here.issuperset(c.organisations)]
        masks = [sum(1 << part.codes.index(code) for code in c) for c in clusters]
        for mask, cluster in zip(masks, clusters, strict=True):
            if not part.sets.equal(mask).any():
                text = f"the plan's cluster of {min(cluster)} is not among the possible clusters listed"
                self.odd.append(Problem(check="BOUND-LISTING", text=text))
        levels = [level for terms in stages for level, _ in terms]
        costs = self._costs(part.codes, Sets.of(masks, len(part.codes)), levels)
        has = {level: int(column.sum()) for level, column in costs.items()}
        self.plan_has.update(has)
        vector = []
        for terms, stage in zip(stages, self.certificate.stages, strict=False):
            if len(terms) < len(stage):
                break  # not all of its levels can be counted
            vector.append(sum(times * has[level] for level, times in terms))
        for entry in proof.entries:
            claimed = [stage.value for stage in entry.stages]
            more = claimed[: len(vector)] > vector[: len(claimed)]
            if entry.clusters == len(clusters) and (entry.impossible or more):
                where = " and ".join(proof.regions)
                text = f"the certificate says that {where} can't have what the plan has there"
                self.odd.append(Problem(check="CERTIFICATE-VALUE", text=text))

    def _bound(self, level: Level, clusters: int, vector: Vector, whole: Stages) -> int | None:
        """Least value of one level for a number of clusters; None when no such map is left."""
        if level.id in NUMBERS:
            return NUMBERS[level.id](clusters, self.instance, self.rulebook, self.plan)
        least = whole.at_least(level.id, vector)
        return None if least is None else max(0, least + constant(level.id, self.instance))


def _bare(proof: PartProof) -> PartProof:
    """A part without prices, for those it has are not in the order of its organisations."""
    return proof.model_copy(update={"lines": (), "entries": ()})


def _aim(level: Level, bound: int | None, why: str) -> AimBound:
    return AimBound(id=level.id, title=level.title, unit=level.unit, value=level.value, bound=bound, why=why)

"""Generated tiny maps with everything that certificates depend on, and what is true of them by brute force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from random import Random

from planner.checker import judge
from planner.core.instance import Instance
from planner.core.plan import Cluster, InstanceStamp, Level, Plan, RulebookStamp, Setting
from planner.core.rows import Consortium, Coverage, Decision, Footprint, Link, Organisation
from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_rulebook
from planner.objectives.base import BoardLevel, BottleneckLevel, GeographyLevel
from planner.objectives.registry import LEVELS, geography_levels
from tests.objectives.builder import partitions

BOOK = load_rulebook("pct-2011")
MAP_RULES = [r.id for r in BOOK.rules if r.scope in ("candidate", "partition")]


def copied(model, **changes):
    """A copy that remembers nothing computed before."""
    return type(model).model_construct(**{n: getattr(model, n) for n in type(model).model_fields} | changes)


@dataclass
class World:
    """One map, its rules, and every lawful way to divide it."""

    instance: Instance
    rulebook: Rulebook
    clusters: tuple[int, int] | None
    reference: tuple[tuple[str, str], ...] | None = None

    @cached_property
    def codes(self) -> list[str]:
        return [o.code for o in self.instance.organisations]

    def plan(self, groups) -> Plan:
        """A plan of these clusters, with true values that it says are proved."""
        settings = {"geography": "free", "clusters": self.clusters and list(self.clusters), "regions": []}
        settings |= {"reference": self.reference} if self.reference else {}
        bare = Plan(
            planner_version="0",
            instance=InstanceStamp(name="tiny", sha256="tiny"),
            rulebook=RulebookStamp(id="pct-2011", sha256=BOOK.sha256, effective=(), governance=()),
            decisions=(),
            settings={k: Setting(value=v, origin="default") for k, v in settings.items()},
            status="feasible",
            levels=(),
            phases=(),
            clusters=tuple(
                Cluster(
                    id=min(g), name="", region="", organisations=tuple(sorted(g)), governance="g", population=0
                )
                for g in sorted(groups, key=min)
            ),
            boards=(),
            people=(),
            to_recruit=(),
            rules=(),
            assumptions=(),
        )
        levels = []
        for level in geography_levels(self.rulebook):
            value = level.value(self.instance, bare, self.rulebook)
            levels.append(
                Level(id=level.id, title=level.title, unit=level.unit, personal=False, value=value, bound=value)
            )
        return copied(bare, levels=tuple(levels))

    @cached_property
    def lawful(self) -> list[Plan]:
        """Every plan that breaks no rule about the map."""
        every = (self.plan(groups) for groups in partitions(self.codes))
        return [
            plan
            for plan in every
            if not any(
                r.status == "fail" and r.strength == "must" and r.id in MAP_RULES
                for r in judge(self.instance, plan, self.rulebook)
            )
        ]

    def truth(self, plan: Plan) -> list[int]:
        """Of each aim, the least value of lawful plans that have this plan's values at those before."""
        alive, result = self.lawful, []
        for i, level in enumerate(plan.levels):
            result.append(min(p.levels[i].value for p in alive))
            alive = [p for p in alive if p.levels[i].value == level.value]
        return result

    @cached_property
    def best(self) -> Plan:
        """A plan with the least values, compared in order."""
        return min(self.lawful, key=lambda p: [x.value for x in p.levels])


def level_ids(random: Random) -> tuple[str, ...]:
    """Some levels in some order; mostly such as add up."""
    ids = [i for i, level in LEVELS.items() if not issubclass(level, BoardLevel)]
    sums = [i for i in ids if issubclass(LEVELS[i], GeographyLevel)]
    others = [i for i in ids if i not in sums and not issubclass(LEVELS[i], BottleneckLevel)]
    largest = [i for i in ids if issubclass(LEVELS[i], BottleneckLevel)]
    chosen = random.sample(sums, random.randint(1, min(4, len(sums))))
    for level in random.sample(others, random.choice([0, 1, 1, min(2, len(others))])):
        chosen.insert(random.randint(0, len(chosen)), level)
    if largest and random.random() < 0.15:
        chosen.insert(random.randint(0, len(chosen)), random.choice(largest))
    return tuple(chosen)


def seeded(seed: int) -> Random:
    """Draws that are the same each time."""
    return Random(seed)  # noqa: S311 - invented data


def world(seed: int, most: int = 6) -> World:
    """A generated world that has a lawful plan."""
    random = seeded(seed)
    while True:
        made = _world(random, most)
        if made.lawful:
            return made


def _world(random: Random, most: int) -> World:
    codes = [f"O{i}" for i in range(random.choice([1, 2, *range(3, most + 1), most, most]))]
    regions = ["North", "South"][: random.choice([1, 1, 2])]
    if random.random() < 0.5:
        home = {code: random.choice(regions) for code in codes}
    else:
        home = {code: regions[i * len(regions) // len(codes)] for i, code in enumerate(codes)}
    organisations = []
    for code in codes:
        group = random.choice([None, None, None, None, None, "east", "west"])
        organisations.append(
            Organisation(
                code=code,
                name=code,
                kind="pct",
                region=home[code],
                population=random.choice([0, 40, 90, 100, 100, 150, 210]),
                ned_seats=5,
                easting=random.randint(0, 90_000),
                northing=random.randint(0, 90_000),
                arrangement=group,
                arrangement_strength=group and random.choice(["established", "partial", "partial", "partial"]),
                cluster_reference=random.choice(["p", "q"]),
            )
        )
    pairs = list(combinations(codes, 2))
    links = []
    counted = "patients" in Link.model_fields and random.random() < 0.5
    for a, b in pairs:
        if random.random() < 0.6:
            kind = random.choice(["land", "land", "land", "ferry", "bridge", "patient_flow"])
            ends = (a, b) if random.random() < 0.5 else (b, a)
            length = random.choice([None, 0, 3, 7, 50])
            more = {"patients": random.choice([0, 4, 9])} if counted and kind == "patient_flow" else {}
            links.append(Link(a=ends[0], b=ends[1], kind=kind, length_m=length, **more))
    coverage = [
        Coverage(organisation=code, local_authority=council)
        for code in codes
        for council in "XYZ"
        if random.random() < 0.35
    ]
    footprints = []
    for k in range(random.choice([0, 0, 1, 3])):
        whole = random.random() < 0.5
        for code in random.sample(codes, random.randint(1, min(3, len(codes)))):
            share = Decimal("1" if whole else random.choice(["1", "0.5", "0.95", "0.333333"]))
            footprints.append(Footprint(consortium=f"K{k}", organisation=code, share_of_organisation=share))
    instance = Instance(
        name="tiny",
        title="Tiny",
        as_at=date(2011, 6, 1),
        horizon_end=date(2013, 3, 31),
        rulebook="pct-2011",
        organisations=tuple(organisations),
        links=tuple(links),
        coverage=tuple(coverage),
        consortia=tuple(Consortium(code=c, name=c) for c in sorted({f.consortium for f in footprints})),
        footprints=tuple(footprints),
        decisions=tuple(_decisions(random, codes, regions)),
        sha256="tiny",
    )
    clusters = None
    if random.random() < 0.3:
        low = random.randint(1, len(codes))
        clusters = (low, random.randint(low, len(codes)))
    made = World(instance, _rulebook(random), clusters)
    if "reference" in Instance.model_fields and random.random() < 0.4:
        made.reference = tuple((code, random.choice("xyz")) for code in codes)
        made.instance = copied(instance, reference=made.reference)
    return made


def _decisions(random: Random, codes: list[str], regions: list[str]):
    def made(kind, subject, object_):
        return Decision(kind=kind, subject=subject, object=object_, reason="r", owner="o")

    for a, b in combinations(codes, 2):
        if random.random() < 0.05:
            yield made(random.choice(["keep_together", "keep_apart"]), a, b)
    for code in codes:
        if random.random() < 0.12:
            yield made("cross_region", code, random.choice(regions))
    for _ in range(random.choice([0, 0, 1, 2])):
        rule = random.choice(["GEO-SIZE", "GEO-POP", "GEO-CON", "HR-2", "GEO-7", "GEO-4"])
        yield made("exempt", rule, ";".join(random.sample(codes, random.randint(1, len(codes)))))


def _rulebook(random: Random) -> Rulebook:
    rules = []
    for rule in BOOK.rules:
        changes: dict = {}
        if rule.id == "GEO-SIZE":
            changes["parameters"] = {"max": random.choice([1, 2, 3, 3, 4, 4]), "prefer_min": 2}
        if rule.id == "GEO-POP":
            windows = random.choice(
                [[[0, 10**6]], [[0, 10**6]], [[0, 300]], [[0, 400]], [[40, 500]], [[0, 100], [150, 350]]]
            )
            changes["parameters"] = {"windows": windows}
            if random.random() < 0.2:
                near = {"of": "181/2", "low_permille": 900, "high_permille": 1100}
                changes["parameters"] = {"windows": [[0, 50]], "multiples": near}
        if rule.scope == "candidate" and random.random() < 0.1:
            changes |= random.choice([{"on": False}, {"strength": "should"}])
        rules.append(rule.model_copy(update=changes))
    return copied(
        BOOK,
        rules=tuple(rules),
        geography_levels=level_ids(random),
        target_clusters=random.choice([1, 2, 3]),
        target_organisations=random.choice([3, 6]),
        population_band=(100, 200),
        population_step=random.choice([30, 40]),
    )

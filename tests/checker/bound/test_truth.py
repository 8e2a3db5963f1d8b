"""What is certified against brute force: never above the truth, and all of it where the certificate is true."""

import pytest

from planner.checker.bound.check import check_bound
from planner.checker.bound.numbers import NUMBERS
from planner.objectives.base import BottleneckLevel
from planner.objectives.registry import LEVELS
from tests.checker.bound.certificates import certificate, vector
from tests.checker.bound.worlds import seeded, world


def certified(found, plan, truth):
    """Assert that nothing certified is above the truth, as far as the plan has the values before."""
    assert {p.check for p in found.problems} <= {"CERTIFICATE-VALUE"}, found.text()
    for aim, level, least in zip(found.aims, plan.levels, truth, strict=True):
        assert aim.bound is None or aim.bound <= least, (level.id, found.text())
        if aim.value != least:
            assert not found.confirmed
            break


@pytest.mark.parametrize("seed", range(160))
def test_true_certificate_confirms_the_best_plan_and_no_other(seed):
    given = world(seed)
    random = seeded(seed)
    kind = random.choice(["none", "random"])
    proof = certificate(given, random, by_region=False, kind=kind)
    found = check_bound(given.instance, given.best, given.rulebook, proof)
    certified(found, given.best, given.truth(given.best))
    covered = not any(issubclass(LEVELS[i], BottleneckLevel) for i in given.rulebook.geography_levels)
    assert found.confirmed == covered, found.text()
    proof = certificate(given, random, by_region=False, kind=kind, outweigh=random.choice(["just", "not"]))
    other = random.choice(given.lawful)
    found = check_bound(given.instance, other, given.rulebook, proof)
    certified(found, other, given.truth(other))


@pytest.mark.parametrize("seed", range(160, 260))
def test_parts_by_region_certify_only_where_no_cluster_crosses(seed):
    given = world(seed)
    random = seeded(seed)
    outweigh = random.choice(["well", "just", "not"])
    proof = certificate(given, random, by_region=True, kind="random", outweigh=outweigh)
    found = check_bound(given.instance, given.best, given.rulebook, proof)
    certified(found, given.best, given.truth(given.best))
    home = {o.code: o.region for o in given.instance.organisations}
    crosses = any(len({home[c] for c in k.organisations}) > 1 for p in given.lawful for k in p.clusters)
    if crosses:
        sums = [a for a in found.aims if a.id not in NUMBERS]
        assert all(a.bound is None for a in sums)
        assert "two parts" in found.text() or "before it" in found.text()


def claiming(proof, more, **changes):
    """A certificate of one part with every value raised."""
    entries = tuple(
        e.model_copy(update={"stages": tuple(s.model_copy(update={"value": s.value + more}) for s in e.stages)})
        for e in proof.parts[0].entries
    )
    part = proof.parts[0].model_copy(update={"entries": entries, **changes})
    return proof.model_copy(update={"parts": (part,)})


def true_of(entry, values):
    """An entry with these values."""
    stages = zip(entry.stages, values, strict=True)
    return entry.model_copy(update={"stages": tuple(s.model_copy(update={"value": v}) for s, v in stages)})


@pytest.mark.parametrize("seed", range(300, 340))
def test_values_that_claim_too_much_certify_what_is_true(seed):
    given = world(seed)
    random = seeded(seed)
    proof = certificate(given, random, by_region=False, kind=random.choice(["none", "random"]))
    before = check_bound(given.instance, given.best, given.rulebook, proof)
    for more in (1, 2, 50):
        found = check_bound(given.instance, given.best, given.rulebook, claiming(proof, more))
        certified(found, given.best, given.truth(given.best))
        assert [a.bound for a in found.aims] == [a.bound for a in before.aims]
        assert bool(found.problems) == bool(proof.stages)
        assert not found.problems or not found.confirmed


def groups(plan):
    return [list(c.organisations) for c in plan.clusters]


def test_choices_said_to_be_refused_are_a_condition_of_the_answer():
    """The best map is called refused; the next best is then confirmed, but only if that is so."""
    seen = 0
    for seed in range(4000, 4060):
        given = world(seed)
        rest = [p for p in given.lawful if p.clusters != given.best.clusters]
        if not rest or any(issubclass(LEVELS[i], BottleneckLevel) for i in given.rulebook.geography_levels):
            continue
        second = min(rest, key=lambda p: [x.value for x in p.levels])
        proof = certificate(given, seeded(seed), by_region=False, kind="random")
        far = claiming(proof, 10**12)
        values = vector(given, proof.stages, groups(second))
        entries = tuple(
            true_of(e, values) if e.clusters == len(second.clusters) and not e.impossible else e
            for e in far.parts[0].entries
        )
        refused = (tuple(tuple(g) for g in groups(given.best)),)
        part = proof.parts[0].model_copy(update={"refused": refused, "entries": entries})
        proof = proof.model_copy(update={"parts": (part,)})
        found = check_bound(given.instance, second, given.rulebook, proof)
        same = [x.value for x in second.levels] == [x.value for x in given.best.levels]
        assert found.confirmed, found.text()
        condition = "This holds if the boards of 1 choice of clusters can't be made lawful" in found.text()
        assert condition == (found.refused == 1)
        assert condition or same
        seen += condition
    assert seen > 10


def test_worlds_are_of_every_kind():
    """The comparison above would say little if worlds had one lawful plan or one level."""
    made = [world(seed) for seed in range(40)]
    assert sum(len(w.lawful) > 5 for w in made) > 6
    assert sum(len(w.instance.regions) > 1 for w in made) > 6
    assert sum(any(d.kind == "exempt" for d in w.instance.decisions) for w in made) > 6
    assert sum(w.clusters is not None for w in made) > 6

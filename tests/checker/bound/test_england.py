"""The certificate of England under the default rules: confirmed in seconds, and not by itself believed."""

import json
import time
from functools import cache
from pathlib import Path

import pytest

from planner.checker.bound.check import check_bound
from planner.core.certificate import Certificate
from planner.core.plan import InstanceStamp
from planner.io.read import read_instance
from tests.checker.bound.worlds import BOOK, World, copied, seeded

ENGLAND = Path(__file__).resolve().parents[3] / "instances" / "england-2011"
CLUSTERS = (3, 4, 6, 4, 8, 4, 3, 6, 7, 5)
"""Of each part in the best map of 50."""


@cache
def england():
    """The instance, its best plan, and the certificate as data."""
    given = read_instance(ENGLAND)
    data = json.loads((Path(__file__).parent / "england.json").read_text())
    data |= {"instance": {"name": given.name, "sha256": given.sha256}, "rulebook": BOOK.sha256}
    groups = []
    for part, clusters in zip(data["parts"], CLUSTERS, strict=True):
        groups += next(e["incumbent"] for e in part["entries"] if e["clusters"] == clusters)
    return given, groups, json.dumps(data)


def check(data, groups=None, **limits):
    given, best, _ = england()
    stamp = InstanceStamp(name=given.name, sha256=given.sha256)
    plan = copied(World(given, BOOK, None).plan(groups or best), instance=stamp)
    proof = Certificate.model_validate_json(json.dumps(data), strict=True)
    return check_bound(given, plan, BOOK, proof, **limits)


def certificate():
    return json.loads(england()[2])


def test_confirmed_well_within_the_time_allowed():
    started = time.perf_counter()
    found = check(certificate())
    assert found.confirmed, found.text()
    assert found.refused == 0
    assert found.candidates > 100_000
    assert time.perf_counter() - started < 90


def test_another_map_is_not_confirmed():
    given, best, _ = england()
    region = given.by_code[best[0][0]].region
    assert given.by_code[best[1][0]].region == region
    found = check(certificate(), [sorted({*best[0], *best[1]}), *best[2:]])
    assert not found.confirmed


@pytest.mark.parametrize("seed", range(12))
def test_one_price_altered_never_certifies_more(seed):
    random = seeded(seed)
    data = certificate()
    part = random.choice(data["parts"])
    prices = random.choice([s for e in part["entries"] for s in e["stages"]] + part["lines"])
    place = random.randrange(len(prices["organisations"]))
    prices["organisations"][place] += random.choice([-1, 1, 65536, -(10**9), 10**12, 10**40])
    found = check(data, steps=200_000)
    assert not found.problems, found.text()
    assert all(a.bound is None or a.bound <= a.value for a in found.aims)


@pytest.mark.parametrize("by", [-100, -1, 1, 100])
def test_values_altered_never_certify_more(by):
    data = certificate()
    for part in data["parts"]:
        for entry in part["entries"]:
            for stage in entry["stages"]:
                stage["value"] += by
    found = check(data, steps=200_000)
    assert [p.check for p in found.problems] == ["CERTIFICATE-VALUE"] * (10 if by > 0 else 0)
    assert all(a.bound is None or a.bound <= a.value for a in found.aims)


def test_refusing_what_the_plan_has_contradicts_it():
    data = certificate()
    best = next(e for e in data["parts"][0]["entries"] if e["clusters"] == CLUSTERS[0])
    best["stages"][-1]["value"] += 1_000_000
    data["parts"][0]["refused"] = [best["incumbent"]]
    found = check(data)
    assert [p.check for p in found.problems] == ["CERTIFICATE-VALUE", "BOUND-CONTRADICTION"]
    assert not found.confirmed


def test_steps_run_out_without_a_claim():
    data = certificate()
    found = check(data, steps=10)
    assert not found.confirmed
    assert any(a.bound is not None and a.bound < a.value for a in found.aims)

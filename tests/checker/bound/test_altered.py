"""Certificates that somebody altered: refused, or they certify less or the same, never more than is true."""

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.checker.bound.check import check_bound
from planner.core.certificate import Certificate
from tests.checker.bound.certificates import certificate
from tests.checker.bound.worlds import seeded, world

POOL = 16
FAR = 10**30


@cache
def pool(seed):
    """A world with its certificate as data, parts by region every other time."""
    made = world(1000 + seed)
    random = seeded(seed)
    proof = certificate(made, random, by_region=seed % 2 == 1, kind=["none", "random"][seed % 4 // 2])
    return made, proof.model_dump_json(), random.choice(made.lawful)


def bounds(made, plan, data):
    """What is certified, None when the data is refused as no certificate."""
    try:
        proof = Certificate.model_validate_json(json.dumps(data), strict=True)
    except ValidationError:
        return None
    found = check_bound(made.instance, plan, made.rulebook, proof)
    alarms = [p for p in found.problems if p.check.startswith("BOUND-")]
    if found.refused:
        assert found.problems or "This holds if the boards of" in found.text()
        return None
    assert not alarms, found.text()
    return found


def never_above_the_truth(made, plan, data):
    """Check one altered certificate against brute force."""
    found = bounds(made, plan, data)
    if found is None or not found.aims:
        return
    for aim, least in zip(found.aims, made.truth(plan), strict=True):
        assert aim.bound is None or aim.bound <= least, (found.text(), data)
        if aim.value != least:
            assert not found.confirmed
            break


def places(data, at=()):
    """Paths of everything in the data."""
    yield at
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*at, key))


def put(data, path, value):
    """Replace what a path leads to."""
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def look(data, path):
    """What a path leads to."""
    for key in path:
        data = data[key]
    return data


@st.composite
def altered(draw):
    """One of the pool with one to four alterations."""
    seed = draw(st.integers(0, POOL - 1))
    data = json.loads(pool(seed)[1])
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([p for p in places(data) if p]))
        old = look(data, path)
        if isinstance(old, bool):
            put(data, path, not old)
        elif isinstance(old, int):
            near = st.integers(-4, 4).map(lambda d, old=old: old + d)
            put(data, path, draw(near | st.integers(-300, 300) | st.sampled_from([0, 2**62, -(2**63), FAR])))
        elif isinstance(old, list) and old:
            one = draw(st.integers(0, len(old) - 1))
            kind = draw(st.sampled_from(["delete", "double", "swap"]))
            if kind == "delete":
                del old[one]
            elif kind == "double":
                old.insert(one, json.loads(json.dumps(old[-1])))
            else:
                old[one], old[0] = old[0], old[one]
        elif isinstance(old, list):
            filling = [["O0"]] if path[-1] == "refused" else "O0"
            old.append(filling)
    return seed, data


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(altered())
def test_altered_certificate_certifies_nothing_untrue(case):
    seed, data = case
    made, _, some_plan = pool(seed)
    never_above_the_truth(made, made.best, data)
    never_above_the_truth(made, some_plan, data)


def numbers(data, name):
    """Paths of all whole numbers under keys of one name."""
    return [p for p in places(data) if name in p and type(look(data, p)) is int]


@pytest.mark.parametrize("seed", range(POOL))
@pytest.mark.parametrize("name", ["organisations", "count", "earlier", "times", "value", "scale", "clusters"])
@pytest.mark.parametrize("by", [-1, 1, 9])
def test_one_number_altered(seed, name, by):
    made, text, _ = pool(seed)
    data = json.loads(text)
    found = numbers(data, name)
    for path in seeded(seed).sample(found, min(3, len(found))):
        data = json.loads(text)
        put(data, path, look(data, path) + by)
        never_above_the_truth(made, made.best, data)


@pytest.mark.parametrize("seed", range(POOL))
@pytest.mark.parametrize("name", ["lines", "entries", "stages", "incumbent"])
def test_one_thing_deleted(seed, name):
    made, text, _ = pool(seed)
    before = bounds(made, made.best, json.loads(text))
    lists = [p for p in places(json.loads(text)) if p and p[-1] == name and look(json.loads(text), p)]
    for path in lists[:4]:
        data = json.loads(text)
        del look(data, path)[0]
        never_above_the_truth(made, made.best, data)
        after = bounds(made, made.best, data)
        if after is not None and not after.problems:
            assert not after.confirmed or before.confirmed


def test_incumbents_decide_nothing():
    made, text, _ = pool(0)
    data = json.loads(text)
    for path in [p for p in places(data) if p and p[-1] == "incumbent"]:
        put(data, path, [["O0", "nobody"]])
    assert bounds(made, made.best, data) == bounds(made, made.best, json.loads(text))


@pytest.mark.parametrize(
    ("path", "value", "check", "words"),
    [
        (("instance", "sha256"), "other", "CERTIFICATE-INSTANCE", "another content of the instance"),
        (("instance", "name"), "other", "CERTIFICATE-INSTANCE", "another content of the instance"),
        (("rulebook",), "other", "CERTIFICATE-RULEBOOK", "another rulebook"),
        (("levels",), ["splits", "nothing"], "CERTIFICATE-LEVELS", "is about splits, nothing; the plan's aims"),
        (("fewest",), 3, "CERTIFICATE-RANGE", "the certificate is of 3 to "),
        (("scale",), 0, "CERTIFICATE-SCALE", "not a whole number from 1"),
        (("parts",), [], "CERTIFICATE-PARTS", "every organisation once (O0"),
        (("stages",), [[{"level": "nothing", "times": 1}]], "CERTIFICATE-STAGES", "another order"),
    ],
)
def test_certificate_of_something_else_is_refused(path, value, check, words):
    made, text, _ = next(pool(i) for i in range(POOL) if pool(i)[0].clusters is None)
    data = json.loads(text)
    put(data, path, value)
    found = bounds(made, made.best, data)
    assert [p.check for p in found.problems] == [check]
    assert words in found.problems[0].text
    assert found.text().startswith("The certificate does not belong to this plan; nothing is certified.")
    assert not found.confirmed
    assert found.aims == ()

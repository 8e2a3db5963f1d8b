"""What if about people: quick because other blocks are kept, always what a cold engine says, or refused."""

from __future__ import annotations

import pytest

from planner.core.faults import InputFaultsError
from planner.core.rows import Decision
from planner.core.settings import Settings
from planner.engine import boards as engine_boards
from planner.engine import open_engine
from tests.boards.blocks import BOOK, MODELS, shipped
from tests.rules.builder import seeded


def decided(kind: str, subject: str, obj: str | None = None, role: str | None = None) -> Decision:
    return Decision.model_validate(
        {"kind": kind, "subject": subject, "object": obj, "role": role, "reason": "asked", "owner": "SHA"}
    )


@pytest.mark.parametrize("model", MODELS)
def test_one_post_equals_a_cold_engine(model: str) -> None:
    """Keep, release, place: the same plan, seat by seat, as an engine that knows nothing yet."""
    given = shipped("tiny")
    warm = open_engine(given, BOOK)
    warm.solve(model)
    rng = seeded(f"what if {model}")
    people = sorted({h.id: h for h in given.office_holders if h.id}.items())
    for _ in range(8):
        person, post = rng.choice(people)
        ask = rng.choice(
            [
                decided("release", person),
                decided("keep_in_post", person, post.organisation),
                decided("place", person, rng.choice(sorted(given.by_code)), rng.choice(["ned", "chair"])),
            ]
        )
        got = warm.solve(model, decisions=[*given.decisions, ask])
        cold = open_engine(given, BOOK).solve(model, decisions=[*given.decisions, ask])
        assert got.status == cold.status
        if got.plan is not None and cold.plan is not None:
            assert got.plan.model_copy(update={"run": {}}) == cold.plan.model_copy(update={"run": {}})
            assert not got.disagreements


def test_only_the_block_that_a_decision_touches_is_settled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    given = shipped("england-2011").within(region="South West")
    engine = open_engine(given, BOOK)
    found = engine.solve("model-2")
    assert found.plan is not None
    settled = []
    real = engine_boards.settle_block

    def watched(*given, **more):
        settled.append(given[5])
        return real(*given, **more)

    monkeypatch.setattr(engine_boards, "settle_block", watched)
    person = next(p for p in found.plan.people if p.outcome == "place_ends")
    again = engine.solve(
        "model-2", decisions=[*given.decisions, decided("keep_in_post", person.id, _home(person))]
    )
    assert again.plan is not None
    assert len(settled) == 1
    assert _home(person) in {o for shape in settled[0] for o in shape.organisations}
    kept = next(p for p in again.plan.people if p.id == person.id)
    assert kept.to
    engine.solve("model-2", decisions=given.decisions)
    assert len(settled) == 1


def _home(person) -> str:
    return person.from_[0].organisation


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        (decided("release", "nobody"), "P-413", "not known"),
        (decided("keep_in_post", "{ned}", "{other}"), "P-509", "no post there today"),
        (decided("place", "{ned}", "nowhere", "ned"), "P-410", "not known"),
        (decided("place", "{ned}", "{other}"), "P-510", "role is empty"),
        (decided("exempt", "BRD-3", "{other}"), "P-507", "statute"),
    ],
)
def test_a_decision_that_can_not_be_is_refused_with_the_reason(asked: Decision, code: str, says: str) -> None:
    given = shipped("tiny")
    ned = next(h for h in given.office_holders if h.role == "ned" and h.id)
    held = {h.organisation for h in given.office_holders if h.id == ned.id}
    words = {"{ned}": ned.id, "{other}": next(c for c in sorted(given.by_code) if c not in held)}
    facts = {k: words.get(v, v) if isinstance(v, str) else v for k, v in asked.model_dump().items()}
    engine = open_engine(given, BOOK)
    with pytest.raises(InputFaultsError) as refused:
        engine.solve("model-1", decisions=[Decision.model_validate(facts)])
    (fault,) = refused.value.faults
    assert fault.code == code
    assert says in fault.text()


def test_every_contradiction_is_told_at_once() -> None:
    given = shipped("tiny")
    ned = next(h for h in given.office_holders if h.role == "ned" and h.id)
    asked = [
        decided("release", str(ned.id)),
        decided("keep_in_post", str(ned.id), ned.organisation),
        decided("release", "nobody"),
    ]
    with pytest.raises(InputFaultsError) as refused:
        open_engine(given, BOOK).solve("model-1", Settings(), decisions=asked)
    assert {f.code for f in refused.value.faults} == {"P-413", "P-520"}


def test_old_answers_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_boards, "SHELF_HOLDS", 3)
    given = shipped("tiny")
    engine = open_engine(given, BOOK)
    first = engine.solve("model-1")
    for holder in [h for h in given.office_holders if h.id][:6]:
        engine.solve("model-1", decisions=[*given.decisions, decided("release", str(holder.id))])
    assert len(engine._settled.blocks) <= 3
    again = engine.solve("model-1")
    assert again.plan is not None
    assert first.plan is not None
    assert [x.value for x in again.levels] == [x.value for x in first.levels]

"""What if about one post, with the boards of the clusters of 2011 settled before."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.boards import MODELS, SECONDS, Boards, reference_clusters
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, high, median
from benchmarks.setting import england
from planner import cpsat
from planner.core.rows import Decision
from planner.engine.boards import BoardsOfMaps, MapBoards, SettledShelf
from planner.engine.core import decided_anew
from planner.io.fingerprint import texts
from planner.io.rulebook import load_governance

JOB = "benchmarks.subjects.boards_whatif:measure"
SMALL, SMALL_SECONDS, LARGE = 5, 0.03, 10


def measure(model: str, region: str, count: int) -> dict[str, Any]:
    """Seconds of every decision, by the organisations of the block it touches; equal to a cold solve?"""
    instance = england().within(region) if region else england()
    boards = Boards(instance)
    groups = reference_clusters(instance)
    grouping = frozenset(frozenset(g) for g in groups)
    size = {
        o: sum(len(s.organisations) for s in block)
        for block in boards.blocks(groups, model)
        for s in block
        for o in s.organisations
    }

    governance, known_texts = load_governance(model), texts(instance)  # as an engine has them at hand

    def ask(decisions: list[Decision], shelf: SettledShelf) -> MapBoards:
        decided = decided_anew(instance, decisions, known_texts) if decisions else instance
        known = BoardsOfMaps(
            decided,
            boards.rulebook,
            boards.rules,
            boards.levels,
            governance,
            boards.alone,
            shelf,
        )
        return known.of(grouping, cpsat.Budget(SECONDS))

    warm = SettledShelf()
    ask([], warm)
    rng = random.Random(model)  # noqa: S311 - not for cryptography
    seconds: dict[int, list[float]] = {}
    other = impossible = 0
    for n in range(count):
        decision, touched = _random(rng, instance, groups)
        began = time.perf_counter()
        found = ask([*instance.decisions, decision], warm)
        seconds.setdefault(max(size[o] for o in touched), []).append(time.perf_counter() - began)
        impossible += found.status == "infeasible"
        if n % 4 == 0:  # a cold solve takes seconds
            cold = ask([*instance.decisions, decision], SettledShelf())
            other += (found.status, found.values, found.bounds) != (cold.status, cold.values, cold.bounds)
    return {"seconds": seconds, "other": other, "compared": -(-count // 4), "impossible": impossible}


def _random(rng: random.Random, instance: Any, groups: list[tuple[str, ...]]) -> tuple[Decision, list[str]]:
    """Keep or release somebody, or place somebody on a board; and the organisations it is about."""
    holder = rng.choice([h for h in instance.office_holders if h.id])
    kind = rng.choice(["keep_in_post", "release", "place"])
    facts: dict[str, Any] = {"kind": kind, "subject": holder.id, "reason": "asked", "owner": "SHA"}
    touched = [h.organisation for h in instance.office_holders if h.id == holder.id]
    if kind == "keep_in_post":
        facts["object"] = holder.organisation
    if kind == "place":
        cluster = next(g for g in groups if holder.organisation in g)
        facts |= {"object": rng.choice(cluster), "role": rng.choice(["ned", "ned", "chair"])}
    return Decision.model_validate(facts), touched


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    for model in MODELS[1:2] if ask.quick else MODELS:
        region = "North East" if ask.quick else ""
        found = ask.measure(JOB, model=model, region=region, count=4 if ask.quick else 100)
        group = f"What if about one post, clusters of 2011, {model.replace('-', ' ')}, other boards kept"
        by_size = {int(k): v for k, v in found["seconds"].items()}
        small = [s for k, v in by_size.items() if k <= SMALL for s in v]
        large = [s for k, v in by_size.items() if k >= LARGE for s in v]
        limit = None if ask.quick else at_most(SMALL_SECONDS)
        if small:
            yield Row(group, f"block of up to {SMALL} organisations, median", median(small), "s")
            name = f"block of up to {SMALL} organisations, 95th of 100"
            yield Row(group, name, high(small), "s", limit, f"{len(small)} decisions")
        if large:
            name = f"block of {LARGE} and more, 95th of 100"
            yield Row(group, name, high(large), "s", note=f"{len(large)} decisions")
        same = f"{found['compared'] - found['other']} of {found['compared']}"
        note = f"values and bounds; {found['impossible']} of all leave no boards"
        yield Row(group, "equal to a cold solve", same, note=note)

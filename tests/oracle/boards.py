"""The best nine board levels of some clusters: exact dynamic programming, person by person.

Everyone in turn takes one of their possible sets of seats. What later people need to know is the *state*: of
each board the number of NEDs, whether it has a chair, how many of its own people (up to the number that
counts) and which authorities have their nominee; of each cluster the number of shared NEDs; of each
organisation the alternative roles taken. Levels add up over people and boards, and a lexicographic order does
not change when the same vector is added to both sides, so of two ways to one state only the better can be
part of a best plan. When a cluster's people and recruits are through, it is judged and its state dropped.

Two passes keep it small. Pass 1 settles levels 1 to 7, which look at no skill and no pound. Pass 2 follows
only steps that pass 1 found best, now also with skills and audit chairs, for levels 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from tests.oracle.facts import people_of
from tests.oracle.seats import Option, Setting, person_options, recruit_options

BASE = 1 << 10
"""Levels 1 to 7 as one integer, digits of this base; no level of a tiny instance comes near it."""
NEVER = BASE**8
PENNIES = 1 << 40
"""Level 8 counts this much beside the pounds of level 9."""

State = tuple[int, ...]


def solve_boards(
    instance: Instance, rulebook: Rulebook, clusters: list[frozenset[str]], models: list[GovernanceModel]
) -> tuple[int, ...] | None:
    """Best nine levels over all lawful boards of these clusters together; None when there are none."""
    return Search(Setting(instance, rulebook, clusters, models)).answer()


class Search:
    """One component: clusters that people couple."""

    def __init__(self, setting: Setting) -> None:
        self.set = setting
        pool = [p for p in people_of(setting.instance, setting.rulebook) if p.pool & set(setting.codes)]
        touched = {p.id: [k for k, c in enumerate(setting.clusters) if p.pool & c] for p in pool}
        self.steps: list[tuple[str, int, list[Option]]] = [
            ("person", -1, person_options(setting, p, touched[p.id])) for p in pool if len(touched[p.id]) > 1
        ]
        for k in range(len(setting.clusters)):
            # those with few choices first: fewer states on the way
            mine = [person_options(setting, p, [k]) for p in pool if touched[p.id] == [k]]
            self.steps += [("person", k, options) for options in sorted(mine, key=len)]
            self.steps.append(("recruits", k, recruit_options(setting, k)))
        self.memo: list[dict[State, int]] = [{} for _ in self.steps]

    def answer(self) -> tuple[int, ...] | None:
        start = self.set.start()
        value = self.value(0, start)
        if value >= NEVER:
            return None
        last = self.second_pass(start)
        return (*digits(value), last // PENNIES, last % PENNIES)

    # ---- pass 1 ------------------------------------------------------------------------------

    def value(self, i: int, state: State) -> int:
        """Best levels 1 to 7 still to come, before step i."""
        if i == len(self.steps):
            return 0
        known = self.memo[i].get(state)
        if known is not None:
            return known
        kind, k, options = self.steps[i]
        out = NEVER
        if kind == "recruits":
            judged = self.set.finish(k, state)
            if judged is not None:
                inc, after = judged
                # Recruits beyond a lawful state only add to level 5 and change none before it.
                options = []
                out = min(NEVER, inc + self.value(i + 1, after))
        for option in options:
            after = option.apply(state)
            if after is not None and option.inc < out:
                out = min(out, option.inc + self.value(i + (kind == "person"), after))
        self.memo[i][state] = out
        return out

    def best_steps(self, i: int, state: State) -> Iterator[tuple[Option, State]]:
        """Options of step i that lead to the best levels 1 to 7."""
        kind, k, options = self.steps[i]
        if kind == "recruits" and self.set.finish(k, state) is not None:
            return
        goal = self.value(i, state)
        for option in options:
            after = option.apply(state)
            if after is not None and option.inc + self.value(i + (kind == "person"), after) == goal:
                yield option, after

    # ---- pass 2 ------------------------------------------------------------------------------

    def second_pass(self, start: State) -> int:
        """Best skills missing and cost among what is best at levels 1 to 7."""
        layer: Layer = {start: {(0, self.set.audit_lifted): 0}}
        for i, (kind, k, _) in enumerate(self.steps):
            if kind == "person":
                layer = self.through(i, layer)
                continue
            done: Layer = {}
            while layer:
                for state, ways in layer.items():
                    judged = self.set.finish(k, state)
                    if judged is not None:
                        self.close(k, judged[1], ways, done)
                layer = self.through(i, layer)
            layer = done
        return min(v for ways in layer.values() for v in ways.values())

    def through(self, i: int, layer: Layer) -> Layer:
        """The layer after one more person or recruit."""
        out: Layer = {}
        for state, ways in layer.items():
            for option, after in self.best_steps(i, state):
                bucket = out.setdefault(after, {})
                for audited, pounds in option.costs:
                    for (skills, audit), v in ways.items():
                        key = (skills | option.skills, audit | audited)
                        if v + pounds < bucket.get(key, NEVER):
                            bucket[key] = v + pounds
        return {state: undominated(ways) for state, ways in out.items()}

    def close(self, k: int, after: State, ways: Ways, done: Layer) -> None:
        """Count the skills of a cluster, ask for its audit chairs, and drop both from the key."""
        skill_bits, audit_bits, wanted = self.set.masks(k)
        bucket = done.setdefault(after, {})
        for (skills, audit), v in ways.items():
            if audit & audit_bits == audit_bits:
                key = (skills & ~skill_bits, audit & ~audit_bits)
                total = v + PENNIES * (wanted - (skills & skill_bits).bit_count())
                if total < bucket.get(key, NEVER):
                    bucket[key] = total


Ways = dict[tuple[int, int], int]
"""(skills present, boards with an audit chair) to the best of levels 8 and 9 so far."""
Layer = dict[State, Ways]


def undominated(ways: Ways) -> Ways:
    """Drop ways that have no skill and no audit chair more than another and cost no less."""
    kept: Ways = {}
    for key, v in sorted(ways.items(), key=lambda x: (x[1], -x[0][0].bit_count(), -x[0][1].bit_count())):
        skills, audit = key
        if not any(skills | s == s and audit | a == a for s, a in kept):
            kept[key] = v
    return kept


def digits(value: int) -> tuple[int, ...]:
    """The seven levels of an integer of base ``BASE``."""
    return tuple(value // BASE ** (6 - n) % BASE for n in range(7))

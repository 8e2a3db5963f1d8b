"""The best board levels of some clusters, in any order: exact dynamic programming, person by person.

Everyone in turn takes one of their possible sets of seats. What later people need to know is the *state*: of
each board the number of NEDs, whether it has a chair, how many of its own people (up to the number that
counts) and which authorities have their nominee; of each cluster the number of shared NEDs; of each
organisation the alternative roles taken. Levels add up over people and boards, and a lexicographic order does
not change when the same vector is added to both sides, so of two ways to one state only the better can be
part of a best plan. When a cluster's people and recruits are through, it is judged and its state dropped.

Two passes keep it small. Pass 1 settles the levels up to the first that looks at a skill, an audit chair or a
pound (the early ones). Pass 2 follows only steps that pass 1 found best, now also with skills, audit chairs and
pounds of each cluster, for that level and all behind it (the late ones). In the default order those are
levels 8 and 9; in another order pass 2 may have all to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from tests.oracle.facts import people_of
from tests.oracle.options import person_options, recruit_options
from tests.oracle.seats import BASE, PENNIES, Option, Setting

NEVER = 1 << 4000
"""More than any value of all levels together."""

State = tuple[int, ...]


class TooWideError(Exception):
    """More states than the caller has time for."""


def solve_boards(
    instance: Instance,
    rulebook: Rulebook,
    clusters: list[frozenset[str]],
    models: list[GovernanceModel],
    most: int = 10**9,
) -> tuple[int, ...] | None:
    """Best levels over all lawful boards of these clusters together; None when there are none.

    Raises:
        TooWideError: there are more than ``most`` states.
    """
    return Search(Setting(instance, rulebook, clusters, models), most).answer()


class Search:
    """One component: clusters that people couple."""

    def __init__(self, setting: Setting, most: int) -> None:
        self.set, self.left = setting, most
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
        late = len(self.set.order) - self.set.early
        return (*digits(value, BASE, self.set.early), *digits(self.second_pass(start), PENNIES, late))

    # ---- pass 1 ------------------------------------------------------------------------------

    def value(self, i: int, state: State) -> int:
        """Best early levels still to come, before step i."""
        if i == len(self.steps):
            return 0
        known = self.memo[i].get(state)
        if known is not None:
            return known
        kind, k, options = self.steps[i]
        out = NEVER
        if kind == "recruits":
            out = self.ending(i, k, state)
            if out < NEVER and self.set.few:
                # Recruits beyond a lawful state only add to their level and change none before it.
                options = []
        for option in options:
            after = option.apply(state)
            if after is not None and option.inc[0] < out:
                out = min(out, option.inc[0] + self.value(i + (kind == "person"), after))
        self.memo[i][state] = out
        self.spend(1)
        return out

    def spend(self, states: int) -> None:
        """Count states looked at."""
        self.left -= states
        if self.left < 0:
            raise TooWideError

    def ending(self, i: int, k: int, state: State) -> int:
        """Best early levels when no more is recruited for cluster k; NEVER where it is not lawful yet."""
        judged = self.set.finish(k, state)
        return NEVER if judged is None else min(NEVER, judged[0][0] + self.value(i + 1, judged[1]))

    def best_steps(self, i: int, state: State) -> Iterator[tuple[Option, State]]:
        """Options of step i that lead to the best early levels."""
        kind, k, options = self.steps[i]
        if kind == "recruits" and self.set.few and self.set.finish(k, state) is not None:
            return
        goal = self.value(i, state)
        for option in options:
            after = option.apply(state)
            if after is not None and option.inc[0] + self.value(i + (kind == "person"), after) == goal:
                yield option, after

    # ---- pass 2 ------------------------------------------------------------------------------

    def second_pass(self, start: State) -> int:
        """Best late levels among what is best at the early ones."""
        accounts = (0,) * len(self.set.clusters) if "cost_change" in self.set.order else ()
        layer: Layer = {start: {(0, self.set.audit_lifted, accounts): 0}}
        for i, (kind, k, _) in enumerate(self.steps):
            if kind == "person":
                layer = self.through(i, layer)
                continue
            done: Layer = {}
            while layer:
                for state, ways in layer.items():
                    judged = self.set.finish(k, state)
                    if judged is not None and self.ending(i, k, state) == self.value(i, state):
                        self.close(k, judged, ways, done)
                layer = self.through(i, layer)
            layer = done
        return min(v for ways in layer.values() for v in ways.values())

    def through(self, i: int, layer: Layer) -> Layer:
        """The layer after one more person or recruit."""
        out: Layer = {}
        for state, ways in layer.items():
            for option, after in self.best_steps(i, state):
                bucket = out.setdefault(after, {})
                self.spend(len(ways))
                for audited, late, apart in option.costs:
                    for (skills, audit, accounts), v in ways.items():
                        paid = tuple(a + b for a, b in zip(accounts, apart, strict=True)) if apart else accounts
                        key = (skills | option.skills, audit | audited, paid)
                        total = v + late + option.inc[1]
                        if total < bucket.get(key, NEVER):
                            bucket[key] = total
        return {state: undominated(ways) for state, ways in out.items()}

    def close(self, k: int, judged: tuple[tuple[int, int], State], ways: Ways, done: Layer) -> None:
        """Count the skills and pounds of a cluster, ask for its audit chairs, and drop all from the key."""
        (_, late), after = judged
        skill_bits, audit_bits, wanted = self.set.masks(k)
        bucket = done.setdefault(after, {})
        for (skills, audit, accounts), v in ways.items():
            if audit & audit_bits == audit_bits:
                lacking = wanted - (skills & skill_bits).bit_count()
                total = v + late + self.set.score("skills_missing", lacking)[1]
                if accounts:
                    total += self.set.score("cost_change", max(0, accounts[k] - self.set.today[k]))[1]
                others = tuple(0 if n == k else pounds for n, pounds in enumerate(accounts))
                key = (skills & ~skill_bits, audit & ~audit_bits, others)
                if total < bucket.get(key, NEVER):
                    bucket[key] = total


Ways = dict[tuple[int, int, tuple[int, ...]], int]
"""(skills present, boards with an audit chair, pounds of each cluster) to the best late levels so far."""
Layer = dict[State, Ways]


def undominated(ways: Ways) -> Ways:
    """Drop ways that have no skill and no audit chair more than another and cost no less anywhere."""
    kept: Ways = {}
    for key, v in sorted(
        ways.items(), key=lambda x: (x[1], -x[0][0].bit_count(), -x[0][1].bit_count(), x[0][2])
    ):
        skills, audit, paid = key
        if not any(
            skills | s == s and audit | a == a and all(x <= y for x, y in zip(p, paid, strict=True))
            for s, a, p in kept
        ):
            kept[key] = v
    return kept


def digits(value: int, base: int, count: int) -> tuple[int, ...]:
    """The levels of an integer, the first one first."""
    return tuple(value // base ** (count - 1 - n) % base for n in range(count))

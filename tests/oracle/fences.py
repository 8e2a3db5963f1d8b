"""All plans that are best at the levels that are not personal, one by one, and what they mean for each person.

Only for petty instances: every board in full, every way to give alternative roles and nominations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from planner.core.instance import Instance
from tests.oracle.dumb import Board, Dumb

PERSONAL = (3, 6, 7)
"""Positions of the personal levels among the nine: offers used, load, skills missing."""

Fates = dict[str, str]
"""Of people without a seat: ``place_ends``, ``stands_down``, ``term_ends`` or the organisation of their
alternative role."""


@dataclass
class Seen:
    """Over all plans of N."""

    outcomes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    holds: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    """Kinds of post held in some plan: (cluster, kind) or (cluster, kind, organisation)."""
    always: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    """Kinds of post held in every plan."""
    values: tuple[int, ...] = ()
    plans: int = 0


class All(Dumb):
    """Looks at every plan of one map."""

    def seen(self) -> Seen | None:
        """What N means; None when no plan is lawful."""
        best: tuple[int, ...] | None = None
        kept: list[tuple[dict[str, Board], Fates]] = []
        each = [list(self.boards(o)) for o in self.orgs]
        for some in product(*each):
            plan = dict(zip(self.orgs, some, strict=True))
            if not self.lawful(plan) or not self.can_nominate(plan):
                continue
            levels = self.levels(plan)
            for fates in self.fates(plan):
                ends = sum(f == "place_ends" for f in fates.values())
                all_nine = (levels[0], ends, *levels[2:])
                vector = tuple(v for n, v in enumerate(all_nine) if n not in PERSONAL)
                if best is None or vector < best:
                    best, kept = vector, []
                if vector == best:
                    kept.append((plan, fates))
        if best is None:
            return None
        out = Seen(values=best, plans=len(kept))
        for plan, fates in kept:
            self._note(plan, fates, out)
        return out

    def can_nominate(self, plan: dict[str, Board]) -> bool:
        """Whether each organisation of a nominated cluster board finds nominees of its own board."""
        for cluster, model in dict(self.map.values()).items():
            if not model.nominated_cluster_board:
                continue
            found = False
            for head in {plan[o][0] for o in cluster}:
                able = [sorted({plan[o][0], *plan[o][1]} - {head}) for o in sorted(cluster)]
                for chosen in product(*[list(combinations(x, model.nominees[0])) for x in able]):
                    everyone = [p for x in chosen for p in x]
                    found = found or len(everyone) == len(set(everyone))
            if not found:
                return False
        return True

    def fates(self, plan: dict[str, Board]) -> Iterator[Fates]:
        """Every way to see off the people without a seat."""
        seated = {p for c, n, _ in plan.values() for p in (c, *n)}
        out = [w for w in self.rows if w not in seated]
        stances = {(s.id, s.stance) for s in self.instance.stances}
        choices = []
        for w in out:
            if self.instance.renewals == "none" and all(
                r.term_end < self.instance.horizon_end for r in self.rows[w]
            ):
                choices.append(["term_ends"])
                continue
            mine = ["stands_down" if (w, "offers_to_stand_down") in stances else "place_ends"]
            if (w, "would_take_alternative") in stances:
                mine += sorted({r.organisation for r in self.rows[w]} & set(self.roles()))
            choices.append(mine)
        for given in product(*choices):
            if all(given.count(o) <= n for o, n in self.roles().items()):
                yield dict(zip(out, given, strict=True))

    def roles(self) -> dict[str, int]:
        """Alternative roles by organisation."""
        found: dict[str, int] = defaultdict(int)
        for a in self.instance.alternative_roles:
            found[a.organisation] += a.count
        return found

    def _note(self, plan: dict[str, Board], fates: Fates, out: Seen) -> None:
        fixed: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for cluster, model in dict(self.map.values()).items():
            k, codes = min(cluster), sorted(cluster)
            everywhere = frozenset.intersection(*[plan[o][1] for o in codes])
            for o in codes:
                chair, neds, audit = plan[o]
                fixed[chair].add((k, "chair") if model.chair_scope == "cluster" else (k, "chair", o))
                for p in neds:
                    if not model.shared_neds[1]:
                        fixed[p].add((k, "own", o))
                    elif p in everywhere:
                        fixed[p].add((k, "shared"))
                    else:
                        fixed[p].add((k, "locality", o))
                if audit and not model.keeps_boards:
                    fixed[audit].add((k, "audit"))
        home = {o: min(c) for o, (c, _) in self.map.items()}
        for w in self.rows:
            if w in fates:
                role = fates[w] in home
                out.outcomes[w].add("alternative_role" if role else fates[w])
                if role:
                    fixed[w].add((home[fates[w]], "alternative"))
            else:
                out.outcomes[w].add(self._outcome(w, plan))
        for w in self.rows:
            out.holds[w] |= fixed[w]
            out.always[w] = out.always.get(w, fixed[w]) & fixed[w]

    def _outcome(self, w: str, plan: dict[str, Board]) -> str:
        """The page's words, in its order."""
        today = {(r.organisation, r.role) for r in self.rows[w]}
        chairs = {o for o, (c, _, _) in plan.items() if c == w}
        neds = {o for o, (_, n, _) in plan.items() if w in n}
        b, a = {o for o, _ in today}, chairs | neds
        if any(r == "chair" for _, r in today) != bool(chairs):
            return "changes_role"
        if not a & b:
            return "moves_board"
        if len(a) != len(b):
            return "takes_more_boards" if len(a) > len(b) else "fewer_boards"
        if a != b:
            return "moves_board"
        return (
            "continues"
            if today == {(o, "chair") for o in chairs} | {(o, "ned") for o in neds}
            else ("changes_role")
        )


def named(instance: Instance) -> bool:
    """Whether everybody has an id, as plain enumeration needs."""
    return all(h.id is not None for h in instance.office_holders)

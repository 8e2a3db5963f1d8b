"""Single changes that could settle a conflict, in the order of who would have to agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from planner.core.rows import Decision
from planner.core.rulebook import EASIEST_FIRST, Authority
from planner.io.check_decisions import SHAPE_RULES
from planner.io.rulebook import governance_ids
from planner.io.warn_words import OWNER, REASON
from planner.study.explain.asked import Asked, possible
from planner.study.explain.blocks import Boards
from planner.study.explain.conflicts import BORDER, Clashing
from planner.study.explain.items import ABOUT_PEOPLE, NUMBER, Item, authority_of, decisions_of
from planner.study.explain.joint import Case
from planner.study.explain.models import ChangeKind
from planner.study.explain.steps import nearest_number, window_steps
from planner.study.explain.wild import LIFTABLE, smallest_exempt

STEPS = {("GEO-SIZE", "max"): 1, ("BRD-AC", "least"): -1, ("BRD-10", "executives"): -1, ("BRD-TEN", "years"): 1}
"""Parameters that are whole numbers, and the direction in which they ask for less."""
CROSSINGS = 12
"""Organisations at a border that are tried, one by one, for a crossing."""
Borders = list[tuple[str, str]]


@dataclass(frozen=True)
class Proposal:
    """One change, which makes a map with boards possible."""

    kind: ChangeKind
    rule: str
    authority: Authority
    about: Any
    """The decision, (parameter, before, after), the number of clusters, or the governance model."""

    def apply(self, asked: Asked) -> Asked:
        """The same question under this change."""
        if self.kind == "drop":
            return replace(asked, decisions=tuple(d for d in asked.decisions if d != self.about))
        if self.kind in ("exempt", "cross_region"):
            return replace(asked, decisions=(*asked.decisions, self.about))
        if self.kind == "parameter":
            return asked.with_parameters(self.rule, {self.about[0]: self.about[2]})
        if self.kind == "clusters":
            return replace(asked, clusters=(self.about, self.about))
        return replace(asked, governance=self.about)


@dataclass
class Proposer:
    """Tries changes for one conflict while the other conflicts are set aside."""

    asked: Asked
    case: Case
    conflict: Clashing
    without: frozenset[Item]

    def all(self) -> Iterator[Proposal]:
        """Changes that work, what the planner may change first.

        Raises:
            OutOfTimeError: a limit was reached.
        """
        makers: list[tuple[int, int, Callable[[], Iterator[Proposal]]]] = []
        rules = {rule for rule, _ in self.conflict.items}
        for n, maker in enumerate((self._drops, self._number)):
            makers.append((0, n, maker))
        for rule in sorted(rules):
            authority = authority_of(self.case.rulebook, rule)
            if authority == "statute" or rule == NUMBER[0] or rule.startswith("DEC-"):
                continue
            order = EASIEST_FIRST.index(authority)
            makers.append((order, 2, partial(self._parameters, rule)))
            makers.append((order, 3, partial(self._exempt, rule)))
        if self.case.models and any(r in self._about_boards() for r in rules):
            makers.append((EASIEST_FIRST.index("guidance"), 0, self._governance))
        for _, _, maker in sorted(makers, key=lambda m: m[:2]):
            yield from maker()

    def _if_works(self, proposal: Proposal, *, boards: bool = False) -> Iterator[Proposal]:
        if self._works(proposal.apply(self.asked), boards=boards):
            yield proposal

    def _works(self, asked: Asked, *, boards: bool = False) -> bool:
        """Whether a map with boards is possible; ``boards``: what they depend on was changed too."""
        known: Boards | None = None if boards else self.case.boards
        case = asked.case(self.case.budget, known)
        return possible(case, self.without, self.conflict.codes)

    def _authority(self, rule: str) -> Authority:
        return authority_of(self.case.rulebook, rule)

    def _about_boards(self) -> set[str]:
        return {r.id for r in self.case.rules if r.scope == "board"}

    def _drops(self) -> Iterator[Proposal]:
        for d in decisions_of(self.case.instance, self.conflict.items):
            yield from self._if_works(Proposal("drop", "", "planner", d), boards=d.kind in ABOUT_PEOPLE)

    def _number(self) -> Iterator[Proposal]:
        if NUMBER not in self.conflict.items or self.asked.clusters is None:
            return
        low, high = self.asked.clusters
        most = len(self.case.instance.by_code)
        for wanted, nearest in (((1, low - 1), "most"), ((high + 1, most), "least")):
            found = nearest_number(self._with_clusters, *wanted, least=nearest == "least")
            if found is not None:
                yield Proposal("clusters", NUMBER[0], "planner", found)

    def _with_clusters(self, low: int, high: int) -> int | None:
        """The number of clusters of some map with boards that has low to high."""
        case = replace(self.asked, clusters=(low, high)).case(self.case.budget, self.case.boards)
        joint = case.joint(sorted(case.instance.by_code), (low, high))
        if joint.clash(joint.items - self.without) is not None or joint.last is None:
            return None
        return len(joint.last)

    def _parameters(self, rule: str) -> Iterator[Proposal]:
        given = self.case.rulebook.by_id[rule].parameters
        if rule == "GEO-POP" and "multiples" not in given:
            total = sum(self.case.instance.by_code[c].population for c in self.conflict.codes)

            def works(windows: list[list[int]]) -> bool:
                return self._works(self.asked.with_parameters(rule, {"windows": windows}))

            for windows in window_steps(works, [[int(a), int(b)] for a, b in given["windows"]], total):
                yield Proposal("parameter", rule, self._authority(rule), ("windows", given["windows"], windows))
        for (name, key), step in STEPS.items():
            if name != rule or key not in given:
                continue
            value = int(given[key])
            boards = rule in self._about_boards()
            last = len(self.conflict.codes) if rule == "GEO-SIZE" else 0 if step < 0 else value + 50
            for other in range(value + step, last + step, step):
                asked = self.asked.with_parameters(rule, {key: other})
                if self._works(asked, boards=boards):
                    yield Proposal("parameter", rule, self._authority(rule), (key, value, other))
                    break

    def _exempt(self, rule: str) -> Iterator[Proposal]:
        if rule == BORDER:
            yield from self._crossings()
        elif rule in LIFTABLE:
            number = self.case.number if self.conflict.whole else None
            group = smallest_exempt(self.case, rule, self.conflict.codes, number, self.without)
            if group is not None:
                yield from self._lifted(rule, sorted(group))
        elif rule in self._about_boards() and rule not in SHAPE_RULES:
            codes = sorted({s for r, s in self.conflict.items if r == rule and s})
            for code in codes:
                yield from self._lifted(rule, [code])
            if len(codes) > 1:
                yield from self._lifted(rule, codes)

    def _lifted(self, rule: str, codes: list[str]) -> Iterator[Proposal]:
        d = Decision(kind="exempt", subject=rule, object=";".join(codes), reason=REASON, owner=OWNER)
        yield from self._if_works(
            Proposal("exempt", rule, self._authority(rule), d), boards=rule in self._about_boards()
        )

    def _crossings(self) -> Iterator[Proposal]:
        """Organisations at a border, those of the conflict first, each into the region beyond."""
        instance = self.case.instance
        named = {x for _, s in self.conflict.items for x in s.split(";")} & instance.by_code.keys()
        found: Borders = []
        for x in instance.links:
            ends = [instance.by_code.get(x.a), instance.by_code.get(x.b)]
            if (
                x.kind == "patient_flow"
                or ends[0] is None
                or ends[1] is None
                or ends[0].region == ends[1].region
            ):
                continue
            if {x.a, x.b} & set(self.conflict.codes):
                found += [(ends[0].code, ends[1].region), (ends[1].code, ends[0].region)]
        found += [
            (c, instance.by_code[o].region)
            for c in named
            for o in named
            if instance.by_code[c].region != instance.by_code[o].region
        ]
        for code, region in sorted(set(found), key=lambda pair: (pair[0] not in named, pair))[:CROSSINGS]:
            d = Decision(kind="cross_region", subject=code, object=region, reason=REASON, owner=OWNER)
            yield from self._if_works(Proposal("cross_region", BORDER, self._authority(BORDER), d))

    def _governance(self) -> Iterator[Proposal]:
        used = {m.id for m in self.case.models}
        if len(used) > 1:
            return
        for model in (*(i for i in governance_ids() if i != "standalone" and i not in used), "any"):
            yield from self._if_works(Proposal("governance", "", "guidance", model), boards=True)

"""Changes that work, each with the plan that it leads to: found by the engine and verified by the checker."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product

from planner import cpsat
from planner.core.people import DECISIONS_ABOUT_PEOPLE
from planner.core.plan import Plan
from planner.core.progress import Progress
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.study.explain.asked import Asked, possible
from planner.study.explain.blocks import OutOfTimeError
from planner.study.explain.conflicts import Clashing
from planner.study.explain.joint import Case
from planner.study.explain.models import Change, PlanFacts
from planner.study.explain.proposals import Proposal, Proposer
from planner.study.explain.words import Speaker, decided, span, who_agrees

MOST = 8
"""Changes told for one conflict."""
COMBINATIONS = 30
"""Of one change for each conflict that are tried together."""
ONE_PERSON = "Drop a decision about an office holder."
"""Words of a change that name nobody."""
COLUMNS = ("kind", "subject", "object", "role", "reason", "owner", "route", "date", "reference")


@dataclass
class Changes:
    """Looks for changes and solves what they lead to."""

    asked: Asked
    case: Case
    conflicts: Sequence[Clashing]
    speaker: Speaker
    progress: Progress
    complete: bool = True
    """Nothing was left out for want of time."""

    def all(self) -> tuple[Change, ...]:
        """Changes of every conflict, what the planner may change first.

        One that settles every conflict stands for itself. Any other goes with one change for each
        other conflict, always the same ones, which are told too.
        """
        proposals = [self._proposals(n) for n in range(len(self.conflicts))]
        if not all(proposals):  # a conflict that no single change settles blocks every plan
            return ()
        alone = [[len(proposals) == 1 or self._possible([p]) for p in some] for some in proposals]
        partners = self._partners(proposals, alone)
        found: dict[str, tuple[Change, list[str]]] = {}
        for n, some in enumerate(proposals):
            for proposal, enough in zip(some, alone[n], strict=True):
                mark = self._input(proposal)
                beside = [] if enough else [p for m, p in enumerate(partners) if m != n]
                if mark in found or (not enough and not partners):
                    continue
                if beside and not self._possible([proposal, *beside]):  # they stand in each other's way
                    continue
                settles = tuple(range(1, len(proposals) + 1)) if enough else (n + 1,)
                change = self._change(proposal, beside, settles)
                if change is not None:
                    found[mark] = change, [self._input(p) for p in beside]
        order = [mark for mark, (_, needs) in found.items() if all(x in found for x in needs)]
        return tuple(
            found[mark][0].model_copy(
                update={"together_with": tuple(order.index(x) + 1 for x in found[mark][1] if x in order)}
            )
            for mark in order
        )

    def _possible(self, some: Sequence[Proposal]) -> bool:
        """Whether there is a plan under several changes at once."""
        asked = self.asked
        for proposal in some:
            asked = proposal.apply(asked)
        try:
            return possible(asked.case(self.case.budget))
        except OutOfTimeError:
            self.complete = False
            return False

    def _partners(
        self, proposals: Sequence[Sequence[Proposal]], alone: Sequence[Sequence[bool]]
    ) -> tuple[Proposal, ...]:
        """One change for each conflict that together lead to a plan; last those that are enough alone."""
        ordered = [
            [p for _, p in sorted(zip(flags, some, strict=True), key=lambda pair: pair[0])]
            for some, flags in zip(proposals, alone, strict=True)
        ]
        if len(proposals) == 1:
            return ()
        return next((x for x in islice(product(*ordered), COMBINATIONS) if self._possible(x)), ())

    def _proposals(self, n: int) -> list[Proposal]:
        conflict = self.conflicts[n]
        self.progress.stage("Looking for changes", f"conflict {n + 1} of {len(self.conflicts)}")
        others = [c.items for m, c in enumerate(self.conflicts) if m != n]
        without = frozenset[tuple[str, str]]().union(*others) - conflict.items
        found: list[Proposal] = []
        try:
            for proposal in Proposer(self.asked, self.case, conflict, without).all():
                found.append(proposal)
                if len(found) == MOST:
                    self.complete = False
                    break
        except OutOfTimeError:
            self.complete = False
        return found

    def _change(
        self, proposal: Proposal, beside: Sequence[Proposal], settles: tuple[int, ...]
    ) -> Change | None:
        """The change with its plan; None where none was found within the limits."""
        asked = proposal.apply(self.asked)
        for other in beside:
            asked = other.apply(asked)
        budget: cpsat.Budget = self.case.budget
        if budget.exhausted:
            self.complete = False
            return None
        dropped = proposal.about.kind if proposal.kind == "drop" else ""
        person = dropped in DECISIONS_ABOUT_PEOPLE  # progress is seen whoever the answer is for
        self.progress.stage("Finding the plan of a change", ONE_PERSON if person else self._text(proposal))
        result = asked.solve(budget.seconds_left, budget.seed)
        if result.plan is None or result.disagreements:
            self.complete = False
            return None
        return Change(
            kind=proposal.kind,
            settles=settles,
            together_with=(),
            text=self._text(proposal),
            input=self._input(proposal),
            authority=proposal.authority,
            agrees=self._agrees(proposal),
            plan=facts(result.plan, self.case.rulebook),
        )

    def _agrees(self, proposal: Proposal) -> str:
        owner = proposal.about.owner if proposal.kind == "drop" else ""
        spec = self.case.rulebook.by_id.get(proposal.rule)
        return who_agrees(proposal.authority, proposal.rule, spec, owner)

    def _text(self, proposal: Proposal) -> str:
        about = proposal.about
        instance = self.case.instance
        if proposal.kind == "drop":
            return f"Drop a decision: {decided(instance, about)}"
        if proposal.kind == "exempt":
            names = self.speaker.names(about.object.split(";"), 10)
            board = any(r.id == proposal.rule and r.scope == "board" for r in self.case.rules)
            what = "the boards of" if board else "the cluster that is exactly"
            return f"Record an exemption: lift {proposal.rule} from {what} {names}."
        if proposal.kind == "cross_region":
            return f"Let {self.speaker.names([about.subject], 1)} join a cluster of {about.object}."
        if proposal.kind == "parameter":
            return _parameter(proposal.rule, *about)
        if proposal.kind == "clusters":
            return f"Ask for {span(about, about)}."
        if about == "any":
            return "Let each cluster have the governance model that suits it best."
        return f"Use governance {about} instead."

    def _input(self, proposal: Proposal) -> str:
        about = proposal.about
        if proposal.kind == "drop":
            rows = self.speaker.origins.decision(about)
            where = f"{rows[0][0]}, row {rows[0][1]}" if rows else "decisions.csv"
            return f"{where}: delete {_row(about, short=True)}"
        if proposal.kind in ("exempt", "cross_region"):
            return f"decisions.csv: add {_row(about)}"
        if proposal.kind == "parameter":
            key, _, value = about
            return (
                f"{key} = {value} under {proposal.rule}, in a rulebook of your own with an id of its own "
                "(models/README.md says how), and --rulebook OWN.toml"
            )
        if proposal.kind == "clusters":
            return f"--clusters {about}"
        return f"-g {about}"


def facts(plan: Plan, rulebook: Rulebook) -> PlanFacts:
    """What is told of a plan."""
    pay = any(level.id in ("cost", "cost_change") for level in plan.levels)
    return PlanFacts(
        status="optimal" if plan.status == "optimal" else "feasible",
        clusters=len(plan.clusters),
        standalones=sum(len(c.organisations) == 1 for c in plan.clusters),
        levels=tuple(plan.levels),
        pay_certainty=rulebook.pay.certainty if pay else "",
    )


def _parameter(rule: str, key: str, before: object, after: object) -> str:
    if key == "windows" and isinstance(before, list) and isinstance(after, list):
        old, new = next((a, b) for a, b in zip(before, after, strict=True) if list(a) != list(b))
        return (
            f"Widen the population of a cluster ({rule}) from {old[0]:,} to {old[1]:,} people to "
            f"{new[0]:,} to {new[1]:,}: the smallest step at this end that is enough."
        )
    return f"Set {key} of {rule} to {after} instead of {before}: the smallest step that is enough."


def _row(d: Decision, *, short: bool = False) -> str:
    """A decision as a row of decisions.csv."""
    cells = [str(getattr(d, c) or "") for c in COLUMNS]
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([x for x in cells[:4] if x] if short else cells)
    return out.getvalue()

"""Pricing one change: by asking the question anew, or by a reason why nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from planner.core.plan import Plan
from planner.geography.listing import UNIVERSE_LIMIT
from planner.rules.base import CandidateRule
from planner.rules.registry import RULES
from planner.study.prices.items import HEAVY, Item
from planner.study.prices.price import Price, Status
from planner.study.prices.question import Question
from planner.study.prices.whatif import Change, Delta, WhatIf, first_difference

ONE_PART = 120.0
"""Seconds that must be left before a country too large to list is asked about as one part."""


class Idle:
    """Groups of changes that only loosen: where all at once change nothing, no single one has to be asked."""

    def __init__(self, whatif: WhatIf, items: Sequence[Item]) -> None:
        self._whatif = whatif
        self._groups: dict[str, list[Item]] = {}
        for item in items:
            if item.together:
                self._groups.setdefault(item.together, []).append(item)
        self._known: dict[str, str] = {}

    def why(self, item: Item, before: Iterable[Price]) -> str:
        """Why a change does nothing; empty where it has to be asked for by itself.

        Args:
            item: what would be asked.
            before: prices known so far.
        """
        if self._whatif.base.status != "optimal":
            return ""
        if item.kind == "rule" and item.way == "looser" and issubclass(RULES[item.subject], CandidateRule):
            dropped = any(
                p.subject == item.subject and p.way == "dropped" and p.status == "nothing" for p in before
            )
            if dropped:
                return "even without the rule the best plan counts the same"
        if not item.together:
            return ""
        if item.together not in self._known:
            group = self._groups[item.together]
            decisions = {
                (d.kind, d.subject, d.object): d for i in group if i.change for d in i.change.decisions or ()
            }
            if len(group) < 2:
                return ""
            answer = self._whatif.ask(Change(decisions=tuple(decisions.values())))
            same = answer.status == "optimal" and answer.values == self._whatif.base.values
            text = f"even all crossings between {item.together} at once change nothing"
            self._known[item.together] = text if same else ""
        return self._known[item.together]


def made_of(item: Item, status: Status, deltas: Sequence[Delta] = (), reason: str = "") -> Price:
    """The price of a change whose outcome is known."""
    return Price(
        kind=item.kind,
        subject=item.subject,
        authority=item.authority,
        title=item.title,
        words=item.words,
        way=item.way,
        status=status,
        deltas=tuple(deltas),
        reason=reason,
        certainty=item.certainty,
        cited=item.cited,
        personal=item.personal,
        change=item.change,
    )


def price_of(whatif: WhatIf, item: Item, base: Plan) -> Price:
    """The price of one change.

    Args:
        whatif: asks.
        item: the change.
        base: the best plan as it is.
    """
    made = partial(made_of, item)
    if item.change is None:
        return made("fixed" if item.fixed else "nothing", reason=item.known)
    if whatif.base.status == "optimal" and _kept(whatif.question, item, base):
        return made("nothing", reason="the best plan keeps it as it is")
    listed = len(whatif.question.instance.organisations) <= UNIVERSE_LIMIT
    large = not listed and HEAVY.get(item.subject) == item.late == 3
    if large and whatif.seconds_left < ONE_PART:
        return made(
            "not_asked",
            reason="without it the whole country is one part, too large to be settled in the time given; "
            "single crossings of a border are priced instead",
        )
    answer = whatif.ask(item.change)
    if answer.plan is None:
        if answer.status in ("infeasible", "refused"):
            return made("no_plan", reason=answer.text)
        return made("open", reason="not settled in the time given")
    deltas = whatif.deltas(answer)
    if answer.status != "optimal" or whatif.base.status != "optimal":
        return made("open", deltas, "not proved best in the time given")
    same = first_difference(deltas) is None
    return made("nothing" if same else "changes", deltas)


def _kept(question: Question, item: Item, base: Plan) -> bool:
    """Whether the best plan as it is keeps a tighter rule about clusters, and so stays the best."""
    if item.kind != "rule" or item.way != "tighter" or item.change is None:
        return False
    (spec,) = item.change.rules  # only steps of a parameter are tighter
    rule = RULES[spec.id](spec)
    return isinstance(rule, CandidateRule) and not rule.check(question.instance, base)

"""One price: what one change of a question would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planner.core.rulebook import Authority
from planner.study.prices.items import Kind, Way
from planner.study.prices.whatif import Change, Delta, first_difference

Status = Literal["changes", "nothing", "no_plan", "open", "not_asked", "fixed"]


@dataclass(frozen=True)
class Price:
    """What one change would do, in the units of each aim.

    ``status``: ``changes`` (the best plan is another: ``deltas`` say how it counts), ``nothing`` (the best plan
    counts the same), ``no_plan`` (there would be none), ``open`` (not settled in the time given: what is shown
    is the best found), ``not_asked`` (too large a question for the time given: ``reason``), ``fixed`` (the law,
    or what a plan is: not to be dropped).
    """

    kind: Kind
    subject: str
    authority: Authority
    title: str
    words: str
    way: Way
    status: Status
    deltas: tuple[Delta, ...] = ()
    """Every aim before and after, in order of importance."""
    reason: str = ""
    """Why nothing was asked, or why there is no plan."""
    certainty: str = ""
    cited: str = ""
    personal: bool = False
    """About single office holders: not for the public."""
    change: Change | None = None
    """What is asked otherwise; None where nothing can be."""

    @property
    def decides(self) -> Delta | None:
        """The most important aim that differs."""
        return first_difference(self.deltas)

    @property
    def better(self) -> bool:
        """Whether the best plan under the change is better than the best plan as it is."""
        first = self.decides
        return self.status in ("changes", "open") and first is not None and first.change < 0

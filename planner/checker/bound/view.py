"""What the cost of a possible cluster is counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.checker.bound.masks import Sets
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rows import Organisation
from planner.core.rulebook import Rulebook


@dataclass(frozen=True)
class View:
    """Possible clusters of one part of the country, with all that is given."""

    instance: Instance
    plan: Plan
    """For its settings."""
    rulebook: Rulebook
    codes: Sequence[str]
    """Organisation of each member."""
    sets: Sets

    @cached_property
    def position(self) -> dict[str, int]:
        """Member that each organisation of the part is."""
        return {code: i for i, code in enumerate(self.codes)}

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Organisations in the order of members."""
        return [self.instance.by_code[code] for code in self.codes]

    def mask(self, codes: set[str]) -> int:
        """Those of the codes that are in the part, as a mask."""
        return sum(1 << self.position[code] for code in codes if code in self.position)

"""The order of aims that an instance asks for beside its rulebook."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook

RENEWALS = "renewals_needed"
"""The aim at which renewals are decided."""
BEFORE = ("recruits", "below_six")
"""Aims that matter more than few renewals, unless a rulebook says otherwise."""


def in_order(rulebook: Rulebook, instance: Instance) -> Rulebook:
    """The rulebook, with ``renewals_needed`` among its aims about boards where renewals are chosen.

    A rulebook that names the aim says itself where it stands. Otherwise it comes right behind ``recruits`` and
    ``below_six``, whichever is later, so that a term is rather renewed than somebody new found or a board left
    without a spare director; at the end where neither is named.
    """
    listed = rulebook.board_levels
    if instance.renewals != "chosen" or RENEWALS in listed:
        return rulebook
    at = max((n for n, level in enumerate(listed, 1) if level in BEFORE), default=len(listed))
    fields = {name: getattr(rulebook, name) for name in Rulebook.model_fields}
    return Rulebook.model_construct(**{**fields, "board_levels": (*listed[:at], RENEWALS, *listed[at:])})

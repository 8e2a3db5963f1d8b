"""The order of aims that an instance asks for beside its rulebook."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook

RENEWALS = "renewals_needed"
"""The aim at which renewals are decided."""


def in_order(rulebook: Rulebook, instance: Instance) -> Rulebook:
    """The rulebook, with ``renewals_needed`` among its aims about boards where renewals are chosen.

    A rulebook that names the aim says itself where it stands. Otherwise it comes right behind ``recruits``, so
    that a term is rather renewed than somebody new found, or at the end where ``recruits`` is not named.
    """
    listed = rulebook.board_levels
    if instance.renewals != "chosen" or RENEWALS in listed:
        return rulebook
    at = listed.index("recruits") + 1 if "recruits" in listed else len(listed)
    fields = {name: getattr(rulebook, name) for name in Rulebook.model_fields}
    return Rulebook.model_construct(**{**fields, "board_levels": (*listed[:at], RENEWALS, *listed[at:])})

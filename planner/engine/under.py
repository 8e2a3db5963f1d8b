"""The same instance under other rules, keeping of what is settled all that these rules leave alone."""

from __future__ import annotations

from planner.core.rulebook import Rulebook, RuleSpec, Scope
from planner.engine.core import Engine, open_engine
from planner.geography.listing import LIST_LIMIT

WIDE = 2 * LIST_LIMIT
"""Possible clusters listed for one part when a rule is dropped to see what it does (about half a gigabyte)."""
_MAP: tuple[Scope, ...] = ("candidate", "partition")
_BOARDS: tuple[Scope, ...] = ("board",)


def under(engine: Engine, rulebook: Rulebook, *, wide: bool = False) -> Engine:
    """An engine for the same instance under another rulebook.

    Where rules about boards are the same, settled boards are shared; where those about the map are the same,
    possible clusters and all that is proved of them. Where a rule about the map differs, the parts of the
    country whose possible clusters it leaves alone keep what is proved of them.

    Args:
        engine: of the same instance.
        rulebook: to ask under.
        wide: list up to :data:`WIDE` possible clusters for a part before going on without a list.

    Raises:
        NeedsError: the instance lacks what an aim of the rulebook counts.
        ValueError: the rulebook names no aim for the map.
    """
    fresh = open_engine(engine.instance, rulebook)
    fresh._limit = WIDE if wide else engine._limit
    old, new = engine.rulebook, fresh.rulebook
    if not _alike(old, new):
        return fresh
    fresh._texts = engine._texts
    if _rules(old, _BOARDS) == _rules(new, _BOARDS):
        fresh._settled, fresh._models = engine._settled, engine._models
    fresh._like = engine
    if _rules(old, _MAP) == _rules(new, _MAP) and fresh._limit == engine._limit:
        fresh._shelves = engine._shelves
        # what boards ruled out belongs to the rules about boards; the free maps are the same
        fresh._maps = {key: maps for key, maps in engine._maps.items() if isinstance(key, tuple) and not key[2]}
    return fresh


def freed(engine: Engine, arrangement: str) -> Engine:
    """An engine for the same instance where one established arrangement is a preferred one only (HR-2).

    Boards know nothing of arrangements, so what is settled of them is shared; so is what is proved of the parts
    of the country that the arrangement doesn't touch.
    """
    rows = tuple(
        o.model_copy(update={"arrangement_strength": "partial"}) if o.arrangement == arrangement else o
        for o in engine.instance.organisations
    )
    fresh = open_engine(engine.instance.replaced(organisations=rows), engine.rulebook)
    fresh._limit, fresh._like, fresh._settled = engine._limit, engine, engine._settled
    return fresh


def _alike(old: Rulebook, new: Rulebook) -> bool:
    """Whether two rulebooks are the same but for their rules."""
    names = [name for name in Rulebook.model_fields if name not in ("rules", "sha256")]
    return all(getattr(old, name) == getattr(new, name) for name in names)


def _rules(book: Rulebook, scopes: tuple[Scope, ...]) -> list[RuleSpec]:
    return [r for r in book.rules if r.on and r.scope in scopes]

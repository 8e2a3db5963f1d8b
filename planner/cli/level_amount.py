"""``LEVEL=N``: what caps and tolerances have in common."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.core.plan import Level

_DIGITS = 13


def level_amount(value: object) -> tuple[str, int | None]:
    """The name, and the whole number after it; None where there is none or it is too long.

    >>> level_amount("cost = 5,000,000"), level_amount("cost"), level_amount("cost=-1")
    (('cost', 5000000), ('cost', None), ('cost', None))
    """
    name, _, number = (part.strip() for part in str(value).partition("="))
    plain = number.replace(",", "")
    return name, int(plain) if re.fullmatch(rf"[0-9]{{1,{_DIGITS}}}", plain) else None


def meant(name: str, known: Collection[str]) -> str:
    """The name that was probably meant, as a question; empty when none is near."""
    near = difflib.get_close_matches(name, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else ""


def named_twice(pairs: Iterable[tuple[str, int]]) -> str:
    """The first name that stands twice, empty when none does."""
    names = [name for name, _ in pairs]
    return min((name for name in names if names.count(name) > 1), default="")


def in_a_sentence(level: Level) -> str:
    """A level's title as it stands within a sentence."""
    return f"{level.title[0].lower()}{level.title[1:]}"

"""What speaks of single people: rules, kinds of decision, and ids that no text for everyone may hold."""

from __future__ import annotations

from planner.core.instance import Instance

DECISIONS_ABOUT_PEOPLE = frozenset({"keep_in_post", "place", "release"})
"""Kinds of decision whose subject is an office holder."""

DECIDED = frozenset({"DEC-KEEP", "DEC-PLACE", "DEC-RELEASE"})
"""Rules of these decisions."""

ABOUT_PEOPLE = DECIDED | {"BRD-LOAD", "BRD-TERM", "BRD-TEN", "TRN-3"}
"""Rules whose measured values, and whose being lifted or in the way, speak of persons."""


def nearest(value: int, step: int) -> int:
    """The multiple of a step nearest to a whole number, of two the greater.

    >>> nearest(179_901, 50_000), nearest(-10, 50), nearest(25, 50)
    (200000, 0, 50)
    """
    return (2 * value + step) // (2 * step) * step


def about_people(kind: str, subject: str) -> bool:
    """Whether a decision is about a person, or lifts a rule about persons.

    >>> about_people("release", "P1"), about_people("exempt", "BRD-TEN"), about_people("exempt", "GEO-7")
    (True, True, False)
    """
    return kind in DECISIONS_ABOUT_PEOPLE or subject in ABOUT_PEOPLE


def ids_given(instance: Instance) -> frozenset[str]:
    """Every id of an office holder in an instance: of posts, offers, characteristics and decisions."""
    found = {h.id for h in instance.office_holders if h.id}
    found |= {s.id for s in instance.stances} | {e.id for e in instance.equality}
    found |= {d.subject for d in instance.decisions if d.kind in DECISIONS_ABOUT_PEOPLE}
    return frozenset(found - {""})

"""Reads what a comparison is held against from ``models/comparison``: statements, principles, who decides."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from planner.core.comparison import Claimed, Claims, Decider, Deciders, Principles
from planner.core.faults import Fault
from planner.core.rulebook import Citation, Data
from planner.io.model_files import read_model
from planner.io.rulebook import ModelFaultsError, load_documents, models_dir, quotations

_D = TypeVar("_D", bound=Data)
TESTS = ("none", "some", "all", "not_all", "least", "most", "not_least", "below_today", "varies")
"""What may be asked of a figure; ``models/comparison/claims.toml`` says what each means."""


@cache
def load_claims() -> dict[str, Claimed]:
    """Figures and tests of each advantage and risk, by its words.

    Raises:
        ModelFaultsError: the file has faults.
    """
    found = _read("claims", Claims).claims
    for claim in found:
        _cited("claims.toml", claim.text, claim.citation)
        if len(claim.figures) != len(claim.tests) or not set(claim.tests) <= set(TESTS):
            raise ModelFaultsError(
                [
                    Fault(
                        code="P-705",
                        what="Figures and tests don't go in pairs, or a test is not known",
                        file="claims.toml",
                        value=claim.text,
                        fix=f"Give each figure one of: {', '.join(TESTS)}.",
                    )
                ]
            )
    return {c.text: c for c in found}


@cache
def load_principles() -> Principles:
    """The three principles of the letter of 29 September 2011, in its order.

    Raises:
        ModelFaultsError: the file has faults.
    """
    found = _read("principles", Principles)
    for principle in found.principles:
        _cited("principles.toml", principle.id, principle.citation)
    return found


@cache
def load_deciders() -> tuple[Decider, ...]:
    """Who proposes, who is consulted and who decides, for each kind of recommendation (¶7, ¶8, A¶2.2, A¶3.5).

    Raises:
        ModelFaultsError: the file has faults.

    >>> load_deciders()[0].decides
    'the NHS Chief Executive signs off'
    """
    found = _read("deciders", Deciders).deciders
    for decider in found:
        _cited("deciders.toml", decider.id, decider.citation)
    return found


def _read(name: str, model: type[_D]) -> _D:
    parsed, faults = read_model(models_dir() / "comparison" / f"{name}.toml", model)
    if parsed is None:
        raise ModelFaultsError(faults)
    return parsed


def _cited(file: str, owner: str, citations: tuple[Citation, ...]) -> None:
    """Every citation leads to a short quotation in ``models/guidance``."""
    try:
        found = list(quotations(citations, load_documents()))
    except (KeyError, StopIteration, RuntimeError):
        found = []
    if not found:
        raise ModelFaultsError(
            [
                Fault(
                    code="P-706",
                    what="A citation leads to no paragraph of models/guidance",
                    file=file,
                    value=owner,
                    fix="Correct the document or the paragraph.",
                )
            ]
        )

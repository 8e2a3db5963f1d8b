"""What each column holds, derived from the row models."""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from planner.io.catalogue import MAX_WHOLE, FileSpec

Kind = Literal["text", "whole", "share", "yes_no", "date", "choice", "list"]


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether it must be filled, and its limits."""

    name: str
    kind: Kind
    required: bool
    description: str
    least: Decimal | int | None = None
    above: Decimal | int | None = None
    most: Decimal | int | None = None
    choices: tuple[str, ...] = ()
    code: str | None = None
    """Kind of code it holds, None for free text."""
    hidden: bool = False

    def in_words(self) -> str:
        """What may stand in a cell, for templates and the data dictionary."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        words = {
            "text": "code" if self.code else "text",
            "whole": "whole number",
            "share": "decimal number",
            "yes_no": "yes or no",
            "date": "date, yyyy-mm-dd or dd/mm/yyyy",
            "list": "words separated by ;",
        }[self.kind]
        limits = [
            f"above {self.above}" if self.above is not None else "",
            f"at least {self.least:,}" if self.least is not None else "",
            f"at most {self.most:,}" if self.most is not None and self.most != MAX_WHOLE else "",
        ]
        return ", ".join([words, *(x for x in limits if x)])


@cache
def columns_of(spec: FileSpec) -> dict[str, Column]:
    """Columns of a file by name, in the order of its row model."""
    return {name: _column(name, info, spec) for name, info in spec.model.model_fields.items()}


def example_of(spec: FileSpec, name: str) -> str:
    """An invented example of what a column holds, as a CSV file writes it; empty when none is given."""
    given = spec.model.model_fields[name].examples
    value = given[0] if given else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(value) if isinstance(value, list) else str(value)


def _column(name: str, info: FieldInfo, spec: FileSpec) -> Column:
    kind, choices = _kind(info.annotation)
    limits: dict[str, Any] = {}
    for rule in info.metadata:
        for ours, theirs in (("least", "ge"), ("above", "gt"), ("most", "le")):
            if getattr(rule, theirs, None) is not None:
                limits[ours] = getattr(rule, theirs)
    if kind == "whole":
        limits.setdefault("most", MAX_WHOLE)
    return Column(
        name=name,
        kind=kind,
        required=info.is_required(),
        description=info.description or "",
        choices=choices,
        code=spec.codes.get(name),
        hidden=name in spec.hidden,
        **limits,
    )


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    if get_origin(annotation) is Literal:
        return "choice", tuple(get_args(annotation))
    if get_origin(annotation) is tuple:
        return "list", ()
    kinds: dict[Any, Kind] = {str: "text", int: "whole", Decimal: "share", bool: "yes_no", dt.date: "date"}
    if annotation not in kinds:
        raise TypeError(f"no reader for columns of type {annotation}")
    return kinds[annotation], ()

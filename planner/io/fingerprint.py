"""Canonical order and fingerprint of an instance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

from planner.core.instance import Instance
from planner.io.catalogue import FILES

_NOT_HASHED = {"sha256", "regions_kept", "boundaries", "reference"}
_FIRST = {
    "office_holders": ("organisation", "role", "id", "term_end", "audit_chair", "nominated_by"),
    "decisions": ("kind", "subject", "object", "role"),
    "views": ("stakeholder", "subject", "date"),
}


def canonical(
    instance: Instance, only: Collection[str] | None = None, known: Mapping[str, str] | None = None
) -> Instance:
    """The same instance with its rows sorted by key and its ``sha256`` computed.

    Args:
        instance: rows in any order.
        only: fields that may be out of order; all when not given.
        known: :func:`texts` of an instance that differs from this one in the fields of ``only`` alone.
    """
    ordered = {
        f.field: _ordered(f.field, f.key, getattr(instance, f.field))
        for f in FILES
        if f.field != "arrangements" and (only is None or f.field in only)
    }
    sorted_instance = instance.model_copy(update=ordered)
    fresh = texts(sorted_instance, None if known is None else only)
    return sorted_instance.model_copy(update={"sha256": _hashed({**(known or {}), **fresh})})


def fingerprint(instance: Instance) -> str:
    """SHA-256 of the content as canonical JSON, hexadecimal.

    Order of columns and rows doesn't count, nor whether it was a folder or a workbook. Boundaries, which
    only the map draws, are left out.
    """
    return _hashed(texts(instance))


def texts(instance: Instance, only: Collection[str] | None = None) -> dict[str, str]:
    """Canonical JSON of each field that the fingerprint is made of, or only of some."""
    include = None if only is None else set(only)
    data = instance.model_dump(mode="json", include=include, exclude=_NOT_HASHED)
    for link in data.get("links", ()):
        if link["patients"] is None:  # the column came later: instances without it keep their fingerprint
            del link["patients"]
    for holder in data.get("office_holders", ()):
        if holder["in_post_since"] is None:  # so did this one
            del holder["in_post_since"]
    return {name: _text(value) for name, value in data.items()}


def _hashed(fields: Mapping[str, str]) -> str:
    """SHA-256 of the JSON object of these fields."""
    content = ",".join(f"{_text(name)}:{fields[name]}" for name in sorted(fields))
    return hashlib.sha256(f"{{{content}}}".encode()).hexdigest()


def _ordered(name: str, key: tuple[str, ...], rows: tuple[BaseModel, ...]) -> tuple[BaseModel, ...]:
    first = _FIRST.get(name, key)

    def rank(row: BaseModel) -> tuple[tuple[str, ...], str]:
        data = row.model_dump(mode="json")
        return tuple(_plain(data[k]) for k in first), _text(data)

    return tuple(sorted(rows, key=rank))


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _text(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

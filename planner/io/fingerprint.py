"""Canonical order and fingerprint of an instance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
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


def canonical(instance: Instance, only: Collection[str] | None = None) -> Instance:
    """The same instance with its rows sorted by key and its ``sha256`` computed.

    ``only`` names the fields that may be out of order; all when not given.
    """
    ordered = {
        f.field: _ordered(f.field, f.key, getattr(instance, f.field))
        for f in FILES
        if f.field != "arrangements" and (only is None or f.field in only)
    }
    sorted_instance = instance.model_copy(update=ordered)
    return sorted_instance.model_copy(update={"sha256": fingerprint(sorted_instance)})


def fingerprint(instance: Instance) -> str:
    """SHA-256 of the content as canonical JSON, hexadecimal.

    Order of columns and rows doesn't count, nor whether it was a folder or a workbook. Boundaries, which
    only the map draws, are left out.
    """
    data = instance.model_dump(mode="json", exclude=_NOT_HASHED)
    for link in data["links"]:
        if link["patients"] is None:  # the column came later: instances without it keep their fingerprint
            del link["patients"]
    for holder in data["office_holders"]:
        if holder["in_post_since"] is None:  # so did this one
            del holder["in_post_since"]
    return hashlib.sha256(_text(data).encode()).hexdigest()


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

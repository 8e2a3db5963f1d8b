"""What a scenario may say: its keys, what each takes, and how a value is understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from planner.core.caps import cap_fault
from planner.core.ranges import cluster_range
from planner.core.tolerances import tolerance_fault

_LARGEST = 10**15
_CSV = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.csv\Z")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.(csv|json|toml)\Z")


class NotThatError(ValueError):
    """A value of another kind than its key takes."""


@dataclass(frozen=True)
class Key:
    """One key: where its value goes, how it is understood, what it takes in words, an example."""

    home: str
    """``options``, ``aims`` or ``fields``."""
    understand: Callable[[Any], Any]
    wanted: str
    example: str
    about: str


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def understand(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise NotThatError
        return value

    return understand


def _amount(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value <= 1_000_000:
        raise NotThatError
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 2_000:
        raise NotThatError
    return value.strip()


def _word(*words: str) -> Callable[[Any], str]:
    def understand(value: Any) -> str:
        if value not in words or not isinstance(value, str):
            raise NotThatError
        return value

    return understand


def _texts(value: Any) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        raise NotThatError
    return tuple(_text(item) for item in items)


def _clusters(value: Any) -> tuple[int, int]:
    if isinstance(value, str):
        low, high = cluster_range(value) or (0, 0)
    elif type(value) is int:
        low = high = value
    elif isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value):
        low, high = value
    else:
        raise NotThatError
    if not 1 <= low <= high <= 99_999:
        raise NotThatError
    return low, high


def _caps(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not value or any(cap_fault(k, v) for k, v in value.items()):
        raise NotThatError
    return dict(value)


def _tolerances(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not value or any(tolerance_fault(k, v) for k, v in value.items()):
        raise NotThatError
    return dict(value)


def _band(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or any(type(v) is not int for v in value):
        raise NotThatError
    low, high = value
    if not 0 <= low <= high <= _LARGEST:
        raise NotThatError
    return low, high


def _codes(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise NotThatError
    return {str(code): _text(model) for code, model in value.items()}


def _csv(value: Any) -> str:
    if not isinstance(value, str) or not _CSV.match(value):
        raise NotThatError
    return value


def _grouping(value: Any) -> str:
    if value not in ("free", "reference") and not (isinstance(value, str) and _PLAIN.match(value)):
        raise NotThatError
    return str(value)


def _file(value: Any) -> str:
    if not isinstance(value, str) or not _PLAIN.match(value):
        raise NotThatError
    return value


def _date(value: Any) -> Any:
    return value  # understood with the instance's other dates


_NUMBER = "a whole number, without quotation marks"
_FILE = "the plain name of a file beside scenarios.toml"

KEYS: dict[str, Key] = {
    "title": Key(
        "fields", _text, "text in quotation marks", '"Fewer, larger clusters"', "what it is, in words"
    ),
    "era": Key("fields", _word("jan-2011", "sep-2011"), "jan-2011 or sep-2011", '"sep-2011"', "as --era"),
    "assumptions": Key(
        "fields", _texts, "a list of sentences", '["Fares stay as they are."]', "printed with every plan"
    ),
    "as_at": Key("fields", _date, "a date", "2011-12-01", "date on which the plan takes effect"),
    "horizon_end": Key("fields", _date, "a date", "2013-03-31", "last day of the plan"),
    "renewals": Key(
        "fields",
        _word("assumed", "none", "chosen"),
        "assumed, none or chosen",
        '"none"',
        "what is assumed of terms that end",
    ),
    "footprints_file": Key(
        "fields", _csv, f"{_FILE}, or of a sheet", '"footprints_2013_proxy.csv"', "footprints"
    ),
    "consortia_file": Key("fields", _csv, f"{_FILE}, or of a sheet", '"consortia_2013_proxy.csv"', "consortia"),
    "models": Key(
        "fields", _texts, "a list of governance models", '["model-1", "model-2"]', "what any may choose among"
    ),
    "governance_of": Key(
        "fields", _codes, "a table of organisation and model", '{ 5QL = "model-1" }', "model of one cluster"
    ),
    "governance": Key("options", _text, "a model, a file or any", '"model-2"', "as -g"),
    "clusters": Key(
        "options", _clusters, "a number of clusters or a range", '4, "3..5" or [3, 5]', "as --clusters"
    ),
    "regions": Key("options", _texts, "a list of regions", '["South West"]', "as --region"),
    "geography": Key("options", _grouping, f"free, reference or {_FILE}", '"reference"', "as --geography"),
    "reference": Key("options", _file, _FILE, '"today.csv"', "as --reference"),
    "only": Key("options", _word("geography"), "geography", '"geography"', "as --only"),
    "profile": Key(
        "options",
        _word("geography-first", "people-first"),
        "geography-first or people-first",
        '"people-first"',
        "as --profile",
    ),
    "caps": Key(
        "options",
        _caps,
        "a table of cost, meetings, places_end or cluster_board, each a whole number",
        "{ cost = 5000000 }",
        "as --cap",
    ),
    "tolerances": Key(
        "options",
        _tolerances,
        "a table of aims, each with a whole number from 0",
        "{ cost = 5000 }",
        "as --tolerance",
    ),
    "time_limit": Key("options", _amount, "a number of seconds above 0", "60", "as --time-limit"),
    "work_limit": Key("options", _amount, "a number above 0", "20", "as --work-limit"),
    "seed": Key("options", _whole(0, 2**31 - 1), _NUMBER, "1", "as --seed"),
    "workers": Key("options", _whole(1, 64), f"{_NUMBER}, 1 to 64", "2", "as --workers"),
    "geography_levels": Key(
        "aims", _texts, "a list of aims", '["cluster_target"]', "order of aims for the map"
    ),
    "board_levels": Key("aims", _texts, "a list of aims", '["places_end"]', "order of aims for boards"),
    "target_clusters": Key(
        "aims", _whole(1, 1_000_000), _NUMBER, "50", "number of clusters aimed at nationally"
    ),
    "population_band": Key("aims", _band, "two whole numbers, fewest first", "[500_000, 1_700_000]", "people"),
    "population_step": Key("aims", _whole(1, 10**9), f"{_NUMBER}, at least 1", "25_000", "people in one step"),
    "load_limit": Key("aims", _whole(1, 1_000), f"{_NUMBER}, at least 1", "4", "boards of one person"),
    "ned_aim": Key("aims", _whole(0, 1_000), _NUMBER, "6", "wished number of directors"),
    "cluster_board_limit": Key("aims", _whole(0, 10**6), _NUMBER, "10", "people in a cluster body"),
}
"""All keys of a scenario but ``rules``, ``add`` and ``remove``, in the order of the documentation."""

TABLES = ("rules", "add", "remove")

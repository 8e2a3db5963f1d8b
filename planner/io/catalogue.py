"""Which files an instance has, which rows they hold and what their columns mean to the reader.

The row models of ``planner.core.rows`` are the single source of columns; this page adds what a model can't say:
file names, keys, which columns are codes and which are confidential.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from planner.core import rows

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELL = 10_000
MAX_ORGANISATIONS = 5_000
MAX_WHOLE = 1_000_000_000
"""Largest whole number accepted in a cell, so that sums stay exact in 64 bits."""

SETTINGS_FILE = "instance.toml"
BOUNDARIES_FILE = "boundaries.geojson"


@dataclass(frozen=True, eq=False)
class FileSpec:
    """One table of an instance."""

    name: str
    """File name without ``.csv``, also the name of the workbook's sheet."""
    field: str
    """Field of :class:`planner.core.instance.Instance` (or ``arrangements``)."""
    model: type[rows.Row]
    about: str
    key: tuple[str, ...] = ()
    """Columns that no two rows may share; empty when only equal rows are doubles."""
    codes: dict[str, str] = dataclasses.field(default_factory=dict)
    """Columns that hold codes: column to kind of code (a key of :data:`CODE_LENGTHS`)."""
    hidden: frozenset[str] = frozenset()
    """Columns whose values are never repeated in a fault."""
    required: bool = False
    confidential: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in the order of the row model."""
        return tuple(self.model.model_fields)


CODE_LENGTHS = {"organisation": 20, "authority": 40, "consortium": 40, "person": 40}
"""Longest code of each kind. Letters, digits, - and _; ids of people also take a full stop."""

_ORG = "organisation"

FILES: tuple[FileSpec, ...] = (
    FileSpec(
        "organisations",
        "organisations",
        rows.Organisation,
        "The bodies that are grouped, one a row.",
        key=("code",),
        codes={"code": _ORG},
        required=True,
    ),
    FileSpec(
        "links",
        "links",
        rows.Link,
        "Which organisations touch or are joined.",
        key=("a", "b", "kind"),
        codes={"a": _ORG, "b": _ORG},
        required=True,
    ),
    FileSpec(
        "arrangements",
        "arrangements",
        rows.Arrangement,
        "Sub-regional arrangements; fills two columns of organisations. Giving both is a fault if they differ.",
        key=(_ORG,),
        codes={_ORG: _ORG},
    ),
    FileSpec(
        "local_authorities",
        "local_authorities",
        rows.LocalAuthority,
        "Upper-tier local authorities.",
        key=("code",),
        codes={"code": "authority"},
    ),
    FileSpec(
        "coverage",
        "coverage",
        rows.Coverage,
        "Which local authority lies in which organisation.",
        key=(_ORG, "local_authority"),
        codes={_ORG: _ORG, "local_authority": "authority"},
    ),
    FileSpec(
        "consortia",
        "consortia",
        rows.Consortium,
        "GP commissioning consortia.",
        key=("code",),
        codes={"code": "consortium"},
    ),
    FileSpec(
        "footprints",
        "footprints",
        rows.Footprint,
        "What each consortium covers, as shares of organisations.",
        key=("consortium", _ORG),
        codes={"consortium": "consortium", _ORG: _ORG},
    ),
    FileSpec(
        "office_holders",
        "office_holders",
        rows.OfficeHolder,
        "People in a post today, one post a row. Without ids it is a roster of posts.",
        codes={"id": "person", _ORG: _ORG, "nominated_by": "authority"},
        hidden=frozenset({"skills"}),
    ),
    FileSpec(
        "stances",
        "stances",
        rows.Stance,
        "What office holders have offered.",
        key=("id", "stance"),
        codes={"id": "person"},
        hidden=frozenset({"stance", "route"}),
        confidential=True,
    ),
    FileSpec(
        "equality",
        "equality",
        rows.Equality,
        "Protected characteristics, for totals only.",
        key=("id",),
        codes={"id": "person"},
        hidden=frozenset({"sex", "bme", "disabled"}),
        confidential=True,
    ),
    FileSpec(
        "alternative_roles",
        "alternative_roles",
        rows.AlternativeRole,
        "Other local contributions that an organisation can offer its people.",
        key=(_ORG,),
        codes={_ORG: _ORG},
    ),
    FileSpec(
        "decisions",
        "decisions",
        rows.Decision,
        "What you fix by hand, each with a reason.",
        codes={},
        confidential=True,
    ),
    FileSpec("views", "views", rows.View, "What stakeholders said; printed beside the plan, never weighed."),
    FileSpec(
        "clusters",
        "cluster_names",
        rows.ClusterName,
        "Names for clusters, by any one of their organisations.",
        key=(_ORG,),
        codes={_ORG: _ORG},
    ),
)

BY_NAME: dict[str, FileSpec] = {f.name: f for f in FILES}

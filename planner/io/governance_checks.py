"""What must hold between the parts of a governance model: numbers that boards can have, parts that go together.

A model is a point of one family. Its shape says which rules hold it together; without them a variant would let
the boards be anything, so a file that leaves one out, or lists one that its shape contradicts, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planner.core.faults import Fault
from planner.core.rulebook import GovernanceModel
from planner.io.collect import did_you_mean

_FEWEST, _MOST = 5, 7
"""Directors of a board other than the chair (guidance A3.3)."""
RESERVED = frozenset({"any", "none", "free", "reference"})
"""Words that mean something else where a model's id is asked for."""
MODEL_RULES = ("M1-a", "M1-b", "M2-a", "M3-a", "M3-b", "M3-c", "M4-a")
"""Rules that a governance model may list; those of every board hold without being listed."""
_SHAPE = ("keeps_boards", "chair_scope", "nominated_cluster_board", "locality_neds", "audit_chair")

Keyed = tuple[tuple[str, ...], Fault]
"""A fault and the keys whose values it was found in."""


def governance_faults(file: str, model: GovernanceModel) -> list[Keyed]:
    """Every fault of a governance model's id, numbers, parts and rules, with the keys each was found in."""
    faults: list[Keyed] = [(("id",), f) for f in id_faults(file, model.id)]
    faults += _ranges(file, model)
    faults += _keeping(file, model) if model.keeps_boards else _replacing(file, model)
    faults += _nominating(file, model)
    faults += _meetings(file, model)
    faults += [(("rules", *_SHAPE), f) for f in rule_faults(file, model)]
    return faults


def id_faults(file: str, model_id: str) -> list[Fault]:
    """An id of lower-case letters, digits and hyphens that means nothing else."""
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", model_id) and model_id not in RESERVED:
        return []
    why = "An id is made of lower-case letters, digits and hyphens, at most 40, and has no other meaning."
    return [_shape(file, ("id",), model_id[:60], why, 'Write for example "model-3-two-four".')[1]]


def rule_faults(file: str, model: GovernanceModel) -> list[Fault]:
    """Rules that the shape of a governance model needs but it doesn't list, and listed ones that don't fit."""
    needed, fitting = _needed(model), _fitting(model)
    listed = ", ".join(model.rules)
    faults: list[Keyed] = []
    missing = [r for r in needed if r not in model.rules]
    if missing:
        why = f"A model of this shape is held together by {', '.join(needed)}."
        faults.append(_shape(file, ("rules",), listed, why, f"Add {', '.join(missing)}."))
    for rule, times in Counter(model.rules).items():
        if rule not in MODEL_RULES:
            why = f"It is no rule of a governance model. There are: {', '.join(MODEL_RULES)}."
            fix = did_you_mean(rule, MODEL_RULES, "Delete it; rules of every board hold without it.")
            faults.append(_shape(file, ("rules",), rule, why, fix))
        elif rule not in fitting:
            why = f"A model of this shape contradicts it; what holds it together is {', '.join(needed)}."
            faults.append(_shape(file, ("rules",), rule, why, f"Delete {rule}, or change the shape."))
        if times > 1:
            faults.append(_shape(file, ("rules",), rule, "It stands there more than once.", "Keep one."))
    return [fault for _, fault in faults]


def _needed(model: GovernanceModel) -> tuple[str, ...]:
    """Rules that hold a model of this shape together."""
    if model.keeps_boards:
        return ("M1-a", "M1-b", "M4-a") if model.nominated_cluster_board else ("M4-a",)
    if model.chair_scope == "organisation":
        return ("M3-b", "M3-c", "M4-a")
    if model.locality_neds[1] > 0:
        return ("M3-a", "M3-b", "M3-c")
    return ("M2-a", "M3-c") if model.audit_chair == "shared" else ("M2-a",)


def _fitting(model: GovernanceModel) -> set[str]:
    """Rules that a model of this shape may list."""
    fitting = set(_needed(model))
    if not model.keeps_boards:
        fitting |= {"M3-b", "M3-c"}
        if model.chair_scope == "cluster":
            fitting.add("M3-a")
    return fitting


def _ranges(file: str, model: GovernanceModel) -> Iterator[Keyed]:
    for name in ("shared_neds", "locality_neds", "nominees"):
        low, high = getattr(model, name)
        if not 0 <= low <= high:
            why = "The first number is the fewest, the second the most."
            yield _shape(file, (name,), f"{low} to {high}", why, "Give 0 or more, fewest first.")
        elif high > _MOST:
            why = "A board has at most seven directors (A3.3)."
            yield _shape(file, (name,), f"{low} to {high}", why, "Give 7 or less.")


def _keeping(file: str, model: GovernanceModel) -> Iterator[Keyed]:
    """Boards that keep their own chair and directors."""
    if model.chair_scope != "organisation":
        yield _shape(
            file,
            ("chair_scope", "keeps_boards"),
            model.chair_scope,
            "Boards that keep their own chair have one each.",
            'Write "organisation", or keeps_boards = false.',
        )
    if model.shared_neds != (0, 0) or model.locality_neds != (0, 0):
        yield _shape(
            file,
            ("shared_neds", "locality_neds", "keeps_boards"),
            f"{list(model.shared_neds)}, {list(model.locality_neds)}",
            "Boards that keep their own directors have neither shared nor locality ones.",
            "Write [0, 0] for both, or keeps_boards = false.",
        )
    if model.audit_chair != "organisation":
        yield _shape(
            file,
            ("audit_chair", "keeps_boards"),
            model.audit_chair,
            "Boards that keep their own directors have an audit chair each.",
            'Write "organisation", or keeps_boards = false.',
        )


def _replacing(file: str, model: GovernanceModel) -> Iterator[Keyed]:
    """Boards whose directors are shared or local."""
    low = model.shared_neds[0] + model.locality_neds[0]
    high = model.shared_neds[1] + model.locality_neds[1]
    if high < _FEWEST or low > _MOST:
        yield _shape(
            file,
            ("shared_neds", "locality_neds", "keeps_boards"),
            f"{low} to {high} together",
            "A board has five to seven directors (A3.3).",
            "Choose numbers that reach five to seven together.",
        )
    if model.audit_chair == "organisation" and model.locality_neds[1] < 1:
        yield _shape(
            file,
            ("audit_chair", "locality_neds", "keeps_boards"),
            model.audit_chair,
            "An audit chair of one board is one of its locality directors (A4.8), and there are none.",
            'Write "shared" or "either", or give locality directors.',
        )
    if model.audit_chair == "shared" and model.shared_neds[1] < 1:
        yield _shape(
            file,
            ("audit_chair", "shared_neds", "keeps_boards"),
            model.audit_chair,
            "One audit chair of all boards is a shared director (A4.8), and there are none.",
            'Write "organisation" or "either", or give shared directors.',
        )


def _nominating(file: str, model: GovernanceModel) -> Iterator[Keyed]:
    """A cluster board that organisations nominate to, or none."""
    if model.nominated_cluster_board and not model.keeps_boards:
        yield _shape(
            file,
            ("nominated_cluster_board", "keeps_boards"),
            "true",
            "A cluster board is nominated by boards that keep their own people (A4.3).",
            "Write false, or keeps_boards = true.",
        )
    if model.nominated_cluster_board and model.nominees[0] < 1:
        yield _shape(
            file,
            ("nominees", "nominated_cluster_board"),
            f"{list(model.nominees)}",
            "Each organisation nominates to the cluster board (A4.3).",
            "Write for example [1, 1].",
        )
    if not model.nominated_cluster_board and (model.nominees != (0, 0) or model.nominees_from != "board"):
        yield _shape(
            file,
            ("nominees", "nominees_from", "nominated_cluster_board"),
            f"{list(model.nominees)}, {model.nominees_from}",
            "Nobody is nominated where there is no nominated cluster board.",
            "Delete both, or write nominated_cluster_board = true.",
        )


def _meetings(file: str, model: GovernanceModel) -> Iterator[Keyed]:
    """Meetings a year in figures."""
    given = model.meetings_a_year
    if given is None or all(0 <= n <= 10_000 for n in given):
        return
    yield (
        ("meetings_a_year",),
        Fault(
            code="P-711",
            what="The meetings a year can't be counted",
            file=file,
            column="meetings_a_year",
            value=", ".join(map(str, given)),
            why="It is [fixed, for each organisation]: two numbers of meetings, 0 or more.",
            fix="Write for example meetings_a_year = [12, 2].",
        ),
    )


def _shape(file: str, keys: tuple[str, ...], value: str, why: str, fix: str) -> Keyed:
    column = ", ".join(k for k in keys if k != "keeps_boards")
    what = "No board can be made as this model says"
    return keys, Fault(code="P-711", what=what, file=file, column=column, value=value, why=why, fix=fix)

"""What else ``planner report`` takes in: a comparison, lists of plans, trade-offs; all of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.core.comparison import Comparison
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import Rulebook
    from planner.core.saved import SavedOptions, SavedTradeoff


@dataclass(frozen=True)
class Beside:
    """Paths as they were typed."""

    comparison: str | None = None
    options: tuple[str, ...] = ()
    tradeoffs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """What they hold."""

    comparison: Comparison | None
    lists: tuple[tuple[SavedOptions, tuple[Plan, ...]], ...]
    tradeoffs: tuple[SavedTradeoff, ...]


def read_beside(beside: Beside, given: Instance, plan: Plan, book: Rulebook) -> Read:
    """Read what was named, and refuse what answers another question than the plan.

    Args:
        beside: the paths.
        given: the instance, narrowed as it was solved.
        plan: the report's own.
        book: the rulebook of the plan.

    Raises:
        InputFaultsError: a file is missing or damaged, or answers another question.
    """
    from planner.io.comparisons import read_comparison
    from planner.io.saved import read_options, read_tradeoff

    compared = read_comparison(beside.comparison) if beside.comparison is not None else None
    made = compared.made_from if compared is not None else None
    if made and (made.instance_sha256, tuple(made.regions)) != (given.sha256, given.regions_kept):
        raise not_of_it(str(beside.comparison), "the comparison was made of another instance or other regions")
    lists = tuple(read_options(path) for path in beside.options)
    for path, (saved, plans) in zip(beside.options, lists, strict=True):
        _check_list(path, saved, plans, given, plan, book)
    fronts = tuple(read_tradeoff(path) for path in beside.tradeoffs)
    for path, front in zip(beside.tradeoffs, fronts, strict=True):
        _check_front(path, front, given, plan, book)
    return Read(compared, lists, fronts)


def _check_list(
    path: str, saved: SavedOptions, plans: Sequence[Plan], given: Instance, plan: Plan, book: Rulebook
) -> None:
    """Every plan is of the same question, and is what it says it is."""
    from planner.checker import verify
    from planner.study.fits import MODEL, NUMBER, stamp_of, unlike

    free = {"options": frozenset(), "by clusters": NUMBER, "by models": MODEL}[saved.kind]
    for entry, other in zip(saved.options, plans, strict=True):
        why = unlike(plan, stamp_of(other), free)
        if why:
            raise _other_question(f"{path}/{entry.plan}", f"it was made from {why}", "planner options -o DIR")
        problems = verify(given, other, book).problems
        if problems:
            raise not_of_it(f"{path}/{entry.plan}", f"the checker finds: {problems[0].text}")


def _check_front(path: str, front: SavedTradeoff, given: Instance, plan: Plan, book: Rulebook) -> None:
    """The trade-off is of the same question; where it is about maps, its figures are counted again."""
    from planner.study.fits import BOARDS, MODEL, NUMBER, unlike

    again = "planner options --tradeoff A,B -o DIR"
    free = {*BOARDS, *NUMBER} if front.about == "maps" else {*MODEL, "caps", *NUMBER}
    why = unlike(plan, front.made_from, free)
    if why:
        raise _other_question(path, f"it was made from {why}", again)
    if front.about == "boards":
        mine = {tuple(sorted(c.organisations)) for c in plan.clusters}
        if any(tuple(sorted(c)) not in mine for p in front.points for c in p.clusters):
            raise _other_question(
                path,
                "it is about the boards of another map",
                "planner options --tradeoff A,B --plan PLAN -o DIR with this plan",
            )
        return
    wrong = _miscounted(front, given, plan, book)
    if wrong:
        raise not_of_it(path, f"the figures of best compromise {wrong} are not those of its map")


def _miscounted(front: SavedTradeoff, given: Instance, plan: Plan, book: Rulebook) -> int | None:
    """Number of the first point whose map has other figures; None where all of them are right."""
    from planner.checker.pseudo import as_map
    from planner.objectives.registry import LEVELS

    levels = [LEVELS[i]() for i in front.levels]
    for point in front.points:
        if sorted(code for c in point.clusters for code in c) != sorted(given.by_code):
            return point.point
        pairs = tuple((code, min(c)) for c in point.clusters for code in c)
        made = as_map(given, book, pairs).model_copy(update={"settings": plan.settings})
        if tuple(x.value(given, made, book) for x in levels) != point.values:
            return point.point
    return None


def not_of_it(path: str, why: str) -> Exception:
    """The fault of a file that belongs to another instance, or is not whole."""
    return _fault(path, why, "Name the instance that the plan was made for, or solve it again.")


def _other_question(path: str, why: str, again: str) -> Exception:
    fix = f"Name the folder made for this plan, or make it again with the options of this plan: {again}."
    return _fault(path, why, fix)


def _fault(path: str, why: str, fix: str) -> Exception:
    from pathlib import Path

    from planner.core.faults import Fault, InputFaultsError

    parts = Path(path).parts
    return InputFaultsError(
        [
            Fault(
                code="P-190",
                what="No report can be made of this plan with this instance",
                file="/".join(parts[-2:]) if parts[-1] == "plan.json" and len(parts) > 2 else parts[-1],
                why=f"{why}.",
                fix=fix,
            )
        ]
    )

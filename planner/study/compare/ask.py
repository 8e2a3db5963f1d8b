"""Asks for a plan under each of several governance models or scenarios, and compares them or finished ones."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from planner.checker import verify
from planner.core.comparison import Comparison
from planner.core.faults import InputFaultsError
from planner.core.instance import Instance
from planner.core.people import ABOUT_PEOPLE, ids_given
from planner.core.plan import Plan
from planner.core.progress import Progress, Silent
from planner.core.result import Result
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine import Engine, open_engine
from planner.io.rulebook import load_rulebook
from planner.study.compare.inputs import Run, differences, runs_of
from planner.study.compare.make import Entry, comparison, title_of

ABOUT_A_PERSON = (
    "No plan meets the law, the guidance and your decisions. What clashes has to do with single people, so a "
    "comparison does not show it; planner explain does."
)

Model = str | GovernanceModel


@dataclass(frozen=True)
class Ask:
    """One column to be solved for."""

    engine: Engine
    """Of the instance and the rules as a scenario makes them."""
    model: Model
    settings: Settings | None = None
    scenario: str = ""


def compare(
    instance: Instance | Engine,
    what: Sequence[Model | Plan | Result],
    rulebook: Rulebook | None = None,
    settings: Settings | None = None,
    on_progress: Progress | None = None,
) -> Comparison:
    """The same figures, by the same definitions, of several plans beside today and the reference.

    Args:
        instance: what is given, or an opened engine.
        what: governance models (ids, ``any`` or models), each of which is solved for; or finished plans and
            results. A result may be of the same instance under a scenario.
        rulebook: by default the one that the instance names; an engine has its own.
        settings: limits, number of clusters and grouping for models that are solved for.
        on_progress: told of stages.

    Returns:
        A column for each of ``what``; a model without a plan has its reason there.

    Raises:
        InputFaultsError: plans that can't be compared: another instance, other regions or other rules.
        ValueError: nothing to compare.

    >>> import planner
    >>> instance = planner.read_instance(planner.example("tiny"))
    >>> found = planner.compare(instance, ["model-2", "model-4"])
    >>> [c.title for c in found.columns]
    ['Today', 'Reference', 'Model 2', 'Model 4']
    >>> found.by_id["places_end"].amounts["model-4"].high
    0
    """
    if not what:
        raise ValueError("name at least one governance model or plan")
    engine = instance if isinstance(instance, Engine) else None
    given: Instance = instance.instance if isinstance(instance, Engine) else instance
    book = engine.rulebook if engine is not None else rulebook or load_rulebook(given.rulebook)
    if engine is None and any(isinstance(m, str | GovernanceModel) for m in what):
        engine = open_engine(given, book)
    results: list[tuple[str, str, str, Result]] = []
    for item in what:
        if isinstance(item, Plan):
            results.append((governance_of(item), "", "", Result(plan=item)))
        elif isinstance(item, Result):
            results.append((governance_of(item.plan) if item.plan else "run", "", "", item))
        elif engine is not None:
            result = _solve(Ask(engine, item, settings), on_progress)
            results.append((_id(item), title_of(item), _id(item), result))
    return _side_by_side(given, book, results)[0]


def solved(
    given: Instance, book: Rulebook, asks: Sequence[Ask], on_progress: Progress | None = None
) -> tuple[Comparison, dict[str, Result]]:
    """Solve for each column and compare; also the results by the id of their column.

    Args:
        given: what today and the reference are counted from.
        book: the rules they are judged by.
        asks: the columns in order.
        on_progress: told of stages.
    """
    results = []
    for ask in asks:
        before = f"{ask.scenario}: " if ask.scenario else ""
        wished = f"{ask.scenario}-{_id(ask.model)}" if ask.scenario else _id(ask.model)
        title = f"{before}{title_of(ask.model)}"
        results.append((wished, title, _id(ask.model), _solve(ask, on_progress)))
    return _side_by_side(given, book, results)


def _id(model: Model) -> str:
    return model if isinstance(model, str) else model.id


def _solve(ask: Ask, on_progress: Progress | None) -> Result:
    progress = on_progress or Silent()
    progress.stage("Solving", " ".join(x for x in (ask.scenario, title_of(ask.model)) if x))
    return ask.engine.solve(governance=ask.model, settings=ask.settings, on_progress=progress)


def _side_by_side(
    given: Instance, book: Rulebook, results: Sequence[tuple[str, str, str, Result]]
) -> tuple[Comparison, dict[str, Result]]:
    """Compare results: wished name, title, governance and result of each."""
    order: list[Entry | str] = []
    runs: list[Run] = []
    named: dict[str, Result] = {}
    titles: dict[str, str] = {}
    for wished, title, governance, result in results:
        name = free_name(wished, named)
        named[name], titles[name] = result, title
        if result.plan is None:
            order.append(_without(name, title or name, governance, given, result))
        else:
            runs.append(Run(name, result.plan, result.instance or given, result.rulebook or book))
            order.append(name)
    return of_runs(given, book, order, runs, titles), named


def of_runs(
    given: Instance,
    book: Rulebook,
    order: Sequence[Entry | str],
    runs: Sequence[Run],
    titles: Mapping[str, str] | None = None,
) -> Comparison:
    """Compare finished plans; ``order`` has their names, with entries without a plan between them.

    Raises:
        InputFaultsError: plans that can't be compared.
    """
    started = time.perf_counter()
    sound, faults = runs_of(runs)
    if faults:
        raise InputFaultsError(faults)
    by_name = {run.name: run for run in sound}
    entries = [
        item if isinstance(item, Entry) else _entry(by_name[item], (titles or {}).get(item, ""))
        for item in order
    ]
    regions = sound[0].instance.regions_kept if sound else ()
    inside = given.within(regions) if regions and not given.regions_kept else given
    made = comparison(inside, book, entries, differences=differences(sound))
    return made.model_copy(update={"run": {"seconds": round(time.perf_counter() - started, 3)}})


def governance_of(plan: Plan) -> str:
    """What a plan was asked for: a model's id, ``any``, or ``map`` without boards."""
    own = plan.settings.get("governance_model")
    if own is not None and isinstance(own.value, dict):
        return str(own.value.get("id", "model"))
    asked = plan.settings.get("governance")
    return str(asked.value) if asked is not None and asked.value and plan.boards else "map"


def free_name(wished: str, taken: Collection[str]) -> str:
    """A name that no column has yet."""
    number, found = 2, wished
    while found in taken or found in ("today", "reference"):
        found, number = f"{wished}-{number}", number + 1
    return found


def _entry(run: Run, title: str) -> Entry:
    """A plan's entry, once the checker has found what it says to be so."""
    plan = run.plan
    governance = governance_of(plan)
    model = plan.governance.get(governance, governance if plan.boards else None)
    known = title or title_of(model if isinstance(model, GovernanceModel | str) else None)
    problems = verify(run.instance, plan, run.rulebook).problems
    if problems:
        checks = ", ".join(sorted({p.check for p in problems}))
        return Entry(
            run.name,
            known,
            run.instance,
            None,
            governance,
            "does_not_stand",
            f"The checker finds that what the plan says is not so ({checks}); planner verify tells more.",
        )
    notes = [
        f"Made under the {key} {s.value}; today and the reference are counted from the instance as it is."
        for key in ("era", "scenario")
        if (s := plan.settings.get(key)) is not None and s.value is not None
    ]
    if plan.status == "infeasible":
        notes.append("The grouping was given and breaks rules; see departures.")
    elif plan.status != "optimal":
        notes.append("Best found, not proved best.")
    return Entry(
        run.name, known, run.instance, plan, governance, plan.status, notes=tuple(notes), rulebook=run.rulebook
    )


def _without(name: str, title: str, governance: str, given: Instance, result: Result) -> Entry:
    """The entry of a model that no plan meets, with its reason."""
    refusal = result.refusal
    status = refusal.status if refusal is not None else "unknown"
    reason = refusal.text if refusal is not None else "There is no plan."
    ids = ids_given(given)
    if refusal is not None and (ABOUT_PEOPLE & {*refusal.rules} or any(i in reason for i in ids)):
        reason = ABOUT_A_PERSON  # everyone may read a comparison
    return Entry(name, title, given, None, governance, status, reason)

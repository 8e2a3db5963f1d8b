"""The one place that sets CP-SAT's parameters, runs it and maps each status exactly.

``OPTIMAL`` from the solver counts as proved only when its bound equals the value (a gap limit or a stop can
also end with that
word), and every ``INFEASIBLE`` is confirmed by a second run without presolve before anybody is told so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ortools.sat.python import cp_model, cp_model_helper

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass
class Budget:
    """What may still be spent: wall-clock seconds (safety net) and deterministic work; and a way to stop."""

    seconds: float
    work: float | None = None
    seed: int = 1
    stop: threading.Event = field(default_factory=threading.Event)
    spent_work: float = 0.0
    started: float = field(default_factory=time.monotonic)
    ended_by: str = ""
    """What ended the run early: ``time``, ``work``, ``stop`` or ``size``; empty while nothing did."""
    part_ended_by: str = ""
    """What ended a part or share early, though the whole went on."""

    @property
    def seconds_left(self) -> float:
        """Wall-clock seconds left, at least 0."""
        return max(0.0, self.seconds - (time.monotonic() - self.started))

    def share(self, of: int) -> Budget:
        """A part of what is left, three times an equal share among ``of`` takers, at least a second.

        Hard cases may overrun an equal share, easy ones give it back; :meth:`charge` what was spent.
        """
        if self.work is not None:  # time is then a safety net for the whole and may not decide between shares
            left = max(0.0, self.work - self.spent_work)
            return Budget(self.seconds_left, min(left, 3 * left / max(1, of)), self.seed, self.stop)
        seconds = min(self.seconds_left, max(1.0, 3 * self.seconds_left / max(1, of)))
        return Budget(seconds, None, self.seed, self.stop)

    def part(self, percent: int) -> Budget:
        """So many hundredths of what is left; :meth:`charge` what was spent."""
        if self.work is not None:
            work = max(0.0, self.work - self.spent_work) * percent / 100
            return Budget(self.seconds_left, work, self.seed, self.stop)
        return Budget(self.seconds_left * percent / 100, None, self.seed, self.stop)

    def charge(self, part: Budget) -> None:
        """Count the work that a share has spent."""
        self.spent_work += part.spent_work
        self.part_ended_by = part.ended_by or self.part_ended_by
        if part.ended_by == "stop":
            self.ended_by = self.ended_by or "stop"

    def give_up(self) -> None:
        """Remember that a run ended without an answer; the solver may do so shortly before its limit."""
        if not self.exhausted:
            self.ended_by = "work" if self.work is not None else "time"

    @property
    def exhausted(self) -> bool:
        """Whether nothing may be spent any more; remembers why."""
        if self.stop.is_set():
            self.ended_by = self.ended_by or "stop"
        elif self.work is not None and self.spent_work >= self.work:
            self.ended_by = self.ended_by or "work"
        elif self.seconds_left <= 0:
            self.ended_by = self.ended_by or "time"
        return bool(self.ended_by)


@dataclass(frozen=True)
class Solved:
    """What a run found. ``value`` and ``bound`` are whole numbers; ``value`` is None without a solution."""

    status: Status
    value: int | None
    bound: int | None
    at: Callable[[Any], int]
    """Value of a 0/1 or whole-number variable in the solution."""
    all_values: tuple[int, ...] = ()
    """Every variable of the model in its order; empty without a solution."""


def _parameters(
    solver: cp_model.CpSolver, budget: Budget, *, presolve: bool, workers: int = 1, light: bool = False
) -> None:
    p = solver.parameters
    p.num_workers = workers  # several give different plans for one input, even with a fixed seed
    p.interleave_search = workers > 1 and budget.work is not None  # the slower way that gives the same plan
    p.random_seed = budget.seed
    p.max_time_in_seconds = budget.seconds_left
    if budget.work is not None:
        p.max_deterministic_time = max(0.0, budget.work - budget.spent_work)
    p.cp_model_presolve = presolve
    p.linearization_level = (
        2 if presolve else 1
    )  # LP cuts close the boards' levels at once, where search alone crawls
    if not presolve:
        p.symmetry_level = 0
    if light:
        p.symmetry_level = 0
        p.cp_model_probing_level = 0
        p.cut_level = 0
        p.max_presolve_iterations = 1
    p.catch_sigint_signal = False  # Ctrl-C would abort the process (exit 134) from a worker thread
    p.relative_gap_limit = 0.0
    p.absolute_gap_limit = 0.0


def _run(
    model: cp_model.CpModel, solver: cp_model.CpSolver, budget: Budget, watcher: _Watcher | None = None
) -> int:
    """Run in a side thread, so that a stop request reaches the solver while it works."""
    result: list[int] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            result.append(int(solver.solve(model, watcher)))
        except BaseException as error:  # handed to the caller's thread below
            failure.append(error)
        finally:
            done.set()

    threading.Thread(target=work, name="cp-sat", daemon=True).start()
    # join() returns early after Ctrl-C on Python 3.11; an Event does not
    while not done.wait(0.1):
        if budget.stop.is_set():
            solver.stop_search()
    if failure:
        raise failure[0]
    budget.spent_work += float(solver.response_proto.deterministic_time)
    return result[0]


def minimise(model: cp_model.CpModel, expression: Any) -> None:
    """Set what to minimise; as ``model.minimize``, which takes three times as long for a thousand terms."""
    if isinstance(expression, int):
        model.minimize(expression)
        return
    flat = cp_model.FlatIntExpr(expression)
    model.clear_objective()  # type: ignore[no-untyped-call]
    aim = model.proto.objective
    aim.vars.extend([v.index for v in flat.vars])
    aim.coeffs.extend(flat.coeffs)
    aim.offset, aim.scaling_factor = flat.offset, 1.0


def valued(values: Sequence[int]) -> Callable[[Any], int]:
    """What expressions of a model amount to when its variables have these values, in their order."""
    response = cp_model_helper.CpSolverResponse()
    response.solution.extend(values)

    def at(expression: Any) -> int:
        return int(cp_model_helper.ResponseHelper.value(response, expression))

    return at


def hint(model: cp_model.CpModel, solved: Solved) -> None:
    """Start the model's next run from a solution of it, also when it has grown since."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(solved.all_values):
        model.add_hint(model.get_int_var_from_proto_index(index), value)


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Hands every better solution on as it is found."""

    def __init__(self, seen: Callable[[Callable[[Any], int]], None]) -> None:
        super().__init__()
        self._seen = seen

    def on_solution_callback(self) -> None:
        self._seen(lambda x: int(self.value(x)))


def solve(
    model: cp_model.CpModel,
    budget: Budget,
    *,
    confirm: bool = True,
    workers: int = 1,
    light: bool = False,
    quick: float = 0.0,
    seen: Callable[[Callable[[Any], int]], None] | None = None,
) -> Solved:
    """Solve within what the budget leaves.

    Args:
        model: with or without something to minimise.
        budget: charged with the deterministic work spent.
        confirm: run a second time without presolve before saying ``infeasible``.
        workers: threads of the solver; with more than one the answer may differ between runs.
        light: no cuts, probing or symmetry; small models that are solved hundreds of times gain by it.
        quick: deterministic work that a first try without presolve may take; small models whose LP is almost
            whole are proved by it in half the time. What it leaves open is solved as usual.
        seen: told of every better solution on the way: a function that gives a variable's value.

    Returns:
        Without a solution ``bound`` may still be known.

    Raises:
        RuntimeError: the model is invalid, or two runs contradict each other (a bug, here or in the solver).
    """

    def nothing(status: Status, bound: int | None = None) -> Solved:
        return Solved(status, None, bound, lambda _: 0)

    if budget.exhausted:
        return nothing("unknown")
    solver = cp_model.CpSolver()
    code = _try(model, solver, budget, quick) if quick else cp_model.UNKNOWN
    tried = code in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if not tried:
        if budget.exhausted:
            return nothing("unknown")
        solver = cp_model.CpSolver()
        _parameters(solver, budget, presolve=True, workers=workers, light=light)
        code = _run(model, solver, budget, None if seen is None else _Watcher(seen))
    if code == cp_model.MODEL_INVALID:
        raise RuntimeError(f"invalid model: {model.validate()}")
    if code == cp_model.INFEASIBLE:
        return nothing(_confirm(model, budget, presolve=tried) if confirm else "infeasible")
    if code == cp_model.UNKNOWN:
        budget.give_up()
        return nothing("unknown", _known(solver.best_objective_bound) if model.has_objective() else None)
    minimising = model.has_objective()
    bound = round(solver.best_objective_bound) if minimising else 0
    value = round(solver.objective_value) if minimising else 0
    proved = code == cp_model.OPTIMAL and value == bound
    if not proved:
        budget.give_up()
    status: Status = "optimal" if proved else "feasible"
    found = tuple(int(v) for v in solver.response_proto.solution)
    return Solved(status, value, bound, lambda v: int(solver.value(v)), found)


def _try(model: cp_model.CpModel, solver: cp_model.CpSolver, budget: Budget, work: float) -> int:
    """Run without presolve on all of the LP at once, for so much work."""
    _parameters(solver, budget, presolve=False)
    p = solver.parameters
    p.linearization_level = 2
    p.cut_level = 0
    p.add_lp_constraints_lazily = False
    p.max_deterministic_time = min(work, p.max_deterministic_time)
    return _run(model, solver, budget)


def _known(bound: float) -> int | None:
    """A bound as a whole number, None when the solver has none yet.

    A run that ends before its search began reports 0, whatever the aim; so 0 says nothing.
    """
    return round(bound) if bound and abs(bound) < 2**62 else None


def _confirm(model: cp_model.CpModel, budget: Budget, *, presolve: bool = False) -> Status:
    """Second opinion on an ``infeasible``: wrong ones exist (or-tools #5274, #5003, #5295).

    Without presolve, unless the first run was without it.
    """
    if budget.exhausted:
        return "unknown"
    solver = cp_model.CpSolver()
    _parameters(solver, budget, presolve=presolve)
    code = _run(model, solver, budget)
    if code == cp_model.INFEASIBLE:
        return "infeasible"
    if code == cp_model.UNKNOWN:
        budget.give_up()
        return "unknown"
    raise RuntimeError("the solver contradicts itself: no solution in one run, one in another")


ASSUMED = 3.0
"""Work of a first try without presolve, where only some literals change from one run to the next."""


@dataclass(frozen=True)
class Assumed:
    """What is known of a model while some literals are taken to hold."""

    status: Literal["possible", "impossible", "unknown"]
    at: Callable[[Any], int] = lambda _: 0
    """Value of a 0/1 or whole-number variable in the solution, where there is one."""
    core: frozenset[int] = frozenset()
    """Positions of literals that can't all hold; not minimal."""


def assume(model: cp_model.CpModel, literals: Sequence[cp_model.IntVar], budget: Budget) -> Assumed:
    """Solve while literals hold, for models that are asked again and again under other literals.

    First without presolve, which would take most of the time; what that leaves open is solved as usual. An
    ``impossible`` is not confirmed: whoever tells
    somebody so asks :func:`solve` of a model in which the literals are fixed.

    Args:
        model: with nothing to minimise; its assumptions are replaced.
        literals: 0/1 variables.
        budget: charged with the deterministic work spent.

    Raises:
        ValueError: the model has something to minimise.
    """
    if model.has_objective():
        raise ValueError("an explanation needs a model without an objective")
    if budget.exhausted:
        return Assumed("unknown")
    model.clear_assumptions()
    model.add_assumptions(list(literals))
    code = int(cp_model.UNKNOWN)
    for presolve in (False, True):
        if code == cp_model.UNKNOWN and not budget.exhausted:
            solver = cp_model.CpSolver()
            _parameters(solver, budget, presolve=presolve)
            if not presolve:
                solver.parameters.max_deterministic_time = min(
                    ASSUMED, solver.parameters.max_deterministic_time
                )
            code = _run(model, solver, budget)
    if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Assumed("possible", lambda v: int(solver.value(v)))
    if code != cp_model.INFEASIBLE:
        budget.give_up()
        return Assumed("unknown")
    blamed = {int(i) for i in solver.sufficient_assumptions_for_infeasibility()}
    # a core may hold what was never assumed (or-tools #5141)
    return Assumed("impossible", core=frozenset(n for n, x in enumerate(literals) if x.index in blamed))


def core(model: cp_model.CpModel, literals: list[cp_model.IntVar], budget: Budget) -> list[int] | None:
    """Indices of a minimal set of literals that cannot all hold; None when they can or it stays unknown.

    The model must have nothing to minimise (or-tools then returns a real core) and must not have assumptions
    yet.
    The core is shrunk by deletion and every step is a real re-solve.
    """
    if model.has_objective():
        raise ValueError("an explanation needs a model without an objective")
    kept = list(range(len(literals)))
    found = _core_of(model, [literals[i] for i in kept], budget)
    if found is None:
        return None
    kept = [i for i in kept if literals[i].index in found]
    position = 0
    while position < len(kept):
        trial = kept[:position] + kept[position + 1 :]
        found = _core_of(model, [literals[i] for i in trial], budget)
        if found is None:
            position += 1
        else:
            kept = [i for i in trial if literals[i].index in found]
    return kept


def _core_of(model: cp_model.CpModel, literals: list[cp_model.IntVar], budget: Budget) -> set[int] | None:
    model.clear_assumptions()
    model.add_assumptions(literals)
    solver = cp_model.CpSolver()
    _parameters(solver, budget, presolve=True)
    code = _run(model, solver, budget)
    if code != cp_model.INFEASIBLE:
        return None
    return {int(i) for i in solver.sufficient_assumptions_for_infeasibility()}

"""The one place that runs CP-SAT: statuses, limits, stops and explanations."""

from __future__ import annotations

import threading
import time
from random import Random

import pytest
from ortools.sat.python import cp_model

from planner import cpsat
from planner.cpsat import Budget, core, solve
from tests.rules.builder import seeded


def hard(seed: int, n: int = 60, *, minimise: bool = False) -> cp_model.CpModel:
    """Several sums to hit exactly at once: hours of search. With an aim, easy sums and a hard proof."""
    rng = seeded(f"hard {seed}")
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(n)]
    for _ in range(6):
        weights = [rng.randint(10, 99) for _ in x]
        total = cp_model.LinearExpr.weighted_sum(x, weights)
        model.add(total >= sum(weights) // 2) if minimise else model.add(total == sum(weights) // 2)
    if minimise:
        model.minimize(cp_model.LinearExpr.weighted_sum(x, [rng.randint(50, 99) for _ in x]))
    return model


def knapsack(rng: Random) -> tuple[cp_model.CpModel, list[cp_model.IntVar], int | None]:
    """A small covering problem and its true least cost."""
    n = rng.randint(1, 8)
    weights, costs = [[rng.randint(0, 9) for _ in range(n)] for _ in range(2)]
    need = rng.randint(0, sum(weights) + 5)
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(n)]
    model.add(cp_model.LinearExpr.weighted_sum(x, weights) >= need)
    model.minimize(cp_model.LinearExpr.weighted_sum(x, costs))
    sums = [
        (sum(c for i, c in enumerate(costs) if pick >> i & 1))
        for pick in range(1 << n)
        if sum(w for i, w in enumerate(weights) if pick >> i & 1) >= need
    ]
    return model, x, min(sums, default=None)


def possible_knapsack() -> tuple[cp_model.CpModel, list[cp_model.IntVar], int]:
    """The first generated one that can be covered, at some cost."""
    for seed in range(99):
        model, x, best = knapsack(seeded(f"knapsack {seed}"))
        if best:
            return model, x, best
    raise LookupError


def test_optimal_and_infeasible_against_enumeration() -> None:
    seen = set()
    for seed in range(60):
        model, x, best = knapsack(seeded(f"knapsack {seed}"))
        budget = Budget(20.0)
        got = solve(model, budget)
        seen.add(got.status)
        if best is None:
            assert (got.status, got.value) == ("infeasible", None)
        else:
            assert (got.status, got.value, got.bound) == ("optimal", best, best)
            assert all(got.at(v) in (0, 1) for v in x)
        assert budget.ended_by == ""
    assert seen == {"optimal", "infeasible"}


def test_nothing_to_minimise() -> None:
    model = cp_model.CpModel()
    x = model.new_int_var(3, 9, "x")
    model.add(x >= 9)
    got = solve(model, Budget(5.0))
    assert (got.status, got.value, got.bound, got.at(x), got.at(2 * x + 1)) == ("optimal", 0, 0, 9, 19)


def test_a_hint_starts_the_next_run_from_a_solution() -> None:
    """Also when the model has grown, and when hinted before."""
    model, x, best = possible_knapsack()
    first = solve(model, Budget(5.0))
    assert first.all_values == tuple(first.at(v) for v in x)
    for _ in range(2):
        cpsat.hint(model, first)
    model.new_bool_var("later")
    again = solve(model, Budget(5.0))
    assert (again.status, again.value) == ("optimal", best)
    assert len(again.all_values) == len(x) + 1


def test_several_workers_prove_the_same_value() -> None:
    model, _, best = possible_knapsack()
    for budget in (Budget(9.0), Budget(9.0, work=50.0)):
        got = solve(model, budget, workers=2)
        assert (got.status, got.value, got.bound) == ("optimal", best, best)


def test_a_bound_without_a_solution() -> None:
    """A sum that only search could rule out, above a floor that is plain."""
    model = hard(3)
    x = model.new_int_var(7, 90, "x")
    model.minimize(x)
    got = solve(model, Budget(60.0, work=0.2))
    assert (got.status, got.value, got.bound) == ("unknown", None, 7)


def test_no_bound_from_a_run_that_never_searched() -> None:
    """CP-SAT then reports 0, which is above every value of an aim that is below 0."""
    model = hard(3)
    x = model.new_int_var(7, 90, "x")
    model.minimize(-x)
    got = solve(model, Budget(60.0, work=1e-9))
    assert (got.status, got.value) == ("unknown", None)
    assert got.bound is None or got.bound <= -90


def test_infeasible_is_confirmed_without_presolve(monkeypatch: pytest.MonkeyPatch) -> None:
    model = cp_model.CpModel()
    x = model.new_bool_var("x")
    model.add(x >= 1)
    model.add(x <= 0)
    runs: list[bool] = []
    run = cpsat._run

    def spy(model, solver, budget, watcher=None):
        runs.append(bool(solver.parameters.cp_model_presolve))
        return run(model, solver, budget, watcher)

    monkeypatch.setattr(cpsat, "_run", spy)
    assert solve(model, Budget(5.0)).status == "infeasible"
    assert runs == [True, False]
    runs.clear()
    assert solve(model, Budget(5.0), confirm=False).status == "infeasible"
    assert runs == [True]


@pytest.mark.parametrize(
    ("second", "status"), [(cp_model.INFEASIBLE, "infeasible"), (cp_model.UNKNOWN, "unknown")]
)
def test_what_the_second_opinion_says_counts(second: int, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [cp_model.INFEASIBLE, second]
    monkeypatch.setattr(cpsat, "_run", lambda *_: answers.pop(0))
    assert solve(cp_model.CpModel(), Budget(5.0)).status == status
    assert not answers


@pytest.mark.parametrize("second", [cp_model.OPTIMAL, cp_model.FEASIBLE])
def test_opinions_that_differ_are_a_bug(second: int, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [cp_model.INFEASIBLE, second]
    monkeypatch.setattr(cpsat, "_run", lambda *_: answers.pop(0))
    with pytest.raises(RuntimeError, match="contradicts itself"):
        solve(cp_model.CpModel(), Budget(5.0))


def test_no_second_opinion_without_time(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget(5.0)

    def run(*_):
        budget.stop.set()
        return cp_model.INFEASIBLE

    monkeypatch.setattr(cpsat, "_run", run)
    assert solve(cp_model.CpModel(), budget).status == "unknown"
    assert budget.ended_by == "stop"


def test_an_invalid_model_is_a_bug() -> None:
    model = cp_model.CpModel()
    huge = [model.new_int_var(-(2**61), 2**61, "") for _ in range(8)]
    model.add(sum(huge) == 1)
    with pytest.raises(RuntimeError, match="invalid model"):
        solve(model, Budget(5.0))


def test_an_error_of_the_solver_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_):
        raise MemoryError("no room")

    monkeypatch.setattr(cp_model.CpSolver, "solve", broken)
    with pytest.raises(MemoryError, match="no room"):
        solve(cp_model.CpModel(), Budget(5.0))


# ---- limits ------------------------------------------------------------------------------------


def test_a_small_work_limit_leaves_a_plan_unproved() -> None:
    budget = Budget(60.0, work=0.05)
    got = solve(hard(1, minimise=True), budget)
    assert got.status == "feasible"
    assert got.value is not None
    assert got.bound is not None
    assert 0 < got.bound < got.value
    assert budget.ended_by == "work"
    assert 0.05 <= budget.spent_work < 1.0


def test_a_work_limit_gives_the_same_each_time() -> None:
    def once() -> tuple[object, ...]:
        model, budget = hard(2, minimise=True), Budget(60.0, work=0.1)
        got = solve(model, budget)
        return (
            got.status,
            got.value,
            got.bound,
            budget.spent_work,
            got.at(model.get_bool_var_from_proto_index(7)),
        )

    assert once() == once()


def test_unknown_is_never_infeasible() -> None:
    budget = Budget(60.0, work=0.02)
    got = solve(hard(3), budget)
    assert (got.status, got.value, got.bound) == ("unknown", None, None)
    assert budget.ended_by == "work"
    budget = Budget(0.05)
    got = solve(hard(4), budget)
    assert (got.status, got.value) == ("unknown", None)


def test_work_is_charged_and_runs_out() -> None:
    budget = Budget(60.0, work=0.2)
    spent = [0.0]
    for seed in range(200):
        status = solve(hard(seed, minimise=True, n=20), budget).status
        spent.append(budget.spent_work)
        if status == "unknown":
            break
    assert spent == sorted(spent)
    assert spent[1] > 0
    assert budget.ended_by == "work"
    at_end = budget.spent_work
    assert 0.2 <= at_end < 1.5
    assert solve(hard(0), budget).status == "unknown"
    assert budget.spent_work == at_end


def test_work_is_counted_without_a_limit() -> None:
    budget = Budget(60.0)
    solve(hard(0, minimise=True, n=15), budget)
    assert budget.spent_work > 0
    assert not budget.exhausted


def test_nothing_runs_when_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "_run", lambda *_: pytest.fail("it ran"))
    stopped = threading.Event()
    stopped.set()
    for budget, why in (
        (Budget(1e-9), "time"),
        (Budget(5.0, work=1.0, spent_work=1.0), "work"),
        (Budget(5.0, stop=stopped), "stop"),
    ):
        time.sleep(0.001)
        assert solve(cp_model.CpModel(), budget).status == "unknown"
        assert budget.ended_by == why


def test_the_first_reason_stays() -> None:
    budget = Budget(5.0, work=1.0, spent_work=2.0)
    assert budget.exhausted
    budget.stop.set()
    assert budget.exhausted
    assert budget.ended_by == "work"


@pytest.mark.parametrize("minimise", [False, True])
def test_a_run_that_gives_up_early_says_so(minimise: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """CP-SAT ends some hundredths of a second before its time limit; that must not look like an answer."""
    run = cpsat._run

    def early(model, solver, budget, watcher=None):
        solver.parameters.max_deterministic_time = 0.02
        return run(model, solver, budget, watcher)

    monkeypatch.setattr(cpsat, "_run", early)
    budget = Budget(60.0)
    got = solve(hard(1, minimise=minimise), budget)
    assert got.status == ("feasible" if minimise else "unknown")
    assert budget.ended_by
    assert budget.exhausted


def test_a_stop_ends_a_run_soon() -> None:
    budget = Budget(120.0)
    timer = threading.Timer(0.3, budget.stop.set)
    timer.start()
    begun = time.monotonic()
    got = solve(hard(6), budget)
    assert time.monotonic() - begun < 2.5
    assert (got.status, budget.ended_by) == ("unknown", "stop")
    timer.join()


def test_a_stop_keeps_the_plan_found() -> None:
    budget = Budget(120.0)
    timer = threading.Timer(0.5, budget.stop.set)
    timer.start()
    begun = time.monotonic()
    got = solve(hard(7, n=150, minimise=True), budget)
    assert time.monotonic() - begun < 3.0
    assert got.status == "feasible"
    assert got.value is not None
    assert got.value > (got.bound or 0)
    assert budget.ended_by == "stop"
    timer.join()


def test_a_share_is_a_part() -> None:
    whole = Budget(60.0, work=9.0, seed=5)
    part = whole.share(10)
    assert part.stop is whole.stop
    assert part.seed == 5
    assert part.work is not None
    assert part.work <= 9.0
    assert part.seconds <= whole.seconds_left + 0.1
    part.spent_work = 2.0
    whole.charge(part)
    assert whole.spent_work == 2.0
    assert Budget(60.0).share(3).work is None


# ---- explanations ------------------------------------------------------------------------------


def clauses(seed: int) -> tuple[cp_model.CpModel, list[cp_model.IntVar], list[list[int]]]:
    """Random clauses over six variables, each under a literal of its own."""
    rng = seeded(f"core {seed}")
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{i}") for i in range(5)]
    literals, kept = [], []
    for number in range(rng.randint(4, 14)):
        clause = [rng.choice([1, -1]) * i for i in rng.sample(range(1, 6), rng.choice([1, 1, 2, 2, 3]))]
        literal = model.new_bool_var(f"rule {number}")
        model.add_bool_or(
            [x[abs(c) - 1] if c > 0 else x[abs(c) - 1].negated() for c in clause]
        ).only_enforce_if(literal)
        literals.append(literal)
        kept.append(clause)
    return model, literals, kept


def possible(some: list[list[int]]) -> bool:
    """Whether clauses can all hold, by trying all 32 cases."""
    return any(
        all(any((pick >> abs(c) - 1 & 1) == (c > 0) for c in clause) for clause in some) for pick in range(32)
    )


def test_cores_are_minimal() -> None:
    sizes = []
    for seed in range(60):
        model, literals, kept = clauses(seed)
        found = core(model, literals, Budget(20.0))
        if possible(kept):
            assert found is None
            continue
        assert found is not None
        assert len(found) == len(set(found))
        assert not possible([kept[i] for i in found])
        for i in found:
            assert possible([kept[j] for j in found if j != i]), (seed, found)
        sizes.append(len(found))
    assert len(sizes) > 10
    assert max(sizes) > 2


def test_cores_are_shrunk_where_the_solver_names_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    core_of = cpsat._core_of

    def generous(model, literals, budget):
        found = core_of(model, literals, budget)
        return None if found is None else {v.index for v in literals}

    monkeypatch.setattr(cpsat, "_core_of", generous)
    shrunk = 0
    for seed in range(20):
        model, literals, kept = clauses(seed)
        found = core(model, literals, Budget(20.0))
        if found is not None:
            assert not possible([kept[i] for i in found])
            assert all(possible([kept[j] for j in found if j != i]) for i in found)
            shrunk += len(found) < len(kept)
    assert shrunk > 3


def test_a_core_speaks_only_of_literals_given() -> None:
    """A switch that nobody gave can be off; one that clashes alone is named alone."""
    model = cp_model.CpModel()
    x = model.new_int_var(0, 9, "x")
    given = [model.new_bool_var(f"g{i}") for i in range(4)]
    never = [model.new_bool_var(f"n{i}") for i in range(3)]
    for literal, condition in zip(given, (x >= 1, x <= 8, x >= 6, x <= 3), strict=True):
        model.add(condition).only_enforce_if(literal)
    for literal, value in zip(never, (2, 5, 7), strict=True):
        model.add(x == value).only_enforce_if(literal)
    assert core(model, given, Budget(5.0)) == [2, 3]
    assert core(model, given[:3], Budget(5.0)) is None
    assert core(model, [given[3], given[1], given[2]], Budget(5.0)) == [0, 2]
    assert core(model, [], Budget(5.0)) is None


def test_an_explanation_needs_a_model_without_an_aim() -> None:
    model = cp_model.CpModel()
    x = model.new_bool_var("x")
    model.minimize(x)
    with pytest.raises(ValueError, match="without an objective"):
        core(model, [x], Budget(5.0))


def test_no_explanation_when_time_is_up() -> None:
    model = hard(8)
    literal = model.new_bool_var("rule")
    assert core(model, [literal], Budget(0.05)) is None


def test_an_explanation_is_charged_to_the_budget() -> None:
    budget = Budget(60.0)
    model = hard(2, n=12)
    assert core(model, [model.new_bool_var("rule")], budget) == []
    assert budget.spent_work > 0


def test_a_quick_try_proves_what_it_can_and_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """With enough work the first try is the answer; with next to none the usual run is, and both agree."""
    presolved: list[bool] = []
    real = cpsat._parameters

    def watched(solver, budget, *, presolve, **more):
        presolved.append(presolve)
        real(solver, budget, presolve=presolve, **more)

    monkeypatch.setattr(cpsat, "_parameters", watched)

    def ask(quick: float) -> tuple[str, int | None, list[bool]]:
        model = cp_model.CpModel()
        x = [model.new_bool_var(f"x{i}") for i in range(30)]
        for i in range(30):
            model.add(x[i] + x[(i + 1) % 30] + x[(i + 7) % 30] >= 1)
        model.minimize(sum((1 + i % 4) * v for i, v in enumerate(x)))
        presolved.clear()
        solved = cpsat.solve(model, cpsat.Budget(60.0), quick=quick)
        return solved.status, solved.value, list(presolved)

    enough, hardly, without = ask(5.0), ask(1e-9), ask(0.0)
    assert enough[:2] == hardly[:2] == without[:2]
    assert enough[0] == "optimal"
    assert enough[2] == [False]
    assert hardly[2] == [False, True]
    assert without[2] == [True]


def test_a_quick_no_is_confirmed_the_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    presolved: list[bool] = []
    real = cpsat._parameters

    def watched(solver, budget, *, presolve, **more):
        presolved.append(presolve)
        real(solver, budget, presolve=presolve, **more)

    monkeypatch.setattr(cpsat, "_parameters", watched)
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{i}") for i in range(3)]
    model.add(sum(x) >= 2)
    model.add(sum(x) <= 1)
    assert cpsat.solve(model, cpsat.Budget(60.0), quick=1.0).status == "infeasible"
    assert presolved == [False, True]

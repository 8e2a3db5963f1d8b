"""What ``planner options`` does about plans: alternatives, and the best by number of clusters or model."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING, Any

import click

from planner.cli.console import FOR_YOU, emit_json, note, progress, say, stopping, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.cli.options import Question
    from planner.core.plan import Plan
    from planner.study.options.choose import Option, Options
    from planner.study.options.variants import Variant

DRAFT = "Draft for discussion. No decision has been taken about any person."
EXAMPLE = f" Each plan.json holds an example of who sits where: it is for you alone.\n{FOR_YOU}"

WIDER = "Larger tolerances or a smaller --distance let more in."


def plans_of(question: Question, n: int, tolerance: dict[str, int], apart: int | None) -> int:
    """Find, save and tell alternatives; the exit code."""
    from planner.engine import open_engine
    from planner.io.write import ensure_folder
    from planner.study.options.choose import options
    from planner.study.options.save import Saved

    folder = ensure_folder(question.output or ".")
    engine = open_engine(question.instance, question.rulebook)
    saved = Saved(folder, {"kind": "options", "instance": question.instance.name})

    def keep(option: Option) -> None:
        saved.add(
            f"option-{option.number:02}",
            option.plan,
            distances=option.distances,
            differences=option.differences,
        )

    with stopping() as stop, progress(quiet=question.as_json) as reporter:
        try:
            found = options(
                engine,
                question.model,
                n,
                settings=question.settings,
                tolerance=tolerance,
                apart=apart,
                on_found=keep,
                on_progress=reporter,
                stop=stop,
            )
        except ValueError as error:
            raise click.UsageError(f"{error}.") from error
    code = _code(found)
    facts = {
        "asked": n,
        "distance": found.distance,
        "best": {k: v for k, v in found.best.items() if k in found.limits},
        "limits": found.limits,
        "ended": found.ended,
        "proved": found.proved,
        "maps_passed_over": found.passed,
        "text": what_is_proved(found),
    }
    if found.found:
        saved.index(facts)
        _clear(saved.folder, len(found.found))
    if question.as_json:
        emit_json(found.ended, code, **facts, options=saved.rows, folder=str(folder))
        return code
    if found.ended == "refused":
        say(found.refusal.text if found.refusal else "There is no plan.")
        say(f"Next: planner check {question.named} shows what was given.")
        return code
    _say_options(question, found)
    say()
    say(DRAFT if question.settings.only_geography else DRAFT + EXAMPLE)
    last = shlex.quote(f"{folder}/option-{len(found.found):02}/plan.json")
    say(f"Next: planner verify {question.named} {last}{question.rules}")
    say(f"Table: {folder}/options.csv")
    say(_for_readers(question, "--options"))
    return code


def _for_readers(question: Question, option: str) -> str:
    """The command that sets these plans beside one in a report."""
    folder = shlex.quote(str(question.output or "."))
    return (
        f"For readers: planner report {question.named} PLAN{question.rules} {option} {folder} -o DIR sets them "
        "beside a plan."
    )


def _code(found: Options) -> int:
    if any(not x.ok for x in found.found):
        return 7
    if found.ended == "stopped":
        return 130
    if found.ended == "refused":
        return 4 if found.refusal is not None and found.refusal.status == "infeasible" else 6
    return 0 if found.proved and found.ended in ("enough", "none_left") else 5


def what_is_proved(found: Options) -> str:
    """How many there are and what is certain, in plain sentences."""
    count = len(found.found)
    plans = "1 plan" if count == 1 else f"{count} plans"
    apart = f"{found.distance} organisation{'' if found.distance == 1 else 's'}"
    first = "Each next plan has the best map of all that are left, and the best boards for it: proved."
    if not found.proved:
        first = "Not every plan is proved best: a limit was reached."
    if found.ended == "refused":
        return "There is no plan."
    if found.ended == "enough":
        return f"{plans}. {first}"
    if found.ended == "none_left":
        if count == 1:
            return f"1 plan. Proved: no other within the limits differs from it by {apart} or more. {WIDER}"
        others = "both" if count == 2 else f"all {count}"
        proof = f"Proved: no further one within the limits differs from {others} by {apart} or more."
        return f"{plans}. {first} {proof} {WIDER}"
    why = (
        "The run was stopped" if found.ended == "stopped" else "A limit was reached, or too many maps are alike"
    )
    return f"{plans}. {why}: whether there are more is not known."


def _say_options(question: Question, found: Options) -> None:
    """Limits, table, differences."""
    from planner.study.options.words import unit_words

    say(what_is_proved(found))
    if found.passed:
        say(f"Passed over: {found.passed} maps whose best boards exceed a tolerance or a cap.")
    move = "1 organisation moves" if found.distance == 1 else f"{found.distance} organisations move"
    say(f"Between any two plans at least {move} (--distance).")
    levels = found.found[0].plan.levels
    titles = {x.id: (x.title, unit_words(x.id, x.unit, question.rulebook)) for x in levels}
    rows = [
        (titles[k][0], found.best[k], v, titles[k][1], f"--tolerance {k}={v - found.best[k]}")
        for k, v in found.limits.items()
    ]
    say()
    say("How much worse than the best plan each may be")
    say(table(("aim", "best plan", "at most", "unit", "option"), rows, right=(1, 2)))
    say(
        "A tolerance you did not give is ASSUMED: a tenth, at least 2; the number of clusters stays as near "
        "to its target."
    )
    say()
    shown = _shown([x.plan for x in found.found])
    heads = ("plan", "clusters", *shown, "moves from plan 1", "nearest")
    table_rows = []
    for option in found.found:
        values = {x.id: x.value for x in option.plan.levels}
        far = option.distances
        table_rows.append(
            (
                option.number,
                len(option.plan.clusters),
                *(values[i] for i in shown),
                far[0] if far else "",
                min(far, default=""),
            )
        )
    say(table(heads, table_rows, right=tuple(range(len(heads)))))
    for option in found.found[1:]:
        say()
        say(f"Plan {option.number}, against plan 1")
        for line in option.differences:
            say(f"  {line}")


def _shown(plans: Sequence[Plan]) -> list[str]:
    """Aims that tell some of the plans apart, personal ones left out."""
    some = [x.id for x in plans[0].levels if not x.personal]
    return [i for i in some if len({x.value for p in plans for x in p.levels if x.id == i}) > 1]


def _clear(folder: Any, count: int) -> None:
    """Take away plans of an earlier, longer run, which the table would not list."""
    for number in range(count + 1, 101):
        path = folder / f"option-{number:02}" / "plan.json"
        if path.is_file() and path.read_bytes()[:32].lstrip().startswith(b'{\n "schema_version"'):
            path.unlink()
            with contextlib.suppress(OSError):  # other files of the user stay
                path.parent.rmdir()
            note(f"Removed, for it was of an earlier run: {path.parent.name}")


def variants_of(question: Question, by: str) -> int:
    """The best plan for each number of clusters or model; the exit code."""
    from planner.engine import open_engine
    from planner.io.write import ensure_folder
    from planner.study.options.save import Saved
    from planner.study.options.variants import by_clusters, by_models
    from planner.study.options.words import unit_words

    folder = ensure_folder(question.output or ".")
    engine = open_engine(question.instance, question.rulebook)
    saved = Saved(folder, {"kind": f"by {by}", "instance": question.instance.name})
    found: list[Variant] = []
    with stopping() as stop, progress(quiet=question.as_json) as reporter:
        if by == "clusters":
            told = by_clusters(engine, question.model, question.settings, reporter, stop)
        else:
            told = by_models(engine, question.settings, None, reporter, stop)
        for variant in told:
            if stop.is_set() and variant.plan is None:
                break
            found.append(variant)
            if variant.plan is not None:
                saved.add(variant.name.replace(" ", "-"), variant.plan)
    code = _variants_code(found, stopped=stop.is_set())
    without = [{"option": v.name, "status": v.status, "why": v.why} for v in found if v.plan is None]
    saved.index({"without": without})
    if question.as_json:
        emit_json(
            "done" if code == 0 else "limit", code, options=saved.rows, without=without, folder=str(folder)
        )
        return code
    plans = [v.plan for v in found if v.plan is not None]
    if plans:
        shown = _shown_in(plans)
        heads = ("", "clusters", *shown, "proved")
        rows = []
        for v in found:
            if v.plan is None:
                continue
            values = {x.id: x.value for x in v.plan.levels}
            best = "yes" if v.plan.status == "optimal" else "no"
            rows.append((v.name, len(v.plan.clusters), *(values.get(i, "") for i in shown), best))
        say(table(heads, rows, right=tuple(range(1, len(heads) - 1))))
        titles = {
            x.id: f"{x.title} ({unit_words(x.id, x.unit, question.rulebook)})" for p in plans for x in p.levels
        }
        say()
        for name in shown:
            say(f"{name}: {titles[name]}")
    for v in found:
        if v.plan is None:
            say()
            say(f"{v.name}: no plan. {v.why}")
    say()
    say(DRAFT if question.settings.only_geography else DRAFT + EXAMPLE)
    say(f"Table: {folder}/options.csv")
    say(_for_readers(question, "--options"))
    say(
        f"Next: planner verify {question.named} {shlex.quote(str(folder))}/NAME/plan.json{question.rules} "
        "checks one of them."
    )
    return code


def _shown_in(plans: Sequence[Plan]) -> list[str]:
    """Aims that differ, of plans that may have different aims."""
    ids = list(dict.fromkeys(x.id for p in plans for x in p.levels if not x.personal))
    values = {i: [next((x.value for x in p.levels if x.id == i), None) for p in plans] for i in ids}
    return [i for i in ids if len(set(values[i])) > 1] or ids[:1]


def _variants_code(found: Sequence[Variant], *, stopped: bool) -> int:
    if any(not v.ok for v in found):
        return 7
    if stopped:
        return 130
    if all(v.plan is None for v in found):
        return 4 if all(v.status == "infeasible" for v in found) else 6
    return 0 if all(v.status in ("optimal", "infeasible") for v in found) else 5

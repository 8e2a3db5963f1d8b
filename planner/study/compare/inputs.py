"""Whether plans can be compared: made from the same instance, under the same rules; and what differs beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.faults import Fault
from planner.core.instance import Instance
from planner.core.people import ABOUT_PEOPLE, DECISIONS_ABOUT_PEOPLE
from planner.core.plan import Plan
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.io.fingerprint import canonical

IGNORED = frozenset(
    {
        *("governance", "governance_model", "seed", "time_limit", "cluster_target"),
        *("regions", "decisions_added", "decisions_removed"),
    }
)
"""Settings that need not be alike: the model is what is compared, the target follows from others, regions and
decisions are looked at by themselves, and the limits of a run show in how far its plan is proved."""

ALWAYS = frozenset({"rulebook", "as_at", "horizon_end", "renewals", "geography_levels", "board_levels"})
"""Settings that only plans of earlier versions lack: they are what instance and rulebook say, which are held
against each other by their fingerprints."""


@dataclass(frozen=True)
class Run:
    """A plan with the name it goes by, and what it was solved from: a scenario may have changed both."""

    name: str
    plan: Plan
    instance: Instance
    rulebook: Rulebook


def runs_of(runs: Sequence[Run]) -> tuple[list[Run], list[Fault]]:
    """Each plan with its instance narrowed as it was solved, and why some plans can't be compared.

    A plan under other decisions is taken, for it lists them: the instance is then what was read, with these
    decisions. Any other difference of content, of regions or of rules is a fault.

    Args:
        runs: plans, each with the instance and the rules at hand, under the scenario that the plan names.
    """
    found, faults = [], []
    for run in runs:
        regions, first = _regions(run.plan), _regions(runs[0].plan)
        if regions != first:
            there, here = (", ".join(x) or "all regions" for x in (first, regions))
            faults.append(_fault(run.name, "regions", here, f"The plan {runs[0].name} is for {there}."))
            continue
        if run.plan.rulebook.sha256 != run.rulebook.sha256:
            why = _rules_that_differ(run.plan, run.rulebook)
            faults.append(_fault(run.name, "rulebook", run.plan.rulebook.id, why))
            continue
        solved = _as_solved(run.instance, run.plan)
        if solved is None:
            why = (
                "It was made for another content of the instance, which the plan's own decisions don't explain."
            )
            faults.append(_fault(run.name, "instance.sha256", run.plan.instance.sha256[:12], why))
            continue
        try:
            inside = solved if not regions or solved.regions_kept else solved.within(regions)
            found.append(Run(run.name, run.plan, inside, run.rulebook))
        except KeyError as error:
            faults.append(_fault(run.name, "regions", ", ".join(regions), f"{error.args[0]}."))
    return found, faults


def _regions(plan: Plan) -> list[str]:
    found = plan.settings.get("regions")
    return sorted(map(str, found.value)) if found is not None and isinstance(found.value, list | tuple) else []


def _as_solved(instance: Instance, plan: Plan) -> Instance | None:
    """The instance with the plan's decisions, if it then has the plan's fingerprint."""
    if plan.instance.sha256 == instance.sha256:
        return instance
    if instance.regions_kept:
        return None
    try:
        decisions = tuple(Decision.model_validate(d) for d in plan.decisions)
    except ValueError:
        return None
    other = canonical(instance.replaced(decisions=decisions), only=("decisions",))
    return other if other.sha256 == plan.instance.sha256 else None


def _rules_that_differ(plan: Plan, rulebook: Rulebook) -> str:
    """Which rules the plan was made under that are not those at hand."""
    theirs = {r.id: r.model_dump(mode="json") for r in plan.rulebook.effective}
    ours = {r.id: r.model_dump(mode="json") for r in rulebook.rules}
    ids = [i for i in sorted(theirs.keys() | ours.keys()) if theirs.get(i) != ours.get(i) and i != "GEO-10"]
    if ids:
        return f"Rules that differ from those of {rulebook.id} at hand: {', '.join(ids)}."
    return f"Its rules are those of {rulebook.id} at hand, but aims, pay or other parts of the rulebook differ."


def _fault(name: str, what: str, value: str, why: str) -> Fault:
    return Fault(
        code="P-720",
        what=f"This plan can't stand beside the others: {what} differs",
        file=name,
        column=what,
        value=value,
        why=why,
        fix="Compare plans of one instance, one part of the country and one rulebook; name the instance with "
        "--instance and the rules with --rulebook.",
    )


def differences(runs: Sequence[Run]) -> tuple[str, ...]:
    """What differs between plans that can be compared, in sentences: settings by name, and decisions."""
    if not runs:
        return ()
    said = []
    names = sorted({key for run in runs for key in run.plan.settings} - IGNORED)
    for key in names:
        values = [_value(run.plan, key) for run in runs]
        earlier = key in ALWAYS and any(key not in run.plan.settings for run in runs)
        if len(set(values)) > 1 and not earlier:
            each = "; ".join(f"{run.name}: {value}" for run, value in zip(runs, values, strict=True))
            said.append(f"The setting {key} differs ({each}).")
    if len({run.plan.instance.sha256 for run in runs}) > 1:
        common = set.intersection(*(set(run.instance.decisions) for run in runs))
        for run in runs:
            own = sorted({_words(d) for d in run.instance.decisions if d not in common})
            said.append(f"Decisions of {run.name} alone or of some: {'; '.join(own) or 'none'}.")
    return tuple(said)


def _value(plan: Plan, key: str) -> str:
    """A setting as it is read."""
    found = plan.settings.get(key)
    if found is None or found.value is None:
        return "not set"
    text = _plain(found.value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _plain(value: object) -> str:
    """A value without brackets and quotation marks.

    >>> _plain({"GEO-SIZE": {"parameters": {"max": 4}}}), _plain([3, 5])
    ('GEO-SIZE: parameters: max: 4', '3, 5')
    """
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(v)}" for key, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return str(value)


def _words(decision: Decision) -> str:
    """A decision in a few words; of one about a person neither kind nor board, for everyone may read it."""
    if decision.kind in DECISIONS_ABOUT_PEOPLE:
        return "about people"
    board = None if decision.subject in ABOUT_PEOPLE else decision.object
    return " ".join(p for p in (decision.kind, decision.subject, board) if p)

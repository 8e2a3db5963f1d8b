"""Explains why there is no plan: conflicts, then changes, within limits."""

from __future__ import annotations

import threading

from planner import cpsat
from planner.core.progress import Careful, Progress, Silent
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import Engine
from planner.engine.refuse import NO_PLAN
from planner.geography.compact import NotPostableError
from planner.io.origins import Origins
from planner.study.explain.asked import Asked
from planner.study.explain.blocks import OutOfTimeError
from planner.study.explain.changes import Changes
from planner.study.explain.conflicts import Clashing, confirmed, find
from planner.study.explain.joint import Case
from planner.study.explain.models import Conflict, Explanation
from planner.study.explain.words import Speaker

A_PLAN = "There is a plan that meets the law, the guidance and your decisions."
SEVERAL = 5
"""So many regions are counted, fewer are named."""
NOT_SETTLED = "A limit was reached before it was settled whether there is a plan. Allow more time."


def explain(
    engine: Engine,
    governance: GovernanceModel | str | None = None,
    settings: Settings | None = None,
    *,
    origins: Origins | None = None,
    on_progress: Progress | None = None,
    stop: threading.Event | None = None,
    changes: bool = True,
) -> Explanation:
    """Why no plan meets the law, the guidance and the decisions, and which single changes would make one.

    Args:
        engine: the opened instance.
        governance: a model or the id of a shipped one; ``any`` for one for each cluster; left out, or with
            ``settings.only_geography``, the map alone is explained.
        settings: number of clusters, limits of time or work, seed; caps and aims have no part in it.
        origins: where the rows of the instance stand (:func:`planner.io.origins.read_origins`).
        on_progress: told of stages.
        stop: set it to end; what is known so far is told.
        changes: also look for changes, and solve what each leads to.

    Returns:
        ``possible`` where there is a plan; ``impossible`` with minimal conflicts, no two with a member in
        common, and changes, each with the plan that was found and verified under it; ``unknown`` where a limit
        was reached or a rule has no form for this.

    Raises:
        UnknownModelError: there is no such governance model.
    """
    settings = settings or Settings()
    progress = Careful(on_progress or Silent())
    alone = governance is None or settings.only_geography
    asked = Asked(
        engine, engine.rulebook, engine.instance.decisions, None if alone else governance, settings.clusters
    )
    budget = cpsat.Budget(settings.seconds, settings.work, settings.seed, stop or threading.Event())
    case = asked.case(budget)
    progress.stage("Looking for what clashes")
    try:
        found = find(case)
    except OutOfTimeError:
        return Explanation(status="unknown", text=NOT_SETTLED, complete=False)
    except NotPostableError as error:
        return Explanation(status="unknown", text=f"This can't be explained: {error}.", complete=False)
    if not found.conflicts:
        return Explanation(status="possible", text=A_PLAN)
    progress.stage("Confirming what clashes")
    speaker = Speaker(case, origins or Origins({}))
    told = tuple(_told(case, speaker, n, c) for n, c in enumerate(found.conflicts, start=1))
    if not changes:
        return Explanation(status="impossible", text=NO_PLAN, conflicts=told, complete=found.complete)
    looked = Changes(asked, case, found.conflicts, speaker, progress)
    made = looked.all() if found.complete else ()
    return Explanation(
        status="impossible",
        text=NO_PLAN,
        conflicts=told,
        changes=made,
        complete=found.complete and looked.complete,
    )


def _told(case: Case, speaker: Speaker, number: int, conflict: Clashing) -> Conflict:
    regions = sorted({case.instance.by_code[c].region for c in conflict.codes})
    try:
        sure = confirmed(case, conflict)
    except OutOfTimeError:
        sure = False
    return Conflict(
        number=number,
        where=" and ".join(regions) if len(regions) < SEVERAL else f"{len(regions)} regions",
        organisations=conflict.codes,
        members=speaker.members(conflict),
        minimal=sure,
    )

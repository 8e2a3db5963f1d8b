"""What to type next: the options of the question asked, and what helps where there is no plan."""

from __future__ import annotations

import shlex


def as_typed(
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    only: str | None,
    rulebook: str | None,
    scenario: str | None = None,
    era: str | None = None,
) -> str:
    """The options of a question as they are typed, with a space before each."""
    words = [] if governance is None or only else ["-g", governance]
    for region in regions:
        words += ["--region", region]
    if clusters is not None:
        low, high = clusters
        words += ["--clusters", str(low) if low == high else f"{low}..{high}"]
    words += ["--only", only] if only else []
    words += ["--rulebook", rulebook] if rulebook else []
    words += ["--scenario", scenario] if scenario else []
    words += ["--era", era] if era else []
    return "".join(f" {shlex.quote(w)}" for w in words)


def after_refusal(instance: str, explained: str | None) -> str:
    """The command that helps most where there is no plan; caps and given groupings have no part in explain."""
    if explained is not None:
        return f"{explained} says what clashes and which changes work."
    return (
        f"planner check {shlex.quote(instance)} shows what was given; change decisions.csv, or --clusters, and "
        "solve again."
    )

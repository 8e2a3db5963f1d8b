"""What ``move`` says: clusters, aims, rules and who must agree; and the same as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.cli.console import table
from planner.report.views.levels import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.core.plan import Cluster
    from planner.study.move import Moved
    from planner.study.move.effects import Breach, LevelChange


def lines(found: Moved) -> list[str]:
    """The answer in plain lines."""
    told = [*_changed(found), *_effects(found)]
    if found.settled is not None:
        told += ["", "The rest settled around it", *_settled(found, found.settled)]
    return told


def _changed(found: Moved) -> list[str]:
    """Clusters that are no more, and those in their place."""
    gone, new = found.touched
    rows = [("before", *_cluster(found, c)) for c in gone] + [("after", *_cluster(found, c)) for c in new]
    return [table(("", "cluster", "organisations", "people", "model"), rows, right=(3,))]


def _cluster(found: Moved, cluster: Cluster) -> tuple[str, str, int, str]:
    names = ", ".join(f"{found.instance.by_code[o].name} ({o})" for o in cluster.organisations)
    model = "" if cluster.governance == "none" else cluster.governance
    return cluster.id, names, cluster.population, model


def _effects(found: Moved) -> list[str]:
    better = [x for x in found.levels if x.difference < 0]
    worse = [x for x in found.levels if x.difference > 0]
    told = [""]
    if found.refusal is not None:
        told += ["No boards", *(f"  {line}" for line in found.refusal.text.splitlines()), ""]
    told += _levels(found, "What improves", better) + _levels(found, "What worsens", worse)
    if not better and not worse:
        told.append("No aim changes.")
    told += _verdict(found)
    told += _breaches("What breaks", found.breaks, "Nothing: no rule is broken that was kept before.")
    if found.broken_before:
        told += _breaches("Broken before, and still", found.broken_before, "")
    if found.mended:
        told += ["", "What is mended", *(f"  {b.rule} ({b.authority}): {b.text}." for b in found.mended)]
    told.append(
        "  Any change of clusters: the SHA proposes it (¶8), the NHS Chief Executive signs it off (¶7)."
    )
    return [*told, *(f"The checker disagrees: {x}" for x in found.disagreements)]


def _levels(found: Moved, title: str, changes: Sequence[LevelChange]) -> list[str]:
    if not changes:
        return []
    words = {x.id: unit(found.before, x.id, x.unit, found.rulebook) for x in changes}
    rows = [(f"  {x.title}", x.before, x.after, f"{x.difference:+,}", words[x.id]) for x in changes]
    return [title, table(("  aim", "before", "after", "change", "unit"), rows, right=(1, 2, 3)), ""]


def _verdict(found: Moved) -> list[str]:
    """By the order of aims, and whether both sides are proved."""
    first = found.first_difference
    told = []
    if first is not None:
        word = "better" if first.difference < 0 else "worse"
        told.append(f"By the order of your aims it is {word}: the first that changes is “{first.title}”.")
    if found.after is not None and found.after.boards:
        open_ = [x for x in found.after.levels if x.bound != x.value]
        told.append(
            f"Boards are not proved best; as to {open_[0].title.lower()}, {open_[0].bound:,} may be possible."
            if open_
            else "Boards after the change are proved best for that grouping."
        )
    return told


def _breaches(title: str, breaks: Sequence[Breach], none: str) -> list[str]:
    if not breaks:
        return ["", title, f"  {none}"]
    told = ["", title]
    for b in breaks:
        numbers = [f"{word} {what}" for word, what in (("found", b.measured), ("limit", b.limit)) if what]
        figures = f" ({'; '.join(numbers)})" if numbers else ""
        told.append(f"  {b.rule}, {b.weight}: {b.text}{figures}.")
        told.append(f"    who must agree: {b.who}")
    return told


def _settled(found: Moved, settled: Moved) -> list[str]:
    told = []
    for d in settled.left_out:
        words = ", ".join(x for x in (d.kind, d.subject, d.object) if x)
        told.append(f"  Left out, for the held clusters contradict it: {words} (owner: {d.owner}).")
    if settled.after is None:
        text = settled.refusal.text if settled.refusal else "There is no plan."
        return [*told, "  With these clusters held there is no plan.", *(f"  {x}" for x in text.splitlines())]
    held = {c.organisations for c in found.touched[1]}
    others = [c for c in settled.touched[1] if c.organisations not in held]
    if not others:
        told.append("  The other clusters stay as they are: nothing better is possible around it.")
        return [*told, *_proved(settled)]
    told += ["  Against the plan before any change:", *_changed(settled), *_effects(settled)]
    return [*told, *_proved(settled)]


def _proved(settled: Moved) -> list[str]:
    if all(x.bound == x.value for x in settled.held_levels):
        return ["  Proved best with the new clusters held."]
    return ["  Best found with the new clusters held, not proved best."]


def document(found: Moved) -> dict[str, Any]:
    """The answer as plain data."""
    gone, new = found.touched
    content: dict[str, Any] = {
        "clusters": {
            "before": [c.model_dump(mode="json", exclude={"cluster_board"}) for c in gone],
            "after": [c.model_dump(mode="json", exclude={"cluster_board"}) for c in new],
        },
        "levels": [
            {
                "id": x.id,
                "title": x.title,
                "unit": x.unit,
                "before": x.before,
                "after": x.after,
                "change": x.difference,
                "proved": x.proved,
            }
            for x in found.levels
        ],
        "breaks": [_breach(b) for b in found.breaks],
        "broken_before": [_breach(b) for b in found.broken_before],
        "mended": [_breach(b) for b in found.mended],
        "refusal": found.refusal.text if found.refusal is not None else None,
        "disagreements": list(found.disagreements),
    }
    if found.settled is not None:
        left_out = [d.model_dump(mode="json", exclude_none=True) for d in found.settled.left_out]
        content["settled"] = {
            **document(found.settled),
            "left_out": left_out,
            "grouping": [list(c.organisations) for c in found.settled.after.clusters]
            if found.settled.after is not None
            else None,
        }
    return content


def _breach(b: Breach) -> dict[str, Any]:
    return {
        "rule": b.rule,
        "authority": b.authority,
        "strength": b.strength,
        "citation": b.cited,
        "weight": b.weight,
        "text": b.text,
        "measured": b.measured,
        "limit": b.limit,
        "who_must_agree": b.who,
    }

"""The verdict on a plan: how it stands by each rule, and what in it is not true."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from planner.core.plan import RuleResult


class Problem(BaseModel):
    """Something the plan says that is not so, or something it lacks."""

    model_config = ConfigDict(frozen=True)

    check: str
    """Stable id of the check that failed, such as ``LEVEL-VALUE``."""
    text: str
    """One plain sentence with what was found and what should be."""
    subject: tuple[str, ...] = ()
    """Codes or ids it is about; empty for the whole plan."""


class Verdict(BaseModel):
    """What the checker found."""

    model_config = ConfigDict(frozen=True)

    ok: bool
    """No problem, and no rule that must hold is broken."""
    rules: tuple[RuleResult, ...]
    """Every rule of the rulebook, judged anew."""
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, rules: tuple[RuleResult, ...], problems: tuple[Problem, ...]) -> Verdict:
        """The verdict that follows from rule results and problems."""
        return cls(ok=not problems and not any(map(must_fail, rules)), rules=rules, problems=problems)

    @property
    def sound(self) -> bool:
        """What the plan says is true, whether or not it breaks a rule."""
        return not self.problems

    @property
    def broken(self) -> tuple[RuleResult, ...]:
        """Rules that must hold and are broken."""
        return tuple(r for r in self.rules if must_fail(r))

    def text(self) -> str:
        """Plain lines: the answer, each broken rule with authority and paragraph, then each problem."""
        lines = [self._answer()]
        for rule in self.rules:
            if rule.status == "fail":
                word = "Breaks" if rule.strength == "must" else "Departs from"
                lines.append(f"{word} {rule.id} ({_authority(rule)}):")
                lines += [f"  {_finding(f.text, f.measured, f.limit)}" for f in rule.findings]
            elif rule.status == "exempt":
                lines.append(f"Lifted by decision: {rule.id} ({_authority(rule)}):")
                lines += [f"  {_finding(f.text, f.measured, f.limit)}" for f in rule.findings]
        for problem in self.problems:
            about = f" [{', '.join(problem.subject)}]" if problem.subject else ""
            lines.append(f"Check {problem.check} failed: {problem.text}{about}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain data, for one JSON document."""
        return {**self.model_dump(mode="json", by_alias=True), "bounds_checked": False}

    def _answer(self) -> str:
        """One sentence that says whether the plan stands."""
        counts = {s: sum(r.status == s for r in self.rules) for s in ("pass", "exempt", "not_applicable")}
        unchecked = sum(r.status == "not_checked" for r in self.rules)
        counted = f"{_some(counts['pass'], 'rule')} kept, {counts['exempt']} lifted by decision"
        counted += f", {counts['not_applicable']} not applicable, {unchecked} not checked"
        if self.ok:
            return f"The plan is right in every check: {counted}."
        faults = []
        if self.broken:
            faults.append(f"it breaks {_some(len(self.broken), 'rule')}")
        if self.problems:
            faults.append(f"{_some(len(self.problems), 'check')} failed")
        return f"The plan does not stand: {' and '.join(faults)} ({counted})."


def must_fail(result: RuleResult) -> bool:
    """Whether a rule that must hold is broken."""
    return result.strength == "must" and result.status == "fail"


def _some(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _authority(rule: RuleResult) -> str:
    words = {"planner": "your choice", "letter": "policy letter", "assumption": "our assumption"}
    return ", ".join(part for part in (words.get(rule.authority, rule.authority), rule.citation) if part)


def _finding(text: str, measured: str, limit: str) -> str:
    """A finding with measured value and limit where the sentence does not already say them."""
    extra = [f"{word} {what}" for word, what in (("found", measured), ("limit", limit)) if what]
    return f"{text} ({'; '.join(extra)})" if extra else text

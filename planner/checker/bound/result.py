"""What is certified of a plan, in words and as data."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from planner.checker.verdict import Problem

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


class AimBound(BaseModel):
    """One aim about the map: what the plan has, and what is certified that no map can better."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    unit: str
    value: int
    bound: int | None
    """Given the plan's values at the aims before it; None when nothing is certified."""
    why: str = ""
    """Why nothing is."""

    @property
    def confirmed(self) -> bool:
        """No other map does better at this aim."""
        return self.bound == self.value


class BoundVerdict(BaseModel):
    """What checking a certificate came to."""

    model_config = ConfigDict(frozen=True)

    problems: tuple[Problem, ...] = ()
    """Where the certificate and the plan contradict each other; then nothing is certified."""
    aims: tuple[AimBound, ...] = ()
    """Every aim about the map, most important first."""
    boards: int = 0
    """Aims about boards, of which a certificate says nothing."""
    refused: int = 0
    """Choices of clusters left out on the certificate's word that their boards can't be made lawful."""
    candidates: int = 0
    """Possible clusters listed anew."""
    steps: int = 0
    """Possible clusters tried in searches."""

    @property
    def confirmed(self) -> bool:
        """Every aim about the map is at its bound, and nothing is open."""
        return not self.problems and bool(self.aims) and all(aim.confirmed for aim in self.aims)

    def text(self) -> str:
        """Plain lines: the answer, then what is open, then what was not covered."""
        if self.problems:
            lines = ["The certificate does not belong to this plan; nothing is certified."]
            lines += [f"Check {p.check} failed: {p.text}" for p in self.problems]
            return "\n".join(lines)
        lines = [self._answer()]
        if not self.confirmed:
            lines += [f"  {_aim(aim)}" for aim in self.aims]
        if self.refused:
            lines.append(
                f"This holds if the boards of {_some(self.refused, 'choice')} of clusters can't be made "
                "lawful, as the certificate says; that is not checked here."
            )
        if self.boards:
            lines.append(f"{_aims(self.boards, 'boards').capitalize()} {_are(self.boards)} not covered.")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"confirmed": self.confirmed, **self.model_dump(mode="json")}

    def _answer(self) -> str:
        effort = f"{_some(self.candidates, 'possible cluster')} listed anew, {_some(self.steps, 'search step')}"
        if self.confirmed:
            which = (
                "the only aim about the map"
                if len(self.aims) == 1
                else f"any of {_aims(len(self.aims), 'the map')}"
            )
            return (
                f"Proved best, confirmed by the checker alone: no other map does better at {which} ({effort})."
            )
        return f"Not confirmed that no other map is better ({effort}):"


def _aim(aim: AimBound) -> str:
    if aim.confirmed:
        return f"{aim.title}: confirmed, {aim.value:,} {aim.unit}."
    if aim.bound is None:
        return f"{aim.title}: nothing certified, plan at {aim.value:,} {aim.unit}; {aim.why}."
    return f"{aim.title}: bound certified to {aim.bound:,}, plan at {aim.value:,} {aim.unit}."


def _aims(number: int, about: str) -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"the {'aim' if number == 1 else f'{word} aims'} about {about}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _some(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"

"""Progress: what a run tells while it works. A broken reporter never stops a run."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What the engine calls; texts are in planner's words."""

    def stage(self, name: str, detail: str = "") -> None:
        """A new stage begins, for example ``Choosing clusters``."""

    def best(self, text: str) -> None:
        """A better answer is known, in people and places, never as an objective."""


class Silent:
    """Says nothing."""

    def stage(self, name: str, detail: str = "") -> None:
        """Ignore."""

    def best(self, text: str) -> None:
        """Ignore."""


class Careful:
    """Passes on what a run tells; a reporter that fails is not asked again and never stops the run."""

    def __init__(self, reporter: Progress) -> None:
        self._reporter: Progress = reporter

    def stage(self, name: str, detail: str = "") -> None:
        """Pass on a stage."""
        try:
            self._reporter.stage(name, detail)
        except Exception:  # whatever a reporter does wrong, the run goes on
            self._reporter = Silent()

    def best(self, text: str) -> None:
        """Pass on a better answer."""
        try:
            self._reporter.best(text)
        except Exception:  # whatever a reporter does wrong, the run goes on
            self._reporter = Silent()

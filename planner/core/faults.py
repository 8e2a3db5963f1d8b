"""Faults in what a user gave us: collected, never raised one at a time."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class Fault(BaseModel):
    """One fault of an input: where it stands, what was found, why it is wrong, how to fix it."""

    model_config = ConfigDict(frozen=True)

    code: str
    """Stable id such as ``P-114``."""
    what: str
    file: str
    """File name or ``sheet NAME`` of a workbook; never a path, but for a batch file as it was typed."""
    row: int | None = None
    """Row as a spreadsheet shows it: the header is row 1."""
    column: str | None = None
    value: str | None = None
    why: str = ""
    fix: str = ""
    warning: bool = False
    """A warning is printed but does not stop the work."""

    def text(self) -> str:
        """Four lines: what, where, why, how to fix."""
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        if self.value is not None:
            where += f': "{self.value}"'
        lines = [f"{self.code}  {self.what}", f"  where  {where}"]
        if self.why:
            lines.append(f"  why    {self.why}")
        if self.fix:
            lines.append(f"  fix    {self.fix}")
        return "\n".join(lines)


class InputFaultsError(ValueError):
    """Raised once, with every fault that was found (exit code 3)."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(f"the input has {len(self.faults)} fault(s)")

    def __reduce__(self) -> tuple[type[InputFaultsError], tuple[tuple[Fault, ...]]]:
        return (InputFaultsError, (self.faults,))


class OutputError(OSError):
    """An input or output folder can't be used: missing, read-only, full, damaged (exit code 3)."""

"""Fixtures of the reader's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.folder import content, write_csv


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A valid folder of two regions and six organisations."""
    return write_csv(content(), tmp_path / "small")

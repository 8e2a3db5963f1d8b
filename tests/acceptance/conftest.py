"""Plans that several tests start from, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.acceptance.command import ENGLAND, SOUTH_WEST, run


@pytest.fixture(scope="session")
def south_west(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Folder of the South West's proved plan under a governance model."""

    @cache
    def folder(model: str) -> Path:
        path = tmp_path_factory.mktemp("south-west") / model
        result = run("solve", ENGLAND, "-g", model, "-o", path, *SOUTH_WEST)
        assert result.exit_code == 0, result.output
        return path

    return folder

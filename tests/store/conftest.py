"""An open fact base with a run in it, and a larger one for failures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import FactBase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


@pytest.fixture
def base(path: Path) -> Iterator[FactBase]:
    with FactBase.open(path) as opened:
        yield opened


@pytest.fixture
def run(base: FactBase) -> str:
    return base.begin_run("run archive", "0.1.0", "c0ffee", "beef", '{"a": 1}')

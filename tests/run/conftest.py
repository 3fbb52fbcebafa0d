from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.model import Extraction, Source

sys.path.insert(0, str(Path(__file__).parent))  # worker processes import the stand-in by its name
import standin


@pytest.fixture
def process() -> Callable[[Source, Settings], Extraction]:
    return standin.fake_process

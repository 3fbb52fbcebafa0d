"""Fact bases to be served, and a client that asks Datasette without a socket."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import call
from pipeline.serve.app import application
from pipeline.serve.site import Site
from tests.serve import hostile

SAMPLE = Path(__file__).parent.parent.parent / "corpus" / "sample"
ARTICLES = ("01-news-plain.txt", "02-glossed-traditional.txt", "08-report-city.txt", "brief.txt")
TOKEN = "a-token-of-the-tests-0001"


class Client:
    """Asks a served fact base; cookies are kept as a browser keeps them."""

    def __init__(self, path: Path, token: str | None = None, hosts: frozenset[str] = frozenset()) -> None:
        self.site = Site(path, token=token, hosts=hosts)
        self.datasette = application(self.site)
        self.cookies: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self.datasette.invoke_startup())

    def get(self, address: str, **given: Any) -> Any:
        return self._ask("GET", address, **given)

    def post(self, address: str, data: Mapping[str, str], **given: Any) -> Any:
        return self._ask("POST", address, data=dict(data), **given)

    def _ask(self, method: str, address: str, **given: Any) -> Any:
        async def ask() -> Any:
            return await self.datasette.client.request(method, address, cookies=self.cookies, **given)

        answer = self._loop.run_until_complete(ask())
        self.cookies.update(answer.cookies)
        return answer

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
        self.site.close()


@pytest.fixture(scope="session")
def read_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles and the fact base read from them. Tests that write copy it."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "texts").mkdir()
    for name in ARTICLES:
        shutil.copy(SAMPLE / name, folder / "texts" / name)
    assert call(["run", str(folder / "texts"), "--db", str(folder / "facts.db"), "--jobs", "1"]) == 0
    return folder


@pytest.fixture(scope="session")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fact base in which every text is an attack."""
    return hostile.write(tmp_path_factory.mktemp("hostile") / "facts.db")


@pytest.fixture(scope="session")
def client(read_folder: Path) -> Iterator[Client]:
    """Read-only pages over the articles."""
    asked = Client(read_folder / "facts.db")
    yield asked
    asked.close()


@pytest.fixture
def own(read_folder: Path, tmp_path: Path) -> Path:
    """A copy of the fact base that a test may write to."""
    for file in read_folder.glob("facts.db*"):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / "facts.db"


@pytest.fixture
def reviewing(own: Path) -> Iterator[Client]:
    """Pages with reviews, over a copy."""
    asked = Client(own, TOKEN)
    yield asked
    asked.close()

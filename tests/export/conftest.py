"""A fact base of the sample articles, made by the real pipeline and reviewed, and one of texts that mean harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from pipeline.config import load
from pipeline.run import batch
from pipeline.store import FactBase
from tests.factories import article, entity, extraction

SAMPLE = Path(pipeline.__file__).parent.parent / "corpus" / "sample"

HARM = (
    "=1+1", "=cmd|'/C calc'!A0", "+86", "-1+2", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", "两行\n一句",
    "回车\r一句", '说“"对"”,好', "空\x00字", "钟\x07声", "_x0041_", "\u2028行", "𠮷𠮷", "{}%&#_$~^\\",
    "| 竖 |", "# text = 假",
)  # fmt: skip
"""Texts that some program takes for something else."""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles; claims of 元 are reviewed: the first accepted, the second corrected, the third rejected."""
    path = tmp_path_factory.mktemp("sample") / "facts.db"
    batch.run([str(SAMPLE)], path, load(), progress=False)
    with FactBase.open(path) as base:
        money = [row["id"] for row in base.query(unit="元")]
        base.review(money[0], "accepted", "林一")
        right = {"value": "1234567.891", "high": None, "item": "慰问金", "place": "福州市"}
        base.review(money[1], "corrected", "林一", "误读", right)
        base.review(money[2], "rejected", "林一")
    return path


@pytest.fixture
def base(sample: Path) -> Iterator[FactBase]:
    with FactBase.open(sample, readonly=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def harmful_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harm") / "facts.db"
    with FactBase.open(path) as base:
        run = base.begin_run("test", "0")
        for n, text in enumerate(HARM):
            head = article(text, outlet=text, authors=(text,), end=100)
            sentence = f"{text}青河市总工会投入[{n + 1}元]，{text}发给[{n + 1}人]{text}"
            named = entity("青河市总工会", start=len(text))
            base.write(extraction(sentence, name=f"{n}{text}.txt", subject=text, item=text, speaker=text, rule=text,
                                  article_=head, entities=(named,)), run)  # fmt: skip
        base.finish_run(run)
    return path


@pytest.fixture
def harmful(harmful_path: Path) -> Iterator[FactBase]:
    with FactBase.open(harmful_path, readonly=True) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[FactBase]:
    with FactBase.open(tmp_path / "empty.db") as opened:
        yield opened

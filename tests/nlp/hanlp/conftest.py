"""Tests with a real HanLP model: a small one, trained here on sentences made of invented names."""

from __future__ import annotations

import itertools
import os
from importlib.util import find_spec

import pytest

from extractors.borders import Words
from extractors.model import Span
from pipeline.nlp import reader

PERSONS = ("高建平", "林晓月", "赵文涛", "孙立秋", "周慕云", "吴佩玲", "郑维嘉", "冯桂香")
PLACES = ("青禾县", "白榆市", "临溪区", "云塘镇", "松岭县", "东渡市")
FORMS = (
    ("{union}主席{person}介绍，今年投入资金12万元。", "union person"),
    ("{person}是{place}的环卫工人。", "person place"),
    ("记者在{place}见到了职工{person}。", "place person"),
    ("{org}工人{person}说，活干完了。", "org person"),
    ("{union}给{org}的38名职工送去清凉。", "union org"),
    ("今年以来，职工收入又涨了。", ""),
)


def pytest_collection_modifyitems(items):
    if find_spec("hanlp") or os.environ.get("UNIONFACTS_NEED_HANLP") == "1":
        return
    skip = pytest.mark.skip(reason="needs the extra [hanlp]")
    for item in items:
        if item.get_closest_marker("hanlp"):
            item.add_marker(skip)


def written(form, kinds, person, place):
    """A sentence of one form, and its names."""
    of = {"person": ("PERSON", person), "place": ("PLACE", place),
          "union": ("UNION", f"{place}总工会"), "org": ("ORG", f"{place}宏远机械有限公司")}  # fmt: skip
    text = form.format(**{kind: name for kind, (_, name) in of.items()})
    names = sorted((text.index(of[kind][1]), of[kind]) for kind in kinds.split())
    return text, tuple((Span(at, at + len(name)), label) for at, (label, name) in names)


def sentences():
    """All forms with all names, as the trainer takes them."""
    from pipeline.run.training.hanlp_fit import Marked

    for (form, kinds), (n, person), place in itertools.product(FORMS, enumerate(PERSONS), PLACES):
        if kinds or n == 0:
            text, names = written(form, kinds, person, place)
            yield Marked(Words.of(reader.pipeline().tokenizer(text)), names)


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """Folder of a model that has learned the sentences of this file."""
    from pipeline.run.training.hanlp_fit import Recipe, fit

    folder = tmp_path_factory.mktemp("hanlp") / "model"
    fit(list(sentences()), folder, recipe=Recipe(epochs=10, characters=24, places=12, hidden=24, learn_rate=0.01))
    return folder

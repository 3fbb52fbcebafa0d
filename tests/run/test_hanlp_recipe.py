"""What a HanLP model learns from, and what it refuses to: no model is needed for that."""

from __future__ import annotations

import json

import pytest

from extractors.borders import Words
from extractors.model import Span
from pipeline.errors import ConfigError
from pipeline.nlp import reader
from pipeline.run.training import hanlp_recipe
from pipeline.run.training.documents import annotated
from pipeline.run.training.hanlp_fit import Marked, Recipe, sample

TEXT = (
    "青禾县总工会慰问环卫工人\n\n"
    "青禾县总工会主席罗顺昌说，今年投入资金12万元。云塘宏远公司捐款3万元。职工收入又涨了。\n"
)


def document(tmp_path, *entities):
    folder = tmp_path / "gold"
    folder.mkdir()
    rows = [{"surface": s, "label": label, "canonical": [s], "status": status} for s, label, status in entities]
    gold = {"doc": "a.txt", "encoding": "utf-8", "articles": [], "claims": [], "decoys": [], "entities": rows}
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "a.gold.json").write_text(json.dumps(gold), "utf-8")
    (one,) = annotated([folder])
    return one


def named(marked):
    return [[(m.words.text[a:b], label) for (a, b), label in m.names] for m in marked]


def test_names_are_marked_to_the_character_wherever_words_end(tmp_path):
    one = document(
        tmp_path, ("青禾县总工会", "UNION", "required"), ("罗顺昌", "PERSON", "required"), ("塘宏", "ORG", "required")
    )
    assert named(hanlp_recipe.marked(one)) == [
        [("青禾县总工会", "UNION")],
        [("青禾县总工会", "UNION"), ("罗顺昌", "PERSON")],
        [("塘宏", "ORG")],
        [],
    ]


def test_nothing_is_learned_from_a_sentence_with_an_optional_name(tmp_path):
    one = document(tmp_path, ("青禾县总工会", "UNION", "required"), ("云塘宏远公司", "ORG", "optional"))
    assert ["云塘" in m.words.text for m in hanlp_recipe.marked(one)] == [False, False, False]


def test_a_sample_has_one_value_a_character_in_every_field():
    text = "职工 罗顺昌说。"
    words = Words.of(reader.pipeline().tokenizer(text))
    made = sample(Marked(words, ((Span(3, 6), "PERSON"),)))
    assert "".join(made["token"]) == "职工罗顺昌说。"
    assert made["tag"] == ["O", "O", "B-PERSON", "I-PERSON", "I-PERSON", "O", "O"]
    assert len(made["word"]) == 7


def recipe(tmp_path, content):
    path = tmp_path / "recipe.toml"
    path.write_text(content, encoding="utf-8")
    return hanlp_recipe.read_recipe(path)


def test_a_recipe_changes_what_it_names(tmp_path):
    assert hanlp_recipe.read_recipe(None) == Recipe()
    assert recipe(tmp_path, "epochs = 3\ndropout = 0.25\n") == Recipe(epochs=3, dropout=0.25)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("epocs = 3", "try: epochs"),
        ("epochs = true", "of the kind of"),
        ("epochs = 2.5", "of the kind of"),
        ("epochs = -1", "of the kind of"),
        ("dropout = nan", "of the kind of"),
        ("=", "cannot read the recipe"),
    ],
)
def test_a_recipe_that_makes_no_sense_is_told(tmp_path, content, says):
    with pytest.raises(ConfigError, match=says):
        recipe(tmp_path, content)


def test_only_a_model_is_replaced_by_a_model(tmp_path):
    hanlp_recipe.check(tmp_path / "new")
    hanlp_recipe.check(tmp_path)
    (tmp_path / "letter.txt").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="it holds something else"):
        hanlp_recipe.check(tmp_path)
    with pytest.raises(ConfigError, match="it holds something else"):
        hanlp_recipe.check(tmp_path / "letter.txt")
    (tmp_path / "unionfacts.json").write_text("{}", "utf-8")
    hanlp_recipe.check(tmp_path)

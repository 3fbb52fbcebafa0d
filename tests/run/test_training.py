"""Learning to see names, end to end, with a model that is small enough to be learned in seconds."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.model import Span
from pipeline.cli import call
from pipeline.config import load
from pipeline.errors import ConfigError, InputError
from pipeline.model import Source
from pipeline.nlp import recognisers, spacy_names
from pipeline.process import process
from pipeline.run import fingerprint
from pipeline.run.training import documents, fit, newspaper, recipe
from pipeline.run.training.examples import examples, sentence
from pipeline.run.training.variants import Names, variants

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpus/gold"
SMALL = {"rows = [4000,2000,2000,100,100]": "rows = [200,100,100,50,50]", "epochs = 6": "epochs = 2"}
TAGGED = "本报/r  记者/n  阮/nr  沛岚/nr  报道/v\n青河县/ns  职工/n  阮/nr  沛岚/nr  走访/v  了/u  柳湾/ns  。/w\n"


def small(folder: Path) -> Path:
    text = (ROOT / "pipeline/nlp/models/names.cfg").read_text("utf-8")
    for old, new in SMALL.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "small.cfg"
    path.write_text(text.replace("width = 48", "width = 16"), "utf-8")
    return path


def told(sentence_):
    words = sentence_.words
    return [(words.text[words.starts[a] : words.ends[b - 1]], label) for (a, b), label in sentence_.names]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def model(folder):
    """A model of the command line, learned from the documents of one folder."""
    out = folder / "model"
    command = ["train", "--out", str(out), "--gold", str(GOLD), "--recipe", str(small(folder))]
    assert call(command) == 0
    return out


def test_a_model_is_written_with_what_is_known_of_it(model):
    meta = json.loads((model / "meta.json").read_text("utf-8"))
    about = meta["unionfacts"]
    assert about["model"] == spacy_names.digest(model)
    assert about["documents"] == 18
    assert set(meta["performance"]) == set(fit.LABELS)
    assert meta["license"] == recipe.LICENCE
    assert about["names"]["PERSON"] > 20


def test_the_same_documents_and_seed_give_the_same_model_whatever_the_hash_seed(model, folder):
    again = folder / "again"
    command = [sys.executable, "-m", "pipeline", "train", "--out", str(again), "--gold", str(GOLD)]
    env = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, "--recipe", str(small(folder))], check=True, env=env, capture_output=True)
    assert spacy_names.digest(again) == spacy_names.digest(model)
    one, other = (json.loads((at / "meta.json").read_text("utf-8")) for at in (model, again))
    assert one["performance"] == other["performance"]


def test_another_seed_gives_another_model(model, folder):
    data = recipe.gather([GOLD])
    config = fit.recipe(small(folder))
    recipe.write(recipe.learn(data, 1, config), folder / "other", data, 1, config, {})
    assert spacy_names.digest(folder / "other") != spacy_names.digest(model)


def test_a_document_is_read_with_the_model_and_the_fingerprint_says_so(model):
    settings = load(ner="spacy", ner_model=str(model))
    assert fingerprint.fingerprint(settings) != fingerprint.fingerprint(load())
    extraction = process(
        Source("a", "青河县总工会主席阮沛岚说，今年投入12万元。".encode()), ner="spacy", ner_model=str(model)
    )
    assert [f.quote for f in extraction.facts] == ["12万元"]


def test_a_changed_model_has_another_identity(model, folder):
    copy = folder / "copy"
    shutil.copytree(model, copy)
    assert recognisers.identity("spacy", str(copy)) == recognisers.identity("spacy", str(model))
    other = folder / "changed"
    shutil.copytree(model, other)
    (other / "config.cfg").write_text((other / "config.cfg").read_text("utf-8") + "\n", "utf-8")
    assert recognisers.identity("spacy", str(other)) != recognisers.identity("spacy", str(model))


def test_the_documents_for_measuring_are_not_learned_from(capsys):
    with pytest.raises(InputError, match="measuring"):
        documents.annotated([GOLD / "measure"])
    assert call(["train", "--gold", str(GOLD / "measure"), "--out", "nowhere"]) == 1
    assert "corpus/gold/learn" in capsys.readouterr().err


def test_only_a_model_is_replaced_by_a_model(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    assert call(["train", "--gold", str(GOLD), "--out", str(tmp_path)]) == 1
    assert "something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"


@pytest.mark.parametrize("device", ["cuda:97", "tpu"])
def test_a_device_that_is_not_there_is_a_clear_error(device, capsys, tmp_path):
    assert call(["train", "--gold", str(GOLD), "--out", str(tmp_path / "m"), "--device", device]) == 1
    err = capsys.readouterr().err
    assert f"cannot train on '{device}'" in err
    assert err.count("\n") == 1


def test_a_recipe_that_cannot_be_read_is_a_clear_error(tmp_path):
    with pytest.raises(ConfigError, match="recipe"):
        fit.recipe(tmp_path / "none.cfg")


def test_annotated_names_are_found_again_where_they_stand():
    found = documents.annotated([GOLD])
    names = {surface for d in found for s in d.sentences for surface, _ in told(s)}
    wanted = {e["surface"] for d in found for e in d.gold["entities"] if e.get("status") != "optional"}
    assert len(wanted & names) / len(wanted) > 0.9
    assert not names - {e["surface"] for d in found for e in d.gold["entities"]}


def test_a_name_across_words_and_an_optional_one_teach_nothing():
    made = sentence("青河县总工会投入12万元。", [(Span(2, 4), "PLACE")], [Span(6, 8)])
    (example,) = examples(spacy_names.Vocab(), [made])
    missing = [i for i, token in enumerate(example.reference) if token.ent_iob == 0]
    assert made.names == ()
    assert missing


def test_variants_keep_the_words_and_exchange_every_name():
    text = "青河县总工会主席阮沛岚说，市总工会帮了阮沛岚。"
    names = [(Span(0, 6), "UNION"), (Span(8, 11), "PERSON"), (Span(13, 17), "UNION"), (Span(19, 22), "PERSON")]
    made = list(variants([sentence(text, names)], 6, 0))
    assert len({s.text for s in made}) == 6
    for each in made:
        person = each.text.partition("帮了")[2].rstrip("。")
        assert each.text.count(person) == 2
        assert "主席" + person in each.text
        assert "说，市总工会帮了" in each.text
        assert "青河县" not in each.text
        assert "阮沛岚" not in each.text


def test_made_names_look_like_names():
    names = Names(random.Random(0))
    for _ in range(200):
        assert 2 <= len(names.person()) <= 5
        assert len(names.organisation()) >= 3
        assert names.union().endswith("会") or "工" in names.union()


def test_a_tagged_newspaper_gives_whole_names_and_leaves_bylines_out(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text(TAGGED, "utf-8")
    made = list(newspaper.newspaper(path))
    assert [name for s in made for name in told(s) if name[1] == "PERSON"] == [("阮沛岚", "PERSON")]
    assert any(s.unsure for s in made)


@pytest.mark.parametrize("text", ["", "没有标注的一行\n"])
def test_what_is_no_tagged_newspaper_is_an_error(tmp_path, text):
    path = tmp_path / "news.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="no tagged corpus"):
        list(newspaper.newspaper(path))

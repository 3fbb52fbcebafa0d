"""A model that HanLP trains, saves, loads and reads with."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.borders import Words
from extractors.model import Span
from pipeline.errors import ConfigError, InputError
from pipeline.nlp import hanlp_library, hanlp_models, hanlp_names, reader
from tests.nlp.hanlp.conftest import sentences

pytestmark = pytest.mark.hanlp
ROOT = Path(__file__).parents[3]


def words(text):
    return Words.of(reader.pipeline().tokenizer(text))


def proposed(recogniser, text, spans=None):
    found = recogniser.propose(words(text), spans or [Span(0, len(text))])
    return [(text[start:end], label) for (start, end), label, _ in found]


def python(code, **env):
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)} | env, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_what_was_learned_is_found_again(model):
    recogniser = hanlp_names.load(str(model))
    right = found = wanted = 0
    for each in sentences():
        got = {(p.span, p.label) for p in recogniser.propose(each.words, [Span(0, len(each.words.text))])}
        want = set(each.names)
        right, found, wanted = right + len(got & want), found + len(got), wanted + len(want)
    assert right / found > 0.9
    assert right / wanted > 0.9


def test_names_that_were_not_learned_are_found_by_what_stands_around(model):
    text = "青禾县总工会主席罗顺昌介绍，今年投入资金12万元。"
    assert ("罗顺昌", "PERSON") in proposed(hanlp_names.load(str(model)), text)


def test_spans_are_of_the_whole_text_in_its_order(model):
    recogniser = hanlp_names.load(str(model))
    one, two = "记者在白榆市见到了职工赵文涛。", "孙立秋是云塘镇的环卫工人。"
    text = f"  {one}\n\n　{two} \n"
    spans = [Span(text.index(s), text.index(s) + len(s)) for s in (one, two)]
    found = recogniser.propose(words(text), spans)
    assert [p.span for p in found] == sorted(p.span for p in found)
    assert [text[a:b] for (a, b), _, _ in found] == ["白榆市", "赵文涛", "孙立秋", "云塘镇"]


@pytest.mark.parametrize("text", ["", " ", "\n　\n"])
def test_nothing_to_read_yields_nothing(model, text):
    assert hanlp_names.load(str(model)).propose(words(text), [Span(0, len(text))] if text else []) == []


def test_more_sentences_than_a_batch_are_read_like_each_alone(model):
    recogniser = hanlp_names.load(str(model))
    each = [s.words.text for s in sentences()][: hanlp_names.BATCH * 2 + 3]
    text, spans = "", []
    for one in each:
        spans.append(Span(len(text), len(text) + len(one)))
        text += one + "\n"
    together = recogniser.propose(words(text), spans)
    alone = [
        (Span(p.span.start + span.start, p.span.end + span.start), p.label)
        for one, span in zip(each, spans, strict=True)
        for p in recogniser.propose(words(one), [Span(0, len(one))])
    ]
    assert [(p.span, p.label) for p in together] == alone


def test_a_stretch_longer_than_the_model_reads_is_read_in_pieces(model):
    one = "记者在白榆市见到了职工赵文涛，"
    text = one * 100
    found = hanlp_names.load(str(model)).propose(words(text), [Span(0, len(text))])
    whole = [p for p in found if text[p.span.start : p.span.end] == "赵文涛"]
    assert len(whole) >= 95


def test_a_folder_is_loaded_with_no_network(model, monkeypatch):
    def refuse(*args):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert proposed(hanlp_names.load(str(model)), "赵文涛是白榆市的环卫工人。")


def test_what_a_folder_lacks_is_not_downloaded_but_told(model, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    config = json.loads((broken / "config.json").read_text("utf-8"))
    far = "https://models.invalid/vectors.zip#vectors.txt"
    config["embed"] = config["embed"]["embeddings"][0] | {"embed": far}
    (broken / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(ConfigError, match=r"needs https://models\.invalid/vectors\.zip.*--allow-download"):
        hanlp_names.load(str(broken))


@pytest.mark.parametrize("name", ["config.json", "vocabs.json", "model.pt", "unionfacts.json"])
def test_a_broken_file_is_one_line(model, tmp_path, name, capfd):
    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    (broken / name).write_bytes(b"\x00{")
    with pytest.raises(ConfigError) as error:
        hanlp_names.load(str(broken))
    assert "\n" not in str(error.value)
    assert "(try: " in str(error.value)
    assert capfd.readouterr() == ("", "")


def test_the_component_of_spacy_shows_names_whatever_tokenizer_made_the_doc(model):
    import spacy

    from pipeline.nlp import hanlp_component

    nlp = spacy.blank("zh")  # its tokens are single characters
    nlp.add_pipe(hanlp_component.NAME, config={"model": str(model)})
    doc = nlp("孙立秋是云塘镇的环卫工人。")
    shown = [(span.text, span.label_) for span in doc.spans[hanlp_component.SPANS]]
    assert shown == [("孙立秋", "PERSON"), ("云塘镇", "PLACE")]


def test_the_identity_follows_the_files_and_not_their_place(model, tmp_path):
    before = hanlp_names.identity(str(model))
    moved = tmp_path / "moved"
    shutil.copytree(model, moved)
    assert hanlp_names.identity(str(moved)) == before
    weights = (moved / "model.pt").read_bytes()
    other = tmp_path / "other"
    shutil.copytree(model, other)
    (other / "model.pt").write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
    assert hanlp_names.identity(str(other)) != before
    assert hanlp_names.identity(str(model), "cuda") != before


TRAIN = """
import sys
from pathlib import Path
from pipeline.run.training.hanlp_fit import Recipe, fit
from tests.nlp.hanlp.conftest import sentences
fit(list(sentences())[:60], Path(sys.argv[1] if len(sys.argv) > 1 else {folder!r}),
    recipe=Recipe(epochs=1, characters=8, places=4, hidden=8))
"""


def test_the_same_sentences_and_seed_give_the_same_weights(tmp_path):
    """In two processes whose sets and mappings of strings have other orders."""
    hashes = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        python(TRAIN.format(folder=str(folder)), PYTHONHASHSEED=seed)
        files = sorted(p for p in folder.iterdir() if p.suffix in (".json", ".pt"))
        assert {p.name for p in files} == {"config.json", "model.pt", "unionfacts.json", "vocabs.json"}
        hashes.append([hashlib.sha256(p.read_bytes()).hexdigest() for p in files])
    assert hashes[0] == hashes[1]


def test_training_says_nothing_and_leaves_no_log(model, capfd):
    assert sorted(p.name for p in model.iterdir()) == ["config.json", "model.pt", "unionfacts.json", "vocabs.json"]
    assert capfd.readouterr() == ("", "")
    for name in ("config.json", "unionfacts.json"):
        assert str(model.parent) not in (model / name).read_text("utf-8")


def test_too_little_to_learn_from_is_told(tmp_path):
    from pipeline.run.training.hanlp_fit import Marked, fit

    with pytest.raises(InputError, match="cannot train"):
        fit([Marked(words("职工收入又涨了。"), ())] * 20, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_the_fault_of_hanlps_crf_is_still_there():
    """When this fails, HanLP has put it right: pipeline.nlp.hanlp_library.mend_crf can go."""
    code = "from pipeline.nlp import hanlp_library as h; print(h.crf_is_faulty()); h.need(); print(h.crf_is_faulty())"
    assert python(code).split() == ["True", "False"]


def test_the_crf_scores_each_sentence_by_itself():
    """The sum over sentences is that of the batch only if the CRF knows which axis is which."""
    hanlp_library.need()
    import torch
    from hanlp.components.taggers.rnn.rnntaggingmodel import RNNTaggingModel

    torch.manual_seed(0)
    crf = RNNTaggingModel(4, None, 4, 5, crf=True).crf
    scores, tags = torch.randn(3, 7, 5), torch.randint(0, 5, (3, 7))
    mask = torch.arange(7) < torch.tensor([7, 4, 2])[:, None]
    whole = crf(scores, tags, mask)
    parts = sum(crf(scores[n : n + 1], tags[n : n + 1], mask[n : n + 1]) for n in range(3))
    assert torch.allclose(whole, parts)
    assert [len(path) for path in crf.decode(scores, mask)] == [7, 4, 2]


def test_mending_twice_changes_nothing():
    hanlp_library.need()
    from hanlp.components.taggers.rnn.rnntaggingmodel import RNNTaggingModel

    before = RNNTaggingModel.__init__
    hanlp_library.mend_crf()
    assert RNNTaggingModel.__init__ is before


@pytest.mark.parametrize("device", ["cuda", "cuda:7"])
def test_a_gpu_that_is_not_there_is_told(model, device):
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has one")
    with pytest.raises(ConfigError, match=f"cannot compute on '{device}'.*no GPU.*--device cpu"):
        hanlp_names.load(str(model), device)


@pytest.mark.parametrize("device", ["gpu", "cuda:x", "", "cpu:0"])
def test_what_is_no_device_is_told(device):
    with pytest.raises(ConfigError, match="no such device"):
        hanlp_library.device_number(device)


def test_published_names_of_our_table_are_those_of_hanlp():
    import gazetteers

    hanlp = hanlp_library.need()
    for row in gazetteers.rows("hanlp_models"):
        assert hanlp.pretrained.ALL[row["name"]] == hanlp_models.address(row)

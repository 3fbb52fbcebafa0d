"""The shipped model: it is what its metadata say, ships in the wheel, and reads the same whatever is read with it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extractors.borders import Words
from extractors.model import Context, Span
from pipeline import config
from pipeline.errors import ConfigError
from pipeline.model import Source
from pipeline.nlp import reader, recognisers, spacy_names
from pipeline.process import process
from pipeline.text import sentences

ROOT = Path(__file__).parents[2]
SAMPLE = sorted((ROOT / "corpus/sample").glob("0*.txt"))
TEXT = "青河县总工会主席阮沛岚说，今年办班12期。\n工友耶律望舒和他的徒弟晏知秋都来了。\n下一句没有名字。"


def proposed(text, spans=None):
    doc = reader.pipeline().tokenizer(text)
    return spacy_names.load()(doc, sentences.split(text) if spans is None else spans)


def test_metadata_agree_with_the_model_and_the_recipe():
    meta = json.loads((spacy_names.shipped() / "meta.json").read_text("utf-8"))
    assert meta["unionfacts"]["model"] == spacy_names.digest(spacy_names.shipped())
    assert set(meta["labels"]["ner"]) == {"UNION", "ORG", "PLACE", "PERSON"}
    assert meta["license"] == "Apache-2.0"
    assert len(meta["unionfacts"]["data"]["documents"]) == 32
    assert set(meta["performance"]) == set(meta["labels"]["ner"])


def test_it_is_small():
    assert sum(p.stat().st_size for p in spacy_names.shipped().rglob("*") if p.is_file()) < 5_000_000


def test_it_holds_no_word_of_what_it_learned_from():
    words = json.loads((spacy_names.shipped() / "vocab/strings.json").read_text("utf-8"))
    assert not [w for w in words if any("\u4e00" <= ch <= "\u9fff" for ch in w)]


def test_persons_that_no_table_lists_are_proposed():
    names = {(TEXT[slice(*p.span)], p.label) for p in proposed(TEXT)}
    assert ("阮沛岚", "PERSON") in names


def test_a_sentence_is_read_the_same_with_and_without_others():
    spans = sentences.split(TEXT)
    assert [p for span in spans for p in proposed(TEXT, [span])] == proposed(TEXT)
    assert proposed(TEXT, []) == []


def test_a_sentence_without_end_is_read_in_pieces():
    text = "工友阮沛岚来了，" * 300
    found = proposed(text, [Span(0, len(text))])
    assert all(0 <= p.span.start < p.span.end <= len(text) for p in found)
    words = Words.of(reader.pipeline().tokenizer(text))
    pieces = list(spacy_names._pieces(words, Span(0, len(text))))
    assert len(pieces) > 1
    assert [i for piece in pieces for i in range(*piece)] == list(range(len(words.starts)))


def test_documents_give_the_same_whatever_was_read_before():
    sources = [Source(p.name, p.read_bytes()) for p in SAMPLE]
    first = [process(s, ner="spacy") for s in sources]
    assert [process(s, ner="spacy") for s in reversed(sources)][::-1] == first
    assert any(f.facts for f in first)


@pytest.mark.parametrize("seed", ["0", "31"])
def test_another_process_and_hash_seed_gives_the_same(seed):
    paths = [str(p) for p in SAMPLE]
    command = [sys.executable, "-m", "pipeline", "extract", *paths, "--ner", "spacy"]
    env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PATH": ""}
    out = subprocess.run(command, check=True, env=env, capture_output=True, text=True, encoding="utf-8").stdout
    rows = [json.loads(line) for line in out.splitlines()]
    from pipeline.run.contract import as_json

    assert rows == [
        json.loads(json.dumps(as_json(process(Source(p.name, p.read_bytes()), ner="spacy")))) for p in SAMPLE
    ]


def test_rules_lose_no_mention_by_it():
    for path in SAMPLE:
        source = Source(path.name, path.read_bytes())
        alone = {(e.start, e.end, e.mention.label) for e in process(source).entities}
        assert alone <= {(e.start, e.end, e.mention.label) for e in process(source, ner="spacy").entities}


def test_reading_with_the_rules_alone_loads_no_model():
    code = "from pipeline import extract; extract('某县总工会投入资金12万元。'.encode()); import sys; " \
        "print('pipeline.nlp.spacy_names' in sys.modules)"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("content", [None, "{", '{"labels": {"ner": ["CAT"]}}'])
def test_what_is_no_model_is_a_clear_error(tmp_path, content):
    if content is not None:
        (tmp_path / "meta.json").write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=r"model in"):
        spacy_names.load(str(tmp_path))


def test_a_recogniser_that_does_not_exist_is_a_clear_error():
    with pytest.raises(ConfigError, match="spacy"):
        config.load(ner="spacey")
    assert recognisers.recogniser("rules") is None
    assert recognisers.identity("rules") == ""


def test_who_finds_names_is_part_of_the_fingerprint():
    from pipeline.run.fingerprint import fingerprint

    assert fingerprint(config.load()) != fingerprint(config.load(ner="spacy"))
    assert config.load().fingerprint() != config.load(ner="spacy").fingerprint()


def test_the_wheel_has_the_model(tmp_path):
    hatchling = pytest.importorskip("hatchling.builders.wheel")
    built = list(hatchling.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
    top = spacy_names.shipped().parent
    for path in (p for p in top.rglob("*") if p.is_file()):
        assert path.relative_to(ROOT).as_posix() in names


def test_context_is_not_needed():
    doc = reader.read(TEXT, Context(), "spacy")
    assert {m.surface for m in doc.user_data[reader.ENTITIES].mentions} >= {"青河县总工会", "阮沛岚"}

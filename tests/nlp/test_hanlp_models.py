"""Which folder a HanLP model is in, what is told of one that is not here, and that nothing else needs HanLP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.nlp import hanlp_models

ROOT = Path(__file__).parents[2]
NAME = "MSRA_NER_ELECTRA_SMALL_ZH"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HANLP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HANLP_URL", raising=False)
    return tmp_path / "home"


def put(folder, **files):
    folder.mkdir(parents=True)
    for name, content in {"config": {}, **files}.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return folder


def test_a_folder_is_itself(tmp_path):
    folder = put(tmp_path / "model")
    assert hanlp_models.folder(str(folder)) == folder


def test_a_published_model_that_was_downloaded_is_found_where_hanlp_keeps_it(home):
    folder = put(home / "ner" / "msra_ner_electra_small_20220215_205503")
    assert hanlp_models.folder(NAME) == folder


def test_a_published_model_that_is_not_here_is_told_with_size_and_licence():
    with pytest.raises(ConfigError) as error:
        hanlp_models.folder(NAME)
    line = str(error.value)
    assert "https://file.hankcs.com/hanlp/ner/msra_ner_electra_small_20220215_205503.zip" in line
    assert "about 100 MB, licence CC BY-NC-SA 4.0" in line
    assert "--allow-download" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("", "no HanLP model is named"),
        ("msra_ner_electra_small", f"try: {NAME}"),
        ("nowhere/at/all", "neither a folder nor a published name"),
    ],
)
def test_what_is_no_model_is_told(model, says):
    with pytest.raises(ConfigError, match=says):
        hanlp_models.folder(model)


def test_a_folder_without_a_model_is_told(tmp_path):
    with pytest.raises(ConfigError, match=r"it has no config\.json"):
        hanlp_models.folder(str(tmp_path))


TOKENS = {"token": {"idx_to_token": ["<pad>", "<unk>", "工", "会"]}}


@pytest.mark.parametrize(
    ("files", "units"),
    [
        ({"unionfacts": {"units": "characters"}}, "characters"),
        ({"vocabs": TOKENS}, "characters"),
        ({"vocabs": {"token": {"idx_to_token": ["<pad>", "工会", "会"]}}}, "words"),
        ({"vocabs": {"tag": {"idx_to_token": ["O"]}}}, "words"),
        ({"config": {"classpath": "hanlp.components.mtl.multi_task_learning.MultiTaskLearning"}}, "text"),
        ({"config": {"classpath": "hanlp.components.ner.transformer_ner.TransformerNamedEntityRecognizer"}}, "words"),
    ],
)
def test_what_a_model_reads_is_told_by_its_files(tmp_path, files, units):
    assert hanlp_models.units(put(tmp_path / "model", **files)) == units


def test_a_file_that_is_no_json_is_told(tmp_path):
    folder = put(tmp_path / "model")
    (folder / "vocabs.json").write_text("[", "utf-8")
    with pytest.raises(ConfigError, match=r"cannot read .*vocabs\.json"):
        hanlp_models.units(folder)


def python(code, *args):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", code, *args], env=env, capture_output=True, text=True, timeout=120)


def test_reading_by_rules_imports_neither_hanlp_nor_pytorch():
    """The whole program, from bytes to a fact base and through the evaluation.

    Where PyTorch is installed spaCy imports it by itself, so what it brings is counted before.
    """
    code = """
import sys, tempfile
from pathlib import Path
import spacy
brought = set(sys.modules)
from pipeline.cli import call
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "a.txt"
    path.write_text("某县总工会主席高建平说，今年投入资金12万元。", "utf-8")
    bio = Path(folder) / "b.txt"
    bio.write_text("高\\tB-PER\\n建\\tI-PER\\n平\\tI-PER\\n", "utf-8")
    db = str(Path(folder) / "facts.db")
    assert call(["extract", str(path)]) == 0
    assert call(["run", str(path), "--db", db, "--jobs", "1", "--no-progress"]) == 0
    assert call(["query", "--db", db]) == 0
    assert call(["evaluate", "--bio", str(bio)]) == 0
    import pipeline.nlp.hanlp_names, pipeline.run.training.hanlp_recipe  # the modules of the extra themselves
extra = ("torch", "hanlp", "hanlp_common", "transformers")
heavy = [name for name in set(sys.modules) - brought if name.split(".")[0] in extra]
print("imported:", heavy)
"""
    done = python(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "imported: []"


@pytest.mark.parametrize(
    "args",
    [
        ["extract", "corpus/sample/brief.txt", "--ner", "hanlp"],
        ["extract", "corpus/sample/brief.txt", "--ner", "hanlp", "--hanlp-model", NAME, "--allow-download"],
        ["run", "corpus/sample/brief.txt", "--ner", "hanlp", "--hanlp-model", ".", "--db", "{db}"],
        ["evaluate", "corpus/gold", "--ner", "hanlp"],
        ["train", "--backend", "hanlp", "--out", "{db}"],
    ],
)
def test_without_the_extra_one_line_says_how_to_install_it(args, tmp_path):
    """Also where it is installed: there its import is blocked."""
    code = "import sys; sys.modules['hanlp'] = None; from pipeline.cli import call; sys.exit(call(sys.argv[1:]))"
    done = python(
        code, *[a.replace("{db}", str(tmp_path / "facts.db")).replace("corpus/", f"{ROOT}/corpus/") for a in args]
    )
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: cannot use HanLP: ")
    assert line.endswith("not installed (try: pip install 'unionfacts[hanlp]')")


def test_a_download_is_allowed_for_hanlp_alone(capsys):
    from pipeline.cli import call

    assert call(["extract", "corpus/sample/brief.txt", "--allow-download"]) == 2
    assert "goes with --ner hanlp" in capsys.readouterr().err


@pytest.mark.parametrize("ner", ["spacy"])
def test_a_device_is_for_hanlp_alone(ner):
    from pipeline.nlp.recognisers import recogniser

    with pytest.raises(ConfigError, match="computes on the processor alone"):
        recogniser(ner, "", "cuda")

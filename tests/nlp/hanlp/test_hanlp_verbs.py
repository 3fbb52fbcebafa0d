"""The verbs with a HanLP model, as real processes: train, extract, run, evaluate, and a download from a server here."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.nlp.hanlp.conftest import FORMS, PERSONS, PLACES, written

pytestmark = pytest.mark.hanlp
ROOT = Path(__file__).parents[3]
NAME, FILE = "MSRA_NER_ELECTRA_SMALL_ZH", "msra_ner_electra_small_20220215_205503"
TEXT = "青禾县工会服务队来了消息\n\n记者在白榆市见到了职工赵文涛。今年，青禾县总工会投入资金12万元。\n"


def unionfacts(*args, **env):
    env = os.environ | {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"} | env
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, args)], env=env, capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def entities(done):
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return [(e["surface"], e["label"], e["start"], e["end"]) for e in json.loads(line)["entities"]]


def gold(folder, count):
    """Annotated documents of sentences made of invented names."""
    folder.mkdir()
    for n in range(count):
        person, place = PERSONS[n % len(PERSONS)], PLACES[n % len(PLACES)]
        made = [written(form, kinds, person, place) for form, kinds in FORMS]
        text = f"{place}总工会帮职工{n}次\n\n" + "".join(sentence for sentence, _ in made) + "\n"
        surfaces = {(sentence[a:b], label) for sentence, names in made for (a, b), label in names}
        annotation = {
            "doc": f"{n:02}.txt", "encoding": "utf-8", "articles": [], "claims": [], "decoys": [], "notes": "",
            "entities": [{"surface": s, "label": label, "canonical": [s], "status": "required"}
                         for s, label in sorted(surfaces)],
        }  # fmt: skip
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
        (folder / f"{n:02}.gold.json").write_text(json.dumps(annotation, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_model_is_trained_from_annotated_documents_and_read_with(tmp_path, article):
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(
        "epochs = 8\ncharacters = 24\nplaces = 12\nhidden = 24\nlearn_rate = 0.01\nvariants = 0\n", encoding="utf-8"
    )
    out = tmp_path / "model"
    made = gold(tmp_path / "gold", 30)
    done = unionfacts("train", "--backend", "hanlp", "--out", out, "--gold", made, "--recipe", recipe)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == ["label", "P", "R", "F1", "tp", "fp", "fn"]
    figures = {row[0]: float(row[3]) for row in rows[2:]}
    assert set(figures) == {"ORG", "PERSON", "PLACE", "UNION"}
    assert figures["PERSON"] > 50
    about = json.loads((out / "unionfacts.json").read_text("utf-8"))
    assert about["documents"] == 30
    assert about["licence"] == "Apache-2.0"
    again = unionfacts("train", "--backend", "hanlp", "--out", article.parent, "--gold", made)
    assert again.returncode == 1
    assert "it holds something else" in again.stderr
    assert entities(unionfacts("extract", article, "--ner", "hanlp", "--hanlp-model", out))


def test_what_the_model_adds_stands_where_it_says(model, article):
    ruled = entities(unionfacts("extract", article))
    both = entities(unionfacts("extract", article, "--ner", "hanlp", "--hanlp-model", model))
    assert set(ruled) <= set(both)
    for surface, _, start, end in both:
        assert TEXT[start:end] == surface


def test_the_facts_are_the_same_in_worker_processes(model, article, tmp_path):
    facts = []
    for jobs in ("1", "2"):
        db = tmp_path / f"{jobs}.db"
        args = ["--ner", "hanlp", "--hanlp-model", model, "--jobs", jobs, "--db", db, "--no-progress"]
        done = unionfacts("run", article, *args)
        assert done.returncode == 0, done.stderr
        facts.append(unionfacts("query", "--db", db, "--json").stdout)
    assert facts[0] == facts[1]
    again = unionfacts("run", article, *args)
    assert "跳过 skipped" in again.stdout


def test_names_are_measured_on_a_set_with_the_model(model, tmp_path):
    file = tmp_path / "set.txt"
    file.write_text("赵 B-PER\n文 I-PER\n涛 I-PER\n说 O\n", encoding="utf-8")
    done = unionfacts("evaluate", "--bio", file, "--ner", "hanlp", "--hanlp-model", model)
    assert done.returncode == 0, done.stderr
    assert "names by hanlp" in done.stdout


class Counting(SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture
def server(model, tmp_path):
    """Serves the trained model under the name of a published one."""
    files = tmp_path / "served"
    shutil.copytree(model, files / "pack" / FILE)
    shutil.make_archive(str(files / "ner" / FILE), "zip", files / "pack", FILE)
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Counting, directory=str(files))) as http:
        http.asked = []
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield http
        http.shutdown()


def test_a_published_model_is_downloaded_only_where_that_is_allowed(server, article, tmp_path):
    env = {"HANLP_HOME": str(tmp_path / "home"), "HANLP_URL": f"http://127.0.0.1:{server.server_port}/"}
    extract = ["extract", article, "--ner", "hanlp", "--hanlp-model", NAME]
    refused = unionfacts(*extract, **env)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"would be downloaded from {env['HANLP_URL']}ner/{FILE}.zip: about 100 MB" in refused.stderr
    assert server.asked == []
    allowed = unionfacts(*extract, "--allow-download", **env)
    assert entities(allowed)
    assert set(server.asked) == {f"/ner/{FILE}.zip"}
    server.asked.clear()
    later = unionfacts(*extract, **env)
    assert later.stdout == allowed.stdout
    assert server.asked == []


def test_a_download_that_fails_is_one_line(server, article, tmp_path):
    env = {"HANLP_HOME": str(tmp_path / "home"), "HANLP_URL": f"http://127.0.0.1:{server.server_port}/other/"}
    done = unionfacts("extract", article, "--ner", "hanlp", "--hanlp-model", NAME, "--allow-download", **env)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"Error: cannot get the HanLP model {NAME}: ")

"""Annotated texts: each span is what it says it is, and each format's own tool, or a strict reader, takes it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.errors import StoreError
from pipeline.export import export
from pipeline.export.claims import Job
from pipeline.export.passages import NO_MARK, links, passages
from pipeline.export.tokens import bio, tokens
from pipeline.store import FactBase, Filters
from tests.export import strict
from tests.factories import extraction

BOTH = pytest.mark.parametrize("which", ["base", "harmful"])


def made(base: FactBase, per: str = "sentence", **filters: Any) -> list[Any]:
    return list(passages(Job(base, Filters(**filters)), per))


def ids(base: FactBase) -> list[str]:
    return [row["id"] for row in Job(base, Filters()).claims()]


@BOTH
@pytest.mark.parametrize("per", ["sentence", "article", "document"])
def test_passages_hold_every_claim_and_say_where_its_figure_is(which, per, request):
    base = request.getfixturevalue(which)
    found = made(base, per)
    assert Counter(m.row["id"] for p in found for m in p.claims) == Counter(ids(base))
    assert len({p.id for p in found}) == len(found)
    for passage in found:
        assert [passage.text[a:b] for a, b in passage.sentences] == passage.text.split("\n")
        for mark in passage.claims:
            wanted = mark.row["sentence"][mark.row["mark_start"] : mark.row["mark_end"]]
            assert passage.text[mark.start : mark.end] == wanted


def test_passages_name_what_the_sentence_names(base):
    found = made(base)
    assert sum(len(p.names) for p in found) > 100
    for passage in found:
        for name in passage.names:
            surface = passage.text[name.start : name.end]
            assert name.label != "PERSON" or surface == name.canonical or surface in name.canonical
    named = {(p.text[n.start : n.end], n.canonical) for p in found for n in p.names}
    assert ("市总工会", "宝鸡市总工会") in named


def test_only_claims_that_fit_are_marked(base):
    found = made(base, "document", unit="元")
    assert {m.row["unit"] for p in found for m in p.claims} == {"元"}
    assert all(any(a <= m.start < b for m in p.claims) for p in found for a, b in p.sentences)


def test_texts_come_by_document_only(base):
    with pytest.raises(StoreError, match="cannot order texts by -value"):
        made(base, order="-value")


def test_links_lead_to_the_name_that_the_field_says(base):
    linked = 0
    for passage in made(base, "document"):
        for claim, name, role in links(passage):
            linked += 1
            assert passage.names[name].canonical == passage.claims[claim].row[role]
    assert linked > 100


@BOTH
def test_tokens_give_the_text_back_and_respect_annotations(which, request):
    for passage in made(request.getfixturevalue(which), "article"):
        words = tokens(passage)
        assert "".join(passage.text[t.start : t.end] + " " * t.space for t in words) == passage.text
        starts, ends = {t.start for t in words}, {t.end for t in words}
        for span in (*passage.claims, *passage.names):
            assert span.start in starts
            assert span.end in ends


def test_bio_keeps_the_longer_of_two_names_that_overlap():
    from pipeline.export.tokens import Token

    words = [Token(n, n + 1, "n", False) for n in range(5)]
    assert bio(words, [(0, 2, "PLACE"), (0, 4, "UNION"), (4, 5, "PERSON")]) == [
        "B-UNION", "I-UNION", "I-UNION", "I-UNION", "B-PERSON",
    ]  # fmt: skip


@BOTH
def test_brat_files_keep_the_rules_of_standoff(which, request, tmp_path):
    base = request.getfixturevalue(which)
    done = export(base, "brat", tmp_path / "b")
    allowed = strict.configuration(tmp_path / "b" / "annotation.conf")
    listed = [json.loads(line) for line in (tmp_path / "b" / "index.jsonl").read_bytes().split(b"\n")[:-1]]
    texts = sorted(p.relative_to(tmp_path / "b").as_posix() for p in (tmp_path / "b").rglob("*.txt"))
    assert sorted(entry["text"] for entry in listed) == texts
    assert done.count == len(texts)
    claims: list[str] = []
    relations: Counter[str] = Counter()
    for entry in listed:
        read = strict.standoff(tmp_path / "b" / entry["text"], allowed)
        figures = [t for t, (label, *_) in read.texts.items() if label == "QUANTITY"]
        assert len(figures) == entry["claims"]
        claims += [json.loads(read.notes[t])["id"] for t in figures]
        relations.update(label for label, _, _ in read.relations)
    assert sorted(claims) == sorted(ids(base))
    if which == "base":
        assert set(relations) == {"Subject", "Place", "Speaker"}


@BOTH
@pytest.mark.parametrize("per", ["sentence", "document"])
def test_conll_keeps_the_rules_of_bio(which, per, request, tmp_path):
    base = request.getfixturevalue(which)
    export(base, "conll", tmp_path / "a.conll", per=per)
    blocks = strict.conll(tmp_path / "a.conll")
    found = made(base, per)
    assert [block["id"] for block in blocks] == [p.id for p in found]
    for block, passage in zip(blocks, found, strict=True):
        marks = [[m.row["id"], str(m.start), str(m.end)] for m in passage.claims]
        assert block["claims"] == marks
        shown = {"".join(block["words"][a:b]) for a, b, _ in block["figures"]}
        figures = {"".join(passage.text[m.start : m.end].split()) for m in passage.claims}
        assert {"".join(text.split()) for text in shown} == figures
        texts = [("".join(block["words"][a:b]), label) for a, b, label in block["names"]]
        assert set(texts) <= {(passage.text[n.start : n.end], n.label) for n in passage.names}


@BOTH
@pytest.mark.parametrize("per", ["sentence", "article", "document"])
def test_label_studio_tasks_fit_their_own_interface(which, per, request, tmp_path):
    base = request.getfixturevalue(which)
    done = export(base, "labelstudio", tmp_path / "a.json", per=per)
    (described,) = json.loads(done.package.read_text(encoding="utf-8"))["resources"]
    view = ElementTree.fromstring(described["label_config"])
    labels = {label.get("value") for label in view.findall("./Labels/Label")}
    roles = {role.get("value") for role in view.findall("./Relations/Relation")}
    tags = {tag.get("name"): tag for tag in view if tag.get("name")}
    tasks = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert len(tasks) == done.count
    for task in tasks:
        (prediction,) = task["predictions"]
        assert 0 <= prediction["score"] <= 1
        text = task["data"][tags["text"].get("value")[1:]]
        regions = [r for r in prediction["result"] if r["type"] != "relation"]
        known = {region["id"] for region in regions}
        assert len(known) == len(regions)
        for region in regions:
            assert tags[region["from_name"]].get("toName") == region["to_name"]
            assert tags[region["from_name"]].tag.lower() == region["type"]
            value = region["value"]
            assert text[value["start"] : value["end"]] == value["text"]
            assert set(value["labels"]) <= labels
        for relation in prediction["result"]:
            if relation["type"] == "relation":
                assert {relation["from_id"], relation["to_id"]} <= known
                assert set(relation["labels"]) <= roles
    marked = [c["id"] for task in tasks for c in task["data"]["claims"]]
    assert sorted(marked) == sorted(ids(base))


LOADS = """
import json, sys, spacy
from pathlib import Path
from spacy.tokens import DocBin
nlp = spacy.blank("xx")
for file in sorted(Path(sys.argv[1]).glob("*.spacy")):
    for doc in DocBin().from_disk(file).get_docs(nlp.vocab):
        groups = {name: [[s.text, s.label_, s.id_, s.kb_id_] for s in doc.spans[name]] for name in doc.spans}
        print(json.dumps({"text": doc.text, "id": doc.user_data["id"], "claims": doc.user_data["claims"],
                          "groups": groups, "ents": [[e.text, e.label_] for e in doc.ents],
                          "sents": [s.text for s in doc.sents], "tags": [t.tag_ for t in doc]}))
assert not {"pipeline", "extractors", "gazetteers"} & set(sys.modules)
"""


@BOTH
@pytest.mark.parametrize("per", ["sentence", "article"])
def test_docbin_loads_without_our_code(which, per, request, tmp_path):
    base = request.getfixturevalue(which)
    export(base, "docbin", tmp_path / "docs", per=per)
    call = [sys.executable, "-I", "-c", LOADS, str(tmp_path / "docs")]
    docs = list(map(json.loads, subprocess.run(call, check=True, capture_output=True, timeout=120).stdout.splitlines()))
    found = made(base, per)
    assert [doc["id"] for doc in docs] == [p.id for p in found]
    for doc, passage in zip(docs, found, strict=True):
        assert doc["text"] == passage.text
        assert doc["groups"]["claims"] == [
            [passage.text[m.start : m.end], m.row["kind"], m.row["id"], ""] for m in passage.claims
        ]
        assert doc["groups"]["entities"] == [
            [passage.text[n.start : n.end], n.label, "", n.canonical] for n in passage.names
        ]
        assert [claim["id"] for claim in doc["claims"]] == [m.row["id"] for m in passage.claims]
        assert [claim["value"] for claim in doc["claims"]] == [m.row["value"] for m in passage.claims]
        assert {tuple(ent) for ent in doc["ents"]} <= {tuple(e[:2]) for e in doc["groups"]["entities"]}
        assert len(doc["sents"]) == len(passage.sentences)
        assert all(doc["tags"])


def test_docbin_comes_in_files_of_a_thousand(base, tmp_path, monkeypatch):
    from pipeline.export.formats import docbin

    monkeypatch.setattr(docbin, "_DOCS", 40)
    done = export(base, "docbin", tmp_path / "docs")
    described = json.loads(done.package.read_text(encoding="utf-8"))["resources"]
    files = sorted(path.name for path in (tmp_path / "docs").glob("*.spacy"))
    assert [resource["path"] for resource in described] == files
    assert [r["unionfacts"]["count"] for r in described] == [40] * (done.count // 40) + [done.count % 40]


def test_a_claim_whose_figure_is_not_marked_is_left_out_and_counted(tmp_path):
    from dataclasses import replace

    from extractors.model import Span

    one = extraction("投入[3元]，发给[2人]。")
    lost = replace(one, facts=(one.facts[0], replace(one.facts[1], mark=Span(0, 0))))
    with FactBase.open(tmp_path / "a.db") as base:
        run = base.begin_run("test", "0")
        base.write(lost, run)
        base.finish_run(run)
        job = Job(base, Filters())
        (passage,) = passages(job)
    assert [m.row["quote"] for m in passage.claims] == ["3元"]
    assert job.notes == {NO_MARK: 1}
    assert Path(tmp_path / "a.db").exists()

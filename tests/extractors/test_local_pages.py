import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

import gazetteers
from extractors import entities
from extractors.local_pages import CODES, region_in, region_of
from extractors.model import Context
from gazetteers.places import index
from pipeline.nlp.tokenizer import tokenize

VOCAB = Vocab()
CASES = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "local_pages.jsonl").read_text("utf-8").splitlines()
]


def mentions_of(case):
    context = Context(neighbours=case.get("neighbours", ""))
    return entities.find(tokenize(VOCAB, case["text"]), context).mentions


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_where_a_page_is_from_and_whom_its_names_mean(case):
    assert region_in(case["text"], Context(neighbours=case.get("neighbours", ""))) == case["region"]
    found = {f"{m.surface}={m.canonical} {m.label}" for m in mentions_of(case)}
    assert set(case["mentions"]) <= found
    if case["region"] is None:
        assert not {"该会", "本会", "社保基金", "工联会"} & {m.surface for m in mentions_of(case)}


def test_every_name_stands_only_on_pages_of_its_region():
    for row in gazetteers.rows("local_names"):
        assert row["label"] in ("UNION", "ORG", "PLACE") and row["region"] in CODES, row
    for row in gazetteers.rows("local_signs"):
        assert row["region"] in CODES, row


def test_places_of_the_table_are_places_of_their_region():
    codes = {"台湾": "71", "香港": "81", "澳门": "82"}
    for row in gazetteers.rows("local_names"):
        known = index().by_name(row["full"]) if row["label"] == "PLACE" else ()
        assert not known or any((p.code or p.parent).startswith(codes[row["region"]]) for p in known), row


@given(st.sampled_from([row["sign"] for row in gazetteers.rows("local_signs")]), st.integers(1, 9))
def test_one_sign_shows_nothing_however_often_it_stands(sign, times):
    others = [row["sign"] for row in gazetteers.rows("local_signs") if row["sign"] != sign and row["sign"] in sign]
    assert others or region_of("，".join([sign] * times)) is None or sign in ("港元", "港币", "澳门元", "葡币")


def test_the_naming_of_mainland_bodies_makes_it_no_page_from_there():
    page = "香港劳工处、立法会、荃湾、判头"
    assert region_of(page) == "香港"
    assert region_of(page + "，省总工会") is None


def test_districts_of_hong_kong_go_by_their_own_names():
    text = "香港劳工处在葵青区办展，立法会、强积金也提到。"
    (place,) = [m for m in entities.find(tokenize(VOCAB, text), Context()).mentions if m.surface == "葵青区"]
    assert place.canonical == "葵青区"


def test_a_page_from_hong_kong_is_at_home_in_all_of_it():
    found = entities.find(tokenize(VOCAB, "荃湾判头欠薪，劳工处、立法会跟进，荃湾工友求助。"), Context())
    assert found.homes.home("province").name == "香港特别行政区"
    assert found.homes.home("city") is None and found.homes.home("county") is None

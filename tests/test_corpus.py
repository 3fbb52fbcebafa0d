"""The corpus is what its README says: documents that decode, gold that points at them exactly."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"
SAMPLES = sorted(p for p in (CORPUS / "sample").iterdir() if p.suffix in {".txt", ".html"})
GOLD = sorted(CORPUS.glob("gold/*.gold.json"))
LISTED = dict(re.findall(r"^\| `([^`]+)` \| ([a-z0-9-]+) \|", (CORPUS / "README.md").read_text("utf-8"), re.M))

TEXTS = ["subject", "action", "item", "place", "speaker"]
CLAIM = {*TEXTS, "context", "quote", "value", "high", "unit", "kind", "modifier", "per", "time", "status"}
KINDS = {"money", "people", "person_times", "households", "count", "area", "length", "mass", "volume", "duration"}
KINDS |= {"age", "percent", "percentage_points", "multiple", "ratio", "other"}
KIND_OF = {"%": "percent", "百分点": "percentage_points", "人": "people", "人次": "person_times", "户": "households"}
MODIFIERS = {"exact", "about", "nearly", "over", "under"}
WHYS = {"date", "ordinal", "name", "phone", "furniture", "slogan", "article_yi", "idiom", "time", "other"}


def read(path: Path) -> tuple[dict[str, Any], str]:
    gold = json.loads(path.read_text("utf-8"))
    return gold, (path.parent / gold["doc"]).read_bytes().decode(gold["encoding"] or "utf-8-sig")


@pytest.fixture(params=GOLD, ids=lambda p: p.name.removesuffix(".gold.json"))
def annotated(request: pytest.FixtureRequest) -> tuple[dict[str, Any], str]:
    return read(request.param)


def place_of(text: str, context: str, quote: str) -> int:
    assert text.count(context) == 1, f"context stands {text.count(context)} times: {context!r}"
    assert context.count(quote) == 1, f"{quote!r} stands {context.count(quote)} times in {context!r}"
    return text.index(context) + context.index(quote)


# The documents


def test_there_are_enough_documents() -> None:
    assert len(SAMPLES) >= 18
    assert len(GOLD) >= 12


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_sample_decodes_under_the_encoding_listed(path: Path) -> None:
    text = path.read_bytes().decode(LISTED[path.name])
    assert text.encode(LISTED[path.name]) == path.read_bytes()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_sample_is_small(path: Path) -> None:
    assert 400 < path.stat().st_size < 4096


def test_readme_lists_every_sample_and_no_other() -> None:
    assert set(LISTED) == {p.name for p in SAMPLES}


def test_readme_says_that_people_are_invented() -> None:
    assert "invented" in (CORPUS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.name)
def test_gold_has_the_bytes_of_the_sample(path: Path) -> None:
    gold, _ = read(path)
    assert path.name == Path(gold["doc"]).stem + ".gold.json"
    assert (path.parent / gold["doc"]).read_bytes() == (CORPUS / "sample" / gold["doc"]).read_bytes()


# The annotation


def test_claims_have_all_fields_well_formed(annotated: tuple[dict[str, Any], str]) -> None:
    for claim in annotated[0]["claims"]:
        assert set(claim) == CLAIM
        assert claim["kind"] in KINDS
        assert claim["modifier"]
        assert set(claim["modifier"]) <= MODIFIERS
        assert claim["status"] in {"required", "optional"}
        assert claim["value"] is None or isinstance(claim["value"], int | float)
        assert claim["high"] is None or claim["high"] > claim["value"]
        assert claim["unit"] and claim["per"] != ""
        for slot in TEXTS:
            assert isinstance(claim[slot], list)
            assert all(isinstance(answer, str) for answer in claim[slot])


def test_each_claim_stands_at_a_place_of_its_own(annotated: tuple[dict[str, Any], str]) -> None:
    gold, text = annotated
    spans = sorted((at := place_of(text, c["context"], c["quote"]), at + len(c["quote"])) for c in gold["claims"])
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_claims_stand_in_title_or_body(annotated: tuple[dict[str, Any], str]) -> None:
    gold, text = annotated
    if not gold["claims"]:
        return
    last = max(text.index(a["last"]) + len(a["last"]) for a in gold["articles"])
    assert all(place_of(text, c["context"], c["quote"]) < last for c in gold["claims"])


def test_times_are_dates_in_order(annotated: tuple[dict[str, Any], str]) -> None:
    for claim in annotated[0]["claims"]:
        if claim["time"] is None:
            continue
        assert claim["time"]["text"]
        for reading in (claim["time"], *claim["time"].get("also", [])):
            start, end = (reading[k] and date.fromisoformat(reading[k]) for k in ("start", "end"))
            assert not (start and end) or start <= end


def test_units_agree_with_kinds(annotated: tuple[dict[str, Any], str]) -> None:
    for claim in annotated[0]["claims"]:
        assert claim["kind"] == KIND_OF.get(claim["unit"], claim["kind"])
        assert (claim["kind"] == "money") == claim["unit"].endswith("元")


def test_values_written_in_plain_digits_are_read_right(annotated: tuple[dict[str, Any], str]) -> None:
    """A slip of the annotator's hand: the value must be the digits of the quote times its multiplier."""
    for claim in annotated[0]["claims"]:
        if "涓" in claim["quote"]:  # 万 spoilt
            continue
        if plain := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)[多余餘]?([万萬亿])?[^0-9<&十百千万萬亿]*", claim["quote"]):
            times = {"万": 10**4, "萬": 10**4, "亿": 10**8}.get(plain[2], 1)
            assert claim["value"] == pytest.approx(float(plain[1]) * times), claim["quote"]


def test_articles_stand_in_the_document(annotated: tuple[dict[str, Any], str]) -> None:
    gold, text = annotated
    assert gold["articles"]
    for article in gold["articles"]:
        assert list(article) == ["title", "date", "source", "authors", "first", "last"]
        assert text.count(article["first"]) == 1 and text.count(article["last"]) == 1
        assert len(article["first"]) >= 8 and len(article["last"]) >= 8
        assert text.index(article["first"]) < text.index(article["last"])
        assert article["date"] is None or date.fromisoformat(article["date"])


def test_entities_are_well_formed_and_listed_once(annotated: tuple[dict[str, Any], str]) -> None:
    seen: set[tuple[str, ...]] = set()
    for entity in annotated[0]["entities"]:
        names = entity["canonical"] if isinstance(entity["canonical"], list) else [entity["canonical"]]
        assert entity["label"] in {"UNION", "ORG", "PLACE", "PERSON"}
        assert entity["status"] in {"required", "optional"}
        assert entity["surface"] and all(names)
        key = (entity["surface"], entity["label"], *names)
        assert key not in seen
        seen.add(key)


def test_decoys_stand_apart_from_claims(annotated: tuple[dict[str, Any], str]) -> None:
    gold, text = annotated
    claims = [(at := place_of(text, c["context"], c["quote"]), at + len(c["quote"])) for c in gold["claims"]]
    for decoy in gold["decoys"]:
        start = place_of(text, decoy["context"], decoy["quote"])
        end = start + len(decoy["quote"])
        assert decoy["why"] in WHYS
        assert all(end <= s or e <= start for s, e in claims), decoy["quote"]


# Short texts of which three fields are annotated


@pytest.mark.parametrize("path", sorted(CORPUS.glob("gold/fields/*.tsv")), ids=lambda p: p.stem)
def test_short_texts_have_their_figures_where_the_table_says(path: Path) -> None:
    text = path.with_suffix(".txt").read_text("utf-8")
    head, *rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    assert head == ["at", "quote", "context", "subject", "action", "item"]
    assert rows and len({row[0] for row in rows}) == len(rows)
    for at, quote, context, subject, action, item in rows:
        assert text.startswith(quote, int(at)) and f"【{quote}】".replace("\n", "⏎") in context
        assert all(answer.strip() == answer for field in (subject, action, item) for answer in field.split("|"))
        assert subject != "-" or not (action or item)


def test_each_short_text_has_its_table() -> None:
    folder = CORPUS / "gold/fields"
    assert {p.stem for p in folder.glob("*.txt")} == {p.stem for p in folder.glob("*.tsv")}

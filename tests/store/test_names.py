"""Names in filters and words: as the gazetteers have them, though folding traditional characters would change them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import gazetteers
from pipeline.store import FactBase, Item, search
from pipeline.text.align import Text
from pipeline.text.simplify import simplify
from tests.factories import article, claim, entity, extraction, fact, quantity

DIVISIONS = [row["name"] for row in gazetteers.rows("divisions")]
SURNAMES = [row["surface"] for row in gazetteers.rows("surnames")]
BEFORE = "本市工会在这一年里为职工办了许多实事，据介绍，位于"  # simplified, as nearly all text is


def stored(name: str) -> str:
    """A name as reading a simplified text leaves it."""
    return simplify(Text.of(BEFORE + name)).text[len(BEFORE) :]


def changed_by_folding(names: list[str]) -> list[str]:
    return sorted({name for name in names if search.simplified(name) != name})


@pytest.mark.parametrize("names", [DIVISIONS, SURNAMES], ids=["divisions", "surnames"])
def test_every_name_of_the_tables_is_looked_for_as_texts_have_it(names: list[str]) -> None:
    changed = changed_by_folding(names)
    assert changed, "the tables have no such name any more: this proves nothing"
    assert [name for name in changed if search.forms(name)[0] != stored(name)] == []
    same = set(names) - set(changed)
    assert [name for name in same if search.forms(name) != (name,)] == []


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactBase]:
    """One claim for each place and one for each surname that folding would change."""
    with FactBase.open(tmp_path_factory.mktemp("base") / "facts.db") as base:
        run = base.begin_run("run archive", "0.1.0")
        told: list[dict[str, Any]] = [
            {"place": stored(name), "subject": f"{stored(name)}总工会"} for name in changed_by_folding(DIVISIONS)
        ]
        told += [{"speaker": f"{stored(name)}小青"} for name in changed_by_folding(SURNAMES)]
        told += [{"speaker": f"{search.simplified(name)}小青"} for name in changed_by_folding(SURNAMES)]
        base.write_many((Item(read(n, fields)) for n, fields in enumerate(told)), run)
        base.finish_run(run)
        yield base


def read(number: int, fields: dict[str, Any]) -> Any:
    name = fields.get("place", "") or fields.get("speaker", "")
    one = fact(claim(quantity(1), **fields), document=f"{number}", quote="1元", sentence=f"{name}1元")
    made = extraction(name=f"{number}", entities=(entity(fields.get("subject", name), "UNION"),), article_=article())
    return type(made)(**{**{f: getattr(made, f) for f in made.__slots__}, "facts": (one,)})


@pytest.mark.parametrize("name", changed_by_folding(DIVISIONS))
def test_place_is_found_by_its_name_in_the_table(filled: FactBase, name: str) -> None:
    for given in ({"place": name}, {"union": f"{name}总工会"}, {"subject": name}, {"text": name}):
        found = {row["place"] for row in filled.query(**given)}
        assert stored(name) in found, given
        assert all(place[:2] in (name[:2], *(form[:2] for form in search.forms(name))) for place in found), given
    assert [row["text"] for row in filled.search(name)]


@pytest.mark.parametrize("name", changed_by_folding(SURNAMES))
def test_surname_is_not_taken_for_another_one(filled: FactBase, name: str) -> None:
    """於小青 is not 于小青, though 於 is also the traditional form of a word that is written 于."""
    for given in (f"{name}小青", name):
        assert {row["speaker"] for row in filled.query(speaker=given)} == {f"{stored(name)}小青"}


@pytest.mark.parametrize(("word", "forms"), [
    ("送溫暖", ("送温暖",)), ("乾安縣", ("乾安县",)), ("乾旱", ("乾旱", "干旱")), ("工会", ("工会",)),
    ("abc", ("abc",)), ("乾隆", ("乾隆",)), ("", ("",)),
])  # fmt: skip
def test_forms_of_a_word(word: str, forms: tuple[str, ...]) -> None:
    assert search.forms(word) == forms


def test_words_in_one_form_or_another_must_all_occur() -> None:
    assert search.match_of("乾旱 補助") == '("乾 旱" OR "干 旱") AND "补 助"'

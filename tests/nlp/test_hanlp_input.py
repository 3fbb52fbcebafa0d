"""What a HanLP model is given, where its tokens stand, and how its answers are read: no model is needed for that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteers
from extractors.borders import Words
from extractors.model import Span
from pipeline.nlp import hanlp_input, reader
from pipeline.nlp.hanlp_names import HanlpNames, Spans, Tasks, labels, spans_of
from pipeline.text import sentences

texts = st.text(alphabet="福州市总工会高建平说，。投入12万元 \n\u3000A工人", max_size=60)


def words(text):
    return Words.of(reader.pipeline().tokenizer(text))


@settings(deadline=None)
@given(texts)
@pytest.mark.parametrize("units", ["characters", "words"])
def test_tokens_are_the_characters_of_the_text_at_their_place(units, text):
    spans = sentences.split(text)
    pieces = list(hanlp_input.pieces(words(text), spans, units))
    seen = "".join(text[a:b] for piece in pieces for a, b in piece.tokens)
    assert "".join(seen.split()) == "".join(text.split())
    for piece in pieces:
        assert piece.tokens
        assert {len(values) for values in piece.fields.values()} == {len(piece.tokens)}
        assert [a for a, _ in piece.tokens] == sorted({a for a, _ in piece.tokens})


def test_a_character_knows_its_place_in_its_word_and_digits_are_alike():
    text = "总工会 投入37万元"
    piece = hanlp_input.characters(words(text), Span(0, len(text)))
    assert "".join(piece.fields["token"]) == "总工会投入00万元"
    assert piece.fields["word"] == ["Bn", "In", "En", "Bv", "Ev", "Bm", "Im", "Im", "Em"]


def test_a_long_sentence_is_cut_at_a_pause():
    text = "职工" * 150 + "，" + "工会" * 120 + "。"
    pieces = list(hanlp_input.pieces(words(text), [Span(0, len(text))], "characters"))
    assert [(p.start, len(p.text)) for p in pieces] == [(0, 301), (301, 241)]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="福州市总工会A1", min_size=1, max_size=3), max_size=8), st.data())
def test_tokens_are_found_again_whatever_white_space_the_model_dropped(tokens, data):
    text = ""
    for token in tokens:
        text += data.draw(st.sampled_from(["", " ", "\u3000", "\n "])) + token
    spans = hanlp_input.align(text, tokens, 5)
    assert spans is not None
    assert [text[a - 5 : b - 5] for a, b in spans] == tokens


@pytest.mark.parametrize("tokens", [["福州", "县"], ["福州"], ["福", "", "州市"], ["州市"]])
def test_tokens_that_are_not_of_the_text_align_nowhere(tokens):
    assert hanlp_input.align("福州市", tokens, 0) is None


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("O B-nr I-nr O", [(1, 2, "nr")]),
        ("B-nr B-nr I-nt I-nt", [(0, 0, "nr"), (1, 1, "nr"), (2, 3, "nt")]),
        ("I-nr I-nr", [(0, 1, "nr")]),
        ("S-nr B-nt M-nt E-nt S-nr", [(0, 0, "nr"), (1, 3, "nt"), (4, 4, "nr")]),
        ("B-nt I-nt O E-nt", [(0, 1, "nt"), (3, 3, "nt")]),
        ("U-nr B-nt L-nt", [(0, 0, "nr"), (1, 2, "nt")]),
        ("", []),
    ],
)
def test_tags_of_any_scheme_and_broken_ones_tell_what_they_can(tags, names):
    assert spans_of(tags.split()) == names


class Tagger:
    """Stands in for HanLP's taggers over words: names 高建平, 福州 and 12万元, of any number of words, in any order."""

    def __call__(self, batch, batch_size):
        of = {"高建平": "PERSON", "福州": "GPE", "12万元": "MONEY"}
        for tokens in batch:
            assert tokens, "HanLP raises at an empty sentence"
            runs = [(a, b) for a in range(len(tokens)) for b in range(a + 1, len(tokens) + 1)]
            found = [("".join(tokens[a:b]), a, b) for a, b in runs]
            yield [(name, of[name], a, b) for name, a, b in reversed(found) if name in of]


class ManyTasks:
    """Stands in for HanLP's models of several tasks, which cut words themselves and drop white space."""

    def __init__(self, task="ner/msra", change=""):
        self.tasks = {"tok/fine": None, task: None, "ner/ontonotes": None, "dep": None}
        self.change = change

    def __call__(self, batch, tasks):
        assert all(text.strip() for text in batch)
        tokens = [list("".join(text.split())) for text in batch]
        names = []
        for n, each in enumerate(tokens):
            at = "".join(each).find("高建平")
            names.append([("高建平", "nr", at, at + 3)] if at >= 0 else [])
            if self.change:
                tokens[n][0] = self.change
        return {"tok/fine": tokens, tasks: names}


def found(reader_, text):
    spans = [*sentences.split(text)]
    return [(text[a:b], label) for (a, b), label, _ in HanlpNames(reader_).propose(words(text), spans)]


TEXT = "福州 高建平说，投入12万元。\n\n高建平\u3000来了。"


def test_names_of_tokens_are_spans_of_the_text_in_its_order():
    assert found(Spans(Tagger()), TEXT) == [("福州", "PLACE"), ("高建平", "PERSON"), ("高建平", "PERSON")]


def test_names_of_a_model_that_cuts_words_itself_are_spans_of_the_text():
    assert found(Tasks(ManyTasks()), TEXT) == [("高建平", "PERSON"), ("高建平", "PERSON")]


def test_a_sentence_whose_characters_the_model_changed_yields_nothing():
    assert found(Tasks(ManyTasks(change="Ａ")), TEXT) == []


@pytest.mark.parametrize("task", ["ner/msra", "ner/pku", "ner"])
def test_the_task_for_names_is_found(task):
    model = ManyTasks(task)
    if task == "ner":
        del model.tasks["ner/ontonotes"]
    assert found(Tasks(model), TEXT)


def test_a_model_without_names_is_told():
    from pipeline.errors import ConfigError

    model = ManyTasks()
    model.tasks = {"tok": None, "dep": None}
    with pytest.raises(ConfigError, match="finds no names: its tasks are tok, dep"):
        Tasks(model)


def test_labels_of_all_three_tag_sets_lead_to_ours():
    sets = {tag_set: set() for tag_set in ("MSRA", "PKU", "OntoNotes")}
    for row in gazetteers.rows("name_labels"):
        for tag_set in row["tag_sets"].split():
            if tag_set in sets and row["label"] in labels():
                sets[tag_set].add(labels()[row["label"]])
    assert all(each == {"PERSON", "ORG", "PLACE"} for each in sets.values()), sets
    assert "DATE" not in labels()

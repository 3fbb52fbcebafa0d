"""Sets in CoNLL form: what is read, in every scheme, and what is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.run import bio

NAMES = (((2, 5), "LOC"), ((5, 8), "PER"), ((9, 10), "PER"))
TEXT = "他在南平市高建平和丁说"

TAGS = {
    "BIO": "O O B-LOC I-LOC I-LOC B-PER I-PER I-PER O B-PER O",
    "IOB1": "O O I-LOC I-LOC I-LOC I-PER I-PER I-PER O I-PER O",
    "BIOES": "O O B-LOC I-LOC E-LOC B-PER I-PER E-PER O S-PER O",
    "BMES": "O O B-LOC M-LOC E-LOC B-PER M-PER E-PER O S-PER O",
    "BILOU": "O O B-LOC I-LOC L-LOC B-PER I-PER L-PER O U-PER O",
}


def write(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "set.txt"
    path.write_bytes(text.encode(encoding))
    return path


def rows(tags: str, text: str = TEXT, sep: str = "\t") -> str:
    return "".join(f"{c}{sep}{t}\n" for c, t in zip(text, tags.split(), strict=True))


@pytest.mark.parametrize("sep", ["\t", " ", "  ", "\tNN\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("scheme", TAGS)
def test_every_scheme_says_the_same(tmp_path, scheme, sep, end):
    read = bio.read(write(tmp_path, rows(TAGS[scheme], sep=sep).replace("\n", end)))
    assert read.scheme == scheme
    assert read.units == "characters"
    assert [(s.text, s.names) for s in read.sentences] == [(TEXT, NAMES)]
    assert read.broken == []


def test_iob1_begins_with_b_only_right_behind_a_name_of_its_label(tmp_path):
    read = bio.read(write(tmp_path, rows("I-PER I-PER B-PER I-PER O I-PER", "王一李二和张")))
    assert read.scheme == "IOB1"
    assert [span for span, _ in read.sentences[0].names] == [(0, 2), (2, 4), (5, 6)]


def test_words_are_put_together_and_latin_ones_kept_apart(tmp_path):
    read = bio.read(write(tmp_path, "国际 B-ORG\n劳工 I-ORG\n组织 I-ORG\nILO I-ORG\n2020 O\n年 O\n"))
    assert read.units == "words"
    assert read.sentences[0].text == "国际劳工组织ILO 2020年"
    assert read.sentences[0].names == (((0, 9), "ORG"),)


def test_single_latin_characters_are_not_kept_apart(tmp_path):
    assert bio.read(write(tmp_path, "I\tB-X\nL\tI-X\nO\tI-X\n")).sentences[0].text == "ILO"


def test_blank_lines_heads_and_comments_part_sentences_or_are_passed_over(tmp_path):
    text = "\ufeff-DOCSTART- O\n\n# text = 王说\n王\tB-PER\n说\tO\n\n \n\n# O\n福\tB-LOC\n"
    read = bio.read(write(tmp_path, text))
    assert [(s.text, s.line) for s in read.sentences] == [("王说", 4), ("#福", 9)]


def test_a_tag_that_continues_nothing_is_counted_and_begins_a_name(tmp_path):
    read = bio.read(write(tmp_path, "王\tB-PER\n说\tI-LOC\n\n二\tI-PER\n"))
    assert read.scheme == "BIO"
    assert read.broken == [2, 4]
    assert [s.names for s in read.sentences] == [(((0, 1), "PER"), ((1, 2), "LOC")), (((0, 1), "PER"),)]


def test_a_set_without_names_has_no_scheme(tmp_path):
    assert bio.read(write(tmp_path, "王\tO\n")).scheme == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("王\tB-PER\n说\n", "line 2"),
        ("王\tB-PER\n说\tQ-PER\n", "line 2"),
        ("王\tB-PER\n说\tO-PER\n", "line 2"),
        ("王\tB-PER\n说\tB\n", "line 2"),
        ("王\tB-PER\n\tO\n", "line 2"),
        ("王\tM-PER\n二\tU-PER\n", "mixes schemes"),
        ("\n\n", "no sentence"),
        ("", "no sentence"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path, text, says):
    with pytest.raises(InputError, match=says):
        bio.read(write(tmp_path, text))


def test_other_encodings_are_refused_with_their_line(tmp_path):
    with pytest.raises(InputError, match=r"set\.txt:2 is not UTF-8"):
        bio.read(write(tmp_path, "A\tO\n王\tO\n", "gb18030"))


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        bio.read(tmp_path / "none.txt")


spans = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from("AB")), max_size=6)


@settings(deadline=None)
@given(spans)
def test_names_written_in_any_scheme_come_back(tmp_path_factory, gaps):
    tags: dict[str, list[str]] = {scheme: [] for scheme in ("BIO", "BIOES")}
    names, at = [], 0
    for gap, size, label in gaps:
        at += gap
        names.append(((at, at + size), label))
        for each in tags.values():
            each.extend(["O"] * gap)
        inner = [f"I-{label}"] * (size - 1)
        tags["BIO"] += [f"B-{label}", *inner]
        tags["BIOES"] += [f"S-{label}"] if size == 1 else [f"B-{label}", *inner[1:], f"E-{label}"]
        at += size
    for scheme, each in tags.items():
        path = tmp_path_factory.mktemp("bio") / scheme
        path.write_text("".join(f"字\t{tag}\n" for tag in [*each, "O"]), encoding="utf-8")
        read = bio.read(path)
        assert list(read.sentences[0].names) == names
        assert read.broken == []


@settings(deadline=None)
@given(st.text(alphabet="王 \t\nBIOES-PL#\r", max_size=60))
def test_whatever_stands_in_a_file_it_is_read_or_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("bio") / "any"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        read = bio.read(path)
    except InputError:
        return
    for sentence in read.sentences:
        ends = [0, *(x for span, _ in sentence.names for x in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(sentence.text)

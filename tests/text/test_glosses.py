from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT

from pipeline.text.align import Text
from pipeline.text.glosses import CODES, undo

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


GLOSSED = "會報當為優醫數請驗開發問場級組織鄉員區實業經網點"
PLAIN = st.text(st.sampled_from(GLOSSED + "工的一人在有年月日市省和12。,“”"), min_size=1, max_size=40)


def gloss(text: str, only: str = GLOSSED) -> str:
    """Write a gloss behind each character, as a tool that knows characters would."""
    return "".join(f"{c}({PINYIN_DICT[ord(c)].split(',')[0]})" if c in only else c for c in text)


def gloss_bytes(text: str, characters: str) -> str:
    """Write glosses on GBK bytes, as the tool did that broke characters, and read the bytes as a browser does."""
    raw = text.encode("gbk")
    for char in characters:
        pair = char.encode("gbk")
        raw = raw.replace(pair, pair + f"({PINYIN_DICT[ord(char)].split(',')[0]})".encode("gbk"))
    shown, at = "", 0
    while at < len(raw):
        step = 1 if raw[at] < 0x80 else 2
        part = raw[at : at + step]
        if step == 2 and (len(part) < 2 or part[1] < 0x40):
            shown += "?"
        else:
            shown += part.decode("gbk", "ignore")
        at += step
    return shown


@pytest.mark.parametrize("case", load("glosses"), ids=lambda c: c["out"][:12])
def test_glosses_are_undone(case: dict[str, str]) -> None:
    text, problems = undo(Text.of(case["in"]))
    assert text.text == case["out"]
    assert [p.code for p in problems] == ([case["problem"]] if "problem" in case else [])


@pytest.mark.parametrize("case", load("glosses_negative"), ids=lambda c: c["in"][:12])
def test_what_is_no_gloss_stays(case: dict[str, str]) -> None:
    assert undo(Text.of(case["in"]))[0].text == case["in"]


def test_a_character_maps_to_itself_and_its_gloss() -> None:
    source = "50余場(chǎng)演出"
    text, _ = undo(Text.of(source))
    assert source[slice(*text.source_span(0, 4))] == "50余場(chǎng)"


def test_restored_characters_map_to_what_holds_their_bytes() -> None:
    source = "她們?yōu)槿罕娝歪t(yī)到家"
    text, _ = undo(Text.of(source))
    held = [source[a:b] for a, b in zip(text.starts, text.ends, strict=True)]
    assert held == ["她", "們", "?yōu)槿", "槿罕", "罕娝", "娝歪", "歪t(yī)", "到", "家"]


@pytest.mark.parametrize(
    "text",
    [
        "志愿者為群眾送醫送藥,天天如此。",
        "日報記者到當地走訪。",
        "他在日報上讀到消息。",
        "市總工會組織優秀會員參加。",
        "因為有了驛站,大家都說好。",
    ],
)
def test_bytes_broken_by_glosses_come_back(text: str) -> None:
    assert undo(Text.of(gloss_bytes(text, "優醫請數當報會驗開")))[0].text == text


def test_what_cannot_be_proved_is_marked() -> None:
    damaged = gloss_bytes("撥款下撥100萬元", "聯")
    text, problems = undo(Text.of(damaged))
    assert "?" in damaged
    assert "100" not in text.text
    assert {p.code for p in problems} == {"lost-bytes"}


@given(PLAIN)
def test_glosses_added_by_rule_and_undone_give_the_text_back(text: str) -> None:
    assert undo(Text.of(gloss(text)))[0].text == text


@given(st.text(st.sampled_from("會報們?(（)）huìyōubàoqǐngt槿罕娝歪,M?\ufffd。 "), max_size=40))
def test_never_raises_and_keeps_the_map_monotone(text: str) -> None:
    plain, problems = undo(Text.of(text))
    assert list(plain.starts) == sorted(plain.starts)
    assert list(plain.ends) == sorted(plain.ends)
    assert {p.code for p in problems} <= set(CODES)

"""The damage that tests and samples use is the damage that real copies show."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st


def _load() -> ModuleType:
    name = "unionfacts_tests_damage"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("damage.py"))
        assert spec and spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


damage = _load()
CLEAN = st.text(alphabet="福州市总工会服务职工３0123456789万元，。\n“”日报导场", max_size=60)


def test_glosses_stand_behind_known_characters_only() -> None:
    assert damage.glosses("導報").text == "導(dǎo)報(bào)"
    assert damage.glosses("工人").text == "工人"


@pytest.mark.parametrize(
    ("clean", "spoilt"),
    [("日報", "日?qǐng)?bào)"), ("工會", "工會(huì)"), ("們為群眾", "們?yōu)槿罕?")],
)
def test_shifted_glosses_show_what_the_byte_tool_left(clean: str, spoilt: str) -> None:
    assert damage.shifted_glosses(clean).text == spoilt


@pytest.mark.parametrize(
    ("clean", "spoilt"), [("首页", "棣栭〉"), ("余人", "浣欎汉"), ("万元", "涓囧厓"), ("，", "锛?")]
)
def test_mojibake_of_utf8_read_as_gbk(clean: str, spoilt: str) -> None:
    assert damage.mojibake_gbk(clean).text == spoilt


def test_mojibake_of_utf8_read_as_windows_1252() -> None:
    assert damage.mojibake_cp1252("“").text == "â€œ"


def test_hard_wrap_cuts_numbers() -> None:
    assert damage.hard_wrap("共1500元", 3).text == "共15\n00元"


def test_damage_adds_up_and_keeps_the_way_back() -> None:
    clean = "工会筹资1500元"
    spoilt = damage.hard_wrap(damage.glosses(damage.traditional(clean)), 4)
    start, end = spoilt.span(clean.index("1500元"), len(clean))
    assert spoilt.text[start:end].replace("\n", "") == "1500元"


def test_traditional_refuses_a_configuration_that_changes_the_length() -> None:
    with pytest.raises(ValueError, match="length"):
        damage.traditional("内存", "s2twp")


@given(CLEAN)
def test_origins_point_at_the_clean_characters(clean: str) -> None:
    for spoil in (
        damage.glosses,
        damage.full_width,
        damage.hard_wrap,
        damage.noise,
        damage.mojibake_gbk,
        damage.mojibake_cp1252,
        damage.shifted_glosses,
    ):
        spoilt = spoil(clean)
        assert len(spoilt.text) == len(spoilt.origin)
        known = [o for o in spoilt.origin if o >= 0]
        assert known == sorted(known)
        assert all(0 <= o < len(clean) for o in known)


@given(CLEAN, st.integers(0, 9), st.sampled_from(["discuz", "phpwind"]))
def test_noise_taken_out_by_origin_leaves_the_clean_text(clean: str, seed: int, style: str) -> None:
    spoilt = damage.noise(clean, seed, style, inside=2)
    assert "".join(c for c, o in zip(spoilt.text, spoilt.origin, strict=True) if o >= 0) == clean

"""Numerals: what a number written in Arabic digits, Chinese characters or a mixture of both is worth.

The grammar is exact (``decimal.Decimal`` throughout) and reads what news writes: ``1,623.2``, ``3万4000``,
``2万8,023``, ``一点五亿``, ``二十万亿``, ``壹佰贰拾叁万``, ``3400多万``, ``三十几万``, ``数十``, ``30—50``,
``1—3万``, ``一两百万``, ``三分之一``, ``百分之二十``, ``七成六``, ``1∶2``. It says nothing about units or
about whether a numeral counts anything: that is the business of :mod:`extractors.quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from extractors import numeral_notation
from extractors.model import Modifier, Span
from extractors.numeral_values import CHINESE, Reading, evaluate

Form = Literal["number", "fraction", "percent", "tenths", "discount", "half", "ratio", "notation"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at its place.

    Attributes:
        span: where it stands, inner 多 余 来 几 included.
        value: what it is worth, or None where it names no figure (数十, 几百, 十几). The value of a percentage
            is in per cent (百分之二十: 20), of tenths too (七成六: 76); of fractions and ratios it is the quotient.
        high: upper end of a range (30—50, 七八, 一两百万), else None.
        form: how it is written. "percent" is 百分之, 千分之 or a figure before a per-cent sign; "tenths" is 成,
            "discount" 折 (八折: 80 per cent of the price), "notation" what formulae use (2e5, 3/5, 40k, 五十打).
        modifier: over for inner 多 余 来 几; about for 数十, 十几 and 七八; else exact.
        chinese: whether it has no Arabic digit.
        bare: whether it starts with 百 千 万 or 亿 and no digit before it (百万, 千余), which idioms and names like.
    """

    span: Span
    value: Decimal | None
    high: Decimal | None = None
    form: Form = "number"
    modifier: Modifier = "exact"
    chinese: bool = False
    bare: bool = False


_GROUPED = (  # 1 260万: groups of three after one kind of space, where a Chinese word stands right before the figure
    r"(?<=[\u4e00-\u9fff（，、；：])(?<![第表图组号章节款页卷期版楼栋室线路月日年时])[1-9][0-9]{0,2}"
    r"(?:(?: [0-9]{3})+|(?:\u00a0[0-9]{3})+)(?![0-9]|[ \u00a0][0-9])"
)
_COMMAS = r"[0-9０-９]{1,3}(?:[,，\u2009\u202f][0-9０-９]{3})+(?![0-9０-９])"
_ARABIC = rf"(?:{_GROUPED}|{_COMMAS}|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
_UNIT_GUARD = (
    r"(?:千(?![米克瓦伏卡])|百(?!分[之点])|(?<=[0-9０-９一二两三四五六七八九壹])百(?=分之)|(?<![先预征吉凶])兆(?![瓦赫帕字比])"
    r"|[十廿卅拾佰仟万萬亿億])"
)
_DIGIT = "[" + "".join(k for k in CHINESE if k not in "点點") + "]"
_ATOM = rf"(?:{_ARABIC}|{_UNIT_GUARD}|{_DIGIT})"
_FUZZ = r"(?:[多余餘]|来(?=[十百千万亿]|[^自到源信访者电往看说年])|來(?=[^自到源信訪者]))"
_RUN = re.compile(
    rf"(?:[几幾数數](?=[十百千万萬亿億]|10(?![0-9])))?{_ATOM}"
    rf"(?:{_ATOM}|[点點](?=[零〇一二三四五六七八九壹贰貳叁肆伍陆陸柒捌玖0-9])|{_FUZZ}|(?:[几幾](?![何乎个位名年天次家])|(?<=[十百千零])[几幾](?=[个位名年天次家]))"
    r"|(?<=[0-9０-９])[ \u00a0](?=[多余餘]?[万萬亿億])){0,48}+"
)
_SIGN = "负負-－−"
_OVER_FEN = re.compile(rf"分之(?=[负負]?{_ATOM})")
_PERCENT_HEAD = re.compile(
    r"(?<![0-9０-９一二两三四五六七八九十壹])(?P<base>[百佰千仟万萬亿億]+)分之(?P<sign>[负負-]?)"
)
_TENTHS = re.compile(
    rf"(?P<left>{_DIGIT}[点點]{_DIGIT}|十|半|{_ARABIC}|{_DIGIT})成"
    rf"(?P<right>半|{_DIGIT}(?!个(?!案)|[十百千万亿名家项]|点(?![一二三四五六七八九0-9]))|[1-9](?![0-9０-９.．%％十百千万亿个名家项人户位年月]))?"
)
_DISCOUNT = re.compile(
    rf"(?:(?P<ten>{_DIGIT})[点點]?(?P<one>{_DIGIT})|(?P<n>{_DIGIT}|半|[0-9０-９][.．][0-9０-９]|[0-9０-９]{{1,2}}))"
    r"折(?![叠页旧线腰射返腾磨扇合断中子])|(?<=打)[对對]折"
)
_TENTHS_NOT = re.compile(
    r"(?:(?<![近超逾约過过达達有中占佔员者工民人][二两三四五六七八九]成)[为為]|[立功果效长長绩績都交分型套不婚色语語才见見]|[员員](?!工(?!会))|年(?!轻)|人(?![员員才])|品(?![牌种])|本(?!地)"
    r"|就(?![业業读診诊])|群(?![众眾])|行(?![业業])|熟(?![练練悉])|名(?!师))"
)
_HALF = re.compile(r"(?:一半|(?<=[过近超達达])半数?(?=[^年个天小月])|半数)")
_RATIO = re.compile(r"(?<![0-9:∶：.])([0-9]{1,5}(?:\.[0-9]+)?)[:∶：]([0-9]{1,5}(?:\.[0-9]+)?)(?![0-9:∶：])")
_TO = re.compile(r"\s?(?:[—–―-]{1,2}|[~～∼〜－﹣-]|至|到)\s?")
_SPREAD = re.compile(r"[^，。；、0-9]{0,6}?(?:不等|之间)")
"""After 由3万至9万元: one range, no change from one figure to the other."""
_SCALES = re.compile(r"[百千万萬亿億兆]+$")

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_ARABIC_START = _DIGITS | {".", "．"}
_HUNDREDS = frozenset("百佰千仟万萬亿億")
_WORDS = frozenset("伍陆陸肆拾")  # alone these are words: 队伍, 大陆, 放肆, 收拾
_NOT_DOZEN = frozenset("造电击扫通卡下算工印开响破赢拼包官架乱断车假了过好拐黑出入得")


def parse(surface: str) -> Numeral | None:
    """The numeral that ``surface`` is, all of it.

    Returns:
        None if the surface is not one whole numeral (after white space at both ends).
    """
    text = surface.strip()
    if not text:
        return None
    for numeral in _scan(text, signs=True):
        return numeral if numeral.span == (0, len(text)) else None
    return None


def find(text: str) -> tuple[Numeral, ...]:
    """All numerals of ``text`` in order, not overlapping, the longest at each place.

    Linear in the length of the text. A minus sign or 负 before a figure belongs to it.
    """
    return tuple(_scan(text, signs=True))


_ANY = re.compile(
    rf"[0-9０-９{''.join(CHINESE)}十百千万萬亿億兆廿卅拾佰仟几幾数數半]"
    r"|(?<=打)[对對](?=折)|(?<![0-9.．])[.．](?=[0-9０-９])"
)


def _scan(text: str, signs: bool) -> Iterator[Numeral]:
    at = 0
    while (hit := _ANY.search(text, at)) is not None:
        numeral = _at(text, hit.start(), signs)
        if numeral is None:
            run = _RUN.match(text, hit.start())
            long = run is not None and (text[hit.start()] in _DIGITS or run.end() - hit.end() > 24)
            at = max(hit.end(), run.end()) if run is not None and long else hit.end()  # keeps the scan linear
            continue
        numeral = _range(text, numeral)
        yield numeral
        at = max(numeral.span.end, hit.end())


def _at(text: str, at: int, signs: bool) -> Numeral | None:
    """The numeral that starts at ``at``."""
    first = text[at]
    arabic = first in _ARABIC_START
    if arabic:
        if (m := _RATIO.match(text, at)) and Decimal(m[2]) != 0:
            return Numeral(Span(at, m.end()), Decimal(m[1]) / Decimal(m[2]), form="ratio")
        if note := numeral_notation.read(text, at):
            signed = bool(signs and at and text[at - 1] in _SIGN and _signed(text, at))
            return Numeral(Span(at - signed, note[1]), -note[0] if signed else note[0], form="notation")
    elif first in _HUNDREDS and (m := _PERCENT_HEAD.match(text, at)):
        return _percentage(text, at, m)
    if first in "一两" and first in (text[at - 1 : at], text[at + 1 : at + 2]):  # 一一, 两两: one by one
        return None
    near = text[at : at + 4]  # 七点五成, 九点五折: the longest of them but for tenths in Arabic digits
    tenths = _TENTHS.match(text, at) if arabic or "成" in near else None
    if tenths and (tenths["right"] or not _TENTHS_NOT.match(text, tenths.end())):
        return _tenths(at, tenths)
    if "折" in near and (m := _DISCOUNT.match(text, at)):
        return _discount(at, m)
    if first in "半一":
        if text.startswith("半百", at):
            return Numeral(Span(at, at + 2), Decimal(50), chinese=True)
        if m := _HALF.match(text, at):
            return Numeral(Span(at, m.end()), Decimal("0.5"), form="half", chinese=True)
    run = _RUN.match(text, at)
    if run is None:
        return None
    reading, end = _longest(run[0], at)
    if reading is None or text[at:end] in _WORDS:
        return None
    if text[end : end + 1] == "打" and reading.value is not None and text[end + 1 : end + 2] not in _NOT_DOZEN:
        return Numeral(Span(at, end + 1), reading.value * 12, reading.high and reading.high * 12, form="notation")
    if (mixed := _mixed(text, at, end, reading, signs)) is not None:
        return mixed
    if (m := _OVER_FEN.match(text, end)) and reading.value and reading.high is None:
        whole = _fraction(text, at, reading, m)
        if whole is not None:
            minus = bool(signs and at and text[at - 1] in "负負")
            quotient = -whole.value if minus and whole.value else whole.value
            return replace(whole, span=Span(at - minus, whole.span.end), value=quotient)
    start = at
    value: Decimal | None = reading.value
    high = reading.high
    if signs and at and text[at - 1] in _SIGN and value is not None and high is None and _signed(text, at):
        start, value = at - 1, -value
    numeral = Numeral(Span(start, end), value, high, "number", reading.modifier, reading.chinese, reading.bare)
    if text[end : end + 1] in ("%", "％", "‰"):
        scale = Decimal("0.1") if text[end] == "‰" else Decimal(1)
        share = value * scale if value is not None else None
        return replace(numeral, span=Span(start, end + 1), form="percent", value=share)
    return numeral


def _fraction(text: str, at: int, below: Reading, over: re.Match[str]) -> Numeral | None:
    """三分之一, 五百分之2333: the figure after 分之 by the one before it."""
    minus = text[over.end()] in "负負"
    run = _RUN.match(text, over.end() + minus)
    top, end = _longest(run[0], run.start()) if run else (None, 0)
    if top is None or top.value is None or top.high is not None or not below.value:
        return None
    chinese = not any(c.isdigit() and c not in CHINESE for c in text[at:end])
    return Numeral(Span(at, end), (-top.value if minus else top.value) / below.value, form="fraction", chinese=chinese)


def _mixed(text: str, at: int, end: int, whole: Reading, signs: bool) -> Numeral | None:
    """三百五十又三分之一: a whole and a fraction."""
    if text[end : end + 1] != "又" or whole.value is None:
        return None
    run = _RUN.match(text, end + 1)
    below, stop = _longest(run[0], end + 1) if run else (None, 0)
    over = _OVER_FEN.match(text, stop) if below is not None and below.value else None
    rest = _fraction(text, end + 1, below, over) if below is not None and over is not None else None
    if rest is None or rest.value is None:
        return None
    minus = bool(signs and at and text[at - 1] in "负負")
    value = whole.value + rest.value
    return Numeral(Span(at - minus, rest.span.end), -value if minus else value, form="fraction")


def _signed(text: str, at: int) -> bool:
    """Whether the sign before ``at`` is a sign and not a dash between two things (A-1, 3-5)."""
    if text[at - 1] in "负負":
        return text[at - 2 : at - 1] not in ("减", "減")  # 为2207人减负1169万元
    return at == 1 or not (text[at - 2].isalnum() or text[at - 2] in "-－）)")


def _percentage(text: str, at: int, head: re.Match[str]) -> Numeral | None:
    base = evaluate(head["base"])
    if base is None or not base.value:
        return None
    scale = Decimal(100) / base.value * (-1 if head["sign"] else 1)
    if note := numeral_notation.read(text, head.end()):
        return Numeral(Span(at, note[1]), note[0] * scale, form="percent")
    run = _RUN.match(text, head.end())
    if run is None:
        return None
    reading, end = _longest(run[0], head.end())
    if reading is None or reading.value is None:
        return None
    high = None if reading.high is None else reading.high * scale
    return Numeral(Span(at, end), reading.value * scale, high, "percent", reading.modifier, reading.chinese)


def _tenths(at: int, m: re.Match[str]) -> Numeral | None:
    if m["left"] == "半":
        return None if m["right"] else Numeral(Span(at, m.end()), Decimal(5), form="tenths", chinese=True)
    left, _ = _longest(m["left"], 0)
    if left is None or left.value is None or left.value > 10:
        return None
    if m["right"] is None:
        more = Decimal(0)
    elif m["right"] == "半":
        more = Decimal(5)
    else:
        digit = evaluate(m["right"])
        more = digit.value if digit is not None and digit.value is not None else Decimal(0)
    return Numeral(Span(at, m.end()), left.value * 10 + more, form="tenths", chinese=left.chinese)


def _discount(at: int, m: re.Match[str]) -> Numeral:
    """打对折: 50, 八折: 80, 七五折 and 75折: 75, 9.9折: 99."""
    figure = m["n"]
    if m["ten"]:
        value = Decimal(10 * CHINESE[m["ten"]] + CHINESE[m["one"]])
    elif figure in (None, "半"):
        value = Decimal(50)
    else:
        reading = evaluate(figure)
        value = reading.value if reading is not None and reading.value is not None else Decimal(0)
        value = value if value >= 10 else value * 10
    chinese = not any(c.isdigit() and c not in CHINESE for c in m[0])
    return Numeral(Span(at, m.end()), value, form="discount", chinese=chinese)


def _longest(run: str, at: int) -> tuple[Reading | None, int]:
    """The reading of the longest prefix of ``run`` that is one number, and where that ends in the text."""
    reading = evaluate(run)
    if reading is not None:
        return reading, at + len(run)
    least = max(1, len(run) - 24)  # a run that is no number up to here is not one at all; keeps the scan linear
    for cut in range(len(run) - 1, least - 1, -1):
        if run[cut - 1] in ",，.．点點":
            continue
        reading = evaluate(run[:cut])
        if reading is not None:
            return reading, at + cut
    return None, at


def _range(text: str, left: Numeral) -> Numeral:
    """``left``, widened by a second numeral after 至 到 — ~ if both make a range that rises.

    Where only the right side has a scale (1—3万, 10至20亿) readers carry it to the left, if the left figure is the
    smaller one as it stands.
    """
    if left.value is None or left.high is not None or left.form not in ("number", "percent"):
        return left
    joint = _TO.match(text, left.span.end)
    if joint is None or joint.end() >= len(text):
        return left
    right = _at(text, joint.end(), signs=False)
    if right is None or right.value is None or right.high is not None or right.form not in ("number", "percent"):
        return left
    if (
        joint[0].strip() in ("至", "到")
        and text[left.span.start - 1 : left.span.start] in ("从", "由", "自", "從")
        and (not _SPREAD.match(text, right.span.end))
    ):
        return left
    if right.bare or (left.form == "percent" and right.form != "percent"):
        return left
    surface = text[left.span.start : left.span.end]
    if joint[0].strip() in "-－—–―﹣" and (surface.startswith("0") and "." not in surface):
        return left
    low = left.value
    scales = _SCALES.search(text[right.span.start : right.span.end].rstrip("多余餘"))
    if scales and right.form == "number" and not any(c in surface for c in "百千万萬亿億兆"):
        scale = evaluate("一" + scales[0])
        if scale is not None and scale.value and low * scale.value < right.value:
            low *= scale.value
    if low >= right.value:
        return left
    modifier = right.modifier if right.modifier != "exact" else left.modifier
    span = Span(left.span.start, right.span.end)
    return replace(left, span=span, value=low, high=right.value, form=right.form, modifier=modifier)

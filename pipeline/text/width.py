"""One form for each sign: ASCII digits and letters, full-width punctuation beside Chinese, plain spaces, “” quotes."""

from __future__ import annotations

import re
import unicodedata

from pipeline.text.align import Edit, Text


def _pairs(old: str, new: str) -> dict[int, str]:
    return dict(zip(map(ord, old), new, strict=True))


_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_SIGNS = {
    **dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys(map(ord, "\u2028\u2029\x85\x0b\x0c"), "\n"),
    **_pairs("％＋／～＠＃＄＆＊＝＿＼＾｀｛｜｝＜＞﹪﹢﹣﹦﹟﹠﹡﹩﹫", "%+/~@#$&*=_\\^`{|}<>%+-=#&*$@"),
    **_pairs("﹐﹑﹒﹔﹕﹖﹗﹙﹚｡､･﹁﹂︽︾︿﹀︵︶︻︼︰", "，、．；：？！（）。、·“”《》〈〉（）【】："),
    **_pairs("﹃﹄｢｣〝〞〟„‟＂＇′`", "‘’“”“”””“\"''`"),
    **dict.fromkeys(map(ord, "•‧・∙⋅"), "·"),
    **dict.fromkeys(map(ord, "‐‑−"), "-"),
}  # fmt: skip
_RADICALS = _pairs(
    "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰", "母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙"
)
"""Radicals that some PDF readers give in the place of characters; the Kangxi block is in :data:`_FORMS`."""

_FORMS = {
    code: plain
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF))
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and plain != chr(code)
}
_TABLE = {**_ASCII, **_SIGNS, **_RADICALS, **_FORMS}
_PLAIN = {chr(code): plain for code, plain in _TABLE.items()}
_ANY = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "]")

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]+|\r(?=\n)")
_SQUARE = {"㎡": "平方米", "㎥": "立方米", "㎞": "公里", "㎏": "公斤", "㎜": "毫米", "㎝": "厘米"}
_UNITS = re.compile("[" + "".join(_SQUARE) + "]")

_CORNER = re.compile("[「」『』\n]")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:，\d{3})+(?![\d])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[．：](?=\d)")
_MINUS = re.compile(r"(?<=[0-9A-Za-z])－(?=[0-9A-Za-z])")
_ITEM = re.compile(r"(?m)^([^\S\n]*[一二三四五六七八九十]{1,3})[.．](?=\s*[\u4e00-\u9fff])")

_REACH = 20
"""How many spaces are looked over for a neighbour."""

_PASSES = 20
"""Rounds in which signs make their neighbours full width; deeper nesting than this is no text."""

_WIDE = str.maketrans(",:;!?()", "，：；！？（）")
_NARROW_MARK = re.compile(r"[,:;!?()](?!//)")
_STOP = re.compile(r"(?<![.．])[.．](?![.．])")
_NEAR = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％%‰℃]")
_LATIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_QUOTED = re.compile(r'"([^"\n]{1,200})"')
_APOSTROPHES = re.compile(r"(?<![A-Za-z0-9'])'([^'\n]{1,100})'(?![A-Za-z0-9'])")
_HAN = re.compile(r"[\u3400-\u9fff]")


def fold(text: Text) -> Text:
    """The text with one form for each sign. Idempotent; beside invisible characters nothing is added or dropped.

    Digits, letters, ％ ＋ ／ become ASCII; spaces of any kind one plain space each; line ends ``\\n``; ，．： between
    digits go into the number (１，０００ → 1,000); ASCII punctuation with Chinese beside it becomes full width, ``.``
    that ends a Chinese sentence 。, and 「」 and paired straight quotes “”. ㎡ ㎞ ㎏ are written out.
    """
    drop: list[Edit] = [(m.start(), m.end(), "") for m in _INVISIBLE.finditer(text.text)]
    drop += [(m.start(), m.end(), _SQUARE[m[0]]) for m in _UNITS.finditer(text.text)]
    text = text.edit(drop)
    plain = text.text.replace("\r", "\n") if "\r" in text.text else text.text
    plain = _ANY.sub(lambda m: _PLAIN[m[0]], plain)
    plain = _corners(plain)
    plain = _BETWEEN_DIGITS.sub(lambda m: "." if m[0] == "．" else ":", plain)
    plain = _THOUSANDS.sub(lambda m: m[0].replace("，", ","), plain)
    plain = _MINUS.sub("-", plain)
    plain = _ITEM.sub(r"\1、", plain)
    if '"' in plain:
        plain = _QUOTED.sub(lambda m: _paired(m, "“", "”"), plain)
    if "'" in plain:
        plain = _APOSTROPHES.sub(lambda m: _paired(m, "‘", "’"), plain)
    return text.replace_all("\n".join(map(_widened, plain.split("\n"))))


def _corners(text: str) -> str:
    """「」 and 『』 as Chinese quotes: 『』 are the inner ones only inside of 「」."""
    depth = 0

    def put(match: re.Match[str]) -> str:
        nonlocal depth
        char = match[0]
        if char == "「":
            depth += 1
            return "“"
        if char == "」":
            depth = max(0, depth - 1)
            return "”"
        if char == "\n":
            depth = 0
            return char
        outer = depth == 0
        return ("“" if outer else "‘") if char == "『" else ("”" if outer else "’")

    return _CORNER.sub(put, text) if any(c in text for c in "「」『』") else text


def _paired(match: re.Match[str], opening: str, closing: str) -> str:
    """A pair of straight quotes that holds Chinese, as curly ones."""
    return f"{opening}{match[1]}{closing}" if _HAN.search(match[1]) else match[0]


def _widened(line: str) -> str:
    """One line with ASCII punctuation beside Chinese made full width; repeated until nothing changes."""
    for _ in range(_PASSES):
        chars: list[str] | None = None
        if not line.isascii():
            for match in _NARROW_MARK.finditer(line):
                if _beside_chinese(line, match.start()):
                    chars = chars or list(line)
                    chars[match.start()] = match[0].translate(_WIDE)
            if chars:
                _match_brackets(chars, line)
            for match in _STOP.finditer(line):
                new = _stop(line, match.start())
                if new != match[0]:
                    chars = chars or list(line)
                    chars[match.start()] = new
        if not chars:
            return line
        line = "".join(chars)
    return line


def _neighbours(line: str, at: int) -> tuple[str, str]:
    """The nearest characters that are no spaces; "" at the start, a newline at the end of the line."""
    left = line[max(0, at - _REACH) : at].rstrip(" \t")[-1:]
    right = line[at + 1 : at + 1 + _REACH].lstrip(" \t")[:1]
    return left, right or "\n"


def _beside_chinese(line: str, at: int) -> bool:
    left, right = _neighbours(line, at)
    if left in _LATIN and right in _LATIN:
        return False
    return right == "\n" or bool(_NEAR.match(left) or _NEAR.match(right))


def _match_brackets(chars: list[str], line: str) -> None:
    """A bracket whose partner became full width becomes so too."""
    open_at: list[int] = []
    for i, char in enumerate(chars):
        if char in "(（":
            open_at.append(i)
        elif char in ")）" and open_at:
            j = open_at.pop()
            if (chars[j] in "（") != (char in "）") and (line[j] == "(" or chars[j] == "（"):
                chars[j], chars[i] = "（", "）"


def _stop(line: str, at: int) -> str:
    """What a single point is: 。 at the end of a Chinese sentence, else the ASCII point, or as it was."""
    left, right = line[max(0, at - 1) : at], line[at + 1 : at + 2]
    if left and right and left in _LATIN and right in _LATIN:
        return "."
    if left and (_HAN.match(left) or left in "”’）》】%‰"):
        return "。"
    if left in _LATIN and left.isdigit() and (not right or right in "”’）\n" or _HAN.match(right)):
        before = line[:at].rstrip("0123456789.,")[-1:]
        if before and _HAN.match(before):
            return "。"
    return "." if line[at] == "．" and left in _LATIN else line[at]

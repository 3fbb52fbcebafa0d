"""Inputs that a careless reader would choke on, each family at any size: for the fuzzer and for ``growth``.

A family is a function of a size in characters and gives text, or bytes where what matters is not text. The size is met
within a few per cent. Whoever mends a slow pattern adds the text that showed it here: it is measured ever after.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Family = Callable[[int], "str | bytes"]

_LEAD = "甲县总工会主席王小明介绍，2022年，县总工会"
_SENTENCE = "甲县总工会投入资金86.5万元，新建职工书屋32家，服务职工近4.1万人次，其中农民工占三成五。"

_REPEATED = {
    # digits, numerals and their signs
    "digits": "7",
    "digits-grouped": "1,234,",
    "digits-commas": "1,2,3,4,",
    "digits-points": "1.2.3.",
    "digits-wide": "１２３，",
    "digits-dashes": "1-2—3～",
    "digits-spaced": "1 2 3 ",
    "numerals-one": "一",
    "numerals-big": "亿",
    "numerals-units": "万亿千百",
    "numerals-tens": "十百",
    "numerals-formal": "壹贰叁佰",
    "numerals-zero": "〇零",
    "numerals-vague": "数十几百多",
    "fractions": "三分之二又",
    "hundredths": "百分之",
    "percent": "%",
    "percent-figures": "5%6%",
    "exponents": "2e9",
    "slashes": "1/2/",
    "colons": "1:2:",
    "ordinals": "第",
    "ordinals-figures": "第3第",
    "hedges": "近约超",
    "over": "多余",
    "money": "5元",
    "yuan": "元",
    "people": "3人",
    "per": "每人每",
    "per-figures": "每人5元/",
    "classifiers": "个名位家",
    # dates
    "dates": "2021年",
    "dates-full": "2021年3月4日",
    "dates-ranges": "2021年至",
    "dates-since": "去年以来",
    "dates-months": "3月4月",
    "dates-points": "2021.3.4.",
    "dates-dashes": "2021-03-04-",
    "hours": "12:30:",
    "quarters": "一季度上半年",
    # punctuation
    "pauses": "、",
    "pauses-figures": "5人、",
    "pauses-names": "职工、",
    "pauses-places": "甲县、乙市、",
    "commas": "，",
    "commas-figures": "投入5元，",
    "colons-wide": "：",
    "stops": "。",
    "stops-ascii": ".",
    "stops-spaced": ". ",
    "ellipsis": "…",
    "exclamations": "！",
    "dashes": "—",
    "quotes-open": "“",
    "quotes-close": "”",
    "quotes-pairs": "“”",
    "quotes-straight": "\"'",
    "quotes-speech": "“好。”他说，",
    "brackets-open": "（",
    "brackets-close": "）",
    "brackets-ascii": "(",
    "brackets-mixed": "「（【《",
    "brackets-square": "[",
    "corners": "『",
    "stops-quoted": "。”",
    "dots-middle": "·",
    # words that steer the reading of claims
    "among": "其中",
    "among-figures": "其中5人",
    "and": "和",
    "and-figures": "5人和",
    "of": "的",
    "of-names": "职工的",
    "from-to": "由5人增至",
    "share": "占",
    "share-figures": "占5%",
    "verbs": "投入",
    "verbs-passive": "被",
    "verbs-nouns": "投入资金",
    "said": "介绍说，",
    "said-figures": "王小明介绍，5人",
    "chairs": "主席",
    "people-names": "王小明",
    "people-titles": "主席王小明、",
    "reporters": "记者 王小明 ",
    "reporters-brackets": "（记者王小明）",
    "unions": "工会",
    "unions-names": "甲县总工会",
    "unions-levels": "省市县乡镇",
    "organisations": "有限公司",
    "organisations-names": "甲乙公司、",
    "places": "甲县",
    "places-known": "福州市鼓楼区",
    "places-roads": "东街路口",
    "outlets": "本报讯",
    "han-one-word": "职工",
    "han-rare": "龘靐",
    # characters
    "spaces": " ",
    "spaces-wide": "　",
    "tabs": "\t",
    "breaks": "\n",
    "breaks-cr": "\r",
    "breaks-odd": "\x0b\x0c\x85\u2028",
    "nul": "\0",
    "nul-text": "甲\0",
    "zero-width": "甲\u200b",
    "zero-width-only": "\u200b\u2060",
    "marks-stacked": "e\u0301\u0302\u0303",
    "variation": "甲\ufe0f",
    "bidi": "\u202e甲\u202c",
    "bom": "甲\ufeff",
    "private": "\ue000",
    "private-text": "甲\ue000",
    "noncharacters": "\uffff\ufdd0",
    "unassigned": "\u0378",
    "four-byte": "𠀀",
    "emoji": "👨‍👩‍👧",
    "emoji-flags": "🇨🇳",
    "controls": "\x01\x02\x1b",
    "replaced": "\ufffd",
    "latin": "ab",
    "latin-words": "the union ",
    "latin-accents": "ÃÂ",
    "mojibake-gbk": "涓浗宸ヤ細",
    "mojibake-1252": "â€œä¸­å›½",
    "question-marks": "??",
    "katakana": "アイウ",
    "kangxi": "⼀⼁",
    "squares": "㎡㎞",
    "circled": "①②",
    "traditional": "總工會幹部後來",
    "traditional-mixed": "总工會干部",
    "glosses": "工会(會)",
    "glosses-wide": "会（會）",
    "glosses-shifted": "會会",
    # lines
    "lines-short": "甲县总工会\n",
    "lines-headlines": "甲县总工会召开五届三次全体会议\n",
    "lines-figures": "5人\n",
    "lines-articles": "甲县总工会送清凉\n2024-07-15 来源：甲报\n甲县总工会投入资金12万元，慰问职工1260名。\n\n",
    "lines-bylines": "本报讯（记者王小明）5人。\n",
    "lines-credits": "来源：甲报 记者：王小明 2024-07-15 10:00\n",
    "lines-links": "上一篇：甲 下一篇：乙\n",
    "lines-columns": "甲县总工会送清凉      乙县总工会送温暖      丙县工会办书屋\n",
    "lines-wrapped": "甲县总工会今年以来投入资金\n五十万元建成书屋三\n十家。\n",
    "lines-forum": "发表于 2024-07-15 10:00:00 | 只看该作者\n本帖最后由 甲 于 2024-7-15 编辑\n",
    "lines-mastheads": "甲报 2024年7月15日 星期一 第3版\n",
    "lines-numbered": "一、\n（一）\n1.\n",
    "lines-respaced": "　　　　\n",
    "lines-tables": "甲县\t5\t6人\t7.5%\n",
    "lines-jammer": "甲县總~*工会$^&@#\n",
    # sentences
    "sentences": _SENTENCE,
    "sentences-unstopped": _SENTENCE[:-1] + "，",
    "sentences-unmarked": _SENTENCE[:-1].replace("，", ""),
    "sentences-lines": _SENTENCE + "\n",
    # HTML
    "html-open": "<div>",
    "html-close": "</div>",
    "html-less": "<",
    "html-greater": ">",
    "html-comment": "<!--",
    "html-script": "<script>",
    "html-script-open": "<script ",
    "html-script-missed": "<script></script x",
    "html-comment-missed": "<!-- ->",
    "html-declared": "<!a",
    "html-quoted": '<p a="b',
    "html-apostrophes": "<p a='b",
    "html-hidden": '<p style="display :',
    "html-cdata": "<![CDATA[",
    "html-entities": "&nbsp;",
    "html-entities-broken": "&#x",
    "html-entities-huge": "&#99999999999;",
    "html-amp": "&amp;amp;",
    "html-paragraphs": "<p>甲县总工会投入资金5万元。</p>",
    "html-links": '<a href="x">甲</a>',
    "html-tables": "<table><tr><td>5人",
    "html-fonts": "<font><b><i>",
    "html-breaks": "5人<br>",
    "html-style": '<p style="',
    "html-meta": "<meta charset=",
    "html-title": "<title>甲",
}  # fmt: skip


def _repeat(piece: str, lead: str = "", tail: str = "") -> Family:
    def family(size: int) -> str:
        body = max(1, size - len(lead) - len(tail))
        return lead + piece * (body // len(piece) + 1) + tail

    return family


def _html(inside: Family, before: str = "", after: str = "") -> Family:
    def family(size: int) -> str:
        middle = inside(size)
        assert isinstance(middle, str)
        head = "<html><head><title>甲县总工会送清凉</title></head><body>"
        return f"{head}<p>{_SENTENCE}</p>{before}{middle}{after}<p>{_SENTENCE}</p></body></html>"

    return family


def _nested(opening: str, closing: str, heart: str = "5人") -> Family:
    def family(size: int) -> str:
        depth = max(1, size // (len(opening) + len(closing)))
        return opening * depth + heart + closing * depth

    return family


def _respective(size: int) -> str:
    n = max(2, size // 8)
    names = "、".join(f"甲{i % 97}县" for i in range(n // 2))
    return f"{names}分别投入" + "、".join(f"{i}万元" for i in range(n // 2)) + "。"


def _distinct(size: int) -> str:
    """Ever new words: what is kept by name grows."""
    rng = random.Random(5)
    out: list[str] = []
    total = 0
    while total < size:
        name = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(3))
        out.append(f"{name}县总工会慰问{name}职工{len(out)}人。")
        total += len(out[-1])
    return "".join(out)


def _unions(size: int) -> str:
    rng = random.Random(6)
    surnames = "王李张刘陈杨赵黄周吴"
    out: list[str] = []
    total = 0
    while total < size:
        name = rng.choice(surnames) + chr(rng.randrange(0x4E00, 0x9FA5)) + chr(rng.randrange(0x4E00, 0x9FA5))
        out.append(f"市总工会主席{name}说，{name}公司工会今年筹资{len(out)}万元，市总工会办学{len(out)}次。\n")
        total += len(out[-1])
    return "".join(out)


def _random_han(size: int) -> str:
    rng = random.Random(7)
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(size))


def _random_bytes(size: int) -> bytes:
    return random.Random(8).randbytes(size)


def _random_marks(size: int) -> str:
    rng = random.Random(9)
    return "".join(
        rng.choices("，。、；：？！“”‘’（）《》【】「」0123456789一二三万亿元人年月日第的和其中占分别", k=size)
    )


def _of_words(words: str, seed: int) -> Family:
    parts = words.split()

    def family(size: int) -> str:
        rng = random.Random(seed)
        out: list[str] = []
        total = 0
        while total < size:
            out.append(rng.choice(parts))
            total += len(out[-1])
        return "".join(out)

    return family


FAMILIES: dict[str, Family] = {
    **{name: _repeat(piece) for name, piece in _REPEATED.items()},
    **{
        f"after-{name}": _repeat(piece, _LEAD, "投入资金5万元。\n" + _SENTENCE)
        for name, piece in _REPEATED.items()
        if not name.startswith(("html-", "lines-"))
    },
    **{f"in-{name}": _html(_repeat(_REPEATED[name])) for name in _REPEATED if name.startswith("html-")},
    "in-html-comment-closed": _html(_repeat("甲"), "<!--", "-->"),
    "in-html-attribute": _html(_repeat("甲"), '<p title="', '">'),
    "in-html-attribute-open": _html(_repeat("甲"), '<p title="'),
    "in-html-attributes": _html(_repeat(" a1=甲"), "<p", ">"),
    "in-html-script-closed": _html(_repeat("var a = '<p>甲';"), "<script>", "</script>"),
    "in-html-cdata-closed": _html(_repeat("甲]]"), "<![CDATA[", "]]>"),
    "in-html-text": _html(_repeat("甲")),
    "in-html-spaces": _html(_repeat(" ")),
    "in-html-pre": _html(_repeat("甲\n"), "<pre>", "</pre>"),
    "html-nested-divs": _html(_nested("<div>", "</div>")),
    "html-nested-spans": _html(_nested("<span><b>", "</b></span>")),
    "html-nested-tables": _html(_nested("<table><tr><td>", "</td></tr></table>")),
    "html-nested-lists": _html(_nested("<ul><li>", "</li></ul>")),
    "nested-brackets": _nested("（", "）"),
    "nested-mixed": _nested("「（【", "】）」"),
    "nested-quotes": _nested("“", "”"),
    "nested-brackets-figures": _nested("5人（", "）"),
    "nested-glosses": _nested("会(", ")"),
    "respectively": _respective,
    "distinct-names": _distinct,
    "distinct-people": _unions,
    "random-han": _random_han,
    "random-bytes": _random_bytes,
    "random-marks": _random_marks,
    "soup-figures": _of_words("5 一 十 百 万 亿 . , 、 % 分之 多 余 近 约 元 人 年 月 日 每 至 - / 第 半", 1),
    "soup-claims": _of_words(
        "5人 6万元 8% 职工 投入 资金 的 、 ， 和 其中 占 分别 工会 达 增长 为 由 至 每 共 等 有", 2
    ),
    "soup-names": _of_words(
        "甲县 福州市 总工会 工会 公司 集团 王小明 主席 记者 说 ， 、 的 “ ” （ ） 省 市 区 局 委", 3
    ),
    "soup-times": _of_words(
        "2021年 3月 4日 去年 以来 至 截至 目前 到 上半年 、 ， 前 后 期间 底 初 今年 第三季度 . - 12:30", 4
    ),
    "soup-lines": _of_words(
        "甲县总工会 \n \n 5人 。 来源： 2024-07-15 记者 王小明 本报讯 ， （ ） | [ ] 责任编辑： 上一篇 　　 ——", 5
    ),
    "soup-html": _of_words(
        '<p> </p> <div class="a"> </div> <br> <!-- --> <script> </script> &nbsp; 甲县 5人 。 < > " =', 6
    ),
    "soup-noise": _of_words("甲 會 会 ( ) （ ） ~ * # $ @ ^ & 縣 县 \u200b \ue000 ? � é â € œ 工 5", 7),
    "legal-line": _repeat("甲" * 99 + "工会5人", tail=""),
}
"""Name to family. ``after-*``: the piece inside of a sentence; ``in-*``: inside of a page with text around it."""

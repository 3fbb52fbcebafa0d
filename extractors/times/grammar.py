"""What time expressions look like: one pattern for a point in time, one for a length of time, one for fixed words.

A point is a year, month, day, quarter, holiday and so on, absolute (2021年7月) or relative (去年7月); openers (截至,
自), links (至, —) and closers (以来, 起, 期间) are read around points by :mod:`extractors.times.read`.
"""

from __future__ import annotations

import re
from itertools import groupby

import regex

import gazetteers
from extractors.times import calendar

DIGIT = "〇零○一二三四五六七八九"
SMALL = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "元": 1,
    "首": 1,
}

YEARS = {
    "大前年": -3, "前年": -2, "上上年": -2, "去年": -1, "昨年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0,
    "这一年": 0, "明年": 1, "来年": 1, "下一年": 1, "后年": 2, "大后年": 3,
}  # fmt: skip
YEARS_BEFORE = ("上年", "上一年")
"""Of these those that count from the year that the sentence named last, where it named one: 去年200件，上年为300件."""
YEAR_NAMED = regex.compile(
    r"(?P<y>(?:19|20)\d\d)年(?:全年|度)?(?=[^\d初底末前以起至到年的])"
    r"|(?P<yr>去年|前年|今年)(?=[^\d初底末前以起至到的])"
)
# years counted from the year that the text named last, not from the day of publication
ANCHORED_YEARS = {"同年": 0, "当年": 0, "该年": 0, "那一年": 0, "次年": 1, "翌年": 1, "第二年": 1, "此前一年": -1}
MONTHS = {
    "上上个月": -2, "上个月": -1, "上一个月": -1, "上月": -1, "本月": 0, "这个月": 0, "下个月": 1, "下月": 1,
}  # fmt: skip
ANCHORED_MONTHS = {"当月": 0, "同月": 0, "该月": 0, "次月": 1}
DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "本日": 0, "明天": 1, "明日": 1,
    "后天": 2, "大后天": 3, "大大后天": 4,
}  # fmt: skip
ANCHORED_DAYS = {"当天": 0, "当日": 0, "同日": 0, "次日": 1, "翌日": 1}
SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2), "暑": (7, 8)}


def number(text: str) -> int | None:
    """A small number in digits or in Chinese numerals (十二, 二〇一六, 两, 廿一), or None."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(c in SMALL for c in text):
        return int("".join(str(SMALL[c]) for c in text)) if text else None
    total, now = 0, 0
    for c in text.replace("廿", "二十"):
        if c in "十百千":
            total += (now or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            now = 0
        elif c in SMALL:
            now = SMALL[c]
        elif c.isdigit():
            now = now * 10 + int(c)
        else:
            return None
    return total + now


def _any(words: object) -> str:
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_LINK = r"[—–~～-]{1,2}|[至到]"
_HOLIDAY = _any(calendar.holiday_forms())
_CN_DAY = r"(?:二?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_CN_MONTH = r"(?:十[一二]?|[一二三四五六七八九])"

POINT = regex.compile(
    rf"""
    (?<!\d)(?:(?<!\d\.)|(?<=(?:\A|\n)\s*\d{{1,2}}\.))(?<![农阴]历)(?<!每)(?<!每年)(?<!每年的)
    (?:
      (?: # a year
        (?:公元)?(?:(?P<y1>(?:1[5-9]|20|21)\d\d)年?(?:{_LINK}))?(?P<y>(?:1[5-9]|20|21)\d\d)年(?!代)(?:度|份(?!额))?
      | (?P<school>(?:19|20)\d\d)[—–~～-](?:20)?\d\d学年(?:度)?
      | (?P<yc>[一二][{DIGIT}]{{3}})年(?:度|份(?!额))?
      | 民国(?P<roc>\d{{1,3}}|元|[一二三四五六七八九十百]{{1,5}})年(?:度)?
      | (?P<yy>\d\d)年(?=(?:1[0-2]|0?[1-9])月|第?[一二三四]季度|[上下]半年)
      | (?P<roc2>(?:9\d|1[0-3]\d))年(?![多余来半间后前]|以[上前]|度假)(?:度)?
      | (?P<yyc>[零〇九][{DIGIT}])年(?=[\d一二三四五六七八九十]{{1,2}}月)
      | (?P<yr>{_any(YEARS)})(?:度(?!假))?
      | (?P<ya>(?:到了?)?(?:{_any(ANCHORED_YEARS)}))
      )
      (?P<of>的)?
    )?
    (?:
      (?: # a month, and perhaps a day of it
        (?:(?P<m1>1[0-2]|0?[1-9]|{_CN_MONTH})月?(?:{_LINK}))?(?P<m>\d{{1,2}}|{_CN_MONTH})(?:月(?:份(?!额))?)(?!球|饼|亮|薪|收入|息|租|费)
      | (?P<mr>{_any(MONTHS)})
      | (?P<ma>{_any(ANCHORED_MONTHS)})
      )
      (?:
        (?:(?P<d1>\d{{1,2}})日?(?:{_LINK}))?(?P<d>\d{{1,2}}|{_CN_DAY})[日号](?!线|楼|院|文)
      | 月?(?P<mt>[上中下]旬|底|末|初(?![一二三四五六七八九十]))
      | (?P<mw>的?第[一二三四五1-5]个?(?:周|星期)(?![一二三四五六日末]))
      )?
    | (?:(?P<od1>\d{{1,2}})日?(?:{_LINK}))?
      (?P<od>\d{{1,2}}|二?十[一二三四五六七八九]|二十|三十一?)日(?![内元间游龄均产报本常程薪租])
    | (?P<wk>(?:上上|上|本|这|下下|下)一?个?(?:周|星期|礼拜))(?P<wd>(?:周|星期|礼拜)?[一二三四五六日天])?(?!年|边|围|转)
    | (?P<dr>{_any(DAYS)})(?!头条)
    | (?P<da>{_any(ANCHORED_DAYS)})
    | (?P<q>第[一二三四1-4]个?季度|[一二三四1-4]季度|首个?季度|首季(?!度)|首[二两三23]个?季度?
      |前[一二三两1-3]个?季度|Q[1-4]
      |上个?季度|本季度)(?P<qt>末|初|底)?
    | (?P<h>[上下](?:个)?半年|[前后]半年)
    | [前头首](?P<fm>\d{{1,2}}|十[一二]?|[一二两三四五六七八九])个月
    | (?P<yt>年初|年[底末终](?!奖|双薪|分红|绩效奖|红包)|年中|岁末|岁初|伊始|全年(?!任务|目标|计划|指标)|年内
      |最后一天|第一天|底|末|初|内)
    | (?P<s>[春夏秋冬](?:[天季]|(?![节运晚耕播招训风游至分种收灌防闲忙])(?=[，。、]|$))|暑假|暑期)
    | “?(?P<hol>{_HOLIDAY})(?P<holq>”)?(?:[、和及]?“?(?P<hol2>{_HOLIDAY})(?P<holq2>”)?)?
    | “(?P<two>两节)”
    )?
    """,
    regex.VERBOSE,
)
"""A point in time. Matches emptily; :mod:`extractors.times.read` asks which groups took part."""

DAY_ONLY = regex.compile(rf"(?P<d>\d{{1,2}}|{_CN_DAY})[日号]")
"""The day that ends a range of days (12月9号到15号)."""
TIME_OF_DAY = regex.compile(
    r"(?:凌晨|清晨|早上|早晨|上午|中午|午间|下午|傍晚|晚上|晚间|夜间|深夜|夜里|当晚|晚|夜)?+(?:\d{1,2}(?:时|点|:\d\d)(?:许|半|\d{1,2}分)?)?+"
)
ISO = regex.compile(
    r"(?<![\d.:/-])(?P<y>(?:19|20)\d\d)(?P<s>[-./])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d./]|-\d{1,2}(?!\d)|年)"
)
LINK = regex.compile(rf"(?:起|开始)?(?:{_LINK})(?:了|于)?")
BETWEEN = regex.compile(r"[和与](?=[^，。；]{2,12}?(?:之间|间))")
OPENER = regex.compile(
    r"(?P<until>截止?(?:至|到)?|(?<![增升降减涨加高扩缩少低])直?至|(?<![达得做收回看等送感受遇走来])到了?|直到)"
    r"|(?P<since>自从?)|(?P<from>从)|(?P<than>比|较|与|同|和|跟)"
)
CLOSER = regex.compile(
    r"(?P<since>以来|(?:起|开始|启)(?:至今|到现在)?(?![草诉步码点伏跑床飞火动业源])|至今|到现在|迄今)"
    r"|(?P<within>期间|时期|这(?:一)?(?:年|段时间)(?:间|里)?|[当那这]天|[那当这]一天|时节|假期|小?长假|前后|左右|前夕|间(?=[，。、]))"
    r"|(?P<upto>[及或](?:之|以)前)|(?P<onward>[及或](?:之|以)后)"
    r"|(?P<before>(?:之|以)?前(?!列|茅|往|来|去|期|[\d一二三四五六七八九十两几]))"
    r"|(?P<after>(?:之|以)?后(?!勤|备|续|期|[\d一二三四五六七八九十两几]))"
    r"|(?P<same>同期(?:相比|比)?)|(?P<vs>(?:底|末)?相比(?:较)?|比较|度?相比)|(?P<stop>止|为止)"
)
_N = r"(?:半|[1-9]\d{0,2}|[一二两三四五六七八九十百仨俩]{1,4}|数|几|十几|数十|几十|多)"
LENGTH = regex.compile(
    r"(?P<lead>近|过去的?|最近的?|未来的?|今后的?|接下来的?|这|此后)?(?<![\d第每满头逾超整另])(?<!\d\.)"
    rf"(?P<n>{_N})(?P<more>多|余|来)?个?(?P<more2>多|半)?"
    r"(?P<u>年|月|天|日|周|星期|季度)(?P<half>半|多)?(?:的?时间)?"
    r"(?P<tail>以来|下来|来(?!自|信|访|电|到|函)|间|里|之内|以内|内|(?:以|之)?前(?!列|茅|后)|(?:以|之)?后)?"
)
PLAN = regex.compile(
    rf"“?(?P<name>{_any(p for p in calendar.plans() if len(p) > 1)})”?的?"
    r"(?P<tail>期间|时期|以来|规划期间|末|期末|初期|初|开局之年|收官之年|五年)"
)
PLAN_STARTS = frozenset("“").union(name[0] for name in calendar.plans())
DECADE = regex.compile(
    r"(?:(?P<c>上|本|十[一二三四五六七八九]|二十|1\d|20)世纪)?(?P<d>[二三四五六七八九]十|[2-9]0)年代(?P<part>初期?|中期|末期?|后期|前期)?"
)
SPELLED = regex.compile(r"的?[一二两三四五六七八九十\d]{1,3}(?:年|个月)(?:间|来|里|期间|时间里?)")
"""How long a range is, said once more right after it (2002年到2005年三年间)."""
EVENT_AFTER = regex.compile(
    r"[\u4e00-\u9fffA-Za-z“”]{2,14}(?<![先前最背随然今落之以售产滞课战幕身日此善事])后(?![勤备续期代台援者顾盾卫])"
)
"""What happened in a year or month, after which something is counted (民国97年导入系统后)."""
MULTIPLE = regex.compile(r"的[\d.]+多?倍")
SINCE_EVENT = regex.compile(r"(?<=[\u4e00-\u9fff”])以来")

_WORDS = gazetteers.rows("time_words")
WORDS = {row["word"]: row for row in _WORDS}
WORD = regex.compile(
    "|".join(
        (f"(?<![{row['before']}])" if row["before"] else "")
        + regex.escape(row["word"])
        + (f"(?![{row['after']}])" if row["after"] else "")
        for row in sorted(_WORDS, key=lambda row: -len(row["word"]))
    )
)
WORD_STARTS = frozenset(word[0] for word in WORDS)
_OTHER_HEADS = """
    年初 年底 年末 年终 年中 岁末 岁初 全年 年内 上半 下半 前半 后半 首季 首个 上季 本季 近半 两节 民国 上世 上周 本周
    首二 首两 首三 首四 首五 首六 首七 首八 首九 首十 首1 首2 首3 首4 首5 首6 首7 首8 首9
    这周 下周 上一 下一 上星 下星 上礼 下礼 上个 下个 这个 上上 下下 暑假 暑期
"""
_HEADS = sorted(
    {w[:2] for w in (*YEARS, *ANCHORED_YEARS, *MONTHS, *ANCHORED_MONTHS, *DAYS, *ANCHORED_DAYS, *WORDS) if len(w) > 1}
    | {w[:2] for w in calendar.holiday_forms()}
    | set(_OTHER_HEADS.split())
)  # fmt: skip
_NUM = "一二三四五六七八九十两半数几零〇○廿百"
_OPENINGS = "".join(sorted({*_NUM, *"春夏秋冬近这前头第过最未今接“Q以", *(name[0] for name in calendar.plans())}))
_FORMS = regex.compile(
    rf"(?=[\d{_OPENINGS}])(?:"
    rf"(?<!\d)(?:(?<!\d\.)|(?<=(?:\A|\n)\s*\d{{1,2}}\.))\d{{1,4}}(?:[年月日号天周个季星多余来世]|[-./]\d|[—–~～至到-]{{1,2}}\d|(?:[、和与]|以?及)(?:19|20)\d\d)"
    rf"|(?<![{_NUM}])[{_NUM}]{{1,6}}(?:[年月日天周个季星多余来世])"
    rf"|[春夏秋冬][天季]|[近这前头第][\d{_NUM}]|过去的?[\d{_NUM}]|最近的?[\d{_NUM}]|[未今接][来后下]的?[\d{_NUM}来]"
    rf"|“(?:{_any([*calendar.plans(), '两节', *calendar.holiday_forms()])})|(?:{_any(calendar.plans())})[期时五末以初]"
    rf"|Q[1-4]|以来)"
)
# The first two characters of words: one branch for each first character lets re skip all others at once.
_WORD_HEADS = re.compile(
    "|".join(f"{first}(?=[{''.join(head[1] for head in heads)}])" for first, heads in groupby(_HEADS, lambda w: w[0]))
)


def starts(text: str) -> list[int]:
    """Offsets where an expression may begin, in order: cheap to look for, checked by the patterns above."""
    found = {m.start() for m in _FORMS.finditer(text, overlapped=True)}
    found.update(m.start() for m in _WORD_HEADS.finditer(text))
    return sorted(found)

"""Who published an article, when, and who wrote it: the lines and brackets that say so.

Three places credit an article: the line under the headline (2024-03-04 10:37 来源：福州日报 作者：李白蕾), the lead of
the first paragraph (本报讯（记者卢翔）, 新华社北京2月17日电, 〔记者洪瑞琴／台南报导〕) and its end (（记者 王文）,
新华社记者 徐昱 摄). Labels and outlets are data: gazetteers ``masthead_labels`` and ``outlets``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import gazetteers

_CN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "O": "0"}
_DATE = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d(?![\d:]*:))日?"
    r"|(?:民国|中华民国)\s?(?P<ry>\d{2,3}|[一二三四五六七八九十百]{1,5})年\s?(?P<rm>\d{1,2})月\s?(?P<rd>\d{1,2})日"
    r"|(?P<cy>[一二][〇○零OＯ一二三四五六七八九]{3})年(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日)"
)
_TIME = re.compile(r"\s*(?:[上下]午)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[AP]M)?|\s*\d{1,2}时\d{1,2}分")
_BBS_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+(\d{1,2})\s+[\d:]{8}\s+(\d{4})"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")

_ROLES = {row["label"]: row["role"] for row in gazetteers.rows("masthead_labels")}
OUTLETS = {row["name"]: row["place"] for row in gazetteers.rows("outlets")}
_LABEL = re.compile(
    r"(?P<label>" + "|".join(sorted(map(re.escape, _ROLES), key=len, reverse=True)) + r")\s*(?P<mark>[：:]|[/／|丨](?=\s*[\u4e00-\u9fff]))"
)
_CREDIT = re.compile(  # labels that need no colon: 记者 王文, 通讯员刘强
    r"(?P<label>(?:[\u4e00-\u9fffA-Za-z—－-]{0,10}?)(?:记者|通讯员|实习生|评论员|报道员))(?![们站称席说获从了在招采])"
)
_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_WIRED = re.compile(  # 方大海台北1日电: who, where, when
    r"(?:(?P<three>[\u4e00-\u9fff]{3})(?=[\u4e00-\u9fff]{2,6}\d)|(?P<two>[\u4e00-\u9fff]{2}))[\u4e00-\u9fff]{2,6}(?:\d{1,2}月)?\d{1,2}日(?:专|综合|外)?电$"
)
_NAME_ONLY = re.compile(_NAME)
_SEPARATORS = re.compile(r"[\s、，,;；/／|和&]+")
_SPACED = re.compile(  # 杨　青, 方 大 海
    r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?:[ \u3000]+([\u4e00-\u9fff]))?(?![\u4e00-\u9fff·])"
)
_NOT_NAMES = frozenset(
    "报道 报导 摄影 摄影报道 整理 综合 综合报道 供稿 供图 电 讯 完 图 略 编译 撰文 文 摄 翻摄 提供 发自 实习 全文 专电 采写 文图 图文"
    " 分享 打印 大 中 小 评论 浏览 字号 关闭 收藏 推荐 繁体 简体 见习 特约 首席 署名文章 未知 佚名 匿名 本站 本网 本报 原创 网络 转载"
    " 管理员 编辑 责编 来源 作者 日期 时间 下转 上接 待续 资料图 资料图片 图片 视频 记者 通讯员 左一 左二 左三 右一 右二 右三 中 左 右 化名"
    " 发布 点击 关注 点赞 阅读 待考 原文".split()
)
_PLACE_TAIL = re.compile(r"(?:[\u4e00-\u9fff]{2,6}?(?:\d{1,2}(?:月\d{1,2})?日)?)?(?:综合)?(?:专题)?(?:报道|报导|专电|特稿|电|讯)$")
_BODY = r"(?:总工会|工会|委员会|办公室|宣传部|部|办|处|局|中心|报社|委|社|会|科|院|校|公司|组)"
_BODY_TAIL = re.compile(r"(?:工会|总会|委员会|办公室|宣传部|工作部|中心|公司|报社|通讯社|学校|学院)$")
_OUTLET_TAIL = re.compile(r"(?:报|网|社|台|刊|周刊|杂志|客户端|新闻|在线|公众号|频道|电视|广播|通讯|快报|时报|新媒体|微信|融媒体中心)$")


@dataclass(frozen=True, slots=True)
class Credits:
    """What a line, a lead or a closing bracket credits. Empty fields where it says nothing."""

    date: date | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.date or self.outlet or self.authors)

    def over(self, other: Credits) -> Credits:
        """These credits, filled up from ``other``; authors of both, in order, each once."""
        authors = tuple(dict.fromkeys(self.authors + other.authors))
        return replace(self, date=self.date or other.date, outlet=self.outlet or other.outlet, authors=authors)


def _cn(text: str) -> int:
    """十二 → 12, 二十 → 20, 二〇一六 → 2016, 12 → 12."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        left, _, right = text.partition("十")
        return int(_CN_DIGITS.get(left, "1")) * 10 + int(_CN_DIGITS.get(right, "0"))
    return int("".join(_CN_DIGITS[c] for c in text))


def find_date(line: str) -> tuple[date, int, int] | None:
    """The first full date of a line and where it stands; years of the Republic count from 1911. None without one."""
    for match in _DATE.finditer(line):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        elif match["ry"]:
            year, month, day = 1911 + _cn(match["ry"]), int(match["rm"]), int(match["rd"])
        else:
            year, month, day = _cn(match["cy"]), _cn(match["cm"]), _cn(match["cd"])
        try:
            return date(year, month, day), match.start(), match.end()
        except ValueError:
            continue
    if bbs := _BBS_DATE.search(line):
        try:
            return date(int(bbs[3]), _MONTHS.index(bbs[1]) + 1, int(bbs[2])), bbs.start(), bbs.end()
        except ValueError:
            return None
    return None


@cache
def _surnames() -> frozenset[str]:
    return frozenset(
        "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
        "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
        "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
        "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
        "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
        "宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃"
        "利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖仝付闫佟佘岳帅苟代粟买覃"
        "税寸刀敬揭危眭冼麦丘涂亓刑党晋楚闫岩修由辜植位尧隋矫展楼海钏苑初母郄牟呼迟邝遇原但罕拉尼扎索格次达洛巴多旺强曲贡阿艾热努买吐"
    )


def is_name(token: str) -> bool:
    """Whether a short token can be a reporter's name: two to four characters from a surname on (or with ·)."""
    if "·" in token:
        return bool(_NAME_ONLY.fullmatch(token))
    return (
        2 <= len(token) <= 4
        and token not in _NOT_NAMES
        and token not in OUTLETS
        and bool(_NAME_ONLY.fullmatch(token))
        and token[0] in _surnames()
        and not (len(token) > 2 and _BODY_TAIL.search(token))
        and not re.search(r"(?:报道|报导|摄影|摄|供图|日报|晚报|新闻|公司|市|县|省)$", token)
    )


def _names(value: str, *, bodies: bool = False) -> tuple[str, ...]:
    """Names of a list (罗敏 黄美脉; 杨　青). With ``bodies``, offices and other bodies count too."""
    value = re.sub(r"[（(【〔\[].*?[）)】〕\]]", " ", value)
    value = _SPACED.sub(r"\1\2\3", value)
    found: list[str] = []
    for token in _SEPARATORS.split(value.strip()):
        token = token.strip("：:，。.·-—－_~「」“”《》【】[]()（）■□●▲◆★☆○◎")
        if not token or token in _NOT_NAMES:
            continue
        token = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:翻摄|摄影|摄|供图|报道|报导|撰文)$", "", token)
        if is_name(token) or (2 <= len(token) <= 4 and _NAME_ONLY.fullmatch(token) and bodies and token not in OUTLETS):
            found.append(token)
        elif bodies and re.search(_BODY + "$", token) and len(token) <= 20:
            found.append(token)
        else:
            break
    return tuple(found)


@cache
def _places() -> frozenset[str]:
    return frozenset(r["short"] for r in gazetteers.rows("divisions") if r["level"] in ("province", "city", "county") and r["short"])


def _unless_place(match: re.Match[str]) -> str:
    """记者 方大海 深圳报道: the last word is where the report was filed."""
    return "" if match[1] in _places() else match.group()


def _authors(text: str) -> tuple[str, ...]:
    """Authors credited in a stretch of text by 记者, 通讯员, 文/图 … with or without a colon."""
    found: list[str] = []
    marks = [(m.start(), m.end(), m["label"]) for m in _LABEL.finditer(text) if _ROLES[m["label"]] == "author"]
    marks += [(m.start(), m.end(), m["label"]) for m in _CREDIT.finditer(text)]
    stops = sorted({m.start() for m in _LABEL.finditer(text)} | {m.start("label") for m in _CREDIT.finditer(text)} | {len(text)})
    for _, end, _ in sorted(marks):
        stop = next((s for s in stops if s >= end), len(text))
        # 记者朱开芝报道 / 记者 李嘉祥／台南报导
        value = text[end:stop].lstrip("：:/／ \u3000")
        value = re.split(r"[｜|。；;）)】〕\]]|\s{3,}", value)[0]
        value, reported = re.subn(r"(?:现场|综合|实习)?(?:报道|报导)$", "", value.strip())
        value = re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff]{2,4})$", _unless_place, value) if reported else value
        if wired := _WIRED.match(value):
            value = wired["three"] or wired["two"]
        if "／" in value or "/" in value:
            value = re.split(r"[／/]", value)[0]
        found.extend(_names(value))
    return tuple(dict.fromkeys(found))


def clean_outlet(value: str) -> str | None:
    """The outlet as the line has it, without book-title marks around it; None if nothing is left.

    A dash between site and paper stays (中工网-工人日报), names of people after a blank do not.
    """
    value = value.strip(" \u3000\t|｜，,。；;：:-_")
    value = re.sub(r"^[\[【（(]+|[\]】）)]+$", "", value).strip()
    if value.startswith("《") and value.endswith("》") and value.count("《") == 1:
        value = value[1:-1]
    if not value or len(value) > 40 or re.fullmatch(r"[\W\d_]*", value):
        return None
    return None if value in ("本站", "本网", "原创", "网络", "互联网", "本站原创", "未知", "转载", "本网原创", "不详") else value


def _outlet_and_names(value: str) -> tuple[str | None, tuple[str, ...]]:
    """Split what follows 来源：, where names may follow without a label (福州日报 李白蕾)."""
    value = re.split(r"[|｜【\[〖]|\s{3,}|\u3000{2,}", value.strip(" \u3000"))[0].strip(" \u3000")
    tokens = re.split(r"[ \u3000]+", value)
    if len(tokens) > 1:
        keep = 1
        while keep < len(tokens) and not is_name(tokens[keep]) and (tokens[keep] in OUTLETS or _OUTLET_TAIL.search(tokens[keep])):
            keep += 1
        rest = tuple(t for t in tokens[keep:] if is_name(t))
        return clean_outlet(" ".join(tokens[:keep])), rest
    return clean_outlet(value), ()


def read_line(line: str) -> Credits | None:
    """What an information line credits, or None if the line is none.

    An information line is short and made of labelled values, a date, outlets and names; a sentence is none.
    """
    text = line.strip(" \u3000\t")
    if not text or len(text) > 160:
        return None
    text = _WEEKDAY.sub(" ", text)
    found = find_date(text)
    when: date | None = None
    rest = text
    if found:
        when, start, end = found
        tail = _TIME.match(rest, end)
        end = tail.end() if tail else end
        rest = rest[:start] + "  " + rest[end:]
    labels = list(_LABEL.finditer(rest))
    outlet: str | None = None
    authors: list[str] = []
    used = 0
    left = rest[: labels[0].start()] if labels else rest
    for i, match in enumerate(labels):
        stop = labels[i + 1].start() if i + 1 < len(labels) else len(rest)
        value = rest[match.end() : stop]
        used += 1
        role = _ROLES[match["label"]]
        credit = _CREDIT.search(value)
        if role == "outlet" and outlet is None:
            cut = value[: credit.start("label")] if credit else value
            if not cut.strip(" \u3000") and credit:
                cut = value
            outlet, more = _outlet_and_names(cut)
            authors.extend(more)
            if credit:
                authors.extend(_authors(value[credit.start() :]))
        elif role == "author":
            names = _names(value if not credit else value[: credit.start("label")], bodies=match["label"].endswith("作者"))
            authors.extend(names)
            if credit:
                authors.extend(_authors(value[credit.start() :]))
        elif role == "date" and when is None and (again := find_date(value)):
            when = again[0]
    left_authors = _authors(left)
    authors = [*left_authors, *authors]
    left_bare = left
    if left_authors or _CREDIT.search(left):
        credit = _CREDIT.search(left)
        left_bare = left[: credit.start("label")] if credit else left
    tokens = [t for t in re.split(r"[\s|｜·/／，,\-—]+", left_bare.strip(" \u3000|｜")) if t]
    tokens = [t.strip("《》【】[]（）()■□●▲◆★☆") for t in tokens]
    named = next((t for t in tokens if t in OUTLETS), None)
    if outlet is None and named and (when or left_authors or used):
        outlet = named
    if outlet is None and (when or left_authors):
        outlet = next((t for t in tokens if _OUTLET_TAIL.search(t) and 3 <= len(t) <= 14 and "www" not in t), None)
    if not authors and (when or outlet):
        authors.extend(t for t in tokens if is_name(t) and t != outlet)
    if not (when or used or left_authors):
        return None
    unexplained = "".join(t for t in tokens if t != outlet and t not in authors and t not in OUTLETS)
    unexplained = re.sub(r"[^\u4e00-\u9fff]", "", unexplained)
    if len(unexplained) > (18 if when and used else 14 if when else 10 if used else 6) or re.search(r"[。！？]", left):
        return None
    if not (when or outlet or authors) and not used:
        return None
    return Credits(when, outlet, tuple(dict.fromkeys(authors)))


_BYLINE = re.compile(
    r"^[\s■□●▲◆★☆○◎▌|]*(?:文[/／|]图|图[/／|]文|文[/／|]|图[/／|])?\s*(?:[\u4e00-\u9fffA-Za-z—－\-·]{0,12}?)(?:记者|通讯员|实习生|评论员)[\s：:/／]*"
    r"[^。！？]{2,60}?(?:摄|摄影|报道|报导|文/图|图/文|文图|/文|/图|供图)?$"
)


def read_byline(line: str) -> Credits | None:
    """Authors of a line that holds nothing but them (本报记者 李娜; □记　者　张春晓; 张玺 程志会), or None.

    新华社记者 X 摄 credits the agency too.
    """
    text = line.strip(" \u3000\t■□●▲◆★☆○◎▌|（）()〔〕【】[]")
    if not text or len(text) > 70 or re.search(r"[。！？；]", text):
        return None
    text = re.sub(r"记[ \u3000]+者", "记者", text)
    text = re.sub(r"通[ \u3000]*讯[ \u3000]*员", "通讯员", text)
    if _BYLINE.match(text):
        authors = _authors(text)
        left = _CREDIT.split(text)[0]
        rest = re.sub(r"[\s、，,：:/／|]|记者|通讯员|摄影|摄|报道|报导|文|图|实习生", "", text)
        for name in authors:
            rest = rest.replace(name, "", 1)
        if authors and len(rest) <= 12 and len(left) <= 12:
            return Credits(None, _agency(text), authors)
    tail = re.fullmatch(rf"(?:图[/／：:]?|摄影[：:/／]?)?\s*((?:{_NAME}[\s、]*){{1,4}})(?:摄影|摄|文/图|图/文|供图|翻摄)(?:影|影报道|报道)?", text)
    if tail and (names := _names(tail[1])):
        return Credits(None, None, names)
    tokens = [t for t in re.split(r"[\s、]+", _SPACED.sub(r"\1\2\3", text)) if t]
    if 1 <= len(tokens) <= 5 and all(is_name(t) and len(t) <= 3 for t in tokens):
        return Credits(None, None, tuple(tokens))
    return None


def _agency(text: str) -> str | None:
    match = re.search(r"(新华社|中新社|中央社|中国新闻社)", text)
    return match[1] if match else None


_LEAD = re.compile(
    r"""^[\s\u3000]*(?:
      [【〔\[（]\s*(?P<box>[^】〕\]）。]{2,40})\s*[】〕\]）]\s*(?P<after>(?:记者|通讯员)[ \u3000]*[\u4e00-\u9fff 、\u3000]{2,20}?[ \u3000]*(?:报道|报导|摄)?[：:])?
    | (?P<who>本报|本网|本刊|本台|[\u4e00-\u9fffA-Za-z—－\-]{2,14}?)
      (?P<where>[\u4e00-\u9fff]{0,10}?\d{1,2}(?:月\d{1,2})?日(?:综合)?)?\s*(?P<kind>讯|电|消息)
      (?=[\s\u3000（(〔\[【]|记者|通讯员|$)[\s\u3000]*(?P<paren>[（(〔\[【][^）)〕\]】]{2,60}[）)〕\]】])?
      (?P<loose>[\s\u3000]*(?:全媒体)?记者[ \u3000]+[\u4e00-\u9fff]{2,4}(?:[ \u3000、]+[\u4e00-\u9fff]{2,4}){0,2}[ \u3000]*(?:报道|报导)[：: \u3000])?
    | [（(〔\[](?P<only>[^）)〕\]]{0,20}(?:记者|通讯员)[^）)〕\]]{2,50})[）)〕\]]
    | (?P<plain>(?:[\u4e00-\u9fffA-Za-z]{0,8})记者[ \u3000]?[\u4e00-\u9fff 、\u3000]{2,14}[／/][\u4e00-\u9fff]{2,6}(?:报导|报道|综合报导)|记者[ \u3000]?[\u4e00-\u9fff]{2,4}[ \u3000]?(?:报导|报道)[：:])
    )[\s\u3000：:]*""",
    re.VERBOSE,
)


def read_lead(paragraph: str) -> tuple[Credits, int]:
    """Credits of the lead of a first paragraph, and how many characters the lead takes (0 without one).

    本报讯（记者卢翔） …; 中工网讯（工人日报-中工网记者康劲） …; 新华社北京2月17日电（记者 王敏） …;
    【香港商报网讯】记者 朱开芝 报道：…; 〔记者洪瑞琴／台南报导〕 ….
    """
    match = _LEAD.match(paragraph)
    if not match:
        return Credits(), 0
    head = match.group()
    if match["box"] is not None:
        box = match["box"]
        if not re.search(r"记者|通讯员|讯$|电$|报导|报道|[文图][/／]", box):
            return Credits(), 0
        outlet = re.sub(r"(?:讯|电)$", "", box) if re.search(r"(?:讯|电)$", box) else None
        outlet = outlet if outlet and (outlet in OUTLETS or _OUTLET_TAIL.search(outlet)) and outlet not in ("本报", "本网") else None
        return Credits(None, outlet or _agency(box), _authors(head)), match.end()
    if match["kind"]:
        who = match["who"]
        own = who in ("本报", "本网", "本刊", "本台") or who.startswith(("本报", "本网"))
        outlet = None
        if not own:
            name = re.split(r"\d", who + (match["where"] or ""))[0]
            outlet = next((name[:n] for n in range(len(name), 1, -1) if name[:n] in OUTLETS), None)
            if outlet is None and not (_OUTLET_TAIL.search(who) and (match["paren"] or match["where"])):
                return Credits(), 0
            outlet = outlet or who
        return Credits(None, outlet, _authors(head)), match.end()
    authors = _authors(head)
    return (Credits(None, _agency(head), authors), match.end()) if authors else (Credits(), 0)


_END = re.compile(r"[\s\u3000]*[（(〔【\[](?P<in>[^（()）〔〕【】\[\]]{1,60})[）)〕】\]][\s\u3000]*$")
_EDITORS = re.compile(r"[\s\u3000]*[（(【](?:责任编辑|责编|编辑|译者|核稿|校对|编审)[：:/／][^）)】]{1,30}[）)】][\s\d]*$")
_END_PLAIN = re.compile(r"(?<=[。！？”])[\s\u3000]*(?P<in>(?:本报|[\u4e00-\u9fff]{2,4}社|本网)?(?:记者|通讯员)[\s\u3000]*[\u4e00-\u9fff、 \u3000]{2,24}?(?:[\s\u3000]*(?:摄|摄影|报道|文/图))?)$")
_FLOW = re.compile(r"(?:下转|上接|未完|待续|转第|紧接)|^(?:完|图|略|全文|待续)$")


def read_end(paragraph: str) -> tuple[Credits, int]:
    """Credits of the bracket that closes a paragraph (（记者 王文）, （邢生祥）, （完）), and where it starts.

    Returns the paragraph's length as the second value where nothing closes it.
    """
    if editors := _EDITORS.search(paragraph):
        return Credits(), editors.start()
    match = _END.search(paragraph) or _END_PLAIN.search(paragraph)
    if not match:
        return Credits(), len(paragraph)
    inner = match["in"].strip(" \u3000")
    before = paragraph[: match.start()].rstrip()
    closed = not before or before[-1] in "。！？…”’．"
    if _FLOW.search(inner):
        return Credits(), match.start()
    if re.search(r"(?:摄|供图|翻摄|图[/／])", inner) and not closed:
        return Credits(), len(paragraph)
    authors = _authors(inner)
    source = re.match(r"(?:来源|稿源|据|摘自|转自|原载)[：: ]?(.+?)(?:报道|电|消息)?$", inner)
    if not authors and source and len(source[1]) <= 20 and closed:
        return Credits(None, clean_outlet(source[1])), match.start()
    if not authors and closed:
        tokens = [t for t in re.split(r"[\s、，,\u3000]+", inner) if t]
        if tokens and all(_credit_token(t) for t in tokens) and len(tokens) <= 6:
            authors = tuple(tokens)
    if not authors and re.search(r"供稿|供图|提供|整理|记者|通讯员", inner) and len(inner) <= 30 and closed:
        return Credits(), match.start()
    if not authors or not closed:
        return Credits(), len(paragraph)
    return Credits(None, _agency(inner), authors), match.start()


def _credit_token(token: str) -> bool:
    """A name, or the office that sent an article in (市总网法社部)."""
    return is_name(token) or (4 <= len(token) <= 20 and bool(re.fullmatch(r"[\u4e00-\u9fff]+" + _BODY, token)))


_PAGE = re.compile(r"(?:第?\s*[A-Z]?\d{1,3}\s*版|版面|星期[一二三四五六日天]|责任编辑|责编|新闻热线|农历)")


def read_page_head(line: str) -> Credits | None:
    """Date and outlet of a newspaper page's head or foot (大众日报 2018年1月29日 03版 要闻), or None."""
    text = line.strip(" \u3000")
    if len(text) > 120 or re.search(r"[。！？]", text):
        return None
    found = find_date(text)
    if not found or not _PAGE.search(text) or re.search(r"来源|作者|发布|时间", text):
        return None
    tokens = [t.strip("《》【】[]") for t in re.split(r"[\s\u3000|｜·，,]+", text[: found[1]] + " " + text[found[2] :]) if t]
    outlet = next((t for t in tokens if t in OUTLETS), None)
    if outlet is None:
        outlet = next((t for t in tokens if re.fullmatch(r"[\u4e00-\u9fff]{2,10}(?:日报|晚报|工人报|时报|晨报|商报|报|周刊)", t)), None)
    return Credits(found[0], outlet)


__all__ = [
    "OUTLETS", "Credits", "clean_outlet", "find_date", "is_name", "read_byline", "read_end", "read_lead", "read_line",
    "read_page_head",
]  # fmt: skip

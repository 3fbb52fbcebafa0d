"""Articles as documents: pages with furniture, newspapers, posts, damage, encodings."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from opencc import OpenCC

from benchmarks.archive_articles import Article, Cast

SHAPES = {"text": 58, "html": 27, "columns": 11, "wechat": 4}
"""Undamaged shapes and how often each is taken."""

DAMAGE = {"forum": 38, "wrapped": 18, "glossed": 14, "mojibake": 12, "fullwidth": 12, "lost": 6}
"""What is done to the share of documents that has noise, and how often."""

ENCODINGS = {"utf-8": 66, "gb18030": 22, "utf-8-sig": 4, "big5": 6, "utf-16": 2}
"""Codecs, and how often each is taken; Big5 comes with traditional characters."""

_SECTIONS = (
    "要闻", "基层", "维权", "视频", "专题", "图片", "民生", "社会", "劳模", "女工", "文苑",
    "政策", "法规", "评论", "体育", "健康", "读者", "电子报", "论坛", "直播", "教育", "就业",
)  # fmt: skip


def _load_damage() -> ModuleType:
    # by its path: "tests" as a module may be somebody else's
    name = "unionfacts_tests_damage"
    if name not in sys.modules:
        path = Path(__file__).parent.parent / "tests/damage.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec and spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


damage = _load_damage()


def pick(rng: random.Random, weights: dict[str, int]) -> str:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def document(
    of: Article, rng: random.Random, shape: str, encoding: str, more: Callable[[int], Article]
) -> tuple[bytes, str, int]:
    """The article as a document.

    Args:
        of: the article.
        rng: chooses furniture.
        shape: a key of SHAPES or DAMAGE.
        encoding: a key of ENCODINGS; where the text does not fit into it, UTF-8 is taken.
        more: gives the further articles of a newspaper page, from 1.

    Returns:
        The bytes, the codec that they really are in, and how many articles stand on the page.
    """
    frame = Cast(rng)
    articles = 1
    if shape == "html":
        text = html(of, frame, rng, {"utf-8-sig": "utf-8"}.get(encoding, encoding))
    elif shape == "columns":
        extra = [_brief(more(n + 1)) for n in range(rng.randint(1, 2))]
        articles += len(extra)
        text = columns([of, *extra], frame, rng)
    elif shape == "wechat":
        text = wechat(of, frame, rng)
    elif shape == "forum":
        text = forum(of, frame, rng)
    else:
        text = plain(of, frame, rng)
    if encoding == "big5" or shape == "glossed":
        text = _traditional(text)
    if shape in DAMAGE:
        text = _damaged(text, shape, rng)
    try:
        return text.encode(encoding), encoding, articles
    except UnicodeEncodeError:
        return text.encode("utf-8"), "utf-8", articles


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


def _traditional(text: str) -> str:
    return str(_converter().convert(text))


def _damaged(text: str, shape: str, rng: random.Random) -> str:
    match shape:
        case "wrapped":
            return str(damage.hard_wrap(text, rng.choice((30, 34, 38))).text)
        case "glossed":
            return str(damage.glosses(text).text)
        case "fullwidth":
            return str(damage.full_width(text, "0123456789.%").text)
        case "mojibake":  # a menu or the like; the article itself stays readable
            end = text.find("\n")
            return str(damage.mojibake_gbk(text, 0, end if end > 0 else 0).text)
        case "lost":
            places = [i for i, c in enumerate(text) if c in "的了是在和"]
            return str(damage.lose_bytes(text, rng.sample(places, min(3, len(places)))).text)
    return text


# Furniture


def _menu(rng: random.Random, sep: str) -> str:
    return sep.join(["首页", *rng.sample(_SECTIONS, rng.randint(3, 8))])


def _related(frame: Cast, rng: random.Random) -> list[str]:
    return [frame.sentence("title") for _ in range(rng.randint(2, 6))]


def _phone(rng: random.Random) -> str:
    return f"0{rng.randint(310, 999)}-555{rng.randint(0, 9999):04}"


def masthead(of: Article, rng: random.Random) -> str:
    """The line that credits date, outlet and authors, in one of many forms."""
    d = of.date
    day = rng.choice(
        (f"{d:%Y-%m-%d}", f"{d.year}年{d.month}月{d.day}日", f"{d:%Y/%m/%d}", f"{d.year}年{d.month:02}月{d.day:02}日")
    )
    clock = rng.choice(("", f" {rng.randint(6, 22):02}:{rng.randint(0, 59):02}"))
    who = ""
    if of.authors:
        who = rng.choice((" 记者 ", "　记者：", " 作者：", " 通讯员 ", " 本报记者 ")) + " ".join(of.authors)
    hits = rng.choice(
        ("", "", f"　浏览：{rng.randint(3, 9000)}次", f" 点击数：{rng.randint(3, 9000)}", "　【字体：大 中 小】")
    )
    return f"{day}{clock}{rng.choice((' ', '　', ' | '))}来源：{of.outlet}{who}{hits}"


def _foot(frame: Cast, rng: random.Random) -> list[str]:
    lines = [
        f"（责任编辑：{frame.word('人')}）",
        "【打印】【关闭】",
        f"上一篇：{frame.sentence('title')}　下一篇：没有了",
        f"电话：{_phone(rng)}",
        f"投稿邮箱：news{rng.randint(1, 99)}@example.com",
        "分享到：微信 微博 QQ空间",
        f"{frame.city.province[1]}ICP备{rng.randint(1, 30_000_000):08}号",
        "版权所有 未经授权不得转载",
    ]
    return rng.sample(lines, rng.randint(1, 5))


def plain(of: Article, frame: Cast, rng: random.Random) -> str:
    """A page copied as text."""
    head = [_menu(rng, rng.choice((" | ", " ", "　"))), f"当前位置：{of.outlet} > {frame.word('栏目')} > 正文"]
    indent = rng.choice(("", "", "　　"))
    gap = rng.choice(("\n", "\n\n"))
    lines = [*rng.sample(head, rng.randint(0, 2)), of.title, masthead(of, rng), ""]
    tail = _foot(frame, rng) if rng.random() < 0.8 else []
    if rng.random() < 0.4:
        tail += ["相关阅读", *(f"·{t}" for t in _related(frame, rng))]
    return "\n".join(lines) + gap + gap.join(indent + p for p in of.paragraphs) + "\n\n" + "\n".join(tail) + "\n"


def wechat(of: Article, frame: Cast, rng: random.Random) -> str:
    """A post of an official account: one sentence a line."""
    body = [s + "。" for p in of.paragraphs for s in p.replace("。”", "”。").split("。") if s]
    by = f"原创 {of.outlet}小编 {of.outlet} {of.date:%Y-%m-%d} {rng.randint(7, 21):02}:30 {of.place}"
    head = [of.title, "", by, "", "点击上方蓝字关注我们", ""]
    tail = [
        "",
        "END",
        f"来源｜{of.outlet}",
        f"编辑｜{frame.word('人')}",
        f"阅读 {rng.randint(100, 9000)}　点赞 {rng.randint(1, 90)}",
    ]
    return "\n".join([*head, "\n\n".join(body), *tail])


def html(of: Article, frame: Cast, rng: random.Random, charset: str) -> str:
    """A page with navigation, masthead, paragraphs, related links and a footer, old or new in its markup."""
    new = rng.random() < 0.6
    links = "".join(f'<li><a href="/{rng.randint(1, 9999)}.shtml">{t}</a></li>' for t in _related(frame, rng))
    menu = "".join(f'<a href="/c{n}/">{s}</a> ' for n, s in enumerate(_menu(rng, " ").split()))
    if new:
        body = "".join(f"<p>{'　　' if rng.random() < 0.5 else ''}{p}</p>\n" for p in of.paragraphs)
        head = f'<h1>{of.title}</h1>\n<div class="meta">{masthead(of, rng)}</div>'
        main = f'<article>{head}\n<div class="content">{body}</div></article>'
    else:
        body = "<br><br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{p}" for p in of.paragraphs)
        main = (
            f'<table width="760"><tr><td class="title" align="center"><b>{of.title}</b></td></tr>\n'
            f'<tr><td align="center">{masthead(of, rng)}</td></tr>\n'
            f'<tr><td id="zoom"><font size="3">{body}</font></td></tr></table>'
        )
    script = f"<script>var _id={rng.randint(1, 10**9)};document.write('<img src=\"/stat?id='+_id+'\">')</script>"
    foot = "<br>".join(_foot(frame, rng))
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}">\n<title>{of.title}_{of.outlet}</title>\n'
        f"<style>.a{{width:{rng.randint(900, 1200)}px}}</style></head>\n<body>\n"
        f'<div class="nav">{menu}</div>\n{main}\n<div class="related"><h3>相关新闻</h3><ul>{links}</ul></div>\n'
        f'{script}\n<div class="footer">{foot}</div>\n</body></html>\n'
    )


def _brief(of: Article) -> Article:
    """Only the first paragraphs, as of what fills a page."""
    return replace(of, paragraphs=of.paragraphs[:2], figures=tuple(f for f in of.figures if f[0] < 2))


def columns(articles: Sequence[Article], frame: Cast, rng: random.Random) -> str:
    """A newspaper page: several articles, cut where its columns end."""
    first = articles[0]
    d = first.date
    week = "一二三四五六日"[d.weekday()]
    day = f"{d.year}年{d.month}月{d.day}日 星期{week}"
    head = f"{rng.randint(1, 8):02} {frame.word('栏目')} {day} 责编 {frame.word('人')} {first.outlet}"
    parts = [head]
    for n, one in enumerate(articles):
        who = "　".join(one.authors) or frame.word("人")
        parts += [one.title, f"本报记者 {who}"] if n == 0 else [one.title]
        for k, paragraph in enumerate(one.paragraphs):
            if n and k == 0:
                paragraph = f"本报讯 （记者{who}）{paragraph}"
            if len(paragraph) > 80 and rng.random() < 0.35:
                at = rng.randint(30, len(paragraph) - 30)
                parts += [paragraph[:at], paragraph[at:]]
            else:
                parts.append(paragraph)
    parts.append(f"本版编辑 {frame.word('人')}　广告热线：{_phone(rng)}")
    return "\n\n".join(parts) + "\n"


def forum(of: Article, frame: Cast, rng: random.Random) -> str:
    """A post on a board, with what boards put in against copying."""
    style = rng.choice(("discuz", "phpwind"))
    post = f"来源:{of.outlet}\n" + "\n".join("  " + p for p in of.paragraphs)
    noisy = str(damage.noise(post, rng.randrange(10**9), style, inside=rng.randint(0, 4)).text)
    d = of.date
    user = [
        f"user{rng.randint(10, 99999)}",
        "级别: 中级会员",
        f"UID: {rng.randint(1000, 99999)}",
        f"帖子: {rng.randint(3, 9999)}",
        f"注册时间: {d.year - 2}-{d.month}-{d.day}",
    ]
    day = f"{d.year}-{d.month}-{d.day}"
    head = [
        f"{of.place}职工社区 » 工友茶馆 » {of.title}",
        "返回列表 发新帖 回复",
        f"查看: {rng.randint(20, 9999)}|回复: {rng.randint(0, 30)}",
        "",
        *user,
        "",
        f"转载：{of.title}",
        f"楼主 发表于 {day} {rng.randint(7, 22)}:{rng.randint(0, 59):02} | 只看该作者",
        "",
    ]
    replies = [
        f"{frame.word('人')} 发表于 {day} 22:{rng.randint(0, 59):02}\n{n + 1}#  {frame.word('心声')}"
        for n in range(rng.randint(0, 3))
    ]
    powered = "Powered by Discuz! X3.1" if style == "discuz" else "Powered by PHPWind v8.7"
    tail = ["", "发表回复", "", *replies, powered]
    return "\n".join([*head, noisy, *tail]) + "\n"

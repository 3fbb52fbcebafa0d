"""Articles and reprints for tests: our sample articles with other names and figures, damaged as copies are.

Articles of one template differ in every name and figure and in nothing else: they are *not* reprints of each other.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from tests import damage

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
CITIES = re.findall("..", "德阳绵阳衡阳岳阳常德邵阳永州郴州怀化娄底宜昌荆州黄冈孝感咸宁随州鄂州安庆芜湖蚌埠淮南滁州")
COUNTIES = re.findall("..", "平江汨罗华容湘阴临湘石门桃源安乡祁东常宁耒阳衡东衡山罗江什邡绵竹广汉中江江油三台")
SURNAMES, GIVEN = "林何高马罗郑梁谢宋唐", "文远志明春晓丽华建平秋月海清"
NAMES = {
    "brief.txt": {"宝鸡": "city", "太白": "county", "严松岭": "person"},
    "01-news-plain.txt": {"襄阳": "city", "枣阳市": "county市", "樊城区米公街道": "county区",
                          "江绍棠": "person", "冯桂香": "person"},
    "08-report-city.txt": {"株洲": "city", "天元": "county", "石峰": "county"},
    "08-report-county.txt": {"湄潭": "county", "遵义": "city", "洗马": "county", "湄翠": "county", "湄江": "county"},
    "14-wechat-post.txt": {"嘉兴": "city", "桐乡": "county", "计小舟": "person"},
}  # fmt: skip
FIGURE = re.compile(r"(?<![\d.,，至到—-])(?!20\d\d|12351)(\d[\d.]*)(万?)(元|人次|人|家|户|个)(?!次)")
OUTLETS = ("江汉工友网", "南方职工周刊", "工运在线", "三湘劳动观察", "都市新闻网")


@dataclass(frozen=True, slots=True)
class Article:
    """A title, and paragraphs of plain simplified text."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def article(template: str, seed: int) -> Article:
    """The template with every name and every figure but years exchanged; the same for the same seed."""
    rng = random.Random(f"{template}/{seed}")
    raw = (SAMPLE / template).read_text(encoding="utf-8-sig")
    cities, counties = rng.sample(CITIES, 5), rng.sample(COUNTIES, 9)
    for old, kind in NAMES[template].items():
        if kind == "city":
            new = cities.pop()
        elif kind == "person":
            new = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2))
        else:
            new = counties.pop() + kind.removeprefix("county")
        raw = raw.replace(old, new)
    raw = re.sub(r"\d[\d.,]*(?!\d*年)", lambda m: _other(rng, m[0]), raw)
    lines = [line.strip() for line in raw.split("\n")]
    title = next(line for line in lines if "工会" in line and ">" not in line)
    body = tuple(line for line in lines if len(line) > 30 and "。" in line)
    return Article(title, body)


def changed(of: Article, rng: random.Random) -> tuple[Article, str]:
    """The article with one figure changed, and the figure as it is now, with its unit."""
    text = of.text
    found = rng.choice(list(FIGURE.finditer(text)))
    figure = _other(rng, found[1]) + found[2] + found[3]
    return Article(of.title, tuple((text[: found.start()] + figure + text[found.end() :]).split("\n"))), figure


def cut(of: Article) -> Article:
    """Without the last part, about a third; of a short article not so much that too little is left to tell it by."""
    kept, text = [], 0
    for paragraph in of.paragraphs:
        if text > 120 and text + len(paragraph) > 0.7 * len(of.text):
            break
        kept.append(paragraph)
        text += len(paragraph)
    return Article(of.title[: len(of.title) // 2], tuple(kept))


def page(of: Article, outlet: str, day: str, furniture: bool = False) -> str:
    """The article under a masthead, perhaps with a site's furniture around it."""
    lines = [of.title, f"{day} 09:30　来源：{outlet}", "", *of.paragraphs, "", "（责任编辑：苗青）"]
    if furniture:
        lines = [f"首页 > {outlet} > 地方新闻", *lines, "相关阅读", "全市2300家企业签集体合同", "网友评论 12条",
                 "版权所有 未经授权不得转载 电话：0710-5550123"]  # fmt: skip
    return "\n".join(lines) + "\n"


def copy(text: str, how: str, seed: int) -> bytes:
    """The page as bytes, copied in one of the ways of :data:`WAYS`."""
    match how:
        case "gb18030" | "utf-16" | "utf-8":
            return text.encode(how)
        case "traditional":
            return damage.traditional(text).text.encode()
        case "noise":
            return damage.noise(text, seed, "discuz").text.encode()
        case "glosses":
            return damage.glosses(damage.traditional(text)).text.encode()
        case "wrapped":
            return damage.hard_wrap(text, 36).text.encode("gb18030")
        case "html":
            title, *lines = text.split("\n")
            inner = "".join(f"<p>{line}</p>\n" for line in lines)
            return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{inner}</body></html>".encode()
    raise ValueError(how)


WAYS = ("utf-8", "gb18030", "utf-16", "traditional", "noise", "glosses", "wrapped", "html")


def _other(rng: random.Random, figure: str) -> str:
    """A figure of as many digits, every one of them another."""
    return "".join(rng.choice([d for d in "123456789" if d != c]) if c.isdigit() else c for c in figure)

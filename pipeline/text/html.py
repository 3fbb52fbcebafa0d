"""Main text of an HTML page, with the map kept.

Markup is cut out of the page by edits, so every character left knows its place in the source. What is furniture by
structure (head, scripts, navigation, share bars, lists of links) is dropped here; trafilatura says where the body
stands, and its paragraphs are found again in our own text, because it gives no positions.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

from pipeline.model import Problem
from pipeline.text.align import Edit, Text

CODES = {"html-unclosed": "a comment, script or tag of the page is not closed; what follows it was kept as text"}

_SNIFF = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_BLOCK_TAGS = re.compile(
    r"</?(?:p|div|br|td|tr|table|ul|li|h[1-6]|article|section|font|span)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[|\]\]>|<![a-zA-Z][^>]*>|<\?[^>]*>"
    r"|<(?P<raw>script|style|noscript|textarea|select|iframe|svg|head|title|object|template)\b[^>]*>.*?</(?P=raw)\s*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:]*)(?P<attrs>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+|[^<>]*)>"
    r"|&(?:[a-zA-Z][a-zA-Z0-9]{1,15};?|\#\d{1,7};?|\#[xX][0-9a-fA-F]{1,6};?)"
    r"|[ \t\r\n\f]+",
    re.IGNORECASE | re.DOTALL,
)
_RAW = re.compile(r"<(script|style|noscript|textarea|select|iframe|svg|head|title|object|template)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
        "tbody", "tfoot", "thead", "tr", "ul",
    )
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_VOID = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
        "wbr",
    )
)  # fmt: skip
_NAMES = re.compile(r"(?:class|id|role)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt)?\s*[;\"']", re.IGNORECASE)
_FURNITURE_NAME = re.compile(
    r"""^(?:.*[-_])?(?:
      nav\w* | menu\w* | top-?nav | topbar | toolbar | crumb\w* | breadcrumb\w* | bread | path | location | position
    | weizhi | dqwz | share\w* | bdshare\w* | jiathis\w* | social\w* | sns | related?\w* | rel | xg\w*
    | xiangguan\w* | recommend\w* | tuijian | hot\w* | rank\w* | paihang | top10 | foot\w* | bottom | copyright\w*
    | copy | links? | friendlink\w* | yqlj
    | comment\w* | pinglun | cmt | reply | login\w* | search\w* | sousuo | side\w*
    | aside | right | tags? | tag-?list | keywords? | pages?
    | pager | pagination | page-?nav | prevnext | prev | next
    | pre-?next | sxp | ad | ads | adv\w* | banner | guanggao | qrcode | ewm | erweima | weather | counter | hits?
    | statement | disclaimer | jammer | pstatus | print | font-?size | zihao
    | tools? | func\w* | signature | sign | avatar
    | pls | plhin | vote | feedback
    )(?:[-_]?\d*|[-_](?:box|list|bar|area|wrap|con|content|news|nav|item|title|l|r|left|right|bottom|top))?$""",
    re.IGNORECASE | re.VERBOSE,
)
_KEEP_NAME = re.compile(
    r"article|content|zoom|text|main|detail|artibody|endtext|trs_editor|post|news-?con|body|info", re.IGNORECASE
)
_LABELS = re.compile(
    r"\s*(?:来源|來源|作者|记者|記者|通讯员|编辑|責任|责任|时间|發布|发布|点击|浏览|评论|阅读|字号|分享|\d{4}[-年/])"
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "select", "option", "menu"))
_CJK = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(r"[。！？；．]")


@dataclass(slots=True)
class _Node:
    """An element with what is needed to judge it; ``start`` and ``end`` are positions in the source text."""

    name: str
    start: int
    furniture: bool = False
    end: int = 0
    chars: int = 0
    linked: int = 0
    stops: int = 0
    items: int = 0
    children: list[_Node] = field(default_factory=list)


def is_html(text: str) -> bool:
    """Whether a document is an HTML page or a fragment of one."""
    return bool(_SNIFF.search(text[:4000])) or len(_BLOCK_TAGS.findall(text[:20000])) >= 4


def main_text(text: Text) -> tuple[Text, tuple[Problem, ...]]:
    """The text of a page without markup and furniture, one line a block; unchanged if it is not HTML.

    Tags and entities inside a word or a number leave nothing behind (1897<b>342</b> is 1897342); blocks become line
    breaks. Of what stands behind the body only lines without links are kept.
    """
    source = text.text
    if not is_html(source):
        return text, ()
    edits, nodes, problems = _scan(source)
    cut = _furniture_spans(nodes)
    cut += _outside_body(source, nodes, cut)
    return _apply(text, edits, cut), tuple(problems)


def _scan(source: str) -> tuple[list[Edit], list[_Node], list[Problem]]:
    """Edits that take the markup out, and the elements with their weights."""
    edits: list[Edit] = []
    root = _Node("#root", 0, end=len(source))
    stack = [root]
    nodes: list[_Node] = [root]
    link_depth = 0
    at = 0
    last_close = -1

    def weigh(start: int, end: int) -> None:
        part = source[start:end]
        chars = len(_CJK.findall(part))
        if not chars:
            return
        node = stack[-1]
        node.chars += chars
        node.stops += len(_STOP.findall(part))
        if link_depth:
            node.linked += chars

    for match in _TOKEN.finditer(_closed(source)):
        weigh(at, match.start())
        token = match.group()
        at = match.end()
        name = (match["name"] or "").lower()
        if name:
            new = "\n" if name in _BLOCKS else " " if name in _CELLS else ""
            if match["close"]:
                last_close = match.end()
                if name == "a":
                    link_depth = max(0, link_depth - 1)
                for depth in range(len(stack) - 1, 0, -1):
                    if stack[depth].name == name:
                        for node in stack[depth:]:
                            node.end = match.end()
                        del stack[depth:]
                        break
            else:
                if not new and last_close == match.start() and name in ("span", "em", "i", "a", "label"):
                    new = _gap(source, match.start())
                if name not in _VOID and not token.endswith("/>"):
                    node = _Node(name, match.start(), _is_furniture(name, match["attrs"] or ""))
                    if name == "li":
                        stack[-1].items += 1
                    stack[-1].children.append(node)
                    stack.append(node)
                    nodes.append(node)
                    if name == "a":
                        link_depth += 1
            edits.append((match.start(), match.end(), new))
        elif token[0] == "&":
            char = entities.unescape(token)
            if char != token:
                edits.append((match.start(), match.end(), char.replace("\xa0", " ")))
        elif token[0] == "<" or token == "]]>":
            parts = (match["raw"] or "").lower() in ("head", "title")
            edits.append((match.start(), match.end(), "\n" if parts else ""))
        elif "\n" in token or "\r" in token or len(token) > 1:
            left, right = source[match.start() - 1 : match.start()], source[at : at + 1]
            chinese = bool(_CJK.match(left) and _CJK.match(right))
            edits.append((match.start(), match.end(), "" if chinese and "\n" in token else " "))
    weigh(at, len(source))
    for node in stack[1:]:
        node.end = len(source)
    for node in reversed(nodes):
        for child in node.children:
            node.chars += child.chars
            node.linked += child.linked
            node.stops += child.stops
            node.items += child.items
    problems = []
    rest = _unclosed(source)
    if rest:
        detail = f"{source[slice(*rest)][:20]} is not closed"
        problems.append(Problem("html-unclosed", "html", detail, *rest))
    return edits, nodes, problems


_OPENINGS = re.compile(r"<!--|<(?P<name>script|style)\b[^>]*>", re.IGNORECASE)


def _unclosed(source: str) -> tuple[int, int] | None:
    """The first comment, script or style sheet that nothing after it closes, or None."""
    last = {name: _last(f"</{name}", source) for name in ("script", "style")} | {"": source.rfind("-->")}
    for opening in _OPENINGS.finditer(source):
        if opening.end() > last[(opening["name"] or "").lower()]:
            return opening.span()
    return None


def _last(closing: str, source: str) -> int:
    """Where a closing tag begins for the last time, whatever its case; -1 where it does not."""
    return max((m.start() for m in re.finditer(closing, source, re.IGNORECASE)), default=-1)


def _closed(source: str) -> str:
    """The page with openings that nothing closes made plain, so that each is not searched to the end of the page.

    The length stays, so positions hold.
    """
    at = source.rfind("-->") + 1
    if source.find("<!--", at) >= 0:
        source = source[:at] + source[at:].replace("<!--", "<!  ")
    for name in dict.fromkeys(m.lower() for m in _RAW.findall(source)):
        last = max((m.start() for m in re.finditer(f"</{name}", source, re.IGNORECASE)), default=0)
        source = source[:last] + re.sub(f"<{name}", "<" + "x" * len(name), source[last:], flags=re.IGNORECASE)
    return source


def _gap(source: str, at: int) -> str:
    """A blank between two inline elements that touch (来源：X</span><span>作者：Y); none inside words."""
    before = re.sub(r"<[^>]*>", "", source[max(0, at - 60) : at])[-12:]
    after = re.sub(r"<[^>]*>", "", source[at : at + 80])[:12]
    label = _LABELS.match(after)
    dated = re.search(r"(?:\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?)$", before)
    return " " if label or dated else ""


def _is_furniture(name: str, attrs: str) -> bool:
    if name in _FURNITURE_TAGS or (name in ("div", "span", "p", "font", "section") and _HIDDEN.search(attrs)):
        return True
    for match in _NAMES.finditer(attrs):
        value = match[1] or match[2] or match[3] or ""
        names = value.split()
        if any(_FURNITURE_NAME.match(n) for n in names) and not any(_KEEP_NAME.search(n) for n in names):
            return name not in ("html", "body", "article", "main", "h1")
    return False


def _furniture_spans(nodes: list[_Node]) -> list[tuple[int, int]]:
    """Elements that are furniture by name, or lists made of links; never one that holds most of the page's prose."""
    total = max(1, nodes[0].stops)
    spans = []
    for node in nodes[1:]:
        if node.name in ("html", "body") or not node.end:
            continue
        named = node.furniture and node.stops <= 0.35 * total
        links = (
            node.name in ("ul", "ol", "div", "dl", "table", "td", "p")
            and node.chars >= 8
            and node.linked >= 0.6 * node.chars
            and node.stops <= 2
            and (node.items >= 2 or node.name in ("ul", "ol", "dl") or node.linked >= 0.8 * node.chars)
        )
        if named or links:
            spans.append((node.start, node.end))
    return spans


def _outside_body(source: str, nodes: list[_Node], cut: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lists behind the body that trafilatura finds (hot lists without links, numbered headlines).

    Where all lists lie in what is ``cut`` already, the library need not look at the page.
    """
    lists = [(n.start, n.end) for n in nodes if n.name in ("ul", "ol", "dl") and n.end]
    lists = [(a, b) for a, b in lists if not any(start <= a and b <= end for start, end in cut)]
    body = _library_text(source) if lists else []
    if not body:
        return []
    last = next((at for line in reversed(body) if (at := _find_again(source, line)) >= 0), -1)
    if last < 0:
        return []
    return [span for span in lists if span[0] > last]


def _library_text(source: str) -> list[str]:
    """Paragraphs of the body as trafilatura sees them; empty where it sees none."""
    import trafilatura  # slow to load, and needed for HTML only

    try:
        found = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True)
    except Exception:  # the library fails on some broken pages; our own structure rules then stand alone
        return []
    return [line for line in (found or "").split("\n") if len(_CJK.findall(line)) >= 12 and _STOP.search(line)]


def _find_again(source: str, line: str) -> int:
    """Where a paragraph of the library stands in the source: the last run of plain characters of it that is there."""
    runs = re.findall(r"[\u3400-\u9fff，。、]{6,}", line)
    for run in reversed(runs):
        at = source.rfind(run[-20:])
        if at >= 0:
            return at
    return -1


def _apply(text: Text, edits: list[Edit], cut: list[tuple[int, int]]) -> Text:
    """Take the markup and the furniture out; a cut element becomes a line break."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(cut):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    inline = re.compile(r"<(?:em|i|b|a|span|font|strong|small|label)\b", re.IGNORECASE)
    out: list[Edit] = [(s, e, " " if inline.match(text.text, s) else "\n") for s, e in merged]
    k = 0
    for edit in sorted(edits):
        while k < len(merged) and merged[k][1] <= edit[0]:
            k += 1
        if k < len(merged) and edit[0] < merged[k][1] and merged[k][0] < edit[1]:
            continue
        out.append(edit)
    return text.edit(out)


__all__ = ["CODES", "is_html", "main_text"]

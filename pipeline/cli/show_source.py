"""Of one shown fact where it was read: its document and bytes, the text as it stood, and what was repaired in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import cut, shown

if TYPE_CHECKING:
    from pipeline.run.original import Original, Remains, ShownArticle, ShownClaim
    from pipeline.run.repairs import Repair

_STAGES = {
    "mojibake": "乱码", "html": "网页", "noise": "杂讯", "glosses": "注音", "width": "全半角", "simplify": "繁简",
    "layout": "版式",
}  # fmt: skip
_MOST_REPAIRS, _MOST_RAW = 12, 600


def source(
    found: Mapping[str, Any], original: Original | Remains | None, here: tuple[ShownArticle, ShownClaim] | None
) -> Iterator[str]:
    """Lines on where a fact was read: article, document, file, bytes, the text as it stood, and its repairs."""
    from pipeline.run.original import Original, Remains

    c, article, document = found["claim"], found["article"], found["document"]
    yield ""
    yield "出处 source"
    pairs = [
        ("文章 article", f"《{article['title']}》" if article["title"] else ""),
        ("媒体 outlet", " ".join(filter(None, (article["outlet"], article["date"], *article["authors"])))),
        ("文档 document", f"{document['name']}  {document['id'][:16]}  {document['encoding']}"),
        ("字符 characters", f"{c['start']}:{c['end']}"), ("字节 bytes", f"{c['byte_start']}:{c['byte_end']}"),
        ("原文 quote", c["quote"]), ("编号 id", c["id"]),
    ]  # fmt: skip
    if isinstance(original, Original):
        others = [p for p in document["locations"] if p != original.location]
        pairs.insert(3, ("文件 file", "  ".join([original.location, *others])))
    else:
        pairs.insert(3, ("位置 places", "  ".join(document["locations"])))
    yield from (f"  {name:<14} {shown(value)}" for name, value in pairs if value)
    if isinstance(original, Remains):
        lost = original.lost
        yield f"  ✗ {_LOST[lost.why]}: {shown(lost.reason)} — {lost.advice}"
    elif isinstance(original, Original) and here is None:
        yield "  ✗ 重读时没有这一条 reading finds this fact no more — unionfacts rerun shows what changed"
    elif isinstance(original, Original) and here is not None:
        yield from _raw(original, *here)
        if original.unread:
            count = len(original.unread)
            yield f"  重读有异 {count} stored facts of this document are not found any more — unionfacts rerun"


_LOST = {
    "gone": "原文不在了 the source is gone", "changed": "原文变了 the source has changed",
    "stdin": "原文没有留下 the source was not kept", "fault": "重读出错 reading it again failed",
}  # fmt: skip


def _raw(original: Original, article: ShownArticle, claim: ShownClaim) -> Iterator[str]:
    """The sentence as it stood, where it stood otherwise, and the repairs that touched it and its figure."""
    stood = original.stood(article.number, claim.sentence)
    yield f"  {'整句字节 sentence':<14} {', '.join(f'{s.byte_start}:{s.byte_end}' for s in stood)}"
    clean = article.text[slice(*claim.sentence)]
    if "".join(s.text for s in stood) != clean:
        for s in stood:
            text = s.text if len(s.text) <= _MOST_RAW else s.text[:_MOST_RAW] + "…"
            yield f"  原样 as it stood {s.byte_start}:{s.byte_end}  {shown(text)}"
    for s in stood:
        for lost in s.undecodable[:_MOST_REPAIRS]:
            yield f"  不成字 no character {lost.start}:{lost.end}  {lost.hex}"
    quote = original.repairs(article.number, claim.span)
    sentence = original.repairs(article.number, claim.sentence)
    yield "修复 repairs"
    yield from _repairs("数字 of the figure", quote)
    yield from _repairs("整句 of the sentence", sentence)


def _repairs(of: str, told: tuple[Repair, ...]) -> Iterator[str]:
    if not told:
        yield f"  {of}: 无 none"
        return
    by_stage: dict[str, list[Repair]] = {}
    for repair in told:
        by_stage.setdefault(repair.stage, []).append(repair)
    yield f"  {of}:"
    for stage, repairs in by_stage.items():
        words = [_repair(r) for r in repairs[:_MOST_REPAIRS]]
        more = len(repairs) - len(words)
        rest = f"  … {more} 处更多 more" if more > 0 else ""
        yield f"    {_STAGES.get(stage, '')} {stage}: {'  '.join(words)}{rest}"


def _repair(r: Repair) -> str:
    before, after = _visible(r.before), _visible(r.after)
    return f"{before} → {after}" + (f" ×{r.times}" if r.times > 1 else "")


def _visible(text: str) -> str:
    """At most 60 columns of a text; white space by its number, for thin and wide spaces look alike; ∅ for nothing."""
    if text and not text.strip():
        return "⏎" * len(text) if set(text) == {"\n"} else " ".join(f"U+{ord(ch):04X}" for ch in text[:8])
    return cut(shown(text.replace("\n", "⏎")), 60) or "∅"

"""A sentence as the claim grammar sees it: a row of elements, cut into clauses.

Quantities, times and names are one element each; everything else is a word of the tokenizer. All spans are of the
doc's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from spacy.tokens import Doc

import gazetteers
from extractors.borders import LEVELS
from extractors.model import Mention, Period, Quantity, Span

ElementKind = Literal["quantity", "time", "name", "word", "stop", "pause", "quote"]

STOPS = frozenset("，；：。！？…\n（）()—!?;")
PAUSES = frozenset("、")
QUOTES = frozenset("“”‘’「」《》〈〉\"'")
_NOMINAL = ("n", "b", "j", "l", "i", "s", "f", "an", "k", "g", "eng", "x", "q", "m", "r", "a", "z", "h")


# 现有 says when, but it is also the verb of its clause.
_VERBAL_TIMES = frozenset(("现有", "现", "已有"))


@cache
def roles() -> dict[str, frozenset[str]]:
    """Roles of a word in the claim grammar (gazetteer ``claim_words``)."""
    found: dict[str, set[str]] = {}
    for row in gazetteers.rows("claim_words"):
        found.setdefault(row["word"], set()).add(row["role"])
    return {word: frozenset(parts) for word, parts in found.items()}


@cache
def words(name: str) -> frozenset[str]:
    """One list of the gazetteer ``claim_lists``."""
    return frozenset(row["word"] for row in gazetteers.rows("claim_lists") if row["list"] == name)


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a clause.

    Attributes:
        kind: quantity, time, name; word; stop (ends a clause), pause (、), quote (a quotation mark or 《》).
        span: in the doc; of a quantity its outer span, with hedges.
        text: the characters at the span.
        tag: jieba's part of speech of a word, else "".
        roles: the word's roles in ``claim_words``.
        quantity, period, mention: what the element stands for, by kind.
        verb: whether it governs something in its clause; set by :func:`clauses`.
    """

    kind: ElementKind
    span: Span
    text: str
    tag: str = ""
    roles: frozenset[str] = _NONE
    quantity: Quantity | None = None
    period: Period | None = None
    mention: Mention | None = None
    verb: bool = False

    def has(self, role: str) -> bool:
        """Whether the word plays the role."""
        return role in self.roles

    @property
    def nominal(self) -> bool:
        """Whether the word can stand inside a noun phrase (verbal nouns are judged by :func:`is_verb`)."""
        return self.kind == "word" and (self.tag.startswith(_NOMINAL) or self.tag in ("vn", "v", "vi"))


def elements(
    doc: Doc,
    text: str,
    span: Span,
    quantities: Iterable[Quantity],
    periods: Iterable[Period],
    mentions: Iterable[Mention],
) -> tuple[Element, ...]:
    """The elements of ``text[span.start:span.end]`` in order; spaces are left out.

    ``text`` is ``doc.text``, which spaCy puts together from all tokens each time that it is asked for.
    Where found things overlap, a quantity wins over a time, and a time over a name; a name inside a quantity's
    denominators (每户) is dropped with it.
    """
    found: list[Element] = []
    taken: list[Span] = []

    def free(s: Span) -> bool:
        return s.start >= span.start and s.end <= span.end and not any(s.overlaps(t) for t in taken)

    for q in quantities:
        outer = q.outer if free(q.outer) else q.span
        if free(outer):
            taken.append(outer)
            found.append(Element("quantity", outer, text[outer.start : outer.end], quantity=q))
    for p in periods:
        if free(p.span) and text[p.span.start : p.span.end] not in _VERBAL_TIMES:
            taken.append(p.span)
            found.append(Element("time", p.span, text[p.span.start : p.span.end], period=p))
    for m in mentions:
        if free(m.span):
            taken.append(m.span)
            found.append(Element("name", m.span, text[m.span.start : m.span.end], mention=m))
    found.sort(key=lambda e: e.span)
    table = roles()
    out: list[Element] = []
    at = 0
    for token in _tokens(doc, span):
        start, end, word, tag = token
        while at < len(found) and found[at].span.start <= start:
            out.append(found[at])
            at += 1
        if any(f.span.start < end and start < f.span.end for f in (found[max(0, at - 2) : at + 1])):
            # A token that only begins or ends inside of a found span: keep what sticks out of it.
            before = next((f.span.start for f in found[max(0, at - 2) : at + 1] if start < f.span.start < end), None)
            after = next((f.span.end for f in found[max(0, at - 2) : at + 1] if start < f.span.end < end), None)
            if before is not None:
                out.append(_word(text, Span(start, before), "x", table))
            elif after is not None:
                out.append(_word(text, Span(after, end), "x", table))
            continue
        if not word.isspace() or "\n" in word:
            out.append(_word(text, Span(start, end), tag, table))
    out.extend(found[at:])
    return tuple(_joined(sorted(out, key=lambda e: e.span)))


# Complements that make one word with the verb of one character before them (捧+回, 送+进, 减+到).
_COMPLEMENTS = words("complement")


# Ends that make a noun of the verb before them (签订+数, 参与+率, 受助+者).
_NOUN_ENDS = words("noun_end")


def _joined(row: list[Element]) -> list[Element]:
    """Verbs of one character joined with their complement, which jieba leaves apart where it does not know them."""
    out: list[Element] = []
    for e in row:
        last = out[-1] if out else None
        if (
            e.kind == "word"
            and e.text in _COMPLEMENTS
            and last is not None
            and last.kind == "word"
            and (
                (len(last.text) == 1 and last.tag == "v")
                or (len(last.text) == 2 and last.tag in ("v", "vn") and e.text in "起出到至成给回入为")
            )
            and not last.roles & {"preposition", "auxiliary", "adverb", "copula", "exist"}
            and last.span.end == e.span.start
        ):
            out[-1] = Element("word", Span(last.span.start, e.span.end), last.text + e.text, "v")
        elif (
            e.kind == "word"
            and e.text in _NOUN_ENDS
            and last is not None
            and last.kind == "word"
            and last.tag in ("v", "vn")
            and len(last.text) > 1
            and not last.roles & {"copula", "exist", "preposition"}
            and last.span.end == e.span.start
        ):
            out[-1] = Element("word", Span(last.span.start, e.span.end), last.text + e.text, "n")
        else:
            out.append(e)
    return out


def _tokens(doc: Doc, span: Span) -> Iterator[tuple[int, int, str, str]]:
    part = doc.char_span(span.start, span.end, alignment_mode="expand")
    if part is None:
        return
    for token in part:
        word = token.text
        start, end = token.idx, token.idx + len(word)
        if start < span.start or end > span.end:
            a, b = max(start, span.start), min(end, span.end)
            word = word[a - start : b - start]
            start, end = a, b
        if word:
            yield start, end, word, token.tag_


def _word(text: str, span: Span, tag: str, table: dict[str, frozenset[str]]) -> Element:
    word = text[span.start : span.end]
    if all(ch in STOPS for ch in word):
        return Element("stop", span, word)
    if word in PAUSES:
        return Element("pause", span, word)
    if word in QUOTES:
        return Element("quote", span, word)
    return Element("word", span, word, tag, table.get(word, _NONE))


def clauses(row: tuple[Element, ...]) -> tuple[tuple[Element, ...], ...]:
    """The elements between stops.

    What stands in brackets is left out of its clause, so that 高中（中职）生42人 reads through; with a figure in it, it
    is a clause of its own after the one that it interrupts.
    """
    out: list[tuple[Element, ...]] = []
    now: list[Element] = []
    aside: list[tuple[Element, ...]] = []
    i = 0
    while i < len(row):
        element = row[i]
        close = _closing(row, i) if element.text == "（" else None
        if close is not None:
            inner = row[i + 1 : close]
            if any(e.kind == "quantity" for e in inner):
                aside.extend(clauses(inner))
            elif now and _is_level(now[-1].text) and all(_is_level(e.text) or e.kind == "pause" for e in inner):
                # 22个县（市、区）: the bracket names levels of the same kind
                last = now[-1]
                text = last.text + "（" + "".join(e.text for e in inner) + "）"
                now[-1] = replace(last, span=Span(last.span.start, row[close].span.end), text=text)
            i = close + 1
            continue
        if element.kind == "stop":
            if now:
                out.append(_marked(now))
            out.extend(aside)
            now, aside = [], []
        else:
            now.append(element)
        i += 1
    if now:
        out.append(_marked(now))
    out.extend(aside)
    return tuple(out)


_LEVELS = LEVELS | {"村", "街道", "社区", "园区", "师", "局"}


def _is_level(text: str) -> bool:
    """Whether a word names a level of divisions (县, 乡镇, 街道)."""
    return text in _LEVELS or (len(text) == 2 and all(ch in _LEVELS for ch in text))


def _closing(row: tuple[Element, ...], i: int) -> int | None:
    for j in range(i + 1, min(len(row), i + 40)):
        if row[j].text == "）":
            return j
    return None


# After these a new verb begins: 以共建等方式建成驿站.
_MEANS = words("means")


def _marked(row: list[Element]) -> tuple[Element, ...]:
    """The clause with its governing verbs marked.

    Chinese verbs stand inside noun phrases without a sign (权益保护专项合同, 创业帮扶资金). So a verb between two nouns
    counts as one of them when another verb before it can govern the whole phrase.
    """
    flags = [_can_govern(row, i) for i in range(len(row))]
    governor: int | None = None
    for i, e in enumerate(row):
        if e.kind in ("quantity", "pause", "time") or e.roles & {"preposition", "connective"} or e.text in ("了", "过"):
            governor = None
            continue
        if not flags[i]:
            continue
        after = row[i + 1] if i + 1 < len(row) else None
        if (
            i
            and flags[i - 1]
            and e.text not in _own_verbs()
            and after is not None
            and (after.nominal or after.kind == "quote")
        ):
            flags[i] = False  # 发放 防暑 用品: a verb that only jieba knows, behind another, is a part of the object
            continue
        between = (
            row[i - 1].kind == "word"
            and row[i - 1].text not in _MEANS
            and _noun_before(row, i)
            and after is not None
            and after.kind == "word"
            and after.nominal
        )
        if governor is not None and between and after is not None and after.text not in ("了", "过", "着"):
            flags[i] = False
        elif not e.roles & {"causative", "pivot", "copula", "exist"}:
            governor = i
    _find_hidden(row, flags)
    return tuple(replace(e, verb=True) if flag else e for e, flag in zip(row, flags, strict=True))


@cache
def _own_verbs() -> frozenset[str]:
    """Verbs of our own word table: these make chains (走访 慰问 职工), others behind a verb do not."""
    return frozenset(row["word"] for row in gazetteers.rows("words") if row["tag"].startswith("v"))


def _find_hidden(row: list[Element], flags: list[bool]) -> None:
    """Mark the verb behind a preposition's phrase where none was found: 在机械制造等行业组织技能比武31场次.

    A verbal noun after a noun is taken for a part of it; when a figure would be left without a verb, the last one
    between preposition and figure governs.
    """
    start = 0
    for i, e in enumerate(row):
        if e.kind != "quantity":
            continue
        stretch = range(start, i)
        opened = next((k for k in stretch if row[k].has("preposition")), None)
        if opened is not None and not any(flags[k] or row[k].roles & {"copula", "exist"} for k in stretch):
            for k in range(i - 1, opened, -1):
                follows = row[k + 1]
                can = row[k].tag in ("vn", "v") and not row[k].roles - {"pivot", "light"} and row[k - 1].text != "的"
                if can and (follows.nominal or follows.kind in ("name", "quote")):
                    flags[k] = True
                    break
        start = i + 1


def is_verb(row: tuple[Element, ...], i: int) -> bool:
    """Whether element ``i`` of a clause is a governing verb, not a verbal noun (技能培训, 服务项目) or an auxiliary."""
    return row[i].verb


def _can_govern(row: list[Element], i: int) -> bool:
    e = row[i]
    if e.kind != "word" or not e.tag.startswith("v") or e.tag == "vd":
        return False
    if e.roles & {"auxiliary", "preposition", "adverb", "connective"}:
        return False
    before = row[i - 1] if i else None
    after = row[i + 1] if i + 1 < len(row) else None
    if after is not None and after.text in ("了", "过", "着"):
        return True
    if before is not None and before.text[:1] == "每" and after is not None and after.kind == "quantity":
        return True  # 每人 奖励 500元
    if len(e.text) == 1 and not e.roles:
        if _after_counted(row, i) and after is not None and (after.nominal or after.kind in ("quantity", "name")):
            return True  # 400人 职工 学 一门手艺
        # Verbs of one character are as often a part of a name or a word that jieba does not know (重困, 水改).
        opens = (
            before is None
            or before.kind in ("time", "name")
            or bool(before.roles & {"adverb", "auxiliary", "connective"})
        )
        return (opens and after is not None and after.text != "的") or (after is not None and after.kind == "quantity")
    if e.tag != "vn":
        return True
    if after is None or not (after.kind in ("name", "quantity", "quote") or after.nominal):
        return False
    if before is None:
        return True
    if before.kind == "time" and i > 1 and row[i - 2].text == "的":
        return False
    if before.kind == "word" and (
        before.text in ("的", "等") or before.roles & {"exist", "copula"} or _noun_before(row, i)
    ):
        return False
    if before.kind in ("pause", "quote", "quantity") or before.text in ("和", "与", "及", "以及"):
        return False
    # 开展 培训 班, 发放 创业 资金: behind a verb it begins the object.
    return not (before.tag.startswith("v") and not before.roles - {"light"} and _can_govern(row, i - 1))


def _after_counted(row: list[Element], i: int) -> bool:
    """Whether only nouns stand between the figure before and element ``i``."""
    k = i - 1
    while k >= 0 and row[k].kind == "word" and row[k].tag.startswith(("n", "b", "a")):
        k -= 1
    return 0 <= k < i - 1 and row[k].kind == "quantity"


_BODIES = ("总工会", "公司", "协会", "集团", "联合会", "委员会")


def _noun_before(row: list[Element], i: int) -> bool:
    before = row[i - 1]
    if before.roles & {"adverb", "preposition", "connective", "auxiliary", "group"}:
        return False
    if before.text.endswith(_BODIES):
        return False  # 总工会 慰问 职工: a body acts
    return before.tag.startswith(("n", "b", "j", "l", "a", "q", "m", "vn", "s", "f", "r", "x"))


def letter(e: Element | None) -> str:
    """What an element is, in a letter or two: its tag, N for a name, Q a figure, T a time; $ for the clause's end."""
    if e is None:
        return "$"
    if e.kind == "word":
        if e.roles & {"preposition", "adverb", "copula", "exist", "connective", "auxiliary"}:
            return "p" if e.has("preposition") else "d"
        return "V" if e.verb else e.tag[:1] + ("n" if e.tag == "vn" else "")
    return {"name": "N", "quantity": "Q", "time": "T", "pause": ",", "quote": "“"}.get(e.kind, "?")

"""Newspaper pages cut into columns: pieces of a paragraph found and put back together.

A page copied column by column breaks paragraphs in the middle of a sentence, a word or a number. A piece that does not
end like a sentence is open; what continues it is most often the next piece of the same article, now and then one that
the copy put at the article's head. The raw order is kept unless the evidence is clear: a dictionary word or a number
with its unit spans the joint, or a piece begins with a mark that nothing can begin with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import rjieba

from pipeline.text.align import Text
from pipeline.text.lines import glue

_CLOSED = re.compile(r"(?:[。！？…；：．]|[。！？…，、]?[”’）》」』])$")
_OPEN_TAIL = re.compile(r"[，、]$")
_HEAD_MARK = re.compile(r"^[，。、；：！？）》”’」』%％]")
_NUMBER_TAIL = re.compile(r"[0-9.][多余来几]?$|[一二三四五六七八九十百千万亿两][多余]?$")
_UNIT_HEAD = re.compile(
    r"^(?:[0-9]|[多余来几]?[万亿千百]?(?:[元人名位户家个件场项吨次台所条份亩套岁年月日座批%]|平方米|公里|小时))"
)
_WEAK = frozenset(
    "的了是在把被和与或及对向从为以将就都也还又不有能会要让使由到给地得着过并而但其这那该各每所用做去来上下中"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: its text, and whether it stands as a line of its own (a subheading)."""

    text: Text
    heading: bool = False


def is_open(text: str) -> bool:
    """Whether a piece stops before its sentence does."""
    return bool(text) and not _CLOSED.search(text)


@cache
def _jieba() -> rjieba.Jieba:
    """jieba's own dictionary, without our words; made at first use because only cut pages need it."""
    return rjieba.Jieba()


def joint(left: str, right: str) -> int:
    """How well ``right`` continues ``left``: above 0 for evidence that it does, below 0 that it does not."""
    if not left or not right:
        return 0
    score = 0
    if _HEAD_MARK.match(right):
        score += 2
    if left.count("“") > left.count("”") and right.count("”") > right.count("“"):
        score += 1
    if _NUMBER_TAIL.search(left) and _UNIT_HEAD.match(right):
        return score + 2
    tail = re.split(r"[^\u4e00-\u9fffA-Za-z0-9]", left)[-1][-6:]
    head = re.split(r"[^\u4e00-\u9fffA-Za-z0-9]", right)[0][:6]
    if not tail or not head:
        return score
    if tail[-1].isascii() and head[0].isascii() and tail[-1].isalnum() and head[0].isalnum():
        return score + 1
    at, cut = 0, len(tail)
    for token in _jieba().cut(tail + head, False):
        end = at + len(token)
        if at < cut < end:
            return score + 2
        if end == cut and len(token) == 1 and token not in _WEAK:
            score -= 1
        if at == cut and len(token) == 1 and token not in _WEAK:
            score -= 1
        at = end
    return score


def in_order(blocks: list[Block]) -> list[Text]:
    """Paragraphs of one article from its pieces in raw order."""
    if not blocks:
        return []
    blocks = _move_displaced(blocks)
    out: list[Text] = []
    group: list[Text] = []
    for i, block in enumerate(blocks):
        group.append(block.text)
        if i + 1 == len(blocks) or not _continues(blocks, i):
            out.append(glue(group))
            group = []
    if group:
        out.append(glue(group))
    return out


def _continues(blocks: list[Block], i: int) -> bool:
    """Whether the piece after ``blocks[i]`` goes on with its sentence."""
    here, there = blocks[i], blocks[i + 1]
    left, right = here.text.text, there.text.text
    if _HEAD_MARK.match(right):
        return True
    if not is_open(left):
        return False
    score = joint(left, right)
    if here.heading and not _OPEN_TAIL.search(left):
        return score >= 2
    if there.heading:
        return score >= 1
    if score < 0:  # unless another open piece fits the continuation better
        return not any(joint(b.text.text, right) >= 2 for b in blocks if b is not here and is_open(b.text.text))
    return True


def _move_displaced(blocks: list[Block]) -> list[Block]:
    """Put an article's first piece behind its last, where the last is open and the first continues it."""
    texts = [b for b in blocks if not b.heading]
    if len(texts) < 3 or not is_open(texts[-1].text.text) or blocks[0].heading or blocks[-1].heading:
        return blocks
    last, first, second = texts[-1].text.text, texts[0].text.text, texts[1].text.text
    if is_open(first) and joint(first, second) > 0:
        return blocks
    if joint(last, first) >= max(0, joint(last, second)) and _starts_inside(first):
        return [*blocks[1:], blocks[0]]
    return blocks


_INSIDE = re.compile(
    r"^(?:[，。、；：！？）”是的了和与并而也还就都把被将对为以让使能会要不等及或地得着到成个名元人家户余多万]|在于|作为)"
)


def _starts_inside(text: str) -> bool:
    """Whether a piece begins as no paragraph does."""
    return bool(_INSIDE.match(text))


__all__ = ["Block", "in_order", "is_open", "joint"]

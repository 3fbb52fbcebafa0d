"""Who is quoted or credited, and for which stretch of the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

import regex

from extractors.model import Mention, Span

_SAYS = (
    r"(?:说|表示|介绍(?:说|道)?|透露|告诉(?:记者|我们)?|指出|认为|坦言|强调|称|回忆|感慨(?:道)?|补充(?:说|道)?|解释(?:说|道)?|指(?=[，：,])|续[称指说]|报告(?=[，：])|谈到|直言|提醒"
    r"|说道|算(?:了|起|起账来|账)|算(?=[，：。])|跟[^，。]{1,6}算起账来|回顾|印象很深)"
)
# 负责人, 工作人员, 校长 … after a body: an unnamed speaker of that body.
_OFFICER = r"(?:有关|相关)?(?:部门)?(?:负责人|工作人员|负责同志|有关人士)"
_AFTER_NAME = regex.compile(
    rf"(?P<title>[^。！？\n“”；，]{{0,14}}?){_SAYS}(?P<end>[，,：:。]|“|$|这|这样|那)", regex.V1
)
_OFFICER_SAYS = regex.compile(
    rf"(?:（[^（）]{{1,16}}）)?的?(?P<who>{_OFFICER})[^。！？\n“”]{{0,16}}?{_SAYS}(?P<end>[，,：:。]|“|这)"
)
# An officer of a body that only a common noun names: 该办事处负责人说, 公司负责人介绍.
_COMMON_OFFICER = regex.compile(
    rf"(?P<body>该?(?:中心|公司|办事处|协会|部门|局|站|厂|医院|学校|街道|社区|企业|园区|工会|基地|机构|支部|集团))的?"
    rf"(?P<who>{_OFFICER})[^。！？\n“”]{{0,16}}?{_SAYS}(?P<end>[，,：:。]|“|这)"
)
# A body that makes figures known itself: 省总工会不久前通报，…
_ANNOUNCES = regex.compile(
    r"[^。！？；，、\n“”的]{0,10}?(?:通报|披露|公布|发布(?:消息|数据)?|统计(?:显示)?|数据显示)(?P<end>[，：]|的数据)"
)
# A body that speaks itself, with nothing between: 劳工局指出，…; 劳工处回复查询指，…
_BODY_SAYS = regex.compile(
    r"(?:昨日|昨天|今日|今天|随后|亦|也|又|并|再)?(?:回[复覆][^，。；：\n“”]{0,6})?(?:发言人)?(?:[^，。；：\n“”]{0,6}查询时?)?"
    r"(?P<says>声明[说指称]?|(?:促请|倡议|建议|要求)[^，。！？；：\n]{0,14}(?=：)|(?:引述)?[^，。！？；：\n]{0,20}资料(?:指出|显示)|指出|表示|强调|透露|提醒|说明|补充|估计|批评|指(?=[，：]|今年|去年|现时|目前|有|全))(?P<end>[，：]|“|(?=[今去前现目有全]))"
)
# A person's plan or account put before a colon: 汪景泰给出的目标是：…
_GIVES = regex.compile(r"[^。！？；\n“”]{0,6}?(?:给出|提出|列出|报出|定下)的[^。！？；，\n“”]{1,8}是(?P<end>：)")
# He or she speaks: the person named last.
_PRONOUN = regex.compile(
    rf"(?:^|(?<=[。！？；\n”，]))(?P<who>他|她)(?:还|也|同时|又|接着|进一步)?{_SAYS}(?P<end>[，：:]|“)"
)
_FROM = regex.compile(r"(?:记者|笔者)[^。！？\n，“”]{0,12}?从")
_LEARNS = regex.compile(r"[^。！？\n“”]{0,24}?(?:获悉|了解到|了解|得知|看到)")
_AS_SAYS = regex.compile(r"[^。！？\n“”，]{0,14}?(?:介绍|统计|透露|消息|通报|了解)")


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of text that somebody is credited with.

    Attributes:
        span: of the text.
        speaker: a person's name, or a body or its unnamed officer (福州市总工会有关负责人).
        rule: how it was found.
    """

    span: Span
    speaker: str
    rule: str


def find(text: str, mentions: tuple[Mention, ...], sentences: tuple[Span, ...]) -> tuple[Speech, ...]:
    """All speeches of an article, in order of their start; a claim belongs to the last one that holds it.

    A speech goes from the verb of saying to the end of its sentence, and over the whole quotation that it opens or
    that it closes (“……”吴信义说).
    """
    quotes = _quotations(text)
    out: list[Speech] = []
    for m in mentions:
        sentence = _holding(sentences, m.span.start)
        if sentence is None:
            continue
        if m.label == "PERSON":
            hit = _AFTER_NAME.match(text, m.span.end, sentence.end)
            given = _GIVES.match(text, m.span.end, sentence.end)
            if given is not None:
                out.append(Speech(Span(given.end(), sentence.end), m.canonical, "person-gives"))
            if hit is not None and not _other_name(mentions, m, hit.end("title")):
                out.extend(
                    _speeches(
                        text, m.canonical, m.span.start, hit.start("end"), sentence, sentences, quotes, "person-says"
                    )
                )
        elif m.label in ("UNION", "ORG"):
            hit = _OFFICER_SAYS.match(text, m.span.end, sentence.end)
            if hit is not None:
                who = m.canonical + hit["who"]
                out.extend(
                    _speeches(text, who, m.span.start, hit.start("end"), sentence, sentences, quotes, "officer-says")
                )
                continue
            made_known = _ANNOUNCES.match(text, m.span.end, sentence.end)
            if made_known is not None:
                out.append(Speech(Span(made_known.end(), sentence.end), m.canonical, "announces"))
                continue
            if m.span.start == sentence.start or text[m.span.start - 1] in "，。；：、“”\n":
                spoken = _BODY_SAYS.match(text, m.span.end, sentence.end)
                if spoken is not None:
                    out.append(Speech(Span(spoken.end("end"), sentence.end), m.canonical, "body-says"))
                    continue
            before = text[max(sentence.start, m.span.start - 16) : m.span.start]
            if _FROM.search(before) and _LEARNS.match(text, m.span.end, sentence.end):
                out.append(Speech(Span(m.span.end, sentence.end), m.canonical, "learnt-from"))
            elif before.endswith("据") and _AS_SAYS.match(text, m.span.end, sentence.end):
                out.append(Speech(Span(m.span.end, sentence.end), m.canonical, "according-to"))
    for hit in _COMMON_OFFICER.finditer(text):
        n = bisect_left(mentions, hit.start("who"), key=_start)
        if n and hit.start("who") <= mentions[n - 1].span.end:
            continue  # the loop above has it
        sentence = _holding(sentences, hit.start())
        if sentence is not None:
            who = _this_one(hit["body"], hit.start(), mentions) + hit["who"]
            out.extend(_speeches(text, who, hit.start(), hit.start("end"), sentence, sentences, quotes, "officer-says"))
    people = [m for m in mentions if m.label == "PERSON"]
    for hit in _PRONOUN.finditer(text):
        n = bisect_left(people, hit.start(), key=_start)
        who_now = people[n - 1].canonical if n else ""
        sentence = _holding(sentences, hit.start("who"))
        if who_now and sentence is not None:
            out.extend(
                _speeches(
                    text, who_now, hit.start("who"), hit.start("end"), sentence, sentences, quotes, "pronoun-says"
                )
            )
    said = sorted(s.span for s in out)
    furthest = list(accumulate((s.end for s in said), max))
    for q in quotes:
        n = bisect_right(said, q.start, key=lambda s: s.start)
        if not n or furthest[n - 1] <= q.start:
            out.extend(_unattributed(text, q, mentions))
    return tuple(sorted(out, key=lambda s: (s.span.start, -s.span.end)))


def _start(m: Mention) -> int:
    return m.span.start


def _holding(sentences: tuple[Span, ...], at: int) -> Span | None:
    """The sentence around an offset, or None between sentences."""
    n = bisect_right(sentences, at, key=lambda s: s.start)
    return sentences[n - 1] if n and at < sentences[n - 1].end else None


def _this_one(body: str, at: int, mentions: tuple[Mention, ...]) -> str:
    """The body that a common noun points back at (该办事处), the noun itself where no name before ends so."""
    noun = body.removeprefix("该")
    for m in reversed(mentions):
        if m.span.start < at and m.label in ("ORG", "UNION", "PLACE") and m.canonical.endswith(noun):
            return m.canonical
    return noun


def _unattributed(text: str, q: Span, mentions: tuple[Mention, ...]) -> list[Speech]:
    """A quotation without a verb of saying: of the person named right after it, or of the last before.

    “……”贾晓茹是服务中心的大管家; 许青华是在部队入的党。“我们支部现有3名党员。”
    """
    following = bisect_left(mentions, q.end, key=_start)
    for m in mentions[following : following + 2]:
        if m.label == "PERSON" and m.span.start - q.end <= 1:
            return [Speech(q, m.canonical, "person-after-quote")]
    if "我" in text[q.start : q.end]:
        start = text.rfind("\n", 0, q.start) + 1
        named = mentions[bisect_left(mentions, start, key=_start) : bisect_left(mentions, q.start, key=_start)]
        before = [m for m in named if m.label == "PERSON"]
        if before:
            return [Speech(q, before[-1].canonical, "person-before-quote")]
    return []


def _other_name(mentions: tuple[Mention, ...], m: Mention, stop: int) -> bool:
    first, last = bisect_left(mentions, m.span.end, key=_start), bisect_left(mentions, stop, key=_start)
    return any(o.label == "PERSON" for o in mentions[first:last])


def _quotations(text: str) -> tuple[Span, ...]:
    """Outermost “…” pairs of at least eight characters within a paragraph: shorter ones are names and slogans."""
    out: list[Span] = []
    opened: int | None = None
    for i, ch in enumerate(text):
        if ch == "\n":
            opened = None
        elif ch == "“":
            opened = i if opened is None else opened
        elif ch == "”" and opened is not None:
            if i - opened > 8 and any(c in "，。！？" for c in text[opened:i]):
                out.append(Span(opened, i + 1))
            opened = None
    return tuple(out)


def _speeches(
    text: str,
    speaker: str,
    start: int,
    verb_end: int,
    sentence: Span,
    sentences: tuple[Span, ...],
    quotes: tuple[Span, ...],
    rule: str,
) -> list[Speech]:
    """The stretches that one verb of saying credits: the quotation before it, what follows, the quotation after."""
    out: list[Speech] = []
    ended = bisect_right(quotes, start, key=lambda q: q.end)
    for q in quotes[bisect_left(quotes, start - 60, key=lambda q: q.end) : ended]:
        # “……”吴信义说。
        gap = text[q.end : start]
        if not any(stop in gap for stop in "。！？\n“"):
            out.append(Speech(q, speaker, rule + "-after-quote"))
    opening = text[verb_end : verb_end + 2]
    if "“" in opening or "：" in opening or "，" in opening or "。" not in opening:
        out.append(Speech(Span(verb_end, sentence.end), speaker, rule))
    first = bisect_left(quotes, verb_end, key=lambda q: q.start)
    for q in quotes[first : bisect_right(quotes, max(verb_end + 3, sentence.end + 1), key=lambda q: q.start)]:
        # 吴信义说：“……。……。” and 吴信义说，……。“……”
        if q.start - verb_end <= 3 or (q.start <= sentence.end + 1 and not _paragraph_between(text, verb_end, q.start)):
            out.append(Speech(q, speaker, rule + "-quote"))
    return out


def _paragraph_between(text: str, start: int, end: int) -> bool:
    return "\n" in text[start:end]

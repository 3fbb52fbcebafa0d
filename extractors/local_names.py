"""Bodies and places as pages from Taiwan, Hong Kong and Macao name them: 工联会, 劳保局, 高市, 该会, 香港…职工总会.

Most stand in ``local_names.tsv``. Beside them are the unions there whose names do not end in 工会 and what a page calls
them later: 职工总会 for 香港棚业及外墙职工总会, 本会 on the page that a union puts out itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

import gazetteers
from extractors.borders import Doc, Words, ground_of
from extractors.local_pages import CODES, Region, region_in
from extractors.model import Context, Label, Mention, Span
from gazetteers.automaton import Automaton
from gazetteers.places import index

_WORKERS = r"(?:职工|员工|雇员|从业员|从业人员|工人|劳工|司机|公务员|公务人员|公职人员)"
_FORMS = r"(?:总会|协会|联会|联盟|同盟|公会|权益会|社团联会|联合总会|总工会)"
_UNION = regex.compile(
    rf"(?:香港|港九|九龙|新界|澳门|全港)(?:(?![会与和在向对的到由为]|香港|港九|澳门)[\p{{Han}}、]){{0,14}}?{_WORKERS}{_FORMS}"
)
_LATER = regex.compile(rf"{_WORKERS}{_FORMS}")
_COMMITTEE = regex.compile(
    r"(?:劳工|职工|会员|妇女|青年|社会|权益|政策|研究|事务|服务|职业安全|健康|职安健|教育|康体|法律|公共事业|外劳|安老|就业|进修){1,4}"
    r"(?:委员会|部(?!分|门|署)|中心(?!理))"
)
_REGION_NAME = regex.compile(r"(?:台湾|香港|港九|澳门)$")
"""It stands before a short name as well: 香港|工联会."""
_SELF = regex.compile(r"(?:本|该)(?:工会|会)(?![计议场期员所见合费址务籍馆堂系])")
_OWN_LINE = regex.compile(r"^\s*(\p{Han}{3,26}(?:工会|协会|总会|联合会|联会|联盟))(?:\s|$|[〔（|｜])", regex.M)


@cache
def _table(region: Region) -> dict[str, tuple[Label, str]]:
    rows = gazetteers.rows("local_names")
    return {r["name"]: (r["label"], r["full"]) for r in rows if r["region"] == region}  # type: ignore[misc]


@cache
def _automaton(region: Region) -> Automaton:
    return Automaton(_table(region))


def places(doc: Doc, context: Context) -> list[Mention]:
    """The PLACE mentions that only a page from there has (高市), in order; [] on pages from elsewhere."""
    region = region_in(ground_of(doc).words.text, context)
    return [] if region is None else [m for m in _listed(ground_of(doc).words, region) if m.label == "PLACE"]


def bodies(doc: Doc, context: Context) -> list[Mention]:
    """The UNION and ORG mentions that only a page from there has, in order; [] on pages from elsewhere."""
    words = ground_of(doc).words
    region = region_in(words.text, context)
    if region is None:
        return []
    found = [m for m in _listed(words, region) if m.label != "PLACE"]
    if region != "台湾":
        found.extend(_workers_unions(words.text))
    return sorted(found, key=lambda m: m.span)


def later(doc: Doc, context: Context, found: Sequence[Mention]) -> list[Mention]:
    """本会 and 该会, and on pages from Hong Kong and Macao 职工总会, as the unions that they stand for.

    Args:
        doc: the article.
        context: what is known of it beside its text; a union's own page has its name in a line of its own.
        found: the bodies named in full; not changed.
    """
    text = ground_of(doc).words.text
    region = region_in(text, context)
    if region is None:
        return []
    unions = sorted((m for m in found if m.label == "UNION"), key=lambda m: m.span)
    out: list[Mention] = []
    for hit in _LATER.finditer(text) if region != "台湾" else ():
        whole = next((m.canonical for m in reversed(unions) if m.canonical.endswith(hit[0])), "")
        if whole and whole != hit[0]:
            out.append(Mention("UNION", Span(*hit.span()), hit[0], whole))
    named = sorted([*unions, *out], key=lambda m: m.span)
    own = _OWN_LINE.search(context.neighbours)
    for hit in _SELF.finditer(text):
        before = [m.canonical for m in named if m.span.end <= hit.start()]
        name = (own[1] if own is not None else "") if hit[0][0] == "本" else before[-1] if before else ""
        if name:
            out.append(Mention("UNION", Span(*hit.span()), hit[0], name))
    return out


def _listed(words: Words, region: Region) -> Iterator[Mention]:
    text = words.text
    for start, end, name in _automaton(region).find(text):
        if len(name) < 4 and (start not in words.borders or (end not in words.borders and len(name) < 3)):
            continue
        label, full = _table(region)[name]
        if label == "PLACE":
            inside = (p.code for p in index().by_name(full) if p.code.startswith(CODES[region][:2]))
            yield Mention(label, Span(start, end), name, full, next(inside, None))
            continue
        before = _REGION_NAME.search(text, max(0, start - 2), start) if label == "UNION" else None
        start = before.start() if before is not None else start
        committee = _COMMITTEE.match(text, end) if label == "UNION" else None
        if committee is not None:
            end, full = committee.end(), full + committee[0]
        yield Mention(label, Span(start, end), text[start:end], full)


def _workers_unions(text: str) -> Iterator[Mention]:
    for hit in _UNION.finditer(text):
        yield Mention("UNION", Span(*hit.span()), hit[0], hit[0])

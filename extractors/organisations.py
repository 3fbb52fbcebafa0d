"""Organisations (ORG) that are no unions: companies, associations, schools, party and government bodies, teams.

Four roads lead to a name: a suffix (有限公司, 协会, 救援队) with what stands to its left up to the first word that no
name contains; a body of party and state after its place or level (县|委组织部); a list of well-known names; the
members of an enumeration that ends in 等企业. A name must be particular: a place, a level, quotation marks or a word
that the dictionary does not know is in it. 社会组织, 律师事务所, 各有关部门 are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

import gazetteers
from extractors.borders import (
    LEVELS,
    Doc,
    Ground,
    ground_of,
    is_common,
    more_endings,
    not_endings,
    occurrences,
    prefixes,
)
from extractors.homes import Homes
from extractors.model import Context, Mention, Span
from gazetteers.automaton import Automaton

_NOT_BEFORE_LEVEL = "全各两三四五六七八九十多本此外某级城都数几每（）"
_NOT_A_LEVEL = frozenset(_NOT_BEFORE_LEVEL + "地家")
_QUOTED = regex.compile(r"“[^“”\n，。]{2,12}”$")
_IN_QUOTES = regex.compile(
    r"“(\w{3,16}(?:团|(?<!领)队|团队|协会|联盟|中心|服务站|救援会|合作社))”(?!奖|称号|活动|行动|竞赛|评选|荣誉)"
)
_PARTY = regex.compile(r"(?:机关)?第[一二三四五六七八九十\d]+党(?:支部|总支)|机关党委|党支部|党总支")
_LISTED = regex.compile(
    r"等(?:\d+|[一二两三四五六七八九十]+|多|几|十余|数十)?[余多]?家?(?:\p{Han}{0,4})(?:企业|公司|社会组织|单位|机构)"
)
_OPENS_LIST = regex.compile(r"[^、，。]{0,14}(?:来自|包括|涵盖|包含|分别为|分别是|走访|走进|前往)")
_YOUTH_LEAGUE = regex.compile(r"(?<!\p{Han})团[省市县区]委|(?<=\p{Han})团[省市县]委|共青团")
_BARE_CENTRE = regex.compile(r"党?中央(?=[、，和及]\p{Han})")
_POSTED = regex.compile(r"驻\p{Han}{2,8}?(?:工作队|办事处|联络处)")
_AGREED_KINDS = ("association", "school", "hospital", "court")
_COMPANY_FORMS = ("有限公司", "有限责任公司", "股份有限公司")
_TAIWAN_ENDINGS = regex.compile(r"企业|工业|开发|实业|工业|建设")
_OFFICE = regex.compile(
    "(?:常务)?副?(?:长|会长|理事长|秘书长|主席|书记|主任|部长|局长|厅长|处长|院长|校长|经理|总经理|董事长|厂长|队长|站长|馆长|所长|社长|"
    "团长|常委|教授|学生|教师|医生|老师)"
)
"""What may follow a name in the same word of the dictionary (协会|会长, 劳工局|长)."""
_CORE = {"公益服务中心": 2} | dict.fromkeys(("大学", "学院", "医院", "中学", "小学"), 4)
"""Characters before these endings that make a name even where each word of them is a common one."""
_LEARNT = frozenset("了如怎做用着使开")
"""After 学会 these make it the verb: 学会了焊接."""
_BUILDS = regex.compile("工会(?:建设|改造|新建|修建|扩建|重建|援建|筹建|建成|翻修|维修|升级|投资|出资|打造)了?")
_CENTRAL = regex.compile("工作|任务|环节|城区|思想|[，、。]大局|大局")
_COUNTED = regex.compile(r"(?:\d|[一二两三四五六七八九十百千万几数多余])[余多]?[家个所支名间处座亩户条批类]?$")


@cache
def endings() -> dict[str, tuple[str, float]]:
    """Suffix -> its kind and weight; below 0.9 only a proper word before it makes a name."""
    rows = gazetteers.rows("organisation_suffixes")
    unfit = not_endings()
    table = {row["surface"]: (row["kind"], float(row["weight"])) for row in rows if row["surface"] not in unfit}
    return dict.fromkeys(more_endings(), ("centre", 0.8)) | table


@cache
def _suffix_automaton() -> Automaton:
    return Automaton([*endings(), *not_endings()])


@cache
def _ends() -> tuple[str, ...]:
    return tuple(endings())


@cache
def _bodies() -> dict[str, bool]:
    return {row["body"]: row["alone"] == "yes" for row in gazetteers.rows("party_government_bodies")}


@cache
def _known() -> frozenset[str]:
    return frozenset(row["name"] for row in gazetteers.rows("known_organisations") if row["use"] == "name")


@cache
def _body_automaton() -> Automaton:
    return Automaton([*_bodies(), *_known()])


def find(doc: Doc, context: Context, homes: Homes) -> list[Mention]:
    """All mentions of particular organisations in ``doc`` but unions, in order, not overlapping.

    Args:
        doc: the article.
        context: what is known of it beside its text.
        homes: the places that the article plays in.

    Returns:
        Mentions with the surface as ``canonical``.
    """
    ground = ground_of(doc)
    text = ground.words.text
    home = homes.home("province")
    taiwan = home is not None and home.code.startswith("71")
    spans = {*_by_body(ground, taiwan), *_by_suffix(ground), *_listed(ground), *_party(ground)}
    spans.update(m.span(1) for m in _IN_QUOTES.finditer(text) if not is_common(m[1]))
    if taiwan:
        spans.update(_taiwanese(ground))
    joined = _join(_longest(spans), text)
    return [Mention("ORG", Span(s, e), text[s:e], text[s:e]) for s, e in _everywhere(joined, text)]


def _longest(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those that lie in, or overlap with, a longer one; in order."""
    kept: list[tuple[int, int]] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if taken.isdisjoint(range(*span)):
            kept.append(span)
            taken.update(range(*span))
    return sorted(kept)


def _join(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Names that stand without a gap are one: 中国邮政集团有限公司|天津市武清区分公司."""
    out: list[tuple[int, int]] = []
    for span in spans:
        if out and out[-1][1] == span[0] and span[1] - out[-1][0] <= 40 and text[span[0]] != "“":
            out[-1] = (out[-1][0], span[1])
        else:
            out.append(span)
    return out


def _everywhere(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Names that were found once are names in all of the text, where they are four characters or longer."""
    long = {text[s:e] for s, e in spans if e - s >= 4}
    return _longest({*spans, *((s, e) for s, e, _ in occurrences(text, long))}) if long else spans


def _level_start(text: str, at: int) -> int:
    """Start of a level before ``at`` (省, 自治区, 市), or ``at`` where there is none that means a body's own level."""
    for word in ("自治区", "自治州", "开发区", "高新区", "街道"):
        if text.endswith(word, 0, at):
            return at - len(word)
    if at and text[at - 1] in LEVELS and (at < 2 or text[at - 2] not in _NOT_BEFORE_LEVEL):
        return at - 1
    return at


def _by_body(ground: Ground, taiwan: bool) -> Iterator[tuple[int, int]]:
    text, words = ground.words.text, ground.words
    for start, end, name in _body_automaton().find(text):
        cut = end not in words.borders and not _OFFICE.match(text, end)
        if name in _bodies() and (cut or (name == "府" and not taiwan)):
            continue
        if name not in _bodies():
            while name and (end not in words.borders or name not in _known()):
                name, end = name[:-1], end - 1
            if name and start in words.borders:
                yield start, end
            continue
        chain = ground.chain_start(start)
        if chain < start:
            if not text.endswith("地区", chain, start):
                yield chain, end
            continue
        level = _level_start(text, start)
        if level < start and (level in words.borders or (level and text[level - 1] in "与和由向在到为是对同及让")):
            yield ground.chain_start(level), end
        elif _bodies()[name] and start in words.borders:
            yield start, end
    for m in _YOUTH_LEAGUE.finditer(text):
        end = m.end()
        if m[0] == "共青团":
            end = max((e for s, e in ground.by_start.items() if s == end), default=end)
            if text[end : end + 1] != "委":
                continue
            end += 1
        yield m.start(), end
    for m in _BARE_CENTRE.finditer(text):
        if m.start() in words.borders:
            yield m.span()
    for m in _POSTED.finditer(text):
        start = ground.name_start(m.start())
        if m.start() - start >= 2:
            yield start, m.end()


def _party(ground: Ground) -> Iterator[tuple[int, int]]:
    """Party branches with a number or after the name of a place or body."""
    text = ground.words.text
    for m in _PARTY.finditer(text):
        start = ground.name_start(m.start()) if not text.endswith("总", 0, m.start()) else m.start()
        numbered = "第" in m[0]
        named = start in ground.by_start or text[m.start() - 1] in "村区司校院局队会所厂"
        if m.start() == start:
            named = False
        if named or numbered or (text[start] in LEVELS and m.start() - start > 3):
            yield start, m.end()


def _by_suffix(ground: Ground) -> Iterator[tuple[int, int]]:
    text, words = ground.words.text, ground.words
    for at, end, suffix in _suffix_automaton().find(text):
        known = endings().get(suffix)
        cut = end not in words.borders and not suffix.endswith(_COMPANY_FORMS) and not _OFFICE.match(text, end)
        start = ground.name_start(at)
        core = text[start:at]
        if known is None and any(form in core and not core.endswith(form) for form in _COMPANY_FORMS):
            yield start, end  # a unit of a company (…有限公司爱心车队)
        if known is None or cut or (suffix == "中心" and _CENTRAL.match(text, end)):
            continue
        if suffix == "学会" and text[end : end + 1] in _LEARNT:
            continue
        if quoted := _QUOTED.search(text, max(0, at - 14), at):
            yield quoted.start(), end
            continue
        start = _without_verb(ground, start, at)
        if _counted(text, start) or ground.by_start.get(start) == end or text.endswith(("支援", "援助"), 0, start):
            continue
        if suffix[0] in LEVELS and text[at - 1 : at] in _NOT_A_LEVEL:
            continue  # 苏北地|区政府, 各|市政府
        if particular(ground, start, at, suffix, *known):
            yield start, end


def _without_verb(ground: Ground, start: int, at: int) -> int:
    """Start of the name without a verb that a name may contain but hardly begins with (组织|滨海医院).

    A union that builds something is no part of its name (市总工会建设|工人文化宫).
    """
    text = ground.words.text
    if built := _BUILDS.search(text, start, at):
        start = built.end()
    for verb in ("组织", "支持", "推广", "培育", "孵化", "采购", "学习", "招聘", "支援", "创业", "就业", "帮扶"):
        if text.startswith(verb, start) and start + len(verb) < at and ground.words.tag(start, start + len(verb)):
            return start + len(verb)
    return start


def _counted(text: str, start: int) -> bool:
    """Whether a number goes before, so that a class is meant and no particular one (7家|市级定点医院)."""
    return bool(_COUNTED.search(text, max(0, start - 3), start)) or (
        start > 0 and text[start - 1].isdigit() and text[start] in "家个所支名间处座亩余多"
    )


def particular(ground: Ground, start: int, at: int, suffix: str, kind: str, weight: float) -> bool:
    """Whether ``text[start:at]`` before a suffix makes a particular name."""
    words = ground.words
    text = words.text
    core = text[start:at]
    if not core:
        return kind == "association" and len(suffix) >= 4 and suffix not in ("行业协会", "志愿者协会")
    if suffix.endswith(_COMPANY_FORMS):
        return at - start >= 2 and not is_common(core)
    if start in ground.by_start:
        return True
    i, last = words.index(start), words.index(at - 1)
    if is_common(words.word(i)) or is_common(core) or any(is_common(core[:n]) for n in (2, 3, 4)):
        return False
    if text[start] in LEVELS and start in words.borders and (not start or text[start - 1] not in _NOT_BEFORE_LEVEL):
        return at - start > 2 or weight >= 0.9 or len(suffix) >= 4
    if kind == "association" and weight >= 0.9:
        return suffix != "学会" or not text[at + 2 : at + 3].isalnum() or text[at + 2] in "等会理秘的"
    if at - start < 2:
        return False
    if (suffix == "集团" and core not in _suffix_automaton().words) or (kind in _AGREED_KINDS and len(core) >= 6):
        return True
    if core.startswith(prefixes()) and weight >= 0.8 and len(suffix) >= 4:
        return True
    if len(core) >= _CORE.get(suffix, 99):
        return True
    singles = 0
    for k in range(i, last + 1):
        if words.tags[k] in ("nz", "nt", "nr", "nrt", "ns") or (words.tags[k] == "x" and len(words.word(k)) > 1):
            return True
        singles += len(words.word(k)) == 1
    return singles >= 2


def _listed(ground: Ground) -> Iterator[tuple[int, int]]:
    """Members of A、B、C等企业: names of companies and clubs that no suffix would show."""
    text = ground.words.text
    for m in _LISTED.finditer(text):
        members: list[tuple[int, int]] = []
        at = m.start()
        while at > 0:
            border = max(text.rfind(mark, max(0, at - 20), at) for mark in "、，。；：“”（）\n") + 1
            start = border if border and text[border - 1] == "、" else ground.name_start(at, 20)
            if opening := _OPENS_LIST.match(text, start, at):
                start, border = opening.end(), 0  # 李四来自|甲公司、乙公司等企业: the list begins here
            if not 3 <= at - start <= 20:
                break
            members.append((start, at))
            if start == 0 or text[start - 1] != "、" or not border:
                break
            at = start - 1
        proper = [_member(ground, s, e) for s, e in members]
        if m[0].endswith(("单位", "机构")) and "家" not in m[0]:  # these may be sites: an ending must tell
            proper = [ok and text[s:e].endswith(_ends()) for ok, (s, e) in zip(proper, members, strict=True)]
            members = [member for member, ok in zip(members, proper, strict=True) if ok]
            proper = [True] * len(members)
        if any(proper):
            for (start, end), good in zip(members, proper, strict=True):
                tag = ground.words.tag(start, end)
                if good or (len(members) > 1 and not tag and not is_common(text[start : start + 2])):
                    yield start, end


def _member(ground: Ground, start: int, end: int) -> bool:
    """Whether a member of an enumeration of companies is a particular one."""
    return particular(ground, start, end, "", "company", 0.8) and not is_common(ground.words.text[start : start + 2])


def _taiwanese(ground: Ground) -> Iterator[tuple[int, int]]:
    """Short names of Taiwan's companies: 正懿企业, 正道工业."""
    for m in _TAIWAN_ENDINGS.finditer(ground.words.text):
        start = ground.name_start(m.start(), 4)
        if 2 <= m.start() - start <= 3 and m.end() in ground.words.borders:
            i, last = ground.words.index(start), ground.words.index(m.start() - 1)
            if last > i and not is_common(ground.words.text[start : m.start()]):
                yield start, m.end()

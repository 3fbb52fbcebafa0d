"""The frame of a quantity: which verb governs it and what it counts.

Each case is one way in which Chinese news puts verb, thing and figure together; its name becomes part of the claim's
rule. In the examples V is the verb, N the thing counted, Q the figure.
"""

from __future__ import annotations

import regex

from extractors.claims.clauses import Row
from extractors.claims.elements import BE, Element, words
from extractors.claims.memory import MONEY_NOUNS, Frame, Memory, kind_family, respectively
from extractors.claims.phrases import Phrase, is_thing, left_of, right_of, text_of
from extractors.claims.verbs import (
    JOINTS,
    action_of,
    change_verb,
    link_of,
    list_verb,
    opener,
    verb_after,
    verb_before,
)

_EMPTY_VERBS = frozenset(("copula", "exist", "causative"))
_LINKING = frozenset(("connective", "adverb"))


def frame_of(row: Row, i: int, memory: Memory) -> Frame:
    """The frame of quantity ``i`` of a clause.

    Args:
        row: the clause.
        i: number of the quantity's element.
        memory: of the paragraph; it is read, and the caller adds the frame to it.
    """
    q = row[i].quantity
    assert q is not None
    frame = _frame(row, i, memory.before)
    if not frame.action and memory.before is not None and row[0].text in ("其中", "里头", "里面"):
        frame = frame._replace(action=memory.before.action)  # 慰问职工2万人，其中建筑工人1万人
    owner, shared = _respective(row, i)
    if shared:
        frame = frame._replace(item=shared, owner=owner, rule="respective")
    elif owner:
        frame = frame._replace(owner=owner)
    if frame.item == _RECALL:
        same = memory.before is not None and memory.before_group == kind_family(q.kind)
        before = memory.before.item if same and memory.before is not None else ""
        item = memory.thing(q.kind, q.unit) or (before if q.kind != "money" else "")
        return frame._replace(item=item)
    return frame


def _respective(row: Row, i: int) -> tuple[str, str]:
    """Whose and which of an enumeration a figure after 分别 is of; ("", "") where none is.

    建会率、入会率分别达到96%和93.5% gives ("", 建会率); 新余市、景德镇市的建制率分别… gives (新余市, 建制率);
    诸暨市、新昌县总工会分别办起4所、2所工匠学院 gives (诸暨市总工会, "").
    """
    mark = respectively(row, i)
    if mark is None:
        return "", ""
    figures = [k for k in range(mark, len(row)) if row[k].kind == "quantity"]
    first = mark
    while first and row[first - 1].kind not in ("quantity", "time") and not row[first - 1].verb:
        first -= 1
    of = next((k for k in range(mark - 1, first, -1) if row[k].text == "的"), None)
    members: list[list[int]] = [[]]
    for k in range(first, of if of is not None else mark):
        if row[k].kind == "pause" or row[k].text in JOINTS:
            members.append([])
        else:
            members[-1].append(k)
    if len(members) != len(figures) or len(members) < 2 or i not in figures:
        return "", ""
    mine = members[figures.index(i)]
    if of is None and all(m and row[m[0]].mention is not None for m in members):
        return _doer(row, mine, members[-1]), ""
    text = text_of(row, mine[0], mine[-1] + 1) if mine and is_thing(row, mine[0], mine[-1] + 1) else ""
    if of is None:
        return "", text
    return text, text_of(row, of + 1, mark)


def _doer(row: Row, mine: list[int], last: list[int]) -> str:
    """The full name of one of several names before 分别, of which the last alone may say what kind of body all are.

    诸暨、嵊州、新昌三地工会 and 金堂县、大邑县人民法院 have it at their end.
    """
    mention, final = row[mine[0]].mention, row[last[0]].mention
    assert mention is not None and final is not None
    if mention.label != "PLACE":
        return mention.canonical
    kind = "".join([row[k].text for k in last[1:]]) if final.label == "PLACE" else _KIND.sub("", final.canonical)
    if kind.endswith("工会"):
        kind = "总工会"
    elif final.label == "PLACE":
        kind = ""
    return mention.canonical + kind


_KIND = regex.compile(r"^.*[省市县区州旗盟](?=.{2,})")
"""All of a body's name that says where it is."""

_RECALL = "\0"  # the clause does not name the thing


def _frame(row: Row, i: int, before: Frame | None) -> Frame:
    q = row[i].quantity
    assert q is not None
    change = _from_to(row, i, before)
    if change is not None:
        return change
    if q.kind in ("percentage_points", "multiple", "percent", "ratio"):
        return _rate_frame(row, i, before)
    right = right_of(row, i)
    if not is_thing(row, right.first, right.last):
        right = Phrase(right.first, right.first)
    left = left_of(row, i)
    listed = _is_listed(row, i, left.first if left and not right else i)
    if right:
        return _right_frame(row, i, right, left, listed, before)
    if left and is_thing(row, left.first, left.last):
        return _left_frame(row, i, left, listed, before)
    return _bare_frame(row, i, left, listed, before)


def _from_to(row: Row, i: int, before: Frame | None) -> Frame | None:
    """由 Q 降到 Q: both figures are of what stands before 由, and the verb between them governs both."""
    j = i - 1
    while j >= 0 and (row[j].kind == "time" or row[j].text == "的" or row[j].text in words("earlier")):
        j -= 1
    if j >= 0 and row[j].text in ("由", "从"):
        to = next((k for k in range(i + 1, min(i + 6, len(row))) if _changes_to(row[k])), None)
        if to is not None:
            theme = left_of(row, j)
            item = text_of(row, theme.first, theme.last) if is_thing(row, theme.first, theme.last) else _RECALL
            return Frame(to, row[to].text, item, "from-Q", item_first=theme.first if theme else j)
    verb = i - 1
    while verb >= 0 and ("adverb" in row[verb].roles or row[verb].text in ("了", "近", "约")):
        verb -= 1
    if verb >= 0 and _changes_to(row[verb]) and before is not None and before.rule == "from-Q":
        return Frame(verb, row[verb].text, before.item, "to-Q", item_first=verb)
    return None


def _changes_to(e: Element) -> bool:
    """A verb between the old figure and the new one: 降到, 提高至, 调整为, and any verb with such an end."""
    return e.text in words("change_to") or (e.tag == "v" and len(e.text) > 2 and e.text[-1] in "到至为")


def _rate_frame(row: Row, i: int, before: Frame | None) -> Frame:
    """Shares, rates, points and multiples: what is measured stands before the figure."""
    q = row[i].quantity
    assert q is not None
    change = change_verb(row, i)
    if change is not None:
        # N 增长 Q: what grows stands before the verb, or is the thing of the figure before (同比增长18%).
        phrase = left_of(row, change)
        item = text_of(row, phrase.first, phrase.last) if is_thing(row, phrase.first, phrase.last) else ""
        item = item or (before.item if before is not None and q.kind != "percentage_points" else _RECALL)
        return Frame(change, row[change].text, item, "change", item_first=phrase.first if phrase else change)
    share = _share_verb(row, i)
    if share is not None:
        # N 占 M 的 Q: 受援者当中农民工占到六成七
        theme = left_of(row, share)
        whole = [k for k in range(theme.first, theme.last - 1) if row[k].text in ("中", "里", "当中", "之中")]
        first = whole[-1] + 1 if whole else theme.first  # 受援者中农民工: the part, not the whole
        item = text_of(row, first, theme.last) if is_thing(row, first, theme.last) else _RECALL
        return Frame(share, row[share].text, item, "N-share-Q", item_first=theme.first if theme else share)
    left = left_of(row, i)
    if left and is_thing(row, left.first, left.last):
        return _left_frame(row, i, left, _is_listed(row, i, left.first), before)
    right = right_of(row, i)
    if right and is_thing(row, right.first, right.last):
        return _right_frame(row, i, right, left, False, before)
    if before is not None and (_is_listed(row, i, i) or _shares(row, i)):
        return Frame(None, before.action, before.item, "list-Q", before.agent, item_first=i)
    return _bare_frame(row, i, left, False, before)


def _share_verb(row: Row, i: int) -> int | None:
    """The 占 before figure ``i`` with no other figure between them, or None."""
    for k in range(i - 1, -1, -1):
        if row[k].text in ("占", "占到", "约占"):
            return k
        if row[k].kind == "quantity":
            return None
    return None


def _right_frame(row: Row, i: int, right: Phrase, left: Phrase, listed: bool, before: Frame | None) -> Frame:
    """The thing stands after its figure."""
    after = verb_after(row, right.last)
    q = row[i].quantity
    assert q is not None
    tail = row[right.last - 1]
    if (
        after is None
        and tail.tag in ("vn", "v")
        and right.last - right.first > 1
        and q.kind in ("people", "households")
    ):
        # 免费为1.3万名职工体检: the verbal noun at the end is what is done
        after = right.last - 1
        right = Phrase(right.first, after)
    item = text_of(row, right.first, right.last)
    opened = opener(row, i)
    verb = verb_before(row, i)
    if opened is not None and "preposition" in row[opened].roles and after is not None:
        # 为 Q N V: 为1000家单位配备器材
        return Frame(after, action_of(row, after), item, "for-Q-N-V", item_first=opened)
    if verb is not None and not row[verb].roles & _EMPTY_VERBS:
        # V Q N: 建成15个基地
        return Frame(verb, action_of(row, verb), item, "V-Q-N", item_first=i)
    if (
        i
        and row[i - 1].text == "的"
        and before is not None
        and any(e.kind == "quantity" for e in row[: i - 1])
        and verb is None
    ):
        # V Q N 的 Q N: 引来30家单位的80余名职工
        return Frame(before.verb, before.action, item, "V-Q-N-de-Q-N", item_first=i)
    if left.verb is not None and not left and (left.link is not None or after is None):
        # V 的 有 Q N: 受表扬的还有11名领袖; V 的 Q N: 工会提供的30万元贷款
        return Frame(left.verb, action_of(row, left.verb), item, "V-de-Q-N", item_first=left.verb)
    if listed and before is not None and before.rule not in ("Q-N-V", "Q-V-O") and verb is None:
        return Frame(before.verb, before.action, item, "list-Q-N", before.agent, item_first=i)
    if after is not None:
        # Q N V: 580余名志愿者加入工会
        return Frame(after, action_of(row, after), item, "Q-N-V", True, item_first=i if verb is None else verb)
    if verb is not None:
        return Frame(verb, link_of(row[verb]), item, "be-Q-N", item_first=i)
    if listed and before is not None:
        return Frame(before.verb, before.action, item, "list-Q-N", before.agent, item_first=i)
    return Frame(None, "", item, "Q-N", item_first=i)


def _left_frame(row: Row, i: int, left: Phrase, listed: bool, before: Frame | None) -> Frame:
    """The thing stands before its figure."""
    item = text_of(row, left.first, left.last)
    if left.verb is not None:
        # V 的 N 达 Q: 送出的慰问金达396.2万元
        return Frame(left.verb, action_of(row, left.verb), item, "V-de-N-Q", item_first=left.verb)
    verb = left.first - 1
    while verb >= 0 and (
        row[verb].text in ("了", "过", "着", "各类", "各种", "各项", "的") or row[verb].kind == "quote"
    ):
        verb -= 1
    whose = verb
    while whose >= 0 and row[whose].kind == "name" and row[whose].mention is not None:
        whose -= 1
    if whose < verb and whose >= 0 and row[whose].verb and not row[whose].roles & BE:
        # V X N Q: 补助爱心协会工会经费近10万元
        return Frame(whose, action_of(row, whose), item, "V-X-N-Q", item_first=whose)
    if verb >= 0 and "preposition" in row[verb].roles:
        after = verb_after(row, i + 1)
        if after is not None:
            # 为 N Q V: 向困难职工11415户发放资金
            return Frame(after, action_of(row, after), item, "for-N-Q-V", item_first=verb)
    if verb >= 0 and row[verb].kind == "pause":
        # V N、N等N Q: 举办焊工、缝纫、家政等培训班17期
        head = list_verb(row, verb)
        if head is not None:
            item = text_of(row, head + 1, left.last)
            return Frame(head, action_of(row, head), item, "V-N-N-Q", item_first=head + 1)
    q = row[i].quantity
    assert q is not None
    linked = left.link is not None and (q.kind == "percent" or (verb >= 0 and row[verb].tag == "vn"))
    if verb >= 0 and row[verb].verb and "copula" not in row[verb].roles and not linked:
        # V N Q: 购买服务项目270个
        return Frame(verb, action_of(row, verb), item, "V-N-Q", item_first=left.first)
    if verb >= 0 and row[verb].has("exist") and left.link is None:
        # 有 N Q: 只有律师5人
        return Frame(verb, "有", item, "have-N-Q", item_first=left.first)
    if left.link is not None:
        # N 达 Q: 建会率达到90%
        if linked and verb >= 0 and row[verb].verb:
            item = text_of(row, verb, left.last)  # 互助资金池达到770万元: the verbal noun belongs to the thing
        return Frame(left.link, link_of(row[left.link]), item, "N-be-Q", item_first=left.first)
    if listed and before is not None:
        # V N Q、N Q: 资助儿童8名、家庭2户
        return Frame(before.verb, before.action, item, "list-N-Q", before.agent, item_first=left.first)
    after = verb_after(row, i + 1)
    if after is not None and not _is_list_next(row, i):
        return Frame(after, action_of(row, after), item, "N-Q-V", True, item_first=left.first)
    return Frame(None, "", item, "N-Q", item_first=left.first)


def _bare_frame(row: Row, i: int, left: Phrase, listed: bool, before: Frame | None) -> Frame:
    """No thing stands beside the figure."""
    q = row[i].quantity
    assert q is not None
    if left.verb is not None:
        # N V 的 有 Q: 报名的有240人, 困难职工子女受资助的共2725人
        theme = left_of(row, left.verb)
        item = text_of(row, theme.first, theme.last) if is_thing(row, theme.first, theme.last) else ""
        if not item and not (before is not None and q.kind not in ("percent", "percentage_points")):
            object_ = Phrase(left.verb + 1, left.first - 1)  # 完成年度任务的102.5%
            item = text_of(row, object_.first, object_.last) if is_thing(row, object_.first, object_.last) else ""
        return Frame(left.verb, action_of(row, left.verb), item or _RECALL, "V-de-Q", item_first=left.verb)
    if i and row[i - 1].kind == "name" and before is not None:
        # 其中甘井子区312家、金州区208家: whose share it is, of the thing named before
        return Frame(None, before.action, before.item, "share", item_first=i)
    verb = verb_before(row, i)
    after = verb_after(row, i + 1)
    if verb is not None and not row[verb].roles & BE:
        # N V Q: what is counted may stand before the verb (劳模选出67名), or not be named (下拨100万元).
        theme = left_of(row, verb)
        item = text_of(row, theme.first, theme.last) if is_thing(row, theme.first, theme.last) else ""
        if q.kind == "money" and not item.endswith(MONEY_NOUNS):
            item = ""
        if item.endswith(("工会", "总工会", "系统", "本级")):
            item = ""
        if not item and row[verb].tag == "vn" and q.kind in ("count", "person_times"):
            item = row[verb].text  # 培训23场次
        item = item or _RECALL
        return Frame(
            verb,
            action_of(row, verb),
            item,
            "V-Q" if item == _RECALL else "N-V-Q",
            item_first=theme.first if theme else verb,
        )
    if listed and before is not None:
        return Frame(before.verb, before.action, before.item, "list-Q", before.agent, item_first=i)
    if after is not None:
        # Q V O: 29人荣获全国五一劳动奖章
        object_ = right_of(row, after)
        item = text_of(row, object_.first, object_.last)
        if not item:
            item = _RECALL
        return Frame(after, action_of(row, after), item, "Q-V-O", agent=True, item_first=i)
    if before is not None:
        action = before.action if verb is None else link_of(row[verb])
        same = _shares(row, i)
        return Frame(verb, action, before.item if same else _RECALL, "list-Q", before.agent, item_first=i)
    return Frame(verb, link_of(row[verb]) if verb is not None else "", _RECALL, "Q", item_first=i)


def _is_listed(row: Row, i: int, first: int) -> bool:
    """Whether an enumeration mark stands before the phrase that begins at ``first``, with a figure before that."""
    j = first - 1
    while j >= 0 and (
        (row[j].roles & _LINKING and row[j].text not in JOINTS)
        or row[j].kind in ("name", "quote")
        or row[j].text == "的"
        or (row[j].nominal and not row[j].verb and row[j].text not in JOINTS and not row[j].roles)
    ):
        j -= 1
    if j < 0 or not (row[j].kind == "pause" or row[j].text in JOINTS):
        return False
    return any(e.kind == "quantity" for e in row[:j])


def _is_list_next(row: Row, i: int) -> bool:
    return i + 1 < len(row) and (row[i + 1].kind == "pause" or row[i + 1].text in ("和", "及", "与", "以及"))


def _shares(row: Row, i: int) -> bool:
    """Whether the figure stands directly after another (120户483人)."""
    return i > 0 and row[i - 1].kind == "quantity"

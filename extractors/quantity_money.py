"""Which money a bare 元 is: the page's own, where the page shows that it is from Taiwan, Hong Kong or Macao."""

from __future__ import annotations

import re

_MAINLAND = re.compile(r"人民币|RMB|CNY|省总工会|自治区总工会|全总|中华全国总工会|[省市区县]委书记")
_NAMED = {
    "新台币元": re.compile(r"新台币|台币|NT\$"),
    "港元": re.compile(r"港元|港币|HK\$"),
    "澳门元": re.compile(r"澳门元|澳门币|葡币|MOP"),
}
_PLACES = {
    "新台币元": re.compile(
        r"民国(?:[6-9][0-9]|1[0-3][0-9]|[六七八九]十[一二三四五六七八九]?|一[百○〇]|百)[^，。]{0,3}年|劳委会|劳动部|立法院|行政院|县政府|劳保局|职业工会"
        r"|产业总工会|台[北南中东湾]|高雄|新北|桃园|新竹|苗栗|彰化|南投|云林|嘉义|屏东|宜兰|花莲|澎湖|基隆|理事长"
    ),
    "港元": re.compile(r"香港|港九|工联会|职工盟|劳工处|劳工局|九龙|新界|港岛|立法会|强积金|特区政府"),
    "澳门元": re.compile(r"澳门|氹仔|路环|黑沙环|工联|博彩|博企|劳工事务局|社会工作局|教青局|立法会"),
}
_PLAIN = {"新台币元": 5, "港元": 4, "澳门元": 4}
"""So many different places and bodies say where a page is from that names no money. Fewer are of a visit there."""


def local_unit(text: str) -> str | None:
    """新台币元, 港元 or 澳门元 if the text is from there, else None.

    The money must be named once, or the date be of the Republic's calendar, and at least three mentions of places and
    bodies point there; where neither is, four or five different ones must. A text that names the bodies or the money of
    the mainland is none of these.
    """
    if _MAINLAND.search(text):
        return None
    best: tuple[int, str] | None = None
    for unit, places in _PLACES.items():
        hits = [m[0] for m in places.finditer(text)]
        named = _NAMED[unit].search(text) is not None or any(hit.startswith("民国") for hit in hits)
        enough = len(hits) >= 3 if named else len(set(hits)) >= _PLAIN[unit]
        if enough and (best is None or len(hits) > best[0]):
            best = len(hits), unit
    return best[1] if best else None

"""Pages through Datasette's own client: what they show, what they refuse, and that no text becomes markup."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from decimal import Decimal
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

import pytest
from lxml import html

from pipeline.cli import call
from pipeline.serve import asked, facets, listing, plugs
from pipeline.serve.metadata import queries
from pipeline.store import FactBase
from tests.serve import hostile
from tests.serve.conftest import Client

LISTS = ("/find", "/find?q=职工", "/find?place=420000", "/find?unit=元&order=-value", "/find?kind=percent&page=2")
PAGES = (
    "/", *LISTS, "/series", "/series?unit=元", "/ranking?unit=元", "/ranking?unit=元&level=city", "/download?q=职工",
    "/about", "/find?q=没有这样的词啊", "/nowhere", "/claim/nothing", "/article/nothing", "/find?indicator=no-such",
)  # fmt: skip


def first(client: Client, address: str = "/find.json") -> dict[str, object]:
    found = client.get(address).json()["claims"][0]
    assert isinstance(found, dict)
    return found


def pages_of(client: Client) -> list[str]:
    claim = first(client)
    return [*PAGES, f"/claim/{claim['id']}", f"/article/{claim['article']}"]


def judge(text: str) -> html.HtmlElement:
    """What every page of ours must be, whatever stands in the fact base."""
    page = html.document_fromstring(text)
    assert page.get("lang") == "zh-Hans"
    assert page.findtext(".//title").strip()
    assert [script.get("src") for script in page.iter("script")] == ["/look/serve.js"]
    assert not list(page.iter("style", "img", "iframe", "object", "embed", "base"))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        names = set(element.attrib)
        assert not {name for name in names if name.startswith("on")} and "style" not in names
        for name in names & {"href", "src", "action"}:
            assert element.get(name).startswith(("/", "#")), element.get(name)
            assert not element.get(name).startswith("//")
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "select", "textarea"):
        named = field.get("id") in labelled or field.get("aria-label") or field.getparent().tag == "label"
        assert named or field.get("type") == "hidden", html.tostring(field)
    assert page.xpath("//main") and page.xpath("//a[@class='skip'][@href='#main']")
    return page


def test_every_page_is_whole_and_carries_no_script_of_others(client):
    for address in pages_of(client):
        answer = client.get(address)
        assert answer.status_code in (200, 400, 404), address
        judge(answer.text)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy


def test_every_link_of_our_pages_leads_somewhere(client):
    seen: set[str] = set()
    for address in pages_of(client):
        for link in html.document_fromstring(client.get(address).text).xpath("//a/@href"):
            seen.add(urlsplit(link)._replace(fragment="").geturl())
    kinds = {re.sub(r"[0-9a-f]{16}\S*|=[^&]*", "…", link): link for link in sorted(seen) if link}
    assert len(kinds) > 20
    for link in kinds.values():
        if not link.startswith("/find.xlsx"):
            assert client.get(link).status_code == 200, link


@pytest.fixture(scope="module")
def attacked(hostile_db):
    asked = Client(hostile_db)
    yield asked
    asked.close()


def test_no_text_of_the_fact_base_becomes_markup(attacked):
    for address in pages_of(attacked):
        page = judge(attacked.get(address).text)
        for element in page.iter():  # an attack that had closed its attribute would have left names of its own
            assert not set(element.attrib) & {"window.hit", "x", "onload"}
    claim = attacked.get(f"/claim/{first(attacked)['id']}")
    shown = html.document_fromstring(claim.text).text_content()
    assert "<script>window.hit=1</script>" in shown and "{{ 7*7 }}" in shown and "&lt;b&gt;" in shown


@pytest.mark.parametrize("attack", hostile.ATTACKS)
@pytest.mark.parametrize(
    "name", ["q", "subject", "place", "outlet", "unit", "document", "order", "page", "min", "said"]
)
def test_no_part_of_an_address_becomes_markup(attacked, name, attack):
    for path in ("/find", "/series", f"/claim/{first(attacked)['id']}"):
        judge(attacked.get(f"{path}?{name}={quote(attack)}").text)
    judge(attacked.get(f"/article/{quote(attack, safe='')}").text)


def test_an_exported_table_of_attacks_is_harmless_in_excel(attacked):
    rows = list(csv.reader(io.StringIO(attacked.get("/find.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@\t" and cell]


def test_lists_show_what_query_gives(client, read_folder):
    with FactBase.open(read_folder / "facts.db", readonly=True) as base:
        wanted = [row["id"] for row in base.query(unit="元", order="-value", reviewed=True)]
    found: list[str] = []
    address = "/find.json?unit=元&order=-value"
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["claims"]]
        address = page["next"]
    assert found == wanted and len(found) > asked.PAGE / 2


@pytest.mark.parametrize("order", ["-value", "document", "-published"])
def test_lists_go_on_to_their_end(client, read_folder, monkeypatch, order):
    """Beyond the pages that a number finds too, from page to page as people go, and the way back."""
    monkeypatch.setattr(listing, "PAGE", 2)
    for module in (listing, asked):
        monkeypatch.setattr(module, "LAST_PAGE", 3)
    with FactBase.open(read_folder / "facts.db", readonly=True) as base:
        wanted = [row["id"] for row in base.query(unit="元", order=order, reviewed=True)]
    found: list[str] = []
    address, pages = f"/find?unit=元&order={order}", 0
    while address:
        page = html.fromstring(client.get(address).text)
        pages += 1
        found += [href.removeprefix("/claim/") for href in page.xpath('//article[@class="card"]/h3/a/@href')]
        ways = {a.text_content(): a.get("href") for a in page.xpath('//nav[@class="paging"]/a')}
        assert ("← 上一页" in ways, "第一页" in ways) == (1 < pages <= 4, pages > 2)
        address = ways.get("下一页 →", "")
    assert found == wanted
    assert pages == -(-len(wanted) // 2) > 4
    assert client.get(f"/find.json?unit=元&order={order}&page=9").json()["page"] == 3
    assert client.get(f"/find.json?unit=元&order={order}&page=9&after=gone-00000-1").status_code == 404


def test_each_facet_leads_to_as_many_claims_as_it_says(client, read_folder):
    with FactBase.open(read_folder / "facts.db", readonly=True) as base:
        for query in ({}, {"q": "职工"}, {"place": "420000"}, {"kind": "people"}):
            given = asked.read(query)
            groups = facets.count(base, given).groups
            assert len(groups) >= 5
            for title, choices in groups:
                for choice in (*choices, *(city for one in choices for city in one.inner)):
                    if choice.chosen:
                        continue
                    narrowed = asked.read(dict(parse_qsl(urlsplit(choice.address).query)))
                    assert sum(1 for _ in base.query(narrowed.filters)) == choice.count, (query, title, choice)


def test_downloads_hold_the_view_that_they_stand_beside(client, read_folder):
    openpyxl = pytest.importorskip("openpyxl")
    with FactBase.open(read_folder / "facts.db", readonly=True) as base:
        wanted = {row["id"] for row in base.query(text="职工", reviewed=True)}
    table = client.get("/find.csv?q=职工")
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {row["id"] for row in rows} == wanted
    book = openpyxl.load_workbook(io.BytesIO(client.get("/find.xlsx?q=职工").content), read_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert wanted <= cells
    lines = client.get("/export?form=jsonl&q=职工").text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == wanted
    assert client.get("/export?form=exe").status_code == 404


def test_a_claim_shows_its_sentence_marked_and_its_bytes(client):
    claim = first(client, "/find.json?q=职工书屋&order=-confidence")
    client.get(f"/article/{claim['article']}")  # reads the article: the claim's page would not wait for that
    page = judge(client.get(f"/claim/{claim['id']}").text)
    (sentence,) = page.xpath("//blockquote/span[@class='sentence']")
    assert sentence.text_content().strip() == str(claim["sentence"]).strip()
    marked = "".join(mark.text_content() for mark in sentence.xpath(".//mark[contains(@class, 'm-quantity')]"))
    assert marked == str(claim["sentence"])[int(str(claim["mark_start"])) : int(str(claim["mark_end"]))]
    text = page.text_content()
    assert f"字节 {claim['byte_start']}–{claim['byte_end']}" in text
    assert "引用（GB/T 7714）" in text and str(claim["id"]) in text


def test_an_article_shows_its_whole_text_and_every_claim(client):
    claim = first(client)
    page = judge(client.get(f"/article/{claim['article']}").text)
    assert not page.xpath("//p[@class='notice']")
    linked = set(page.xpath("//a[@class='c']/@data-claim"))
    listed = {name.removeprefix("l-") for name in page.xpath("//aside//li/@id")}
    assert linked == listed and str(claim["id"]) in linked


def test_without_its_source_an_article_shows_what_is_stored_and_says_so(read_folder, tmp_path):
    shutil.copytree(read_folder / "texts", tmp_path / "texts")
    db = tmp_path / "facts.db"
    assert call(["run", str(tmp_path / "texts"), "--db", str(db), "--jobs", "1"]) == 0
    shutil.rmtree(tmp_path / "texts")
    asked_ = Client(db)
    try:
        claim = first(asked_)
        page = judge(asked_.get(f"/article/{claim['article']}").text)
        assert "原文件不在手边" in page.xpath("string(//p[@class='notice'])")
        assert str(claim["id"]) in page.xpath("//a[@class='c']/@data-claim")
        assert str(claim["sentence"]).strip() in page.text_content()
        shown = judge(asked_.get(f"/claim/{claim['id']}").text)
        assert str(claim["quote"]) in shown.text_content()
    finally:
        asked_.close()


def test_what_is_not_understood_is_said_and_not_used(client):
    page = judge(client.get("/find?min=many&year=MMXX&order=sideways&kind=gold").text)
    said = page.xpath("string(//p[@class='warn'])")
    assert all(word in said for word in ("many", "MMXX", "sideways", "gold"))
    assert client.get("/find.json?min=many").json()["claims"] == client.get("/find.json").json()["claims"]


def test_charts_say_what_they_left_out_and_count_everything(client):
    page = judge(client.get("/series?unit=元").text)
    shown = len(page.xpath("//circle"))
    left = sum(
        int(n.replace(",", "")) for n in re.findall(r"：([\d,]+) 条", page.xpath("string(//details[@class='left'])"))
    )
    with FactBase.open(client.site.path, readonly=True) as base:
        assert shown + left == sum(1 for _ in base.query(unit="元", reviewed=True))
    assert shown == sum(int(n) for n in page.xpath("//table//td[1]/text()"))


def test_a_fact_base_that_is_being_written_to_is_served(own):
    served = Client(own)
    try:
        before = len(served.get("/find.json?q=蓝田书屋").json()["claims"])
        extra = own.parent / "new.txt"
        extra.write_text("蓝田县总工会投入资金31万元，新建蓝田书屋7家。\n", encoding="utf-8")
        assert call(["run", str(extra), "--db", str(own), "--jobs", "1"]) == 0
        assert len(served.get("/find.json?q=蓝田书屋").json()["claims"]) > before == 0
    finally:
        served.close()


def test_nothing_that_is_asked_changes_the_fact_base(own):
    served = Client(own)
    try:
        with FactBase.open(own, readonly=True) as base:
            before = list(base.dump(canonical=False))
        for sql in ("delete from claims", "insert into units values ('x','x','x')", "pragma user_version = 9",
                    "with x as (select 1) delete from claims", "attach '/tmp/x.db' as y"):  # fmt: skip
            assert served.get(f"/facts.json?sql={quote(sql)}").status_code >= 400
        for address in ("/find", "/facts", "/facts/claims", "/claim/x", "/login", "/queue", "/export"):
            assert served.post(address, {"a": "b"}).status_code >= 400
        with FactBase.open(own, readonly=True) as base:
            assert list(base.dump(canonical=False)) == before
    finally:
        served.close()


def test_datasette_describes_what_the_fact_base_describes(client, read_folder):
    with FactBase.open(read_folder / "facts.db", readonly=True) as base:
        described = base.descriptions()
    tables = client.get("/-/metadata.json").json()["databases"]["facts"]["tables"]
    for table, column, text in described:
        if column:
            assert tables[table]["columns"][column].endswith(text)
        else:
            assert tables[table]["description"] == text
    page = client.get("/facts/v_claims?_size=1")
    assert page.status_code == 200 and "script-src 'self';" in page.headers["content-security-policy"]


@pytest.mark.parametrize("name", queries())
def test_canned_queries_answer(client, name):
    answer = client.get(f"/facts/{name}.json?union=株洲市总工会&indicator=members_new&_shape=objects")
    assert answer.status_code == 200 and answer.json()["ok"] is not False
    assert "rows" in answer.json()


def test_other_names_and_large_forms_are_refused(own):
    served = Client(own, "x" * 20, frozenset({"localhost"}))
    try:
        assert served.get("/", headers={"host": "evil.example"}).status_code == 421
        assert served.get("/", headers={"host": "localhost:8001"}).status_code == 200
        assert served.post("/login/enter", {"token": "x" * 100_000}).status_code == 413
    finally:
        served.close()


def test_without_datasette_one_line_says_how_to_get_it(read_folder, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    assert call(["serve", str(read_folder / "facts.db"), "--port", "0"]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and "pip install 'unionfacts[serve]'" in said[0]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["serve", "nowhere.db"], "no such file"), (["serve", "DB", "--token-file", "none"], "cannot read none"),
     (["serve", "DB", "--token-file", "SHORT"], "fewer than 16")],
)  # fmt: skip
def test_a_wrong_call_is_one_line(read_folder, tmp_path, capsys, arguments, word):
    short = tmp_path / "short"
    short.write_text("secret\n", encoding="utf-8")
    names = {"DB": str(read_folder / "facts.db"), "SHORT": str(short)}
    assert call([names.get(part, part) for part in arguments]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and word in said[0]


def test_sums_stand_beside_a_chart_where_the_fact_base_adds(own, monkeypatch):
    monkeypatch.setattr(
        "pipeline.serve.plugs.sums",
        lambda base, by, indicator, unit, filters: [
            plugs.Sum("2022", "", Decimal("34000000"), Decimal("33000000"), None, 3, (("已含在总数里", 2),))
        ],
    )
    served = Client(own)
    try:
        claims = served.get("/find.json").json()["claims"]
        indicator = next(row["indicator"] for row in claims if row["indicator"] and row["period_start"])
        for address in ("/series", "/ranking"):
            page = judge(served.get(f"{address}?indicator={indicator}").text)
            assert "34,000,000" in page.text_content() and "已含在总数里 2" in page.text_content()
        assert "同一件事只计一次" not in served.get("/series?unit=元").text
    finally:
        served.close()


TOLD_APART = {
    "a.txt": "云水工会简讯\n2023年1月12日 来源：云水日报\n　　2022年，福州市总工会发展会员6300人，比预想的快。\n",
    "b.txt": "福州工会这一年\n2023年2月3日 来源：三江工人报\n　　2022年，福州市总吸收3600名职工加入工会。\n",
}


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """A served fact base of two reports that contradict each other."""
    folder = tmp_path_factory.mktemp("apart")
    for name, text in TOLD_APART.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert call(["run", *(str(folder / name) for name in TOLD_APART), "--db", str(folder / "f.db"), "--jobs", "1"]) == 0
    served = Client(folder / "f.db")
    yield served
    served.close()


def test_a_claim_that_another_report_contradicts_has_both_sides_with_links(apart):
    claims = {row["quote"]: row["id"] for row in apart.get("/find.json").json()["claims"]}
    for own, other in (("6300人", "3600名"), ("3600名", "6300人")):
        page = judge(apart.get(f"/claim/{claims[own]}").text)
        (section,) = page.xpath("//section[@class='contra']")
        sides = section.xpath(".//tbody/tr")
        assert [side.xpath("string(td[1]/a)") for side in sides] == [own, other]
        assert [side.xpath("string(td[1]/a/@href)") for side in sides] == [f"/claim/{claims[q]}" for q in (own, other)]
        assert "这一条" in sides[0].text_content() and "差 2,700 人，1.75 倍" in sides[1].text_content()
        assert [side.xpath("string(.//mark)") for side in sides] == [own, other]
        later = next(side for side in sides if "三江工人报" in side.text_content())
        assert "登得晚" in later.text_content()


@pytest.mark.parametrize(
    "asked, offered",
    [
        ("q=福建 会员 2022", {"place": ["福建"], "year": ["2022"], "q": ["会员"]}),
        ("q=会员&place=厦门市", {"q": ["会员"]}),
        ("q=福建 新发展 2022", {"place": ["福建"], "year": ["2022"], "indicator": ["members_new"]}),
        ("q=福建 会员 1999", {"place": ["福建"], "q": ["会员"]}),
    ],
)
def test_a_question_without_an_answer_offers_others_that_have_one(apart, asked, offered):
    page = judge(apart.get(f"/find?{asked}").text)
    links = page.xpath("//div[@class='empty']//li/a/@href")
    assert offered in [{n: v for n, v in parse_qs(urlsplit(link).query).items() if n != "order"} for link in links]
    for link in links:
        assert apart.get(link).text.count('<article class="card">')
    assert not page.xpath("//p[@class='downloads']")


def test_words_that_are_a_place_or_a_year_may_be_asked_for_as_such(apart):
    page = judge(apart.get("/find?q=福州 会员 2022").text)
    (link,) = page.xpath("//section//p[@class='hint']/a/@href")
    given = parse_qs(urlsplit(link).query)
    assert (given["place"], given["year"], given["q"]) == (["福州"], ["2022"], ["会员"])
    assert apart.get(link).text.count('<article class="card">')
    assert not judge(apart.get("/find?q=会员").text).xpath("//section//p[@class='hint']/a")


def test_a_question_with_nothing_near_says_so_and_goes_on(apart):
    page = judge(apart.get("/find?q=恐龙").text)
    assert "没有找到" in page.text_content()
    assert page.xpath("//div[@class='empty']//a[@href='/']")

"""The command as people call it: real processes, from a folder of their own."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent.parent
ARTICLE = """云水县总工会慰问困难职工
2023年1月12日 来源：云水日报 作者：王小明
1月10日，云水县总工会投入资金12.5万元，慰问困难职工320户。
县总工会主席赵大力介绍，2022年全县新建工会组织45家，发展会员近6000人。
"""


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "pipeline", *map(str, args)]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}


@pytest.fixture
def call(tmp_path):
    def run(*args: object, stdin: bytes = b"", **more) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command(*args), cwd=tmp_path, env=environment(), input=stdin, capture_output=True, timeout=120, **more
        )

    return run


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base")
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = subprocess.run(
        command("run", "a.txt", "--db", "facts.db"), cwd=folder, env=environment(), capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    return folder / "facts.db"


def test_run_tells_what_was_found_and_what_to_do_next(call, article):
    done = call("run", "a.txt")
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "【" in out
    assert "outputs/facts.db" in out
    line = next(line for line in out.splitlines() if line.startswith("  unionfacts show "))
    shown = call(*line.split()[1:3])
    assert shown.returncode == 0
    again = call("run", "a.txt")
    assert "跳过 skipped" in again.stdout.decode()
    assert "【" in again.stdout.decode()


def test_extract_prints_exactly_the_keys_of_the_contract(call, article):
    (line,) = call("extract", "a.txt").stdout.decode().splitlines()
    document = json.loads(line)
    assert list(document) == ["doc", "id", "encoding", "articles", "claims", "entities", "problems"]
    assert list(document["articles"][0]) == ["title", "date", "source", "authors", "start", "end"]
    claim = next(c for c in document["claims"] if c["quote"] == "12.5万元")
    assert list(claim) == [
        "start", "end", "byte_start", "byte_end", "quote", "value", "high", "unit", "kind", "modifier", "per",
        "subject", "action", "item", "indicator", "time", "baseline", "place", "speaker", "article", "confidence",
        "sentence", "rule",
    ]  # fmt: skip
    assert (document["doc"], claim["value"], type(claim["value"])) == ("a.txt", 125000, int)
    assert ARTICLE.encode()[claim["byte_start"] : claim["byte_end"]].decode() == claim["quote"]
    assert all(set(e) == {"start", "end", "surface", "label", "canonical", "id"} for e in document["entities"])


COMPARED = "2022年，云水县总工会收缴经费比上年增长8%，职工夜班补贴由每班12元提高到18元，新建书屋3家。\n"


def test_what_a_figure_is_compared_with_is_told_by_every_verb(call, article):
    article.write_text(ARTICLE + COMPARED, encoding="utf-8")
    (document,) = map(json.loads, call("extract", "a.txt").stdout.decode().splitlines())
    told = {c["quote"]: c["baseline"] for c in document["claims"]}
    assert told["8%"] == {"text": "上年", "start": "2021-01-01", "end": "2021-12-31", "value": None, "unit": None}
    assert told["18元"] == {"text": "每班12元", "start": None, "end": None, "value": 12, "unit": "元"}
    assert told["12元"] is told["3家"] is None
    assert "compared with 上年 (2021-01-01 to 2021-12-31)" in call("explain", "a.txt").stdout.decode()
    assert call("run", "a.txt").returncode == 0
    rows = {r["quote"]: r for r in csv.DictReader(io.StringIO(call("query", "--csv").stdout.decode()))}
    names = ("baseline_text", "baseline_start", "baseline_end", "baseline_value", "baseline_unit")
    assert [rows["8%"][name] for name in names] == ["上年", "2021-01-01", "2021-12-31", "", ""]
    assert [rows["18元"][name] for name in names] == ["每班12元", "", "", "12", "元"]
    assert "compared with 每班12元 (12 元)" in call("show", rows["18元"]["id"]).stdout.decode()
    assert "compared" not in call("show", rows["3家"]["id"]).stdout.decode()


def test_extract_reads_standard_input_and_other_forms(call):
    done = call("extract", "-", "--format", "json", stdin=ARTICLE.encode("gb18030"))
    (document,) = json.loads(done.stdout)
    assert document["encoding"].startswith("gb")
    assert document["claims"]
    assert "12.5万元" in call("extract", "-", "--format", "table", stdin=ARTICLE.encode()).stdout.decode()


def test_explain_shows_stages_and_claims(call, article):
    article.write_text(ARTICLE.replace("会", "會").replace("总", "總"), encoding="utf-8")
    out = call("explain", "a.txt").stdout.decode()
    assert "会" in out
    assert "── simplify:" in out
    assert "會→会" in out
    assert "【12.5万元】" in out


@pytest.mark.parametrize("form", ["--json", "--nl", "--csv", "--tsv"])
def test_query_leaves_in_every_form(call, base, form):
    done = call("query", "--db", base, "--unit", "元", form)
    out = done.stdout.decode()
    if form in ("--csv", "--tsv"):
        (row,) = csv.DictReader(io.StringIO(out), delimiter="," if form == "--csv" else "\t")
    else:
        (row,) = json.loads(out) if form == "--json" else map(json.loads, out.splitlines())
    assert (row["quote"], row["value"], row["unit"]) == ("12.5万元", "125000", "元")
    assert done.stderr.decode() == "1 fact\n"


def test_query_filters_by_number_in_chinese_units_and_text(call, base):
    def quotes(*args):
        done = call("query", "--db", base, "--columns", "quote", "--nl", *args)
        return {json.loads(line)["quote"] for line in done.stdout.decode().splitlines()}

    assert quotes("--min", "12万") == {"12.5万元"}
    assert quotes("--max", "320", "--kind", "households") == {"320户"}
    assert quotes("慰问", "--unit", "户") == {"320户"}
    assert quotes("--subject", "没有这个工会") == set()


def test_csv_for_excel_begins_with_a_mark_once(call, base):
    assert call("query", "--db", base, "--csv", "--bom").stdout.startswith(b"\xef\xbb\xbfid,")
    assert call("query", "--db", base, "--json", "--bom").returncode == 2


@pytest.mark.parametrize(
    "asked, told",
    [
        (["慰问", "--since", "2024"], "--since"),  # since 2024 nothing is told at all
        (["会员", "--since", "2023", "--until", "2023"], "TEXT / --since"),
        (["慰问", "--unit", "元", "--place", "厦门市"], "--place"),
        (["没有的词", "--unit", "没有的单位"], ""),  # two filters too many: leaving out one does not help
        (["--since", "2024"], ""),
        (["--unit", "元", "--limit", "0"], ""),
    ],
)
def test_query_without_an_answer_says_which_filter_stands_in_the_way(call, base, asked, told):
    done = call("query", "--db", base, *asked)
    assert (done.returncode, done.stdout) == (0, b"")
    hint = "去掉其中一个就有 there are some without: "
    lines = done.stderr.decode().splitlines()
    assert lines[0] == "0 facts"
    assert [line.removeprefix(hint) for line in lines[1:]] == ([told] if told else [])


def test_words_need_no_quotes_and_a_year_is_a_time(call, base):
    def found(*args):
        return call("query", "--db", base, "--nl", *args).stdout

    assert found("慰问", "困难职工") == found("慰问 困难职工") != b""
    assert found("--until", "2022") == found("--until", "2022-12-31") != b""
    assert (
        call("search", "慰问", "困难职工", "--db", base).stdout == call("search", "慰问 困难职工", "--db", base).stdout
    )


def test_search_finds_one_character_and_marks_quantities(call, base):
    out = call("search", "會", "--db", base).stdout.decode()
    assert "【" in out


def test_show_info_runs_and_problems(call, base):
    claim = json.loads(call("query", "--db", base, "--limit", "1", "--nl").stdout)["id"]
    assert json.loads(call("show", claim, "--db", base, "--json").stdout)["claim"]["id"] == claim
    assert "原文 quote" in call("show", claim, "--db", base).stdout.decode()
    assert json.loads(call("info", "--db", base, "--json", "--check").stdout)["faults"] == []
    (run,) = json.loads(call("runs", "--db", base, "--json").stdout)
    assert (run["status"], run["documents"]) == ("finished", 1)
    assert call("problems", "--db", base).returncode == 0


def test_rerun_of_the_same_code_changes_nothing(call, article):
    call("run", "a.txt", "--db", "f.db")
    done = call("rerun", "a.txt", "--db", "f.db")
    assert (done.returncode, done.stdout) == (0, b"")
    assert "+0 -0 ~0" in done.stderr.decode()


def test_evaluate_measures_and_holds_floors(call, tmp_path, article):
    gold = {
        "doc": "a.txt", "articles": [], "claims": [], "entities": [], "decoys": [],
    }  # fmt: skip
    (tmp_path / "a.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    assert call("evaluate", ".", "--floors", "f.json", "--update-floors").returncode == 0
    floors = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    floors["floors"]["claim.F1"] = 50.0
    (tmp_path / "f.json").write_text(json.dumps(floors), encoding="utf-8")
    done = call("evaluate", ".", "--floors", "f.json", "--errors", "e.jsonl")
    assert done.returncode == 1
    assert "claim.F1: 0.0 is below its floor 50.0" in done.stderr.decode()
    assert "false claim" in (tmp_path / "e.jsonl").read_text(encoding="utf-8")
    assert "shape " in done.stdout.decode()
    done = call("evaluate", ".", "--by", "figures", "--misses", "m.md")
    assert (done.returncode, "shape " in done.stdout.decode()) == (0, False)
    assert (tmp_path / "m.md").read_text(encoding="utf-8").startswith("## a.txt\n\n- **no claim** ")
    assert call("evaluate", ".", "--floors", "f.json", "--update-floors").returncode == 1
    assert call("evaluate", ".", "--floors", "f.json", "--update-floors", "--allow-lower").returncode == 0


def test_gazetteers_are_listed_shown_and_checked(call):
    tables = json.loads(call("gazetteers", "list", "--json").stdout)
    assert "units" in {t["name"] for t in tables}
    assert call("gazetteers", "show", "units", "--csv").stdout.decode().count("\n") > 20
    wrong = call("gazetteers", "show", "unit")
    assert (wrong.returncode, "try: units" in wrong.stderr.decode()) == (1, True)


def bad_inputs(folder: Path) -> None:
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "cut.txt").write_bytes(ARTICLE.encode()[:-2])
    (folder / "noise.html").write_bytes(b"<html><body" + b"<div>" * 5000)
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    (folder / "dangling.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "loop").symlink_to(folder)
    with (folder / "huge.txt").open("wb") as f:
        f.truncate(200 * 2**20)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("zeros.txt", b"\0" * (30 << 20))
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("inner.zip", inner.getvalue())
    (folder / "z-good.txt").write_text(ARTICLE, encoding="utf-8")


def test_no_input_ends_a_run_and_each_has_its_problem(call, tmp_path):
    bad_inputs(tmp_path / "bad")
    done = call("run", "bad", "--db", "f.db")
    assert done.returncode == 0, done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    rows = json.loads(call("problems", "--db", "f.db", "--json").stdout)
    codes = {(Path(r["name"]).name, r["code"]) for r in rows}
    assert codes >= {
        ("empty.txt", "empty"), ("binary.txt", "binary"), ("broken.zip", "broken-archive"),
        ("dangling.txt", "unreadable"), ("pipe.txt", "unreadable"), ("loop", "folder-loop"),
        ("huge.txt", "too-large"), ("zeros.txt", "archive-bomb"),
    }  # fmt: skip
    assert "internal-error" not in {r["code"] for r in rows}
    good = call("query", "--db", "f.db", "--document", "bad/z-good.txt", "--columns", "quote", "--csv")
    assert "12.5万元" in good.stdout.decode()


@pytest.mark.parametrize("encoding", ["big5", "ascii", "utf-16"])
def test_wrong_encoding_is_survived(call, article, encoding):
    done = call("extract", "a.txt", "--encoding", encoding)
    assert done.returncode == 0
    assert json.loads(done.stdout)["problems"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["run", "nosuch.txt"], "nosuch.txt"),
        (["extract", "nosuch.txt"], "nosuch.txt"),
        (["explain", "nosuch.txt"], "nosuch.txt"),
        (["extract", "a.txt", "--encoding", "gbk2"], "gbk2"),
        (["run", "a.txt", "--config", "nosuch.toml"], "nosuch.toml"),
        (["run", "a.txt", "--min-confidence", "7"], "between 0 and 1"),
        (["run", "a.txt", "--db", "no/such/folder/f.db"], "folder"),
        (["run", "a.txt", "--db", "."], "folder"),
        (["query", "--db", "nosuch.db"], "nosuch.db"),
        (["migrate", "nosuch.db"], "nosuch.db"),
        (["rerun", "x", "--db", "nosuch.db"], "nosuch.db"),
        (["evaluate", "."], "no gold"),
    ],
)
def test_what_a_person_must_put_right_is_one_line_and_exit_1(call, article, args, says):
    done = call(*args)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr.decode()
    assert says in lines[-1]
    assert len(lines) <= 2


@pytest.mark.parametrize("args", [["run"], ["nosuchverb"], ["query", "--min", "viel"], ["run", "a", "--nosuch"]])
def test_wrong_call_is_exit_2(call, args):
    done = call(*args)
    assert done.returncode == 2
    assert b"Usage:" in done.stderr


def test_missing_path_does_not_keep_the_others_from_being_read(call, article):
    done = call("run", "nosuch", "a.txt", "--db", "f.db")
    assert done.returncode == 1
    assert "nosuch" in done.stderr.decode()
    assert "【" in done.stdout.decode()


def test_foreign_damaged_and_locked_databases_are_left_alone(call, article, tmp_path):
    (tmp_path / "diary.db").write_text("dear diary" * 100, encoding="utf-8")
    with sqlite3.connect(tmp_path / "mine.db") as other:
        other.execute("CREATE TABLE mine (x)")
    for name in ("diary.db", "mine.db"):
        before = (tmp_path / name).read_bytes()
        for verb in (["run", "a.txt"], ["query"], ["info"]):
            done = call(*verb, "--db", name)
            assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), (name, verb, done.stderr)
        assert (tmp_path / name).read_bytes() == before


def test_full_disk_is_one_line_and_what_was_stored_stays(call, tmp_path, article):
    assert call("run", "a.txt", "--db", "f.db").returncode == 0
    many = tmp_path / "many"
    many.mkdir()
    for i in range(60):
        (many / f"{i}.txt").write_text(ARTICLE.replace("320户", f"{i + 400}户") * 20, encoding="utf-8")

    def no_room() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = (tmp_path / "f.db").stat().st_size + 100_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = call("run", "many", "--db", "f.db", preexec_fn=no_room)
    assert done.returncode == 1, done.stdout.decode()
    assert "Traceback" not in done.stderr.decode()
    assert "f.db" in done.stderr.decode().splitlines()[-1]
    after = call("query", "--db", "f.db", "--document", "a.txt", "--columns", "quote", "--csv")
    assert "12.5万元" in after.stdout.decode()
    assert json.loads(call("info", "--db", "f.db", "--check", "--json").stdout)["faults"] == []


def test_interrupt_is_130_and_the_next_call_goes_on(tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    for i in range(1500):
        (many / f"{i:04}.txt").write_text(ARTICLE.replace("320户", f"{i + 1000}户"), encoding="utf-8")
    process = subprocess.Popen(
        command("run", "many", "--db", "f.db"), cwd=tmp_path, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _some_stored(tmp_path / "f.db"):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out.decode(), err.decode())
    assert "go on" in err.decode()
    stored = _stored(tmp_path / "f.db")
    assert 0 < stored < 1500
    shutil.rmtree(many)


def _stored(db: Path) -> int:
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    finally:
        connection.close()


def _some_stored(db: Path) -> bool:
    try:
        return _stored(db) > 0
    except sqlite3.Error:
        return False


def test_reader_that_has_enough_is_no_error(tmp_path, base):
    done = subprocess.run(
        f"{sys.executable} -m pipeline gazetteers show divisions --tsv 2>err | head -1; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", cwd=tmp_path, env=environment(), capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == b"0"
    assert "Traceback" not in (tmp_path / "err").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("verb", "spared"),
    [
        (["query"], ("spacy", "numpy", "jieba", "opencc", "sqlite_utils")),
        (["search", "工会"], ("spacy", "numpy", "jieba", "sqlite_utils")),
        (["extract", "a.txt"], ("spacy", "pypinyin", "trafilatura", "lxml", "jieba", "sqlite_utils")),
    ],
)
def test_a_verb_does_not_import_what_it_does_not_need(tmp_path, article, base, verb, spared):
    args = [*verb, "--db", str(base)] if verb[0] != "extract" else verb
    code = (
        f"import sys; from pipeline.cli import call; print(call({args!r}), sorted({set(spared)!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, timeout=60
    )
    assert done.stdout.decode().splitlines()[-1] == "0 []"


def test_reading_needs_no_home_and_leaves_nothing_in_it(tmp_path, article):
    home = tmp_path / "home"
    home.mkdir()
    elsewhere = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    done = subprocess.run(
        command("extract", "a.txt"), cwd=tmp_path, env=environment() | elsewhere, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert not list(home.iterdir())


def test_help_answers_at_once_without_the_heavy_libraries():
    heavy = ("spacy", "jieba", "opencc", "trafilatura", "sqlite_utils")
    code = f"import sys, pipeline.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, timeout=60)
    assert done.stdout.strip() == b"[]"

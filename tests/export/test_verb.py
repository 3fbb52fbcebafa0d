"""``unionfacts export`` as people call it: real processes."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pipeline
from pipeline.cli import cli
from pipeline.cli.export import _FORMATS
from pipeline.cli.output import counted
from pipeline.export import FORMATS

ROOT = Path(pipeline.__file__).parent.parent


@pytest.fixture
def call(tmp_path, sample):
    def run(*args: object) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "pipeline", "export", "--db", sample, *args]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        return subprocess.run(
            list(map(str, words)), cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
            encoding="utf-8",
        )  # fmt: skip

    return run


def test_the_verb_offers_the_formats_that_there_are():
    assert tuple(FORMATS) == _FORMATS


def test_the_verb_has_every_filter_of_query():
    own = {"db", "columns", "form", "bom", "as_read"}
    filters = {p.name for p in cli.commands["query"].params} - own
    assert {"text", "unit", "min_value", "place", "all_reports"} <= filters
    names = [p.name for p in cli.commands["export"].params]
    assert filters <= set(names)
    assert len(names) == len(set(names))


def test_filters_choose_and_the_summary_says_what_was_left_out(call, tmp_path):
    done = call("--format", "csv", "--out", "a.csv", "--unit", "元", "--min", "1万")
    assert (done.returncode, done.stdout) == (0, "")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["unit"] for row in rows} == {"元"}
    assert f"{counted(len(rows), 'fact')} → a.csv (datapackage.json describes it)" in done.stderr
    call("--format", "csv", "--out", "b.csv", "--columns", "id,value")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8").startswith("id,value\n")


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--format", "csv", "--out", "there.csv"), 1, "Error: cannot write there.csv: it is there already (try: "),
        (("--format", "csv", "--out", "folder"), 1, "Error: cannot write folder: there is a folder of that name"),
        (("--format", "brat", "--out", "folder", "--force"), 1, "Error: cannot write folder: there is a folder"),
        (("--format", "xlsx", "--out", "a.xlsx", "--bom"), 1, "Error: cannot begin xlsx with a byte order mark"),
        (("--format", "conll", "--out", "a", "--columns", "id"), 1, "Error: cannot choose columns of conll"),
        (("--format", "conll", "--out", "a", "--order", "value"), 1, "Error: cannot order texts by value"),
        (("--format", "csv", "--out", "a", "--columns", "x"), 1, "Error: cannot export the column x: there is none"),
        (("--format", "csv", "--out", "-"), 1, "Error: cannot write -: an export is a file"),
        (("--format", "csv", "--out", "a", "--since", "soon"), 1, "Error: cannot read the date 'soon'"),
        (("--format", "csv", "--out", "there.csv/a.csv"), 1, "Error: "),
        (("--format", "word", "--out", "a"), 2, "'word' is not one of 'csv', 'xlsx'"),
        (("--format", "csv"), 2, "Missing option '--out'"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(args, status, said, call, tmp_path):
    (tmp_path / "there.csv").write_text("mine")
    (tmp_path / "folder").mkdir()
    done = call(*args)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert status == 2 or done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "there.csv"]
    assert (tmp_path / "there.csv").read_text() == "mine"


@pytest.mark.parametrize(("package", "form"), [("xlsxwriter", "xlsx"), ("pyarrow", "parquet")])
def test_without_its_library_a_format_says_what_to_install(package, form, sample, tmp_path):
    code = f"import sys; sys.modules[{package!r}] = None; from pipeline.cli import main; main()"
    words = [sys.executable, "-c", code, "export", "--db", sample, "--format", form, "--out", "a"]
    done = subprocess.run(list(map(str, words)), cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, encoding="utf-8", timeout=120)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: cannot write this format: the package {package} is not installed"
        " (try: pip install 'unionfacts[export]')\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("kill") is None, reason="needs signals of Unix")
def test_an_export_that_is_killed_leaves_the_earlier_one_whole(sample, call, tmp_path):
    """SIGKILL while it writes: what was there stays as it was; the piece has another name and another call works."""
    assert call("--format", "csv", "--out", "a.csv", "--limit", 3).returncode == 0
    before = (tmp_path / "a.csv").read_bytes()
    slow = (
        "import time; from pipeline.export.claims import Job; real = Job.claims\n"
        "def claims(self):\n"
        "    for row in real(self):\n"
        "        time.sleep(0.05); yield row\n"
        "Job.claims = claims\n"
        "from pipeline.cli import main; main()"
    )
    words = [sys.executable, "-c", slow, "export", "--db", sample, "--format", "csv", "--out", "a.csv", "--force"]
    running = subprocess.Popen(list(map(str, words)), cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)})
    while not list(tmp_path.glob(".a.csv.*.part")) and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert (tmp_path / "a.csv").read_bytes() == before
    assert call("--format", "csv", "--out", "a.csv", "--force").returncode == 0
    assert (tmp_path / "a.csv").read_bytes() != before

"""The data package says what lies beside it, Frictionless agrees, and the same export gives the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import frictionless
import pytest

from pipeline import __version__
from pipeline.export import FORMATS, ExportError, export
from pipeline.export.files import sha256
from pipeline.store import Filters

ALL = pytest.mark.parametrize("form", FORMATS)


def faults(package: Path) -> list[str]:
    """What Frictionless finds wrong with a package and its files."""
    report = frictionless.validate(str(package))
    found = [error.message for error in report.errors]
    return found + [error.message for task in report.tasks for error in task.errors]


NO_LINES = "The data source has not supported or has inconsistent contents: generator raised StopIteration"
"""What Frictionless (5.21) says of a file of JSON lines without lines, which is a right file of no rows."""


def rows_read(package: Path) -> list[int]:
    """How many rows Frictionless found in each table."""
    return [task.stats.get("rows", 0) for task in frictionless.validate(str(package)).tasks if task.type == "table"]


def resources(package: Path) -> dict[str, dict]:
    return {r["path"]: r for r in json.loads(package.read_text(encoding="utf-8"))["resources"]}


@pytest.mark.parametrize("which", ["base", "harmful", "empty"])
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "parquet"])
def test_frictionless_finds_no_fault(form, which, request, tmp_path):
    done = export(request.getfixturevalue(which), form, tmp_path / "out" / f"facts.{form}")
    no_lines = form in ("jsonl", "brat") and not done.count
    assert faults(done.package) == ([NO_LINES] if no_lines else [])
    if not no_lines:
        assert rows_read(done.package) == ([done.count] if FORMATS[form].is_table or form == "brat" else [])


def test_frictionless_would_find_faults(base, tmp_path):
    """The check above can fail: a changed value and a changed description are found."""
    done = export(base, "csv", tmp_path / "facts.csv")
    text = (tmp_path / "facts.csv").read_text(encoding="utf-8")
    (tmp_path / "facts.csv").write_text(text.replace("2023-09-14", "someday", 1), encoding="utf-8")
    assert any("hash" in fault for fault in faults(done.package))
    assert any("someday" in fault for fault in faults(done.package))


@ALL
def test_the_package_says_how_the_file_came_about(form, base, tmp_path):
    done = export(base, form, tmp_path / "facts", Filters(unit="元", min_value=1000), rejected=True)
    rows = list(base.query(unit="元", min_value=1000))
    for path, described in resources(done.package).items():
        file = done.package.parent / path
        assert described["bytes"] == file.stat().st_size
        assert described["hash"] == f"sha256:{sha256(file)}"
        assert sum(source["claims"] for source in described["sources"]) == len(rows) == done.claims
        said = described["unionfacts"]
        assert said["filters"] == {"unit": "元", "min_value": 1000, "order": "document"}
        assert (said["version"], said["rejected"]) == (__version__, True)
        assert len(said["fingerprints"][0]) == 32
        assert "rights" in described


@ALL
def test_the_same_export_gives_the_same_bytes(form, base, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        export(base, form, tmp_path / folder / "facts")

    def contents(folder: str) -> dict[str, bytes]:
        found = {p.relative_to(tmp_path / folder).as_posix(): p.read_bytes() for p in (tmp_path / folder).rglob("*")
                 if p.is_file()}  # fmt: skip
        for name in found:
            if name.endswith("datapackage.json"):
                package = json.loads(found[name])
                assert len(package.pop("created")) == len("2024-03-04T05:06:07Z")
                found[name] = json.dumps(package, ensure_ascii=False).encode()
        return found

    assert contents("a") == contents("b")
    assert len(contents("a")) > 1


@ALL
def test_an_empty_result_is_an_empty_export(form, base, empty, tmp_path):
    for n, done in enumerate((export(base, form, tmp_path / "a", Filters(text="没有这样的事")),
                              export(empty, form, tmp_path / "b"))):  # fmt: skip
        assert (done.claims, done.count, dict(done.notes)) == (0, 0, {}), n
        assert done.path.exists()
        assert done.package.exists()


def test_exports_in_one_folder_share_a_package(base, tmp_path):
    export(base, "csv", tmp_path / "a.csv")
    done = export(base, "jsonl", tmp_path / "b.jsonl", Filters(unit="元"))
    both = resources(done.package)
    assert list(both) == ["a.csv", "b.jsonl"]
    export(base, "csv", tmp_path / "a.csv", Filters(unit="人"), force=True)
    again = resources(done.package)
    assert again["b.jsonl"] == both["b.jsonl"]
    assert again["a.csv"]["unionfacts"]["filters"]["unit"] == "人"
    (tmp_path / "b.jsonl").unlink()
    export(base, "csv", tmp_path / "c.csv")
    assert list(resources(done.package)) == ["a.csv", "c.csv"]
    assert faults(done.package) == []


@pytest.mark.parametrize("content", ['{"name": "mine", "resources": []}', "{", "[]"])
def test_a_package_of_something_else_is_left_alone(content, base, tmp_path):
    (tmp_path / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(ExportError, match="datapackage"):
        export(base, "csv", tmp_path / "a.csv", force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["datapackage.json"]
    assert (tmp_path / "datapackage.json").read_text(encoding="utf-8") == content


@ALL
def test_nothing_is_overwritten_without_force(form, base, tmp_path):
    out = tmp_path / "facts"
    export(base, form, out, Filters(limit=2))
    with pytest.raises(ExportError, match=r"it is there already \(try: .*--force"):
        export(base, form, out)
    done = export(base, form, out, Filters(limit=3), force=True)
    assert done.claims == 3
    assert {p.name for p in tmp_path.iterdir()} <= {"facts", "datapackage.json"}


@pytest.mark.parametrize("form", ["csv", "brat"])
def test_a_folder_that_is_no_export_is_never_replaced(form, base, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    with pytest.raises(ExportError, match="it is no export"):
        export(base, form, mine, force=True)
    assert [p.name for p in mine.iterdir()] == ["letter.txt"]


@ALL
def test_a_failure_on_the_way_leaves_nothing_and_harms_nothing(form, base, tmp_path, monkeypatch):
    from pipeline.export.claims import Job

    out = tmp_path / "facts"
    export(base, form, out, Filters(limit=2))
    kept = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    real = Job.claims

    def broken(self):
        for n, row in enumerate(real(self)):
            if n == 30:
                raise OSError("the disk is full")
            yield row

    monkeypatch.setattr(Job, "claims", broken)
    with pytest.raises(OSError, match="disk is full"):
        export(base, form, out, force=True)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == kept
    shutil.rmtree(tmp_path)

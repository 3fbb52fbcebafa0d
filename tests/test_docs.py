"""What the documents promise is what the program does."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest

import pipeline
from pipeline import config
from pipeline.cli import call, cli
from pipeline.run import contract

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PACKAGES = ("pipeline", "extractors", "gazetteers")
OUTPUT = re.compile(
    r"<!-- output(?: (?P<lines>\d+))?: (?P<command>unionfacts .*?) -->\n```\w*\n(?P<body>.*?)```\n", re.S
)


def verbs(group: click.Group = cli, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, verb in group.commands.items():
        found.append((*path, name))
        if isinstance(verb, click.Group):
            found += verbs(verb, (*path, name))
    return found


def run(*args: str) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        status = call(list(args))
    return status, out.getvalue()


def marked(name: str) -> str:
    (line,) = re.findall(rf"^<!-- command: {name} -->\n```sh\n(.+)\n```$", README, re.M)
    return str(line)


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_every_verb_has_help_that_ends_with_an_example(verb):
    status, text = run(*verb, "-h")
    assert status == 0
    assert "\n  Example:\n    unionfacts " in text
    assert f"unionfacts {' '.join(verb)}" in text.split("Example:")[1] or len(verb) == 1


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_every_option_says_what_it_does(verb):
    command: click.Command = cli
    for name in verb:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_readme_names_every_verb_and_no_other():
    table = README.split("## Verbs")[1].split("###")[0]
    named = set(re.findall(r"^\| `(\w+)", table, re.M))
    assert named == {path[0] for path in verbs()}
    for path in verbs():
        assert path[-1] in table


def test_readme_names_every_suffix_that_folders_are_searched_for():
    part = README.split("### What is read")[1].split("##")[0]
    for suffix in config.load().suffixes:
        assert f"`{suffix}`" in part, suffix
    assert f"{config.load().max_document_bytes // 2**20} MiB" in part


def test_readme_has_the_two_commands_that_the_checks_run():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- command: $1 -->" in script
    assert re.search(r"for name in run test; do", script)
    assert marked("run").endswith("unionfacts run corpus/sample")
    assert marked("test").endswith("python -m pytest")
    for name in ("run", "test"):
        assert marked(name).startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_readme_python_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    names = {a.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom) for a in node.names}
    assert names == set(pipeline.__all__) - {"__version__"}
    first = code.split("with FactBase")[0]
    done = subprocess.run(
        [sys.executable, "-c", first], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60
    )
    assert done.stdout.decode().startswith("12万元 120000 "), done.stderr.decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_outputs_in_the_pages_are_what_the_commands_print(page, monkeypatch):
    """With UPDATE_README=1 the blocks are written anew instead."""
    monkeypatch.chdir(ROOT)
    before = text = page.read_text(encoding="utf-8")
    for block in reversed(list(OUTPUT.finditer(text))):
        args = shlex.split(block["command"])[1:]
        if not all(Path(a).exists() for a in args if a.startswith("corpus/")):
            continue
        status, printed = run(*args)
        assert status == 0, block["command"]
        kept = printed.splitlines(keepends=True)[: int(block["lines"]) if block["lines"] else None]
        text = text[: block.start("body")] + "".join(kept) + text[block.end("body") :]
    hold(page, text, before, "outputs")


def test_dictionary_is_what_the_descriptions_say():
    status, text = run("info", "--dictionary")
    assert status == 0
    page = ROOT / "docs" / "dictionary.md"
    hold(page, text, page.read_text(encoding="utf-8"), "dictionary")


def hold(page: Path, text: str, before: str, test: str) -> None:
    """The page is as it should be, or, with UPDATE_README=1, is made so."""
    if os.environ.get("UPDATE_README"):
        page.write_text(text, encoding="utf-8")
    else:
        assert text == before, f"UPDATE_README=1 pytest tests/test_docs.py -k {test}"


def test_every_key_of_the_json_is_described_and_no_other():
    def keys(value: object, path: str) -> set[str]:
        if isinstance(value, dict):
            named = {f"{path}.{key}".lstrip(".") for key in value}
            return named.union(*(keys(inner, f"{path}.{key}".lstrip(".")) for key, inner in value.items()))
        return set().union(*(keys(inner, f"{path}[]") for inner in value)) if isinstance(value, list) else set()

    _, printed = run("extract", str(ROOT / "corpus" / "sample"), "--format", "jsonl")
    found = set().union(*(keys(json.loads(line), "") for line in printed.splitlines()))
    assert found == {key for key, _, _ in contract.described()}


def test_changelog_has_the_version_that_is_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == pipeline.__version__
    assert re.search(rf"^## \[{re.escape(pipeline.__version__)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.M)
    assert run("--version") == (0, f"unionfacts, version {pipeline.__version__}\n")


def reported() -> dict[str, str]:
    """Every problem code that is written in the code, with the place where it is."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                at = {"Problem": 0, "bad": 1}.get(node.func.id)
                if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    found[node.args[at].value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_problem_code_is_described():
    from pipeline.run.codes import all_codes

    described = {code for code, _, meaning in all_codes() if meaning}
    missing = {code: where for code, where in reported().items() if code not in described}
    assert not missing


def test_problem_codes_are_printed():
    status, text = run("problems", "--codes", "--tsv")
    assert status == 0
    assert "archive-bomb\tinput\t" in text


def texts() -> list[Path]:
    suffixes = {".py", ".md", ".toml", ".tsv"}
    tops = [ROOT / name for name in (*PACKAGES, "tests", "outputs")]
    inner = [p for top in tops for p in top.rglob("*") if p.suffix in suffixes and "__pycache__" not in p.parts]
    return [*inner, *PAGES, ROOT / "CHANGELOG.md", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(r"(?<![\w.:/])/(?:work|home|root|Users|mnt)/\w")
    found = [str(p.relative_to(ROOT)) for p in texts() if place.search(p.read_text(encoding="utf-8"))]
    assert not found


def test_links_between_documents_lead_somewhere():
    for path in [*PAGES, ROOT / "CHANGELOG.md", ROOT / "outputs" / "README.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"

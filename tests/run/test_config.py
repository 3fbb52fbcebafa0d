from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Settings, defaults_text, load
from pipeline.errors import ConfigError


def user_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_file_is_a_valid_user_file(tmp_path):
    assert load(user_file(tmp_path, defaults_text())) == load() == Settings()


def test_every_setting_has_a_comment_above_it():
    lines = defaults_text().splitlines()
    for name in Settings().as_dict():
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{name} ="))
        assert lines[at - 1].startswith("# "), name


def test_user_file_is_laid_over_the_defaults_and_options_over_both(tmp_path):
    path = user_file(tmp_path, '[read]\nencoding = "big5"\n[claims]\nmin_confidence = 0.5\n')
    settings = load(path, encoding="gb18030", min_confidence=None)
    assert (settings.encoding, settings.min_confidence) == ("gb18030", 0.5)
    assert settings.max_document_bytes == Settings().max_document_bytes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[input]\nmax_document_byte = 1\n", "max_document_bytes"),
        ("[inputs]\nmax_document_bytes = 1\n", "try: input"),
        ("[claims]\nmin_confidence = 1.5\n", "between 0 and 1"),
        ("[claims]\nmin_confidence = nan\n", "min_confidence"),
        ("[claims]\nmin_confidence = true\n", "min_confidence"),
        ('[input]\nmax_document_bytes = "1 MB"\n', "max_document_bytes"),
        ("[input]\nmax_document_bytes = 0\n", "between"),
        ('[input]\nsuffixes = ["txt"]\n', "dot"),
        ('[read]\nencoding = "gbk2"\n', "gbk2"),
        ('[read]\nencoding = "hex"\n', "hex"),
        ("read = 1\n", "section"),
        ("[read\n", "not TOML"),
    ],
)
def test_wrong_user_file_is_one_clear_error(tmp_path, text, says):
    with pytest.raises(ConfigError, match=says):
        load(user_file(tmp_path, text))


def test_missing_user_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="nosuch"):
        load(tmp_path / "nosuch.toml")


def test_unknown_override_names_the_nearest():
    with pytest.raises(ConfigError, match="min_confidence"):
        load(min_confidense=0.5)


def test_only_settings_that_change_facts_change_the_fingerprint():
    assert load().fingerprint() == load(max_document_bytes=99).fingerprint()
    assert load().fingerprint() != load(encoding="gbk").fingerprint()
    assert load().fingerprint() != load(min_confidence=0.3).fingerprint()

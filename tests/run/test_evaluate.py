from __future__ import annotations

import json

import pytest

from pipeline import config
from pipeline.errors import InputError
from pipeline.run.contract import number
from pipeline.run.evaluate import below_floors, compared, evaluate, everything, raised, read_floors, table
from pipeline.run.scoring import Scores, close, score, slot

TEXT = "标题一二三\n甲县总工会投入12元。\n甲县总工会慰问3人，拨打96345。结尾处的话。\n页脚9元"


def claim(context, quote, value, unit, **more):
    base = {
        "context": context, "quote": quote, "value": value, "high": None, "unit": unit, "kind": "money",
        "modifier": ["exact"], "per": None, "subject": ["甲县总工会", "县总工会"], "action": ["投入"], "item": [],
        "time": None, "place": [], "speaker": [], "status": "required",
    }  # fmt: skip
    return base | more


def gold(**more):
    base = {
        "doc": "a.txt", "encoding": None,
        "articles": [{"title": "标题一二三", "date": None, "source": "某报", "authors": ["王某"],
                      "first": "甲县总工会投入", "last": "结尾处的话。"}],
        "claims": [claim("投入12元", "12元", 12, "元"),
                   claim("慰问3人", "3人", 3, "人", kind="people", action=["慰问"])],
        "entities": [{"surface": "甲县总工会", "label": "UNION", "canonical": ["甲县总工会", "乙市甲县总工会"]}],
        "decoys": [{"context": "拨打96345", "quote": "96345", "why": "name"}],
    }  # fmt: skip
    return base | more


def found_claim(quote, value, unit, **more):
    at = TEXT.index(quote)
    base = {
        "start": at, "end": at + len(quote), "value": value, "high": None, "unit": unit, "kind": "money",
        "modifier": "exact", "per": None, "subject": "甲县总工会", "action": "投入", "item": "资金", "time": None,
        "place": "", "speaker": "", "rule": "V-N-Q+clause", "confidence": 0.8,
    }  # fmt: skip
    return base | more


def found(claims=(), articles=None, entities=()):
    body = {"start": TEXT.index("甲县"), "end": TEXT.index("\n页脚"), "title": "标题一二三", "date": None,
            "source": "某报", "authors": ["王某"]}  # fmt: skip
    return {"articles": [body] if articles is None else articles, "claims": list(claims), "entities": list(entities)}


BOTH = (found_claim("12元", 12, "元"), found_claim("3人", 3, "名", kind="people", action="慰问"))
UNION = {"surface": "甲县总工会", "label": "UNION", "canonical": "乙市甲县总工会"}


def figures(prediction, annotation=None):
    scores = Scores()
    errors = score(TEXT, annotation or gold(), prediction, scores)
    return scores.rows(), errors


def test_all_right_is_a_hundred_everywhere():
    rows, errors = figures(found(BOTH, entities=[UNION]))
    assert errors == []
    for level in ("detect", "quantity", "claim", "entity", "article"):
        assert rows[level]["F1"] == 100.0, level
    assert rows["union_canonical"]["accuracy"] == 100.0
    assert all(row["accuracy"] in (100.0, None) for row in rows["slots"].values())


def test_nothing_found_is_nought_without_errors_of_division():
    rows, errors = figures(found(articles=[]))
    assert [rows[level]["F1"] for level in ("detect", "claim", "entity", "article")] == [0, 0, 0, 0]
    assert {e["error"] for e in errors} == {"claim missed", "entity missed", "article missed"}


def test_wrong_value_is_detected_but_no_right_quantity():
    rows, _ = figures(found([found_claim("12元", 13, "元"), BOTH[1]]))
    assert (rows["detect"]["F1"], rows["quantity"]["F1"], rows["claim"]["F1"]) == (100.0, 50.0, 50.0)
    assert rows["slots"]["subject"]["of"] == 1


def test_wrong_subject_costs_the_claim_only():
    rows, errors = figures(found([BOTH[0] | {"subject": "丙市教育局"}, BOTH[1]]))
    assert (rows["quantity"]["F1"], rows["claim"]["F1"]) == (100.0, 50.0)
    assert errors[0]["error"] == "subject wrong"


def test_decoys_and_furniture_are_counted():
    rows, _ = figures(found([*BOTH, found_claim("96345", 96345, ""), found_claim("9元", 9, "元")]))
    assert rows["decoys_taken"] == {"name": 1}
    assert rows["furniture_taken"] == 1
    assert rows["detect"]["P"] == 50.0


@pytest.mark.parametrize("taken", [True, False])
def test_optional_claims_and_entities_cost_and_earn_nothing(taken):
    annotation = gold(
        claims=[claim("投入12元", "12元", 12, "元"), claim("慰问3人", "3人", 3, "人", status="optional")],
        entities=[{"surface": "甲县总工会", "label": "UNION", "canonical": "x", "status": "optional"}],
    )
    rows, _ = figures(found(BOTH if taken else BOTH[:1], entities=[UNION] if taken else []), annotation)
    assert rows["detect"] == {"P": 100.0, "R": 100.0, "F1": 100.0, "tp": 1, "fp": 0, "fn": 0}
    assert rows["entity"]["tp"] == rows["entity"]["fp"] == 0


def test_one_gold_quantity_is_met_by_one_claim():
    rows, _ = figures(found([BOTH[0], BOTH[0], BOTH[1]]))
    assert (rows["detect"]["tp"], rows["detect"]["fp"]) == (2, 1)


@pytest.mark.parametrize(
    ("name", "mine", "want", "right"),
    [
        ("time", None, None, True),
        ("time", {"start": None, "end": None}, None, True),
        ("time", {"start": "2024-01-01", "end": None}, None, False),
        ("time", {"start": "2023-01-01", "end": "2023-12-31"}, {"start": "x", "end": "y", "also": [
            {"start": "2023-01-01", "end": "2023-12-31"}]}, True),
        ("speaker", "王某", [], False),
        ("speaker", "", [], True),
        ("place", "甲县", [], None),
        ("item", "困难职工家庭", ["困难职工"], True),
        ("item", "", ["困难职工"], False),
        ("modifier", "over", ["nearly", "over"], True),
        ("per", None, "年", False),
        ("kind", "people", "people", True),
    ],
)  # fmt: skip
def test_slots(name, mine, want, right):
    assert slot(name, {name: mine}, {name: want}) is right


def test_close_forgives_little():
    assert close("困难职工", ["困难职工、农民工", "困难职工"])
    assert close("“困难”职工", ["困难职工"])
    assert not close("职工", ["困难职工家庭"])


def write_gold(folder, annotation, text=TEXT):
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "a.gold.json").write_text(json.dumps(annotation, ensure_ascii=False), encoding="utf-8")
    return folder


def test_folder_is_measured_with_the_pipeline_given(tmp_path, process):
    evaluation = evaluate([write_gold(tmp_path / "g", gold())], config.load(), process)
    assert evaluation.figures["quantity"] == {"P": 66.7, "R": 100.0, "F1": 80.0, "tp": 2, "fp": 1, "fn": 0}
    assert evaluation.flat()["quantity.F1"] == 80.0
    assert everything(evaluation)["by_shape"][0]["shape"] == "unnamed"
    assert len(table(evaluation)) > 10


def test_floors_are_raised_but_lowered_only_when_told(tmp_path, process):
    folder = write_gold(tmp_path / "g", gold())
    evaluation = evaluate([folder], config.load(), process)
    path = tmp_path / "floors.json"
    floors = raised(evaluation, read_floors(path))
    assert below_floors(evaluation, floors) == []
    assert "no more than chance" in compared(evaluation, floors)
    assert compared(evaluation, read_floors(tmp_path / "none.json")) == ""
    high = {"gold": evaluation.digest, "floors": {"claim.F1": 99.0}}
    assert below_floors(evaluation, high)
    assert raised(evaluation, high)["floors"]["claim.F1"] == 99.0
    assert raised(evaluation, high, allow_lower=True)["floors"]["claim.F1"] < 99.0
    other = evaluate([write_gold(folder, gold(), TEXT + "\n")], config.load(), process)
    assert "other gold" in below_floors(other, floors)[0]


@pytest.mark.parametrize("content", ["", "[]", '{"gold": "x"}', '{"gold": "x", "floors": {"a": "b"}}'])
def test_file_that_is_no_floors_is_refused(tmp_path, content):
    (tmp_path / "f.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"f\.json"):
        read_floors(tmp_path / "f.json")


def test_gold_that_does_not_fit_is_named(tmp_path, process):
    folder = write_gold(tmp_path / "g", gold(), "quite another text")
    with pytest.raises(InputError, match=r"a\.gold\.json"):
        evaluate([folder], config.load(), process)
    with pytest.raises(InputError, match="no gold"):
        evaluate([tmp_path], config.load(), process)


def test_numbers_in_json_are_whole_where_they_are_whole():
    from decimal import Decimal

    assert [number(Decimal(x)) for x in ("3.4E+7", "12.50", "0.5")] == [34000000, 12.5, 0.5]
    assert isinstance(number(Decimal("3.4E+7")), int)
    assert number(None) is None

import json

import pytest

from gazetteers.build_divisions import build, short_name


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("福州市", "city", "福州"),
        ("忠县", "county", ""),
        ("东区", "county", ""),
        ("内蒙古自治区", "province", "内蒙古"),
        ("新疆维吾尔自治区", "province", "新疆"),
        ("恩施土家族苗族自治州", "city", "恩施"),
        ("双江拉祜族佤族布朗族傣族自治县", "county", "双江"),
        ("东乡族自治县", "county", ""),
        ("科尔沁右翼前旗", "county", ""),
        ("苏州工业园区", "county", ""),
        ("香港特别行政区", "province", "香港"),
    ],
)
def test_short_names_are_what_is_left_of_suffix_and_peoples(name, level, short):
    assert short_name(name, level) == short


def test_pseudo_cities_are_no_divisions_and_every_row_has_its_parent(tmp_path):
    (tmp_path / "provinces.csv").write_text('code,name\n11,"北京市"\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text('code,name,provinceCode\n1101,"市辖区",11\n', encoding="utf-8")
    areas = 'code,name,cityCode,provinceCode\n110101,"东城区",1101,11\n'
    (tmp_path / "areas.csv").write_text(areas, encoding="utf-8")
    streets = 'code,name,areaCode,provinceCode,cityCode\n110101001,"东华门街道",110101,11,1101\n'
    (tmp_path / "streets.csv").write_text(streets, encoding="utf-8")
    others = {"台湾省": {"台南市": ["新营区"]}, "香港特别行政区": {}, "澳门特别行政区": {}}
    (tmp_path / "HK-MO-TW.json").write_text(json.dumps(others), encoding="utf-8")
    rows = {row[1]: (row[0], row[3], row[4]) for row in build(tmp_path)}
    assert rows["东城区"] == ("110101", "county", "110000")
    assert rows["东华门街道"] == ("110101001", "town", "110101")
    assert rows["新营区"] == ("710101", "county", "710100")
    assert "市辖区" not in rows

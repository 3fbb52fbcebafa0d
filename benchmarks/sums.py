"""Sums over planted articles: is every sum right, and is what was left out named with its reason?

    python -m benchmarks.sums [--seeds 1 2 3] [--each 7] [--set held] [--show]

Each row of ``data/sum_groups.tsv`` is planted several times, in other numbers, years and places, as articles of a page
with headline, date and outlet; all are read as any archive is. A group is right where the sum by year has exactly the
rows that were planted and the reasons are those planted. Where it is not, it is told whether the claims themselves
were read otherwise than they stand (a subject, a year), which no rule of sums can mend.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from gazetteers.places import index
from pipeline import FactBase, config
from pipeline.run.batch import run

DATA = Path(__file__).parent / "data" / "sum_groups.tsv"
OUTLETS = ("工人晚报", "晨光日报", "职工生活报", "江城时报", "工友周刊")
FILLERS = (
    "工会干部走进车间班组，倾听职工心声。", "大家围坐在一起，谈收获、话发展。",
    "活动现场气氛热烈，掌声不断。",
    "不少职工表示，工会就是温暖的家。", "工作人员挨家挨户了解情况，登记造册。",
    "志愿服务队冒着细雨出发，一路欢声笑语。",
    "职工代表围绕安全生产提出了意见。", "老师傅手把手传授技艺，年轻人学得认真。",
    "服务窗口前，咨询的职工络绎不绝。",
    "有关负责人表示，好经验要推广到更多企业。", "车间里机器轰鸣，工人们干劲十足。",
    "图书角里，几位女职工正在翻阅杂志。",
    "傍晚时分，厂区广场上响起了歌声。", "帮扶干部建立台账，定期回访。", "双方就下一步合作交换了看法。",
    "企业负责人对工会的支持表示感谢。", "新来的大学生很快融入了集体。", "心理辅导老师耐心解答了提问。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A planted group: its articles by file name, where it is, and what must come out.

    Attributes:
        case: what is planted, with the number of its wording.
        place: name of its place; nothing else is planted there.
        indicator: what is summed up.
        sums: exact sum by year.
        least: surely at least so much, None where no hedge is planted.
        left: how many facts are left out by reason; None where the row asks for none in particular.
    """

    case: str
    place: str
    indicator: str
    articles: dict[str, str]
    sums: dict[str, Decimal]
    least: Decimal | None
    left: dict[str, int] | None


SETS = ("rules", "held", "second", "third", "fourth")


def rows(which: str) -> list[dict[str, str]]:
    """The rows of the table, of one of :data:`SETS`."""
    lines = [line for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names = lines[0].split("\t")
    found = [dict(zip(names, line.split("\t"), strict=True)) for line in lines[1:]]
    return [row for row in found if row["set"] == which]


@cache
def places() -> tuple[list[str], list[tuple[str, str, str]]]:
    """Counties, and cities with two counties of theirs, all with names that nothing else has."""
    places = index()
    counties: defaultdict[str, list[str]] = defaultdict(list)
    for code in (f"{n:06}" for n in range(110000, 660000)):
        place = places.by_code(code)
        if place is None or place.level != "county" or not place.name.endswith("县") or len(place.name) > 4:
            continue
        if len(places.by_name(place.name)) == 1 and len(places.by_name(place.name[:-1])) <= 1:
            counties[code[:4]].append(place.name)
    cities, free = [], []
    for prefix, names in counties.items():
        city = places.by_code(prefix + "00")
        if city and city.name.endswith("市") and len(names) > 2 and len(places.by_name(city.name)) == 1:
            cities.append((city.name, *names[:2]))
        else:
            free += names
    return free, [(a, b, c) for a, b, c in cities]


def plant(seed: int, each: int, which: str) -> Iterator[Group]:
    """Each row so many times, every group in a place of its own."""
    rng = random.Random(f"{seed} {which}")
    counties, cities = ([*some] for some in places())
    rng.shuffle(counties)
    rng.shuffle(cities)
    for number, row in enumerate(rows(which)):
        for n in range(each):
            if "{K}" in row["articles"]:
                place, first, second = cities.pop()
            else:
                place, first, second = counties.pop(), "", ""
            case, _, fixed = row["case"].partition("@")
            year = int(fixed or rng.randint(2016, 2023))
            numbers = _numbers(row["numbers"], rng)
            years = {"Y": str(year), "X": str(year - 1), "Z": str(year - 2)}
            words = {"U": f"{place}总工会", "P": place, "K": first, "L": second, **years}
            articles = {}
            for k, article in enumerate(row["articles"].split(" || ")):
                month, title, body = article.split(" | ")
                day = f"{year}年{month}月{rng.randint(18, 28)}日"
                told = _story(
                    title,
                    body,
                    words,
                    numbers,
                    random.Random(f"{seed}{number}{n}{0 if case == 'reprint' else k}"),
                )
                articles[f"{number:02}-{n:02}-{k}.txt"] = told.format(day=day, outlet=OUTLETS[(k + n) % len(OUTLETS)])
            sums, _, least = row["sums"].format(**years).partition("; least ")
            scale = int(row["scale"])
            planted = {y.strip(): _value(e, numbers) * scale for y, e in (part.split(":") for part in sums.split(";"))}
            left = (
                None if row["left"] == "*" else {a: int(b) for a, b in (x.split() for x in row["left"].split(",") if x)}
            )
            yield Group(f"{case} {number}", place, row["indicator"], articles, planted,
                        _value(least, numbers) * scale if least else None, left)  # fmt: skip


def _numbers(text: str, rng: random.Random) -> dict[str, Decimal]:
    """Numbers of a row's slots; where those drawn first leave no room below them, all are drawn again."""
    while True:
        found = _drawn(text, rng)
        if found is not None:
            return found


def _drawn(text: str, rng: random.Random) -> dict[str, Decimal] | None:
    found: dict[str, Decimal] = {}
    for part in text.split(","):
        name, follows, expression = part.partition("=")
        name, _, above = name.partition("<")
        if follows:
            found[name] = _value(expression, found)
        else:
            top = int(found[above]) if above else 999
            free = [n for n in range(11, top) if n % 10 and n not in found.values()]
            if not free:
                return None
            found[name] = Decimal(rng.choice(free))
    return found


def _value(expression: str, numbers: dict[str, Decimal]) -> Decimal:
    """Sums of products of slots and numbers, and ``name//10*10+10``, from left to right."""
    if "//" in expression:
        name, _, rest = expression.partition("//10*10")
        return numbers[name] // 10 * 10 + Decimal(rest or 0)
    total = Decimal(0)
    for part in expression.replace(" ", "").split("+"):
        product = Decimal(1)
        for factor in part.split("*"):
            product *= numbers[factor] if factor in numbers else Decimal(factor)
        total += product
    return total


def _story(title: str, body: str, words: dict[str, str], numbers: dict[str, Decimal], rng: random.Random) -> str:
    fillers = rng.sample(FILLERS, len(FILLERS))
    for marker in ("{F}",) * body.count("{F}"):
        body = body.replace(marker, "".join(fillers.pop() for _ in range(3)), 1)
    slots = {**words, **{name: str(number) for name, number in numbers.items()}}
    for name, value in slots.items():
        title, body = title.replace(f"{{{name}}}", value), body.replace(f"{{{name}}}", value)
    return f"{title}\n\n{{day}} 来源：{{outlet}}\n\n{body}\n"


def judge(base: FactBase, group: Group) -> str:
    """What is wrong with the sums of a group, "" where nothing is."""
    (place,) = index().by_name(group.place)
    result = base.sums(("year",), place=place.code, indicator=group.indicator)
    rows = {row.group[0]: row for row in result.rows if row.adds}
    out: Counter[str] = Counter()
    for row in result.rows:
        out.update(row.left_out)
    for year, value in group.sums.items():
        row = rows.get(year)
        if row is None or row.value != value:
            return f"{year}: {row and row.value} for {value} ({dict(out)})"
        if group.least is not None and row.least != group.least:
            return f"{year}: at least {row.least} for {group.least}"
    if group.left is not None and dict(out) != group.left:
        return f"left out {dict(out)} for {group.left}"
    return ""


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--each", type=int, default=4, help="groups for each row of the table")
    parser.add_argument("--set", choices=SETS, default="rules", help="third, fourth: written before they were read")
    parser.add_argument("--show", action="store_true", help="what is wrong, with the facts as they were read")
    arguments = parser.parse_args()
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for seed in arguments.seeds:
        with tempfile.TemporaryDirectory() as folder:
            groups = list(plant(seed, arguments.each, arguments.set))
            for group in groups:
                for name, text in group.articles.items():
                    (Path(folder) / name).write_text(text, encoding="utf-8")
            run([folder], Path(folder) / "facts.db", config.load(), progress=False)
            with FactBase.open(Path(folder) / "facts.db", readonly=True) as base:
                for group in groups:
                    wrong = judge(base, group)
                    all_[group.case.split()[0]] += 1
                    right[group.case.split()[0]] += not wrong
                    if wrong and arguments.show:
                        _show(base, group, wrong)
    for case, count in sorted(all_.items()):
        print(f"{case:<12} {right[case]} of {count}")
    print(f"{'all':<12} {sum(right.values())} of {sum(all_.values())} groups right")


def _show(base: FactBase, group: Group, wrong: str) -> None:
    print(f"== {group.case} {group.place}: {wrong}")
    for text in group.articles.values():
        print("  ", " ".join(s for s in text.replace("\n", " ").split("。") if any(c.isdigit() for c in s)))
    reasons = {row["id"]: row["reason"] for row in base.left_out(("year",), place=group.place)}
    for row in base.query(place=group.place, all_reports=True):
        print("     ", row["quote"], row["subject"], row["action"], row["item"], row["period_start"], row["period_end"],
              row["place"], row["indicator"], row["per"], reasons.get(row["id"], ""))  # fmt: skip


if __name__ == "__main__":
    main()

"""``show``: one fact with its proof: where each value stands, the article around, the bytes, and what was repaired."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.contradictions import side_told
from pipeline.cli.facts import fields_told
from pipeline.cli.marking import Tag, legend, mark, wants_colour
from pipeline.cli.options import db_option, example, open_to_read, settings_options
from pipeline.cli.output import cut, shown
from pipeline.cli.show_source import source
from pipeline.config import Settings

if TYPE_CHECKING:
    from pipeline.run.original import Original, Remains, ShownArticle, ShownClaim


@click.command(
    epilog=example(
        "unionfacts show 5c1f0a93d2b47e68-1042",
        "unionfacts show 5c1f0a93d2b47e68-1042 --article",
        "unionfacts show 5c1f0a93d2b47e68-1042 --json",
    )
)
@click.argument("claim")
@db_option
@click.option("--article", "whole", is_flag=True, help="The whole article, the figures of all its facts marked.")
@click.option("--around", type=click.IntRange(0), default=2, show_default=True, metavar="N",
              help="So many sentences before and after.")  # fmt: skip
@click.option("--why", is_flag=True, help="What spoke for and against each chosen value; reads the document twice.")
@click.option("--stored", is_flag=True, help="Only what the fact base keeps: the source is not looked for.")
@click.option("--color/--no-color", "colour", default=None, help="Colours; by default on a terminal without NO_COLOR.")
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@settings_options
def show(
    claim: str, db: Path, whole: bool, around: int, why: bool, stored: bool, colour: bool | None, as_json: bool,
    settings: Settings,
) -> None:  # fmt: skip
    """Show one fact with its proof.

    The sentence with all that makes the fact marked, the article around it, the bytes it was read from, what was
    repaired in them, why it reads so, what contradicts it, other reports, reviews and history. CLAIM is its id, or the
    first characters.

    The article is read again from its source. Where that is gone or changed, the sentences that the fact base keeps
    stand in for it.
    """
    from pipeline.export.citations import gbt

    with open_to_read(db) as base:
        found = base.claim(claim)
        found["contradictions"] = base.contradictions_of(found["claim"]["id"])
        found["citation"] = gbt({**(found["corrected"] or found["claim"]), **base.source_of(found["claim"]["article"])})
        original = None
        if not stored:
            from pipeline.run.original import read_original

            original = read_original(base, found["claim"]["id"], settings)
    weighed = _weigh(found, original) if why else []
    if as_json:
        from pipeline.run.shown import as_json as shown_as_json

        click.echo(json.dumps(shown_as_json(found, original, weighed), ensure_ascii=False, default=str))
        return
    use = wants_colour(colour)
    for line in _told(found, original, weighed, around=None if whole else around, colour=use):
        click.echo(line, color=use or None)


def _weigh(found: Mapping[str, Any], original: Original | Remains | None) -> list[Any]:
    from pipeline.model import Source
    from pipeline.run.original import Original
    from pipeline.run.reasons import weigh

    here = original.find(found["claim"]["id"]) if isinstance(original, Original) else None
    if here is None or not isinstance(original, Original):
        return []
    return list(weigh(Source(original.location, original.data), here[1].fact, original.encoding))


def _told(
    found: Mapping[str, Any], original: Original | Remains | None, weighed: list[Any], around: int | None, colour: bool
) -> Iterator[str]:
    from pipeline.run.original import Original

    c = found["claim"]
    last = found["reviews"][-1] if found["reviews"] else None
    if last:
        yield f"{_DECIDED[last['decision']]} {_review(last)}"
    here = original.find(c["id"]) if isinstance(original, Original) else None
    if here is not None and isinstance(original, Original):
        yield from _context(here, around, colour)
    else:
        yield from _kept(found, original, around, colour)
    if key := legend(colour):
        yield ""
        yield key
    yield ""
    yield from (line for line in fields_told(c, found["corrected"]) if not line.startswith("把握"))
    yield from _elsewhere(here, c)
    yield from _why(c, weighed)
    yield from source(found, original, here)
    yield ""
    yield "引用 to cite it (GB/T 7714)"
    yield f"  {shown(found['citation'])}"
    yield from _contradicted(found["contradictions"])
    yield from _lists(found, beside=here is None)


def _context(here: tuple[ShownArticle, ShownClaim], around: int | None, colour: bool) -> Iterator[str]:
    """The article around a claim, its own values marked, and the figures of the other claims."""
    article, claim = here
    start, end = (0, len(article.text)) if around is None else article.around(claim.sentence, around)
    tags = [Tag(claim.span.start - start, claim.span.end - start, "quantity")]
    tags += [Tag(s.start - start, s.end - start, name) for name, s in claim.marks.items()]
    others = [c for c in article.claims if c is not claim and start <= c.span.start < end]
    tags += [Tag(c.span.start - start, c.span.end - start, str(n)) for n, c in enumerate(others, 1)]
    yield (
        ("…" if start else "") + mark(article.text[start:end], tags, colour) + ("…" if end < len(article.text) else "")
    )
    if others:
        yield ""
        for n, other in enumerate(others, 1):
            said, figure = other.fact.claim, article.text[slice(*other.span)]
            words = " ".join(filter(None, (said.subject, said.action, said.item, figure)))
            yield f"  [{n}] {other.fact.id}  {cut(shown(words), 80)}" + (
                "" if other.stored else "  （未入库 not stored）"
            )


def _kept(
    found: Mapping[str, Any], original: Original | Remains | None, around: int | None, colour: bool
) -> Iterator[str]:
    """The sentence as the fact base keeps it, with those before and after that it keeps too."""
    from pipeline.run.original import Remains
    from pipeline.store.marks import marked

    c = found["claim"]
    own = mark(c["sentence"], [Tag(*m) for m in marked(c)], colour)
    if not isinstance(original, Remains):
        yield own
        return
    kept = original.articles.get(found["article"]["position"], ())
    at = next((n for n, k in enumerate(kept) if c["id"] in k.claims), None)
    if at is None:
        yield own
        return
    first, last = (0, len(kept)) if around is None else (max(at - around, 0), min(at + around + 1, len(kept)))
    for n in range(first, last):
        if n > first and kept[n].gap > 1:
            yield f"  ⋯ {kept[n].gap:,} 字未存 characters not kept"
        yield own if n == at else f"  {mark(kept[n].text, [])}"


def _elsewhere(here: tuple[ShownArticle, ShownClaim] | None, c: Mapping[str, Any]) -> Iterator[str]:
    """Values that stand under another form or outside of the sentence."""
    if here is None:
        return
    article, claim = here
    values = {"subject": c["subject"], "place": c["place"], "speaker": c["speaker"], "item": c["item"],
              "action": c["action"]}  # fmt: skip
    told = []
    for name, value in values.items():
        span = claim.marks.get(name)
        if span is None:
            if value:
                told.append(f"{_FIELDS[name]}: 文中没有这几个字 stands nowhere, resolved: {value}")
            continue
        text, far = article.text[slice(*span)], _distance(article, claim, span)
        if text != value or far:
            told.append(f"{_FIELDS[name]}: {value} ← {text}" + (f"（{far}）" if far else ""))
    if told:
        yield ""
        yield "出自 read from"
        yield from (f"  {shown(line)}" for line in told)


_FIELDS = {
    "subject": "谁 subject", "action": "做 action", "item": "什么 item", "place": "何地 place",
    "speaker": "谁说 speaker",
}  # fmt: skip


def _distance(article: ShownArticle, claim: ShownClaim, span: tuple[int, int]) -> str:
    """How far a value stands from the claim's sentence, "" for inside of it."""
    if claim.sentence.start <= span[0] < claim.sentence.end:
        return ""
    low, high = sorted((span[0], claim.span.start))
    between = sum(low < s.start <= high for s in article.sentences)
    if span[0] < article.body_start <= claim.sentence.start:
        return "题目里 in the headline"
    before = span[0] < claim.sentence.start
    count = f"{between} sentence{'s' if between > 1 else ''}"
    return f"前{between}句 {count} before" if before else f"后{between}句 {count} after"


def _why(c: Mapping[str, Any], weighed: list[Any]) -> Iterator[str]:
    from pipeline.run.reasons import in_words, of_rule

    yield ""
    sure = round(c["confidence"] * 100)
    says = f"这样的事实一百条里约{sure}条对  about {sure} of 100 such facts are right"
    yield f"把握 confidence {c['confidence']:.2f}: {says}"
    yield f"规则 rule       {c['rule']}"
    for rule in of_rule(c["rule"]):
        example_ = f"（{rule.example}）" if rule.example else ""
        yield f"  {rule.name:<12} {rule.chinese}{example_}  {rule.english}"
    for w in weighed:
        rival = f"，其次 next {shown(w.rival)}" if w.rival else ""
        yield f"  {_FIELDS[w.slot]}: {shown(w.chosen) or '-'} {w.probability:.0%}{rival}"
        up = [f"{shown(in_words(name))} +{worth:.1f}" for name, worth in w.pulls if worth > 0][:4]
        down = [f"{shown(in_words(name))} −{-worth:.1f}" for name, worth in w.pulls if worth < 0][:4]
        yield f"    ↑ {'  '.join(up) or '-'}"
        yield f"    ↓ {'  '.join(down) or '-'}"
    if weighed:
        yield "  ↑ 支持所取的，↓ 支持其次的，数是权重之差。c0 本小句，cs 本句，1 前一句，1p 隔段的前一句；"
        yield "  V 动词，N 事物，Q 数字"
        yield "  ↑ speaks for the chosen one, ↓ for the next, by so much weight (natural logarithm); c0 is this clause,"
        yield "  cs this sentence, 1 the one before, 1p that in another paragraph; V verb, N thing, Q figure"


def _contradicted(pairs: list[dict[str, Any]]) -> Iterator[str]:
    """The other side of each pair, and what speaks for either: which is right is for the reader to find out."""
    if not pairs:
        return
    yield ""
    yield f"矛盾 contradicted by {len(pairs)}  （不能都对，这里不判断 cannot both be right; nothing is decided here）"
    for pair in pairs:
        times = f", ×{pair['times']:g}" if pair["times"] else ""
        reprint = "  转载改动 changed by a reprint" if pair["reprint"] else ""
        favoured = f"  这一条 this one: + {pair['one_favoured']}" if pair["one_favoured"] else ""
        yield "  " + shown(f"≠ {pair['difference']} {pair['unit']}{times}{reprint}{favoured}")
        yield from (f"  {line}" for line in side_told(pair, "other"))


def _lists(found: Mapping[str, Any], beside: bool) -> Iterator[str]:
    """Other reports, the sentence's other claims (``beside``; else they are marked above), names, reviews and so on."""
    parts = (
        (f"转载 other reports ({_told_reports(found['reports'])})",
         [_report(found["claim"], r) for r in found["reports"]]),
        ("同句 in the same sentence", [f"{n['quote']}  {n['id']}" for n in found["neighbours"] if beside]),
        ("名称 names in it", [f"{m['label']} {m['surface']} → {m['canonical']}" for m in found["mentions"]]),
        ("复核 reviews", [f"{r['decision']} {_review(r)}" for r in found["reviews"]]),
        ("问题 problems", [f"{p['code']}: {p['detail']}" for p in found["problems"]]),
        ("变化 history", [f"{h['run']} {h['what']} {h['field']}: {h['old']} → {h['new']}" for h in found["history"]]),
    )  # fmt: skip
    for title, inside in parts:
        if inside:
            yield ""
            yield title
            yield from (f"  {shown(line)}" for line in inside)


_DECIDED = {"accepted": "✓ 已核 accepted", "corrected": "✎ 已改 corrected", "rejected": "✗ 已否 rejected"}


def _review(review: Mapping[str, Any]) -> str:
    """Who, when, why and what, and whether the review still fits."""
    given = ", ".join(f"{field}={value or '-'}" for field, value in review["corrections"].items())
    stale = "（旧 stale: read otherwise since）" if review["state"] == "stale" else ""
    return shown(" ".join(filter(None, (review["by"], review["at"][:16], given, review["why"])))) + stale


def _told_reports(reports: list[dict[str, Any]]) -> str:
    other = sum(r["differs"] for r in reports)
    return f"{len(reports) - other} 同数 same figure" + (f", {other} 异数 another figure" if other else "")


def _report(claim: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """A line about one report; another figure is marked by ≠, with the hedge where only that is another."""
    title = f"《{report['title']}》" if report["title"] else ""
    source = " ".join(filter(None, (report["published"], report["outlet"], title, report["id"])))
    if not report["differs"]:
        return source
    same = (report["value"], report["high"]) == (claim["value"], claim["high"])
    return f"≠ {report['quote']}{' ' + report['modifier'] if same else ''}  {source}"


VERBS = (show,)

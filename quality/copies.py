"""The same numbers twice: a delivery that says what another one said."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from quality.history import Earlier
from quality.verdict import Fingerprint
from sources.contract import Contract
from sources.findings import Finding
from sources.periods import MONTHS, Period
from sources.rules import finding, number

_NAMED = 5


def check(own: Sequence[Fingerprint], earlier: Iterable[Earlier], contract: Contract, period: Period) -> list[Finding]:
    """Findings about fingerprints that earlier deliveries have too. Deliveries of the same dataset and period are
    its own earlier versions: those may be alike."""
    known = {item.digest for item in own}
    alike = [e for e in earlier if e.digest in known and (e.dataset, e.period) != (contract.id, str(period))]
    tables = [found for item in own if item.column is None for found in _table(item, alike, contract)]
    copied = {(e.dataset, e.period) for e in alike if e.column is None}
    columns = [e for e in alike if e.column is not None and (e.dataset, e.period) not in copied]
    return [*tables, *_columns(own, columns, contract)]


def _table(table: Fingerprint, alike: Sequence[Earlier], contract: Contract) -> Iterator[Finding]:
    same = [e for e in alike if e.digest == table.digest and e.column is None]
    if others := [e for e in same if e.dataset != contract.id]:
        yield finding(
            "salinan.dataset_lain",
            f"Semua angka ({number(table.count)} sel) sama persis dengan kiriman dataset lain: {_named(others)}.",
            "Pastikan berkas ini memang untuk dataset ini. Bila berkas ini yang benar, minta Walidata memberi "
            "dispensasi dan memeriksa kiriman yang lain itu.",
            count=table.count,
        )
    if own := [e for e in same if e.dataset == contract.id]:
        rule = "salinan.periode_lain" if table.moving else "salinan.tidak_berubah"
        yield finding(
            rule,
            f"Semua angka ({number(table.count)} sel) sama persis dengan periode lain: {_named(own)}.",
            "Kirim angka periode ini. Bila angkanya memang tidak berubah, jelaskan kepada Walidata.",
            count=table.count,
        )


def _columns(own: Sequence[Fingerprint], alike: Sequence[Earlier], contract: Contract) -> Iterator[Finding]:
    """One finding for each delivery that columns were found in, the one with the most columns first."""
    series = {item.digest: item for item in own if item.column is not None}
    by_delivery: dict[tuple[str, str], dict[str, Earlier]] = defaultdict(dict)
    for item in alike:
        if item.digest in series:
            by_delivery[item.dataset, item.period][item.digest] = item
    told: set[str] = set()
    for (dataset, _), matches in sorted(by_delivery.items(), key=lambda item: -len(item[1])):
        new = [(series[digest], e) for digest, e in matches.items() if digest not in told]
        told |= set(matches)
        if dataset == contract.id:
            new = [(item, e) for item, e in new if item.moving]
        if new:
            rule = "salinan.kolom" if dataset == contract.id else "salinan.kolom_dataset_lain"
            yield _copied(rule, [item for item, _ in new], [e for _, e in new])


def _copied(rule: str, columns: Sequence[Fingerprint], sources: Sequence[Earlier]) -> Finding:
    names = ", ".join(str(item.column) for item in columns[:_NAMED]) + (", …" if len(columns) > _NAMED else "")
    first = columns[0]
    return finding(
        rule,
        f"{number(len(columns))} kolom angka sama persis dengan kiriman lain, baris demi baris: {names}. "
        f"Asalnya: {_named(sources[:1])}, kolom {sources[0].column}.",
        "Isi kolom itu dengan angka periode dan dataset ini. Bila memang benar sama, jelaskan kepada Walidata.",
        sheet=first.sheet,
        cell=first.cell,
        column=first.column,
        count=sum(item.count for item in columns),
        cells=[f"{item.sheet}!{item.cell}" if item.sheet else str(item.cell) for item in columns],
    )


def _named(found: Sequence[Earlier]) -> str:
    newest = sorted({(e.received, e.dataset, e.period, e.title) for e in found}, reverse=True)
    texts = [f"{title} periode {Period.parse(period).label} (diterima {_day(day)})" for day, _, period, title in newest]
    return "; ".join(texts[:_NAMED]) + ("; …" if len(texts) > _NAMED else "")


def _day(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

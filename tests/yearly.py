"""Tables of several years, cut into one delivery for each: what rules of history see when real offices deliver."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from series import WIDE, earlier
from sheets import TENANT

from quality.history import Known, Waiver
from quality.intake import Verdict, examine
from sources.contract import Contract
from sources.periods import Period

FAR = dt.date(2999, 1, 1)


def contract(dataset: str, keys: Sequence[str], measures: Sequence[str], grain: str = "year") -> Contract:
    """A CSV with text keys and numbers that may be anything."""
    raw = WIDE.model_dump(exclude_unset=True)
    key, measure = raw["columns"][0], raw["columns"][1]
    columns = [
        key | {"name": name, "label": name, "key": place, "origin": {"header": [name]}}
        for place, name in enumerate(keys, 1)
    ]
    plain = {"minimum": None, "maximum": None, "required": False}
    columns += [measure | {"name": name, "label": name, "origin": {"header": [name]}} | plain for name in measures]
    raw |= {"id": dataset, "columns": columns, "balances": (), "period": {"grain": grain}}
    return Contract.model_validate(raw | {"service": {**raw["service"], "frequency": grain}})


def deliver(
    folder: Path, agreed: Contract, rows: Iterable[dict[str, Any]], waived: Sequence[str] = ()
) -> dict[str, Verdict]:
    """Deliver the rows of each ``periode`` in order; what is accepted is history for the next. Rules in ``waived`` are
    waived in every period."""
    by_period: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_period[str(row["periode"])].append(row)
    names = [column.name for column in agreed.columns]
    waivers = [Waiver(1, period, rule, None, "Uji", FAR) for period in by_period for rule in waived]
    known, verdicts = Known(waivers=tuple(waivers)), {}
    for period, lines in sorted(by_period.items()):
        path = folder / f"{agreed.id} {period}.csv"
        written = [";".join(_written(row[name]) for name in names) for row in lines]
        path.write_text("\n".join([";".join(names), *written]) + "\n", encoding="utf-8")
        rows_out = path.with_suffix(".parquet")
        verdict = examine(path, path.name, agreed, Period.parse(period), TENANT, rows_out, known)
        verdicts[period] = verdict
        prints = (*known.fingerprints, *earlier(verdict, agreed, period))
        known = replace(known, fingerprints=prints)
        if rows_out.exists():
            known = replace(known, rows=(*known.rows, (period, rows_out)))
    return verdicts


def _written(value: Any) -> str:
    return "" if value is None else str(value).strip()

"""A delivery beside the last accepted one of the same period: which rows came, changed, or went."""

from pathlib import Path

import pyarrow.parquet as pq

from quality.rows import Rows
from quality.verdict import Comparison
from sources.contract import Contract
from sources.rules import shown

_EXAMPLES = 20


def compare(rows: Rows, contract: Contract, before: Path) -> Comparison | None:
    """``before``: Parquet of the earlier delivery. ``None`` when it lies under another key, or is gone."""
    if not before.exists():
        return None
    there = set(pq.read_schema(before).names)
    if not set(contract.key) <= there:
        return None
    others = [c.name for c in contract.columns if c.name in there and c.name not in contract.key]
    _join(rows, contract.key, others, before)
    found = dict(rows.sql.execute("select _kind, count(*) from differences group by 1").fetchall())
    examples = {kind: _examples(rows, kind) for kind in ("added", "changed", "removed")}
    return Comparison(found.get("added", 0), found.get("changed", 0), found.get("removed", 0), examples)


def _join(rows: Rows, key: tuple[str, ...], others: list[str], before: Path) -> None:
    """Table ``differences``: kind, key, and what changed."""
    names = ", ".join(f'"{name}"' for name in (*key, *others))
    source = str(before).replace("'", "''")
    on = " and ".join(f'now."{name}" is not distinct from old."{name}"' for name in key)
    same = " and ".join(f'now."{name}" is not distinct from old."{name}"' for name in others) or "true"
    said = [
        f'case when now."{name}" is distinct from old."{name}" then \'{name}: \' '
        f"|| coalesce(cast(old.\"{name}\" as varchar), 'kosong') || ' → ' "
        f"|| coalesce(cast(now.\"{name}\" as varchar), 'kosong') end"
        for name in others
    ]
    keys = ", ".join(f'coalesce(cast(coalesce(now."{name}", old."{name}") as varchar), \'\')' for name in key)
    rows.sql.execute(
        f"create table differences as select concat_ws(' / ', {keys}) as _key, "  # noqa: S608
        "case when old._there is null then 'added' when now._there is null then 'removed' else 'changed' end as _kind, "
        f"case when _kind = 'changed' then concat_ws('; ', {', '.join(said) or 'null'}) end as _said "
        f"from (select {names}, true as _there from rows) now "
        f"full join (select {names}, true as _there from read_parquet('{source}')) old on {on} "
        f"where old._there is null or now._there is null or not ({same})"
    )


def _examples(rows: Rows, kind: str) -> tuple[str, ...]:
    found = rows.sql.execute(
        "select _key, _said from differences where _kind = ? order by _key limit ?", [kind, _EXAMPLES]
    ).fetchall()
    return tuple(shown(f"{key}: {said}" if said else key) for key, said in found)

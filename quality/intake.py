"""The intake check: a delivery against its contract, all findings at once, and the verdict on it.

Rules are set-based queries over the rows that were read; nothing here reads or judges single cells.
"""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from quality import personal_data
from sources import reading
from sources.contract import Column, Contract
from sources.deliveries import DeliveryRefused
from sources.findings import Finding, blocks
from sources.periods import MONTHS, Period, contradicts
from sources.reading import Reading
from sources.regions import Regions
from sources.rules import Spot, finding, number, shown, spread
from sources.tenant import Tenant

Decision = Literal["accepted", "accepted_with_notes", "rejected"]
_LISTED = 12
_GRAINS = {"year": "tahun", "semester": "semester", "quarter": "triwulan", "month": "bulan"}


@dataclass(frozen=True)
class Verdict:
    """What the intake check decided. ``rows`` counts the rows that may be loaded; 0 when rejected."""

    verdict: Decision
    rows: int
    findings: tuple[Finding, ...]
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def examine(path: Path, name: str, contract: Contract, period: Period, tenant: Tenant, rows_out: Path) -> Verdict:
    """Read a delivery and hold it against its contract. Its rows go to ``rows_out`` (Parquet) unless it is rejected.

    ``name`` is what the officer's file was called.
    """
    regions = Regions.load(tenant.kode_wilayah)
    if foreign := _foreign_edition(contract, regions):
        return Verdict("rejected", 0, (foreign,))
    try:
        read = reading.read(path, name, contract, period, regions)
    except DeliveryRefused as refused:
        return Verdict("rejected", 0, (refused.finding,))
    findings = (*personal_data.scan(name, read.texts), *read.findings, *check(read, contract, period, tenant, regions))
    if blocks(findings):
        return Verdict("rejected", 0, findings, read.titles, read.notes)
    _write(read.rows, rows_out)
    noted = any(item.severity == "warning" for item in findings)
    return Verdict(
        "accepted_with_notes" if noted else "accepted", read.rows.num_rows, findings, read.titles, read.notes
    )


def check(read: Reading, contract: Contract, period: Period, tenant: Tenant, regions: Regions) -> tuple[Finding, ...]:
    """Findings of the contract's rules on the rows that were read."""
    rules = _Rules(read, contract, period, tenant, regions)
    try:
        return tuple(rules.findings())
    finally:
        rules.close()


def _foreign_edition(contract: Contract, regions: Regions) -> Finding | None:
    columns = (*contract.columns, *contract.public_columns)
    wanted = {column.region.version for column in columns if column.region} - {regions.version}
    if not wanted:
        return None
    message = (
        f"Kontrak memakai kode wilayah {', '.join(sorted(wanted))}, sedangkan yang berlaku di sini {regions.version}."
    )
    return finding("wilayah.edisi", message, "Minta Walidata memperbarui kontrak dataset ini.")


def _write(rows: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pq.write_table(rows, part, compression="zstd")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _has_header(column: Column) -> bool:
    return column.origin is not None and column.origin.header is not None


class _Rules:
    """The rules of a contract over one delivery. Each method yields the findings of one rule."""

    def __init__(self, read: Reading, contract: Contract, period: Period, tenant: Tenant, regions: Regions) -> None:
        self.read, self.contract, self.period, self.tenant, self.regions = read, contract, period, tenant, regions
        self._sql = duckdb.connect(config={"threads": 1})
        self._sql.register("read_rows", read.rows)
        self._sql.execute("create table rows as select *, row_number() over () - 1 as _at from read_rows")

    def close(self) -> None:
        self._sql.close()

    def findings(self) -> Iterator[Finding]:
        yield from self._period_of_delivery()
        if not self.read.rows.num_rows:
            if not blocks(self.read.findings):
                yield finding("data.kosong", "Tidak ada satu pun baris data.", "Isi tabelnya, lalu kirim ulang.")
            return
        for column in self.contract.columns:
            yield from self._required(column)
            yield from self._unique(column)
            yield from self._limits(column)
            yield from self._pattern(column)
            yield from self._reference(column)
        yield from self._key()
        yield from self._balances()
        yield from self._inside_period()
        yield from self._coverage()

    # Each rule: a query for the offending rows, and what is said about them.

    def _offending(self, column: str, condition: str, *parameters: Any, value: str | None = None) -> list[Spot]:
        """Cells of ``column`` in rows where ``condition`` holds, in reading order."""
        shown = f'"{column}"' if value is None else value
        rows = self._sql.execute(
            f"select _sheet, _row, _cell, cast({shown} as varchar), _at from rows where {condition} order by _at",  # noqa: S608
            list(parameters),
        ).fetchall()
        return [Spot(sheet, self._cell(sheet, row, cell, column), row, text) for sheet, row, cell, text, _ in rows]

    def _cell(self, sheet: str | None, row: int, cell: str, column: str) -> str:
        letters = self.read.places.get((sheet, column))
        return f"{letters}{row}" if letters else cell

    def _readable(self, column: str) -> str:
        """Rows whose cell of ``column`` was read: the others are reported already."""
        broken = self.read.unread.get(column)
        return f"_at not in ({', '.join(map(str, sorted(broken)))})" if broken else "true"

    def _required(self, column: Column) -> Iterator[Finding]:
        if not column.required:
            return
        condition = f'"{column.name}" is null and {self._readable(column.name)}'
        if spots := self._offending(column.name, condition):
            hint = "Isi sel itu."
            if marks := [mark for mark, meaning in column.nulls.items() if meaning == "nol" and mark]:
                hint = f"Isi sel itu; bila memang nol, tulis 0 atau {marks[0]!r}."
            yield spread("isian.wajib", column.label, "kosong", hint, spots)

    def _unique(self, column: Column) -> Iterator[Finding]:
        if not column.unique:
            return
        condition = f'"{column.name}" in (select "{column.name}" from rows group by 1 having count(*) > 1)'  # noqa: S608
        if spots := self._offending(column.name, condition):
            hint = "Hapus baris ganda, atau perbaiki isiannya."
            yield spread("isian.ganda", column.label, "berisi isian yang muncul lebih dari satu kali", hint, spots)

    def _key(self) -> Iterator[Finding]:
        key = self.contract.key
        names = ", ".join(f'"{name}"' for name in key)
        present = " and ".join(f'"{name}" is not null' for name in key)
        condition = f"{present} and ({names}) in (select ({names}) from rows group by all having count(*) > 1)"  # noqa: S608
        # A row of the sheet is shown once, however many rows it became.
        shown = " || ' / ' || ".join(f'cast("{name}" as varchar)' for name in key)
        first = next((name for name in key if _has_header(self.contract.column(name))), key[0])
        spots = list({(s.sheet, s.row): s for s in self._offending(first, condition, value=shown)}.values())
        if spots:
            labels = ", ".join(self.contract.column(name).label for name in key)
            said = "memuat baris yang sama lebih dari satu kali"
            yield spread("kunci.ganda", labels, said, "Hapus baris ganda, atau perbaiki isiannya.", spots)

    def _limits(self, column: Column) -> Iterator[Finding]:
        for rule, limit, sign, word in (
            ("batas.minimum", column.minimum, "<", "lebih kecil dari"),
            ("batas.maksimum", column.maximum, ">", "lebih besar dari"),
        ):
            if limit is None:
                continue
            if spots := self._offending(column.name, f'"{column.name}" {sign} ?', limit):
                said = f"{word} {number(limit)}"
                yield spread(rule, column.label, said, "Periksa angka itu pada sumbernya, lalu perbaiki.", spots)

    def _pattern(self, column: Column) -> Iterator[Finding]:
        if column.pattern is None:
            return
        condition = f'not regexp_full_match(cast("{column.name}" as varchar), ?)'
        if spots := self._offending(column.name, condition, column.pattern):
            hint = f"Ikuti bentuk yang disepakati: {column.description}"
            yield spread("pola.tidak_cocok", column.label, "tidak mengikuti bentuk yang disepakati", hint, spots)

    def _reference(self, column: Column) -> Iterator[Finding]:
        if column.reference is None:
            return
        if column.reference == "opd":
            known = [agency.id for agency in self.tenant.opd]
            rule, said = (
                "opd.tidak_dikenal",
                f"berisi perangkat daerah yang tidak ada dalam daftar OPD {self.tenant.nama}",
            )
        else:
            known = sorted({code for agency in self.tenant.opd for code in agency.urusan})
            rule, said = "urusan.tidak_dikenal", f"berisi urusan yang tidak dijalankan OPD {self.tenant.nama}"
        if spots := self._offending(
            column.name, f'"{column.name}" is not null and not list_contains(?, "{column.name}")', known
        ):
            hint = "Perbaiki isiannya, atau minta Walidata memperbarui daftar itu."
            yield spread(rule, column.label, said, hint, spots)

    def _balances(self) -> Iterator[Finding]:
        for balance in self.contract.balances:
            parts = " + ".join(f'coalesce("{name}", 0)' for name in balance.parts)
            readable = " and ".join(self._readable(name) for name in (balance.total, *balance.parts))
            # Whole numbers exactly; others to the cent, because figures are shown rounded.
            condition = f'abs("{balance.total}" - ({parts})) > ? and {readable}'
            whole = all(self.contract.column(name).type == "integer" for name in (balance.total, *balance.parts))
            value = f"\"{balance.total}\" || ' ≠ ' || ({parts})"
            if spots := self._offending(balance.total, condition, 0 if whole else 0.0100001, value=value):
                labels = " + ".join(self.contract.column(name).label for name in balance.parts)
                said = f"tidak sama dengan {labels}"
                hint = "Periksa angka pada baris itu; jumlah harus sama dengan rinciannya."
                yield spread("neraca.tidak_seimbang", self.contract.column(balance.total).label, said, hint, spots)

    def _period_of_delivery(self) -> Iterator[Finding]:
        if self.period.grain != self.contract.period.grain:
            example = {"year": "2025", "semester": "2025-S1", "quarter": "2025-TW3", "month": "2025-07"}
            form = example[self.contract.period.grain]
            message = (
                f"Periode {self.period} tidak sesuai: dataset ini dikirim per {_GRAINS[self.contract.period.grain]}."
            )
            yield finding("periode.tidak_sesuai", message, f"Kirim dengan periode seperti {form}.")
        title = " / ".join(self.read.titles)
        if contradicts(title, self.period):
            message = (
                f"Judul berkas menyebut periode lain ('{shown(title)}'), sedangkan kiriman ini untuk {self.period}."
            )
            yield finding("periode.judul", message, "Kirim berkas periode itu, atau perbaiki periode atau judulnya.")

    def _inside_period(self) -> Iterator[Finding]:
        name = self.contract.period.column
        if name is None:
            return
        column = self.contract.column(name)
        if column.type in ("date", "timestamp"):
            after = self.period.end + dt.timedelta(days=1)
            outside = self._offending(name, f'"{name}" < ? or "{name}" >= ?', self.period.start, after)
        else:
            outside = self._offending(name, f'not list_contains(?, cast("{name}" as varchar))', self._months())
        if outside:
            hint = "Pindahkan baris itu ke kiriman periodenya, atau perbaiki tanggalnya."
            yield spread("periode.di_luar", column.label, f"berada di luar {self.period.label}", hint, outside)
        if column.key and column.type not in ("date", "timestamp"):
            yield from self._missing_months(column)

    def _months(self) -> list[str]:
        """How a month of the period may be written: ``7``, ``07`` or ``2025-07``."""
        first, last = self.period.start.month, self.period.end.month
        return [text for m in range(first, last + 1) for text in (f"{m}", f"{m:02d}", f"{self.period.year}-{m:02d}")]

    def _missing_months(self, column: Column) -> Iterator[Finding]:
        rows = self._sql.execute(f'select distinct right(cast("{column.name}" as varchar), 2) from rows').fetchall()  # noqa: S608
        present = {int(text) for (text,) in rows if text and text.lstrip("-").isdecimal()}
        missing = [m for m in range(self.period.start.month, self.period.end.month + 1) if m not in present]
        if missing and not self.read.unread.get(column.name):
            names = ", ".join(MONTHS[m - 1] for m in missing)
            message = f"Kolom {column.label}: {len(missing)} bulan tidak ada: {names}."
            yield finding("periode.kurang", message, "Lengkapi bulan itu, lalu kirim ulang.", count=len(missing))

    def _coverage(self) -> Iterator[Finding]:
        rule = self.contract.coverage
        if rule is None:
            return
        column = self.contract.column(rule.column)
        assert column.region
        expected = {place.code: place for place in self.regions.members(column.region.level, rule.kinds)}
        kinds = " dan ".join(rule.kinds)
        beyond = self._offending(column.name, f'not list_contains(?, "{column.name}")', list(expected))
        if beyond:
            hint = f"Dataset ini hanya memuat {kinds}. Hapus baris lain."
            yield spread("wilayah.berlebih", column.label, "berada di luar cakupan dataset", hint, beyond)
        if self.read.unread.get(column.name):
            # Which regions are missing cannot be said while some are not recognised.
            return
        missing = self._uncovered(column.name, rule.per, list(expected))
        if missing:
            regions = list(dict.fromkeys(code for code, *_ in missing))
            listed = ", ".join(f"{expected[c].title} ({c})" for c in regions[:_LISTED]) + (
                ", …" if len(regions) > _LISTED else ""
            )
            where = ""
            if rule.per and len(missing) != len(regions) * self._groups(rule.per):
                where = " pada " + "; ".join(
                    dict.fromkeys(" / ".join(map(str, group)) for _, *group in missing[:_LISTED])
                )
            message = f"{number(len(regions))} dari {number(len(expected))} {kinds} belum ada{where}: {listed}."
            hint = "Lengkapi baris untuk wilayah itu. Bila memang tidak ada, isi 0."
            yield finding("wilayah.kurang", message, hint, column=column.label, count=len(missing), value=regions[0])

    def _uncovered(self, column: str, per: tuple[str, ...], expected: list[str]) -> list[tuple[Any, ...]]:
        names = [f'"{name}"' for name in per]
        groups = "".join(f", {name}" for name in names)
        wanted = f"select region{groups} from (select unnest(?) as region)"  # noqa: S608
        if per:
            whole = " and ".join(f"{name} is not null" for name in names)
            wanted += f", (select distinct {', '.join(names)} from rows where {whole})"  # noqa: S608
        query = f'{wanted} except select "{column}"{groups} from rows order by all'  # noqa: S608
        return self._sql.execute(query, [expected]).fetchall()

    def _groups(self, per: tuple[str, ...]) -> int:
        names = ", ".join(f'"{name}"' for name in per)
        found = self._sql.execute(f"select count(*) from (select distinct {names} from rows)").fetchone()  # noqa: S608
        return found[0] if found else 0

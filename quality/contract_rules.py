"""The rules that a contract states, on the rows that were read: set-based queries, nothing judges single cells."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from quality.rows import Check, Rows
from sources import units
from sources.contract import Column, Contract
from sources.findings import Finding, blocks
from sources.periods import EXAMPLES, MONTHS, Period, contradicts
from sources.reading import Reading
from sources.regions import Regions
from sources.rules import Spot, finding, number, shown, spread
from sources.tenant import Tenant

_LISTED = 12
_GRAINS = {"year": "tahun", "semester": "semester", "quarter": "triwulan", "month": "bulan"}


def check(
    rows: Rows, read: Reading, contract: Contract, period: Period, tenant: Tenant, regions: Regions
) -> tuple[Finding, ...]:
    """Findings of the contract's rules on the rows that were read."""
    return tuple(_Rules(rows, read, contract, period, tenant, regions).findings())


def _has_header(column: Column) -> bool:
    return column.origin is not None and column.origin.header is not None


def _spread(rule: str, column: str, said: str, hint: str) -> Callable[[list[Spot]], Finding]:
    return lambda spots: spread(rule, column, said, hint, spots)


def _repeated(names: Sequence[str]) -> str:
    """SQL: not 0 when two rows say the same in these columns."""
    together = ", ".join(f'"{name}"' for name in names)
    return f"count(({together})) - count(distinct ({together}))"


def _unlisted(name: str) -> str:
    """SQL: whether a column holds something that is not in a list."""
    return f'"{name}" not in (select unnest(?))'


class _Rules:
    """The rules of a contract over one delivery. Each method yields the checks or the findings of one rule."""

    def __init__(
        self, rows: Rows, read: Reading, contract: Contract, period: Period, tenant: Tenant, regions: Regions
    ) -> None:
        self.rows, self.read, self.contract = rows, read, contract
        self.period, self.tenant, self.regions = period, tenant, regions

    def findings(self) -> Iterator[Finding]:
        yield from self._period_of_delivery()
        if not self.rows.count:
            if not blocks(self.read.findings):
                yield finding("data.kosong", "Tidak ada satu pun baris data.", "Isi tabelnya, lalu kirim ulang.")
            return
        yield from self._stated_units()
        yield from self.rows.findings(self._checks())
        yield from self._missing_months()
        yield from self._coverage()

    def _checks(self) -> Iterator[Check]:
        for column in self.contract.columns:
            yield from self._required(column)
            yield from self._unique(column)
            yield from self._limits(column)
            yield from self._pattern(column)
            yield from self._reference(column)
        yield from self._key()
        yield from self._balances()
        yield from self._inside_period()

    def _required(self, column: Column) -> Iterator[Check]:
        if not column.required:
            return
        hint = "Isi sel itu."
        if marks := [mark for mark, meaning in column.nulls.items() if meaning == "nol" and mark]:
            hint = f"Isi sel itu; bila memang nol, tulis 0 atau {marks[0]!r}."
        yield Check(
            column.name,
            f'"{column.name}" is null and {self.rows.readable(column.name)}',
            _spread("isian.wajib", column.label, "kosong", hint),
            alarm=f'count(*) - count("{column.name}")',
        )

    def _unique(self, column: Column) -> Iterator[Check]:
        if not column.unique or self.rows.ascend([column.name]):
            return
        yield Check(
            column.name,
            f'"{column.name}" in (select "{column.name}" from rows group by 1 having count(*) > 1)',  # noqa: S608
            _spread(
                "isian.ganda",
                column.label,
                "berisi isian yang muncul lebih dari satu kali",
                "Hapus baris ganda, atau perbaiki isiannya.",
            ),
            alarm=_repeated([column.name]),
        )

    def _key(self) -> Iterator[Check]:
        key = self.contract.key
        if self.rows.ascend(key):
            return
        names = ", ".join(f'"{name}"' for name in key)
        present = " and ".join(f'"{name}" is not null' for name in key)
        labels = ", ".join(self.contract.column(name).label for name in key)

        def told(spots: list[Spot]) -> Finding:
            # A row of the sheet is shown once, however many rows it became.
            once = list({(spot.sheet, spot.row): spot for spot in spots}.values())
            said = "memuat baris yang sama lebih dari satu kali"
            return spread("kunci.ganda", labels, said, "Hapus baris ganda, atau perbaiki isiannya.", once)

        yield Check(
            next((name for name in key if _has_header(self.contract.column(name))), key[0]),
            f"{present} and ({names}) in (select ({names}) from rows group by all having count(*) > 1)",  # noqa: S608
            told,
            alarm=_repeated(key),
            value=" || ' / ' || ".join(f'cast("{name}" as varchar)' for name in key),
        )

    def _limits(self, column: Column) -> Iterator[Check]:
        for rule, limit, sign, farthest, word in (
            ("batas.minimum", column.minimum, "<", "min", "lebih kecil dari"),
            ("batas.maksimum", column.maximum, ">", "max", "lebih besar dari"),
        ):
            if limit is None:
                continue
            said = f"{word} {number(limit)}"
            yield Check(
                column.name,
                f'"{column.name}" {sign} ?',
                _spread(rule, column.label, said, "Periksa angka itu pada sumbernya, lalu perbaiki."),
                (limit,),
                alarm=f'{farthest}("{column.name}") {sign} ?',
            )

    def _pattern(self, column: Column) -> Iterator[Check]:
        if column.pattern is None:
            return
        said = "tidak mengikuti bentuk yang disepakati"
        hint = f"Ikuti bentuk yang disepakati: {column.description}"
        yield Check(
            column.name,
            f'not regexp_full_match(cast("{column.name}" as varchar), ?)',
            _spread("pola.tidak_cocok", column.label, said, hint),
            (column.pattern,),
        )

    def _reference(self, column: Column) -> Iterator[Check]:
        if column.reference not in ("opd", "urusan"):
            return  # the packaged lists are held against while reading
        if column.reference == "opd":
            known = [agency.id for agency in self.tenant.opd]
            rule, said = (
                "opd.tidak_dikenal",
                f"berisi perangkat daerah yang tidak ada dalam daftar OPD {self.tenant.nama}",
            )
        else:
            known = sorted({code for agency in self.tenant.opd for code in agency.urusan})
            rule, said = "urusan.tidak_dikenal", f"berisi urusan yang tidak dijalankan OPD {self.tenant.nama}"
        hint = "Perbaiki isiannya, atau minta Walidata memperbarui daftar itu."
        yield Check(column.name, _unlisted(column.name), _spread(rule, column.label, said, hint), (known,))

    def _balances(self) -> Iterator[Check]:
        for balance in self.contract.balances:
            parts = " + ".join(f'coalesce("{name}", 0)' for name in balance.parts)
            readable = " and ".join(self.rows.readable(name) for name in (balance.total, *balance.parts))
            # Whole numbers exactly; others to the cent, because figures are shown rounded.
            whole = all(self.contract.column(name).type == "integer" for name in (balance.total, *balance.parts))
            labels = " + ".join(self.contract.column(name).label for name in balance.parts)
            yield Check(
                balance.total,
                f'abs("{balance.total}" - ({parts})) > ? and {readable}',
                _spread(
                    "neraca.tidak_seimbang",
                    self.contract.column(balance.total).label,
                    f"tidak sama dengan {labels}",
                    "Periksa angka pada baris itu; jumlah harus sama dengan rinciannya.",
                ),
                (0 if whole else 0.0100001,),
                value=f"\"{balance.total}\" || ' ≠ ' || ({parts})",
            )

    def _inside_period(self) -> Iterator[Check]:
        name = self.contract.period.column
        if name is None:
            return
        column = self.contract.column(name)
        hint = "Pindahkan baris itu ke kiriman periodenya, atau perbaiki tanggalnya."
        told = _spread("periode.di_luar", column.label, f"berada di luar {self.period.label}", hint)
        if column.type in ("date", "timestamp"):
            bounds = (self.period.start, self.period.end + dt.timedelta(days=1))
            alarm = f'min("{name}") < ? or max("{name}") >= ?'
            yield Check(name, f'"{name}" < ? or "{name}" >= ?', told, bounds, alarm)
        else:
            yield Check(name, f'cast("{name}" as varchar) not in (select unnest(?))', told, (self._months(),))

    # What is said about the delivery as a whole.

    def _period_of_delivery(self) -> Iterator[Finding]:
        if self.period.grain != self.contract.period.grain:
            form = EXAMPLES[self.contract.period.grain]
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

    def _stated_units(self) -> Iterator[Finding]:
        """Units that titles and notes state and no measure has: ``(dalam ribuan rupiah)`` over figures in rupiah.

        Where a title also states the unit of a measure, it may speak of other columns too: then only another multiple
        of a measure's unit counts.
        """
        meant = [unit for c in self.contract.columns if c.measure and (unit := units.unit_of(c.measure.satuan))]
        stated = units.stated_units((*self.read.titles, *self.read.notes))
        foreign = [unit for unit in stated if all(units.contradicts(unit, own) for own in meant)]
        if len(foreign) < len(stated):
            foreign = [unit for unit in foreign if unit.base in {own.base for own in meant}]
        if foreign and meant:
            said, agreed = foreign[0].label, " dan ".join(dict.fromkeys(own.label for own in meant))
            message = f"Judul atau catatan menyebut satuan {said}, sedangkan dataset ini memakai {agreed}."
            hint = f"Ubah angkanya ke {agreed}, atau perbaiki judulnya bila angkanya memang sudah dalam {agreed}."
            yield finding("satuan.berbeda", message, hint, value=said)

    def _months(self) -> list[str]:
        """How a month of the period may be written: ``7``, ``07`` or ``2025-07``."""
        first, last = self.period.start.month, self.period.end.month
        return [text for m in range(first, last + 1) for text in (f"{m}", f"{m:02d}", f"{self.period.year}-{m:02d}")]

    def _missing_months(self) -> Iterator[Finding]:
        column = self.contract.column(self.contract.period.column) if self.contract.period.column else None
        if column is None or not column.key or column.type in ("date", "timestamp"):
            return
        rows = self.rows.sql.execute(f'select distinct right(cast("{column.name}" as varchar), 2) from rows').fetchall()  # noqa: S608
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
        area = self.regions.within(column.region.area)
        expected = {place.code: place for place in area.members(column.region.level, rule.kinds)}
        kinds = " dan ".join(rule.kinds)
        hint = f"Dataset ini hanya memuat {kinds}. Hapus baris lain."
        beyond = _spread("wilayah.berlebih", column.label, "berada di luar cakupan dataset", hint)
        yield from self.rows.findings([Check(column.name, _unlisted(column.name), beyond, (list(expected),))])
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
        query = f'{wanted} except select distinct "{column}"{groups} from rows order by all'  # noqa: S608
        return self.rows.sql.execute(query, [expected]).fetchall()

    def _groups(self, per: tuple[str, ...]) -> int:
        names = ", ".join(f'"{name}"' for name in per)
        found = self.rows.sql.execute(f"select count(*) from (select distinct {names} from rows)").fetchone()  # noqa: S608
        return found[0] if found else 0

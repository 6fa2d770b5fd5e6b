"""Numbers of another size than all others of their column: thousands of rupiah among rupiah, a zero among milliards.

Needs no history. Distances are measured on logarithms by median and MAD, which a third of wrong cells does not move.
Seen in village revenues of Kabupaten Bandung: 1,062,320 and 130,035,101,100 among 1.1e9, and a zero.
"""

from quality.figures import Figures, additive
from sources.contract import Column
from sources.findings import Finding
from sources.rules import Spot, number, spread

# Numbers that a column, or one heading of it, must have until it has a usual size.
_NUMBERS = 20
# How far a number must stand out: a hundredfold, and six deviations (MAD as sigma) of its column. Columns that are
# spread over several magnitudes by nature (visitors, areas) have deviations so large that nothing stands out.
_APART, _DEVIATIONS, _SIGMA = 2.0, 6.0, 1.4826
# Small counts vary by their nature; both the number and the usual one must have three digits.
_LARGE = 100
# A kecamatan with this many numbers has a usual size of its own: a number must stand out there too.
_IN_KECAMATAN = 8
# A zero is strange where at most this share is zero and the others are of one size (MAD below a factor of 1.6).
_ZEROS, _ONE_SIZE = 0.02, 0.2


def check(figures: Figures) -> list[Finding]:
    """Findings about all measures that add up."""
    return [found for column in _uneven(figures) for found in _column(figures, column)]


def _column(figures: Figures, column: Column) -> list[Finding]:
    _size_up(figures, column)
    found = []
    query = f"select _at, middle from sized where {_stands_out(figures)} order by _at"  # noqa: S608
    if apart := figures.rows.sql.execute(query).fetchall():
        spots = figures.rows.spots(column.name, "_at in (select unnest(?))", [at for at, _ in apart])
        found.append(_mixed(column, spots, 10 ** float(apart[0][1])))
    if spots := figures.rows.spots(column.name, f"_at in ({_lonely_zeros(column.name)})"):
        hint = "Periksa sumbernya. Bila belum ada angkanya, kosongkan; bila memang nol, tidak perlu diubah."
        found.append(spread("angka.nol_janggal", column.label, "nol, padahal semua angka lain besar", hint, spots))
    return found


def _uneven(figures: Figures) -> list[Column]:
    """Measures in which something may stand out: a zero, or large numbers that are more than a hundredfold apart."""
    columns = [column for column in figures.measures if additive(column)]
    if not columns:
        return []
    even = ", ".join(_even(column.name) for column in columns)
    (found,) = figures.rows.sql.execute(f"select {even} from figures").fetchall()  # noqa: S608
    return [column for column, nothing in zip(columns, found, strict=True) if not nothing]


def _even(name: str) -> str:
    least = f'min("{name}") filter ("{name}" >= {_LARGE})'
    return f'count(*) filter ("{name}" = 0) = 0 and coalesce(max("{name}") < 10 ** {_APART} * {least}, true)'


def _size_up(figures: Figures, column: Column) -> None:
    """Table ``sized``: logarithm of each number, with median, MAD and number of its column (``middle``, ``spread``,
    ``numbers``): of its heading where each heading has enough numbers."""
    name = column.name
    figures.rows.sql.execute(
        f"create or replace temp table sized as with logs as ("  # noqa: S608
        f'select _at, _heading, _label, "{name}" as number, log10("{name}") as size from figures where "{name}" > 0), '
        "least_filled as (select min(n) as n from (select count(*) as n from logs group by _heading)), "
        f"grouped as (select *, case when n >= {_NUMBERS} then _heading else '' end as heading "
        "from logs, least_filled), "
        "middles as (select heading, median(size) as middle, mad(size) as spread, count(*) as numbers "
        "from grouped group by 1) "
        "select _at, heading, _label, number, size, middle, spread, numbers from grouped join middles using (heading)"
    )


def _stands_out(figures: Figures) -> str:
    apart = (
        f"numbers >= {_NUMBERS} and number >= {_LARGE} and middle >= log10({_LARGE}) and "
        f"abs(size - middle) >= greatest({_APART}, {_DEVIATIONS} * {_SIGMA} * spread)"
    )
    key = figures.contract.key
    if not any((region := figures.contract.column(name).region) and region.level == "desa" for name in key):
        return apart
    # The first eight characters of a village's code are its kecamatan.
    inside = (
        "(select count(*) as n, median(other.size) as usual from sized other "
        "where other.heading = sized.heading and other._label[:8] = sized._label[:8])"
    )
    return f"{apart} and (select n < {_IN_KECAMATAN} or abs(size - usual) >= {_APART} from {inside})"  # noqa: S608


def _lonely_zeros(name: str) -> str:
    return (
        f'select _at from figures where "{name}" = 0 and (select count(*) from figures where "{name}" = 0) <= '  # noqa: S608
        f'{_ZEROS} * (select count("{name}") from figures) and (select min(numbers) >= {_NUMBERS} '
        f"and min(middle) >= log10({_LARGE}) and max(spread) <= {_ONE_SIZE} from sized)"
    )


def _mixed(column: Column, spots: list[Spot], usual: float) -> Finding:
    said = f"jauh berbeda dari angka lain pada kolom itu, yang umumnya sekitar {number(round(usual))}"
    hints = [hint for spot in spots[:5] if (hint := _thousandfold(spot, usual))]
    hint = f"{'; '.join(hints)}. " if hints else ""
    return spread(
        "angka.satuan_bercampur",
        column.label,
        said,
        f"{hint}Periksa satuan dan banyaknya angka nol, lalu perbaiki. Bila memang benar, minta dispensasi Walidata.",
        spots,
    )


def _thousandfold(spot: Spot, usual: float) -> str | None:
    """What the cell may mean when it was written in thousands or millions."""
    value = float(spot.value or 0)
    for factor, unit in ((1_000, "ribuan"), (1_000_000, "jutaan")):
        if usual / 3 <= value * factor <= usual * 3:
            return f"{spot.cell}: bila ditulis dalam {unit}, maksudnya {number(value * factor)}"
    return None

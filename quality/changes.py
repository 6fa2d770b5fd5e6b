"""Numbers beside those of earlier periods: a column in another unit, a digit lost, a jump, a copied part, a projection.

Every threshold is on a ratio of a number to its own history, and ordinary change stays far from it. The patterns were
found in tables published by Kabupaten Bandung, Kota Mojokerto and Jawa Barat: 6134 where 61,340 people live, 79 of 270
villages equal to last year to the rupiah, growth of 6.19 % everywhere.
"""

from collections.abc import Sequence
from typing import Any

from quality.figures import Figures, Past, additive
from sources.contract import Column
from sources.findings import Finding
from sources.rules import number, spread

# From here on a tenfold number is 13 Poisson deviations away (2 * (sqrt(x) - sqrt(x / 10))) and a ratio says something;
# 3 -> 40 births in a village are 9 and stay silent.
_LARGE = 100
# A column is compared as a whole from this many labels on, of which this share must have moved together.
_LABELS, _TOGETHER = 5, 0.8
# How near to 10, 100, 1000 or a million a ratio must be, as a logarithm: a factor of 1.41 for a column's median and
# for a single number, a factor of 2 for the labels that move with the median.
_NEAR, _AROUND = 0.15, 0.3
# A column is steady when three quarters of its numbers change by less than 26 %: then a tenfold change of one of them
# is a slip rather than news. Inhabitants are steady; visits to a beach are not, even where half of them were copied.
_STEADY, _STEADY_LABELS = 0.1, 10
# Labels needed, and labels and share of them equal to the period before, until copying is a likely reason.
_COPY_LABELS, _COPY_LEAST, _COPY_SHARE = 20, 5, 0.1
# Constant growth: labels needed, smallest number looked at, and how far the growth of three steps may differ beyond
# what rounding to whole numbers explains (2 / x). Registers of people differ by ten times as much. A projection shows
# in the first thousand numbers.
_GROWTH_LABELS, _GROWTH_LEAST, _GROWTH_SPREAD, _GROWTH_SAMPLE = 8, 500, 0.0002, 1000

_AT = "_at in (select unnest(?))"
_RIGHT_UNIT = "Periksa satuan kolom itu (misalnya ribu rupiah atau rupiah) dan titik ribuannya, lalu perbaiki."


def check(figures: Figures) -> list[Finding]:
    """All findings from history; none when nothing was accepted before."""
    past = figures.past
    if not past:
        return []
    found: list[Finding] = []
    for column in figures.measures:
        if _apart(figures, column):
            shifted = _shifted(figures, column)
            found += [_scale(figures, column, heading, power, past[0]) for heading, power in shifted.items()]
            found += _slips(figures, column, tuple(shifted), past[0]) if additive(column) else []
    return [*found, *_copied_forward(figures, past[0]), *_constant_growth(figures, past)]


def _apart(figures: Figures, column: Column) -> bool:
    """Whether any number is far from its history at all: most columns need no further look."""
    name = column.name
    gone = f'"{name}" = 0 and least({", ".join(figures.before(column))}) >= {_LARGE}'
    ((apart,),) = _fetch(figures, f'select count(*) filter (abs("{name}@off") > 0.5 or {gone}) from compared')  # noqa: S608
    return bool(apart)


def _shifted(figures: Figures, column: Column) -> dict[str, int]:
    """Headings under which nearly all numbers are the same power of ten away from their history, and that power."""
    name = column.name
    large = _large(name) if additive(column) else "true"
    found = _fetch(
        figures,
        f'with changed as (select _heading, "{name}@off" as off from compared where "{name}@off" is not null '  # noqa: S608
        f"and {large}), medians as (select _heading, round(median(off)) as power, median(off) as middle, "
        "count(*) as labels from changed group by 1) "
        "select _heading, power from medians join changed using (_heading) "
        "where labels >= ? and abs(power) in (1, 2, 3, 6) and abs(middle - power) <= ? "
        "group by all having count(*) filter (where abs(off - power) <= ?) >= ? * count(*) order by 1",
        [_LABELS, _NEAR, _AROUND, _TOGETHER],
    )
    return {heading: int(power) for heading, power in found}


def _scale(figures: Figures, column: Column, heading: str, power: int, before: Past) -> Finding:
    name = column.name
    under = f'select _at from compared where _heading = ? and "{name}@off" is not null'  # noqa: S608
    spots = figures.rows.spots(name, _AT, [at for (at,) in _fetch(figures, under, [heading])])
    times = f"{number(10 ** abs(power))} kali lebih {'besar' if power > 0 else 'kecil'}"
    return spread(
        "riwayat.skala",
        column.label,
        f"hampir semuanya {times} daripada {before.period.label}{_under(heading)}",
        f"{_RIGHT_UNIT} Bila angka ini benar dan yang terdahulu keliru, minta dispensasi Walidata.",
        spots,
    )


def _slips(figures: Figures, column: Column, shifted: Sequence[str], before: Past) -> list[Finding]:
    """Digits lost or added, and other jumps. Headings that have shifted as a whole are told already."""
    name, apart = column.name, f'abs("{column.name}@off")'
    steady = _steady(figures, name)
    power = f'abs(round("{name}@off")) in (1, 2, 3) and abs("{name}@off" - round("{name}@off")) <= {_NEAR}'
    slipped = _differing(figures, name, f"{power} and _at in ({_credible(figures, column)})", shifted) if steady else []
    told_already = ", ".join(str(at) for at, _, _ in slipped) or "-1"
    jumped = _differing(
        figures, name, f"({apart} >= 1 or {steady} and {power}) and _at not in ({told_already})", shifted
    )
    gone = f'"{name}" = 0 and least({", ".join(figures.before(column))}) >= {_LARGE}'
    positions = [at for at, _, _ in jumped]
    if steady:
        positions += [at for (at,) in _fetch(figures, f"select _at from compared where {gone}")]  # noqa: S608
    found = [_digits(figures, column, slipped, before)] if slipped else []
    if positions:
        spots = figures.rows.spots(name, _AT, positions)
        said = f"lebih dari sepuluh kali lipat atau kurang dari sepersepuluh {before.period.label}"
        hint = "Periksa angka itu pada sumbernya. Bila benar, tidak perlu diubah."
        found.append(spread("riwayat.lonjakan", column.label, said, hint, spots))
    return found


def _credible(figures: Figures, column: Column) -> str:
    """Positions whose history speaks against the new number: two earlier periods agree, or the earlier number was
    nearer to the usual size of its column than the new one is. Else the earlier one may have been the slip."""
    name = column.name
    two = f'abs(log10("{name}@1" / "{name}@2")) <= {_STEADY}' if len(figures.past) > 1 else "false"
    farther = "abs(now - median(now) over heading) > abs(old - median(old) over heading)"
    return (
        f"select _at from (select _at, coalesce({two}, false) or {farther} as credible from ("  # noqa: S608
        f'select *, log10("{name}") as now, log10("{name}@1") as old from compared '
        f'where "{name}" > 0 and "{name}@1" > 0) window heading as (partition by _heading)) where credible'
    )


def _digits(figures: Figures, column: Column, rows: list[tuple[int, float, float]], before: Past) -> Finding:
    spots = figures.rows.spots(column.name, _AT, [at for at, _, _ in rows])
    usual = [value / 10 ** round(off) for _, value, off in rows]
    likely = [f"{spot.cell}: sekitar {number(round(value))}" for spot, value in zip(spots, usual, strict=True)]
    return spread(
        "riwayat.digit",
        column.label,
        f"sepuluh, seratus, atau seribu kali lebih besar atau kecil daripada {before.period.label}; "
        "mungkin ada angka yang hilang atau berlebih",
        f"Mungkin maksudnya {'; '.join(likely[:5])}{'; …' if len(likely) > 5 else ''}. Periksa pada sumbernya, lalu "
        "perbaiki. Bila memang benar, atau periode lalu yang keliru, minta dispensasi Walidata.",
        spots,
    )


def _steady(figures: Figures, name: str) -> bool:
    ((labels, change),) = _fetch(
        figures,
        f'select count(*), quantile_cont(abs(log10("{name}" / "{name}@1")), 0.75) from compared '  # noqa: S608
        f'where "{name}" > 0 and "{name}@1" > 0 and greatest("{name}", "{name}@1") >= {_LARGE}',
    )
    return bool(labels >= _STEADY_LABELS and change <= _STEADY)


def _copied_forward(figures: Figures, before: Past) -> list[Finding]:
    """Labels (villages) whose numbers are all those of the period before, where others have changed. Labels with small
    counts or numbers out of few (bandwidths) only may stay the same, so they do not count."""
    names = [column.name for column in figures.measures if _moving(figures, column.name)]
    if not names:
        return []
    same = " and ".join(f'"{column.name}" is not distinct from "{column.name}@1"' for column in figures.measures)
    large = " or ".join(f'abs("{name}") >= {_LARGE}' for name in names)
    found = _fetch(
        figures,
        "select min(_at), bool_and(same) and bool_or(large) as copied from ("  # noqa: S608
        f"select _at, _label, {same} as same, {large} as large from compared) group by _label order by 1",
    )
    copied = [at for at, equal in found if equal]
    share = len(copied) / len(found)
    if len(found) < _COPY_LABELS or len(copied) < _COPY_LEAST or not _COPY_SHARE <= share < 1:
        return []
    spots = figures.rows.spots(names[0], _AT, copied)
    said = (
        f"sama persis dengan {before.period.label} pada seluruh barisnya: {number(len(copied))} dari "
        f"{number(len(found))} ({number(round(100 * share))} %)"
    )
    hint = "Pastikan angka itu bukan salinan periode lalu. Bila memang sama, tidak perlu diubah."
    return [spread("riwayat.salinan_sebagian", figures.contract.column(names[0]).label, said, hint, spots)]


def _moving(figures: Figures, name: str) -> bool:
    """Whether the column has large numbers, mostly different ones, and enough of them as they were before."""
    large = f'abs("{name}") >= {_LARGE}'
    ((equal,),) = _fetch(figures, f'select count(*) filter ({large} and "{name}" = "{name}@1") from compared')  # noqa: S608
    if equal < _COPY_LEAST:
        return False
    query = f'select count(*) filter ({large}), count(distinct "{name}") filter ({large}) from compared'  # noqa: S608
    ((count, distinct),) = _fetch(figures, query)
    return bool(distinct * 2 >= count)


def _constant_growth(figures: Figures, past: Sequence[Past]) -> list[Finding]:
    """Columns in which nearly all labels have grown by the same rate three times: a projection. A contract that says so
    is right."""
    if figures.contract.publication.status_angka in ("proyeksi", "estimasi") or not _consecutive(figures, past):
        return []
    return [found for column in figures.measures if (found := _projected(figures, column))]


def _consecutive(figures: Figures, past: Sequence[Past]) -> bool:
    wanted = figures.period
    for item in past[:3]:
        wanted = wanted.previous
        if item.period != wanted:
            return False
    return len(past) >= 3


def _projected(figures: Figures, column: Column) -> Finding | None:
    now, one, two, three = (f'"{column.name}{at}"' for at in ("", "@1", "@2", "@3"))
    least = f"least({now}, {one}, {two}, {three})"
    growth = f"{now} / {one}, {one} / {two}, {two} / {three}"
    whole = f"{now} + {one} + {two} + {three} is not null and {least} >= {_GROWTH_LEAST}"
    constant = (
        f"{whole} and abs({now} / {one} - 1) > {_GROWTH_SPREAD} and "
        f"greatest({growth}) - least({growth}) <= {_GROWTH_SPREAD} + 2 / {least}"
    )
    sample = f"(select * from compared where {whole} limit {_GROWTH_SAMPLE})"  # noqa: S608
    ((labels, alike),) = _fetch(figures, f"select count(*), count(*) filter ({constant}) from {sample}")  # noqa: S608
    if labels < _GROWTH_LABELS or alike < _TOGETHER * labels:
        return None
    positions = [at for (at,) in _fetch(figures, f"select _at from compared where {constant}")]  # noqa: S608
    spots = figures.rows.spots(column.name, _AT, positions)
    return spread(
        "riwayat.proyeksi",
        column.label,
        "tumbuh dengan laju yang sama tiga kali berturut-turut, seperti hasil proyeksi dan bukan hasil pendataan",
        "Kirim angka hasil pendataan. Bila memang proyeksi, minta Walidata menulis status_angka: proyeksi pada kontrak "
        "dataset ini.",
        spots,
    )


def _differing(figures: Figures, name: str, condition: str, shifted: Sequence[str]) -> list[tuple[int, float, float]]:
    """Position, number and ``@off`` of cells under other headings than ``shifted``."""
    return _fetch(
        figures,
        f'select _at, "{name}", "{name}@off" from compared where not list_contains(?, _heading) '  # noqa: S608
        f"and {condition} and {_large(name)} order by _at",
        [list(shifted)],
    )


def _large(name: str) -> str:
    """Condition that a number or what it is compared with is large enough for a ratio."""
    return f'greatest("{name}", "{name}" / pow(10, "{name}@off")) >= {_LARGE}'


def _under(heading: str) -> str:
    return f" ({heading})" if heading else ""


def _fetch(figures: Figures, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    return figures.rows.sql.execute(query, list(parameters)).fetchall()

"""Personal data in a delivery (UU 27/2022): found in any part of the file, shown only masked.

A number is told by its form (:mod:`quality.identity_numbers`), a name, an address or a number without a form of its own
by the heading of its column *and* what stands below it. One person who is reached at an office is no alarm: a NIP in a
signature, a telephone number in a note. What nobody can decide from the file alone is held, for the Walidata to judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from statistics import median

from quality.identity_numbers import FINDERS, Kind
from quality.person_names import initials, introduced, share
from quality.personal_columns import SAMPLE, Hit, PersonalColumn, read, split_niks
from quality.personal_headings import IDENTITIES, NAMES
from quality.personal_shapes import (
    ADDRESS,
    BIRTH_DATE,
    COORDINATE,
    NUMBERS,
    PHONE_OF_COUNTRY,
    PHONE_WITHOUT_ZERO,
    PLACE,
)
from sources.findings import Finding
from sources.rules import finding, masked, number
from sources.texts import Texts

_DROP = "Hapus kolom itu, lalu kirim ulang. Kirim jumlahnya per wilayah atau kelompok, bukan data perorangan."
_CLEAN = "Hapus isi itu, lalu kirim ulang. Jangan kirim data perorangan."
_LISTED = 1000
# Fewer telephone numbers or addresses than this, over a file's notes or in a column nobody titled, are an office's.
_SEVERAL = 3


def scan(name: str, texts: Texts) -> tuple[Finding, ...]:
    """Findings about personal data in the file's ``name`` and in its ``texts``: one for each kind and column, and one
    for each kind over everything outside of cells."""
    sheets: dict[str | None, list[PersonalColumn]] = defaultdict(list)
    for column in read(texts.columns):
        sheets[column.sheet].append(column)
    findings = list(_outside((("nama berkas", name), *texts.margins)))
    for columns in sheets.values():
        findings += _sheet(sorted(columns, key=lambda column: column.number))
    return tuple(findings)


def redacted(text: str) -> str:
    """The text with every identity number, mobile number and e-mail address starred out, and names of people who are
    introduced in it cut to initials; amounts, dates and region codes stay readable."""
    for kind, find in FINDERS.items():
        for written in find(text):
            text = text.replace(written, _hidden(kind, written))
    for person in introduced(text):
        text = text.replace(person, initials(person))
    return masked(text)


def _hidden(kind: str, written: str) -> str:
    """The first two characters (of a NIK: the province) and stars."""
    if kind == "email":
        return f"{written[0]}***@{written.rpartition('@')[2]}"
    return written[:2] + "*" * max(len(written) - 2, 14 if kind == "nik" else 8)


# --- outside of cells -------------------------------------------------------------------------------------------------

_WHAT: dict[Kind, str] = {
    "nik": "nomor berbentuk NIK atau nomor KK",
    "nip": "NIP",
    "telepon": "nomor telepon seluler",
    "email": "alamat surel perorangan",
}
_RULES: dict[Kind, str] = {
    "nik": "pribadi.nik",
    "nip": "pribadi.nip",
    "telepon": "pribadi.telepon",
    "email": "pribadi.email",
}


def _outside(margins: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    found: dict[Kind, list[tuple[str, str]]] = defaultdict(list)
    for place, text in margins:
        for kind, find in FINDERS.items():
            found[kind] += [(place, written) for written in find(text)]
    for kind, least in (("nik", 1), ("telepon", _SEVERAL), ("email", _SEVERAL)):
        places = found[kind]
        if len({written for _, written in places}) < least:
            continue
        place, first = places[0]
        value = _hidden(kind, first)
        yield finding(
            _RULES[kind],
            f"Di luar sel ada {number(len(places))} {_WHAT[kind]}, pertama di {redacted(place)} ({value}).",
            _CLEAN,
            value=value,
            count=len(places),
            cells=list(dict.fromkeys(redacted(place) for place, _ in places)),
        )


# --- a sheet ----------------------------------------------------------------------------------------------------------


def _sheet(columns: Sequence[PersonalColumn]) -> Iterator[Finding]:
    names = {column.number: hits for column in columns if (hits := _names(column, columns))}
    told = [(column, *found) for column in columns for found in _of_column(column, bool(names))]
    told += list(_split(columns))
    beside = list(dict.fromkeys(what for _, rule, what, _, _ in told if rule != "pribadi.teks_bebas"))
    for column in columns:
        if column.number in names:
            yield _names_report(column, names[column.number], beside)
    for found in told:
        yield _report(*found)


# A rule, what was found, the cells, what to do.
Told = tuple[str, str, list[Hit], str]


def _of_column(column: PersonalColumn, named: bool) -> Iterator[Told]:
    """(rule, what was found, cells, what to do) for a column; ``named``: names of persons stand in the same sheet."""
    if hits := _identities(column):
        kk = column.said("kk") and not column.said("nik")
        what = "nomor kartu keluarga" if kk else _WHAT["nik"]
        yield ("pribadi.kk" if kk else "pribadi.nik"), what, hits, _DROP
    if hits := _nips(column):
        yield "pribadi.nip", "NIP", hits, _DROP
    if hits := _reached(column, "telepon", _mobile_numbers(column), named):
        yield "pribadi.telepon", _WHAT["telepon"], hits, _DROP
    if hits := _reached(column, "email", column.hits.get("email", []), named):
        yield "pribadi.email", _WHAT["email"], hits, _DROP
    for kind, rule, what, fits in NUMBERS:
        if hits := column.shaped(kind, fits):
            yield rule, what, hits, _DROP
    if named:
        if hits := column.shaped("alamat", ADDRESS):
            yield "pribadi.alamat", "alamat rumah di samping nama orang", hits, _DROP
        if hits := _coordinates(column):
            yield "pribadi.lokasi", "koordinat di samping nama orang", hits, _DROP
    if hits := column.shaped("lahir", BIRTH_DATE):
        yield "pribadi.tanggal_lahir", "tanggal lahir", hits, _DROP
    if column.cues:
        yield "pribadi.teks_bebas", "cerita yang menyebut nama orang", column.cues, _CLEAN


def _identities(column: PersonalColumn) -> list[Hit]:
    """NIK and family card numbers. Numbers of 16 digits of another kind (codes, times) look like one now and then:
    where they stand alone in their cells, most of a column must be built so."""
    hits = column.hits.get("nik", [])
    if not hits and not column.said(*IDENTITIES):
        return []
    if column.said(*IDENTITIES):
        below = min(column.below(kind) for kind in IDENTITIES if column.said(kind))
        typed = [hit for hit in column.sixteens if hit.position > below]
        return sorted({hit.position: hit for hit in (*typed, *hits)}.values(), key=lambda hit: hit.position)
    alone = [hit for hit in hits if hit.alone]
    return hits if _are_what_the_column_holds(column, alone) else [hit for hit in hits if not hit.alone]


def _are_what_the_column_holds(column: PersonalColumn, niks: list[Hit]) -> bool:
    all_numbers = {hit.position for hit in niks} <= {position for position, _ in column.numbers}
    others = len(column.sixteens)
    if column.said("kode") or (column.said("uang") and all_numbers):
        return len(niks) >= max(3, 0.5 * others)
    return others < (2 if all_numbers else 4) or len(niks) >= (0.5 if all_numbers else 0.3) * others


def _nips(column: PersonalColumn) -> list[Hit]:
    """NIP in a table. Below it they stand in signatures: few, and rows apart."""
    hits = column.hits.get("nip", [])
    if column.said("nip"):
        return [hit for hit in hits if hit.position > column.below("nip")]
    if column.said("cerita"):
        return hits
    apart = [later.position - hit.position for hit, later in pairwise(hits)]
    several = len({hit.written for hit in hits}) >= _SEVERAL
    return hits if several and median(apart) <= 2 else []


def _mobile_numbers(column: PersonalColumn) -> list[Hit]:
    """Mobile numbers; under a heading that says so also those whose 0 the spreadsheet dropped."""
    hits = column.hits.get("telepon", [])
    bare = column.shaped("telepon", PHONE_WITHOUT_ZERO, share=0.2)
    if not hits and not column.said("telepon", "uang"):
        bare = column.all_of(PHONE_OF_COUNTRY)
    return sorted({hit.position: hit for hit in (*hits, *bare)}.values(), key=lambda hit: hit.position)


def _reached(column: PersonalColumn, kind: Kind, hits: list[Hit], named: bool) -> list[Hit]:
    """Where a person is reached, ``hits``, unless they are few enough to be an office's."""
    distinct = len({hit.written for hit in hits})
    if not distinct:
        return []
    if column.said("cerita") or (column.said(kind) and (named or distinct > 1)):
        return hits
    mixed = [hit for hit in hits if not hit.alone]
    if len({hit.written for hit in mixed}) >= _SEVERAL:
        return hits
    # Codes and accounts may begin like a telephone number: alone in their cells, they must be what the column holds.
    return hits if distinct >= _SEVERAL and len(hits) >= 0.5 * column.cells.filled_cells else []


def _coordinates(column: PersonalColumn) -> list[Hit]:
    for kind in ("lintang", "bujur"):
        if hits := column.shaped(kind, COORDINATE):
            return hits
    return column.shaped("koordinat", PLACE)


def _split(columns: Sequence[PersonalColumn]) -> Iterator[tuple[PersonalColumn, str, str, list[Hit], str]]:
    for size in (2, 3, 4):
        for start in range(len(columns) - size + 1):
            part = list(columns[start : start + size])
            if part[-1].number - part[0].number == size - 1 and (hits := split_niks(part)):
                what = f"{_WHAT['nik']} yang terbagi atas {size} kolom"
                yield part[0], "pribadi.nik", what, hits, _DROP


# --- names ------------------------------------------------------------------------------------------------------------


def _names(column: PersonalColumn, sheet: Sequence[PersonalColumn]) -> list[Hit]:
    """The cells of a column of persons' names. "Nama" alone may stand over villages or sights: common given names must
    stand below it, unless something that only persons have stands beside it."""
    kind = next((kind for kind in NAMES if column.said(kind)), None)
    person = any(other.said("lahir", "nik", "nip", "nisn") for other in sheet if other is not column)
    born = any(other.shaped("lahir", BIRTH_DATE) for other in sheet if other is not column and other.said("lahir"))
    if kind is None and not born:
        return []
    below = column.below(kind) if kind else -1
    sample = list(dict.fromkeys(c.strip() for _, c in column.cells.sample(below, SAMPLE) if isinstance(c, str)))
    form, given = share(sample)
    if kind is None:
        # No heading says so: beside birth dates, names are told by what they are.
        enough = form >= 0.6 and given >= 0.3
    elif kind == "nama" or person:
        enough = form >= 0.4 or form * len(sample) >= 10
    else:
        enough = form >= 0.4 and given >= 0.2 and form * len(sample) >= 2
    if not enough:
        return []
    return [Hit(at, cell) for at, cell in column.cells.filled(below) if isinstance(cell, str)]


def _names_report(column: PersonalColumn, hits: list[Hit], beside: list[str]) -> Finding:
    if beside:
        return _report(column, "pribadi.nama_dan_ciri", f"nama orang bersama {', '.join(beside)}", hits, _DROP)
    hint = "Hapus kolom itu, atau minta Walidata menerimanya bila nama pejabat itu memang terbuka untuk umum."
    return _report(column, "pribadi.nama", "nama orang", hits, hint)


# --- findings ---------------------------------------------------------------------------------------------------------


def _report(column: PersonalColumn, rule: str, what: str, hits: Sequence[Hit], hint: str) -> Finding:
    title = next((text for _, text in column.headings.values()), None)
    label = f"{redacted(title)} ({column.letter})" if title else column.letter
    sheet = f" lembar {redacted(column.sheet)}" if column.sheet else ""
    first = f"{column.letter}{hits[0].position + column.first_row}"
    value = _value(rule, hits[0].written)
    prefix = f"{column.sheet}!" if column.sheet else ""
    return finding(
        rule,
        f"Kolom {label}{sheet}: {number(len(hits))} sel memuat {what}, pertama di {first} ({value}).",
        hint,
        sheet=column.sheet,
        cell=first,
        row=hits[0].position + column.first_row,
        column=redacted(title) if title else column.letter,
        value=value,
        count=len(hits),
        cells=[f"{prefix}{column.letter}{hit.position + column.first_row}" for hit in islice(hits, _LISTED)],
    )


def _value(rule: str, written: str) -> str:
    """What is shown of a cell. Of a name, the initials; of a date of birth and an address, nothing that tells."""
    if rule.startswith("pribadi.nama") or rule == "pribadi.teks_bebas":
        return initials(" ".join(written.split()))
    kinds = {"pribadi.nik": "nik", "pribadi.kk": "nik", "pribadi.email": "email"}
    return _hidden(kinds.get(rule, "nomor"), written)

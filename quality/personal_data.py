"""Personal data in a delivery (UU 27/2022): found in any part of the file, shown only masked.

A number is told by its form (:mod:`quality.identity_numbers`), a name, an address or a number without a form of its own
by the heading of its column *and* what stands below it. One person who is reached at an office is no alarm: a NIP in a
signature, a telephone number in a note. What nobody can decide from the file alone is held, for the Walidata to judge.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from statistics import median

from quality.identity_numbers import FINDERS, Kind
from quality.person_names import common, initials, introduced, like_person, lone, share
from quality.personal_columns import SAMPLE, Hit, PersonalColumn, in_order, read, split_niks
from quality.personal_headings import IDENTITIES, NAMES, Heading
from quality.personal_shapes import (
    ADDRESS,
    BIRTH_DATE,
    BIRTH_NUMBER,
    BUDGET_ACCOUNT,
    COORDINATE,
    HOUSE,
    MISTYPED,
    NIP,
    NUMBERS,
    PHONE_OF_COUNTRY,
    PHONE_WITHOUT_ZERO,
    PLACE,
    SEX,
    TRAITS,
)
from sources.findings import Finding
from sources.rules import finding, masked, number, starred
from sources.texts import Texts

_DROP = "Hapus kolom itu, lalu kirim ulang. Kirim jumlahnya per wilayah atau kelompok, bukan data perorangan."
_CLEAN = "Hapus isi itu, lalu kirim ulang. Jangan kirim data perorangan."
_LISTED = 1000
# A cell's text in the message of a finding: as ``repr`` quotes it, of a name with an apostrophe between double ones.
_QUOTED = re.compile(r"""(?<!\w)(['"])(\S[^\n]{2,100}?)\1(?!\w)""")
# What a name never holds; and the most of it that is looked at.
_NO_LETTERS = re.compile(r"[^\w .,'’`\-]+|[\d_]+")
_LONGEST_NAME = 60
# Only persons have these.
_OF_PERSONS: tuple[Heading, ...] = ("lahir", "nik", "nip", "nisn", "jabatan")
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


def withheld(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """All findings on a delivery as they may be told: other checks quote cells, too.

    Names are cut to initials where a number should stand, and everywhere in a delivery that holds personal data:
    elsewhere a quoted text is rather a region that somebody spelt in another way.
    """
    told = tuple(findings)
    personal = any(item.rule.startswith("pribadi.") for item in told)
    return tuple(_discreet(item, names=personal or item.rule == "angka.bukan_angka") for item in told)


def _discreet(item: Finding, *, names: bool) -> Finding:
    message, value = redacted(item.message), item.value and redacted(item.value)
    if names:
        message = _QUOTED.sub(lambda quoted: f"{quoted[1]}{_unnamed(quoted[2])}{quoted[1]}", message)
        value = value and _unnamed(value)
    return item if (message, value) == (item.message, item.value) else replace(item, message=message, value=value)


def _unnamed(text: str) -> str:
    """Initials of a name, however it is spelt and whatever number or mark stands beside it."""
    bare = " ".join(_NO_LETTERS.sub(" ", text).split())[:_LONGEST_NAME]
    named = any(like_person(form) and common(form) for form in (bare, bare.title()))
    return initials(text) if named else text


def _hidden(kind: str, written: str) -> str:
    """Starred out, and never shorter than such a number is: some are cut off or spread over several cells."""
    return starred(written) if kind == "email" else starred(written).ljust(16 if kind == "nik" else 10, "*")


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
    names = _names(columns)
    told = [(column, *found) for column in columns for found in _of_column(column, bool(names))]
    beside_homes = _beside(columns, bool(names))
    told += [(column, *found) for column in columns for found in _homes(column, beside_homes)]
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
    if hits := column.shaped("lahir", BIRTH_DATE) or column.shaped("tanggal_lahir", BIRTH_NUMBER):
        yield "pribadi.tanggal_lahir", "tanggal lahir", hits, _DROP
    if column.cues:
        yield "pribadi.teks_bebas", "cerita yang menyebut nama orang", column.cues, _CLEAN
    elif hits := column.stories():
        yield "pribadi.teks_bebas", "cerita seseorang tentang dirinya", hits, _CLEAN


def _identities(column: PersonalColumn) -> list[Hit]:
    """NIK and family card numbers. Numbers of 16 digits of another kind (codes, times) look like one now and then:
    where they stand alone in their cells, most of a column must be built so."""
    hits = column.hits.get("nik", [])
    if not hits and not column.said(*IDENTITIES):
        return []
    if column.said(*IDENTITIES):
        typed = (hit for kind in IDENTITIES for hit in column.shaped(kind, MISTYPED, share=0))
        return in_order((*typed, *hits))
    alone = [hit for hit in hits if hit.alone]
    return hits if _are_what_the_column_holds(column, alone) else [hit for hit in hits if not hit.alone]


def _are_what_the_column_holds(column: PersonalColumn, niks: list[Hit]) -> bool:
    all_numbers = {hit.position for hit in niks} <= {position for position, _ in column.numbers}
    others = len(column.sixteens)
    if column.said("kode"):
        niks = [hit for hit in niks if not BUDGET_ACCOUNT.match(hit.written)]
    if column.said("kode") or (column.said("uang") and all_numbers):
        return len(niks) >= max(3, 0.5 * others)
    return others < (2 if all_numbers else 4) or len(niks) >= (0.5 if all_numbers else 0.3) * others


def _nips(column: PersonalColumn) -> list[Hit]:
    """NIP in a table. Below it they stand in signatures: few, and rows apart."""
    hits = column.hits.get("nip", [])
    if column.said("nip"):
        spoilt = column.shaped("nip", NIP)
        return in_order(hit for hit in (*spoilt, *hits) if hit.position > column.below("nip"))
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
    return in_order((*hits, *bare))


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


def _beside(columns: Sequence[PersonalColumn], named: bool) -> dict[str, str]:
    """What makes the rows of a sheet persons, for each of addresses and coordinates: a name; without one a diagnosis,
    or two of age, sex, birth date and disease. Trees and cattle have an age and a disease, too, and a place on the map.
    """
    if named:
        return dict.fromkeys(("alamat", "lokasi"), "nama orang")
    traits = {kind: what for kind, what, fits in TRAITS if any(column.shaped(kind, fits, 0.5) for column in columns)}
    if "diagnosis" not in traits and len(traits) < 2:
        return {}
    said = " dan ".join(traits.values())
    human = not traits.keys().isdisjoint(("diagnosis", "kelamin", "lahir"))
    return {"alamat": said, "lokasi": said} if human else {"alamat": said}


def _homes(column: PersonalColumn, beside: Mapping[str, str]) -> Iterator[Told]:
    if "alamat" in beside and (hits := column.shaped("alamat", ADDRESS)):
        yield "pribadi.alamat", f"alamat rumah di samping {beside['alamat']}", hits, _DROP
    if "lokasi" in beside and (hits := _coordinates(column)):
        yield "pribadi.lokasi", f"koordinat di samping {beside['lokasi']}", hits, _DROP


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


def _names(sheet: Sequence[PersonalColumn]) -> dict[int, list[Hit]]:
    """By number of the column, the cells of those that hold names of persons.

    "Nama" alone may stand over villages or sights: common given names must stand below it, unless something that only
    persons have stands beside it. Beside birth dates or houses, names need no heading.
    """
    persons = {c.number for c in sheet if c.said(*_OF_PERSONS) or c.shaped("kelamin", SEX, 0.5)}
    single = {c.number for c in sheet if c.shaped("lahir", BIRTH_DATE) or c.all_of(HOUSE)}
    found: dict[int, list[Hit]] = {}
    for column in sheet:
        kind = next((kind for kind in NAMES if column.said(kind)), None)
        if kind is None and not single - {column.number}:
            continue
        below = column.below(kind) if kind else -1
        sample = list(dict.fromkeys(c.strip() for _, c in column.cells.sample(below, SAMPLE) if isinstance(c, str)))
        if _are_names(kind, bool(persons - {column.number}), sample):
            cells = column.cells.filled(below)
            found[column.number] = [Hit(at, cell) for at, cell in cells if isinstance(cell, str)]
    return found


def _are_names(kind: Heading | None, person: bool, sample: Sequence[str]) -> bool:
    form, given = share(sample)
    if kind is None or kind == "nama_lain":
        # No heading says so: names are told by what they are.
        return form >= 0.6 and given >= 0.3 and form * len(sample) >= 2
    if kind == "nama" or person:
        return form >= 0.4 or form * len(sample) >= 10 or (given >= 0.1 and lone(sample) >= 0.6)
    return form * len(sample) >= 2 and given >= 0.2 and (form >= 0.4 or lone(sample) >= 0.8)


def _names_report(column: PersonalColumn, hits: list[Hit], beside: list[str]) -> Finding:
    if beside:
        return _report(column, "pribadi.nama_dan_ciri", f"nama orang bersama {', '.join(beside)}", hits, _DROP)
    hint = "Hapus kolom itu, atau minta Walidata menerimanya bila nama pejabat itu memang terbuka untuk umum."
    return _report(column, "pribadi.nama", "nama orang", hits, hint)


# --- findings ---------------------------------------------------------------------------------------------------------


def _report(column: PersonalColumn, rule: str, what: str, hits: Sequence[Hit], hint: str) -> Finding:
    title = column.title
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
    if rule in ("pribadi.tanggal_lahir", "pribadi.alamat", "pribadi.lokasi"):
        return "***"
    kinds = {"pribadi.nik": "nik", "pribadi.kk": "nik", "pribadi.email": "email"}
    return _hidden(kinds.get(rule, "nomor"), written)

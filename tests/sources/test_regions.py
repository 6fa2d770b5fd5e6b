"""Regions: codes and names of real places, in the ways that offices write them."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.findings import Finding
from sources.reference.build import COUNTS, TARGET
from sources.region_names import key
from sources.regions import Alias, Former, Level, Place, Regions, dotted, known_area


@pytest.fixture(scope="module")
def banyuwangi() -> Regions:
    return Regions.load("35.10")


def refused(found: str | Finding) -> str:
    assert isinstance(found, Finding), f"taken as {found}"
    assert found.severity == "blocker"
    assert found.message
    assert found.suggestion
    return found.rule


def test_reference_holds_all_of_indonesia() -> None:
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(TARGET))
        levels = dict(table.aggregate("level, count(*)").fetchall())
        kinds = dict(table.filter("level = 'desa'").aggregate("jenis, count(*)").fetchall())
        cities = table.filter("jenis = 'kota'").aggregate("count(*)").fetchall()
        parents = connection.read_parquet(str(TARGET)).project("kode_wilayah as induk")
        orphans = table.filter("level <> 'provinsi'").join(parents, "induk", how="anti").fetchall()
    assert levels == COUNTS
    assert kinds == {"kelurahan": 8_498, "desa": 75_251, "desa_adat": 14}
    # 93 autonomous kota and the five kota administrasi of Jakarta.
    assert cities == [(98,)]
    assert orphans == []
    assert TARGET.stat().st_size < 1_500_000


def test_banyuwangi_has_its_members(banyuwangi: Regions) -> None:
    assert len(banyuwangi.members("kecamatan")) == 25
    assert len(banyuwangi.members("desa")) == 217
    assert len(banyuwangi.members("desa", ["desa"])) == 189
    assert len(banyuwangi.members("desa", ["kelurahan"])) == 28
    codes = [place.code for place in banyuwangi.members("desa")]
    assert codes == sorted(codes)
    assert banyuwangi["35.10"].title == "Kabupaten Banyuwangi"
    assert banyuwangi["35"].title == "Provinsi Jawa Timur"


def test_bitung_has_no_desa() -> None:
    bitung = Regions.load("71.72")
    assert len(bitung.members("kecamatan")) == 8
    assert len(bitung.members("desa", ["kelurahan"])) == 69
    assert bitung.members("desa", ["desa"]) == ()


@pytest.mark.parametrize("code", ["35.99", "35", "35.10.01", "3510", "x' or 1=1 --"])
def test_only_a_kabupaten_or_kota_can_be_loaded(code: str) -> None:
    with pytest.raises(KeyError):
        Regions.load(code)


@pytest.mark.parametrize(
    "text",
    ["Macanputih", "MACANPUTIH", "  macanputih\u00a0", "Desa Macanputih", "DS. MACANPUTIH", "13. Macanputih",
     "013) Desa Macanputih", "M a c a n p u t i h", "Macan Putih", "Macan-putih"],
)  # fmt: skip
def test_a_name_is_found_through_the_noise(banyuwangi: Regions, text: str) -> None:
    assert banyuwangi.resolve(text, "desa", "name") == "35.10.14.2013"


@pytest.mark.parametrize("text", ["Kecamatan Kabat", "KEC. KABAT", "Kec Kabat", "14. K a b a t"])
def test_a_kecamatan_is_found_through_the_noise(banyuwangi: Regions, text: str) -> None:
    assert banyuwangi.resolve(text, "kecamatan", "name") == "35.10.14"


@pytest.mark.parametrize("text", ["KAB. BANYUWANGI", "Kabupaten Banyuwangi", "Kab Banyuwangi"])
def test_the_kabupaten_itself(banyuwangi: Regions, text: str) -> None:
    assert banyuwangi.resolve(text, "kabkota", "name") == "35.10"


def test_a_kota_is_not_a_kabupaten_of_the_same_name() -> None:
    assert key("Kota Bandung", "kabkota") != key("Kab. Bandung", "kabkota")


@pytest.mark.parametrize(("one", "other"), [("GUNUNG BUNDER 1", "Gunung Bunder I"), ("Cibatok II", "CIBATOK 2")])
def test_roman_and_arabic_numbers_are_the_same(one: str, other: str) -> None:
    assert key(one, "desa") == key(other, "desa")


@pytest.mark.parametrize(
    ("one", "other"), [("Cibatok I", "Cibatok II"), ("Ima'an", "Iman"), ("Genteng Wetan", "Genteng")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert key(one, "desa") != key(other, "desa")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Karangrejo", {"Banyuwangi": "35.10.16.1007", "Blimbingsari": "35.10.25.2008"}),
        ("Tamansari", {"Tegalsari": "35.10.23.2003", "Licin": "35.10.24.2008"}),
        ("Watukebo", {"Wongsorejo": "35.10.18.2008", "Blimbingsari": "35.10.25.2003"}),
    ],
)
def test_twin_names_are_told_apart_by_their_kecamatan_only(
    banyuwangi: Regions, name: str, codes: dict[str, str]
) -> None:
    assert refused(banyuwangi.resolve(name, "desa", "name")) == "wilayah.nama_kembar"
    assert refused(banyuwangi.resolve(f"Kelurahan {name}", "desa", "name")) == "wilayah.nama_kembar"
    assert refused(banyuwangi.resolve(name, "desa", "name", parent="Kabat")) == "wilayah.induk_tidak_cocok"
    for kecamatan, code in codes.items():
        assert banyuwangi.resolve(name, "desa", "name", parent=f"Kec. {kecamatan}") == code
        assert banyuwangi.resolve(name, "desa", "name", parent=code[:8]) == code


def test_exactly_three_names_are_twins_and_all_others_resolve(banyuwangi: Regions) -> None:
    results = {place.code: banyuwangi.resolve(place.name, "desa", "name") for place in banyuwangi.members("desa")}
    twins = {banyuwangi[code].name for code, found in results.items() if isinstance(found, Finding)}
    assert twins == {"Karangrejo", "Tamansari", "Watukebo"}
    assert all(found in (code,) or isinstance(found, Finding) for code, found in results.items())


@pytest.mark.parametrize("text", ["35.10.14.2013", " 35. 10. 14. 2013", "'35.10.14.2013"])
def test_a_dotted_code(banyuwangi: Regions, text: str) -> None:
    assert banyuwangi.resolve(text, "desa", "code") == "35.10.14.2013"


@pytest.mark.parametrize("text", ["3510142013", "3510142013.0", "'3510142013"])
def test_a_code_without_dots_needs_its_code_system(banyuwangi: Regions, text: str) -> None:
    assert refused(banyuwangi.resolve(text, "desa", "code")) == "wilayah.kode_bentuk"
    assert banyuwangi.resolve(text, "desa", "code", system="kemendagri") == "35.10.14.2013"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("35.10.14.2999", "kode_tidak_dikenal"), ("35.09.14.2013", "di_luar_wilayah"), ("35.10.14", "kode_tingkat"),
        ("35.10.14.13", "kode_bentuk"), ("351014201", "kode_bentuk"), ("Kabat", "kode_bentuk"), ("", "kosong"),
        ("٣٥١٠١٤٢٠١٣", "kode_bentuk"),
    ],
)  # fmt: skip
def test_a_code_that_cannot_be_used(banyuwangi: Regions, text: str, rule: str) -> None:
    assert refused(banyuwangi.resolve(text, "desa", "code", system="kemendagri")) == f"wilayah.{rule}"


def test_a_right_code_beside_a_wrong_name_is_refused(banyuwangi: Regions) -> None:
    found = banyuwangi.resolve("35.10.14.2013", "desa", "code", name="Kabat", parent="Kabat")
    assert refused(found) == "wilayah.nama_tidak_cocok"
    assert isinstance(found, Finding)
    assert "Desa Macan Putih" in found.message
    # The officer is told which code the written name has.
    assert banyuwangi.resolve("Kabat", "desa", "name") in found.suggestion
    assert refused(banyuwangi.resolve("35.10.14.2013", "desa", "code", name=" ")) == "wilayah.nama_kosong"
    assert banyuwangi.resolve("35.10.14.2013", "desa", "code", name="Desa MACANPUTIH") == "35.10.14.2013"


def test_a_code_under_the_wrong_kecamatan_is_refused(banyuwangi: Regions) -> None:
    found = banyuwangi.resolve("35.10.14.2013", "desa", "code", name="Macanputih", parent="Giri")
    assert refused(found) == "wilayah.induk_tidak_cocok"
    assert refused(banyuwangi.resolve("35.10.14.2013", "desa", "code", parent="Kabatt")) == "wilayah.nama_tidak_dikenal"


def test_a_misspelt_name_is_a_suggestion_and_never_a_match(banyuwangi: Regions) -> None:
    found = banyuwangi.resolve("Macanpuith", "desa", "name")
    assert refused(found) == "wilayah.nama_tidak_dikenal"
    assert isinstance(found, Finding)
    assert "35.10.14.2013" in found.suggestion
    assert banyuwangi.proposals("Macanpuith", "desa")[0].name == "Macan Putih"
    assert banyuwangi.proposals("zzzzqqq", "desa") == ()


@pytest.mark.parametrize(
    ("text", "undotted", "code"),
    [
        ("3510", True, "35.10"), ("35", False, "35"), ("3510", False, None), ("32. 04. 05", False, "32.04.05"),
        ("32.04.16.", False, "32.04.16"), ("32-04-16-2001", False, "32.04.16.2001"), ("32 04 16", False, "32.04.16"),
        ("3204162001.0", True, "32.04.16.2001"), ("32.04.160.001", True, None), ("3204160", True, None),
    ],
)  # fmt: skip
def test_dotted(text: str, undotted: bool, code: str | None) -> None:
    assert dotted(text, undotted) == code


def test_the_packaged_file_is_the_built_one() -> None:
    """The build is deterministic: another digest means another edition, and the notice must say which."""
    notice = (Path(TARGET).parent / "NOTICE.md").read_text(encoding="utf-8")
    assert hashlib.sha256(TARGET.read_bytes()).hexdigest() in notice


# --- wider areas ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def west_java(banyuwangi: Regions) -> Regions:
    return banyuwangi.within("32")


@pytest.fixture(scope="module")
def country(banyuwangi: Regions) -> Regions:
    return banyuwangi.within("ID")


def test_an_area_is_a_province_another_kabupaten_or_the_country(banyuwangi: Regions, country: Regions) -> None:
    assert banyuwangi.within(None) is banyuwangi is banyuwangi.within("35.10")
    assert banyuwangi.within("ID") is country
    assert len(banyuwangi.within("35").members("kabkota")) == 38
    assert len(banyuwangi.within("35").members("kabkota", ["kota"])) == 9
    assert {p.code for p in banyuwangi.within("32.04").members("kabkota")} == {"32.04"}
    assert {level: len(country.members(level)) for level in ("provinsi", "kabkota", "kecamatan", "desa")} == COUNTS
    assert [area for area in ("ID", "35", "35.10", "99", "35.99", "35.10.14", "id", "") if known_area(area)] == [
        "ID", "35", "35.10",
    ]  # fmt: skip
    with pytest.raises(KeyError):
        banyuwangi.within("99.99")


def test_a_table_of_all_kabupaten_of_a_province(banyuwangi: Regions) -> None:
    province = banyuwangi.within("35")
    assert province.resolve("Kota Batu", "kabkota", "name") == "35.79"
    assert province.resolve("KAB. KEDIRI", "kabkota", "name", parent="Jawa Timur") == "35.06"
    assert province.resolve("Kotamadya Kediri", "kabkota", "name") == "35.71"
    assert province.resolve("Banyuwangi", "kabkota", "name") == "35.10"
    assert province.resolve("Prov. Jawa Timur", "provinsi", "name") == "35"
    bare = province.resolve("Kediri", "kabkota", "name")
    assert refused(bare) == "wilayah.nama_kembar"
    assert isinstance(bare, Finding)
    assert "Kabupaten atau Kota" in bare.suggestion
    assert refused(province.resolve("Kab. Surabaya", "kabkota", "name")) == "wilayah.nama_tidak_dikenal"
    assert refused(province.resolve("32.04", "kabkota", "code")) == "wilayah.di_luar_wilayah"
    assert refused(province.resolve("35.06", "kabkota", "code", name="Kota Kediri")) == "wilayah.nama_tidak_cocok"


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("Kota Adm. Jakarta Selatan", "kabkota", "31.74"), ("Jakarta Selatan", "kabkota", "31.74"),
        ("Kota Baru", "kabkota", "63.02"),
        ("D.I. Yogyakarta", "provinsi", "34"), ("DKI JAKARTA", "provinsi", "31"), ("Jakarta", "provinsi", "31"),
    ],
)  # fmt: skip
def test_names_that_offices_shorten(country: Regions, text: str, level: Level, code: str) -> None:
    assert country.resolve(text, level, "name") == code
    assert country.resolve("KAB. ADM. KEP. SERIBU", "kabkota", "name", parent="DKI Jakarta") == "31.01"


def test_twins_are_told_apart_by_several_levels_above(west_java: Regions) -> None:
    assert refused(west_java.resolve("Sukamaju", "desa", "name")) == "wilayah.nama_kembar"
    assert refused(west_java.resolve("Sukamaju", "desa", "name", parent="Cibungbulang", grandparent="Kab. Garut"))
    code = west_java.resolve("Sukamaju", "desa", "name", parent="CIBUNGBULANG", grandparent="KABUPATEN BOGOR")
    assert west_java[str(code)].parent == "32.01.16"
    # "Bogor" alone is two regions, but only one of them has a Cibungbulang.
    assert west_java.resolve("Sukamaju", "desa", "name", parent="Cibungbulang", grandparent="Bogor") == code
    # Without a kecamatan the kabupaten counts.
    assert refused(west_java.resolve("Sukamaju", "desa", "name", grandparent="Kab. Bogor")) == "wilayah.nama_kembar"
    assert west_java.resolve("Cimande", "desa", "name", grandparent="Kab. Bogor") == "32.01.27.2007"


def test_a_region_above_that_is_not_known_blocks(west_java: Regions) -> None:
    found = west_java.resolve("Cimande", "desa", "name", parent="Caringin", grandparent="Kab. Boggor")
    assert refused(found) == "wilayah.nama_tidak_dikenal"
    assert isinstance(found, Finding)
    assert "Kabupaten Bogor (32.01)" in found.suggestion
    elsewhere = west_java.resolve("32.01.27.2007", "desa", "code", name="Cimande", grandparent="Kab. Garut")
    assert refused(elsewhere) == "wilayah.induk_tidak_cocok"


# --- abbreviations and aliases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["BLUBUR LIMBANGAN", "BL. LIMBANGAN", "Kec. Bl Limbangan"])
def test_an_abbreviation_that_one_sibling_can_mean_is_read_and_shown(west_java: Regions, text: str) -> None:
    assert west_java.resolve(text, "kecamatan", "name", parent="Kab. Garut") == "32.05.38"
    remark = west_java.remark("32.05.38", text)
    if "BLUBUR" in text:
        assert remark is not None
        assert (remark.rule, remark.severity) == ("wilayah.singkatan", "info")
    else:
        assert remark is None


def test_an_abbreviation_proves_nothing_among_strangers(west_java: Regions, banyuwangi: Regions) -> None:
    found = west_java.resolve("BLUBUR LIMBANGAN", "kecamatan", "name")
    assert refused(found) == "wilayah.nama_tidak_dikenal"
    assert banyuwangi.resolve("Gnt. Wetan", "desa", "name", parent="Genteng") == "35.10.09.2002"
    assert refused(banyuwangi.resolve("Gnt. Wetan", "desa", "name")) == "wilayah.nama_tidak_dikenal"
    assert refused(banyuwangi.resolve("G.", "desa", "name", parent="Genteng")) == "wilayah.nama_tidak_dikenal"
    assert banyuwangi.resolve("35.10.09.2002", "desa", "code", name="Gnt. Wetan") == "35.10.09.2002"


def test_an_abbreviation_that_two_siblings_can_mean_is_refused() -> None:
    kecamatan = Place("35.10.10", "kecamatan", "kecamatan", "Genteng", "35.10")
    villages = [Place(f"35.10.10.200{n}", "desa", "desa", name, "35.10.10") for n, name in enumerate(
        ("Karang Rejo", "Kandang Rejo", "Jaya", "Indra Jaya"), 1)]  # fmt: skip
    regions = Regions("35.10", "2025", [kecamatan, *villages])
    assert refused(regions.resolve("K. Rejo", "desa", "name", parent="Genteng")) == "wilayah.nama_kembar"
    assert regions.resolve("Kr. Rejo", "desa", "name", parent="Genteng") == "35.10.10.2001"
    # "I." may number the row or shorten the name.
    assert refused(regions.resolve("I. Jaya", "desa", "name", parent="Genteng")) == "wilayah.nama_kembar"
    assert regions.resolve("II. Jaya", "desa", "name", parent="Genteng") == "35.10.10.2003"


def test_an_approved_alias_is_read_like_the_official_name() -> None:
    aliases = [
        Alias("desa", "Macanpuith", "35.10.14.2013"),
        Alias("desa", "Karangrejo", "35.10.16.1007"),
        Alias("desa", "Kabat", "35.10.14.2013"),
        Alias("desa", "Lama", "35.10.14.9999"),
        Alias("desa", "Baru", "35.10.14.2013", parent="35.10.14"),
    ]
    regions = Regions.load("35.10", aliases=aliases)
    assert regions.resolve("13. Desa MACANPUITH", "desa", "name", parent="Kabat") == "35.10.14.2013"
    assert regions.resolve("35.10.14.2013", "desa", "code", name="Macanpuith") == "35.10.14.2013"
    remark = regions.remark("35.10.14.2013", "Macanpuith")
    assert remark is not None
    assert remark.rule == "wilayah.alias"
    # It may decide between twins, never against an official name, the region above or the code list.
    assert regions.resolve("Karangrejo", "desa", "name") == "35.10.16.1007"
    assert regions.resolve("Karangrejo", "desa", "name", parent="Blimbingsari") == "35.10.25.2008"
    assert regions[str(regions.resolve("Kabat", "desa", "name"))].name == "Kabat"
    assert refused(regions.resolve("Macanpuith", "desa", "name", parent="Giri")) == "wilayah.nama_tidak_dikenal"
    assert refused(regions.resolve("Lama", "desa", "name")) == "wilayah.nama_tidak_dikenal"
    # Approved for one kecamatan, not for others.
    assert regions.resolve("Baru", "desa", "name", parent="Kabat") == "35.10.14.2013"
    assert refused(regions.resolve("Baru", "desa", "name")) == "wilayah.nama_tidak_dikenal"
    assert regions.within("35").resolve("Macanpuith", "desa", "name", parent="Kabat") == "35.10.14.2013"


def test_a_rename_or_another_village_is_for_a_person_to_decide() -> None:
    kecamatan = Place("32.04.13", "kecamatan", "kecamatan", "Banjaran", "32.04")
    village = Place("32.04.13.2001", "desa", "desa", "Banjaran Kulon", "32.04.13")
    found = Regions("32.04", "2025", [kecamatan, village]).resolve("Banjaran", "desa", "name", parent="Banjaran")
    assert refused(found) == "wilayah.nama_tidak_dikenal"
    assert isinstance(found, Finding)
    assert "Desa Banjaran Kulon (32.04.13.2001)" in found.suggestion


# --- codes of other systems and times ---------------------------------------------------------------------------------


def test_a_bps_code_in_a_column_of_kemendagri_codes(west_java: Regions) -> None:
    """3202082001 is BPS' Cimenteng and Kemendagri's Jampangtengah: only the name beside it tells."""
    assert west_java.resolve("3202082001", "desa", "code", system="kemendagri") == "32.02.08.2001"
    found = west_java.resolve("3202082001", "desa", "code", name="CIMENTENG", system="kemendagri")
    assert refused(found) == "wilayah.nama_tidak_cocok"
    assert isinstance(found, Finding)
    assert "kode BPS" in found.message
    seven = west_java.resolve("3202082", "kecamatan", "code", system="kemendagri")
    assert isinstance(seven, Finding)
    assert "kode BPS" in seven.message


def test_siskeudes_leaves_out_the_kabupaten(banyuwangi: Regions, west_java: Regions) -> None:
    assert banyuwangi.resolve("14.2013", "desa", "code", name="Macanputih") == "35.10.14.2013"
    assert refused(banyuwangi.resolve("14.2999", "desa", "code")) == "wilayah.kode_tidak_dikenal"
    # In a province the same digits are a village of every kabupaten.
    assert refused(west_java.resolve("14.2013", "desa", "code")) == "wilayah.kode_bentuk"


def test_a_zero_that_excel_dropped_is_a_proposal(banyuwangi: Regions) -> None:
    found = banyuwangi.resolve("35.1", "kabkota", "code")
    assert refused(found) == "wilayah.kode_bentuk"
    assert isinstance(found, Finding)
    assert "35.10" in found.suggestion


def test_a_code_that_is_no_longer_valid_names_its_successor() -> None:
    places = [
        Place("35.10.25", "kecamatan", "kecamatan", "Blimbingsari", "35.10"),
        Place("35.10.25.2001", "desa", "desa", "Patoman", "35.10.25"),
    ]
    former = {"35.10.15.2009": Former("Patoman", "desa", dt.date(2017, 12, 31))}
    found = Regions("35.10", "2025", places, former).resolve("35.10.15.2009", "desa", "code")
    assert refused(found) == "wilayah.kode_tidak_berlaku"
    assert isinstance(found, Finding)
    assert "31-12-2017" in found.message
    assert "35.10.25.2001" in found.suggestion
    # Without a record of it, the name beside the code leads to the new one.
    unknown = Regions("35.10", "2025", places).resolve("35.10.15.2009", "desa", "code", name="PATOMAN")
    assert refused(unknown) == "wilayah.kode_tidak_dikenal"
    assert isinstance(unknown, Finding)
    assert "35.10.25.2001" in unknown.suggestion


# --- any name in any dress --------------------------------------------------------------------------------------------

_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}
_ARABIC = {digits: roman for roman, digits in _ROMAN.items()}
NOISE: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "numbered": "010. {}".format,
    "bracketed": "7) {}".format,
    "village": "Desa {}".format,
    "short village": "Kel. {}".format,
    "either": "Desa/Kel. {}".format,
    "spaced out": lambda name: " ".join(name.replace(" ", "")),
    "words spaced out": lambda name: "  ".join(" ".join(word) for word in name.split(" ")),
    "arabic": lambda name: " ".join(_ROMAN.get(word, word) for word in name.split(" ")),
    "roman": lambda name: " ".join(_ARABIC.get(word, word) for word in name.split(" ")),
    "one word": lambda name: name.replace(" ", ""),
    "hyphens": lambda name: name.replace(" ", "-"),
    "hard spaces": lambda name: f"\u00a0{name.replace(' ', chr(0xA0))} ",
    "apostrophes": lambda name: "'" + name.replace("'", "’"),
    "footnote": "{} 1)".format,
    "star": "{}*)".format,
    "superscript": "{}²".format,
}


@settings(max_examples=400, deadline=None)
@given(data=st.data(), noises=st.lists(st.sampled_from(sorted(NOISE)), max_size=3, unique=True), above=st.booleans())
def test_a_noisy_name_is_its_own_region_or_honestly_ambiguous(
    country: Regions, data: st.DataObject, noises: list[str], above: bool
) -> None:
    place = data.draw(st.sampled_from(country.members("desa")))
    kecamatan = country[place.parent or ""]
    kabkota = country[kecamatan.parent or ""]
    text = place.name
    for noise in noises:
        text = NOISE[noise](text)
    beside = {"parent": f"Kec. {kecamatan.name}"} if above else {}
    found = country.resolve(text, "desa", "name", grandparent=kabkota.name.upper(), **beside)
    if isinstance(found, Finding):
        assert found.rule in ("wilayah.nama_kembar", "wilayah.nama_tidak_dikenal")
        # One dress alone never hides a name.
        assert found.rule == "wilayah.nama_kembar" or len(noises) > 1
    else:
        assert found == place.code


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30), level=st.sampled_from(["provinsi", "kabkota", "kecamatan", "desa"]))
def test_any_text_is_answered(banyuwangi: Regions, text: str, level: Level) -> None:
    for by in ("code", "name"):
        found = banyuwangi.resolve(text, level, by, name=text, parent=text, grandparent=text, system="kemendagri")  # type: ignore[arg-type]
        assert isinstance(found, Finding) or found in banyuwangi


def test_loading_and_resolving_are_fast() -> None:
    start = time.perf_counter()
    tenant = Regions.load("35.10")
    loaded = time.perf_counter()
    country = Regions.load("35.10", "ID")
    country.resolve("Kabat", "desa", "name")
    whole = time.perf_counter()
    assert loaded - start < 0.3
    assert whole - loaded < 3
    for place in tenant.members("desa"):
        tenant.resolve(place.code, "desa", "code", name=place.name, parent=tenant[place.parent or ""].name)
    assert (time.perf_counter() - whole) / 217 < 0.001

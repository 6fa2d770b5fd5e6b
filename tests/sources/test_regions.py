"""Regions: codes and names of real places, in the ways that offices write them."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from sources.findings import Finding
from sources.reference.build import COUNTS, TARGET
from sources.regions import Regions, dotted, normalise


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
    assert normalise("Kota Bandung", "kabkota") != normalise("Kab. Bandung", "kabkota")


@pytest.mark.parametrize(("one", "other"), [("GUNUNG BUNDER 1", "Gunung Bunder I"), ("Cibatok II", "CIBATOK 2")])
def test_roman_and_arabic_numbers_at_the_end_are_the_same(one: str, other: str) -> None:
    assert normalise(one, "desa") == normalise(other, "desa")


@pytest.mark.parametrize(
    ("one", "other"), [("Cibatok I", "Cibatok II"), ("Ima'an", "Iman"), ("Genteng Wetan", "Genteng")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalise(one, "desa") != normalise(other, "desa")


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
    assert banyuwangi.nearest("zzzzqqq", "desa") is None


@pytest.mark.parametrize(
    ("text", "undotted", "code"), [("3510", True, "35.10"), ("35", False, "35"), ("3510", False, None)]
)
def test_dotted(text: str, undotted: bool, code: str | None) -> None:
    assert dotted(text, undotted) == code


def test_the_packaged_file_is_the_built_one() -> None:
    """The build is deterministic: another digest means another edition, and the notice must say which."""
    notice = (Path(TARGET).parent / "NOTICE.md").read_text(encoding="utf-8")
    assert hashlib.sha256(TARGET.read_bytes()).hexdigest() in notice

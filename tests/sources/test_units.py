"""Units as offices write them, and where a title states another one than the contract."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources import reference
from sources.references import Unlisted, normal
from sources.units import contradicts, proposals, stated_units, unit_in, unit_of, version

UNITS = yaml.safe_load((reference.FOLDER / "satuan.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (("persen ", "Persen", "%", "% ", "Persentase", "PROSENTASE"), "Persen"),
        (("org", "Jiwa", "ORANG", "orang/jiwa", "(Jiwa)", "Orang\u00a0"), "Orang"),
        (("Rp", "Rp.", "Rupiah", "RUPIAH", "(Rp.)", "Rp,-"), "Rupiah"),
        (("ribu rupiah", "Rp (000)", "Rp. 000,-", "000 Rp", "(dalam ribuan rupiah)", "Rp x 1.000", "Rp ribu"),
         "Ribu rupiah"),
        (("juta rupiah", "Rp. Juta", "Jt Rp", "Rp (000.000)", "dalam jutaan rupiah"), "Juta rupiah"),
        (("miliar rupiah", "Milyar Rp.", "Rp. Milyar"), "Miliar rupiah"),
        (("Ha", "hektar", "HEKTARE"), "Hektare"),
        (("Km2", "km²", "KM 2", "sq km"), "Kilometer persegi"),
        (("M2", "m²", "meter persegi"), "Meter persegi"),
        (("kw", "KW", "kuintal", "Kwintal"), "Kuintal"),
        (("kW", "kilowatt"), "Kilowatt"),
        (("KK", "Keluarga", "Kepala Keluarga", "KK/Keluarga"), "Keluarga"),
        (("Ton/ha", "ton / ha", "ton per hektar"), "Ton per hektare"),
        (("jiwa/km2", "Jiwa/Km²", "orang per km2"), "Orang per kilometer persegi"),
        (("Per 1000 kelahiran hidup", "per 1.000 KH", "per seribu kelahiran hidup"), "Per 1.000 kelahiran hidup"),
        (("per 100.000 penduduk",), "Per 100.000 orang"),
        (("kg/kapita/tahun",), "Kilogram per orang per tahun"),
        (("ribu ton", "000 ton"), "Ribu ton"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_every_spelling_of_a_unit(texts: tuple[str, ...], label: str) -> None:
    assert {text: unit.label for text in texts if (unit := unit_of(text))} == dict.fromkeys(texts, label)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "Angka", "12", "2023", "Tahun 2023", "ribu", "Rp 5.000", "Jumlah", "/", "per", "Rp (00)", "x"],
)
def test_what_is_no_unit(text: str) -> None:
    assert unit_of(text) is None


def test_factors_lead_to_the_base_unit() -> None:
    found = {text: unit_of(text) for text in ("juta rupiah", "ha", "km2", "kuintal", "ton", "ton/ha", "kuintal/ha")}
    units = {text: (unit.factor, unit.base) for text, unit in found.items() if unit}
    assert units["juta rupiah"] == (10**6, "rupiah")
    assert (units["ha"], units["km2"]) == ((10**4, "m2"), (10**6, "m2"))
    assert units["ton"][0] == 10 * units["kuintal"][0]
    assert units["ton/ha"][0] == pytest.approx(10 * units["kuintal/ha"][0])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Jumlah Penduduk (Jiwa) Tahun 2023", "Orang"), ("Anggaran (Rp. 000)", "Ribu rupiah"),
        ("REALISASI APBD DALAM JUTA RUPIAH TAHUN 2023", "Juta rupiah"), ("Satuan : Ha", "Hektare"),
        ("Luas Wilayah (Km2)", "Kilometer persegi"), ("Anggaran Rp. 000,-", "Ribu rupiah"), ("Laju (%)", "Persen"),
        ("Satuan: Dokumen", "Dokumen"), ("Nilai ekspor (juta US$)", "Juta dolar AS"),
    ],
)  # fmt: skip
def test_a_unit_in_a_title(text: str, label: str) -> None:
    unit = unit_in(text)
    assert unit is not None
    assert unit.label == label


@pytest.mark.parametrize(
    "text",
    ["Penduduk (L)", "Jumlah (P)", "Menurut Kecamatan (Desa)", "Data (Tahun 2023)", "Satuan Polisi Pamong Praja",
     "di dalam kota", "RT/RW (RT/RW)", "Hasil (Indeks)", "Rupiah murni", "Dalam Angka 2023", "(1) (2) (3)"],
)  # fmt: skip
def test_words_that_state_no_unit(text: str) -> None:
    assert stated_units([text]) == ()


@pytest.mark.parametrize(
    ("stated", "meant", "against"),
    [
        ("ribu rupiah", "rupiah", True), ("ha", "km2", True), ("persen", "orang", True), ("rp", "rupiah", False),
        ("jiwa", "siswa", False), ("kk", "orang", False), ("ton", "kuintal", True),
    ],
)  # fmt: skip
def test_figures_in_one_unit_are_no_figures_in_another(stated: str, meant: str, against: bool) -> None:
    one, other = unit_of(stated), unit_of(meant)
    assert one
    assert other
    assert contradicts(one, other) is against


def test_a_misspelt_unit_is_a_proposal_only() -> None:
    assert unit_of("rupaih") is None
    assert proposals("rupaih")[0].label == "Rupiah"
    assert proposals("zzzz") == ()
    found = normal("satuan", "Prosens")
    assert isinstance(found, Unlisted)
    assert "'Persen'" in found.hint
    assert normal("satuan", "Rp (000)") == "Ribu rupiah"


def test_the_list_is_consistent() -> None:
    """No spelling means two units, every base unit exists, every label leads back to its unit."""
    entries = {code: entry for group in UNITS["jenis"].values() for code, entry in group.items()}
    assert version() == UNITS["versi"]
    assert len(entries) == sum(len(group) for group in UNITS["jenis"].values())
    written = [text.casefold() for entry in entries.values() for text in entry.get("ejaan", ()) if text != "kW"]
    assert len(written) == len(set(written))
    for code, entry in entries.items():
        assert entries[entry.get("dasar", code)].get("dasar") is None
        for text in (entry["label"], *entry.get("ejaan", ())):
            unit = unit_of(text)
            assert unit is not None, text
            assert unit.code == code, text


@given(
    times=st.sampled_from(["", "ribu ", "juta ", "000 "]),
    top=st.sampled_from(["orang", "Rp", "ton", "m3", "%"]),
    bottom=st.sampled_from(["", "/ha", " per km²", "/kapita/tahun", "/detik"]),
)
def test_a_label_means_the_unit_itself(times: str, top: str, bottom: str) -> None:
    unit = unit_of(f"{times}{top}{bottom}")
    assert unit is not None
    assert unit_of(unit.label) == unit
    assert unit_of(f" ({unit.label.upper()}) ") == unit


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    unit = unit_of(text)
    assert unit is None or unit_of(unit.label) == unit
    stated_units([text])
    proposals(text)

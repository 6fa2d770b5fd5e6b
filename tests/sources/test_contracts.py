"""The tenant and contracts that ship with the product: loadable, consistent with each other, fit for the public."""

from pathlib import Path

import pytest

from sources.budget_codes import bidang_urusan
from sources.contract import Contract, catalogue
from sources.public import public_key, public_table
from sources.regions import Regions
from sources.tenant import load_tenant

ROOT = Path(__file__).parents[2]
TENANT = load_tenant(ROOT / "sources" / "tenants" / "banyuwangi.yaml")
CONTRACTS = catalogue(TENANT.contracts)


@pytest.fixture(scope="module")
def urusan() -> dict[str, str]:
    return {code: bidang.name for code, bidang in bidang_urusan().items()}


def test_the_demo_has_its_five_datasets() -> None:
    assert list(CONTRACTS) == ["aduan", "apbdes", "konektivitas_desa", "kunjungan_wisata", "penduduk_desa"]
    assert {contract.layout.kind for contract in CONTRACTS.values()} == {"workbook", "csv", "api"}


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_a_contract_fits_its_tenant(contract: Contract, urusan: dict[str, str]) -> None:
    assert TENANT.agency(contract.opd)
    code, _, name = contract.publication.bidang_urusan.partition(" ")
    assert urusan[code] == name
    assert code in TENANT.agency(contract.opd).urusan
    assert contract.contact.email.endswith(".example")
    edition = Regions.load(TENANT.kode_wilayah).version
    assert {column.region.version for column in contract.columns if column.region} == {edition}
    agencies = [set(c.codes or ()) for c in (*contract.columns, *contract.public_columns) if c.reference == "opd"]
    assert all(codes <= {opd.id for opd in TENANT.opd} for codes in agencies)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_a_public_table_has_distinct_columns_and_a_key(contract: Contract) -> None:
    names = [column.name for column in public_table(contract)]
    assert len(set(names)) == len(names)
    assert set(public_key(contract)) <= set(names)


def test_every_urusan_of_an_agency_is_in_the_list(urusan: dict[str, str]) -> None:
    assert len(urusan) == 42
    assert {code for opd in TENANT.opd for code in opd.urusan} <= set(urusan)


def test_nothing_of_a_complainant_is_read_or_published() -> None:
    aduan = CONTRACTS["aduan"]
    assert aduan.layout.kind == "csv"
    assert {"NAMA PELAPOR", "ISI ADUAN"} <= set(aduan.layout.ignored)
    read = {header for column in aduan.columns if column.origin for header in column.origin.header or ()}
    assert not read & set(aduan.layout.ignored)
    assert {"nomor_tiket", "waktu_masuk"}.isdisjoint(column.name for column in public_table(aduan))

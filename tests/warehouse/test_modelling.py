"""The assembled dbt project: what it holds, and the rules that every model of it follows."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sources.contract import Contract, load
from sources.public import public_table
from sources.tenant import Tenant
from warehouse.holidays import SEED, rendered
from warehouse.lake import SCHEMAS, Lake
from warehouse.load import TYPES
from warehouse.modelling import REFERENCE, ModelMissing, assemble, dataset_tag, modelled_tables
from warehouse.project import manifest

PACKAGED_CONTRACTS = Path(__file__).parents[2] / "sources" / "contracts"
LAYERS: dict[str, set[str]] = {
    "staging": {"raw", "reference", "seed"},
    "core": {"staging", "core", "seed"},
    "open_data": {"core"},
}
Contracts = dict[str, Contract]


@pytest.fixture(scope="session")
def all_contracts(contracts: Contracts) -> Contracts:
    """The test's contracts and the complaints of the product, whose models are written by hand."""
    aduan = load(PACKAGED_CONTRACTS / "diskominfo" / "aduan.odcs.yaml")
    return contracts | {"aduan": aduan}


@dataclass(frozen=True)
class Parsed:
    models: dict[str, dict[str, Any]]
    seeds: dict[str, dict[str, Any]]
    sources: dict[str, dict[str, Any]]
    tests: list[dict[str, Any]]

    def layer(self, unique_id: str) -> str:
        if unique_id in self.models:
            return str(self.models[unique_id]["schema"])
        return "seed" if unique_id in self.seeds else str(self.sources[unique_id]["source_name"])


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory, all_contracts: Contracts, tenant: Tenant) -> Parsed:
    home = tmp_path_factory.mktemp("parsed")
    found = manifest(assemble(home, all_contracts, tenant, Lake(home)))
    kinds: dict[str, dict[str, dict[str, Any]]] = {"model": {}, "seed": {}, "test": {}}
    for unique_id, node in found["nodes"].items():
        kinds[node["resource_type"]][unique_id] = node
    return Parsed(kinds["model"], kinds["seed"], found["sources"], list(kinds["test"].values()))


def test_every_layer_refers_to_the_one_before_it(parsed: Parsed) -> None:
    assert {parsed.layer(model) for model in parsed.models} == LAYERS.keys()
    assert set(SCHEMAS) == LAYERS.keys() | {"raw"}
    for unique_id, model in parsed.models.items():
        allowed = LAYERS[parsed.layer(unique_id)]
        for parent in model["depends_on"]["nodes"]:
            assert parsed.layer(parent) in allowed, f"{unique_id} refers to {parent}"
    for seed in parsed.seeds.values():
        assert seed["schema"] == "staging"


def test_names_and_tags_follow_from_the_dataset(parsed: Parsed, all_contracts: Contracts) -> None:
    expected = {table for contract in all_contracts.values() for table in modelled_tables(contract)}
    found = {f"{m['schema']}.{m['name']}" for m in parsed.models.values() if m["tags"] != [REFERENCE]}
    assert found == expected
    for model in parsed.models.values():
        dataset = Path(model["original_file_path"]).parts[2]
        assert model["tags"] == [REFERENCE if dataset == REFERENCE else dataset_tag(dataset)]


def test_every_model_has_an_enforced_contract_and_every_column_a_text(parsed: Parsed) -> None:
    for node in (*parsed.models.values(), *parsed.seeds.values(), *parsed.sources.values()):
        assert node["description"], node["unique_id"]
        for column in node["columns"].values():
            assert column["description"], f"{node['unique_id']}.{column['name']}"
    for model in parsed.models.values():
        assert model["config"]["contract"]["enforced"], model["unique_id"]
        assert all(column["data_type"] for column in model["columns"].values())


def checked(parsed: Parsed, kind: str) -> set[tuple[str, str | None]]:
    """(model, column) of all tests of a kind."""
    return {
        (str(test["attached_node"]).rpartition(".")[2], test["column_name"])
        for test in parsed.tests
        if test["test_metadata"]["name"] == kind
    }


def test_every_key_of_a_dimension_is_checked(parsed: Parsed, all_contracts: Contracts) -> None:
    relationships = checked(parsed, "relationships")
    for contract in all_contracts.values():
        tables = [(f"fct_{contract.id}", contract.columns, {"kode_opd", "periode_id"})]
        if contract.publication.sifat == "terbuka":
            tables.append((contract.id, contract.public_columns, {"periode"}))
        for table, columns, keys in tables:
            wanted = keys | {column.name for column in columns if column.region or column.reference}
            assert {column for model, column in relationships if model == table} == wanted
    dimensions = {m["name"] for m in parsed.models.values() if m["name"].startswith("dim_")}
    for test in parsed.tests:
        if test["test_metadata"]["name"] == "relationships":
            assert any(node.rpartition(".")[2] in dimensions for node in test["depends_on"]["nodes"])


def test_every_stored_table_has_a_key_and_required_columns(parsed: Parsed) -> None:
    keyed = {model for kind in ("unique_combination", "unique") for model, _ in checked(parsed, kind)}
    required = {model for model, _ in checked(parsed, "not_null_columns")}
    stored = {m["name"] for m in parsed.models.values() if m["config"]["materialized"] == "table"}
    assert stored - {"stg_wilayah"} <= keyed
    assert stored <= required


def test_public_columns_are_those_of_the_contract_in_order(parsed: Parsed, all_contracts: Contracts) -> None:
    for dataset in ("penduduk", "aduan"):
        model = parsed.models[f"model.jalandata.{dataset}"]
        found = [(column["name"], column["data_type"]) for column in model["columns"].values()]
        assert found == [(column.name, TYPES[column.type]) for column in public_table(all_contracts[dataset])]


def test_nothing_hand_written_for_a_dataset_that_is_not_there(
    contracts: Contracts, tenant: Tenant, tmp_path: Path
) -> None:
    project = assemble(tmp_path, contracts, tenant, Lake(tmp_path))
    assert sorted(path.name for path in (project / "models" / "core").iterdir()) == [
        "aset_tik",
        "penduduk",
        "reference",
    ]
    assert [path.name for path in (project / "models" / "open_data").iterdir()] == ["penduduk"]


def test_an_aggregate_without_its_model_is_refused(all_contracts: Contracts, tenant: Tenant, tmp_path: Path) -> None:
    orphan = all_contracts["aduan"].model_copy(update={"id": "laporan"})
    with pytest.raises(ModelMissing, match=r"laporan\.sql"):
        assemble(tmp_path, {"laporan": orphan}, tenant, Lake(tmp_path))


def test_a_column_may_not_take_a_name_of_the_models(contracts: Contracts, tenant: Tenant, tmp_path: Path) -> None:
    contract = contracts["penduduk"]
    column = contract.columns[-1].model_copy(update={"name": "periode_id"})
    clashing = contract.model_copy(update={"columns": (*contract.columns, column)})
    with pytest.raises(ModelMissing, match="periode_id"):
        assemble(tmp_path, {"penduduk": clashing}, tenant, Lake(tmp_path))


def test_only_changed_files_are_written(
    all_contracts: Contracts, tenant: Tenant, tmp_path: Path, stamps: Callable[[Path], dict[str, int]]
) -> None:
    lake = Lake(tmp_path)
    project = assemble(tmp_path, all_contracts, tenant, lake)
    before = stamps(project)
    assemble(tmp_path, all_contracts, tenant, lake)
    assert stamps(project) == before
    changed = all_contracts["penduduk"].model_copy(update={"title": "Jumlah penduduk (diperbarui)"})
    assemble(tmp_path, all_contracts | {"penduduk": changed}, tenant, lake)
    after = stamps(project)
    assert {name for name in after if after[name] != before[name]} == {
        "models/staging/penduduk/penduduk.source.yml",
        "models/staging/penduduk/stg_penduduk.yml",
        "models/core/penduduk/fct_penduduk.yml",
        "models/open_data/penduduk/penduduk.yml",
    }
    assemble(tmp_path, {"aset_tik": all_contracts["aset_tik"]}, tenant, lake)
    assert not [name for name in stamps(project) if "penduduk" in name or "aduan" in name]


@pytest.fixture
def stamps() -> Callable[[Path], dict[str, int]]:
    return lambda folder: {
        str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()
    }


def test_the_holiday_seed_is_what_the_package_says() -> None:
    assert SEED.read_text(encoding="utf-8") == rendered()

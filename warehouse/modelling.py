"""Stage 5: the dbt project of a home folder: hand-written models, and models that follow from the contracts.

From a contract follow its source, ``staging.stg_<dataset>`` (rows of the current deliveries), ``core.fct_<dataset>``
(with the keys of the shared dimensions) and ``open_data.<dataset>`` (what the public may see). A hand-written file of
the same name in ``dbt_project/models/<layer>/<dataset>/`` takes the place of the generated one.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from sources.contract import Column, Contract
from sources.public import PublicColumn, public_key, public_table, region_column, region_levels
from sources.reference import FOLDER
from sources.tenant import Tenant
from warehouse.lake import UNCHECKED, Lake, literal
from warehouse.load import LINEAGE, TYPES

PACKAGED = Path(__file__).parents[1] / "dbt_project"
REGIONS = FOLDER / "wilayah.parquet"
# Tag of the shared dimensions; that of a dataset's models is `dataset_tag`.
REFERENCE = "reference"

_COPIED = ("macros", "models", "seeds", "tests")
# Columns that every fact gets; a contract may not use these names.
_FACT = {
    "kode_opd": ("varchar", "Kode SIPD perangkat daerah produsen data."),
    "periode_id": ("varchar", "Periode kiriman, misalnya 2025, 2025-S1, 2025-Q3, atau 2025-07."),
}
_LINEAGE_TEXT = {
    "_delivery": "Kiriman asal baris ini.",
    "_sheet": "Lembar asal dalam berkas kiriman.",
    "_row": "Baris asal dalam lembar.",
    "_cell": "Alamat sel nilai dalam lembar.",
}
_DIMENSIONS = {"opd": ("dim_opd", "opd", "nama_opd"), "urusan": ("dim_urusan", "kode_urusan", "nama_urusan")}


class ModelMissing(ValueError):
    """A contract that needs a hand-written model which is not there, or uses a name that the models need."""


def dataset_tag(dataset: str) -> str:
    """dbt tag of all models of a dataset: select them with ``tag:<this>``."""
    return f"dataset__{dataset}"


def modelled_tables(contract: Contract) -> tuple[str, ...]:
    """Tables and views (``schema.name``) that dbt builds from a dataset, in building order."""
    tables = (f"staging.stg_{contract.id}", f"core.fct_{contract.id}")
    return (*tables, f"open_data.{contract.id}") if _is_open(contract) else tables


def assemble(home: Path, contracts: dict[str, Contract], tenant: Tenant, lake: Lake) -> Path:
    """Write ``home/dbt_project`` and return it. Raises :class:`ModelMissing`.

    Only files whose content changes are touched, so that dbt's partial parsing stays warm; what no longer belongs there
    is removed.
    """
    project = home.absolute() / "dbt_project"
    wanted = _hand_written(contracts)
    for contract in contracts.values():
        wanted |= {path: text for path, text in _generated(contract, tenant).items() if path not in wanted}
        public_model = _path("open_data", contract, f"{contract.id}.sql")
        if _is_open(contract) and public_model not in wanted:
            raise ModelMissing(
                f"{contract.id}: its public aggregate needs a model written by hand: dbt_project/{public_model}"
            )
    wanted |= {
        Path("profiles.yml"): _profiles(lake),
        Path("models/staging/reference/wilayah.source.yml"): _region_source(),
        Path("models/staging/raw.source.yml"): _raw_source(),
        Path("seeds/opd.csv"): _opd_seed(tenant),
        Path("seeds/opd.yml"): _opd_seed_docs(),
        Path("seeds/urusan.csv"): (FOLDER / "urusan.csv").read_bytes(),
    }
    _write(project, {path: text.encode() if isinstance(text, str) else text for path, text in wanted.items()})
    return project


# --- files ------------------------------------------------------------------------------------------------------------


def _hand_written(contracts: dict[str, Contract]) -> dict[Path, bytes | str]:
    """The packaged project without the models of datasets that this tenant does not have."""
    files = [PACKAGED / "dbt_project.yml"]
    files += [path for folder in _COPIED for path in sorted((PACKAGED / folder).rglob("*")) if path.is_file()]
    kept = {REFERENCE, *contracts}
    closed = {dataset for dataset, contract in contracts.items() if not _is_open(contract)}
    found: dict[Path, bytes | str] = {}
    for file in files:
        path = file.relative_to(PACKAGED)
        if path.parts[0] == "models":
            _, layer, dataset, *_ = path.parts
            if dataset not in kept or (layer == "open_data" and dataset in closed):
                continue
        found[path] = file.read_bytes()
    return found


def _write(project: Path, wanted: dict[Path, bytes]) -> None:
    for folder in _COPIED:
        for file in (project / folder).rglob("*"):
            if file.is_file() and file.relative_to(project) not in wanted:
                file.unlink()
    for path, content in wanted.items():
        file = project / path
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def _generated(contract: Contract, tenant: Tenant) -> dict[Path, bytes | str]:
    if reserved := {column.name for column in contract.columns} & (_FACT.keys() | {"tahun", "periode", "satuan"}):
        raise ModelMissing(
            f"{contract.id}: columns {sorted(reserved)} have names that the models give to their own columns"
        )
    stage, fact = f"stg_{contract.id}", f"fct_{contract.id}"
    files: dict[Path, bytes | str] = {
        _path("staging", contract, f"{contract.id}.source.yml"): _source(contract),
        _path("staging", contract, f"{stage}.sql"): _staging_sql(contract, tenant),
        _path("staging", contract, f"{stage}.yml"): _staging_docs(contract),
        _path("core", contract, f"{fact}.sql"): _fact_sql(contract),
        _path("core", contract, f"{fact}.yml"): _fact_docs(contract),
    }
    if _is_open(contract):
        files[_path("open_data", contract, f"{contract.id}.yml")] = _open_docs(contract)
        if contract.aggregate is None:
            files[_path("open_data", contract, f"{contract.id}.sql")] = _open_sql(contract)
    return files


def _path(layer: str, contract: Contract, name: str) -> Path:
    return Path("models", layer, contract.id, name)


def _is_open(contract: Contract) -> bool:
    return contract.publication.sifat == "terbuka"


# --- SQL --------------------------------------------------------------------------------------------------------------


def _staging_sql(contract: Contract, tenant: Tenant) -> str:
    columns = [f"kiriman.{column.name}" for column in contract.columns]
    columns += [f"{literal(_plain(tenant.agency(contract.opd).kode))} as kode_opd", "kiriman._period as periode_id"]
    columns += [f"kiriman.{name}" for name in LINEAGE]
    return f"""\
with berlaku as (
    select delivery
    from {{{{ source('raw', 'deliveries') }}}}
    where dataset = '{contract.id}'
    qualify row_number() over (partition by period order by sequence desc) = 1
)

select
    {_lines(columns)}
from {{{{ source('raw', '{contract.id}') }}}} as kiriman
inner join berlaku on kiriman._delivery = berlaku.delivery
"""


def _fact_sql(contract: Contract) -> str:
    columns = [column.name for column in contract.columns] + [*_FACT, *LINEAGE]
    return f"""\
select
    {_lines(columns)}
from {{{{ ref('stg_{contract.id}') }}}}
"""


def _open_sql(contract: Contract) -> str:
    joins = []
    expressions = {"periode": "fakta.periode_id", "tahun": "periode.tahun"}
    if column := region_column(contract):
        joins.append(
            _left_join("dim_wilayah", "wilayah", f"fakta.{column.name} = wilayah.kode_wilayah and wilayah.mutakhir")
        )
        for level in region_levels(column):
            expressions |= {name: f"wilayah.{name}" for name in (f"kode_{level}", f"nama_{level}")}
    for column in contract.public_columns:
        if column.reference in _DIMENSIONS:
            dimension, key, name = _DIMENSIONS[column.reference]
            joins.append(_left_join(dimension, column.reference, f"fakta.{column.name} = {column.reference}.{key}"))
            expressions[name] = f"{column.reference}.{name}"
    joins.append(_left_join("dim_periode", "periode", "fakta.periode_id = periode.periode_id"))
    measures = [column.measure for column in contract.public_columns if column.measure]
    if len(measures) == 1:
        expressions["satuan"] = literal(_plain(measures[0].satuan))
    columns = [
        _named(expressions.get(column.name, f"fakta.{column.name}"), column.name) for column in public_table(contract)
    ]
    return f"""\
select
    {_lines(columns)}
from {{{{ ref('fct_{contract.id}') }}}} as fakta
{chr(10).join(joins)}
"""


def _left_join(dimension: str, alias: str, condition: str) -> str:
    return f"left join {{{{ ref('{dimension}') }}}} as {alias} on {condition}"


def _named(expression: str, name: str) -> str:
    return expression if expression.rpartition(".")[2] == name else f"{expression} as {name}"


def _lines(columns: Iterable[str]) -> str:
    return ",\n    ".join(columns)


# --- documentation, types and tests -----------------------------------------------------------------------------------


def _staging_docs(contract: Contract) -> str:
    columns = [_documented(column.name, TYPES[column.type], column.explained) for column in contract.columns]
    columns += [_documented(name, kind, text) for name, (kind, text) in _FACT.items()]
    text = f"{contract.title}: baris dari kiriman yang berlaku."
    # What a view passes on unchanged is tested once, where it is stored: in the fact.
    return _model(f"stg_{contract.id}", text, contract, columns + _lineage(), [])


def _fact_docs(contract: Contract) -> str:
    columns = [_documented(c.name, TYPES[c.type], c.explained, _column_tests(c)) for c in contract.columns]
    foreign = {"kode_opd": ("dim_opd", "kode_opd"), "periode_id": ("dim_periode", "periode_id")}
    columns += [_documented(name, kind, text, [_relationship(*foreign[name])]) for name, (kind, text) in _FACT.items()]
    required = [column.name for column in contract.columns if column.required] + [*_FACT, "_delivery"]
    tests = [_not_null(required), _unique(("periode_id", *contract.key))]
    text = f"{contract.title}. {contract.description} {contract.grain}"
    return _model(f"fct_{contract.id}", text, contract, columns + _lineage(), tests)


def _open_docs(contract: Contract) -> str:
    own = {column.name: column for column in contract.public_columns}
    table = public_table(contract)
    columns = [
        _documented(public.name, TYPES[public.type], public.description, _public_tests(public, own.get(public.name)))
        for public in table
    ]
    required = [public.name for public in table if public.name not in own or own[public.name].required]
    tests = [_not_null(required), _unique(public_key(contract))]
    text = f"{contract.title}. {contract.public_description} {contract.public_grain}"
    return _model(contract.id, text, contract, columns, tests)


def _public_tests(public: PublicColumn, own: Column | None) -> list[Any]:
    if own:
        return _column_tests(own)
    return [_relationship("dim_periode", "periode_id")] if public.name == "periode" else []


def _column_tests(column: Column) -> list[Any]:
    tests: list[Any] = ["unique"] if column.unique else []
    if column.codes:
        tests.append({"accepted_values": {"arguments": {"values": list(column.codes)}}})
    if column.region:
        tests.append(_relationship("dim_wilayah", "kode_wilayah"))
    if column.reference in _DIMENSIONS:
        dimension, key, _ = _DIMENSIONS[column.reference]
        tests.append(_relationship(dimension, key))
    return tests


def _relationship(dimension: str, field: str) -> dict[str, Any]:
    return {"relationships": {"arguments": {"to": f"ref('{dimension}')", "field": field}}}


def _unique(columns: Iterable[str]) -> dict[str, Any]:
    return {"unique_combination": {"arguments": {"columns": list(columns)}}}


def _not_null(columns: Iterable[str]) -> dict[str, Any]:
    return {"not_null_columns": {"arguments": {"columns": list(columns)}}}


def _lineage() -> list[dict[str, Any]]:
    return [_documented(name, kind, _LINEAGE_TEXT[name]) for name, kind in LINEAGE.items()]


def _documented(name: str, kind: str, description: str, tests: list[Any] | None = None) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "data_type": kind, "description": _plain(description)}
    return column | {"data_tests": tests} if tests else column


def _model(
    name: str, description: str, contract: Contract, columns: list[dict[str, Any]], tests: list[dict[str, Any]]
) -> str:
    meta = {"contract_version": contract.version, "opd": contract.opd}
    model: dict[str, Any] = {
        "name": name,
        "description": _plain(description),
        "config": {"tags": [dataset_tag(contract.id)], "meta": meta},
    }
    return _yaml({"models": [model | ({"data_tests": tests} if tests else {}) | {"columns": columns}]})


def _plain(text: str) -> str:
    """dbt renders its files with Jinja: braces of a contract's text must not become code."""
    return text.replace("{", "(").replace("}", ")")


# --- sources, seeds and the connection --------------------------------------------------------------------------------


def _source(contract: Contract) -> str:
    columns = [{"name": column.name, "description": _plain(column.explained)} for column in contract.columns]
    columns += [{"name": name, "description": text} for name, text in _LINEAGE_TEXT.items()]
    columns += [{"name": "_period", "description": "Periode kiriman."}]
    table = {
        "name": contract.id,
        "description": f"{contract.title}: semua kiriman yang pernah dimuat.",
        "columns": columns,
    }
    return _yaml({"sources": [_raw_schema() | {"tables": [table | {"config": {"tags": [dataset_tag(contract.id)]}}]}]})


def _raw_source() -> str:
    texts = {
        "delivery": "Nomor kiriman.",
        "sequence": "Urutan kiriman; yang terbesar untuk satu set data dan periode berlaku.",
        "dataset": "Set data.",
        "period": "Periode data.",
        "sha256": "Sidik jari berkas yang dikirim.",
        "received_at": "Waktu diterima (UTC).",
        "rows": "Banyaknya baris.",
    }
    columns = [{"name": name, "description": text} for name, text in texts.items()]
    table = {"name": "deliveries", "description": "Kiriman yang sudah dimuat.", "columns": columns}
    return _yaml({"sources": [_raw_schema() | {"tables": [table]}]})


def _raw_schema() -> dict[str, Any]:
    return {"name": "raw", "database": "lake", "schema": "raw"}


def _region_source() -> str:
    table = {
        "name": "wilayah",
        "description": "Kode wilayah Kemendagri yang disertakan dalam paket (lihat NOTICE di sources/reference).",
        "config": {"external_location": str(REGIONS)},
    }
    return _yaml({"sources": [{"name": "reference", "tables": [table]}]})


def _opd_seed(tenant: Tenant) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["opd", "kode_opd", "nama_opd", "singkatan", "kode_urusan", "kode_wilayah"])
    for opd in tenant.opd:
        writer.writerow([opd.id, opd.kode, opd.nama, opd.singkatan, ";".join(opd.urusan), tenant.kode_wilayah])
    return text.getvalue()


def _opd_seed_docs() -> str:
    texts = {
        "opd": "Nama pendek OPD dalam kontrak data.",
        "kode_opd": "Kode OPD menurut SIPD.",
        "nama_opd": "Nama resmi OPD.",
        "singkatan": "Singkatan OPD.",
        "kode_urusan": "Kode bidang urusan, dipisahkan titik koma.",
        "kode_wilayah": "Kode kabupaten/kota.",
    }
    seed = {
        "name": "opd",
        "description": "Perangkat daerah menurut berkas tenant.",
        "config": {"column_types": dict.fromkeys(texts, "varchar")},
        "columns": [{"name": name, "description": text} for name, text in texts.items()],
    }
    return _yaml({"seeds": [seed]})


def _profiles(lake: Lake) -> str:
    target = {
        "type": "duckdb",
        "path": ":memory:",
        "database": "lake",
        "schema": "staging",
        "threads": 1,
        "config_options": {**UNCHECKED, "temp_directory": str(lake.folder / "spill")},
        "settings": {"TimeZone": "UTC"},
        # Loads DuckLake out of its wheel before the lake is attached.
        "plugins": [{"module": "warehouse.dbt_extensions"}],
        "attach": [{"path": lake.catalogue, "alias": "lake", "options": lake.options}],
    }
    return _yaml({"jalandata": {"target": "lake", "outputs": {"lake": target}}})


def _yaml(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)

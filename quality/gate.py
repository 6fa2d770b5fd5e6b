"""The publication gate: may exactly these bytes of this dataset become public?

A verdict is bound to dataset, lake snapshot, sha256 of the canonical CSV and contract: worth nothing for anything else.
Great Expectations takes seven seconds to import, so a :class:`Gate` owns one child process that imports it while the
caller does something else, and then judges any number of datasets::

    with Gate(home) as gate:          # returns at once
        ...                           # load, model, export
        result = gate.judge(subject)
        gate.build_docs()

The child is ``python -m quality.gate <home>``: one JSON request a line on standard input, one JSON answer a line back.
"""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from quality.disclosure import SHOWN, safe_key, small_cells
from quality.metadata import incomplete, untrue
from quality.suites import COLUMNS_RULE, Rule, fingerprint, rules, suite
from sources.contract import Contract
from sources.findings import Finding, blocks
from sources.tenant import Tenant

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite, ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.interfaces import Batch

_ROOT = Path(__file__).resolve().parent.parent
LISTED_ROWS = 10_000
_SITE, _SUITES, _RESULTS = "site", "suites", "results"


class GateError(RuntimeError):
    """The gate could not judge (it says why); never a verdict about the data."""


@dataclass(frozen=True)
class Subject:
    """What is judged: the canonical ``csv`` and the ``parquet`` of one export of ``open_data.<dataset>`` at a lake
    snapshot. ``periods`` are those of the deliveries that the table is made of."""

    contract: Contract
    tenant: Tenant
    snapshot: int
    csv: Path
    parquet: Path
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """One check of the gate. ``details`` is short, in Bahasa Indonesia, and holds no data values."""

    name: str
    passed: bool
    details: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class GateResult:
    """The verdict. ``suite_fingerprint`` and ``contract_fingerprint`` say which rules were applied."""

    dataset: str
    snapshot: int
    content_sha256: str
    contract_version: str
    contract_fingerprint: str
    suite_fingerprint: str
    rows: int
    passed: bool
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]

    def covers(self, contract: Contract, snapshot: int, content_sha256: str) -> bool:
        """Whether this is a passing verdict for exactly these bytes under exactly this contract."""
        return (
            self.passed
            and (self.dataset, self.snapshot, self.content_sha256) == (contract.id, snapshot, content_sha256)
            and (self.contract_version, self.contract_fingerprint) == (contract.version, contract.fingerprint)
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Self:
        checks = tuple(Check(**check) for check in raw["checks"])
        findings = tuple(Finding(**{**finding, "cells": tuple(finding["cells"])}) for finding in raw["findings"])
        return cls(**{**raw, "checks": checks, "findings": findings})


# --- the caller's side ------------------------------------------------------------------------------------------------


class Gate:
    """Context manager around the child process. ``timeout`` is the most seconds one judgement may take."""

    def __init__(self, home: Path, timeout: float = 600) -> None:
        self.home = home
        self.timeout = timeout
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        log = self.home / "docs" / "gate.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as errors:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "quality.gate", str(self.home.resolve())],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.communicate()

    def judge(self, subject: Subject) -> GateResult:
        """Judge one dataset. Raises :class:`GateError` when no judgement is possible; others can still be judged."""
        return GateResult.from_dict(self._ask("judge", _subject_as_dict(subject)))

    def build_docs(self) -> Path:
        """Render the Data Docs of what was judged since the last call; returns their index page."""
        return Path(self._ask("docs", {})["index"])

    def _ask(self, question: str, about: dict[str, Any]) -> dict[str, Any]:
        assert self._child.stdin
        assert self._child.stdout
        with self._lock:
            timer = threading.Timer(self.timeout, self._child.kill)
            timer.start()
            try:
                self._child.stdin.write(json.dumps({"question": question, **about}) + "\n")
                self._child.stdin.flush()
                answer = self._child.stdout.readline()
            except BrokenPipeError:
                answer = ""
            finally:
                timer.cancel()
        if not answer:
            raise GateError(f"Proses gerbang mutu berhenti sebelum menjawab. Lihat {self.home / 'docs' / 'gate.log'}.")
        reply: dict[str, Any] = json.loads(answer)
        if "error" in reply:
            raise GateError(reply["error"])
        return reply


def _subject_as_dict(subject: Subject) -> dict[str, Any]:
    return {
        "contract": subject.contract.model_dump(mode="json", exclude_unset=True),
        "tenant": subject.tenant.model_dump(mode="json"),
        "snapshot": subject.snapshot,
        "csv": str(subject.csv.resolve()),
        "parquet": str(subject.parquet.resolve()),
        "periods": list(subject.periods),
    }


def _subject(raw: dict[str, Any]) -> Subject:
    return Subject(
        contract=Contract.model_validate(raw["contract"]),
        tenant=Tenant.model_validate(raw["tenant"]),
        snapshot=raw["snapshot"],
        csv=Path(raw["csv"]),
        parquet=Path(raw["parquet"]),
        periods=tuple(raw["periods"]),
    )


# --- the judgement (in the child) -------------------------------------------------------------------------------------


class Bench:
    """Great Expectations in this process, with suites, results and Data Docs below ``home/docs``: the newest result of
    each dataset; the history of verdicts is the ledger's."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "docs"
        self.context = _context(self.folder)
        self._unrendered: list[Any] = []

    def judge(self, subject: Subject) -> GateResult:
        contract = subject.contract
        batch = _batch(self.context, subject)
        validation = self._validate(subject, batch)
        checks, findings = _expectation_checks(contract, validation, batch)
        for name, found in _own_checks(subject, _in_shape(checks)).items():
            checks.append(Check(name, not blocks(found), "; ".join(finding.message for finding in found)))
            findings += found
        return GateResult(
            dataset=contract.id,
            snapshot=subject.snapshot,
            content_sha256=_sha256(subject.csv),
            contract_version=contract.version,
            contract_fingerprint=contract.fingerprint,
            suite_fingerprint=fingerprint(contract),
            rows=len(batch.data.dataframe),
            passed=bool(checks) and all(check.passed for check in checks) and not blocks(tuple(findings)),
            checks=tuple(checks),
            findings=tuple(findings),
        )

    def build_docs(self) -> Path:
        if self._unrendered:
            self.context.build_data_docs(resource_identifiers=self._unrendered)
            self._unrendered = []
        return self.folder / _SITE / "index.html"

    def _validate(self, subject: Subject, batch: "Batch") -> "ExpectationSuiteValidationResult":
        expectations = suite(subject.contract)
        validation = batch.validate(
            expectations, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
        )
        self._store(subject, expectations, validation)
        return validation

    def _store(
        self, subject: Subject, expectations: "ExpectationSuite", validation: "ExpectationSuiteValidationResult"
    ) -> None:
        from great_expectations.core.run_identifier import RunIdentifier
        from great_expectations.data_context.types.resource_identifiers import (
            ExpectationSuiteIdentifier,
            ValidationResultIdentifier,
        )

        name = subject.contract.id
        for folder in (self.folder / _RESULTS / name, self.folder / _SITE / "validations" / name):
            shutil.rmtree(folder, ignore_errors=True)
        self.context.suites.add_or_update(expectations)
        suite_key = ExpectationSuiteIdentifier(name=name)
        key = ValidationResultIdentifier(suite_key, RunIdentifier(run_name=f"snapshot-{subject.snapshot}"), name)
        self.context.validation_results_store.set(key, validation)
        self._unrendered += [suite_key, key]


def _context(folder: Path) -> "EphemeralDataContext":
    import great_expectations
    from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig

    def files(name: str) -> dict[str, str]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder / name)}

    in_memory = {"class_name": "InMemoryStoreBackend"}
    config = DataContextConfig(
        stores={
            "expectations_store": {
                "class_name": "ExpectationsStore",
                "store_backend": files(_SUITES) | {"filepath_suffix": ".json"},
            },
            "validation_results_store": {
                "class_name": "ValidationResultsStore",
                "store_backend": files(_RESULTS) | {"filepath_suffix": ".json"},
            },
            "checkpoint_store": {"class_name": "CheckpointStore", "store_backend": in_memory},
            "validation_definition_store": {"class_name": "ValidationDefinitionStore", "store_backend": in_memory},
        },
        expectations_store_name="expectations_store",
        validation_results_store_name="validation_results_store",
        checkpoint_store_name="checkpoint_store",
        data_docs_sites={
            "mutu": {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": files(_SITE),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            }
        },
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return great_expectations.get_context(project_config=config, mode="ephemeral")


def _batch(context: "EphemeralDataContext", subject: Subject) -> "Batch":
    import pandas
    import pyarrow.parquet

    frame = pyarrow.parquet.read_table(subject.parquet).to_pandas(types_mapper=pandas.ArrowDtype)
    source = context.data_sources.add_or_update_pandas(subject.contract.id)
    whole = source.add_dataframe_asset(subject.contract.id).add_batch_definition_whole_dataframe(
        f"snapshot-{subject.snapshot}"
    )
    return whole.get_batch({"dataframe": frame})


def _own_checks(subject: Subject, in_shape: bool) -> dict[str, tuple[Finding, ...]]:
    """The checks that are ours, by name; those that need the promised columns are left out where the table is
    not in shape (then it has failed already)."""
    found = {"salinan.sama": _same_content(subject), "metadata.lengkap": incomplete(subject.contract, subject.tenant)}
    if in_shape:
        found["metadata.benar"] = untrue(subject.contract, subject.tenant, subject.parquet, subject.periods)
        found["kerahasiaan.sel_kecil"] = small_cells(subject.contract, subject.parquet)
    return found


def _in_shape(checks: list[Check]) -> bool:
    """Whether the promised columns are there with the promised types."""
    return all(check.passed for check in checks if check.name == COLUMNS_RULE or check.name.startswith("tipe:"))


# --- what the expectations say ----------------------------------------------------------------------------------------


def _expectation_checks(
    contract: Contract, validation: "ExpectationSuiteValidationResult", batch: "Batch"
) -> tuple[list[Check], list[Finding]]:
    """One check per rule, one finding per broken rule. Where the columns themselves are wrong, rules that could not be
    computed fail without a finding of their own."""
    outcomes = {result.expectation_config.meta["rule"]: result for result in validation.results}
    columns_right = bool(outcomes[COLUMNS_RULE].success)
    checks: list[Check] = []
    findings: list[Finding] = []
    for rule in rules(contract):
        outcome = outcomes[rule.name]
        passed = outcome.success is True
        checks.append(Check(rule.name, passed, "" if passed else _details(rule, outcome)))
        if not passed and (columns_right or rule.name == COLUMNS_RULE):
            findings.append(_finding(contract, rule, outcome, batch))
    return checks, findings


def _finding(contract: Contract, rule: Rule, outcome: "ExpectationValidationResult", batch: "Batch") -> Finding:
    return Finding(
        rule=f"gerbang.{rule.name}",
        severity="blocker",
        message=_details(rule, outcome),
        suggestion=rule.remedy,
        column=rule.column,
        count=max(1, outcome.result.get("unexpected_count") or 0),
        cells=_places(contract, outcome, batch),
    )


def _details(rule: Rule, outcome: "ExpectationValidationResult") -> str:
    if _raised(outcome):
        return f"{rule.broken} Aturan ini tidak dapat dihitung pada tabel."
    count = outcome.result.get("unexpected_count")
    return f"{rule.broken} Jumlah baris: {count}." if count else rule.broken


def _raised(outcome: "ExpectationValidationResult") -> bool:
    """Whether a metric failed to compute: then there is one exception record per metric, not a single quiet one."""
    info = outcome.exception_info or {}
    return bool(info.get("raised_exception", bool(info)))


def _places(contract: Contract, outcome: "ExpectationValidationResult", batch: "Batch") -> tuple[str, ...]:
    """Keys of the first rows that break a rule. Listing them costs a second pass, and minutes where a whole large table
    is wrong; then no single row is to blame."""
    if not 0 < (outcome.result.get("unexpected_count") or 0) <= LISTED_ROWS:
        return ()
    key = list(safe_key(contract))
    wanted = {"result_format": "COMPLETE", "exclude_unexpected_values": True, "unexpected_index_column_names": key}
    again = batch.validate(outcome.expectation_config.to_domain_obj(), result_format=wanted)
    # Without the values themselves the library groups the rows: lists by key column.
    groups = again.result.get("unexpected_index_list") or []
    rows = [row for group in groups for row in zip(*(group[name] for name in key), strict=True)]
    return tuple(" / ".join(map(str, row)) for row in rows[:SHOWN])


def _same_content(subject: Subject) -> tuple[Finding, ...]:
    """The CSV that is hashed and the Parquet that is judged must hold the same rows: the verdict is about both."""
    import duckdb

    with duckdb.connect() as connection:
        judged = connection.read_parquet(str(subject.parquet))
        types = {name: str(kind) for name, kind in zip(judged.columns, judged.types, strict=True)}
        hashed = connection.read_csv(
            str(subject.csv),
            header=True,
            sep=",",
            na_values=[""],
            allow_quoted_nulls=False,
            columns=types,
            auto_detect=False,
        )
        try:
            same = (
                judged.columns == _header(subject.csv)
                and not len(judged.except_(hashed))
                and len(judged) == len(hashed)
            )
        except duckdb.Error:
            same = False
    if same:
        return ()
    message = "Isi berkas CSV tidak sama dengan tabel yang diperiksa."
    return (Finding("gerbang.salinan", "blocker", message, "Ulangi ekspor dataset ini."),)


def _header(csv_file: Path) -> list[str]:
    with csv_file.open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream), [])


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# --- the child's conversation -----------------------------------------------------------------------------------------


def serve(home: Path) -> None:
    """Answer requests on standard input until it ends. What libraries print goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    bench = Bench(home)
    for line in sys.stdin:
        answers.write(json.dumps(_answer(bench, json.loads(line)), default=str) + "\n")
        answers.flush()


def _answer(bench: Bench, request: dict[str, Any]) -> dict[str, Any]:
    """Whatever goes wrong with one dataset is the answer to that request, so that the next one is judged."""
    try:
        if request["question"] == "docs":
            return {"index": str(bench.build_docs())}
        return bench.judge(_subject(request)).as_dict()
    except Exception as error:  # noqa: BLE001 - it crosses to the caller's process as the answer
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    serve(Path(sys.argv[1]))

"""``jalandata check``: what a delivery would be told, without delivering it. Nothing is kept or recorded.

The engine is that of a real delivery, in the same bounded child process. It needs neither lake nor portal, and where
nothing was ever delivered no ledger either.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger import has_ledger, open_ledger
from pipelines.settings import Settings
from pipelines.workshop import READING_MEMORY_MB, READING_SECONDS
from quality.history import Known
from quality.intake import Verdict, examine, refused, settle
from sources.contract import Contract, catalogue
from sources.decisions import Decision
from sources.deliveries import DeliveryRefused, refuse_too_large
from sources.periods import Period
from sources.sandbox import Sandbox
from sources.tenant import Tenant, load_tenant

REPORTS = (".xlsx", ".xlsm", ".html")


@dataclass(frozen=True)
class Checked:
    """The verdict, and the contract it was reached with (``None`` for an unknown dataset)."""

    verdict: Verdict
    contract: Contract | None


class Checking:
    """Checks for one home. The child process starts at once, while contracts and ledger are read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._sandbox = Sandbox(READING_MEMORY_MB, READING_SECONDS, ("quality.intake",))

    def __enter__(self) -> "Checking":
        self._sandbox.__enter__()
        self.tenant: Tenant = load_tenant(self.settings.tenant_file)
        self.contracts: Mapping[str, Contract] = catalogue(self.tenant.contracts)
        return self

    def __exit__(self, *error: object) -> None:
        self._sandbox.__exit__(None, None, None)

    def check(self, file: Path, name: str, dataset: str, period: str | None) -> Checked:
        """The verdict that a delivery of ``file``, which its officer calls ``name``, would get now."""
        from pipelines.stages.receive import contract_of, period_of

        contract: Contract | None = None
        try:
            contract = contract_of(self.contracts, dataset)
            wanted = period_of(contract, period) if period else None
            refuse_too_large(file, name, self.tenant.max_delivery_mb)
            return Checked(self._examined(file, name, contract, wanted), contract)
        except DeliveryRefused as refusal:
            return Checked(refused(refusal.finding), contract)

    def accept(self, checked: Checked, rule: str, by: str) -> list[Decision]:
        """Store what the check proposed under a rule; returns what is new."""
        from pipelines import decisions

        if checked.contract is None:
            return []
        open_ledger(self.settings.home)
        return decisions.accept(checked.contract, checked.verdict.proposals, rule, by)

    def _examined(self, file: Path, name: str, contract: Contract, period: Period | None) -> Verdict:
        facts = Known()
        if has_ledger(self.settings.home):
            from pipelines import knowledge

            open_ledger(self.settings.home)
            facts = knowledge.known(self.settings, contract.id)
        with tempfile.TemporaryDirectory(prefix="jalandata-") as folder:
            rows = Path(folder) / "rows.parquet"
            verdict = self._sandbox.call(examine, file.resolve(), name, contract, period, self.tenant, rows, facts)
        if not has_ledger(self.settings.home):
            return verdict
        copies = knowledge.alike(verdict.fingerprints, contract.id, verdict.period, self.contracts)
        return settle(verdict, contract, copies, facts)


def write_report(checked: Checked, file: Path, target: Path) -> None:
    """The findings in the officer's own workbook, or as a page: decided by the name of ``target``."""
    title = checked.contract.title if checked.contract else ""
    period = Period.parse(checked.verdict.period).label if checked.verdict.period else ""
    if target.suffix.lower() == ".html":
        from quality.reports import page

        page.write(checked.verdict, target, name=file.name, dataset_title=title, period=period)
    else:
        from quality.reports import workbook

        workbook.annotate(file, file.name, checked.verdict, target, dataset_title=title, period=period)

"""``jalandata check``: what a delivery would be told, without delivering it. Nothing is kept or recorded.

The engine is that of a real delivery, in the same bounded child process. It needs neither lake nor portal, and where
nothing was ever delivered no ledger either.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger import has_ledger, open_ledger
from pipelines.addressing import contract_of, period_of
from pipelines.reading_room import NOTHING, examined, reported, settled
from pipelines.settings import Settings
from quality.history import Known
from quality.verdict import Verdict, refused
from sources.contract import Contract, catalogue
from sources.decisions import Decision
from sources.deliveries import DeliveryRefused, refuse_irregular, refuse_too_large
from sources.periods import Period
from sources.sandbox import Sandbox
from sources.tenant import Tenant, load_tenant


@dataclass(frozen=True)
class Checked:
    """The verdict, and the contract it was reached with (``None`` for an unknown dataset)."""

    verdict: Verdict
    contract: Contract | None

    @property
    def labels(self) -> Mapping[str, str]:
        """Column -> what people call it."""
        return self.contract.labels if self.contract else {}


class Checking:
    """Checks for one home. Files are opened in ``room`` only: see :mod:`pipelines.reading_room`."""

    def __init__(self, settings: Settings, room: Sandbox) -> None:
        self.settings, self._room = settings, room
        self.tenant: Tenant = load_tenant(settings.tenant_file)
        self.contracts: Mapping[str, Contract] = catalogue(self.tenant.contracts)

    def check(self, file: Path, name: str, dataset: str, period: str | None) -> Checked:
        """The verdict that a delivery of ``file``, which its officer calls ``name``, would get now."""
        contract: Contract | None = None
        try:
            contract = contract_of(self.contracts, dataset)
            wanted = period_of(contract, period) if period else None
            refuse_irregular(file, name)
            refuse_too_large(file, name, self.tenant.max_delivery_mb)
            return Checked(self._examined(file, name, contract, wanted), contract)
        except DeliveryRefused as refusal:
            return Checked(refused(refusal.finding), contract)

    def accept(self, checked: Checked, rule: str, by: str) -> list[Decision]:
        """Store what the check proposed under a rule; returns what is new. Raises ``decisions.Refused``."""
        from pipelines import decisions

        if checked.contract is None:
            return []
        open_ledger(self.settings.home)
        return decisions.accept(checked.contract, checked.verdict.proposals, rule, by)

    def report(self, checked: Checked, file: Path, name: str, target: Path) -> None:
        """The findings in the officer's own workbook, or as a page: decided by the name of ``target``.

        ``target`` appears whole or not at all. Raises ``OSError`` when it cannot be written.
        """
        title = checked.contract.title if checked.contract else ""
        period = Period.parse(checked.verdict.period).label if checked.verdict.period else ""
        about = (name, checked.verdict)
        source = file.resolve() if file.is_file() else NOTHING
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".laporan-") as folder:
            written = (Path(folder) / target.name).resolve()
            try:
                self._room.call(reported, source, *about, written, title, period)
            except DeliveryRefused:
                # A file that is too much even for this: the findings are told without its content.
                self._room.call(reported, NOTHING, *about, written, title, period)
            written.replace(target)

    def _examined(self, file: Path, name: str, contract: Contract, period: Period | None) -> Verdict:
        if not has_ledger(self.settings.home):
            return self._read(file, name, contract, period, Known())
        from pipelines import knowledge

        open_ledger(self.settings.home)
        facts = knowledge.known(self.settings, contract.id)
        verdict = self._read(file, name, contract, period, facts)
        copies = knowledge.alike(verdict.fingerprints, contract.id, verdict.period, self.contracts)
        return self._room.call(settled, verdict, contract, copies, facts) if copies else verdict

    def _read(self, file: Path, name: str, contract: Contract, period: Period | None, facts: Known) -> Verdict:
        with tempfile.TemporaryDirectory(prefix="jalandata-") as folder:
            rows = Path(folder) / "rows.parquet"
            return self._room.call(examined, file.resolve(), name, contract, period, self.tenant, rows, facts)

"""A home in which deliveries are received and examined for real; what comes after (lake, gate, portal) is left out."""

from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from ledger.models import Delivery
from pipelines.cli import app
from pipelines.settings import Settings
from pipelines.stages.examine import examine_pending
from pipelines.stages.receive import Receipt, receive
from pipelines.workshop import Workshop, at_work


class Intake:
    """Deliver and examine, or ask the command line."""

    def __init__(self, home: Path, tenant: Path) -> None:
        self.settings = Settings(home, tenant)

    @property
    def workshop(self) -> Workshop:
        """A fresh one each time, as each command has."""
        return Workshop(self.settings)

    def receives(self, path: Path, dataset: str, period: str = "2023") -> Receipt:
        return receive(self.workshop, path, dataset=dataset, period=period, officer="petugas", channel="cli")

    def delivers(self, path: Path, dataset: str, period: str = "2023") -> Delivery:
        """Receive and examine; returns the delivery with its state."""
        assert self.receives(path, dataset, period).finding is None
        return self.examines(dataset)[-1]

    def examines(self, dataset: str) -> list[Delivery]:
        with at_work(self.workshop) as workshop:
            return examine_pending(workshop, dataset)

    def command(self, *arguments: str | Path) -> Result:
        """The command line as a person starts it, in this process."""
        environment = {
            "JALANDATA_HOME": str(self.settings.home),
            "JALANDATA_TENANT": str(self.settings.tenant_file),
            "COLUMNS": "200",
        }
        return CliRunner().invoke(app, list(map(str, arguments)), env=environment)

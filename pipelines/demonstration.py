"""The demo: deliveries of a simulated municipality ("DATA CONTOH") go down the same road as real ones."""

import os
import tempfile
from pathlib import Path

from demo.deliveries import write
from pipelines import services
from pipelines.stages.receive import Receipt, receive
from pipelines.workshop import Workshop


def deliver_demo(workshop: Workshop) -> list[Receipt]:
    """Write the demo's files and deliver each; those that were delivered before are recognised by their bytes."""
    point_at_demo_api(workshop)
    with tempfile.TemporaryDirectory() as folder:
        return [
            receive(workshop, item.path, dataset=item.dataset, period=item.period, officer=item.officer, channel="demo")
            for item in write(Path(folder), workshop.tenant)
        ]


def point_at_demo_api(workshop: Workshop) -> None:
    """API sources of the demo are the local server, on whatever port it found."""
    running = services.find(workshop.settings, "demo-api")
    if running:
        for service in workshop.tenant.services:
            os.environ.setdefault(f"JALANDATA_API_{service.upper()}", running.url)

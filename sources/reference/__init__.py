"""Packaged reference data: region codes, bidang urusan, charts of accounts, units (see NOTICE.md for the sources)."""

from pathlib import Path

FOLDER = Path(__file__).parent

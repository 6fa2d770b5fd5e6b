"""Real files of Indonesian agencies, which stand beside the clone and not in it."""

import os
from pathlib import Path

CORPUS = Path(os.environ.get("JALANDATA_CORPUS", Path(__file__).parents[2] / "shared" / "data")).resolve()
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"}


def names() -> list[str]:
    """Every spreadsheet and CSV there is, by name; none where the folder is missing."""
    return sorted(path.name for path in CORPUS.glob("*") if path.suffix.lower() in SPREADSHEETS)

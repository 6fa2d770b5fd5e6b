"""Writes the seed of national holidays (``python -m warehouse.holidays``), from the ``holidays`` package.

Days whose date depends on a moon sighting and is not decreed yet carry "(perkiraan)" in their name.
"""

import csv
import io
from pathlib import Path

import holidays

SEED = Path(__file__).parents[1] / "dbt_project" / "seeds" / "libur_nasional.csv"
YEARS = range(2000, 2041)


def rendered() -> str:
    """The seed's text: one row per day, several holidays of a day joined."""
    days = holidays.country_holidays("ID", years=YEARS, language="id")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["tanggal", "nama"])
    writer.writerows((day.isoformat(), name) for day, name in sorted(days.items()))
    return text.getvalue()


if __name__ == "__main__":
    SEED.write_text(rendered(), encoding="utf-8")

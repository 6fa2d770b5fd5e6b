"""A form as delimited text: the header line, and rows whose labels are known; the instructions stand beside it."""

import csv
from pathlib import Path

from sources.contract import Csv
from sources.template.guide import as_text
from sources.template.marker import GUIDE
from sources.template.shapes import Form, Setting

# Excel recognises UTF-8 by its mark only; the reader takes files with and without it.
_ENCODINGS = {"utf-8": "utf-8-sig", "cp1252": "cp1252"}


def draw_separated(form: Form, setting: Setting, layout: Csv, target: Path) -> tuple[Path, Path]:
    """Write ``target`` and a text with the instructions; returns both paths."""
    with target.open("w", encoding=_ENCODINGS[layout.encoding], newline="") as file:
        lines = csv.writer(file, delimiter=layout.delimiter)
        lines.writerow(" > ".join(found.path) for found in form.columns)
        rows = [texts for sheet in form.sheets for group in sheet.groups for texts in group.rows if texts]
        lines.writerows([texts.get(found.key, "") for found in form.columns] for texts in rows)
    guide = target.with_name(f"{target.stem} {GUIDE}.txt")
    guide.write_text(as_text(form, setting), encoding="utf-8")
    return target, guide

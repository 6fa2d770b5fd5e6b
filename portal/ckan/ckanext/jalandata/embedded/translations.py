"""Our Indonesian texts in the form that gettext reads. Only their source is kept under version control."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent / "i18n"


def compile_translations() -> None:
    """Write each catalogue that is missing or older than its source (elsewhere: `pybabel compile`)."""
    for source in FOLDER.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(".new")
        with source.open("rb") as texts, draft.open("wb") as compiled:
            write_mo(compiled, read_po(texts, locale=source.parts[-3]))
        draft.replace(target)

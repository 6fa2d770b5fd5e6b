"""The drop-down lists of a template: columns of a hidden sheet, each under a name that validations refer to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from sources.contract import Column
from sources.regions import Place
from sources.template.marker import LISTS
from sources.template.shapes import Setting

# Parts of a key that is made of two names.
BETWEEN = "|"


@dataclass
class Lists:
    """Names -> texts; ``parts`` are names for a run of another list: (name of the list, first, last), from 0."""

    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    parts: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def add(self, name: str, texts: Sequence[str]) -> str:
        """The name, under which the texts can be picked."""
        self.texts.setdefault(name, texts)
        return name

    def add_places(self, setting: Setting, column: Column) -> str:
        """All names for a region column, which start with the name that is returned.

        ``x`` are the regions' names and ``x_kode`` their codes; ``x_induk`` the names of the regions above,
        ``x_induk_kode`` their codes without dots; ``x_351016`` and ``x_kode_351016`` what lies in one of these;
        ``x_kunci`` name of the region above and own name, joined by a bar.
        """
        name = list_name(setting, column)
        if name in self.texts:
            return name
        places, above = setting.places(column), setting.places(column, "parent")
        self.add(name, [place.name for place in places])
        self.add(f"{name}_kode", [place.code for place in places])
        self.add(f"{name}_induk", [place.name for place in above])
        self.add(f"{name}_induk_kode", [compact(place) for place in above])
        names = {place.code: place.name for place in above}
        self.add(f"{name}_kunci", [f"{names.get(place.parent or '', '')}{BETWEEN}{place.name}" for place in places])
        for upper in above:
            inside = [index for index, place in enumerate(places) if place.parent == upper.code]
            for list_ in (name, f"{name}_kode"):
                self.parts[f"{list_}_{compact(upper)}"] = (list_, inside[0], inside[-1])
        return name

    def write(self, file: xlsxwriter.Workbook) -> None:
        """Write the hidden sheet and define the names."""
        sheet = file.add_worksheet(LISTS)
        sheet.hide()
        sheet.protect()
        places = {name: index for index, name in enumerate(self.texts)}
        for name, column in places.items():
            sheet.write_string(0, column, name)
            for row, text in enumerate(self.texts[name], 1):
                sheet.write_string(row, column, text)
            file.define_name(name, _range(column, 0, len(self.texts[name]) - 1))
        for name, (whole, first, last) in self.parts.items():
            file.define_name(name, _range(places[whole], first, last))


def list_name(setting: Setting, column: Column) -> str:
    """Short, because a validation formula may have 255 characters: ``pilihan_7`` for the contract's seventh column."""
    return f"pilihan_{setting.contract.columns.index(column) + 1}"


def compact(place: Place) -> str:
    """The code as a part of a defined name: a text with dots or spaces may not stand there in every program."""
    return place.code.replace(".", "")


def _range(column: int, first: int, last: int) -> str:
    letters = xl_col_to_name(column)
    return f"={LISTS}!${letters}${first + 2}:${letters}${last + 2}"

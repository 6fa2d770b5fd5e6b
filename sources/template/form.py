"""From a contract to its empty form, in which the reader of deliveries finds what it looks for."""

from sources.contract import Workbook
from sources.template.columns import columns_of
from sources.template.naming import sheet_names, title_lines, total_label
from sources.template.rows import groups_of, is_open
from sources.template.shapes import Form, FormSheet, Setting, TemplateRefused


def form_of(setting: Setting) -> Form:
    """Raises :class:`sources.template.shapes.TemplateRefused` for a contract that leaves open how a file looks."""
    layout = setting.contract.layout
    columns = columns_of(setting.contract)
    if any(column.region and not setting.places(column) for column in setting.contract.columns):
        raise TemplateRefused(f"Daftar wilayah tidak memuat wilayah yang diminta kontrak {setting.contract.id!r}.")
    names = sheet_names(setting) if isinstance(layout, Workbook) else (("", None),)
    sheets = tuple(FormSheet(name, place, groups_of(setting, place)) for name, place in names)
    has_sums = any(column.is_summed for column in columns) and not all(column.is_number for column in columns)
    return Form(
        columns,
        layout.header_rows if isinstance(layout, Workbook) else 1,
        title_lines(setting),
        tuple(sheet for sheet in sheets if sheet.groups),
        total_label(setting) if has_sums else None,
        is_open(setting),
    )

"""Parts of a sheet that its officer does not see. They are read like the rest, and said to be hidden."""

from sources.findings import Finding
from sources.grid import Grid, letters
from sources.rules import finding

_NAMED = 8


def hidden(grid: Grid) -> Finding | None:
    """The finding that says which parts of a sheet are hidden, or ``None``."""
    parts = [f"baris {row + 1}" for row in grid.hidden_rows if row < len(grid.rows)]
    parts += [f"kolom {letters(column)}" for column in grid.hidden_columns if column < grid.width]
    if not parts and not grid.hidden:
        return None
    named = ", ".join(parts[:_NAMED]) + (", dan lainnya" if len(parts) > _NAMED else "")
    said = [f"Lembar {grid.name} tersembunyi."] if grid.hidden else []
    said += [f"Lembar {grid.name} menyembunyikan {named}."] if parts else []
    message = " ".join(said)
    hint = "Tampilkan yang tersembunyi dan pastikan isinya memang data yang dikirim."
    return finding("lembar.tersembunyi", message, hint, sheet=grid.name, count=len(parts) + grid.hidden)

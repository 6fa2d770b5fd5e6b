"""One module per kind of file that offices send; each yields grids of cells, bounded before memory is spent."""

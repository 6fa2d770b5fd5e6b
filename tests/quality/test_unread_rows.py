"""Rules ask the rows of a delivery in SQL, however many of its cells could not be read."""

import time

import numpy as np
import pyarrow as pa

from quality.rows import Rows
from sources.reading import Reading

COUNT = 200_000


def test_many_unread_cells_cost_little() -> None:
    positions = np.arange(COUNT)
    rows = pa.table(
        {
            "nilai": pa.nulls(COUNT, pa.int64()),
            "_sheet": pa.nulls(COUNT, pa.string()),
            "_row": pa.array(positions + 2, pa.int32()),
            "_cell": pa.repeat("A2", COUNT),
        }
    )
    # All but the last cell were reported as unread.
    read = Reading(rows, (), unread={"nilai": frozenset(positions[:-1].tolist())})
    start = time.monotonic()
    with Rows(read) as asked:
        empty = asked.spots("nilai", f"nilai is null and {asked.readable('nilai')}")
    assert time.monotonic() - start < 5
    assert [spot.row for spot in empty] == [COUNT + 1]

"""Read the tables of a run, and refuse what does not hold what it should."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from pandas.api.types import is_bool_dtype, is_numeric_dtype, is_string_dtype

from posture.measures.columns import FRAME_COLUMNS, STRIDE_COLUMNS
from posture.utils.paths import describe_special_file

#: Columns without which a table says nothing.
NEEDED = {
    "frames.parquet": ("time_s",),
    "strides.parquet": ("stride", "start_s", "end_s", "segment", "rejected"),
}
#: Most bytes of a table, or of landmarks, in memory: those of a film of 24 hours, the longest that
#: is measured, at 120 frames/s are fewer (landmarks have 636 a frame).
MOST_BYTES = 7_000_000_000
#: Bytes of a value in memory, by what Parquet calls its type; 8 of any other.
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "FLOAT": 4}
#: Largest number in a run: bytes of a file, or ticks of a clock.
LARGEST = 1e15
#: Columns that hold text; all others hold numbers, or yes and no.
TEXTS = frozenset(
    column.name for column in (*FRAME_COLUMNS, *STRIDE_COLUMNS) if column.dtype == "text"
)


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Read ``frames.parquet`` or ``strides.parquet`` of a run.

    Parameters
    ----------
    folder
        Of the run.
    name
        Of the file. A table without columns is one of a run without a runner.

    Raises
    ------
    ValueError
        A column is missing, holds something else than it should, or a number without end.
    OSError, LookupError, TypeError
        The file is missing, or is no table; from the library that reads it.
    """
    table = read_parquet(folder / name)
    if not len(table.columns):
        return table
    missing = [column for column in NEEDED[name] if column not in table]
    if missing:
        raise ValueError(f"{name} lacks the column {missing[0]}")
    for column, values in table.items():
        if not _holds_what_it_should(str(column), values):
            raise ValueError(f"{name} holds something odd in the column {column}")
    return table


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a table of a run, unless it would fill the memory: few bytes can stand for many rows.

    Raises
    ------
    ValueError
        It is a pipe or a device, or larger than the table of any film.
    OSError
        It is missing, or is no table; the library that reads it raises others too.
    """
    require_plain_file(path)
    with pq.ParquetFile(path) as file:
        rows = file.metadata.num_rows
        if rows * sum(_WIDTHS.get(column.physical_type, 8) for column in file.schema) > MOST_BYTES:
            raise ValueError(f"{path.name} has {rows} rows, more than a film has frames")
    return pd.read_parquet(path)


def require_plain_file(path: Path) -> None:
    """Raise `ValueError` for a pipe or a device, from which reading may never end."""
    if kind := describe_special_file(path):
        raise ValueError(f"{path.name} is {kind}")


def require_sensible_numbers(values: object) -> None:
    """Raise `ValueError` where nested JSON holds a number that no run has, so no chart could."""
    if isinstance(values, dict | list):
        for value in values.values() if isinstance(values, dict) else values:
            require_sensible_numbers(value)
    elif isinstance(values, int | float) and not abs(values) <= LARGEST:
        raise ValueError(f"the number {values} is not of a run")


def _holds_what_it_should(column: str, values: pd.Series) -> bool:
    if column in TEXTS:
        return is_string_dtype(values) or bool(values.isna().all())
    if is_bool_dtype(values):
        return True
    if not is_numeric_dtype(values):
        return bool(values.isna().all())
    return not (abs(values.to_numpy(dtype=np.float64, na_value=np.nan)) > LARGEST).any()

"""A table that does not hold what its columns should is refused."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from helpers_run import make_run

from posture.results.run import write_data
from posture.results.tables import LARGEST, read_table, require_sensible_numbers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_data(make_run(), folder)
    return folder


@pytest.mark.parametrize("name", ["frames.parquet", "strides.parquet"])
def test_what_was_written_is_read(folder: Path, name: str) -> None:
    written = make_run().frames if name.startswith("frames") else make_run().strides
    pd.testing.assert_frame_equal(read_table(folder, name), written)


@pytest.mark.parametrize("name", ["frames.parquet", "strides.parquet"])
def test_a_table_without_columns_is_that_of_a_run_without_a_runner(
    tmp_path: Path, name: str
) -> None:
    pd.DataFrame().to_parquet(tmp_path / name)
    assert read_table(tmp_path, name).empty


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("start_s", None, "lacks the column start_s"),
        ("rejected", None, "lacks the column rejected"),
        ("start_s", "text", "odd in the column start_s"),
        ("segment", 1.0, "odd in the column segment"),
        ("trunk_lean_deg", np.inf, "odd in the column trunk_lean_deg"),
        ("trunk_lean_deg", pd.Timestamp("2026-01-01"), "odd in the column trunk_lean_deg"),
    ],
)
def test_what_is_odd_is_named(folder: Path, tmp_path: Path, column, value, said) -> None:
    table = pd.read_parquet(folder / "strides.parquet")
    table = table.drop(columns=column) if value is None else table.assign(**{column: value})
    table.to_parquet(tmp_path / "strides.parquet")
    with pytest.raises(ValueError, match=said):
        read_table(tmp_path, "strides.parquet")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "strides.parquet")
    with pytest.raises(ValueError, match="is a pipe"):
        read_table(tmp_path, "strides.parquet")


@pytest.mark.parametrize("number", [1e308, -1e308, 10**400, float("nan"), float("inf")])
def test_numbers_of_no_run_are_refused(number: float) -> None:
    require_sensible_numbers({"a": [1, -2.5, None, "1e308", True, {"b": LARGEST}]})
    with pytest.raises(ValueError, match="is not of a run"):
        require_sensible_numbers({"a": [1, {"b": number}]})

import json
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from helpers_run import make_run

from posture.errors import UsageError
from posture.results import run as run_module
from posture.results import tables
from posture.results.run import load_run, write_data
from posture.results.types import SCHEMA_VERSION


def test_tables_written_in_parts_are_read_back_whole(saved, monkeypatch, tmp_path):
    monkeypatch.setattr(run_module, "ROWS", 100)
    parts = tmp_path / "parts"
    parts.mkdir()
    run = make_run()
    write_data(run, parts)
    assert len(run.frames) > 300
    for folder in (saved, parts):
        pd.testing.assert_frame_equal(load_run(folder).frames, run.frames, check_dtype=False)
    whole = load_run(saved).frames
    pd.testing.assert_frame_equal(load_run(parts).frames, whole)
    assert whole["stride"].dtype == "Int64"


def test_landmarks_need_not_be_read(saved):
    assert load_run(saved, poses=False).poses.sizes == {}
    assert load_run(saved).poses.sizes["space"] == 2


def test_not_a_number_is_refused_in_the_summary(tmp_path):
    run = make_run()
    run.summary["cadence_spm"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        write_data(run, tmp_path)


def newer(folder):
    summary = json.loads((folder / "summary.json").read_text())
    summary["schema_version"] = SCHEMA_VERSION + 1
    (folder / "summary.json").write_text(json.dumps(summary))


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (newer, "newer version"),
        (lambda folder: (folder / "summary.json").unlink(), "not the folder of a finished run"),
        (lambda folder: (folder / "summary.json").write_text("{"), "not the folder"),
        (lambda folder: (folder / "summary.json").write_text("[]"), "expected object, got array"),
        (lambda folder: (folder / "summary.json").write_bytes(b"\xff\xfe"), "not the folder"),
        (lambda folder: (folder / "frames.parquet").write_bytes(b"PAR1 no"), "not the folder"),
        (lambda folder: (folder / "strides.parquet").unlink(), "not the folder"),
        (lambda folder: (folder / "poses.nc").write_bytes(b"no"), "not the folder"),
    ],
)
def test_what_is_no_run_is_wrong_usage(saved, harm, says):
    harm(saved)
    with pytest.raises(UsageError, match=says):
        load_run(saved)


def test_landmarks_keep_their_values(saved):
    np.testing.assert_array_equal(load_run(saved).poses["position"], make_run().poses["position"])


@pytest.mark.skipif(not find_spec("h5netcdf"), reason="the netcdf extra is not installed")
@pytest.mark.parametrize(
    "change",
    [
        lambda poses: poses.drop_vars("frame"),
        lambda poses: poses.assign_coords(frame=("time", [10**6])),
        lambda poses: poses.drop_vars("confidence"),
        lambda poses: poses.isel(keypoint=slice(1, None)),
        lambda poses: poses.assign(position=poses["position"].transpose()),
        lambda poses: poses.assign(position=poses["position"].astype(str)),
        lambda poses: poses.rename(keypoint="landmark"),
    ],
)
def test_landmarks_of_something_else_are_refused(saved, change):
    odd = change(make_run().poses)
    odd.to_netcdf(saved / "poses.nc", engine="h5netcdf")
    with pytest.raises(UsageError, match="not the folder"):
        load_run(saved)
    assert not load_run(saved, poses=False).poses.sizes


def test_a_table_of_few_bytes_and_endless_rows_is_not_read(saved, monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 20)
    with pytest.raises(UsageError, match="not the folder"):
        load_run(saved)

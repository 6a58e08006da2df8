"""Each form of a run is read back by a library that is not ours: the numbers are the same."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from exported_run import HIDDEN, LEVEL_DEG, make_exported_run
from helpers_run import make_empty_run, make_paced_run, make_run
from msgspec import structs
from typer.testing import CliRunner

import posture
from posture.cli import app
from posture.errors import OutputError, UsageError
from posture.exchange import FORMATS, nwb
from posture.exchange.motion import build_motion, find_events
from posture.joining import join_poses
from posture.results.run import Run

TRUNK_M = 0.52
OPENSIM = os.environ.get("OPENSIM_PYTHON", "")
MOVEMENT = os.environ.get("MOVEMENT_PYTHON", "")
FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="module")
def run(tmp_path_factory, landmarks_are_joints) -> Run:
    return make_exported_run(tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="module")
def motion(run):
    return build_motion(run, TRUNK_M)


def events_of(run):
    return [(event.time_s, event.label, event.side) for event in find_events(run)]


def test_markers_are_those_of_the_picture_upright_and_in_millimetres(run, motion):
    position = run.poses["position"].isel(individual=0).to_numpy()
    hip, shoulder = (
        np.mean(
            [motion.markers[:, i] for i, name in enumerate(motion.marker_names) if end in name], 0
        )
        for end in ("_hip", "_shoulder")
    )
    trunk = shoulder - hip
    lengths = np.hypot(trunk[:, 0], trunk[:, 1])
    assert np.nanmedian(lengths) == pytest.approx(1000 * TRUNK_M, rel=0.01)
    # the camera's tilt is taken off: the markers lean as the angles do
    lean = np.degrees(np.arctan2(trunk[:, 0], trunk[:, 1]))
    known = np.isfinite(lean)
    np.testing.assert_allclose(lean[known], run.frames["trunk_lean_deg"][known], atol=0.1)
    assert np.isnan(motion.markers[HIDDEN]).all()
    assert np.isfinite(motion.markers).sum() == np.isfinite(position).sum() * 1.5
    assert (motion.unit, motion.rate_hz) == ("mm", pytest.approx(25))


def test_each_video_has_its_own_tilt_height_and_scale(run):
    """The same run filmed again, level, from half as far: the markers are the same."""
    picture = build_motion(run)
    seen = run.poses["position"].to_numpy().copy()
    right, up = picture.markers[..., 0], picture.markers[..., 1]
    first = run.results.video
    seen[:, 0, :, 0], seen[:, 1, :, 0] = 2 * right, 2 * (first.height - up)
    again = run.poses.assign(position=(run.poses["position"].dims, seen))
    poses = join_poses([of_video(run, run.poses), of_video(run, again)], ["early", "late"])
    later = run.frames.assign(
        frame=run.frames["frame"] + len(run.frames),
        time_s=run.frames["time_s"] + first.duration_s,
    )
    trunk_px = run.results.runner.trunk_px
    videos = (
        structs.replace(first, level_deg=LEVEL_DEG, trunk_px=trunk_px),
        structs.replace(first, height=2 * first.height, level_deg=0.0, trunk_px=2 * trunk_px),
    )
    results = structs.replace(run.results, videos=videos)
    both = build_motion(Run(pd.concat([run.frames, later]), run.strides, results, poses), TRUNK_M)
    early, late = np.split(both.markers, 2)
    np.testing.assert_allclose(early, build_motion(run, TRUNK_M).markers)
    np.testing.assert_allclose(late, early, atol=0.1)


def of_video(run, poses):
    """What `join_poses` asks of a recording."""
    return SimpleNamespace(poses=poses, frames=run.frames, info=run.results.video)


def test_events_are_those_of_the_strides(run, tmp_path):
    strides = run.strides[run.strides["rejected"] == ""]
    events = events_of(run)
    near = [time for time, label, side in events if (label, side) == ("Foot Strike", "Right")]
    assert set(strides["start_s"]) | set(strides["end_s"]) >= set(near)
    assert len(near) < 2 * len(strides)  # one contact ends a stride and begins the next
    off = [time for time, label, side in events if (label, side) == ("Foot Off", "Left")]
    expected = strides["contact_far_s"] + strides["contact_time_far_s"]
    np.testing.assert_allclose(off, expected.dropna())
    other = make_exported_run(tmp_path, facing="left", seconds=8.0)
    sides = {side for _, label, side in events_of(other) if label == "Foot Strike"}
    first = other.strides[other.strides["rejected"] == ""]["start_s"].iloc[0]
    assert (first, "Foot Strike", "Left") in events_of(other)
    assert sides == {"Left", "Right"}


def test_trc_is_read_by_trc_data_reader(run, motion, tmp_path):
    trc = pytest.importorskip("trc")
    data = trc.TRCData()
    data.load(str(posture.export(run, "trc", tmp_path / "a.trc", trunk_length=TRUNK_M)))
    assert (data["Units"], data["DataRate"], data["FileName"]) == ("mm", 25.0, "a.trc")
    assert tuple(data["Markers"]) == motion.marker_names
    np.testing.assert_allclose(data["Time"], motion.times_s, atol=1e-9)
    read = np.array([data[name] for name in motion.marker_names]).transpose(1, 0, 2)
    np.testing.assert_allclose(read, motion.markers, rtol=1e-9)
    events = pd.read_csv(tmp_path / "a_events.csv")
    assert [tuple(row) for row in events.to_numpy()] == [
        (pytest.approx(time), label, side) for time, label, side in events_of(run)
    ]


def test_c3d_is_read_by_another_library(run, motion, tmp_path):
    pytest.importorskip("ezc3d")
    path = posture.export(run, "c3d", tmp_path / "a.c3d", trunk_length=TRUNK_M)
    c3d = pytest.importorskip("c3d")
    with path.open("rb") as file:
        reader = c3d.Reader(file)
        labels = [label.strip() for label in reader.point_labels]
        frames = [points.copy() for _, points, _ in reader.read_frames()]
        assert reader.point_rate == pytest.approx(25)
        assert reader.get("POINT").get("UNITS").string_value.strip() == "mm"
    assert labels == [*motion.marker_names, *motion.angles]
    read = np.array(frames)
    seen = read[:, :, 3] >= 0
    markers = len(motion.marker_names)
    np.testing.assert_array_equal(seen[:, :markers], np.isfinite(motion.markers[..., 0]))
    good = seen[:, :markers]
    np.testing.assert_allclose(read[:, :markers, :3][good], motion.markers[good], rtol=1e-6)
    lean = labels.index("trunk_lean_deg")
    np.testing.assert_allclose(
        read[seen[:, lean], lean, 0], motion.angles["trunk_lean_deg"][seen[:, lean]], rtol=1e-6
    )


def test_c3d_has_events_however_many(run, tmp_path):
    ezc3d = pytest.importorskip("ezc3d")
    long = Run(run.frames, pd.concat([run.strides] * 12), run.results, run.poses)
    strides = long.strides
    strides["start_s"] += np.repeat(np.arange(12) * 12.0, len(run.strides))
    strides["end_s"] = strides["start_s"] + 0.7
    for which, number in ((run, len(events_of(run))), (long, len(events_of(long)))):
        file = ezc3d.c3d(str(posture.export(which, "c3d", tmp_path / "b.c3d")))
        group = file["parameters"]["EVENT"]
        parts = [name.removeprefix("TIMES") for name in group if name.startswith("TIMES")]
        times = np.concatenate([[60, 1] @ group[f"TIMES{part}"]["value"] for part in parts])
        labels = [text for part in parts for text in group[f"LABELS{part}"]["value"]]
        sides = [text for part in parts for text in group[f"CONTEXTS{part}"]["value"]]
        read = list(zip(times, labels, sides, strict=True))
        assert group["USED"]["value"][0] == number == len(read)
        for known, found in zip(events_of(which), read, strict=True):
            assert (pytest.approx(known[0], abs=1e-4), *known[1:]) == found
    assert number > 255
    assert file["parameters"]["POINT"]["UNITS"]["value"] == ["px"]


def test_nwb_is_read_by_pynwb(run, motion, tmp_path):
    for name in ("pynwb", "ndx_pose"):
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    path = posture.export(run, "nwb", tmp_path / "a.nwb", trunk_length=TRUNK_M)
    pynwb = import_module("pynwb")  # only now: it wants a cache that can be written to
    with pynwb.NWBHDF5IO(str(path), "r") as file:
        read = file.read()
        behavior = read.processing["behavior"]
        poses = behavior["PoseEstimation"]
        assert list(poses.skeleton.nodes) == list(motion.marker_names)
        for i, name in enumerate(motion.marker_names):
            series = poses[name]
            np.testing.assert_allclose(series.data[:], motion.markers[:, i, :2])
            assert (series.unit, series.rate) == ("millimeters", pytest.approx(25))
        lean = behavior["trunk_lean_deg"]
        np.testing.assert_allclose(lean.data[:], motion.angles["trunk_lean_deg"])
        table = read.get_events_table("gait_events").to_dataframe()
        assert list(
            zip(table["timestamp"], table["annotation"], table["side"], strict=True)
        ) == events_of(run)
    assert not [error for error in pynwb.validate(path=str(path)) if error]


def test_csv_holds_everything_with_a_dictionary(run, tmp_path):
    folder = posture.export(run, "csv", tmp_path / "tables")
    tables = {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}
    assert set(tables) == {"frames", "strides", "events", "measures", "columns", "poses"}
    for name in ("frames", "strides"):
        own = getattr(run, name)
        pd.testing.assert_series_equal(
            tables[name]["trunk_lean_deg"], own["trunk_lean_deg"], check_dtype=False
        )
        described = tables["columns"].query(f"table == '{name}'")
        assert set(own.columns) <= set(described["column"])
        assert described["meaning"].str.len().min() > 0
    compared = replace(make_run(), poses=xr.Dataset())
    measures = pd.read_csv(posture.export(compared, "csv", tmp_path / "more") / "measures.csv")
    lean = measures.set_index("measure").loc["trunk_lean_deg"]
    assert lean["change"] == pytest.approx(3.6)
    assert (lean["ci95_low"], lean["verdict"]) == (pytest.approx(3.1), "increased")
    assert posture.export(run, "csv", tmp_path / "tables").name == "tables-2"


def test_csv_has_the_change_that_a_verdict_at_equal_pace_is_about(tmp_path):
    paced = replace(make_paced_run(), poses=xr.Dataset())
    measures = pd.read_csv(posture.export(paced, "csv", tmp_path / "paced") / "measures.csv")
    columns = ["change_at_equal_pace", "change_at_equal_pace_low", "change_at_equal_pace_high"]
    measures = measures.set_index("measure")
    lean, head = measures.loc["trunk_lean_deg"], measures.loc["head_forward_deg"]
    assert (lean["change"], lean["ci95_low"]) == (pytest.approx(1.0), pytest.approx(0.1))
    assert lean[columns].tolist() == pytest.approx([-3.0, -3.8, -2.2])
    assert lean["verdict"] == "decreased"
    assert head[columns].isna().all()


def test_uneven_frames_get_an_even_rate_and_gaps_stay(run):
    poses = run.poses.isel(time=[*range(0, 30), *range(31, 100), *range(200, 300)])
    motion = build_motion(Run(run.frames, run.strides, run.results, poses))
    np.testing.assert_allclose(np.diff(motion.times_s), 0.04)
    whole = build_motion(run)
    assert len(motion.times_s) == len(whole.times_s)
    kept = np.r_[0:30, 31:60, 75:100, 200:300]
    np.testing.assert_allclose(motion.markers[kept], whole.markers[kept])
    between = (whole.markers[29] + whole.markers[31]) / 2
    np.testing.assert_allclose(motion.markers[30], between)
    assert np.isnan(motion.markers[101:199]).all()


@pytest.mark.skipif(not OPENSIM, reason="OpenSim is not installed: make test-opensim")
def test_opensim_reads_markers_and_angles(run, motion, tmp_path):
    trc = posture.export(run, "trc", tmp_path / "a.trc", trunk_length=TRUNK_M)
    mot = posture.export(run, "mot", tmp_path / "a.mot")
    done = subprocess.run(
        [OPENSIM, str(FIXTURES / "opensim_program.py"), trc, mot, tmp_path / "read.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = json.loads((tmp_path / "read.json").read_text(encoding="utf-8"))
    assert (read["units"], float(read["rate"]), read["in_degrees"]) == ("mm", 25.0, "yes")
    assert tuple(read["labels"]) == motion.marker_names
    np.testing.assert_allclose(read["times"], motion.times_s, atol=1e-9)
    np.testing.assert_allclose(read["points"], motion.markers, rtol=1e-9)
    assert set(read["angles"]) == set(motion.angles)
    for name, series in motion.angles.items():
        np.testing.assert_allclose(read["angles"][name], series, rtol=1e-8, atol=1e-9)


@pytest.mark.skipif(not MOVEMENT, reason="movement is not installed: make test-movement")
def test_movement_reads_filters_and_saves_the_poses(run, tmp_path):
    pytest.importorskip("h5netcdf")
    path = posture.export(run, "movement", tmp_path / "a.nc")
    program = FIXTURES / "movement_program.py"
    done = subprocess.run(
        [MOVEMENT, str(program), str(path), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_movement_file_has_the_times_of_real_running(run, tmp_path):
    pytest.importorskip("h5netcdf")
    frames = run.frames.assign(time_s=run.frames["time_s"] / 8)  # slow motion
    slow = Run(frames, run.strides, run.results, run.poses)
    read = xr.load_dataset(posture.export(slow, "movement", tmp_path / "a.nc"), engine="h5netcdf")
    assert read["position"].dims == ("time", "space", "keypoint", "individual")
    assert read.attrs["fps"] == pytest.approx(200)
    np.testing.assert_array_equal(read["position"], run.poses["position"])
    np.testing.assert_allclose(read["time"], frames["time_s"])


@pytest.mark.parametrize("to", FORMATS)
def test_the_command_writes_each(run, tmp_path, to):
    for package in {"c3d": ["ezc3d"], "nwb": ["pynwb", "ndx_pose"]}.get(to, []):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    out = tmp_path / f"file.{to}"
    result = CliRunner().invoke(app, ["export", str(run.path), "--to", to, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert result.stdout == f"written: {out}\n"
    assert out.exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--to", "xls"], '"xls" is none of the formats csv, trc, mot, c3d, movement, nwb'),
        (["--to", "trc", "--trunk-length", "52"], "a trunk length of 52 m is none"),
        (["--to", "mot", "--trunk-length", "0.5"], "mot has none in metres"),
        (["--to", "trc", "--out", "."], "is a folder; give the name of a file"),
    ],
)
def test_wrong_usage_is_one_sentence(run, arguments, sentence):
    result = CliRunner().invoke(app, ["export", str(run.path), *arguments])
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_is_missing_is_said(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(posture.UsageError, match=r"pip install 'running-posture\[export\]'"):
        posture.export(run, "c3d", tmp_path / "a.c3d")
    assert not list(tmp_path.iterdir())
    empty = replace(make_empty_run(), poses=xr.Dataset())
    with pytest.raises(posture.UsageError, match="holds no landmarks"):
        posture.export(empty, "trc", tmp_path / "a.trc")
    assert (posture.export(empty, "csv", tmp_path / "nothing") / "events.csv").is_file()
    with pytest.raises(posture.UsageError, match="say where to write"):
        posture.export(make_run(), "trc")


def test_a_cache_that_cannot_be_written_to_is_no_hindrance(monkeypatch):
    """`pynwb` makes a folder in it as soon as it is imported."""
    asked = []

    def load(*_: str) -> str:
        asked.append(os.environ.get("XDG_CACHE_HOME"))
        if len(asked) == 1:
            raise PermissionError
        return "pynwb"

    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    monkeypatch.setattr(nwb, "require_package", load)
    assert nwb._require_pynwb() == "pynwb"
    assert asked[0] == "/proc/nowhere" != asked[1]
    assert os.environ["XDG_CACHE_HOME"] == "/proc/nowhere"
    assert "PYNWB_NO_CACHE_DIR" not in os.environ


def test_no_place_for_a_cache_is_not_said_of_the_file_to_write(run, tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/elsewhere")

    monkeypatch.setattr(nwb, "require_package", fail)
    monkeypatch.setattr(nwb.tempfile, "TemporaryDirectory", fail)
    with pytest.raises(
        OutputError, match=r"needs a cache, .* \(No space left.*set TMPDIR"
    ) as caught:
        posture.export(run, "nwb", tmp_path / "a.nwb")
    assert "a.nwb" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", ["trc", "c3d"])
def test_a_file_of_another_kind_is_not_replaced(run, tmp_path, to):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    with pytest.raises(UsageError, match=f"is there already and is no .{to} file"):
        posture.export(run, to, film)
    assert film.read_bytes() == b"film"


@pytest.mark.skipif(os.name == "nt", reason="such names are of Unix")
@pytest.mark.parametrize("to", ["trc", "mot"])
def test_a_name_that_is_no_text_breaks_no_line(run, tmp_path, to):
    plain = posture.export(run, to, tmp_path / f"a.{to}")
    odd = posture.export(run, to, tmp_path / f"\udce4\n\t.{to}")
    assert odd.read_text("utf-8").count("\n") == plain.read_text("utf-8").count("\n")

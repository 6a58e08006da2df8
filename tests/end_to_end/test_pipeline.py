import gc
import json
import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import cv2
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from pipeline_fakes import CADENCE, FPS, MODEL, film, left_in, network, see, tiring

import posture
from posture import pipeline, writing
from posture.comparison import CHANGED, Verdict
from posture.errors import NoRunnerError, OutputError, UsageError
from posture.measures import COMPARED
from posture.results.pictures import load_pictures
from posture.video import probe

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

SECONDS = 30.0
FRAMES = {
    "frame": "i",
    "time_s": "f",
    "trunk_lean_deg": "f",
    "pelvic_tilt_deg": "f",
    "lumbar_lordosis_deg": "f",
    "hip_angle_near_deg": "f",
    "hip_angle_far_deg": "f",
    "knee_angle_near_deg": "f",
    "knee_angle_far_deg": "f",
    "head_forward_deg": "f",
    "stride": "i",
    "phase": "f",
    "back_visible": "b",
    "reason": "O",
}
STRIDES = [
    *("stride", "start_s", "end_s", "segment", "cadence_spm"),
    *("contact_time_near_s", "contact_time_far_s", "contact_far_s", "vertical_oscillation_trunk"),
    *("trunk_lean_deg", "trunk_lean_range_deg", "pelvic_tilt_deg", "pelvic_tilt_toe_off_deg"),
    *("lumbar_lordosis_deg", "lumbar_lordosis_toe_off_deg"),
    *("hip_extension_peak_near_deg", "hip_extension_peak_far_deg"),
    *("knee_lift_near_deg", "knee_lift_far_deg", "head_forward_deg", "back_frames", "rejected"),
]
NUMBER = (int, float)
SUMMARY = {
    "schema_version": int,
    "posture_version": str,
    "video": {
        **{"path": str, "sha256": str, "width": int, "height": int, "frames": int},
        **{"duration_s": float, "fps_median": float, "variable_frame_rate": bool},
        **{"rotation_deg": int, "codec": str, "speed_factor": float},
    },
    "runner": {
        **{"facing": str, "near_side": str, "detected_share": float, "trunk_px": float},
        "subjects_seen": int,
    },
    "quality": {"level_deg": (float, type(None)), "level_applied": bool, "warnings": list},
    "segments": {
        "early": {"start_s": float, "end_s": float, "strides": int},
        "late": {"start_s": float, "end_s": float, "strides": int},
    },
    "measures": dict,
    "drift": dict,
    "cadence_spm": float,
    "strides": int,
    "settings": dict,
    "provenance": {"model": str, "model_sha256": str, "engine": str, "versions": dict},
}
MEASURE = {
    *("unit", "early", "late", "change", "ci95", "ci95_family", "detectable_change"),
    *("verdict", "reason", "counts_from", "settle", "family"),
    *("strides_early", "strides_late", "method"),
}


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return film(tmp_path_factory.mktemp("clips") / "morning run.mp4", SECONDS)


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def run(clip, told, tmp_path_factory):
    """A run whose lean grows from 6 to 10 degrees, charts and clip and all."""
    out = tmp_path_factory.mktemp("runs") / "here" / "run"
    with network(lambda info: see(info, lean_deg=tiring, noise_px=0.2), charts=True):
        return posture.analyze(clip, out=out, csv=True, progress=lambda *now: told.append(now))


def fits(values, schema, path=""):
    for key, kind in schema.items():
        assert key in values, f"{path}{key} is missing"
        if isinstance(kind, dict):
            fits(values[key], kind, f"{path}{key}.")
        else:
            assert isinstance(values[key], kind), f"{path}{key} is {values[key]!r}"


def test_the_folder_holds_what_the_contract_names(run):
    assert left_in(run.path) == [
        *(
            "annotated.jpg",
            "annotated.mp4",
            "charts",
            "frames.csv",
            "frames.parquet",
            "pictures",
            "poses.nc",
        ),
        *("report.html", "strides.csv", "strides.parquet", "summary.json"),
    ]
    charts = left_in(run.path / "charts")
    assert {"change.png", "drift_trunk_lean_deg.png", "waveform_trunk_lean_deg.png"} <= set(charts)
    assert left_in(run.path.parent) == ["run"]


def test_pictures_show_early_beside_late_at_one_size(run):
    pictures = load_pictures(run.path)
    assert pictures.compared
    assert [(one.moment, one.window) for one in pictures.moments] == [
        *(("mid-stance", "early"), ("mid-stance", "late")),
        *(("toe-off", "early"), ("toe-off", "late")),
    ]
    written = [*(one.path for one in (*pictures.moments, *pictures.sheets)), pictures.together]
    folder = run.path / "pictures"
    assert {f"pictures/{name}" for name in left_in(folder)} == {*written, "pictures/pictures.json"}
    for one in pictures.moments:
        assert cv2.imread(str(run.path / one.path)).shape == (one.height, one.width, 3)
        row = run.frames.iloc[one.frame]
        assert (row["frame"], row["stride"]) == (one.frame, one.stride)
        assert one.time_s == pytest.approx(row["time_s"])
        assert one.frame_deg.trunk_lean_deg == pytest.approx(row["trunk_lean_deg"], abs=1e-3)
        assert f"{row['trunk_lean_deg']:.1f}°" in one.alt
        assert one.frame_deg.pelvic_tilt_deg is None  # a stick figure has no low back
        assert run.strides.set_index("stride")["segment"][one.stride] == one.window
    early, late = pictures.sheets
    assert (early.width, early.height, early.hip_x) == (late.width, late.height, late.hip_x)
    assert early.phases == late.phases
    for sheet in pictures.sheets:
        rows = -(-sheet.cells // sheet.columns)
        shape = cv2.imread(str(run.path / sheet.path)).shape
        assert shape[:2] == (rows * sheet.height, sheet.columns * sheet.width)
    # the stick figure is small: its trunk is 40 pixels long
    assert "the trunk is 40 pixels long" in pictures.no_ghost
    assert "enlarged 2.8 times" in pictures.no_ghost


def test_the_summary_has_the_keys_and_types_of_the_contract(run):
    text = (run.path / "summary.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    assert "Infinity" not in text
    summary = json.loads(text)
    assert summary == run.summary
    fits(summary, SUMMARY)
    assert set(summary["measures"]) == {measure.name for measure in COMPARED if not measure.needs}
    for name, found in summary["measures"].items():
        assert set(found) >= MEASURE, name
        assert found["verdict"] in get_args(Verdict)
        if found["counts_from"] is not None:
            beats = abs(found["change"]) >= found["counts_from"]
            assert beats == (found["verdict"] in CHANGED), name
    for found in summary["drift"].values():
        assert set(found) == {"slope_per_10min", "ci95", "onset_s", "onset_ci95", "onset_reason"}
    assert summary["provenance"]["model_sha256"] == MODEL.sha256


def test_the_summary_says_what_is_true_of_the_runner(run):
    summary = run.summary
    lean = summary["measures"]["trunk_lean_deg"]
    assert lean["verdict"] == "increased"
    assert lean["change"] == pytest.approx(4.0, abs=0.05)
    assert lean["early"] == pytest.approx(6.0, abs=0.1)
    assert lean["ci95"][0] < lean["change"] < lean["ci95"][1]
    assert summary["cadence_spm"] == pytest.approx(CADENCE, rel=1e-3)
    # the line through a step in the middle rises by one and a half of it
    slope = summary["drift"]["trunk_lean_deg"]["slope_per_10min"]
    assert slope == pytest.approx(1.5 * 4.0 / SECONDS * 600, rel=0.1)
    assert (summary["runner"]["facing"], summary["runner"]["near_side"]) == ("right", "right")
    assert summary["video"]["frames"] == SECONDS * FPS
    tilt = summary["measures"]["pelvic_tilt_deg"]
    assert (tilt["verdict"], tilt["early"], tilt["ci95"]) == ("not measurable", None, None)
    assert tilt["reason"]


def test_the_tables_have_the_columns_of_the_contract(run):
    frames = pd.read_parquet(run.path / "frames.parquet")
    for name, kind in FRAMES.items():
        found = frames[name].dtype.kind
        assert found == kind or (name == "reason" and pd.api.types.is_string_dtype(frames[name]))
    assert frames["frame"].tolist() == list(range(round(SECONDS * FPS)))
    assert np.diff(frames["time_s"]) == pytest.approx(1 / FPS)
    inside = frames["stride"].notna()
    assert frames.loc[inside, "phase"].between(0, 1).all()
    assert frames.loc[~inside, "phase"].isna().all()

    strides = pd.read_parquet(run.path / "strides.parquet")
    assert set(STRIDES) <= set(strides.columns)
    assert set(strides["segment"]) == {"early", "", "late"}
    assert len(strides) == pytest.approx(SECONDS * CADENCE / 120, abs=2)
    assert set(frames["stride"].dropna()) == set(strides["stride"])
    per_stride = frames[inside].groupby("stride")["trunk_lean_deg"].mean()
    assert strides["trunk_lean_deg"].to_numpy() == pytest.approx(per_stride.to_numpy())


def test_csv_holds_the_same_numbers(run):
    for name in ("frames", "strides"):
        text = pd.read_csv(run.path / f"{name}.csv")
        table = getattr(run, name)
        assert list(text.columns) == list(table.columns)
        lean = text["trunk_lean_deg"].to_numpy()
        assert lean == pytest.approx(table["trunk_lean_deg"].to_numpy(), nan_ok=True)


def test_the_annotated_clip_plays_like_the_file(run, clip):
    shown, filmed = probe(run.path / "annotated.mp4"), probe(clip)
    assert shown.frames == filmed.frames
    assert shown.times_s == pytest.approx(filmed.times_s, abs=1e-4)
    assert shown.duration_s == pytest.approx(filmed.duration_s, abs=1e-3)


def test_progress_counts_every_frame_of_each_stage(told, run):
    frames = round(SECONDS * FPS)
    assert {stage for stage, _, _ in told} == {"Finding the runner", "Drawing the clip"}
    assert told[-1] == ("Drawing the clip", frames, frames)


def test_a_run_is_read_back_as_it_was(run):
    again = posture.load_run(run.path)
    pd.testing.assert_frame_equal(again.frames, run.frames, check_dtype=False)
    pd.testing.assert_frame_equal(again.strides, run.strides, check_dtype=False)
    assert again.summary == run.summary
    for name in ("position", "back_line"):
        np.testing.assert_array_equal(again.poses[name], run.poses[name])
    sizes = {"time": SECONDS * FPS, "space": 2, "keypoint": 33, "individual": 1, "place": 28}
    assert again.poses.sizes == sizes
    assert isinstance(again.plot_drift("trunk_lean_deg"), Figure)


def test_an_existing_folder_is_left_alone_and_a_number_added(clip, tmp_path):
    old = tmp_path / "run"
    old.mkdir()
    (old / "mine.txt").write_text("keep")
    with network(see):
        runs = [posture.analyze(clip, out=old, video=False) for _ in range(2)]
    assert [run.path.name for run in runs] == ["run-2", "run-3"]
    assert left_in(tmp_path) == ["run", "run-2", "run-3"]
    assert left_in(old) == ["mine.txt"]
    assert "annotated.mp4" not in left_in(runs[0].path)


def test_by_default_the_folder_is_named_after_the_video(clip, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with network(see):
        assert posture.analyze(clip, video=False).path == tmp_path / "runs" / "morning run"


@pytest.mark.parametrize(
    ("module", "step", "stop"),
    [
        (writing, "annotate", KeyboardInterrupt()),
        (writing, "write_report", RuntimeError("boom")),
        pytest.param(writing, "annotate", RuntimeError("boom"), marks=pytest.mark.slow),
        pytest.param(writing, "write_report", KeyboardInterrupt(), marks=pytest.mark.slow),
        (pipeline, "summarise", RuntimeError("boom")),
        pytest.param(pipeline, "summarise", KeyboardInterrupt(), marks=pytest.mark.slow),
    ],
)
def test_a_crash_leaves_nothing_and_earlier_results_as_they_were(
    clip, tmp_path, module, step, stop
):
    def crash(*_, **__):
        raise stop

    earlier = tmp_path / "deep" / "run"
    with network(see) as patch:
        patch.setattr(writing, "annotate", lambda info, run, out, **_: out.touch())
        posture.analyze(clip, out=earlier)
        before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
        patch.setattr(module, step, crash)
        with pytest.raises(type(stop)):
            posture.analyze(clip, out=earlier)
        with pytest.raises(type(stop)):
            posture.analyze(clip, out=tmp_path / "other" / "run")
    after = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    assert after.keys() == before.keys()
    assert all(after[p] == before[p] for p in before if p.is_file())


def test_without_a_runner_a_report_says_why(clip, tmp_path):
    with network(lambda info: see(info, gait="standing")), pytest.raises(NoRunnerError) as error:
        posture.analyze(clip, out=tmp_path / "run")
    assert error.value.report == tmp_path / "run" / "report.html"
    assert "does not run" in error.value.report.read_text(encoding="utf-8")
    summary = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    assert summary["failure"] == str(error.value)
    assert summary["measures"] == {}
    assert summary["strides"] == 0
    assert summary["video"]["frames"] == SECONDS * FPS
    again = posture.load_run(tmp_path / "run")
    assert len(again.strides) == 0
    assert len(again.frames) == SECONDS * FPS
    assert (again.frames["reason"] != "").all()


def test_in_two_clips_the_one_without_a_runner_is_named(clip, tmp_path):
    second = film(tmp_path / "tired.mp4", 5.0)

    def seen(info):
        return see(info, gait="running" if info.path == clip else "walking")

    with network(seen), pytest.raises(NoRunnerError, match=r"^tired\.mp4: .*walks") as error:
        posture.compare(clip, second, out=tmp_path / "run")
    assert "walks" in error.value.report.read_text(encoding="utf-8")
    summary = posture.load_run(tmp_path / "run").summary
    assert [Path(video["path"]).name for video in summary["videos"]] == [clip.name, "tired.mp4"]


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ({"early": "20-25", "late": "5-10"}, "must come before"),
        ({"late": "50-60"}, "outside the video"),
        ({"pain_onset": "1:00:00"}, "outside the video"),
    ],
)
def test_windows_are_refused_before_any_work(clip, tmp_path, windows, said):
    with network(lambda info: pytest.fail("looked")), pytest.raises(UsageError, match=said):
        posture.analyze(clip, out=tmp_path / "a" / "run", **windows)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("options", [{"late": "50-60"}, {"pain_onset": "10"}])
def test_two_clips_refuse_such_windows_too(clip, tmp_path, options):
    with network(lambda info: pytest.fail("looked")), pytest.raises(UsageError):
        posture.compare(clip, clip, out=tmp_path / "run", **options)
    assert left_in(tmp_path) == []


def test_two_clips_and_their_concatenation_give_the_same_numbers(clip, tmp_path):
    half = SECONDS / 2
    a, b = film(tmp_path / "a.mp4", half), film(tmp_path / "b.mp4", half)

    def seen(info):
        if info.path == clip:
            whole = see(info, lean_deg=tiring)
            whole.cuts = np.array([round(half * FPS)])
            return whole
        whole = see(probe(clip), lean_deg=tiring)
        part = slice(0, info.frames) if info.path == a else slice(info.frames, None)
        whole.points = whole.points[part]
        whole.confidence, whole.outline = whole.confidence[part], whole.outline[part]
        whole.trunk_edge = whole.trunk_edge[part]
        return whole

    a_frames = probe(a).frames
    with network(seen):
        two = posture.compare(a, b, out=tmp_path / "two")
        one = posture.analyze(clip, out=tmp_path / "one", early="0-15", late="15-30", video=False)
    assert {"annotated.mp4", "annotated_late.mp4"} <= set(left_in(two.path))
    shown = {
        (one.window, one.video, one.frame < a_frames) for one in load_pictures(two.path).moments
    }
    assert shown == {("early", 0, True), ("late", 1, True)}
    assert len(two.frames) == len(one.frames)
    assert two.frames["frame"].tolist() == one.frames["frame"].tolist()
    assert two.frames["time_s"].to_numpy() == pytest.approx(one.frames["time_s"].to_numpy())
    assert two.strides["start_s"].to_numpy() == pytest.approx(one.strides["start_s"].to_numpy())
    assert two.strides["segment"].tolist() == one.strides["segment"].tolist()
    for name in ("trunk_lean_deg", "cadence_spm", "head_forward_deg", "knee_lift_near_deg"):
        for key in ("early", "late", "change", "detectable_change", "strides_early"):
            ours, theirs = (run.summary["measures"][name][key] for run in (two, one))
            assert ours == pytest.approx(theirs, abs=1e-6), (name, key)


def test_windows_of_two_clips_hold_for_each(clip, tmp_path):
    with network(see):
        run = posture.compare(
            clip, clip, out=tmp_path / "run", early="0-10", late="50%-100%", video=False
        )
    segments = run.summary["segments"]
    assert (segments["early"]["start_s"], segments["early"]["end_s"]) == (0.0, 10.0)
    assert (segments["late"]["start_s"], segments["late"]["end_s"]) == (45.0, 60.0)


def test_slow_motion_is_told_in_seconds_of_running(tmp_path):
    slow = film(tmp_path / "slow.mp4", 24.0)
    with network(lambda info: see(info, speed_factor=4.0)):
        run = posture.analyze(slow, out=tmp_path / "run", speed_factor=4, video=False)
    assert run.frames["time_s"].iloc[-1] == pytest.approx((24 - 1 / FPS) / 4)
    assert run.summary["cadence_spm"] == pytest.approx(CADENCE, rel=2e-3)
    assert run.summary["video"]["duration_s"] == pytest.approx(24)


class Complaining:
    """A charts' process that fails."""

    returncode = 1

    def __init__(self, last):
        self.last = last

    def communicate(self):
        return "", self.last

    def kill(self):
        pass

    def wait(self):
        return 1


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("Traceback:\n x\nposture.errors.OutputError: the chart x.png: no space\n", "x.png: no s"),
        ("", "exit 1"),
    ],
)
def test_charts_that_fail_are_told_in_one_sentence(clip, tmp_path, complaint, said):
    with network(see) as patch:
        fake = SimpleNamespace(Popen=lambda *_, **__: Complaining(complaint), PIPE=None)
        patch.setattr(writing, "subprocess", fake)
        with pytest.raises(OutputError, match=said) as error:
            posture.analyze(clip, out=tmp_path / "run", video=False)
    assert "Traceback" not in str(error.value)
    assert "[" not in str(error.value)
    assert left_in(tmp_path) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None,
    reason="only root mounts a small disk",
)
@pytest.mark.parametrize("kilobytes", [16, 200, 900, 1100])
def test_a_full_disk_is_told_and_leaves_nothing(clip, tmp_path, kilobytes):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        (disk / "earlier.txt").write_text("keep")
        with (
            network(lambda info: see(info, noise_px=0.5), charts=True),
            pytest.raises(OutputError, match=r"space|full") as error,
        ):
            posture.analyze(clip, out=disk / "run")
        assert left_in(disk) == ["earlier.txt"]
        assert (disk / "earlier.txt").read_text() == "keep"
        assert "\n" not in str(error.value)
    finally:
        # its traceback keeps what a library had open, and an open file keeps the disk
        error = None
        gc.collect()
        subprocess.run(["umount", str(disk)], check=True)

import json
from dataclasses import replace

import numpy as np
import pytest
from pipeline_fakes import MODEL
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.back import WHY
from posture.comparison import Segments, label_strides
from posture.conclude import summarise
from posture.errors import UsageError
from posture.joining import join_tables
from posture.measures import TESTED_WAVEFORMS
from posture.recording import measure
from posture.results.failure import summarise_failure
from posture.results.plain import plain
from posture.results.provenance import versions
from posture.results.types import Summary
from posture.settings.options import Settings

BUILT = Settings.build()


@pytest.fixture(scope="module")
def recordings(landmarks_are_joints):
    made = []
    for lean in (6.0, 9.0):
        info, found, _ = run_detections(duration_s=10.0, lean_deg=lean, fps=30.0)
        made.append(measure(info, found, Settings.build(), LEARNED))
    return made


def test_plain_values_are_what_json_has():
    odd = {
        1: np.float64(1.5),
        "nan": float("nan"),
        "inf": np.inf,
        "list": (np.int64(3), np.nan, "text", None, True, np.bool_(False)),
    }
    assert plain(odd) == {
        "1": 1.5,
        "nan": None,
        "inf": None,
        "list": [3, None, "text", None, True, False],
    }
    assert type(plain(np.float32(2))) is float


def test_versions_are_of_everything_that_makes_numbers():
    found = versions()
    assert found["numpy"] == np.__version__
    assert {"python", "running-posture", "mediapipe", "opencv-contrib-python"} <= set(found)


def test_one_clip(recordings):
    first = recordings[0]
    segments = Segments((0.0, 5.0), (5.0, 10.0))
    strides = first.strides.assign(segment=label_strides(first.strides, segments))
    settings = Settings.build(early="0-5", late="5-10")
    found = summarise([first], first.frames, strides, segments, settings, MODEL).to_json()
    json.dumps(found, allow_nan=False)
    assert "videos" not in found
    assert found["video"]["speed_factor"] == 1.0
    assert found["video"]["real_s"] == first.duration_s
    codes = [warning["code"] for warning in found["quality"]["warnings"]]
    assert codes == ["low_frame_rate"]
    assert Summary.from_json(found).to_json() == found
    assert found["quality"]["level_applied"] is False
    assert found["segments"]["early"] == {
        "start_s": 0.0,
        "end_s": 5.0,
        "strides": int((strides["segment"] == "early").sum()),
    }
    assert found["strides"] == len(strides)
    assert found["cadence_spm"] == pytest.approx(170.0, rel=2e-3)
    assert found["settings"]["early"] == "0-5"
    assert found["provenance"]["model_sha256"] == MODEL.sha256
    assert found["provenance"]["weights"] == "heavy"
    back = found["back"]
    assert (back["measured"], back["code"], back["reason"]) == (True, None, None)
    assert back["frames_share"] == first.frames["back_visible"].mean()
    assert back["strides"] == len(strides)
    assert back["level_interval_deg"]["pelvic_tilt_deg"] > 1
    assert "pelvic_tilt_deg" in found["drift"]
    tilt = found["measures"]["pelvic_tilt_deg"]
    assert tilt["early"] is not None
    waves = found["waveforms"]
    assert tuple(waves) == TESTED_WAVEFORMS
    assert set(waves["trunk_lean_deg"]) == {"clusters", "blocks_early", "blocks_late"}
    assert tilt["reason"] != WHY["back_cloth"]


def test_a_back_that_cannot_be_measured_says_why_everywhere(recordings):
    first = recordings[0]
    refused = replace(first, back=replace(first.back, code="back_cloth"))
    segments = Segments((0.0, 5.0), (5.0, 10.0))
    strides = first.strides.assign(segment=label_strides(first.strides, segments))
    # one of two clips is enough
    both = [first, refused]
    frames, of_both = join_tables(both, [0.0, 10.0], ["early", "late"])
    of_both = of_both.assign(segment=label_strides(of_both, segments))
    found = summarise(both, frames, of_both, segments, BUILT, MODEL).to_json()
    back = found["back"]
    assert (back["measured"], back["code"]) == (False, "back_cloth")
    assert back["reason"] == WHY["back_cloth"]
    low_back = [name for name in found["measures"] if name.startswith(("pelvic", "lumbar"))]
    assert len(low_back) == 4
    for name in low_back:
        measure_of = found["measures"][name]
        assert (measure_of["verdict"], measure_of["early"]) == ("not measurable", None)
        assert measure_of["reason"] == WHY["back_cloth"]
    assert found["measures"]["trunk_lean_deg"]["early"] is not None
    alone = summarise([refused], refused.frames, strides, segments, BUILT, MODEL).to_json()
    assert not set(low_back) & set(alone["drift"])
    assert "trunk_lean_deg" in alone["waveforms"]
    assert not set(low_back) & set(alone["waveforms"])
    assert "trunk_lean_deg" in alone["drift"]


def test_two_clips(recordings):
    early, late = recordings
    segments = Segments((0.0, 10.0), (10.0, 20.0))
    frames, strides = join_tables(recordings, [0.0, 10.0], ["early", "late"])
    strides = strides.assign(segment=label_strides(strides, segments))
    found = summarise(recordings, frames, strides, segments, BUILT, MODEL).to_json()
    assert [video["speed_factor"] for video in found["videos"]] == [1.0, 1.0]
    assert [video["level_deg"] for video in found["videos"]] == [0.0, 0.0]
    assert [video["trunk_px"] for video in found["videos"]] == [early.trunk_px, late.trunk_px]
    assert found["runner"]["detected_share"] == (early.detected_share + late.detected_share) / 2


def test_left_and_right_are_named_by_the_first_clip_whatever_the_second_shows(recordings):
    segments = Segments((0.0, 10.0), (10.0, 20.0))
    frames, strides = join_tables(recordings, [0.0, 10.0], ["early", "late"])
    right = np.arange(len(strides)) < len(strides) / 2 - 2  # most show the left side
    strides = strides.assign(
        segment="",
        facing=np.where(right, "right", "left"),
        knee_lift_near_deg=np.where(right, 60.0, 50.0),
        knee_lift_far_deg=np.where(right, 50.0, 60.0),
    )
    found = summarise(recordings, frames, strides, segments, BUILT, MODEL)
    assert found.runner.near_side == "right"
    assert (found.sides["knee_lift"].near, found.sides["knee_lift"].far) == (60.0, 50.0)


def test_failure_has_the_same_keys_and_the_reason(recordings):
    first = recordings[0]
    segments = Segments((0.0, 5.0), (5.0, 10.0))
    found = summarise([first], first.frames, first.strides, segments, BUILT, MODEL).to_json()
    failed = summarise_failure([first.info], Settings.build(), MODEL, "nobody runs").to_json()
    json.dumps(failed, allow_nan=False)
    assert set(failed) == set(found) - {"passes"} | {"failure"}
    assert found["passes"] == [
        {"start_s": 0.0, "end_s": pytest.approx(299 / 30), "facing": "right"}
    ]
    assert failed["failure"] == "nobody runs"
    for part in ("video", "runner", "quality", "segments", "back"):
        assert set(failed[part]) == set(found[part]) - {"real_s"}, part
    assert len(summarise_failure([first.info] * 2, Settings.build(), MODEL, "x").videos) == 2


def test_errors_are_also_the_built_in_ones():
    assert issubclass(UsageError, ValueError)

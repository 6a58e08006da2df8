"""Two videos of one run that show the runner from opposite sides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pipeline_fakes import MODEL, film, network, see

import posture
from posture import pipeline
from posture.measures import COMPARED
from posture.results.types import Summary
from posture.session import build_comparison, build_pieces

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

EARLY_DEG = 6.0
WAYS = {"a.mp4": "right", "b.mp4": "left", "c.mp4": "right"}


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [film(folder / name, 14.0) for name in WAYS]


def seen(change_deg: float, roll_deg: float = 0.0, ways: dict[str, str] = WAYS):
    """What is seen of a runner who leans further in all videos but the first."""

    def see_clip(info):
        lean = EARLY_DEG + change_deg * (info.path.name != "a.mp4")
        way = ways[info.path.name]
        return see(info, facing=way, lean_deg=lean, roll_deg=roll_deg, noise_px=0.2)

    return see_clip


def compare(clips: list[Path], see_clip, **options) -> Summary:
    with network(see_clip):
        return pipeline.measure(build_comparison(*clips[:2], options), MODEL)[1].results


def test_each_is_measured_from_its_own_side(clips):
    same = compare(clips, seen(3.0, ways=dict.fromkeys(WAYS, "right")), level=0.0)
    opposite = compare(clips, seen(3.0), level=0.0)
    for name in ("trunk_lean_deg", "head_forward_deg", "cadence_spm"):
        one, other = same.measures[name], opposite.measures[name]
        assert other.change == pytest.approx(one.change, abs=0.15), name
    lean = opposite.measures["trunk_lean_deg"]
    assert lean.change == pytest.approx(3.0, abs=0.15)
    assert lean.verdict == "increased"
    assert {one.facing for one in opposite.passes} == {"right", "left"}


@pytest.mark.parametrize("roll_deg", [-2.0, 2.0])
def test_a_camera_off_level_is_not_called_a_change_though_it_counts_twice(clips, roll_deg):
    found = compare(clips, seen(0.0, roll_deg))
    lean = found.measures["trunk_lean_deg"]
    assert abs(lean.change) == pytest.approx(4.0, abs=0.3)
    assert lean.verdict == "uncertain"
    warning = next(w for w in found.quality.warnings if w.code == "opposite_sides")
    assert warning.cost_deg > 4.0
    # who knows the level has the change
    known = compare(clips, seen(0.0, roll_deg), level=roll_deg).measures["trunk_lean_deg"]
    assert known.change == pytest.approx(0.0, abs=0.2)
    assert known.verdict == "no relevant change"


def test_one_leg_is_not_compared_with_the_other(clips):
    found = compare(clips, seen(3.0), level=0.0)
    legs = {m.name for m in COMPARED if m.is_of_a_leg}
    assert {"knee_lift_near_deg", "contact_time_far_s", "pelvic_tilt_toe_off_deg"} <= legs
    shown = {name for name in legs if found.measures[name].early is not None}
    assert {"knee_lift_near_deg", "contact_time_far_s", "sway_back_trunk"} <= shown
    for name in legs:
        assert found.measures[name].change is None, name
    for name in shown:
        assert found.measures[name].verdict == "not compared", name
        assert "opposite sides" in found.measures[name].reason
    assert found.measures["knee_lift_near_deg"].early is not None
    # but left with right is, of which each clip shows both
    assert found.sides["knee_lift"].near is not None


def test_pieces_too_may_be_from_either_side(clips):
    with network(seen(0.0)):
        session = build_pieces(clips, [0.0, 60.0, 120.0], {"level": 0.0})
        found = pipeline.measure(session, MODEL)[1].results
    # the first and the last third show the same side
    assert found.measures["knee_lift_near_deg"].change is not None
    codes = [w.code for w in found.quality.warnings]
    assert "opposite_sides" in codes


def test_answer_and_page_say_it(clips, tmp_path):
    with network(seen(3.0)):
        run = posture.compare(*clips[:2], out=tmp_path / "run", video=False)
    answer = run.answer
    assert answer.caveat.startswith("The two videos show opposite sides of the runner")
    assert "from the same side" in answer.next_step.text
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "The two videos show opposite sides of the runner" in page
    assert "the right one in the early clip and the left one in the late clip" in page
    assert "opposite sides to the camera" in page
    strides = run.strides.groupby("clip")["facing"].unique()
    assert {name: list(ways) for name, ways in strides.items()} == {
        "early": ["right"],
        "late": ["left"],
    }
    assert np.isfinite(run.summary["sides"]["knee_lift"]["near"])

"""Scenes filmed: small frames, few of them."""

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from posture.errors import OutputError
from posture.synthetic import __main__ as command
from posture.synthetic.scene.description import scene_from
from posture.synthetic.scene.stage import Stage, measure_scene, measure_scene_at, render
from posture.video import probe, read_frames

RED, GREEN, BLUE = [225, 20, 20], [20, 210, 20], [20, 20, 225]


def scene_of(**parts):
    """A small scene without noise; parts are merged into its tables."""
    tables = {
        "seed": 3,
        "body": "dev_01",
        "run": {"trunk_lean_deg": 10.0, "speed_m_s": 3.0, "stride_sd": {}},
        "film": {"width": 320, "height": 180, "fps": 20, "duration_s": 0.25, "noise": 0.0},
        "clothes": {"top": "tight", "top_rgb": RED, "shorts_rgb": BLUE, "shoes_rgb": GREEN},
    }
    for name, part in parts.items():
        tables[name] = {**tables.get(name, {}), **part}
    return scene_from(tables, "clip")


def painted(picture, colour):
    """Rows and columns of what is much redder (0) or bluer (2) than all else."""
    own, *others = (picture[..., (colour + k) % 3].astype(int) for k in range(3))
    return np.nonzero((own > 60) & (own > 3 * others[0]) & (own > 3 * others[1]))


def top(picture):
    return painted(picture, 0)


@pytest.fixture(scope="module")
def plain():
    return Stage(scene_of())


def test_truth_has_a_row_a_frame(plain):
    assert len(plain.truth) == len(plain.times_s) == 5
    np.testing.assert_allclose(plain.times_s, np.arange(5) / 20, atol=1e-12)
    np.testing.assert_allclose(plain.truth["time_s"], plain.times_s)
    assert plain.picture(0).shape == (180, 320, 3)


@pytest.mark.parametrize(("side", "ahead"), [("right", 1), ("left", -1)])
def test_the_runner_leans_and_faces_the_way_that_the_camera_sees(side, ahead):
    """The shirt is ahead of the shorts, over a stride: sleeves and thighs swing."""
    film = {"fps": 10, "duration_s": 0.7}
    stage = Stage(scene_of(film=film, camera={"side": side, "distance_m": 3.0}))
    pictures = [stage.picture(index) for index in range(7)]
    shirt, shorts = (
        np.mean([painted(picture, colour)[1].mean() for picture in pictures]) for colour in (0, 2)
    )
    assert (shirt - shorts) * ahead > 3
    assert stage.truth["trunk_lean_deg"].between(5, 15).all()


@pytest.mark.parametrize(("side", "ahead"), [("right", 1), ("left", -1)])
def test_overground_the_runner_passes_by(side, ahead):
    scene = scene_of(place={"treadmill": False, "kind": "outdoor"}, camera={"side": side})
    stage = Stage(scene)
    at = [top(stage.picture(i))[1].mean() for i in (0, 4)]
    metres = 3.0 * 0.2
    pixels = metres * scene.camera.focal_px / scene.camera.distance_m
    assert (at[1] - at[0]) * ahead == pytest.approx(pixels, rel=0.15)


def test_on_the_treadmill_the_runner_stays_and_the_room_stands_still(plain):
    first, last = (plain.picture(i) for i in (0, 4))
    assert abs(top(first)[1].mean() - top(last)[1].mean()) < 6
    edge = np.s_[:, :40]
    np.testing.assert_array_equal(first[edge], last[edge])
    changed = (first != last).any(axis=2)
    assert 0.005 < changed.mean() < 0.4


def test_a_second_person_is_where_the_scene_puts_him(plain):
    scene = scene_of(
        other={"body": "dev_02", "x_m": -1.5, "behind_m": 1.2, "speed_m_s": 2.0,
               "clothes": {"top": "loose", "hair": "long"}},
    )  # fmt: skip
    both = Stage(scene)
    for index in (0, 4):
        changed = (both.picture(index) != plain.picture(index)).any(axis=2)
        where = scene.camera.project(np.array([[-1.5 + 2.0 * index / 20, 1.2, 0.9]]))[0]
        assert changed.sum() > 300
        assert np.median(np.nonzero(changed)[1]) == pytest.approx(where[0], abs=12)
    pd.testing.assert_frame_equal(both.truth, plain.truth)


def test_an_open_shutter_smears_the_picture_but_not_the_truth(plain):
    smeared = Stage(scene_of(film={"exposures": 3, "shutter": 0.9}))
    pd.testing.assert_frame_equal(smeared.truth, plain.truth, rtol=0, atol=1e-5)
    for index in (1, 3):
        one, three = plain.picture(index), smeared.picture(index)
        np.testing.assert_array_equal(one[:, :40], three[:, :40])
        changed = (one != three).any(axis=2)
        assert changed.sum() > 100


def test_contacts_fall_between_the_frames_that_show_them():
    stage = Stage(scene_of(film={"fps": 100, "duration_s": 1.6}))
    table = stage.truth
    assert min(min(times) for times in stage.events.values()) >= 0
    for label in ("near", "far"):
        on = table[f"contact_{label}"].to_numpy()
        time = table["time_s"].to_numpy()
        for what, change in (("contacts", 1), ("toe_offs", -1)):
            after = np.flatnonzero(np.diff(on.astype(int)) == change) + 1
            moments = np.array(stage.events[f"{what}_{label}_s"])
            assert len(moments) == len(after) >= 1
            assert (moments <= time[after] + 0.002).all()
            assert (moments >= time[after - 1] - 0.002).all()


def test_the_same_scene_gives_the_same_files(tmp_path):
    scene = scene_of(
        film={"noise": 2.0},
        clothes={"top": "tee", "hair": "long"},
        place={"kind": "clutter", "handrail": "front"},
    )
    seen = []
    clips = [
        render(scene, tmp_path / str(i), lambda done, of: seen.append((done, of))) for i in (1, 2)
    ]
    one, two = ({p.name: p.read_bytes() for p in clip.parent.iterdir()} for clip in clips)
    assert set(one) == {"clip.mp4", "clip.truth.parquet", "clip.events.json"}
    assert one == two
    assert seen[:5] == [(i, 5) for i in range(5)]
    other = render(replace(scene, seed=4), tmp_path / "3")
    assert other.read_bytes() != one["clip.mp4"]


def test_phone_films_come_out_as_asked(tmp_path):
    """Uneven, with frames missing, in slow motion and turned by a flag."""
    scene = scene_of(
        film={"fps": 60, "duration_s": 0.7, "jitter": 0.3, "dropped": 0.2, "slow_motion": 4.0,
              "rotation_deg": 90, "width": 180, "height": 320},
        camera={"distance_m": 3.5},
    )  # fmt: skip
    clip = render(scene, tmp_path)
    info = probe(clip)
    table = pd.read_parquet(tmp_path / "clip.truth.parquet")
    assert 25 < len(table) < 42
    assert len(list(read_frames(info))) == len(table) == len(info.times_s)
    np.testing.assert_allclose(info.times_s, 4.0 * table["time_s"], atol=2e-4)
    assert info.variable_frame_rate
    assert (info.rotation_deg, info.width, info.height) == (90, 180, 320)
    steps = np.diff(table["time_s"]) * 60
    assert steps.min() > 0.35
    assert steps.max() > 1.5
    rows, columns = top(next(iter(read_frames(info))).image)
    assert np.ptp(rows) > np.ptp(columns)  # upright
    moments = json.loads((tmp_path / "clip.events.json").read_text())
    assert all(0 <= t <= table["time_s"].iloc[-1] for times in moments.values() for t in times)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "taken").touch()
    with pytest.raises(OutputError, match=r"taken cannot be made"):
        render(scene_of(), tmp_path / "taken")


def run(monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["posture.synthetic", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        command.main()
    return end.value.code


def test_the_command_films_scenes(tmp_path, monkeypatch, capsys):
    path = tmp_path / "small.toml"
    path.write_text(
        'body = "dev_02"\n[film]\nwidth = 160\nheight = 90\nfps = 10\nduration_s = 0.2\n'
    )
    assert run(monkeypatch, "render", path, "--out", tmp_path / "out") == 0
    clip = tmp_path / "out" / "small.mp4"
    assert capsys.readouterr().out.strip() == str(clip)
    assert len(probe(clip).times_s) == len(pd.read_parquet(clip.with_suffix(".truth.parquet"))) == 2


def test_the_command_refuses_in_one_sentence(tmp_path, monkeypatch, capsys):
    path = tmp_path / "bad.toml"
    path.write_text("body =")
    assert run(monkeypatch, "render", path, "--out", tmp_path / "out") == 2
    message = capsys.readouterr().err
    assert "bad.toml is not TOML" in message
    assert len(message.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_the_command_says_which_library_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "anny", None)
    assert run(monkeypatch, "bodies", "--out", tmp_path / "out") == 2
    assert "anny is not installed: install posture with its extra 'synthetic'" in (
        capsys.readouterr().err
    )
    assert not (tmp_path / "out").exists()


def test_a_turn_is_seen_as_a_camera_moved_the_other_way_and_not_in_the_truth(plain):
    run = {"turn_deg": 0.0, "drifts": {"turn_deg": {"change": 12.0, "shape": "step"}}}
    drifting = scene_of(run=run)
    assert drifting.plan.intended("turn_deg", np.array([0.0, 4.0])).tolist() == [0.0, 12.0]

    turned = Stage(scene_of(run={"turn_deg": 12.0}))
    pd.testing.assert_frame_equal(turned.truth, plain.truth)
    moved = Stage(scene_of(camera={"yaw_deg": -12.0})).picture(2)

    def middle(picture):
        return np.array([part.mean() for part in top(picture)])

    # the runner's right side is filmed: turned to the left, the back comes into view
    np.testing.assert_allclose(middle(turned.picture(2)), middle(moved), atol=1.0)
    away = Stage(scene_of(camera={"yaw_deg": 12.0})).picture(2)
    assert abs(len(top(turned.picture(2))[0]) - len(top(moved)[0])) < abs(
        len(top(away)[0]) - len(top(moved)[0])
    )


def test_a_runner_stands_first_and_then_the_same_run_is_filmed(plain):
    stage = Stage(scene_of(standing={"duration_s": 0.2}))
    assert len(stage.truth) == len(stage.times_s) == 4 + 5
    np.testing.assert_allclose(stage.times_s, np.arange(9) / 20, atol=1e-9)
    assert (stage.truth["stride"][:4] == -1).all()
    np.testing.assert_array_equal(stage.picture(6), plain.picture(2))
    moved, ran = (
        np.abs(stage.picture(a).astype(int) - stage.picture(b)).mean() for a, b in ((0, 3), (4, 7))
    )
    assert moved < 0.15 * ran  # a breath, and the belt does not go
    same = [name for name in plain.truth if name not in ("frame", "time_s")]
    run = stage.truth[4:].reset_index(drop=True)
    pd.testing.assert_frame_equal(run[same], plain.truth[same])
    assert stage.events == {
        name: [pytest.approx(t + 0.2, abs=1e-5) for t in times]
        for name, times in plain.events.items()
    }


def test_the_truth_at_another_rate_is_even_and_has_the_same_events():
    scene = scene_of(film={"duration_s": 1.0, "jitter": 0.3, "dropped": 0.2})
    truth, events = measure_scene_at(scene, 100.0)
    np.testing.assert_allclose(truth["time_s"], np.arange(100) / 100.0, atol=1e-9)
    uneven, of_film = measure_scene(replace(scene, film=replace(scene.film, jitter=0.0)))
    assert len(uneven) < 21
    for name, moments in events.items():
        inside = [at for at in of_film[name] if at < 0.9]
        np.testing.assert_allclose([at for at in moments if at < 0.9], inside, atol=1e-5)

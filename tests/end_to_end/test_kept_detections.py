"""The detections that the other tests take: whole, small, and still what the real network says."""

from itertools import islice

import numpy as np
import pytest
from case_clips import CASES
from filmed_scenes import SCENES
from kept_detections import (
    CONFIDENCE_STEP,
    FOLDER,
    POINT_STEP_PX,
    kept_path,
    read_detections,
    sample_names,
    truth_path,
    write_detections,
)

from posture.pose import Detections, detect, middle
from posture.pose.chunks import Chunk, plan_chunks
from posture.pose.pool import Pool
from posture.pose.worker import Task
from posture.synthetic.scene.film import write_film
from posture.synthetic.scene.stage import Stage
from posture.utils.resources import sample_path
from posture.video import VideoInfo, probe

MOST_MB = 3.0
NAMES = [*sample_names(), *SCENES]
#: Clips with nobody else in them, that are so long that one chunk stands for all of them.
LONG = ("fresh_to_tired", "steady", "loose_top", "slowmo_240", "variable_rate", "unlevel")


def test_everything_is_kept_and_small():
    # what is kept of the films that went wrong and of groups of people, their own tests read
    kept = [
        path
        for path in FOLDER.iterdir()
        if path.name.split(".")[0] not in CASES and ".group." not in path.name
    ]
    assert sorted(kept) == sorted(
        [kept_path(name) for name in NAMES] + [truth_path(name) for name in SCENES]
    )
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_MB * 1e6


@pytest.mark.parametrize("name", sample_names())
def test_they_are_those_of_the_clip_in_the_repository(name):
    info = probe(sample_path(f"{name}.mp4"))
    found, sha256 = read_detections(kept_path(name))
    assert sha256 == info.sha256
    assert found.points.shape == (info.frames, 33, 2)


def test_what_is_kept_is_read_back_to_half_a_step(tmp_path):
    rng = np.random.default_rng(3)
    found = Detections(
        rng.normal(600.0, 400.0, (50, 33, 2)).astype(np.float32),
        rng.uniform(0.0, 1.0, (50, 33)).astype(np.float32),
        rng.uniform(0.0, 150.0, (50, 48, 2)).astype(np.float16),
        np.array([7, 31], np.intp),
        2,
        trunk_edge=np.stack(
            [rng.uniform(0, 90, (50, 48)), rng.uniform(0, 1, (50, 48))], axis=-1
        ).astype(np.float16),
    )
    found.put(20, None)
    found.outline[3, 5:9, 1] = np.nan
    write_detections(tmp_path / "made.npz", found, "ab" * 32)
    again, sha256 = read_detections(tmp_path / "made.npz")
    assert (sha256, again.subjects_seen, again.cuts.tolist()) == ("ab" * 32, 2, [7, 31])
    for name, step in (("points", POINT_STEP_PX), ("confidence", CONFIDENCE_STEP)):
        before, after = getattr(found, name), getattr(again, name)
        assert after.dtype == before.dtype
        np.testing.assert_allclose(after, before, rtol=0, atol=0.51 * step)
    assert again.outline.dtype == found.outline.dtype
    np.testing.assert_array_equal(again.outline, found.outline)  # this without any loss
    np.testing.assert_array_equal(again.trunk_edge[..., 0], found.trunk_edge[..., 0])
    np.testing.assert_allclose(
        again.trunk_edge[..., 1], found.trunk_edge[..., 1], rtol=0, atol=0.003
    )
    assert np.isnan(again.points[20]).all()
    assert np.isnan(again.outline[3, 5:9, 1]).all()
    assert np.isnan(again.trunk_edge[20]).all()


def lean_deg(points: np.ndarray) -> np.ndarray:
    """Trunk line against the picture's vertical, positive to the right."""
    dx, dy = (middle(points, "shoulder") - middle(points, "hip")).T
    return np.degrees(np.arctan2(dx, -dy))


def look(info: VideoInfo, model, chunk: Chunk) -> Detections:
    """What the network says now of one chunk of a clip."""
    found = Detections.empty(info.frames)
    with Pool(model, 1) as pool:
        pool.map([Task(info, chunk)], lambda seen: found.put(seen.index, seen.runner))
    return found


def require_same(now: Detections, kept: Detections, frames: slice) -> None:
    """Nearly all landmarks and edges within the rounding, and the lean of every frame too.

    Processors round differently in the network's depths, which a few landmarks show.
    """
    off = np.abs(now.points[frames] - kept.points[frames])
    edges = np.abs(now.outline[frames].astype(float) - kept.outline[frames].astype(float))
    backs = now.trunk_edge[frames].astype(float) - kept.trunk_edge[frames].astype(float)
    seen = (now.trunk_edge[frames, :, 1] > 0.5) & (kept.trunk_edge[frames, :, 1] > 0.5)
    lean = np.abs(lean_deg(now.points[frames]) - lean_deg(kept.points[frames]))
    print(*(np.nanquantile(x, [0.5, 0.99, 1.0]).round(4) for x in (off, edges, lean)))
    assert (np.isnan(now.points[frames]) == np.isnan(kept.points[frames])).all()
    assert (np.isfinite(now.outline[frames]) == np.isfinite(kept.outline[frames])).mean() > 0.999
    assert np.nanmedian(off) <= POINT_STEP_PX
    assert np.nanquantile(off, 0.99) < 0.1
    assert np.nanquantile(edges, 0.99) < 0.5
    # a rounded landmark moves the strip that the edge of the back is read from by a part of a pixel
    print(np.quantile(np.abs(backs[seen][:, 0]), [0.5, 0.9, 0.99]), np.mean(seen))
    assert np.median(np.abs(backs[seen][:, 0])) < 0.1
    assert np.quantile(np.abs(backs[seen][:, 0]), 0.97) < 1.0
    both = np.isfinite(backs[..., 1])
    assert (np.abs(backs[..., 1][both]) > 0.5).mean() < 0.01
    assert np.nanmean(lean) < 0.02
    assert np.nanmax(lean) < 0.3


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("name", LONG)
def test_the_network_still_says_so_of_a_part_of_a_sample(name, heavy):
    info = probe(sample_path(f"{name}.mp4"))
    kept, _ = read_detections(kept_path(name))
    second = plan_chunks(info.frames)[1]
    part = Chunk(second.warm, second.start, min(second.stop, second.start + 60))
    require_same(look(info, heavy, part), kept, slice(part.start, part.stop))


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("name", ["two_people", "overground_left"])
def test_the_network_still_says_so_of_a_whole_sample(name, heavy):
    info = probe(sample_path(f"{name}.mp4"))
    kept, _ = read_detections(kept_path(name))
    now = detect(info, heavy, workers=2)
    assert now.subjects_seen == kept.subjects_seen
    assert now.cuts.tolist() == kept.cuts.tolist()
    require_same(now, kept, slice(None))


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("name", SCENES)
def test_a_scene_filmed_again_looks_the_same_to_the_network(name, heavy, tmp_path):
    kept, _ = read_detections(kept_path(name))
    first = plan_chunks(len(kept.points))[0]
    part = Chunk(0, 0, min(first.stop, 45))
    stage, clip = Stage(SCENES[name]), tmp_path / f"{name}.mp4"
    frames = part.stop + 30  # the encoder looks so far ahead
    pictures = islice(stage.pictures(), frames)
    write_film(clip, pictures, stage.times_s[:frames], crf=SCENES[name].film.crf)
    require_same(look(probe(clip), heavy, part), kept, slice(0, part.stop))

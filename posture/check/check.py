"""Check a clip: look at some frames, up to about 240, and judge point by point."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posture.back import load_learned_models
from posture.check import film_points, points
from posture.check.expect import estimate_camera_sd, expect_measures
from posture.check.look import Looked, look_at
from posture.check.picture import Sight, measure_sight
from posture.check.types import Check, Point, Somebody
from posture.pose.models.manifest import ModelFile, find_weights, list_models, resolve
from posture.settings.options import Settings
from posture.utils.arrays import Image
from posture.utils.text import file_name
from posture.video import VideoInfo, probe_film, read_some

#: Most pictures whose light and sharpness are measured, beside those that the points name.
SIGHTS = 4
#: Any network sees what a check asks.
SMALLEST_FIRST = ("lite", "full", "heavy")


@dataclass(frozen=True)
class Checked:
    """A check, with the pictures that its points name, by frame."""

    check: Check
    pictures: dict[int, Image]


def choose_model(settings: Settings) -> ModelFile:
    """Choose the pose network: the one asked for, else the smallest on this machine.

    Raises
    ------
    ModelError
        There is none and it cannot be fetched, or it is damaged.
    """
    if settings.model != Settings().model:
        return resolve(settings.model)
    here = {row.name for row in list_models() if row.verified}
    return resolve(next((name for name in SMALLEST_FIRST if name in here), settings.model))


def check_video(
    video: str | Path | VideoInfo, model: ModelFile, settings: Settings, **find: Any
) -> Checked:
    """Check whether a clip can be measured, and how well.

    Parameters
    ----------
    video
        The file, or what is known of it.
    model
        The pose network.
    settings
        The options of the analysis that is to follow.
    **find
        For tests: ``find``, as `posture.check.look.look_at` takes it.

    Raises
    ------
    VideoError, EngineError, UsageError
        As for an analysis. That no runner can be measured is a point that fails, and no error.
    """
    info = video if isinstance(video, VideoInfo) else probe_film(Path(video))
    looked = look_at(info, model.path, settings, load_learned_models(model.weights), **find)
    sights, pictures = _see(looked)
    found = [
        points.check_person(looked),
        points.check_whole_body(looked),
        points.check_side(looked),
        points.check_size(looked),
        film_points.check_level(looked.camera.level, looked.best_frame, settings.level),
        film_points.check_still(looked),
        points.check_light(looked, sights),
        points.check_background(looked),
        points.check_low_back(looked),
        points.check_arms(looked),
        points.check_people(looked, settings.subject),
        points.check_frame_rate(looked),
        film_points.check_speed(looked),
        film_points.check_strides(looked),
        film_points.check_file(info),
    ]
    listed = tuple(point for point in found if point is not None)
    check = Check(
        video=file_name(info.path),
        verdict=_judge(listed),
        points=listed,
        expectations=expect_measures(looked, find_weights(settings.model)),
        frames_looked_at=looked.plan.looks + looked.longer_frames,
        model=model.name,
        people=_list_people(looked),
        strides_per_s=_count_strides(looked),
        camera_sd_deg=round(estimate_camera_sd(looked), 4),
    )
    wanted = {point.frame for point in listed if point.frame is not None}
    missing = sorted(wanted - set(pictures))
    pictures |= {frame.index: frame.image for frame in read_some(info, missing)}
    return Checked(check, {frame: pictures[frame] for frame in sorted(wanted & set(pictures))})


def _judge(listed: tuple[Point, ...]) -> Any:
    verdicts = {point.verdict for point in listed}
    return next(verdict for verdict in ("fail", "warn", "pass") if verdict in verdicts)


def _list_people(looked: Looked) -> tuple[Somebody, ...]:
    if looked.found is None:
        return ()
    return tuple(
        Somebody(number=one.number, frame=one.at, box=one.box, hip=one.hip, measured=one.measured)
        for one in looked.found.people
    )


def _count_strides(looked: Looked) -> float | None:
    """Count the strides that can be expected in a second of film."""
    strides = film_points.expect_strides(looked)
    return None if strides is None else round(strides / looked.info.duration_s, 4)


def _see(looked: Looked) -> tuple[dict[int, Sight], dict[int, Image]]:
    """Measure light and sharpness in a few pictures with the runner."""
    if looked.found is None or not looked.seen:
        return {}, {}
    seen = looked.seen
    rows = {seen[i * (len(seen) - 1) // (SIGHTS - 1)] for i in range(SIGHTS)}
    row_of = {int(looked.frames[row]): row for row in sorted(rows)}
    sights, pictures = {}, {}
    for frame in read_some(looked.info, row_of):
        sight = measure_sight(frame.image, looked.found.points[row_of[frame.index]])
        if sight is not None:
            sights[frame.index] = sight
            pictures[frame.index] = frame.image
    return sights, pictures

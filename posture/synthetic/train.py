"""Learn where joint centres are from virtual runners: writes ``models/centres.json``.

Every body of `bodies.TRAINING` is filmed once (`lessons`), the pose network looks at the clips, and
two ridge regressions are fitted for mid-hip and for mid-shoulder: one on the stride means, a body
each, and one on the motion within the stride, frame by frame. Their strengths are chosen by leaving
one body out in turn. The same clips give the same weights.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posture.pose import detect, middle
from posture.synthetic.lessons import lessons
from posture.synthetic.posing import pose
from posture.synthetic.programme import programme
from posture.synthetic.scene import Scene
from posture.synthetic.skeleton import SEGMENT, Floats
from posture.synthetic.stage import render, shot_times
from posture.tracks import clean, facing, rhythm, smooth
from posture.tracks.centres import FEATURES, describe, stride_mean
from posture.video import probe

#: Strengths of the ridge that are tried, as shares of the number of rows.
STRENGTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
JOINTS = {"hip": "thigh", "shoulder": "upper_arm"}


@dataclass(frozen=True)
class Lesson:
    """One clip: ``(frames, features)`` seen and ``(frames, 2)`` true shifts of hip and shoulder.

    `usual` are the means of `seen` over the stride.
    """

    seen: Floats
    usual: Floats
    true: Floats


def train(
    work: Path, network: Path, out: Path, tell: Callable[[str], None] = print
) -> dict[str, float]:
    """Film, look, fit and write.

    Parameters
    ----------
    work
        Folder for the clips; those that are there are not made again.
    network
        Model file of the pose network.
    out
        Where the weights go.
    tell
        Called with a line for each clip.

    Returns
    -------
    dict
        Errors on bodies left out, degrees of lean: SD of the level and RMS of the motion, before
        and after.
    """
    taken = []
    for scene in lessons():
        clip = work / f"{scene.name}.mp4"
        if not clip.is_file():
            render(scene, work)
        lesson = study(scene, clip, network)
        if lesson is not None:
            taken.append(lesson)
        tell(f"{scene.name}: {'not usable' if lesson is None else len(lesson.seen)}")
    table, errors = fit(taken)
    out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return errors


def study(scene: Scene, clip: Path, network: Path) -> Lesson | None:
    """Compare what the network sees in a clip with where the joints are; None if it sees nobody."""
    info = probe(clip)
    found = detect(info, network)
    tracks = clean(found, info.times_s, info.width, info.height)
    motion = rhythm(tracks)
    if not tracks.stretches or not np.isfinite(motion.stride_hz):
        return None
    way = facing(tracks)
    tracks = smooth(tracks, 1.0)
    seen = describe(tracks.points, way)
    stretch = max(tracks.stretches, key=lambda s: s.stop - s.start)
    times = info.times_s
    plan, taken = scene.plan, shot_times(scene)
    joints = pose(scene.body, plan, programme(plan, taken)).joints
    mirror = np.array([1.0 if way == "right" else -1.0, -1.0])
    seen_at = {name: middle(tracks.points, name) * mirror for name in JOINTS}
    trunk = seen_at["shoulder"] - seen_at["hip"]
    length = np.hypot(trunk[:, 0], trunk[:, 1])[:, None]
    ahead = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1) / length
    true = []
    for name, segment in JOINTS.items():
        middle_m = (
            joints[:, SEGMENT[f"{segment}_right"]] + joints[:, SEGMENT[f"{segment}_left"]]
        ) / 2
        there = scene.camera.project(middle_m)[:, :2] * mirror
        true.append(np.sum((there - seen_at[name]) / length * ahead, axis=1))
    usual = np.full_like(seen, np.nan)
    usual[stretch] = stride_mean(seen[stretch], times[stretch], 1 / motion.stride_hz)
    shifts = np.stack(true, axis=1)
    inside = np.isfinite(usual).any(axis=1) & np.isfinite(shifts).all(axis=1)
    return Lesson(seen[inside], usual[inside], shifts[inside])


def fit(taken: list[Lesson]) -> tuple[dict[str, object], dict[str, float]]:
    """Fit both regressions and tell their errors on bodies left out."""
    level_x = np.array([np.nanmean(lesson.usual, axis=0) for lesson in taken])
    level_y = np.array([lesson.true.mean(axis=0) for lesson in taken])
    mean, level_sd = level_x.mean(axis=0), level_x.std(axis=0)
    moved = [np.nan_to_num(lesson.seen - lesson.usual) for lesson in taken]
    motion_sd = np.concatenate(moved).std(axis=0)
    level_x = (level_x - mean) / level_sd
    motion_x = [m / motion_sd for m in moved]
    motion_y = [lesson.true - lesson.true.mean(axis=0) for lesson in taken]
    level_rows, motion_rows = [row[None] for row in level_x], motion_x
    level_want = [row[None] - level_y.mean(axis=0) for row in level_y]
    level_k, level_error = _strength(level_rows, level_want)
    motion_k, motion_error = _strength(motion_rows, motion_y)
    level = _ridge(np.concatenate(level_rows), np.concatenate(level_want), level_k)
    motion = _ridge(np.concatenate(motion_rows), np.concatenate(motion_y), motion_k)
    table: dict[str, object] = {
        "source": "python -m posture.synthetic train",
        "features": list(FEATURES),
        "bodies": len(taken),
        "mean": _short(mean),
        "level_sd": _short(level_sd),
        "motion_sd": _short(motion_sd),
    }
    for i, name in enumerate(JOINTS):
        table[name] = {
            "bias": round(float(level_y[:, i].mean()), 6),
            "level": _short(level[:, i]),
            "motion": _short(motion[:, i]),
        }
    before = [np.concatenate(level_want), np.concatenate(motion_y)]
    errors = {
        "level_before_deg": _lean_sd(before[0]),
        "level_after_deg": _lean_sd(level_error),
        "motion_before_deg": _lean_sd(before[1]),
        "motion_after_deg": _lean_sd(motion_error),
        "level_strength": level_k,
        "motion_strength": motion_k,
    }
    return table, errors


def _lean_sd(shifts: Floats) -> float:
    """SD of the lean, degrees, that shifts of hip and shoulder in trunk lengths amount to."""
    return float(np.degrees(np.std(shifts[:, 1] - shifts[:, 0])))


def _strength(rows: list[Floats], want: list[Floats]) -> tuple[float, Floats]:
    """Choose the ridge's strength by leaving one body out in turn; its errors with it."""
    best: tuple[float, float, Floats] | None = None
    for strength in STRENGTHS:
        errors = []
        for i in range(len(rows)):
            others = [j for j in range(len(rows)) if j != i]
            weights = _ridge(
                np.concatenate([rows[j] for j in others]),
                np.concatenate([want[j] for j in others]),
                strength,
            )
            errors.append(want[i] - rows[i] @ weights)
        left = np.concatenate(errors)
        size = _lean_sd(left)
        if best is None or size < best[0]:
            best = (size, strength, left)
    assert best is not None
    return best[1], best[2]


def _ridge(x: Floats, y: Floats, strength: float) -> Floats:
    return np.asarray(
        np.linalg.solve(x.T @ x + strength * len(x) * np.eye(x.shape[1]), x.T @ y), dtype=float
    )


def _short(values: npt.NDArray[np.floating]) -> list[float]:
    return [round(float(v), 6) for v in values]

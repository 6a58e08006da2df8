"""Strips of training clips with their true edges, as the network is to see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.training.back_edge.truth import TrueEdges
from models.training.clips import Clip
from posture.pose.back_edge import DEPTHS, cut_strip, describe_body
from posture.pose.types import INDEX, STATIONS, Person, middle
from posture.utils.arrays import Float32Array, FloatArray, Image
from posture.utils.files import whole_file
from posture.video import read_frames

#: Every so many frames of a clip are used: neighbours are nearly alike.
EVERY = 3
#: SD by which the ends of the trunk are moved, trunk lengths: another network, or another film,
#: puts them elsewhere.
MOVED = 0.015
#: Whole steps in which silhouette and arms are kept.
STEPS = 100


@dataclass(frozen=True)
class Strips:
    """Strips of one clip or of many, n of them.

    Attributes
    ----------
    colours
        ``(n, 48, 64, 3)`` RGB, see `posture.pose.back_edge.cut_strip`.
    body
        ``(n, 3, 48, 64)`` silhouette, near and far arm, see `describe_body`, in whole `STEPS`.
    edge
        ``(n, 48, 2)`` see `truth.TrueEdges.measure`.
    """

    colours: Image
    body: npt.NDArray[np.int8]
    edge: Float32Array


def cut_clips(
    clips: Iterable[Clip], work: Path, report: Callable[[str], None]
) -> dict[str, Strips]:
    """Cut the strips of each clip, or read those cut before.

    Parameters
    ----------
    clips
        What a network found in each clip.
    work
        Folder in which strips are kept.
    report
        Called with a line for each clip that is cut now.

    Returns
    -------
    dict
        By the scene's name.
    """
    cut = {}
    for clip in clips:
        name = clip[0].name
        note = work / f"{name}.strips.npz"
        if not note.is_file():
            strips = cut_clip(clip)
            with whole_file(note) as unfinished, unfinished.open("wb") as file:
                np.savez_compressed(
                    file, colours=strips.colours, body=strips.body, edge=strips.edge
                )
            report(f"strips of {name}: {len(strips.edge)}")
        with np.load(note) as stored:
            cut[name] = Strips(stored["colours"], stored["body"], stored["edge"])
    return cut


def cut_clip(clip: Clip) -> Strips:
    """Cut the strips of one clip."""
    scene, info, found = clip
    draw = np.random.default_rng((scene.seed, 48))
    true = TrueEdges(scene)
    colours, body, edge = [], [], []
    for frame in read_frames(info, 0, info.frames, every=EVERY):
        index = frame.index
        if not np.isfinite(found.points[index]).all():
            continue
        person = Person(
            found.points[index],
            found.confidence[index],
            found.outline[index].astype(np.float32),
        )
        person = move_trunk(person, draw.normal(0, MOVED, (2, 2)))
        colours.append(cut_strip(frame.image, person))
        body.append(np.round(STEPS * describe_body(person)).astype(np.int8))
        edge.append(true.measure(index, person).astype(np.float32))
    size = (len(STATIONS), len(DEPTHS))
    return Strips(
        np.array(colours, np.uint8).reshape(-1, *size, 3),
        np.array(body, np.int8).reshape(-1, 3, *size),
        np.array(edge, np.float32).reshape(-1, len(STATIONS), 2),
    )


def move_trunk(person: Person, by: FloatArray) -> Person:
    """Move mid-hip and mid-shoulder as if the network had put them elsewhere.

    Parameters
    ----------
    person
        Who faces right.
    by
        ``(2, 2)`` of hip and shoulder, x and y, trunk lengths.

    Returns
    -------
    Person
        With the outline measured beside the new trunk line.
    """
    points = person.points.copy()
    for joint, shift in zip(("hip", "shoulder"), by * person.trunk, strict=True):
        for side in ("left", "right"):
            points[INDEX[f"{side}_{joint}"]] += shift.astype(np.float32)
    moved = replace(person, points=points)
    (top, axis), (new_top, new_axis) = (_trunk_line(one) for one in (person, moved))
    length, new_length = np.hypot(*axis), np.hypot(*new_axis)
    outline = person.outline.copy()
    for side, sign in enumerate((1.0, -1.0)):
        out = sign * np.array([-axis[1], axis[0]]) / length
        new_out = sign * np.array([-new_axis[1], new_axis[0]]) / new_length
        off = person.outline[:, side].astype(float)
        seen = np.isfinite(off)
        if not seen.any():
            continue
        away = top + STATIONS[:, None] * axis + np.nan_to_num(off)[:, None] * out - new_top
        along = away @ new_axis / new_length**2
        there = np.interp(STATIONS, np.maximum.accumulate(along[seen]), (away @ new_out)[seen])
        outline[:, side] = np.where(seen, there, np.nan)
    return replace(moved, outline=outline)


def _trunk_line(person: Person) -> tuple[FloatArray, FloatArray]:
    top = middle(person.points, "shoulder").astype(float)
    return top, middle(person.points, "hip") - top

"""What the low back costs beside the pose stage: `python tests/benchmarks/back_cost.py`.

Pose stage: decoding, network and outline, in one process. Back stage: moving the mask's edge onto
the picture's (it runs inside the workers), and all of `posture.back` afterwards. Milliseconds of
processor time a frame, on a sample clip, so that a busy machine does not count; the least of three
runs of each part.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable

import cv2
import numpy as np

from posture.back import load_learned_models, measure_back, read_trunk_line
from posture.gait.check import estimate_gait
from posture.gait.strides import cut_strides
from posture.learned.joint_centres import to_joint_centres
from posture.pose import Detections, detect
from posture.pose.models.manifest import resolve
from posture.pose.outline import measure_outline
from posture.tracks import clean, smooth
from posture.tracks.body import build_body
from posture.tracks.view import View, detect_facing
from posture.utils.resources import sample_path
from posture.video import VideoInfo, probe, read_frames

RUNS = 3


def main() -> None:
    """Time both stages and print their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", default="steady.mp4")
    parser.add_argument("--frames", type=int, default=300, help="of which edges are moved")
    options = parser.parse_args()
    info = probe(sample_path(options.sample))
    model = resolve("heavy").path
    begun = processor_seconds()
    found = detect(info, model, workers=1)
    pose = (processor_seconds() - begun) / info.frames
    edges = edge_seconds(info, found, options.frames)
    rest = back_seconds(info, found)
    print(f"pose stage {1000 * pose:.1f} ms a frame, of which moving the edge {1000 * edges:.1f}")
    print(f"line, phases and angles {1000 * rest:.2f} ms a frame")
    print(f"back stage / pose stage without it: {(edges + rest) / (pose - edges):.3f}")


def edge_seconds(info: VideoInfo, found: Detections, frames: int) -> float:
    """Time a frame of what the picture adds to reading the outline off the mask."""
    images = [frame.image for frame in read_frames(info, 0, frames)]
    masks = [
        soft_mask(image.shape[:2], points)
        for image, points in zip(images, found.points, strict=False)
    ]

    def read(*, moved: bool) -> None:
        for image, mask, points in zip(images, masks, found.points, strict=False):
            measure_outline(mask, points, image if moved else None)

    return (least(lambda: read(moved=True)) - least(lambda: read(moved=False))) / len(images)


def back_seconds(info: VideoInfo, found: Detections) -> float:
    """Time a frame of all that happens to the outline after the workers."""
    learned = load_learned_models("heavy")
    tracks = clean(found, info.times_s, info.width, info.height)
    gait, view = estimate_gait(tracks), View(detect_facing(tracks), info.width, info.height)
    tracks = smooth(tracks, 1.0)
    stride_s = 1 / gait.stride_hz
    runner = to_joint_centres(build_body(tracks, view), stride_s, learned.centres)
    cut = cut_strides(runner)

    def work() -> None:
        line = read_trunk_line(found, runner)
        measure_back(
            line, runner, cut, learned, stride_s=stride_s, shoulder_width=gait.shoulder_width
        )

    return least(work) / info.frames


def soft_mask(shape: tuple[int, int], points: np.ndarray) -> np.ndarray:
    """Stand in for the network's mask, as soft as it is; the time does not depend on its shape."""
    mask = np.zeros(shape, np.float32)
    hull = cv2.convexHull(points[np.isfinite(points[:, 0])].astype(np.int32))
    cv2.fillConvexPoly(mask, hull, 1.0)
    return cv2.GaussianBlur(mask, (0, 0), 4)


def least(work: Callable[[], None]) -> float:
    """Least processor seconds of a few runs."""
    took = []
    for _ in range(RUNS):
        begun = processor_seconds()
        work()
        took.append(processor_seconds() - begun)
    return min(took)


def processor_seconds() -> float:
    """Time that this process, and workers that have ended, kept processors busy."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()

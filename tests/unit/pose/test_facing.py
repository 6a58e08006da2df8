"""An engine that is not mirror-symmetric, made symmetric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from posture.pose import worker
from posture.pose.chunks import Chunk
from posture.pose.facing import (
    CLEARLY_TRUNKS,
    TURN_S,
    RightFacingTracker,
    measure_facing,
)
from posture.pose.runner_mask import RunnerMask
from posture.pose.types import INDEX, KEYPOINTS, STATIONS, Image, Person
from posture.video import Frame

WIDTH, HEIGHT, FPS = 200, 100, 20.0
BODY, FACE = 100, 200


def draw(x: int | None, *, left: bool = False) -> Image:
    """A body 10 pixels wide, and before it a face; None for an empty picture."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    if x is not None:
        image[40:70, x - 5 : x + 5] = BODY
        front = slice(x - 9, x - 5) if left else slice(x + 5, x + 9)
        image[40:50, front] = FACE
    return image


def flip(image: Image) -> Image:
    return np.ascontiguousarray(image[:, ::-1])


class LopsidedEngine:
    """Sees hips and shoulders 2 pixels too far right, and each time further after a start.

    It keeps the pictures it was shown, and how often it was started anew.
    """

    def __init__(self, *, blind_to_left: bool = False) -> None:
        self.shown: list[Image] = []
        self.starts = 0
        self._since_start = 0
        self._blind_to_left = blind_to_left

    def track(self, image: Image) -> Person | None:
        self.shown.append(image)
        body = np.flatnonzero((image[60] == BODY).any(axis=1))
        face = np.flatnonzero((image[45] == FACE).any(axis=1))
        if not len(body) or (self._blind_to_left and face[0] < body[0]):
            self._since_start = 0
            return None
        middle = (body[0] + body[-1] + 1) / 2
        self._since_start += 1
        points = np.full((len(KEYPOINTS), 2), (middle, 60.0), np.float32)
        points[INDEX["nose"]] = (face[0] + face[-1] + 1) / 2, 45.0
        for joint, y in (("shoulder", 40.0), ("hip", 70.0)):
            for side, aside in (("left", 3.0), ("right", 1.0)):
                points[INDEX[f"{side}_{joint}"]] = middle + aside + 0.1 * self._since_start, y
        outline = np.tile(np.array([3.0, 7.0], np.float32), (len(STATIONS), 1))
        return Person(points, np.arange(len(KEYPOINTS), dtype=np.float32), outline)

    def find(self, image: Image) -> list[Person]:
        return [] if (found := self.track(image)) is None else [found]

    def restart(self) -> None:
        self.starts += 1
        self._since_start = 0

    def close(self) -> None:
        """Nothing to free."""


def follow(pictures: list[Image], engine: LopsidedEngine | None = None) -> list[Person | None]:
    tracker = RightFacingTracker(engine or LopsidedEngine())
    return [tracker.track(image, i / FPS) for i, image in enumerate(pictures)]


def require_mirrored(seen: list[Person | None], mirrored: list[Person | None]) -> None:
    assert [person is None for person in seen] == [person is None for person in mirrored]
    for person, image in zip(seen, mirrored, strict=True):
        if person is None or image is None:
            continue
        back = image.mirror(WIDTH)
        np.testing.assert_allclose(back.points, person.points, atol=1e-4)
        np.testing.assert_array_equal(back.confidence, person.confidence)
        np.testing.assert_array_equal(back.outline, person.outline)


ACROSS = [draw(x) for x in (None, None, *range(20, 180, 4))]
#: Out to the right, an empty picture, and back.
OUT_AND_BACK = [*ACROSS, draw(None), *(draw(x, left=True) for x in range(180, 20, -4))]
#: Turns round in the middle of the picture.
ABOUT_TURN = [draw(x) for x in range(20, 100, 2)] + [draw(x, left=True) for x in range(100, 20, -2)]


def test_the_engine_alone_is_not_symmetric():
    right, left = LopsidedEngine().track(draw(60)), LopsidedEngine().track(flip(draw(60)))
    with pytest.raises(AssertionError, match="Not equal"):
        require_mirrored([right], [left])


@pytest.mark.parametrize("film", [ACROSS, OUT_AND_BACK, ABOUT_TURN, [draw(None)] * 5])
def test_a_mirrored_film_gives_mirrored_people(film: list[Image]):
    require_mirrored(follow(film), follow([flip(image) for image in film]))


def test_who_faces_right_is_seen_as_the_engine_sees_them():
    engine = LopsidedEngine()
    seen = follow(ACROSS)
    for person, image in zip(seen, ACROSS, strict=True):
        alone = engine.track(image)
        assert (person is None) == (alone is None)
        if person is not None and alone is not None:
            np.testing.assert_array_equal(person.points, alone.points)


def test_finding_out_costs_two_pictures_at_most_for_each_start():
    for film in ([draw(60)] * 40, [draw(60, left=True)] * 40):
        engine = LopsidedEngine()
        follow(film, engine)
        assert len(engine.shown) <= len(film) + 2


def test_a_runner_who_comes_back_is_shown_facing_right_from_the_first_frame():
    engine = LopsidedEngine()
    seen = follow(OUT_AND_BACK, engine)
    assert seen[-1] is not None
    # the landmark error of 2 pixels points against the running direction, as on the way out
    for person in seen[len(ACROSS) + 1 :]:
        assert person is not None
        ear = person.points[INDEX["left_ear"], 0]
        assert person.hip[0] < ear


def test_who_turns_round_is_followed_anew_after_half_a_second():
    turned = len(ABOUT_TURN) // 2
    seen = follow(ABOUT_TURN)
    off = [person.hip[0] - person.points[INDEX["left_ear"], 0] for person in seen if person]
    anew = turned - 1 + round(TURN_S * FPS)
    assert all(aside > 2 for aside in off[:anew])
    assert all(aside < -2 for aside in off[anew:])


def test_a_glimpse_of_the_other_way_changes_nothing():
    glimpse = [draw(100)] * 20 + [draw(100, left=True)] * 8 + [draw(100)] * 20
    engine = LopsidedEngine()
    seen = follow(glimpse, engine)
    assert len(engine.shown) == len(glimpse) + 1
    assert all(p is not None and p.hip[0] > p.points[INDEX["left_ear"], 0] for p in seen)


def test_who_is_found_in_one_of_both_pictures_is_followed_there():
    seen = follow([draw(60, left=True)] * 3, LopsidedEngine(blind_to_left=True))
    assert [person is None for person in seen] == [False] * 3


def test_after_a_restart_the_way_is_found_anew():
    tracker = RightFacingTracker(LopsidedEngine())
    tracker.track(draw(60), 0.0)
    tracker.restart()
    found = tracker.track(draw(60, left=True), 0.05)
    assert found is not None
    assert found.hip[0] < 60


def test_facing_is_told_by_nose_and_toes_in_trunk_lengths():
    found = LopsidedEngine().track(draw(60))
    assert found is not None
    assert measure_facing(found) == pytest.approx(7 / 30, abs=0.01)
    assert measure_facing(found.mirror(WIDTH)) == pytest.approx(-7 / 30, abs=0.01)
    found.points[[INDEX["left_foot_index"], INDEX["right_foot_index"]], 0] -= 10
    assert measure_facing(found) == pytest.approx(-3 / 30, abs=0.01)
    assert CLEARLY_TRUNKS < 7 / 30


@dataclass(frozen=True)
class Film:
    """What `process` asks of a video."""

    pictures: list[Image]

    def read(self, info: object, start: int, stop: int, *, threads: int, every: int) -> list[Frame]:
        assert every == 1
        return [Frame(i, i / FPS, self.pictures[i]) for i in range(start, stop)]


def process(monkeypatch, pictures: list[Image], mask: RunnerMask) -> list[worker.FrameResult]:
    monkeypatch.setattr(worker, "read_frames", Film(pictures).read)
    task = worker.Task(None, Chunk(4, 10, 30), 5, mask)  # type: ignore[arg-type]
    return list(worker.process(task, LopsidedEngine()))


def test_a_chunk_of_a_mirrored_film_with_others_hidden(monkeypatch):
    pictures = ACROSS[2:]
    frames = np.arange(len(pictures))
    hips = np.stack([20.3 + 4 * frames, np.full(len(frames), 70.0)], axis=1)
    there = RunnerMask(frames, hips, np.full(len(frames), 30.0))
    mirror = RunnerMask(frames, [WIDTH, 0] + hips * [-1, 1], there.trunks)
    seen = process(monkeypatch, pictures, there)
    mirrored = process(monkeypatch, [flip(image) for image in pictures], mirror)
    require_mirrored([s.runner for s in seen], [s.runner for s in mirrored])
    # everybody is searched for in the picture as it is
    person = next(s.everybody for s in mirrored if s.everybody)[0]
    assert person.hip[0] > person.points[INDEX["left_ear"], 0]


def test_the_runner_mask_of_a_mirrored_picture_is_mirrored():
    image = np.arange(HEIGHT * WIDTH * 3, dtype=np.uint32).reshape(HEIGHT, WIDTH, 3) % 97
    image = image.astype(np.uint8)
    for x in (30.0, 61.37, 150.9):
        mask = RunnerMask(np.array([0]), np.array([[x, 60.0]]), np.array([17.3]))
        other = RunnerMask(np.array([0]), np.array([[WIDTH - x, 60.0]]), np.array([17.3]))
        np.testing.assert_array_equal(other.apply(flip(image), 0), flip(mask.apply(image, 0)))

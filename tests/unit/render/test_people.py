"""The picture of who was measured."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from video_clips import write_clip

from posture.render.people import HEIGHT, MEASURED, draw_people
from posture.results.types import PersonSeen
from posture.video import probe


def seen(number: int, box: tuple[float, float, float, float], *, measured: bool) -> PersonSeen:
    return PersonSeen(
        number=number, video=1, start_s=0.0, end_s=1.0, frame=5 * number, box=box, measured=measured
    )


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return probe(write_clip(tmp_path_factory.mktemp("clip") / "a.mp4", size=(320, 180)))


@pytest.mark.parametrize("blur", [False, True])
def test_the_runner_comes_first_with_a_box(clip, tmp_path, blur: bool):
    people = [
        seen(1, (20, 30, 60, 150), measured=False),
        seen(2, (150, 30, 210, 160), measured=True),
    ]
    path = draw_people(clip, people, tmp_path / "people.jpg", blur_face=blur)
    assert path == tmp_path / "people.jpg"
    picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB).astype(int)
    assert picture.shape == (HEIGHT, 2 * 640, 3)
    like = np.abs(picture - MEASURED).sum(axis=2) < 90
    assert like[:, :640].sum() > 500
    assert like[:, 640:].sum() < 100
    rows, columns = np.nonzero(like[:, :640])
    assert 250 < np.median(columns) < 460
    assert rows.max() > 300


def test_nobody_makes_no_picture(clip, tmp_path):
    assert draw_people(clip, [], tmp_path / "people.jpg") is None
    assert not (tmp_path / "people.jpg").exists()


def test_of_others_only_the_boxes_are_left_if_asked(clip, tmp_path):
    people = [
        seen(1, (20, 30, 60, 150), measured=False),
        seen(2, (150, 30, 210, 160), measured=True),
    ]
    plain, hidden = (
        cv2.imread(str(draw_people(clip, people, tmp_path / f"{blur}.jpg", blur_others=blur)))
        for blur in (False, True)
    )
    off = cv2.absdiff(plain, hidden).max(axis=2) > 40
    assert not off[80:300, 310:410].any()  # within the runner's box
    assert off[:, :250].any()  # beside it
    assert off[80:280, 640 + 50 : 640 + 110].any()  # within the other one's

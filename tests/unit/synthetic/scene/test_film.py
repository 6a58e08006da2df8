import hashlib

import numpy as np
import pytest

from posture.errors import OutputError, UsageError
from posture.synthetic.scene.film import Sensor, blur_motion, write_film
from posture.video import probe, read_frames


def pictures(n: int, width: int = 96, height: int = 160) -> list[np.ndarray]:
    """A red block in the upper left corner, a green one in the upper right."""
    out = []
    for i in range(n):
        picture = np.full((height, width, 3), 90 + 5 * i, np.uint8)
        picture[:48, :32] = (220, 20, 20)
        picture[:48, -32:] = (20, 200, 20)
        out.append(picture)
    return out


def test_uneven_times_come_back(tmp_path):
    times = np.array([2.0, 2.033, 2.05, 2.12, 2.121, 2.5])
    write_film(tmp_path / "a.mp4", pictures(6), times)
    info = probe(tmp_path / "a.mp4")
    np.testing.assert_allclose(info.times_s, times - 2, atol=1.2e-5)
    assert info.variable_frame_rate
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_slow_motion_stretches_the_times(tmp_path):
    write_film(tmp_path / "a.mp4", pictures(8), np.arange(8) / 240, slow_motion=8)
    info = probe(tmp_path / "a.mp4")
    assert info.fps_median == pytest.approx(30, rel=1e-3)
    assert not info.variable_frame_rate


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_films_show_upright(tmp_path, rotation):
    source = pictures(3)
    write_film(tmp_path / "a.mp4", source, [0, 0.1, 0.2], rotation_deg=rotation, crf=10)
    info = probe(tmp_path / "a.mp4")
    assert info.rotation_deg == rotation
    assert (info.width, info.height) == (96, 160)
    for frame, picture in zip(read_frames(info), source, strict=True):
        error = np.abs(frame.image.astype(int) - picture)
        assert np.median(error) <= 2
        assert error[8:40, 8:24].mean() < 6
        assert error[8:40, -24:-8].mean() < 6


def test_same_frames_same_bytes(tmp_path):
    sums = set()
    for name in ("a.mp4", "b.mp4"):
        write_film(tmp_path / name, pictures(5), np.arange(5) / 30, rotation_deg=90)
        sums.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(sums) == 1


def test_higher_crf_is_smaller(tmp_path):
    rng = np.random.default_rng(0)
    noisy = [rng.integers(0, 255, (64, 64, 3)).astype(np.uint8) for _ in range(3)]
    for crf in (15, 40):
        write_film(tmp_path / f"{crf}.mp4", noisy, [0, 0.1, 0.2], crf=crf)
    assert (tmp_path / "40.mp4").stat().st_size < 0.5 * (tmp_path / "15.mp4").stat().st_size


@pytest.mark.parametrize(
    ("count", "times", "more", "word"),
    [
        (3, [0.0, 0.1], {}, "more frames"),
        (1, [0.0, 0.1], {}, "fewer frames"),
        (0, [0.0], {}, "no frame"),
        (2, [0.1, 0.0], {}, "does not follow"),
        (2, [0.0, 0.1], {"rotation_deg": 45}, "45"),
        (2, [0.0, 0.1], {"slow_motion": 0}, "slow motion"),
    ],
)
def test_what_does_not_fit_leaves_nothing(tmp_path, count, times, more, word):
    with pytest.raises(UsageError, match=word):
        write_film(tmp_path / "a.mp4", pictures(count), times, **more)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_explained(tmp_path):
    with pytest.raises(OutputError, match=r"no.a\.mp4 cannot.*folder"):
        write_film(tmp_path / "no" / "a.mp4", pictures(1), [0.0])


def test_blur_is_the_mean_of_light_not_of_codes():
    black, white = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    assert np.unique(blur_motion([black, white])).tolist() == [188]  # half the light in sRGB
    grey = np.arange(256, dtype=np.uint8).reshape(1, -1, 1).repeat(3, axis=2)
    assert np.abs(blur_motion([grey, grey, grey]).astype(int) - grey).max() <= 1


def test_sensor_noise_has_its_size_and_its_seed():
    picture = np.full((120, 160, 3), 128, np.uint8)
    sensor = Sensor(160, 120, noise=4, vignette=0, seed=3)
    first, second = sensor(picture, 0), sensor(picture, 1)
    assert first.std() == pytest.approx(4, rel=0.1)
    assert first.mean() == pytest.approx(128, abs=0.3)
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] < 0.2
    np.testing.assert_array_equal(first, Sensor(160, 120, noise=4, vignette=0, seed=3)(picture, 0))


def test_corners_are_darker():
    picture = np.full((120, 160, 3), 128, np.uint8)
    shown = Sensor(160, 120, noise=0, vignette=0.3)(picture, 0)
    assert shown[60, 80, 0] == pytest.approx(128, abs=1)
    assert shown[0, 0, 0] == pytest.approx(128 * 0.7 ** (1 / 2.2), abs=1.5)

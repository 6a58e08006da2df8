import numpy as np
import pandas as pd
import pytest

from posture.measures.waveforms import normalise_strides


def clip(count: int = 4, fps: float = 100.0, length_s: float = 0.7) -> pd.DataFrame:
    """Frames of `count` strides whose measure rises by 10 a second throughout."""
    time_s = np.arange(-0.1, count * length_s + 0.1, 1 / fps)
    stride = np.floor(time_s / length_s + 1e-9)
    known = (stride >= 0) & (stride < count)
    frames = pd.DataFrame({"time_s": time_s, "angle": 10.0 * time_s})
    frames["stride"] = pd.array(np.where(known, stride, -1).astype(int), dtype="Int64")
    frames.loc[~known, "stride"] = pd.NA
    frames["phase"] = np.where(known, np.clip(time_s / length_s - stride, 0, 1), np.nan)
    return frames


def table(*ids: int) -> pd.DataFrame:
    return pd.DataFrame({"stride": ids})


def test_a_ramp_comes_out_as_the_ramp_of_each_stride():
    waves = normalise_strides(clip(fps=30.0), table(0, 2), "angle")
    assert waves.shape == (2, 101)
    np.testing.assert_allclose(waves[0], np.linspace(0, 7, 101), atol=1e-9)
    np.testing.assert_allclose(waves[1], 14 + np.linspace(0, 7, 101), atol=1e-9)


def test_a_cosine_keeps_its_phase():
    frames = clip()
    frames["angle"] = np.cos(2 * np.pi * frames["time_s"] / 0.7)
    wave = normalise_strides(frames, table(1), "angle", points=51)[0]
    np.testing.assert_allclose(wave, np.cos(2 * np.pi * np.linspace(0, 1, 51)), atol=5e-3)


def test_a_frame_without_a_value_leaves_a_gap_around_it():
    frames = clip()
    at = frames.index[(frames["stride"] == 1) & (frames["phase"] >= 0.5)][0]
    frames.loc[at, "angle"] = np.nan
    wave = normalise_strides(frames, table(1), "angle")[0]
    missing = np.flatnonzero(np.isnan(wave)) / 100
    one_frame = 0.01 / 0.7
    assert len(missing) > 0
    assert np.all(np.abs(missing - frames.loc[at, "phase"]) < one_frame + 1e-9)


def test_a_hole_between_frames_is_not_joined():
    frames = clip()
    hole = (frames["stride"] == 1) & frames["phase"].between(0.4, 0.6)
    wave = normalise_strides(frames[~hole].reset_index(drop=True), table(1), "angle")[0]
    assert np.isnan(wave[42:59]).all()
    assert np.isfinite(wave[:39]).all()
    assert np.isfinite(wave[62:]).all()


def test_a_cut_after_the_stride_leaves_its_end_open():
    frames = clip(fps=30.0)
    after = frames["stride"].isna() | (frames["stride"] > 1)
    frames.loc[after & (frames["time_s"] > 0), "time_s"] += 5.0
    wave = normalise_strides(frames, table(1), "angle")[0]
    assert np.isnan(wave[-1])
    assert np.isfinite(wave[:90]).all()


def test_outside_of_the_file_is_missing():
    frames = clip(fps=30.0)
    frames = frames[frames["stride"] == 2].reset_index(drop=True)
    wave = normalise_strides(frames, table(2), "angle")[0]
    inside = np.linspace(0, 1, 101)
    known = (inside >= frames["phase"].min()) & (inside <= frames["phase"].max())
    np.testing.assert_array_equal(np.isfinite(wave), known)


def test_unknown_stride_and_no_strides():
    assert np.isnan(normalise_strides(clip(), table(99), "angle")).all()
    assert normalise_strides(clip(), table(), "angle").shape == (0, 101)


def test_unknown_measure():
    with pytest.raises(KeyError, match="elbow"):
        normalise_strides(clip(), table(0), "elbow")

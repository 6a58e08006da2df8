"""The page in Firefox: the same as in Chromium, once, on the sample of variable frame rate."""

from __future__ import annotations

import time

import pytest
from kept_detections import SAMPLES

import posture
from posture.video import probe

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(kept_network, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    return posture.analyze(SAMPLES / "variable_rate.mp4", out=out)


def test_firefox_steps_clicks_and_plays_as_well(firefox, run):
    times_s = probe(run.path / "annotated.mp4").times_s
    firefox.open(run.path / "report.html")
    h264 = "document.createElement('video').canPlayType('video/mp4; codecs=avc1.42E01E')"
    if not firefox.evaluate(h264):
        pytest.skip("this Firefox plays no H.264: apt-get install the system's libavcodec")
    now = "document.getElementById('film').dataset.shown"
    at = "document.querySelector('video').currentTime"

    def waits_for(frame):
        for _ in range(80):
            time.sleep(0.1)
            if firefox.evaluate(now) == str(frame):
                break
        assert times_s[frame] <= firefox.evaluate(at) < times_s[frame + 1]

    for frame in range(1, 11):
        firefox.press(".")
        waits_for(frame)
    own = run.frames[run.frames["stride"] == run.strides["stride"].iloc[-2]]
    row = run.strides.iloc[-2]
    stride = int(row["stride"])
    firefox.evaluate(f"document.querySelector(`[data-to-stride]`).dataset.toStride = {stride}")
    firefox.click("[data-to-stride]")
    waits_for(int(own.index[0]))
    firefox.click(".through-stride svg.plot", 0.5)
    waits_for(int((own["time_s"] - (row.start_s + row.end_s) / 2).abs().idxmin()))

    firefox.click("[data-loop=stride]")
    shown = []
    for _ in range(30):
        time.sleep(0.1)
        shown.append(int(firefox.evaluate(now) or own.index[0]))
    assert own.index[0] <= min(shown)
    assert max(shown) <= own.index[-1] + 5
    assert len(set(shown)) > 3
    texts = [event["params"] for event in firefox.events]
    assert [one["text"] for one in texts if "text" in one] == []
    asked = [one["request"]["url"] for one in texts if "request" in one]
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)

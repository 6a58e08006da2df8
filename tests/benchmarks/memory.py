"""Does memory stay flat in the length of the video? Peaks of the parent and of every worker.

    python tests/benchmarks/memory.py [--minutes 3 30] [--height 360]

The sample clip is re-encoded small, looped by copying its packets, and analysed whole: real worker
processes that decode every frame, the whole chain of tracks, strides, statistics, tables, charts
and report. Only the pose network is replaced, by landmarks of `stick_runner`, and the annotated
clip is drawn for its first minute; what it needs to know of the run is there whole. A peak is the
kernel's own high-water mark of the resident set (VmHWM), of charts and workers read once in 50 ms.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from functools import partial
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PATHS = [str(TESTS), str(TESTS / "fixtures")]
sys.path[:0] = PATHS

#: Frames per second of the looped clip.
FPS = 30
#: Length of the loop, seconds: 14 whole strides.
LOOP_S = 10
#: Steps per minute in the loop.
CADENCE = 168.0
#: Frames of the annotated clip that are drawn: one minute.
DRAWN = 60 * FPS
FAKE_WORKER = f"import sys; sys.path[:0] = {PATHS!r}; from benchmarks.memory import work; work()"


def make_loop(sample: Path, out: Path, height: int) -> Path:
    """Re-encode the first seconds of a clip, small."""
    import av

    with av.open(str(sample)) as source, av.open(str(out), "w") as target:
        stream = target.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = height * 16 // 9 // 2 * 2, height, "yuv420p"
        stream.codec_context.max_b_frames = 0
        for number, frame in enumerate(source.decode(video=0)):
            if number == FPS * LOOP_S:
                break
            small = frame.reformat(stream.width, stream.height, "yuv420p")
            small.pts, small.time_base = number, Fraction(1, FPS)
            target.mux(stream.encode(small))
        target.mux(stream.encode(None))
    return out


def lengthen(loop: Path, out: Path, seconds: float) -> Path:
    """Play a clip over and over: its packets are copied, their timestamps shifted."""
    import av

    with av.open(str(loop)) as source, av.open(str(out), "w") as target:
        video = source.streams.video[0]
        stream = target.add_stream_from_template(video)
        packets = [packet for packet in source.demux(video) if packet.size]
        stored = [(p.pts, p.dts, p.duration, p.is_keyframe, bytes(p)) for p in packets]
        ticks = round(LOOP_S / packets[0].time_base)
        for turn in range(round(seconds / LOOP_S)):
            for pts, dts, duration, key, data in stored:
                packet = av.Packet(data)
                packet.stream, packet.time_base = stream, packets[0].time_base
                packet.pts, packet.dts = pts + turn * ticks, dts + turn * ticks
                packet.duration, packet.is_keyframe = duration, key
                target.mux(packet)
    return out


class StickEngine:
    """A pose engine that knows what it will see: frame by frame of the stick runner's loop."""

    def __init__(self, model: Path) -> None:
        from stick_runner import run_detections

        self.frame = 0
        self._seen = run_detections(
            duration_s=LOOP_S, fps=FPS, cadence=CADENCE, trunk_px=40.0, noise_px=0.3
        )[1]

    def find(self, image: object) -> list[object]:
        return [self._person(self.frame - 1)]

    def track(self, image: object) -> object:
        self.frame += 1
        return self._person(self.frame - 1)

    def restart(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _person(self, frame: int) -> object:
        from posture.pose import Person

        i = frame % len(self._seen.points)
        seen = self._seen
        return Person(seen.points[i], seen.confidence[i], seen.outline[i], seen.trunk_edge[i])


def work() -> None:
    """Serve as a pose worker with the fake engine, which gets the start of each chunk."""
    from posture.pose import worker

    process = worker.process

    def begin(task: worker.Task, engine: StickEngine, _: object):  # type: ignore[no-untyped-def]
        engine.frame = task.chunk.warm
        return process(task, engine)  # type: ignore[arg-type]

    worker.process = begin  # type: ignore[assignment]
    worker._engine = StickEngine  # type: ignore[assignment]
    worker.main()


def analyse(video: Path, out: Path) -> None:
    """Analyse with fake workers, in this process, and print its own peak."""
    from posture import api, pipeline, recording, writing
    from posture.pose.models.manifest import ModelFile
    from posture.pose.pool import Pool

    os.environ["POSTURE_CACHE"] = str(out.with_name(f"{out.name}-kept"))  # kept, but not read
    command = [sys.executable, "-c", FAKE_WORKER]
    recording.detect = partial(
        recording.detect, pool=lambda model, workers: Pool(model, workers, command)
    )
    pipeline.resolve = lambda name, progress: ModelFile(name, video, "", "", "heavy")
    annotate = writing.annotate
    writing.annotate = lambda *given, **how: annotate(*given, **{**how, "parts": [slice(0, DRAWN)]})
    run = api.analyze(video, out=out, workers=2, sample="all")
    assert len(run.frames) == run.summary["video"]["frames"]
    assert run.summary["strides"] > 0.9 * run.summary["video"]["duration_s"] * CADENCE / 120
    print(peak("self"))


def peak(pid: int | str) -> float:
    """Highest resident set of a process so far, MB; 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines.get("VmHWM", "0 kB").split()[0]) / 1024


def measure(video: Path, folder: Path) -> dict[str, float]:
    """Peaks in MB of the parent, the largest worker and the charts' process for one video."""
    import psutil

    command = [sys.executable, __file__, "--analyse", str(video), str(folder / video.stem)]
    peaks = {"worker": 0.0, "charts": 0.0}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        seen = psutil.Process(parent.pid)
        while parent.poll() is None:
            try:
                children = [(child.pid, child.cmdline()) for child in seen.children()]
            except psutil.Error:
                continue
            for pid, arguments in children:
                # by what it runs: until then a child shares the memory of its parent
                for kind, sign in (("worker", FAKE_WORKER), ("charts", "posture.charts")):
                    if sign in arguments:
                        peaks[kind] = max(peaks[kind], peak(pid))
            time.sleep(0.05)
        assert parent.stdout is not None
        if parent.returncode:
            raise SystemExit(f"the analysis of {video.name} failed")
        peaks["parent"] = float(parent.stdout.read())
    return peaks


def compare_lengths(
    sample: Path, minutes: tuple[float, float], height: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Peaks for a short and for a long file made of the same clip."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loop = make_loop(sample, folder / "loop.mp4", height)
        short, long = (
            measure(lengthen(loop, folder / f"{m:g}min.mp4", 60 * m), folder) for m in minutes
        )
    return short, long


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", nargs=2, type=float, default=(3.0, 30.0))
    parser.add_argument("--height", type=int, default=360)
    parser.add_argument("--analyse", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.analyse:
        analyse(*given.analyse)
        return
    from posture.utils.resources import sample_path

    short, long = compare_lengths(sample_path("fresh_to_tired.mp4"), given.minutes, given.height)
    print(f"{'':8}{given.minutes[0]:6g} min{given.minutes[1]:6g} min   ratio")
    for kind in ("parent", "worker", "charts"):
        ratio = long[kind] / short[kind]
        print(f"{kind:8}{short[kind]:7.0f} MB{long[kind]:7.0f} MB{ratio:8.2f}")


if __name__ == "__main__":
    main()

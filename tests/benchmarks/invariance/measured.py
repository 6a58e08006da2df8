"""What the whole pipeline says of one film, as plain numbers, kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.found import detections_kept
from benchmarks.invariance.clips import Box, digest, find_box
from benchmarks.measuring import measuring_files, read_code

from posture import pipeline
from posture.comparison.windows import used_strides
from posture.errors import NoRunnerError
from posture.measures import MEASURES, STRIDE_TABLE
from posture.pose.models.manifest import resolve
from posture.results.plain import plain
from posture.results.run import Run
from posture.session import build_single
from posture.utils.files import whole_file

FOUND = Path("runs/invariance/found")
SCORES = Path("runs/invariance/scores")
#: Where the runner is not known.
NOWHERE = Box(0.0, 0.0, 0.0, 0.0, 0.0)
#: Measures by frame that have no value a stride: their mean over the stride is compared.
ANGLES = (
    "hip_angle_near_deg",
    "hip_angle_far_deg",
    "knee_angle_near_deg",
    "knee_angle_far_deg",
)
_OF_STRIDES = {column.name for column in STRIDE_TABLE}
#: Column of a stride -> its unit: all measures, and the curve of the upper back.
COLUMNS: Mapping[str, str] = {
    **{m.name: m.unit.stored for m in MEASURES if m.name in _OF_STRIDES},
    "thoracic_curve_deg": "deg",
    **dict.fromkeys(ANGLES, "deg"),
}


@dataclass(frozen=True)
class Measured:
    """What was measured in one film.

    Attributes
    ----------
    failure
        Why nothing was measured, else empty.
    back
        Why the low back was not, a short code; ``"measured"`` if it was.
    warnings
        Codes of the warnings about the film, in order.
    facing, speed_factor, subjects
        How the runner was seen; people in the picture.
    strides
        A list a column of the strides that are used: ``start_s``, ``end_s``, `COLUMNS`,
        ``contact_far_s``; None where not measured. Seconds of real running since the first frame.
    rejected
        Strides that were left out.
    box
        The runner's place in the picture, see `clips.Box`.
    """

    failure: str
    back: str
    warnings: list[str]
    facing: str
    speed_factor: float
    subjects: int
    strides: dict[str, list[float | None]]
    rejected: int
    box: dict[str, float]

    @property
    def refusal(self) -> str:
        """Whether runner and low back are measured, and if not, why not."""
        return f"no runner: {self.failure}" if self.failure else self.back

    def table(self) -> pd.DataFrame:
        """Give the strides as a table of floats, NaN where not measured."""
        return pd.DataFrame(self.strides, dtype=float)


def measure_kept(film: Path, *, again: bool) -> Measured:
    """Measure a film, or read what was measured if film, package and weights are what they were.

    Parameters
    ----------
    film
        From `made.make_film`.
    again
        Measure anew, whatever is kept.
    """
    made_from = film.with_suffix(".stamp").read_text()
    code = [read_code(path) for path in (*measuring_files(), Path(__file__))]
    note = SCORES / f"{film.stem}.{digest(made_from, *code)}.json"
    if note.is_file() and not again:
        return Measured(**json.loads(note.read_text(encoding="utf-8")))
    found = _measure(film, made_from, again=again)
    SCORES.mkdir(parents=True, exist_ok=True)
    with whole_file(note) as unfinished:
        unfinished.write_text(json.dumps(plain(asdict(found))), encoding="utf-8")
    return Measured(**plain(asdict(found)))


def _measure(film: Path, made_from: str, *, again: bool) -> Measured:
    session = build_single(film, {})
    with detections_kept(made_from, again=again, folder=FOUND):
        try:
            # as `posture.analyze` does, without charts and report
            _, run = pipeline.measure(session, resolve(session.settings.model))
        except NoRunnerError as error:
            return Measured(str(error), "", [], "", 1.0, 0, {}, 0, asdict(NOWHERE))
    return _describe(run)


def _describe(run: Run) -> Measured:
    summary = run.results
    used = used_strides(run.strides)
    means = run.frames.groupby("stride")[list(ANGLES)].mean().reindex(used["stride"])
    values = pd.concat([used.reset_index(drop=True), means.reset_index(drop=True)], axis=1)
    columns = ("start_s", "end_s", "contact_far_s", *COLUMNS)
    strides = {
        name: values[name].astype(float).tolist() if name in values else [np.nan] * len(values)
        for name in columns
    }
    return Measured(
        failure="",
        back=summary.back.code or "measured",
        warnings=[warning.code for warning in summary.quality.warnings],
        facing=summary.runner.facing or "",
        speed_factor=float(summary.video.speed_factor or 1.0),
        subjects=int(summary.runner.subjects_seen or 0),
        strides=strides,
        rejected=len(run.strides) - len(used),
        box=asdict(find_box(run.poses)),
    )


def box_of(measured: Measured) -> Box:
    """Return where the runner is in a film."""
    values: Any = measured.box
    return Box(**values)

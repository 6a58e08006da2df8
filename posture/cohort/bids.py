"""The runs of a batch as a Motion-BIDS data set: names, motion, channels and events.

Motion-BIDS: Jeung et al. (2024), Scientific Data 11:716, and the Brain Imaging Data Structure from
version 1.9 on.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from posture.cohort.gather import Found
from posture.errors import UsageError
from posture.exchange.motion import Motion, build_motion, tabulate_events
from posture.results.run import load_run

VERSION = "1.9.0"
TASK = "running"
#: Name of the tracking system in the names of files.
SYSTEM = "video"


def label(text: str) -> str:
    """Make a label of a text: letters without accents and digits only, as BIDS wants them."""
    return re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", text))


def label_runners(found: Sequence[Found]) -> list[str]:
    """Label the runner of each run: the same label for the same runner and for no other.

    A name that has no letters of BIDS, or those of another runner, becomes ``runner01``; without a
    runner the label is that of the run's folder.
    """
    keys = [_who(one) for one in found]
    labels: dict[tuple[bool, str], str] = {}
    taken: set[str] = set()  # small letters: folders that differ in these alone may be one folder
    for key in dict.fromkeys(keys):
        own = label(key[1])
        if own and own.lower() not in taken:
            labels[key] = own
            taken.add(own.lower())
    numbers = (f"runner{number:02d}" for number in count(1))
    free = (text for text in numbers if text not in taken)
    for key in keys:
        if key not in labels:
            labels[key] = next(free)
    return [labels[key] for key in keys]


def _who(one: Found) -> tuple[bool, str]:
    """Tell whose run it is: whether the runner is named, and the name or that of the folder."""
    runner = one.request.about.runner
    return bool(runner), runner or one.request.name


def name_runs(found: Sequence[Found]) -> list[str]:
    """Name each run: ``sub-anna_ses-20260331_task-running_acq-oldshoes_run-2``.

    Several runs of a runner, day and condition are numbered.
    """
    stems = []
    for one, runner in zip(found, label_runners(found), strict=True):
        about = one.request.about
        parts = [f"sub-{runner}"]
        if about.date:
            parts.append(f"ses-{label(about.date)}")
        parts.append(f"task-{TASK}")
        if label(about.condition):
            parts.append(f"acq-{label(about.condition)}")
        stems.append("_".join(parts))
    names, seen = [], dict[str, int]()
    for stem in stems:
        seen[stem] = seen.get(stem, 0) + 1
        names.append(f"{stem}_run-{seen[stem]}" if stems.count(stem) > 1 else stem)
    return names


def write_bids(found: Sequence[Found], runs: Path, folder: Path) -> int:
    """Write the data set and return how many runs it holds; runs without landmarks are left out.

    Parameters
    ----------
    found
        The runs of the batch.
    runs
        Folder of their results.
    folder
        Where to write; made.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, runners = 0, dict[str, str]()
    for one, name in zip(found, name_runs(found), strict=True):
        if one.run is None:
            continue
        try:
            run = load_run(runs / one.request.name)
            motion = build_motion(run)
        except UsageError:
            continue
        parts = [part for part in name.split("_") if part.startswith(("sub-", "ses-"))]
        place = folder.joinpath(*parts, "motion")
        place.mkdir(parents=True, exist_ok=True)
        _write_run(motion, place, name)
        runners[parts[0]] = one.request.about.runner or "n/a"
        written += 1
    _write_json(
        folder / "dataset_description.json",
        {
            "Name": "Running posture",
            "BIDSVersion": VERSION,
            "DatasetType": "derivative",
            "GeneratedBy": [{"Name": "posture"}],
        },
    )
    people = pd.DataFrame(sorted(runners.items()), columns=["participant_id", "name"])
    people.to_csv(folder / "participants.tsv", sep="\t", index=False)
    return written


def _write_run(motion: Motion, place: Path, name: str) -> None:
    stem = f"{name}_tracksys-{SYSTEM}"
    columns: dict[str, np.ndarray] = {}
    channels = []
    for i, marker in enumerate(motion.marker_names):
        for k, axis in enumerate("xy"):
            columns[f"{marker}_{axis}"] = motion.markers[:, i, k]
            channels.append((f"{marker}_{axis}", axis, "POS", marker, motion.unit))
    for angle, series in motion.angles.items():
        columns[angle] = series
        channels.append((angle, "n/a", "ORNT", angle.removesuffix("_deg"), "deg"))
    pd.DataFrame(columns).to_csv(
        place / f"{stem}_motion.tsv", sep="\t", index=False, header=False, na_rep="n/a"
    )
    pd.DataFrame(channels, columns=["name", "component", "type", "tracked_point", "units"]).to_csv(
        place / f"{stem}_channels.tsv", sep="\t", index=False
    )
    _write_json(
        place / f"{stem}_motion.json",
        {
            "TaskName": TASK,
            "SamplingFrequency": motion.rate_hz,
            "TrackingSystemName": SYSTEM,
            "MotionChannelCount": len(channels),
            "SpatialAxes": "RS",
            "RecordingType": "continuous",
        },
    )
    events = tabulate_events(motion.events)
    pd.DataFrame(
        {
            "onset": events["time_s"] - float(motion.times_s[0]),
            "duration": 0.0,
            "trial_type": events["event"],
            "side": events["side"],
        }
    ).to_csv(place / f"{name}_events.tsv", sep="\t", index=False)


def _write_json(path: Path, values: dict[str, object]) -> None:
    path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")

"""What the windows of a timeline would be worth: strides in each, and the smallest change seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posture.check.expect import expect_change
from posture.comparison.windows import MIN_STRIDES, Segments, choose_segments, label_strides
from posture.measures import COMPARED, KEY_MEASURES
from posture.settings.options import Settings
from posture.utils.text import join_words

USUAL_STRIDES_PER_S = 1.4
"""Strides in a second of running, where a film's own are not known: 168 steps a minute."""


@dataclass(frozen=True)
class Worth:
    """What two windows would be worth.

    Attributes
    ----------
    early, late
        Start and end, seconds as played: those that are given, else those chosen by themselves.
    sentences
        For people.
    """

    early: tuple[float, float]
    late: tuple[float, float]
    sentences: tuple[str, ...]


def weigh_windows(
    options: Mapping[str, str], duration_s: float, check: Mapping[str, Any] | None
) -> Worth:
    """Say how many strides the windows hold, and what change could be noticed with them.

    Strides are taken to be spread evenly over the film, all of them usable that the check expects.

    Parameters
    ----------
    options
        ``early``, ``late`` and ``pain_onset`` as texts, those that are given.
    duration_s
        Length of the film in seconds as played.
    check
        What is known of the film from its check; None while it is not known.

    Raises
    ------
    UsageError
        A window or time is wrong.
    """
    given = {name: options[name] for name in ("early", "late", "pain_onset") if options.get(name)}
    rate = (check or {}).get("strides_per_s")
    strides = _spread_strides(rate or USUAL_STRIDES_PER_S, duration_s)
    segments = choose_segments(strides, Settings.build(**given), 1.0, duration_s)
    if check is None or not rate:
        lengths = [end - start for start, end in (segments.early, segments.late)]
        said = [f"Early {lengths[0]:.1f} s, late {lengths[1]:.1f} s."]
    else:
        said = _describe(strides, segments, check)
    return Worth(segments.early, segments.late, tuple(said))


def _spread_strides(rate: float, duration_s: float) -> pd.DataFrame:
    starts_s = np.arange(max(int(duration_s * rate), 0)) / rate
    return pd.DataFrame({"start_s": starts_s, "end_s": starts_s + 1 / rate, "rejected": ""})


def _describe(strides: pd.DataFrame, segments: Segments, check: Mapping[str, Any]) -> list[str]:
    labels = label_strides(strides, segments)
    early, late = (int((labels == name).sum()) for name in ("early", "late"))
    counted = f"About {early} strides early and {late} late."
    if min(early, late) < MIN_STRIDES:
        return [counted, f"A window with fewer than {MIN_STRIDES} strides is not compared."]
    listed = []
    for measure in COMPARED:
        if measure.name not in KEY_MEASURES or measure.name not in check.get("measured", ()):
            continue
        least = expect_change(measure, early, late, check.get("camera_sd_deg") or 0.0)
        if least is not None:
            unit = measure.unit
            shown = f"{unit.factor * least:.{unit.decimals}f}{unit.written}"
            listed.append(f"{measure.words.title.lower()} from {shown}")
    if not listed:
        return [counted]
    return [counted, f"A change can be noticed of {join_words(listed)} on."]

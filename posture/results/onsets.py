"""When a change began, or why that is not said."""

from __future__ import annotations

from posture.comparison.types import Drift
from posture.results.names import clock
from posture.results.phrases import PHRASES, sentence
from posture.results.types import Summary
from posture.results.windows_in_words import is_of_two_clips


def describe_onset(summary: Summary, measure: str) -> str:
    """Say when a measure of the family that changed began to, or why that cannot be said.

    Parameters
    ----------
    summary
        Of the run.
    measure
        A measure that changed, surely or probably.
    """
    noun = PHRASES[measure].noun
    drift = summary.drift.get(measure, Drift())
    if drift.onset_s is None:
        why = drift.onset_reason or "its course over the run is not known"
        if is_of_two_clips(summary):
            why = "the time between the two videos is not known"
        elif any(video.speed_factor is None for video in summary.all_videos):
            why = "how much slower than life the film plays is not known"
        why = why.replace(": ", "; ")  # one colon is enough
        return sentence(f"when the change of {noun} began cannot be said: {why}")
    text = f"the change of {noun} begins at about {clock(drift.onset_s)}"
    if drift.onset_ci95:
        first, last = (clock(edge) for edge in drift.onset_ci95)
        text += f" ({first} to {last})"
    return sentence(text)

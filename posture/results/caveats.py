"""The one thing that weakens an answer most, in a line of its own."""

from __future__ import annotations

from collections.abc import Mapping

from posture.comparison.types import CHANGED, PROBABLE
from posture.comparison.windows import MIN_STRIDES
from posture.measures import KEY_MEASURES
from posture.results.phrases import sentence
from posture.results.types import Summary
from posture.results.windows_in_words import strides_in_words

FEW_STRIDES = 20
"""With fewer strides in a window than this, their number is worth a caveat: about 15 s of film."""

CAVEATS: Mapping[str, str] = {
    "clips_clothing": "The clothing lies differently in the two videos, and that alone can look "
    "like a change of the back.",
    "clips_date": "By their dates the videos are not of one run, so more than tiring may lie "
    "between them.",
    "clips_order": "By their own dates the late video was made before the early one.",
    "camera_lost": "From some time on the film shows another place.",
    "picture_mirrored": "From some time on the film is a mirror image of the same place.",
    "opposite_sides": "The two videos show opposite sides of the runner: a camera that is not "
    "level counts twice, so the ranges are wider, and single legs are not compared.",
    "camera_unmatched": "Whether the camera was put up the same way for both videos cannot be "
    "seen, so the ranges are wider.",
    "clips_camera": "The camera stood at another angle in the two videos, and that alone can make "
    "the same posture look different.",
    "camera_changed": "The camera was put up differently for the late video; its turn was taken "
    "off, its place cannot be.",
    "both_sides": "Passes in both directions are taken together, and each shows another side of "
    "the body.",
    "place_shift": "The runner is seen from another place early and late, and that alone can make "
    "the same posture look different.",
    "pace_gap": "The pace is not known in both windows: if it changed, that alone moves these "
    "angles.",
    "cadence_shift": "The cadence changed: if the pace changed too, that alone moves these angles.",
    "camera_moved": "The camera moved while it filmed; its turn was taken off, but a rest may be "
    "left.",
    "lean_over_place": "The lean follows the place in the picture, so part of it is the view.",
    "level_unsure": "The camera may not have been level: levels may be off, changes hold if it did "
    "not move.",
    "camera_level": "The camera was probably not level: levels may be off, changes hold if it did "
    "not move.",
    "oblique_view": "The runner was not filmed square from the side, so all angles are less exact.",
    "warm_up": "The early part holds the warm-up, in which form settles by itself.",
    "clips_resolution": "The two videos differ in resolution, so they are not read equally well.",
    "clips_frame_rate": "The two videos differ in frame rate, so they are not read equally well.",
    "several_people": "Several people are in the picture: check in the clip that the right one "
    "was followed.",
    "seldom_measured": "The runner was measured in less than half of the film.",
    "few_looks": "The network looked at few frames, so the arch is less exact.",
    "small_runner": "The runner is small in the picture, so all angles are less exact.",
    "speed_unknown": "How much slower than life the film plays is not known: times are a guess, "
    "angles are not touched.",
    "speed_changes": "The speed of play changes within the film; times depend on how well that was "
    "found.",
    "interlaced": "Odd and even lines of the picture are of different moments, so all angles are "
    "less exact.",
    "speed_factor": "The film was taken for slow or fast motion; times and cadence depend on that.",
    "damaged_file": "A part of the video file cannot be read.",
}
"""By the code of the warning, what weighs most first."""

ONE_RUN = "This is one run on one day: see whether it comes back before making much of it."
"""Where nothing else weakens an answer that holds a change."""

ONE_RUN_OPEN = "This is one run on one day: another may look different."
"""The same where no change was found that could come back."""

NO_MATTER = ("low_frame_rate", "level_corrected", "uprights_converge")
"""Codes that do not touch the measures of the answer."""


def find_caveat(summary: Summary) -> str:
    """Write what weakens the answer of a run most: pace, camera, clothing, few strides."""
    if all(found.change is None for found in summary.measures.values()):
        return _describe_no_comparison(summary)
    warnings = {warning.code: warning for warning in summary.quality.warnings}
    pace = _describe_pace(summary)
    few = _describe_few_strides(summary)
    for code, text in CAVEATS.items():
        if code in warnings:
            return _describe_cadence(summary) if code == "cadence_shift" else text
        if code == "cadence_shift" and pace:
            return pace
        if code == "cadence_shift" and few:
            return few
    unknown = [found for code, found in warnings.items() if code not in NO_MATTER]
    if unknown:
        return sentence(unknown[0].message)
    found_one = any(m.verdict in CHANGED + PROBABLE for m in summary.measures.values())
    return ONE_RUN if found_one else ONE_RUN_OPEN


def _describe_no_comparison(summary: Summary) -> str:
    """Say why early and late are not compared, in a run in which nothing is."""
    reasons = [
        found.reason
        for verdict in ("not compared", "not measurable")
        for found in summary.measures.values()
        if found.verdict == verdict and found.reason
    ]
    if summary.strides >= 2 * MIN_STRIDES and reasons:  # one window only may be too short
        return sentence(f"fresh and tired are not compared: {reasons[0]}")
    seen = f"{strides_in_words(summary.strides)} {'is' if summary.strides == 1 else 'are'}"
    return f"{seen} too few to compare fresh with tired: each part needs {MIN_STRIDES}."


def _describe_pace(summary: Summary) -> str:
    """Say that the pace differed, and whether its part is taken off the measures of the answer."""
    decide = [
        found.adjusted
        for name in KEY_MEASURES
        if (found := summary.measures.get(name)) and found.adjusted and found.adjusted.decides
    ]
    if not decide:
        return ""
    taken_off = [adjusted.change is not None for adjusted in decide]
    if all(taken_off):
        what = "what is said here is what is left once its part is taken off"
    elif any(taken_off):
        what = "its part is taken off where the answer says so, elsewhere it could not be"
    else:
        what = "its part could not be taken off, so it may have made a change, or hidden one"
    return f"The pace was not the same early and late; {what}."


def _describe_cadence(summary: Summary) -> str:
    """Say that the cadence changed, with its numbers where they are known."""
    found = summary.measures.get("cadence_spm")
    if found is None or found.early is None or found.late is None:
        return CAVEATS["cadence_shift"]
    return (
        f"The cadence went from {found.early:.0f} to {found.late:.0f} steps a minute: if the pace "
        "changed, that alone moves these angles."
    )


def _describe_few_strides(summary: Summary) -> str:
    """Say how few strides are compared, in the measure of the family that has fewest."""
    counts = [
        (found.strides_early, found.strides_late)
        for name in KEY_MEASURES
        if (found := summary.measures.get(name)) is not None and found.change is not None
    ]
    if not counts:
        return ""
    early, late = min(counts, key=min)
    if min(early, late) >= FEW_STRIDES:
        return ""
    return (
        f"Only {early} strides early and {late} late could be compared; more film would narrow the "
        "ranges."
    )

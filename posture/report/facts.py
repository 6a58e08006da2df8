"""What the page says of the recording itself: facts, warnings, definitions, settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from posture.report import findings
from posture.results import reading
from posture.results.names import clock
from posture.results.run import Run
from posture.results.types import QualityWarning

#: The beginning of a sentence about a file, which is called as it is called.
_FILE_FIRST = re.compile(r"[^:,;]*\.[A-Za-z]\w{1,4}\b")


@dataclass(frozen=True)
class Definition:
    """What a measure is, and from which size its change counts in this run."""

    title: str
    meaning: str
    counts_from: str


def list_facts(run: Run) -> list[str]:
    """List facts about the video and the run, for the line under the answer."""
    results = run.results
    facts = []
    for video in results.all_videos:
        facts += [
            f"{clock(video.duration_s)} min of video",
            f"{video.fps_median:.0f} frames/s",
        ]
        if video.speed_factor is not None and video.speed_factor != 1.0:
            facts.append(_describe_speed(video.speed_factor))
    if results.cadence_spm is not None:
        facts.append(f"{results.cadence_spm:.0f} steps/min")
    if findings.has_strides(run):
        used = int(reading.accepted(run.strides).sum())
        facts.append(f"{used} of {len(run.strides)} strides used")
    opposite = any(found.code == "opposite_sides" for found in results.quality.warnings)
    if opposite:
        facts.append("opposite sides to the camera")
    elif len({one.facing for one in results.passes}) > 1:
        facts.append(f"{len(results.passes)} passes, in both directions")
    elif results.runner.near_side:
        facts.append(f"{results.runner.near_side} side to the camera")
    return facts


def _describe_speed(factor: float) -> str:
    """Write how a film plays that does not play at the speed of life."""
    if factor < 1:
        return f"fast motion, {1 / factor:.3g}× faster than real"
    return f"slow motion, {factor:g}× slower than real"


def describe_warning(found: QualityWarning) -> dict[str, str]:
    """Write a warning as sentences: what it is, what it costs, what helps."""
    cost = found.cost_deg
    return {
        "message": write_sentence(found.message or found.code),
        "cost": "" if cost is None else f"It may cost about {abs(cost):.1f}°.",
        "advice": write_sentence(found.advice),
    }


def define(run: Run, measure: str) -> Definition:
    """Define a measure."""
    name = reading.name_in(run, measure)
    counts_from = reading.counts_from(run, measure)
    return Definition(
        name.title,
        write_sentence(name.meaning),
        ""
        if counts_from is None
        else f"In this video a change counts from {name.value(counts_from)}.",
    )


def list_provenance(run: Run) -> list[tuple[str, str]]:
    """List how it was measured, as rows of name and text."""
    summary = run.summary
    return flatten(
        {
            "posture": run.results.posture_version,
            **summary["provenance"],
            **_numbered("video", summary.get("videos") or [summary["video"]]),
            # who else was seen is a list of places in the picture, which the page shows elsewhere
            "runner": {k: v for k, v in summary["runner"].items() if k != "people"},
        }
    )


def flatten(found: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Write a nested dict as rows of (dotted name, text)."""
    rows = []
    for key, value in found.items():
        if isinstance(value, dict):
            rows += flatten(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", _write_value(value)))
    return rows


def _write_value(value: object) -> str:
    """Write a setting or a property for the page; `summary.json` has it in full."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def write_sentence(text: str) -> str:
    """Begin with a capital and end with a full stop; a file's name stays, and nothing too."""
    text = text.strip()
    if not text:
        return ""
    first = text[0] if _FILE_FIRST.match(text) else text[0].upper()
    return first + text[1:] + ("" if text[-1] in ".!?" else ".")


def _numbered(name: str, items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Name one item plainly, several with their number."""
    if len(items) == 1:
        return {name: items[0]}
    return {f"{name} {number}": item for number, item in enumerate(items, start=1)}

"""The contents of summary.json."""

from __future__ import annotations

import math
import platform
from importlib.metadata import version
from typing import Any

import pandas as pd

from posture.back import WHY, is_back, level_interval
from posture.comparison import (
    MEASURES,
    Segments,
    compare_segments,
    compare_waves,
    drift,
    used_strides,
)
from posture.comparison.covariates import adjust
from posture.comparison.low_back import (
    find_low_back_code,
    geometry_change,
    geometry_disagreement_sd,
)
from posture.comparison.pain import pain
from posture.comparison.sides import sides
from posture.comparison.verdict import CHANGED
from posture.gait.events import METHOD
from posture.measures import LOW_BACK
from posture.measures.waveforms import normalise_strides
from posture.pose.models.manifest import ModelFile
from posture.recording import Recording
from posture.results.run import SCHEMA_VERSION
from posture.settings.options import Settings
from posture.settings.windows import resolve_windows
from posture.video import VideoInfo

#: Packages whose versions may change a number.
PACKAGES = ("mediapipe", "av", "numpy", "scipy", "pandas", "opencv-contrib-python")

#: Measures that are compared over the whole stride.
WAVES = ("trunk_lean_deg", *LOW_BACK)


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of what its numbers depend on."""
    names = ("running-posture", *PACKAGES)
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def summarise(
    recordings: list[Recording],
    frames: pd.DataFrame,
    strides: pd.DataFrame,
    segments: Segments,
    warnings: list[dict[str, Any]],
    settings: Settings,
    model: ModelFile,
    starts_s: list[float] | None = None,
) -> dict[str, Any]:
    """Build the summary of a run from one clip, from an early and a late one, or from pieces.

    ``frames`` and ``strides`` are those of all of them, with ``segment`` filled in. ``starts_s``
    says when each piece begins on the run's clock; None where that is not known.
    """
    first = recordings[0]
    if len(recordings) == 1:
        starts_s = starts_s or [0.0]
    used = used_strides(strides)
    code = find_low_back_code([r.back.code for r in recordings], used)
    low_back = [m.name for m in MEASURES if is_back(m.name)]
    reasons = dict.fromkeys(low_back, WHY[code]) if code else {}
    doubts = {name: geometry_disagreement_sd(name, used) for name in low_back}
    measures = compare_segments(strides, reasons=reasons, doubts=doubts, smallest=settings.smallest)
    measures = adjust(strides, measures, doubts=doubts)
    summary = _frame([r.info for r in recordings], settings, model) | {
        "runner": {
            "facing": first.view.facing,
            "near_side": first.view.facing,
            "detected_share": _mean([r.detected_share for r in recordings]),
            "trunk_px": first.trunk_px,
            "subjects_seen": max(r.subjects_seen for r in recordings),
        },
        "quality": {
            "level_deg": first.view.level_deg,
            "level_applied": first.view.level_deg != 0.0,
            "warnings": warnings,
        },
        "segments": {
            name: {
                "start_s": span[0],
                "end_s": span[1],
                "strides": int((used["segment"] == name).sum()),
            }
            for name, span in (("early", segments.early), ("late", segments.late))
        },
        "back": _back(frames, used, code),
        "measures": measures,
        "sides": sides(strides),
        # without a clock, how much of the run lies between two clips is not known
        "drift": {
            m.name: drift(strides, m.name, m.method_sd, with_onset=_has_onset(measures[m.name]))
            for m in MEASURES
            if m.name not in reasons
        }
        if starts_s
        else {},
        "waveforms": _waveforms(frames, used, [m for m in WAVES if m not in reasons]),
        "cadence_spm": float(used["cadence_spm"].median()) if len(used) else None,
        "strides": len(used),
    }
    summary["pain"] = pain(_pain_s(recordings, starts_s, settings), summary["drift"])
    summary["video"]["speed_factor"] = first.view.speed_factor
    for video, recording in zip(summary.get("videos", []), recordings, strict=False):
        video["speed_factor"] = recording.view.speed_factor
    if len(recordings) > 1 and starts_s:
        for video, start_s in zip(summary["videos"], starts_s, strict=True):
            video["at_s"] = start_s
    summary["provenance"]["events"] = METHOD
    return _plain_dict(summary)


def failure(
    infos: list[VideoInfo], settings: Settings, model: ModelFile, reason: str
) -> dict[str, Any]:
    """Build the summary of one video, or two, in which no runner can be measured."""
    nothing = {"start_s": None, "end_s": None, "strides": 0}
    summary = _frame(infos, settings, model) | {
        "runner": {
            "facing": None,
            "near_side": None,
            "detected_share": 0.0,
            "trunk_px": None,
            "subjects_seen": None,
        },
        "quality": {"level_deg": None, "level_applied": False, "warnings": []},
        "segments": {"early": nothing, "late": nothing},
        "back": {
            "measured": False,
            "code": None,
            "reason": reason,
            "frames_share": 0.0,
            "strides": 0,
            "geometry_change_deg": dict.fromkeys(LOW_BACK),
            "level_interval_deg": dict.fromkeys(LOW_BACK),
        },
        "measures": {},
        "sides": {},
        "drift": {},
        "waveforms": {},
        "cadence_spm": None,
        "strides": 0,
        "pain": None,
        "failure": reason,
    }
    return _plain_dict(summary)


def _plain_dict(values: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) for key, value in values.items()}


def plain(value: Any) -> Any:
    """Make a value fit for JSON: numpy scalars become numbers, NaN and infinity become None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _frame(infos: list[VideoInfo], settings: Settings, model: ModelFile) -> dict[str, Any]:
    """Build the parts that do not depend on what was found; ``videos`` only if there are two."""
    videos = [_video(info) for info in infos]
    return {
        "schema_version": SCHEMA_VERSION,
        "posture_version": version("running-posture"),
        "video": dict(videos[0]),
        **({"videos": videos} if len(videos) > 1 else {}),
        "settings": settings.as_dict(),
        "provenance": {
            "model": model.name,
            "model_sha256": model.sha256,
            "engine": f"MediaPipe Pose Landmarker {version('mediapipe')}",
            "versions": versions(),
        },
    }


def _video(info: VideoInfo) -> dict[str, Any]:
    return {
        "path": str(info.path),
        "sha256": info.sha256,
        "width": info.width,
        "height": info.height,
        "frames": info.frames,
        "duration_s": info.duration_s,
        "fps_median": info.fps_median,
        "variable_frame_rate": info.variable_frame_rate,
        "rotation_deg": info.rotation_deg,
        "codec": info.codec,
        "speed_factor": None,
    }


def _back(frames: pd.DataFrame, used: pd.DataFrame, code: str) -> dict[str, Any]:
    """Whether and how well the low back is measured."""
    return {
        "measured": not code,
        "code": code or None,
        "reason": WHY.get(code),
        "frames_share": float(frames["back_visible"].mean()) if len(frames) else 0.0,
        "strides": int(used["pelvic_tilt_deg"].notna().sum()) if len(used) else 0,
        "geometry_change_deg": {
            name: None if code else geometry_change(name, used) for name in LOW_BACK
        },
        "level_interval_deg": {name: level_interval(name) for name in LOW_BACK},
    }


def _waveforms(frames: pd.DataFrame, used: pd.DataFrame, measures: list[str]) -> dict[str, Any]:
    """Where in the stride early and late differ, by measure; phases from initial contact."""
    early, late = (used[used["segment"] == segment] for segment in ("early", "late"))
    told = {}
    for name in measures:
        found = compare_waves(
            normalise_strides(frames, early, name),
            normalise_strides(frames, late, name),
            early["start_s"].to_numpy(dtype=float),
            late["start_s"].to_numpy(dtype=float),
        )
        told[name] = {
            "clusters": [
                {"from": c.start, "to": c.end, "p": c.p, "mean_difference": c.mean_difference}
                for c in found.clusters
            ],
            "blocks_early": found.blocks_early,
            "blocks_late": found.blocks_late,
        }
    return told


def _has_onset(measure: dict[str, Any]) -> bool:
    """Whether the onset of a change is told: one that counts, and not put down to the pace."""
    return measure["verdict"] in CHANGED and not measure["adjusted"]["decides"]


def _pain_s(
    recordings: list[Recording], starts_s: list[float] | None, settings: Settings
) -> float | None:
    """When pain began, in seconds of real running; a time of the file as played if it is one."""
    if settings.pain_onset is None or starts_s is None:
        return None
    if len(recordings) > 1 or starts_s[0] > 0:
        end_s = starts_s[-1] + recordings[-1].duration_s
        return resolve_windows(settings, end_s).pain_onset_s
    played_s = resolve_windows(settings, recordings[0].info.duration_s).pain_onset_s
    return None if played_s is None else played_s / recordings[0].view.speed_factor


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)

"""Lean, pelvic tilt, arch and head-forward of the runner standing, on the scale of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posture.back import WHY, Back, LearnedModels, measure_back, read_trunk_line
from posture.back.changes import Changes
from posture.camera import Camera, Steadied
from posture.gait.events import Steps
from posture.gait.strides import Cut
from posture.standing.axis import TrunkAxis, measure_legs
from posture.standing.error import METHOD_SD, OFFSET_DEG
from posture.standing.still import Still
from posture.tracks import Body, View, build_body
from posture.tracks.angles import head_forward, trunk_lean
from posture.utils.arrays import BoolArray, FloatArray

#: Standing is cut into pieces of this length, seconds, as a run is cut into strides.
PIECE_S = 1.0
#: The trunk may be so many times longer or shorter in the picture than when running.
MOST_SCALE = 1.4
#: Legs in trunk lengths may differ from those of the runner by this factor; else it is somebody
#: else, or the camera stands elsewhere.
MOST_LEGS = 1.18
#: Measures that are given relative to standing.
RELATIVE_TO_STANDING = (
    "trunk_lean_deg",
    "pelvic_tilt_deg",
    "lumbar_lordosis_deg",
    "head_forward_deg",
)
_LOW_BACK = ("pelvic_tilt_deg", "lumbar_lordosis_deg")


@dataclass(frozen=True)
class RunSeen:
    """How the run shows the runner, to which standing is compared.

    Attributes
    ----------
    view
        Facing and level.
    axis
        Of the trunk, see `axis`.
    trunk_px
        Median length of the trunk, pixels.
    shifts
        Degrees that were added to all frames of the run, of ``"tilt"`` and ``"lordosis"``; None
        where the low back is not measured in it.
    places
        ``(k,)`` places of the back that changes are estimated from in the run; None for those that
        standing shows.
    moments
        What the weights of these places are solved from.
    """

    view: View
    axis: TrunkAxis
    trunk_px: float
    shifts: Mapping[str, float] | None
    places: BoolArray | None = None
    moments: Changes | None = None


@dataclass(frozen=True)
class StandingPosture:
    """What was measured of the runner standing.

    Attributes
    ----------
    values, sds
        Degrees by measure, and the SD of the error that sway leaves in them; none where it is not
        measured.
    reasons
        Why a measure has none, by its name.
    span
        When the runner stands still, seconds as played.
    frames
        How many frames that are.
    method_sds
        SD of the method's own error of running less standing, degrees, by measure.
    camera_sd_deg
        SD of the error of the camera's level against that of the run, degrees.
    name, in_run
        As of a `StandingClip`.
    """

    values: Mapping[str, float]
    sds: Mapping[str, float]
    reasons: Mapping[str, str]
    span: tuple[float, float]
    frames: int
    method_sds: Mapping[str, float]
    camera_sd_deg: float
    name: str
    in_run: bool


def measure_standing(
    still: Still, camera: Camera, run: RunSeen, learned: LearnedModels
) -> StandingPosture:
    """Measure the runner standing as if it were a stretch of the run.

    Parameters
    ----------
    still
        The frames, see `still.find_still`.
    camera
        Of the file that shows them.
    run
        How the run shows the same runner.
    learned
        What was learnt for the network.

    Returns
    -------
    StandingPosture
        Without values, and with one reason for all, where it cannot be compared with the run.
    """
    every = Steadied.of(camera.motion, still.clip.info)
    steadied = replace(every, turn_deg=every.turn_deg[still.clip.frames]).at_places(
        still.tracks, camera.converging_deg
    )
    tracks = replace(steadied.steady_tracks(still.tracks), stretches=[still.part])
    view = replace(
        run.view,
        facing=still.facing,
        width=still.clip.info.width,
        height=still.clip.info.height,
        level_deg=camera.level_deg,
        speed_factor=1.0,
    )
    landmarks = build_body(tracks, view)
    if why := _find_difference(still, landmarks, run):
        return _finish(still, camera, {}, dict.fromkeys(RELATIVE_TO_STANDING, why), learned.network)
    body = run.axis.apply(landmarks)
    cut = _cut_pieces(body, still.part)
    courses = {"trunk_lean_deg": trunk_lean(body), "head_forward_deg": head_forward(body)}
    back, reasons = _measure_low_back(still, steadied, body, cut, run, learned)
    offsets = OFFSET_DEG[learned.network]
    pieces = {
        name: cut.means(values) + offsets.get(name, 0.0)
        for name, values in (courses | back).items()
    }
    return _finish(still, camera, pieces, reasons, learned.network)


def _measure_low_back(
    still: Still, steadied: Steadied, body: Body, cut: Cut, run: RunSeen, learned: LearnedModels
) -> tuple[dict[str, FloatArray], dict[str, str]]:
    """Measure tilt and arch, ``(frames,)`` degrees by name, or say why not."""
    if run.shifts is None:
        return {}, dict.fromkeys(_LOW_BACK, "the low back is not measured in the run")
    line = read_trunk_line(steadied.steady_detections(still.found), body)
    back = measure_back(
        line, body, cut, learned, stride_s=PIECE_S, shoulder_width=still.shoulder_width
    )
    if back.code:
        return {}, dict.fromkeys(_LOW_BACK, f"standing, {WHY[back.code]}")
    # by the weights of changes alone, and from the same places, so that running less standing is a
    # change
    tilt, lordosis = _estimate_from(back, run)
    shifts = {
        "pelvic_tilt_deg": run.shifts["tilt"] - back.tilt_shift_deg,
        "lumbar_lordosis_deg": run.shifts["lordosis"] - back.lordosis_shift_deg,
    }
    angles = {"pelvic_tilt_deg": tilt, "lumbar_lordosis_deg": lordosis}
    return {name: angles[name] + shifts[name] for name in _LOW_BACK}, {}


def _estimate_from(back: Back, run: RunSeen) -> tuple[FloatArray, FloatArray]:
    """Give tilt and lordosis, ``(frames,)`` degrees each, as the places of the run show them."""
    shown = back.shown_change
    if shown is None or run.places is None or run.moments is None:
        return back.tilt_deg, back.lordosis_deg
    by = shown.move_to(run.places & shown.known, run.moments)
    return back.tilt_deg + by[:, 0], back.lordosis_deg + by[:, 1]


def _find_difference(still: Still, landmarks: Body, run: RunSeen) -> str:
    """Say why standing cannot be compared with the run; empty if it can."""
    if still.facing != run.view.facing:
        return (
            f"standing, the runner faces {still.facing}, and in the run {run.view.facing}; stand "
            "facing the way you run"
        )
    scale = landmarks.trunk_px / run.trunk_px
    if not 1 / MOST_SCALE <= scale <= MOST_SCALE:
        size = "larger" if scale > 1 else "smaller"
        return (
            f"standing, the runner is much {size} in the picture than in the run; stand where you "
            "run, with the same zoom"
        )
    legs = measure_legs(landmarks, still.part) / run.axis.legs
    if not 1 / MOST_LEGS <= legs <= MOST_LEGS:
        return "the person who stands has other proportions than the runner"
    return ""


def _cut_pieces(body: Body, part: slice) -> Cut:
    """Cut standing into pieces as a run is cut into strides; feet do nothing in them."""
    times_s = body.times_s
    start_s = float(times_s[part.start])
    count = max(1, int((float(times_s[part.stop - 1]) - start_s) / PIECE_S + 1e-6))
    edges_s = start_s + PIECE_S * np.arange(count + 1, dtype=float)
    number = np.full(len(times_s), -1)
    phase = np.full(len(times_s), np.nan)
    inside = np.arange(part.start, part.stop)
    own = np.minimum(((times_s[inside] - start_s) / PIECE_S).astype(int), count)
    kept = own < count
    number[inside[kept]] = own[kept]
    phase[inside[kept]] = (times_s[inside[kept]] - edges_s[own[kept]]) / PIECE_S
    feet = Steps(np.asarray(edges_s, float), np.full(len(edges_s), np.nan))
    return Cut(times_s, number, phase, [(feet, i, feet) for i in range(count)])


def _finish(
    still: Still,
    camera: Camera,
    pieces: Mapping[str, FloatArray],
    reasons: Mapping[str, str],
    network: str,
) -> StandingPosture:
    values, sds = {}, {}
    for name, means in pieces.items():
        known = means[np.isfinite(means)]
        if known.size:
            values[name] = float(known.mean())
            spread = float(known.std(ddof=1)) if known.size > 1 else 0.0
            sds[name] = spread / float(np.sqrt(known.size))
    return StandingPosture(
        values=values,
        sds=sds,
        reasons=reasons,
        span=still.span,
        frames=still.part.stop - still.part.start,
        method_sds=METHOD_SD[network],
        camera_sd_deg=0.0 if still.clip.in_run else camera.change_sd_deg,
        name=still.clip.name,
        in_run=still.clip.in_run,
    )

"""Fit the mean stride of a measured runner and write it to posture/synthetic/motion/gait.toml.

    python tests/benchmarks/fit_gait.py

Reads ../shared/mocap beside the repository (the OpenSim project's treadmill runner, subject02:
60 Hz markers and the inverse kinematics of them). Left and right strides are put together, so the
curves are those of a symmetric runner: a limb's curve runs from its own foot's contact, and the
trunk's curves keep only the harmonics that a symmetric gait can have.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from posture.utils.files import whole_file

REPOSITORY = Path(__file__).resolve().parents[2]
MOCAP = REPOSITORY.parent / "shared" / "mocap"
TARGET = REPOSITORY / "posture" / "synthetic" / "motion" / "gait.toml"
HARMONICS = np.arange(1, 9)
# Mid-point of the hip joint centres from the mid-point of the ASIS in the OpenSim pelvis, metres.
MID_HIP = np.array([-0.0707, -0.0661])
HEADER = """\
# Mean stride of one measured runner; written by tests/benchmarks/fit_gait.py, not by hand.
# value(phase) = mean + sum over k of cos[k-1] cos(2 pi k phase) + sin[k-1] sin(2 pi k phase).
# Phase 0: initial contact of the limb's own foot (of the right foot for the trunk).
# Signs: + flexion, dorsiflexion, toes up, anterior tilt, more arch, forward lean, to the right,
# right side up, right side forward, arm forward, arm away from the body, upper arm turned inward.
# residual_sd: what single frames keep beside the curve (stride to stride, left against right).
"""


def read_trc(path: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Times (T,) in s and markers (T, 3) in m: x forward, y up, z to the right."""
    lines = path.read_text().splitlines()
    names = [name.strip() for name in lines[3].split("\t")[2:] if name.strip()]
    rows = [line.split("\t")[: 2 + 3 * len(names)] for line in lines[5:] if line.strip()]
    table = np.array(rows, dtype=float)
    markers = {n: table[:, 2 + 3 * i : 5 + 3 * i] / 1000 for i, n in enumerate(names)}
    return table[:, 1], markers


def read_mot(path: Path) -> pd.DataFrame:
    """Read a table of OpenSim coordinates, degrees and metres."""
    lines = path.read_text().splitlines()
    start = lines.index("endheader") + 1
    rows = [[float(x) for x in line.split()] for line in lines[start + 1 :] if line.strip()]
    return pd.DataFrame(rows, columns=lines[start].split())


def crossings(times: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Times at which the values go up through zero, by linear interpolation."""
    i = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    return times[i] - values[i] * (times[i + 1] - times[i]) / (values[i + 1] - values[i])


def belt_speed(times: np.ndarray, markers: dict[str, np.ndarray]) -> float:
    """Backward speed of the feet while heel and toe are both on the belt."""
    speeds = []
    for side in "RL":
        heel, toe = markers[f"{side}.Heel"], markers[f"{side}.Toe.Tip"]
        flat = (heel[:, 1] < heel[:, 1].min() + 0.03) & (toe[:, 1] < toe[:, 1].min() + 0.02)
        speeds.append(-np.gradient(toe[:, 0], times)[flat])
    return float(np.median(np.concatenate(speeds)))


def contacts_and_toe_offs(
    times: np.ndarray, markers: dict[str, np.ndarray], side: str, belt: float
) -> tuple[np.ndarray, np.ndarray]:
    """Initial contacts and the toe-off after each, s.

    At contact the belt takes the foot along. The markers were low-passed, which keeps the time
    at which a step of speed is half done: that is the contact. Toe-off is the toe tip 10 mm up.
    """
    foot, toe = markers[f"{side}.Midfoot.Lat"], markers[f"{side}.Toe.Tip"]
    speed = np.gradient(foot[:, 0], times)
    low = foot[:, 1] < foot[:, 1].min() + 0.04
    contacts = crossings(times, -speed - belt / 2)
    contacts = contacts[np.interp(contacts, times, low) > 0.5]
    rises = crossings(times, toe[:, 1] - toe[:, 1].min() - 0.010)
    pairs = [(c, later[0]) for c in contacts if len(later := rises[(rises > c + 0.1)])]
    pairs = [(c, t) for c, t in pairs if t - c < 0.4]
    return np.array([c for c, _ in pairs]), np.array([t for _, t in pairs])


def pitch(heel: np.ndarray, toe: np.ndarray) -> np.ndarray:
    """Angle of heel to toe above the horizontal, degrees."""
    d = toe - heel
    return np.degrees(np.arctan2(d[:, 1], np.hypot(d[:, 0], d[:, 2])))


def coordinates(
    ik: pd.DataFrame, markers: dict[str, np.ndarray], standing: dict[str, np.ndarray]
) -> dict[str, dict[str, np.ndarray]]:
    """Every degree of freedom in our signs, by kind: even and odd (trunk), right and left."""
    tilt = np.radians(ik["pelvis_tilt"].to_numpy())
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    hip = ik[["pelvis_tx", "pelvis_ty"]].to_numpy() + np.einsum("ijt,j->ti", turn, MID_HIP)
    n = len(ik)
    trunk = (markers["R.Acromium"] + markers["L.Acromium"])[:n, :2] / 2 - hip
    even = {
        "trunk_lean_deg": np.degrees(np.arctan2(trunk[:, 0], trunk[:, 1])),
        "pelvic_tilt_deg": -ik["pelvis_tilt"],
        "lumbar_lordosis_deg": ik["lumbar_extension"],
        "pelvis_height_m": ik["pelvis_ty"],
        "pelvis_forward_m": ik["pelvis_tx"],
    }
    odd = {
        "pelvis_obliquity_deg": -ik["pelvis_list"],
        "pelvis_rotation_deg": ik["pelvis_rotation"],
        "thorax_bending_deg": ik["lumbar_bending"],
        "thorax_rotation_deg": ik["lumbar_rotation"],
    }
    limbs = {}
    for side in "RL":
        s = side.lower()
        flat = pitch(standing[f"{side}.Heel"], standing[f"{side}.Toe.Tip"]).mean()
        feet = pitch(markers[f"{side}.Heel"], markers[f"{side}.Toe.Tip"])[:n] - flat
        limbs[side] = {
            "hip_flexion_deg": ik[f"hip_flexion_{s}"],
            "hip_adduction_deg": ik[f"hip_adduction_{s}"],
            "knee_flexion_deg": -ik[f"knee_angle_{s}"],
            "ankle_dorsiflexion_deg": ik[f"ankle_angle_{s}"],
            "foot_pitch_deg": feet,
            "shoulder_flexion_deg": ik[f"arm_flex_{s}"],
            "shoulder_abduction_deg": -ik[f"arm_add_{s}"],
            "shoulder_rotation_deg": ik[f"arm_rot_{s}"],
            "elbow_flexion_deg": ik[f"elbow_flex_{s}"],
        }
    kinds = {"even": even, "odd": odd, **limbs}
    return {k: {name: np.asarray(v) for name, v in d.items()} for k, d in kinds.items()}


def fit(phase: np.ndarray, values: np.ndarray, harmonics: np.ndarray) -> tuple[np.ndarray, float]:
    """Least squares: (17,) mean, 8 cosines, 8 sines (0 where not asked for) and residual SD."""
    angle = 2 * np.pi * phase[:, None] * harmonics
    design = np.hstack([np.ones((len(phase), 1)), np.cos(angle), np.sin(angle)])
    found, *_ = np.linalg.lstsq(design, values, rcond=None)
    result = np.zeros(1 + 2 * len(HARMONICS))
    result[np.r_[0, harmonics, harmonics + len(HARMONICS)]] = found
    return result, float(np.std(values - design @ found))


def fit_all(
    times: np.ndarray,
    kinds: dict[str, dict[str, np.ndarray]],
    contacts: dict[str, np.ndarray],
) -> dict[str, tuple[np.ndarray, float]]:
    """Fit every curve to the strides of both sides together."""
    inside = {s: (times >= c[0]) & (times < c[-1]) for s, c in contacts.items()}
    phase = {s: np.interp(times[inside[s]], c, np.arange(len(c))) for s, c in contacts.items()}
    both = np.concatenate([phase["R"], phase["L"]])

    def joined(right: np.ndarray, left: np.ndarray) -> np.ndarray:
        return np.concatenate([right[inside["R"]], left[inside["L"]]])

    curves = {}
    for name, v in kinds["even"].items():
        fitted, residual = fit(both, joined(v, v), HARMONICS[1::2])
        fitted[0] *= not name.endswith("_m")  # positions are kept about their mean
        curves[name] = fitted, residual
    for name, v in kinds["odd"].items():
        curves[name] = fit(both, joined(v - v.mean(), v.mean() - v), HARMONICS[::2])
        curves[name][0][0] = 0.0
    for name, right in kinds["R"].items():
        curves[name] = fit(both, joined(right, kinds["L"][name]), HARMONICS)
    return curves


def stride_spread(times: np.ndarray, values: np.ndarray, contacts: np.ndarray) -> float:
    """SD of the stride means."""
    means = [values[(times >= a) & (times < b)].mean() for a, b in pairwise(contacts)]
    return float(np.std(means, ddof=1))


def format_curves(curves: dict[str, tuple[np.ndarray, float]], table: str) -> list[str]:
    """Lines of TOML: one table a curve, inside the named table."""
    lines = []
    for name, (c, residual) in curves.items():
        digits = 5 if name.endswith("_m") else 3
        cos, sin = (", ".join(f"{v + 0.0:.{digits}f}" for v in part) for part in (c[1:9], c[9:]))
        lines += ["", f"[{table}.{name}]", f"mean = {c[0] + 0.0:.{digits}f}"]
        lines += [f"cos = [{cos}]", f"sin = [{sin}]", f"residual_sd = {residual:.{digits}f}"]
    return lines


def main() -> None:
    """Fit and write."""
    times, markers = read_trc(MOCAP / "subject02_running.trc")
    _, standing = read_trc(MOCAP / "subject02_static.trc")
    ik = read_mot(MOCAP / "subject02_running_ik.mot")
    belt = belt_speed(times, markers)
    events = {s: contacts_and_toe_offs(times, markers, s, belt) for s in "RL"}
    contacts = {s: c for s, (c, _) in events.items()}
    kinds = coordinates(ik, markers, standing)
    times = times[: len(ik)]
    curves = fit_all(times, kinds, contacts)
    strides = np.concatenate([np.diff(c) for c in contacts.values()])
    contact = np.concatenate([t - c for c, t in events.values()])
    even = kinds["even"]
    measured = {
        "strides": len(strides),
        "cadence_spm": 120 / strides.mean(),
        "cadence_stride_sd_spm": np.std(120 / strides, ddof=1),
        "duty_factor": contact.mean() / strides.mean(),
        "belt_speed_m_s": belt,
        **{
            f"{name.removesuffix('_deg')}_stride_sd_deg": stride_spread(
                times, even[name], contacts["R"]
            )
            for name in ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
        },
    }
    lines = [
        HEADER,
        'source = "OpenSim project, public model data, subject02: treadmill running, 60 Hz"',
        "",
        "[measured]",
        *(f"{name} = {value:.6g}" for name, value in measured.items()),
    ]
    lines += format_curves(curves, "curves")
    with whole_file(TARGET) as unfinished:
        unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(curves)} curves from {len(strides)} strides")


if __name__ == "__main__":
    main()

"""Fit trunk and arms of three measured runners and write arms_{training,evaluation}.toml.

    python tests/benchmarks/fit_arms.py

Reads ../shared/mocap/hamner beside the repository: markers of trunk, arms and feet. The angles of
all three are taken from the markers in the same way. Left and right are put together as in
`fit_gait`; only the first four harmonics are kept, for there are few strides.
"""

from __future__ import annotations

from pathlib import Path

import fit_gait
import numpy as np
from fit_gait import HEADER, TARGET, crossings, fit, format_curves, read_trc
from scipy.signal import butter, filtfilt

from posture.utils.files import whole_file

SOURCES = {
    "hamner_04": "Hamner et al., running at 2 to 5 m/s, SimTK, subject 04; markers, 100 Hz",
    "hamner_m": "Hamner et al., multiple trials, SimTK; markers, 100 Hz",
    "sprinter": "sprinter of the OpenSim models kept in nimblephysics; markers, 250 Hz",
}
#: Trials by name of the curves: file and speed, m/s.
TRIALS = {
    "training": {
        **{f"hamner_04_{v}": (f"HamnerSubject04_run{v}_markers.trc", v) for v in (200, 300, 400)},
        "hamner_04_500": ("HamnerSubject04_run500_markers.trc", 500),
        "sprinter_350": ("Sprinter_run0350cms.trc", 350),
        "sprinter_500": ("Sprinter_run0500cms.trc", 500),
    },
    "evaluation": {
        "hamner_m_200": ("HamnerMultipleTrials_run200.trc", 200),
        "hamner_m_300": ("HamnerMultipleTrials_run300.trc", 300),
    },
}
EVEN, ODD, BOTH = np.array([2, 4]), np.array([1, 3]), np.arange(1, 5)
LOW_PASS_HZ = 12.0
#: The shoulder joint lies this far below the marker on the acromion, metres.
BELOW_ACROMION_M = 0.04


def read_markers(path: Path, speed: float) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Times, s, and markers by common names, metres; the runner stays in place."""
    times, markers = read_trc(path)
    units = path.read_text().splitlines()[2].split("\t")[4]
    scale = 1000.0 if units == "m" else 1.0  # read_trc takes millimetres
    low = butter(2, LOW_PASS_HZ / (0.5 / np.median(np.diff(times))))
    markers = {n: filtfilt(*low, scale * xyz, axis=0) for n, xyz in markers.items()}
    if "SACR" in markers:  # the sprinter's names
        for side in "RL":
            markers[f"{side}ACR"] = markers[f"{side}SH"]
            markers[f"{side}PSI"] = markers["SACR"]
            markers[f"{side}EL"], markers[f"{side}WRI"] = (
                markers[f"{side}ELB"],
                markers[f"{side}WR"],
            )
            markers[f"{side}CAL"] = markers[f"{side}HEEL"]
    else:
        for side in "RL":
            markers[f"{side}EL"] = (markers[f"{side}LEL"] + markers[f"{side}MEL"]) / 2
            markers[f"{side}WRI"] = (markers[f"{side}FAradius"] + markers[f"{side}FAulna"]) / 2
    hips = sum(markers[n] for n in ("RASI", "LASI", "RPSI", "LPSI")) / 4
    trend = np.polyfit(times, hips[:, 0], 1)
    if abs(trend[0]) > 0.5 * speed:  # over ground: as on a belt
        ride = np.outer(np.polyval(trend, times), [1.0, 0.0, 0.0])
        markers = {n: xyz - ride for n, xyz in markers.items()}
    return times, markers


def unit(v: np.ndarray) -> np.ndarray:
    """Directions, (T, 3)."""
    return v / np.linalg.norm(v, axis=1, keepdims=True)


def frame_trunk(markers: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Axes of the trunk as rows (ahead, up, right), (T, 3, 3), and its angles by kind."""
    front = (markers["RASI"] + markers["LASI"]) / 2
    back = (markers["RPSI"] + markers["LPSI"]) / 2
    tilt = np.arctan2(back[:, 1] - front[:, 1], front[:, 0] - back[:, 0])
    ahead = np.stack([np.cos(tilt), -np.sin(tilt), 0 * tilt], axis=1)
    above = np.stack([np.sin(tilt), np.cos(tilt), 0 * tilt], axis=1)
    hip = front + fit_gait.MID_HIP[0] * ahead + fit_gait.MID_HIP[1] * above
    up = (markers["RACR"] + markers["LACR"]) / 2 - hip
    across = {
        "pelvis": markers["RASI"] - markers["LASI"],
        "thorax": markers["RACR"] - markers["LACR"],
    }
    turned = {k: np.degrees(np.arctan2(v[:, 0], v[:, 2])) for k, v in across.items()}
    risen = {k: np.degrees(np.arcsin(unit(v)[:, 1])) for k, v in across.items()}
    angles = {
        "trunk_lean_deg": np.degrees(np.arctan2(up[:, 0], up[:, 1])),
        "tilt": np.degrees(tilt),
        "thorax_bending_deg": risen["pelvis"] - risen["thorax"],
        "thorax_rotation_deg": turned["thorax"] - turned["pelvis"],
    }
    up = unit(up)
    right = across["thorax"] - np.sum(across["thorax"] * up, axis=1, keepdims=True) * up
    right = unit(right)
    return np.stack([np.cross(up, right), up, right], axis=1), angles


def bend_arm(markers: dict[str, np.ndarray], trunk: np.ndarray, side: str) -> dict[str, np.ndarray]:
    """Angles of shoulder and elbow, degrees."""
    shoulder = markers[f"{side}ACR"] - BELOW_ACROMION_M * trunk[:, 1]
    upper, fore = (
        np.einsum("tij,tj->ti", trunk, unit(v))
        for v in (markers[f"{side}EL"] - shoulder, markers[f"{side}WRI"] - markers[f"{side}EL"])
    )
    outward = np.array([1.0, 1.0, 1.0 if side == "R" else -1.0])
    upper, fore = upper * outward, fore * outward
    flexion = np.arctan2(upper[:, 0], -upper[:, 1])
    abduction = np.arcsin(upper[:, 2])
    # the forearm in the upper arm's frame: ahead, and away from the body
    ahead = np.stack([np.cos(flexion), np.sin(flexion), 0 * flexion], axis=1)
    aside = np.cross(upper, ahead)
    aside *= np.sign(aside[:, 2:])
    inward = np.arctan2(-np.sum(fore * aside, axis=1), np.sum(fore * ahead, axis=1))
    bent = np.arccos(np.clip(np.sum(upper * fore, axis=1), -1, 1))
    return {
        "shoulder_flexion_deg": np.degrees(flexion),
        "shoulder_abduction_deg": np.degrees(abduction),
        "shoulder_rotation_deg": np.degrees(inward),
        "elbow_flexion_deg": np.degrees(bent),
    }


def find_contacts(times: np.ndarray, foot: np.ndarray, speed: float) -> np.ndarray:
    """Initial contacts, s: the foot takes up the speed of the belt."""
    contacts = crossings(times, -np.gradient(foot[:, 0], times) - speed / 2)
    low = foot[:, 1] < np.percentile(foot[:, 1], 2) + 0.3 * np.ptp(foot[:, 1])
    return contacts[np.interp(contacts, times, low) > 0.5]


def fit_trial(path: Path, speed: float) -> tuple[dict[str, float], dict]:
    """Measured values and curves of one runner at one speed."""
    times, markers = read_markers(path, speed)
    trunk, angles = frame_trunk(markers)
    contacts = {s: find_contacts(times, markers[f"{s}CAL"], speed) for s in "RL"}
    strides = np.concatenate([np.diff(c) for c in contacts.values()])
    if len(strides) < 2 or not np.ptp(strides) < 0.12:
        raise ValueError(f"{path.name}: strides last {strides.round(2)} s")
    inside = {s: (times >= c[0]) & (times < c[-1]) for s, c in contacts.items()}
    phase = {s: np.interp(times[inside[s]], c, np.arange(len(c))) for s, c in contacts.items()}
    both = np.concatenate([phase["R"], phase["L"]])

    def joined(right: np.ndarray, left: np.ndarray) -> np.ndarray:
        return np.concatenate([right[inside["R"]], left[inside["L"]]])

    lean = angles["trunk_lean_deg"]
    curves = {"trunk_lean_deg": fit(both, joined(lean, lean), EVEN)}
    for name in ("thorax_bending_deg", "thorax_rotation_deg"):
        v = angles[name] - angles[name].mean()
        curves[name] = fit(both, joined(v, -v), ODD)
        curves[name][0][0] = 0.0
    right, left = (bend_arm(markers, trunk, side) for side in "RL")
    for name, values in right.items():
        curves[name] = fit(both, joined(values, left[name]), BOTH)
    measured = {
        "strides": len(strides),
        "cadence_spm": 120 / strides.mean(),
        "belt_speed_m_s": speed,
    }
    return measured, curves


def main() -> None:
    """Fit and write."""
    folder = fit_gait.MOCAP / "hamner"
    for kind, trials in TRIALS.items():
        target = TARGET.with_name(f"arms_{kind}.toml")
        head = HEADER.replace("Mean stride of one measured runner", f"Trunk and arms for {kind}")
        lines = [head.replace("fit_gait.py", "fit_arms.py")]
        for name, (file, speed) in trials.items():
            measured, curves = fit_trial(folder / file, speed / 100)
            source = SOURCES[name.rsplit("_", 1)[0]]
            lines += ["", f"[{name}]", f'source = "{source}"', "", f"[{name}.measured]"]
            lines += [f"{key} = {value:.6g}" for key, value in measured.items()]
            lines += format_curves(curves, f"{name}.curves")
        with whole_file(target) as unfinished:
            unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{target}: {len(trials)} sets of curves")


if __name__ == "__main__":
    main()

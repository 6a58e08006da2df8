"""Fit the legs and pelvis of 18 measured runners and write gaits_{training,evaluation}.toml.

    python tests/benchmarks/fit_gaits.py

Reads ../shared/mocap/rbds beside the repository: inverse kinematics of the Running Biomechanics
Data Set, 150 Hz, at 2.5, 3.5 and 4.5 m/s. Contact and toe-off are found from where these angles
bring the foot of a leg of usual lengths. Left and right are put together as in `fit_gait`.
"""

from __future__ import annotations

import numpy as np
from fit_gait import HARMONICS, HEADER, MOCAP, TARGET, crossings, fit, fit_all, format_curves
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, filtfilt

from posture.utils.files import whole_file

SOURCE = (
    "Running Biomechanics Data Set: Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298, "
    "figshare 4543435, CC BY 4.0; inverse kinematics by A. Fox"
)
RATE_HZ = 150.0
LOW_PASS_HZ = 15.0
#: Every third runner is kept for the evaluation.
EVALUATION = (11, 14, 17, 21, 28, 8)
#: Hip joint from the pelvis' origin (x ahead, y up, z to the right), lengths of thigh and shank,
#: heel and ball of the foot from the ankle, metres: an adult of 1.75 m.
HIP = np.array([-0.07, -0.066, 0.083])
THIGH_M, SHANK_M = 0.40, 0.42
HEEL, BALL = np.array([-0.05, -0.08, 0.0]), np.array([0.12, -0.08, 0.0])
#: The ball of the foot is this high when the toes, which the model lacks, leave the ground, metres.
BALL_AT_TOE_OFF_M = 0.035
#: A foot that meets the belt's speed above this height is swinging, metres.
LOW_M = 0.12
#: Greatest range of the pelvis' obliquity over the stride, degrees. In half of the runners the
#: inverse kinematics list the pelvis by 20 to 35 degrees and take it back at the hip, far more
#: than runners do; such curves keep their shape at this range.
OBLIQUITY_RANGE_DEG = 14.0
#: The knee of the inverse kinematics cannot bend further, degrees; where it would have to, the
#: pelvis makes up for it. A trial with more than this share of such frames is left out.
KNEE_LIMIT_DEG, MOST_AT_LIMIT = 119.9, 0.03


def turn(axis: str, degrees: np.ndarray) -> np.ndarray:
    """Turn about an OpenSim axis, (T, 3, 3)."""
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    result = np.tile(np.eye(3), (len(degrees), 1, 1))
    a = np.radians(degrees)
    result[:, first, first] = result[:, second, second] = np.cos(a)
    result[:, second, first], result[:, first, second] = np.sin(a), -np.sin(a)
    return result


def place_foot(ik: dict[str, np.ndarray], side: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heel and ball of the foot, (T, 3) metres, and the pitch of the foot, (T,) degrees."""
    s, sign = side.lower(), 1.0 if side == "R" else -1.0
    pelvis = turn("z", ik["pelvis_tilt"]) @ turn("x", ik["pelvis_list"])
    pelvis = pelvis @ turn("y", ik["pelvis_rotation"])
    thigh = pelvis @ turn("z", ik[f"hip_flexion_{s}"])
    thigh = thigh @ turn("x", sign * ik[f"hip_adduction_{s}"])
    thigh = thigh @ turn("y", sign * ik[f"hip_rotation_{s}"])
    shank = thigh @ turn("z", ik[f"knee_angle_{s}"])
    foot = shank @ turn("z", ik[f"ankle_angle_{s}"])
    origin = np.stack([ik[f"pelvis_t{axis}"] for axis in "xyz"], axis=1)
    ankle = origin + pelvis @ (HIP * [1, 1, sign]) - THIGH_M * thigh[:, :, 1]
    ankle = ankle - SHANK_M * shank[:, :, 1]
    pitch = np.degrees(np.arctan2(foot[:, 1, 0], np.hypot(foot[:, 0, 0], foot[:, 2, 0])))
    return ankle + foot @ HEEL, ankle + foot @ BALL, pitch


def find_events(
    times: np.ndarray, heel: np.ndarray, ball: np.ndarray, belt: float
) -> tuple[np.ndarray, np.ndarray]:
    """Initial contacts and the toe-off after each, s."""
    middle = (heel + ball) / 2
    speed = np.gradient(middle[:, 0], times)
    low = middle[:, 1] < np.percentile(middle[:, 1], 2) + LOW_M
    contacts = crossings(times, -speed - belt / 2)
    contacts = contacts[np.interp(contacts, times, low) > 0.5]
    ground = np.percentile(ball[:, 1], 2)
    rises = crossings(times, ball[:, 1] - ground - BALL_AT_TOE_OFF_M)
    pairs = [(c, later[0]) for c in contacts if len(later := rises[rises > c + 0.1])]
    pairs = [(c, t) for c, t in pairs if t - c < 0.4]
    return np.array([c for c, _ in pairs]), np.array([t for _, t in pairs])


def level_foot(
    pitch: np.ndarray, times: np.ndarray, contacts: np.ndarray, offs: np.ndarray
) -> np.ndarray:
    """Take from the pitch what it is where the foot stands flat, a third into the stance."""
    flat = np.median(np.interp(contacts + 0.33 * (offs - contacts), times, pitch))
    return pitch - flat


def fit_trial(table: np.ndarray, columns: list[str], belt: float) -> tuple[dict, dict]:
    """Measured values and curves of one runner at one speed."""
    smooth = filtfilt(*butter(2, LOW_PASS_HZ / (RATE_HZ / 2)), table.astype(float), axis=0)
    ik = dict(zip(columns, smooth.T, strict=True))
    times = np.arange(len(table)) / RATE_HZ
    events, limbs = {}, {}
    for side in "RL":
        heel, ball, pitch = place_foot(ik, side)
        events[side] = find_events(times, heel, ball, belt)
        s = side.lower()
        limbs[side] = {
            "hip_flexion_deg": ik[f"hip_flexion_{s}"],
            "hip_adduction_deg": ik[f"hip_adduction_{s}"],
            "knee_flexion_deg": -ik[f"knee_angle_{s}"],
            "ankle_dorsiflexion_deg": ik[f"ankle_angle_{s}"],
            "foot_pitch_deg": level_foot(pitch, times, *events[side]),
        }
    contacts = {s: c for s, (c, _) in events.items()}
    strides = np.concatenate([np.diff(c) for c in contacts.values()])
    if not np.ptp(strides) < 0.1:
        raise ValueError(f"a contact was missed: strides last {strides.round(2)} s")
    whole = round(float(strides.mean()) * RATE_HZ)
    drift = uniform_filter1d(ik["pelvis_tx"], whole)
    even = {
        "pelvic_tilt_deg": -ik["pelvis_tilt"],
        "pelvis_height_m": ik["pelvis_ty"],
        "pelvis_forward_m": ik["pelvis_tx"] - drift,
    }
    odd = {
        "pelvis_obliquity_deg": -ik["pelvis_list"],
        "pelvis_rotation_deg": ik["pelvis_rotation"],
    }
    curves = fit_all(times, {"even": even, "odd": odd, **limbs}, contacts)
    limit_obliquity(curves)
    contact = np.concatenate([t - c for c, t in events.values()])
    measured = {
        "strides": len(strides),
        "cadence_spm": 120 / strides.mean(),
        "cadence_stride_sd_spm": np.std(120 / strides, ddof=1),
        "duty_factor": contact.mean() / strides.mean(),
        "belt_speed_m_s": belt,
        "step_rate_share": step_rate_share(times, even["pelvic_tilt_deg"], contacts["R"]),
    }
    return measured, curves


def reaches_knee_limit(table: np.ndarray, columns: list[str]) -> bool:
    """Whether the knees are at the model's limit too often for the pelvis to be right."""
    knees = table[:, [columns.index("knee_angle_r"), columns.index("knee_angle_l")]]
    return bool((knees < -KNEE_LIMIT_DEG).mean() > MOST_AT_LIMIT)


def limit_obliquity(curves: dict[str, tuple[np.ndarray, float]]) -> None:
    """Bring the pelvis' obliquity to a range that occurs."""
    fitted, residual = curves["pelvis_obliquity_deg"]
    angle = 2 * np.pi * np.linspace(0, 1, 200)[:, None] * HARMONICS
    span = np.ptp(np.cos(angle) @ fitted[1:9] + np.sin(angle) @ fitted[9:])
    scale = min(1.0, OBLIQUITY_RANGE_DEG / span)
    curves["pelvis_obliquity_deg"] = scale * fitted, scale * residual


def step_rate_share(times: np.ndarray, tilt: np.ndarray, contacts: np.ndarray) -> float:
    """Share of the energy of the tilt's motion over the stride that is at step rate."""
    inside = (times >= contacts[0]) & (times < contacts[-1])
    phase = np.interp(times[inside], contacts, np.arange(len(contacts)))
    fitted, _ = fit(phase, tilt[inside], HARMONICS)
    energy = fitted[1:9] ** 2 + fitted[9:] ** 2
    return float(energy[1] / energy.sum())


def main() -> None:
    """Fit and write."""
    data = np.load(MOCAP / "rbds" / "ik.npz")
    columns = [str(name) for name in data["columns"]]
    lines: dict[str, list[str]] = {"training": [], "evaluation": []}
    for trial in sorted(set(data.files) - {"columns"}, key=lambda t: (int(t[4:-4]), t)):
        number, speed = int(trial[4:-4]), int(trial[-2:])
        if reaches_knee_limit(data[trial], columns):
            continue
        measured, curves = fit_trial(data[trial], columns, speed / 10)
        name = f"rbds_{number:03d}_{speed}"
        part = lines["evaluation" if number in EVALUATION else "training"]
        part += ["", f"[{name}.measured]"]
        part += [f"{key} = {value:.6g}" for key, value in measured.items()]
        part += format_curves(curves, f"{name}.curves")
    for kind, part in lines.items():
        target = TARGET.with_name(f"gaits_{kind}.toml")
        head = HEADER.replace("one measured runner", f"measured runners for {kind}")
        head = head.replace("fit_gait.py", "fit_gaits.py")
        with whole_file(target) as unfinished:
            text = "\n".join([head, f'source = "{SOURCE}"', *part]) + "\n"
            unfinished.write_text(text, encoding="utf-8")
        print(f"{target}: {sum('.measured]' in line for line in part)} gaits")


if __name__ == "__main__":
    main()

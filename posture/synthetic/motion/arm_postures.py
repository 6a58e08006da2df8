"""Ways to carry the arms, as what a plan adds to the means of its gait's arm angles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from posture.errors import UsageError

#: By name: what is added to each angle of an arm, degrees, and the size of its swing. Found on
#: bodies of middling size with the default arm curves; "on_hip" and "on_front_rail" put the hand
#: within some centimetres of the hip's side and of the front handrail.
ARM_POSTURES: Mapping[str, Mapping[str, float]] = {
    "carried_low": {
        "shoulder_flexion_deg": 8.0,
        "shoulder_abduction_deg": 20.0,
        "elbow_flexion_deg": -35.0,
    },
    "carried_high": {
        "shoulder_flexion_deg": 5.0,
        "shoulder_abduction_deg": 20.0,
        "shoulder_rotation_deg": 5.0,
        "elbow_flexion_deg": 35.0,
    },
    "wide": {
        "shoulder_abduction_deg": 45.0,
    },
    "close": {
        "shoulder_abduction_deg": 12.0,
        "shoulder_rotation_deg": -8.0,
    },
    "across": {
        "shoulder_flexion_deg": 12.0,
        "shoulder_abduction_deg": 25.0,
        "shoulder_rotation_deg": 40.0,
        "elbow_flexion_deg": 10.0,
    },
    "straight": {
        "shoulder_flexion_deg": 12.0,
        "shoulder_abduction_deg": 18.0,
        "elbow_flexion_deg": -70.0,
    },
    "on_hip": {
        "shoulder_flexion_deg": -25.0,
        "shoulder_abduction_deg": 50.0,
        "shoulder_rotation_deg": 34.0,
        "elbow_flexion_deg": 12.0,
        "arm_swing": 0.0,
    },
    "on_front_rail": {
        "shoulder_flexion_deg": 52.0,
        "shoulder_abduction_deg": 12.0,
        "shoulder_rotation_deg": -3.0,
        "elbow_flexion_deg": -52.0,
        "arm_swing": 0.0,
    },
}


def set_arms(posture: str, sides: Iterable[str] = ("right", "left")) -> dict[str, float]:
    """Give the measures of a plan with which the arms of these sides are carried so.

    Parameters
    ----------
    posture
        A name of `ARM_POSTURES`.
    sides
        Of "right" and "left".

    Returns
    -------
    dict
        Levels by the names of `plan.RANGES`; what is not named stays as it is. A drift to this
        posture has the level, less what the plan has without it, as its change.

    Raises
    ------
    UsageError
        There is no such posture.
    """
    if posture not in ARM_POSTURES:
        raise UsageError(
            f"There is no arm posture '{posture}'; choose one of {', '.join(ARM_POSTURES)}."
        )
    return {
        _sided(name, side): value for side in sides for name, value in ARM_POSTURES[posture].items()
    }


def _sided(name: str, side: str) -> str:
    stem = name.removesuffix("_deg")
    return f"{stem}_{side}{name[len(stem) :]}"

"""Rise and fall of the pelvis: free fall in flight, a smooth push of the ground in stance."""

from __future__ import annotations

import numpy as np

from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.strides import Strides
from posture.utils.arrays import FloatArray

#: Acceleration of free fall, metres a second squared.
GRAVITY_M_S2 = 9.81


def compute_bounce(strides: Strides, plan: Plan, times: FloatArray) -> FloatArray:
    """Compute the height of the pelvis about its mean over the run, (T,) metres.

    The pelvis stands for the centre of mass. In flight it falls freely and lands at the height
    it took off from. In stance, x = pi t / c and c the contact time,
    a(t) = -g + A (sin x + q sin 3x) + B sin 2x. A brings the landing speed to the take-off speed,
    B brings it back to the same height (0 where all steps are equal), and q, the plan's impact,
    lets the force rise early. So it is C1 throughout.
    """
    g, starts = GRAVITY_M_S2, strides.steps[:-1]
    contact = np.repeat(strides.contact_times, 2)
    flight = np.diff(strides.steps) - contact
    take_off = g * flight / 2
    landing = -np.append(take_off[0], take_off[:-1])
    q = plan.impact
    a = np.pi / (2 * contact) * (take_off - landing + g * contact) / (1 + q / 3)
    b = -np.pi * (landing + take_off) / contact

    # Mean over the run's steps, from the integrals of both parts.
    stance_area = (
        landing * contact**2 / 2
        - g * contact**3 / 6
        + a * contact**3 / np.pi * (0.5 - 2 / np.pi**2)
        + q * a * contact**3 / (3 * np.pi) * (0.5 - 2 / (9 * np.pi**2))
        + b * contact**3 / (4 * np.pi)
    )
    within = (starts + contact + flight > 0) & (starts < plan.duration_s)
    area = (stance_area + g * flight**3 / 12)[within].sum()
    mean = area / (contact + flight)[within].sum()

    n = np.searchsorted(starts, times, side="right") - 1
    t, c = times - starts[n], contact[n]
    x = np.pi * t / c
    stance = (
        landing[n] * t
        - g * t**2 / 2
        + a[n] * c / np.pi * (t - c / np.pi * np.sin(x))
        + q * a[n] * c / (3 * np.pi) * (t - c / (3 * np.pi) * np.sin(3 * x))
        + b[n] * c / (2 * np.pi) * (t - c / (2 * np.pi) * np.sin(2 * x))
    )
    rest = t - c
    height = np.where(t < c, stance, take_off[n] * rest - g * rest**2 / 2)
    result: FloatArray = height - mean
    return result

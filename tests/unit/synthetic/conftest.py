"""A virtual runner that the tests of motion share."""

from dataclasses import dataclass

import numpy as np
import pytest

from posture.synthetic.bodies.library import Body, load_body
from posture.synthetic.motion.fitted_plan import fit_plan_to_body
from posture.synthetic.motion.kinematics import Kinematics, compute_kinematics
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.posing import Poses, pose

#: The ends of a run are left out, as scenes do.
LEAD_S = 1.0
RATE_HZ = 250.0


@dataclass(frozen=True)
class Ran:
    """A run from `LEAD_S` after its start to as long before its end."""

    body: Body
    plan: Plan
    run: Kinematics
    poses: Poses

    def phase(self, side: str) -> np.ndarray:
        return (self.run.turns - (0.5 if side == "left" else 0.0)) % 1.0


def ran(body: Body, plan: Plan, **how: bool) -> Ran:
    times = np.arange(LEAD_S, plan.duration_s - LEAD_S, 1 / RATE_HZ)
    run = compute_kinematics(plan, times)
    return Ran(body, plan, run, pose(body, plan, run, **how))


@pytest.fixture(scope="session")
def body() -> Body:
    return load_body("dev_01")


@pytest.fixture(scope="session")
def steady(body: Body) -> Ran:
    """Four seconds without noise, leaning as this body does with its own pelvis and back."""
    return ran(body, fit_plan_to_body(body, Plan(duration_s=6.0, stride_sd={})))


@pytest.fixture(scope="session")
def run_of():
    return ran

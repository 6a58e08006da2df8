"""What no back does is an arm."""

import numpy as np
import pytest
from shipped_models import LEARNED

from posture.back import PLACES
from posture.back.arm_rejection import (
    FEWEST_FRAMES,
    SELDOM_ARMS,
    build_shape_prior,
    limit_back_line,
)

FRAMES = 120
BELOW, ABOVE = PLACES > SELDOM_ARMS, PLACES <= SELDOM_ARMS


def drawn(count: int, seed: int = 0) -> np.ndarray:
    """Lines of backs that are in what was learnt."""
    prior = LEARNED.prior
    return np.random.default_rng(seed).multivariate_normal(prior.mean, prior.covariance, count)


def seen(line: np.ndarray, noise: float = 0.002) -> np.ndarray:
    return line + np.random.default_rng(1).normal(0, noise, (FRAMES, len(PLACES)))


def test_where_the_back_itself_is_seen_next_to_nothing_of_it_is_out_of_reach():
    prior = LEARNED.prior
    beyond = [seen(line) > limit_back_line(seen(line), prior) for line in drawn(40)]
    assert np.mean(beyond) < 0.01


def test_an_arm_that_hides_a_place_all_the_time_is_out_of_reach():
    prior = LEARNED.prior
    loin = (PLACES > 0.5) & ABOVE
    reported = []
    for line in drawn(40):
        lines = seen(line)
        lines[:, loin] += 0.09  # an elbow, as far as it reaches behind the back
        reported.append(lines[:, loin] > limit_back_line(lines, prior)[loin])
    assert np.mean(reported) > 0.97


def test_a_place_seen_in_a_tenth_of_the_time_is_told_from_the_arm_that_hides_it():
    prior = LEARNED.prior
    chest = (PLACES > 0.35) & (PLACES < 0.55)
    for line in drawn(10):
        lines = seen(line)
        lines[12:, chest] += 0.13
        beyond = lines > limit_back_line(lines, prior)
        assert not beyond[:12].any()
        assert beyond[12:][:, chest].mean() > 0.95


def test_what_is_seen_from_the_waist_down_is_never_out_of_reach():
    limits = limit_back_line(seen(drawn(1)[0] + 0.5), LEARNED.prior)
    assert np.isinf(limits[BELOW]).all()
    assert np.isfinite(limits[ABOVE]).all()


@pytest.mark.parametrize("hidden", ["places", "frames"])
def test_with_too_little_seen_nothing_is_out_of_reach(hidden):
    lines = seen(drawn(1)[0])
    if hidden == "places":
        lines[:, np.flatnonzero(BELOW)[5:]] = np.nan
    else:
        lines[FEWEST_FRAMES - 1 :] = np.nan
    assert np.isinf(limit_back_line(lines, LEARNED.prior)).all()


def test_joint_centres_that_are_off_do_not_make_an_arm_of_the_back():
    """Where the trunk is believed further ahead, all of the back stands out, and alike."""
    prior = LEARNED.prior
    for shift in (-0.02, 0.02):
        beyond = [
            seen(line + shift) > limit_back_line(seen(line + shift), prior) for line in drawn(20)
        ]
        assert np.mean(beyond) < 0.02


def test_seeing_adds_what_it_errs_by():
    prior = build_shape_prior(np.zeros(len(PLACES)), np.zeros((1, len(PLACES))))
    sd = np.sqrt(np.diag(prior.covariance))
    assert (sd > 0.01).all()
    # joint centres that are off move neighbours together
    steps = np.diff(np.random.default_rng(2).multivariate_normal(prior.mean, prior.covariance, 500))
    assert steps.std() < 0.6 * sd.mean()

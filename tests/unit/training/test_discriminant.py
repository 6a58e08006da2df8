"""Fisher's discriminant on lines that are made up."""

import numpy as np
import pytest

from models.training.discriminant import fit_discriminant
from posture.back import PLACES
from posture.back.cloth import COVERED, loose_clothing_score

SKIN = 0.2 + 0.03 * np.sin(7 * PLACES)
HANGS = 0.03 * np.exp(-(((PLACES - 0.75) / 0.1) ** 2))


def clips(skin: int, cloth: int, noise: float = 0.006, seed: int = 0):
    """Backs of their own form and distance from the trunk; cloth fills the hollow."""
    rng = np.random.default_rng(seed)
    loose = np.arange(skin + cloth) >= skin
    waves = np.cos(np.pi * np.arange(1, 5)[:, None] * PLACES)
    forms = rng.normal(0, noise, (len(loose), 4)) @ waves + rng.normal(0, 0.02, (len(loose), 1))
    return SKIN + forms + loose[:, None] * HANGS, loose


def test_cloth_and_skin_are_distinguished_on_clips_left_out():
    lines, loose = clips(48, 12)
    _, left = fit_discriminant(lines, loose)
    assert ((left > 0) == loose).mean() > 0.95
    found_rule, _ = fit_discriminant(lines, loose)
    new, which = clips(100, 100, seed=1)
    assert ((loose_clothing_score(new, found_rule) > 0) == which).mean() > 0.95


def test_zero_is_half_way_between_the_groups():
    lines, loose = clips(200, 60)
    found_rule, _ = fit_discriminant(lines, loose)
    found = loose_clothing_score(lines, found_rule)
    assert found[loose].mean() == pytest.approx(-found[~loose].mean(), rel=0.02)
    assert found[loose].mean() > 1
    skin = SKIN[COVERED] - SKIN[COVERED].mean()
    np.testing.assert_allclose(found_rule.mean, skin, atol=0.004)


def test_a_clip_left_out_does_not_speak_for_itself():
    lines, loose = clips(30, 10)
    whole, left = fit_discriminant(lines, loose)
    assert np.abs(left - loose_clothing_score(lines, whole)).min() > 0
    without = fit_discriminant(lines[1:], loose[1:])[0]
    assert loose_clothing_score(lines[:1], without)[0] == pytest.approx(left[0])


def test_without_a_difference_nothing_is_recognised():
    lines, loose = clips(60, 60)
    lines = lines - loose[:, None] * HANGS
    _, left = fit_discriminant(lines, loose)
    assert 0.3 < ((left > 0) == loose).mean() < 0.65


def test_the_distance_from_the_trunk_does_not_matter():
    lines, loose = clips(48, 12)
    found_rule, _ = fit_discriminant(lines, loose)
    np.testing.assert_allclose(
        loose_clothing_score(lines + 0.1, found_rule), loose_clothing_score(lines, found_rule)
    )

"""SEM, MDC and ICC(2,1) against published numbers and known truth."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest
from documents import ROOT

from posture.measures import COMPARED
from posture.store.reliability import detectable_difference, icc_2_1, pooled_sd
from posture.store.session_error import find_session_error

#: Six targets rated by four judges: table 2 of Shrout and Fleiss (1979).
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)


def test_icc_is_that_of_shrout_and_fleiss():
    assert icc_2_1(SHROUT_FLEISS) == pytest.approx(0.29, abs=0.005)


def test_icc_of_little_is_not_a_number():
    assert np.isnan(icc_2_1(np.ones((1, 4))))
    assert np.isnan(icc_2_1(np.ones((3, 3))))
    assert icc_2_1(np.array([[1.0, 1.0], [2.0, 2.0]])) == 1.0


def test_sd_is_pooled_within_groups():
    sd, dof = pooled_sd([np.array([1.0, 3.0]), np.array([10.0, 12.0, 14.0]), np.array([5.0])])
    assert (sd, dof) == (pytest.approx(((2 + 8) / 3) ** 0.5), 3)
    assert pooled_sd([np.array([5.0])])[1] == 0


def test_the_smallest_difference_holds_95_percent_of_pairs():
    rng = np.random.default_rng(1)
    pairs = np.diff(rng.normal(0, 2, (20_000, 2)), axis=1)
    assert np.mean(abs(pairs) < detectable_difference(2)) == pytest.approx(0.95, abs=0.006)
    sd = np.sqrt(4 * rng.chisquare(4, 20_000) / 4)
    limits = np.array([detectable_difference(one, 4) for one in sd])
    assert np.mean(abs(pairs[:, 0]) < limits) == pytest.approx(0.95, abs=0.006)


def test_the_table_is_that_of_the_accuracy_benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tests"))
    sys.modules.pop("benchmarks.sessions", None)
    from benchmarks.sessions import CASES, OUT, session_errors

    made = session_errors(pd.read_parquet(CASES))
    assert made == json.loads(OUT.read_text(encoding="utf-8")), (
        "python tests/benchmarks/sessions.py"
    )


def test_what_a_tilt_does_is_known():
    lean = find_session_error("trunk_lean_deg")
    assert lean.per_degree == pytest.approx(1, abs=0.05)
    assert lean.sem(levelled=False) ** 2 - lean.sem(levelled=True) ** 2 == pytest.approx(
        lean.per_degree**2 * (1.0**2 - 0.3**2)
    )
    assert find_session_error("nothing") is None
    assert sum(find_session_error(m.name) is not None for m in COMPARED) >= 12

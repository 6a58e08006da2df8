"""The types of the results, and what they are as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from helpers_run import make_back_run, make_empty_run, make_refused_run, make_run

from posture.comparison.types import AdjustedChange, Change, Cluster, Drift, Waveform
from posture.errors import UsageError
from posture.results.types import Summary

KEPT = Path(__file__).parents[3] / "notebooks" / "data" / "fresh_to_tired" / "summary.json"


def kept() -> dict[str, Any]:
    """The summary of a real analysis, as it was written."""
    values: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return values


def changed(**fields: Any) -> Change:
    change = make_run().results.measures["trunk_lean_deg"]
    return Change(**{name: getattr(change, name) for name in change.__struct_fields__} | fields)


@pytest.mark.parametrize(
    "values",
    [
        make_run().summary,
        make_empty_run().summary,
        make_back_run().summary,
        make_refused_run("back_cloth", "a top").summary,
        kept(),
    ],
    ids=["run", "failed", "back", "refused", "kept"],
)
def test_json_comes_back_as_it_was(values: dict[str, Any]):
    assert json.loads(json.dumps(Summary.from_json(values).to_json(), allow_nan=False)) == values


def test_keys_that_json_calls_otherwise():
    wave = Waveform(clusters=(Cluster(start=0.1, end=0.4, p=0.01, mean_difference=2.0),))
    results = Summary.from_json(kept() | {"waveforms": {}})
    values = Summary(
        **{name: getattr(results, name) for name in results.__struct_fields__}
        | {"waveforms": {"trunk_lean_deg": wave}}
    ).to_json()
    assert values["waveforms"]["trunk_lean_deg"]["clusters"] == [
        {"from": 0.1, "to": 0.4, "p": 0.01, "mean_difference": 2.0}
    ]
    assert "for" in values["measures"]["trunk_lean_deg"]["adjusted"]


def test_numbers_that_are_none_are_null():
    run = make_run()
    drift = {"trunk_lean_deg": Drift(slope_per_10min=float("nan"))}
    results = Summary(
        **{name: getattr(run.results, name) for name in run.results.__struct_fields__}
        | {"drift": drift}
    )
    assert results.to_json()["drift"]["trunk_lean_deg"]["slope_per_10min"] is None


def wrong_change(values: dict[str, Any]) -> None:
    values["measures"]["trunk_lean_deg"]["change"] = "much"


def wrong_verdict(values: dict[str, Any]) -> None:
    values["measures"]["trunk_lean_deg"]["verdict"] = "terrible"


def no_video(values: dict[str, Any]) -> None:
    del values["video"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (wrong_change, "expected float | null, got str at measures[...].change"),
        (wrong_verdict, "invalid enum value 'terrible' at measures[...].verdict"),
        (no_video, "object missing required field video"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(spoil: Callable[[dict[str, Any]], None], says: str):
    values = deepcopy(kept())
    spoil(values)
    with pytest.raises(UsageError, match="the summary of this run is damaged") as raised:
        Summary.from_json(values)
    assert says in str(raised.value)


def test_keys_of_newer_versions_are_passed_over():
    values = kept()
    values["measures"]["trunk_lean_deg"]["settle"] = {"strides": 60}
    assert Summary.from_json(values | {"new": 1}) == Summary.from_json(kept())


def test_the_change_that_decides_is_the_adjusted_one_where_it_decides():
    at_equal_pace = AdjustedChange(covariates=("speed_m_s",), change=2.4, ci95=(2.1, 2.7))
    plain = changed(adjusted=at_equal_pace)
    assert plain.decided is not None
    assert (plain.decided.change, plain.decided.at_equal_pace) == (plain.change, False)
    decides = AdjustedChange(covariates=("speed_m_s",), change=2.4, ci95=(2.1, 2.7), decides=True)
    decided = changed(adjusted=decides).decided
    assert decided is not None
    assert (decided.change, decided.ci95, decided.at_equal_pace) == (2.4, (2.1, 2.7), True)
    assert changed(change=None).decided is None


@pytest.mark.parametrize(
    ("detectable", "smallest", "counts_from"),
    [(0.8, 2.0, 2.0), (2.5, 2.0, 2.5), (0.8, None, 0.8), (None, 2.0, None)],
)
def test_a_change_counts_from_the_larger_of_two(
    detectable: float | None, smallest: float | None, counts_from: float | None
):
    change = changed(detectable_change=detectable, smallest_of_interest=smallest)
    assert change.counts_from == counts_from

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
from posture.results.run import load_run
from posture.results.types import SCHEMA_VERSION, Summary

KEPT = Path(__file__).parents[3] / "notebooks" / "data" / "fresh_to_tired" / "summary.json"


def kept() -> dict[str, Any]:
    """The summary of a real analysis, as it was written; it is older than the list of people."""
    values: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    values["runner"].setdefault("people", [])
    return values


def changed(**fields: Any) -> Change:
    change = make_run().results.measures["trunk_lean_deg"]
    return Change(**{name: getattr(change, name) for name in change.__struct_fields__} | fields)


def several(videos: list[dict[str, Any]]) -> dict[str, Any]:
    """A summary of several videos, with its keys in the order of the file."""
    first, second, video, *others = make_run().summary.items()
    return dict([first, second, video, ("videos", [video[1] | one for one in videos]), *others])


def paced() -> dict[str, Any]:
    """A summary with a change at equal pace, parts of the stride that differ, pain and sides."""
    values = kept()
    values["measures"]["trunk_lean_deg"]["adjusted"] |= {
        "for": ["speed_m_s", "grade_percent"],
        "change": 2.4,
        "ci95": [2.1, 2.7],
        "ci95_family": [2.0, 2.8],
        "reason": "",
        "decides": True,
    }
    values["waveforms"]["trunk_lean_deg"]["clusters"] = [
        {"from": 0.1, "to": 0.4, "p": 0.01, "mean_difference": 3.9}
    ]
    values["pain"] = {
        "time_s": 47.0,
        "lean_onset_s": 26.0,
        "lean_onset_ci95": [19.0, 33.0],
        "lean_onset_before": True,
        "statement": "The trunk lean began to drift before the time given for the pain.",
    }
    return values


@pytest.mark.parametrize(
    "values",
    [
        make_run().summary,
        make_empty_run().summary,
        make_back_run().summary,
        make_refused_run("back_cloth", "a top").summary,
        kept(),
        several([{}, {"path": "tired.mp4", "speed_factor": 8.0}]) | {"drift": {}},
        several([{"at_s": 0.0}, {"at_s": 300.0}]),
        paced(),
    ],
    ids=["run", "failed", "back", "refused", "kept", "compare", "pieces", "paced"],
)
def test_json_comes_back_as_it_was(values: dict[str, Any]):
    # as texts, so that the order of the keys counts too
    written = json.dumps(Summary.from_json(values).to_json(), allow_nan=False)
    assert written == json.dumps(values)


def test_keys_that_only_some_runs_have():
    finished, failed = make_run().summary, make_empty_run().summary
    assert set(failed) - set(finished) == {"failure"}
    assert "videos" not in finished
    assert "at_s" not in finished["video"]
    assert finished["pain"] is None


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


def no_verdict(values: dict[str, Any]) -> None:
    del values["measures"]["cadence_spm"]["verdict"]


def half_an_interval(values: dict[str, Any]) -> None:
    values["measures"]["trunk_lean_deg"]["ci95"] = [1.0]


def wrong_advice(values: dict[str, Any]) -> None:
    values["quality"]["warnings"][1]["advice"] = None


def wrong_interval(values: dict[str, Any]) -> None:
    values["back"]["level_interval_deg"]["pelvic_tilt_deg"] = "wide"


def wrong_version(values: dict[str, Any]) -> None:
    values["provenance"]["versions"]["numpy"] = 2


def one_for_true(values: dict[str, Any]) -> None:
    values["back"]["measured"] = 1


def no_video(values: dict[str, Any]) -> None:
    del values["video"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (wrong_change, "expected float | null, got str at measures.trunk_lean_deg.change"),
        (wrong_verdict, "invalid enum value 'terrible' at measures.trunk_lean_deg.verdict"),
        (no_video, "object missing required field video"),
        (no_verdict, "object missing required field verdict at measures.cadence_spm"),
        (half_an_interval, "expected array of length 2, got 1 at measures.trunk_lean_deg.ci95"),
        (wrong_advice, "expected str, got null at quality.warnings.1.advice"),
        (wrong_interval, "expected float | null, got str at back.level_interval_deg.pelvic_tilt_"),
        (wrong_version, "expected str, got int at provenance.versions.numpy"),
        (one_for_true, "expected bool, got int at back.measured"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(spoil: Callable[[dict[str, Any]], None], says: str):
    values = deepcopy(kept())
    spoil(values)
    with pytest.raises(UsageError, match="the summary of this run is damaged") as raised:
        Summary.from_json(values)
    assert says in str(raised.value)


def test_what_is_no_mapping_is_refused():
    with pytest.raises(UsageError, match=r"is damaged: expected object, got array$"):
        Summary.from_json([])


def test_a_newer_schema_is_refused_before_it_is_read():
    with pytest.raises(UsageError, match="newer version of posture; update this one"):
        Summary.from_json({"schema_version": SCHEMA_VERSION + 1})


def test_a_damaged_folder_is_refused_with_its_name_in_one_sentence(saved: Path):
    values = json.loads((saved / "summary.json").read_text(encoding="utf-8"))
    wrong_change(values)
    (saved / "summary.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_run(saved)
    assert str(raised.value) == (
        f"{saved} cannot be read: the summary of this run is damaged: expected float | null, got "
        "str at measures.trunk_lean_deg.change"
    )


def test_keys_of_newer_versions_are_passed_over():
    values = kept()
    values["measures"]["trunk_lean_deg"]["newest"] = {"strides": 60}
    assert Summary.from_json(values | {"new": 1}) == Summary.from_json(kept())


def test_a_run_of_an_older_schema_is_refused_in_one_sentence(saved: Path):
    values = json.loads((saved / "summary.json").read_text(encoding="utf-8"))
    (saved / "summary.json").write_text(json.dumps(values | {"schema_version": 1}))
    with pytest.raises(UsageError) as raised:
        load_run(saved)
    assert str(raised.value) == (
        f"{saved} cannot be read: the run was written by an older version of posture, whose "
        "verdicts had another meaning; analyse its video again"
    )


def test_the_change_that_decides_is_the_adjusted_one_where_it_decides():
    at_equal_pace = AdjustedChange(covariates=("speed_m_s",), change=2.4, ci95=(2.1, 2.7))
    plain = changed(adjusted=at_equal_pace)
    assert plain.decided is not None
    assert (plain.decided.change, plain.decided.at_equal_pace) == (plain.change, False)
    decides = AdjustedChange(covariates=("speed_m_s",), change=2.4, ci95=(2.1, 2.7), decides=True)
    decided = changed(adjusted=decides).decided
    assert decided is not None
    assert (decided.change, decided.interval, decided.at_equal_pace) == (2.4, (2.1, 2.7), True)
    assert changed(change=None).decided is None


def test_the_interval_that_decides_is_that_of_the_family_where_there_is_one():
    plain = changed(ci95=(3.1, 4.1), ci95_family=None).decided
    corrected = changed(ci95=(3.1, 4.1), ci95_family=(3.0, 4.2)).decided
    assert plain is not None
    assert corrected is not None
    assert (plain.interval, corrected.interval) == ((3.1, 4.1), (3.0, 4.2))


def test_what_is_probable_is_not_sure():
    assert changed().is_changed
    assert not changed().is_probable
    probable = changed(verdict="probably increased")
    assert probable.is_probable
    assert not probable.is_changed
    assert not changed(verdict="uncertain").is_probable

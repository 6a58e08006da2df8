"""The page of a batch and its table say of each run what its verdict is about."""

from __future__ import annotations

import pytest
from helpers_run import make_paced_run, make_run

from posture.cohort.gather import Found, tabulate_measures
from posture.cohort.page import write_page
from posture.cohort.request import Request
from posture.cohort.work import Outcome
from posture.results.run import Run

PACED = ["change_at_equal_pace", "change_at_equal_pace_low", "change_at_equal_pace_high"]


def found(name: str, run: Run) -> Found:
    return Found(Request(name, (f"{name}.mp4",)), Outcome(name, "done"), run)


def page_of(run: Run, folder) -> str:
    write_page([found("one", run)], folder, folder, "title")
    return (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (-3.0, "Trunk lean: −3.0° at equal pace, decreased"),
        (None, "Trunk lean: +1.0° as measured, not known at equal pace, uncertain"),
    ],
)
def test_a_card_holds_the_change_that_its_verdict_is_about(tmp_path, change, said):
    assert said in page_of(make_paced_run(change), tmp_path)


def test_without_a_pace_nothing_is_said_of_it(tmp_path):
    page = page_of(make_run(), tmp_path)
    assert "Trunk lean: +3.6°, increased" in page
    assert "equal pace" not in page


def test_the_table_has_the_change_at_equal_pace_beside_the_measured_one():
    table = tabulate_measures([found("one", make_paced_run())])
    changes = table[table["window"] == "change"].set_index("measure")
    lean = changes.loc["trunk_lean_deg"]
    assert lean[["value", "ci95_low", "ci95_high"]].tolist() == [1.0, 0.1, 1.9]
    assert lean[PACED].tolist() == pytest.approx([-3.0, -3.8, -2.2])
    assert lean["verdict"] == "decreased"
    assert changes.loc["head_forward_deg", PACED].isna().all()
    assert table.loc[table["window"] != "change", PACED].isna().all(axis=None)


def test_what_only_rejected_strides_have_is_not_drawn(tmp_path):
    run, whole = make_run(), make_run()
    used = run.strides["rejected"] == ""
    run.strides.loc[used, "trunk_lean_deg"] = float("nan")
    assert run.strides["trunk_lean_deg"].notna().any()
    write_page([found("one", run), found("two", whole)], tmp_path, tmp_path, "title")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    count = int((whole.strides["rejected"] == "").sum())
    assert page.count("Trunk lean over the run") == 1
    assert f"Trunk lean over the run, {count} strides" in page
    assert "Trunk lean over the run" not in page_of(run, tmp_path)

"""Many runs: each measured once, the bad ones named, one table from wherever they were measured."""

from __future__ import annotations

import json
from functools import partial
from types import SimpleNamespace

import pandas as pd
import pytest
from batch_fakes import LEAN_DEG, make_clips, measure
from typer.testing import CliRunner

import posture
from posture import cohort as package
from posture.cli import app
from posture.cohort import run as carried_out
from posture.cohort.bids import label_runners, name_runs
from posture.cohort.gather import MEASURE_COLUMNS, Found
from posture.cohort.request import Request
from posture.cohort.work import Outcome
from posture.errors import UsageError
from posture.results.about import About, read_about

pytest.importorskip("distributed")
QUIET = {"video": False, "level": 0.0}


def one_after_the_other(requests, out, *, measure, watch=None, **_):
    for request in requests:
        yield measure(request, out, partial(watch, request.name) if watch else None)


@pytest.fixture
def alone(monkeypatch, landmarks_are_joints):
    """Measure in this process."""
    monkeypatch.setattr(carried_out, "spread", one_after_the_other)


def write_table(folder, names, extra=()):
    rows = [f"{name}.mp4,runner {name[1:].split('_')[0]},2026-03-0{1 + i}" for i, name in names]
    table = folder / "cohort.csv"
    table.write_text("\n".join(["video,runner,date", *rows, *extra]) + "\n", encoding="utf-8")
    return table


def make_cohort(folder, runners, clips):
    names = [(clip, f"r{runner}_{clip}") for runner in range(runners) for clip in range(clips)]
    make_clips(folder, [*(name for _, name in names), "standing"])
    (folder / "broken.mp4").write_bytes(b"no video at all")
    extra = ["broken.mp4,nobody,", "standing.mp4,a standing man,", "gone.mp4,nobody,"]
    return write_table(folder, names, extra)


@pytest.fixture(scope="module")
def made(tmp_path_factory, landmarks_are_joints):
    """A small cohort measured in this process: its table of what is asked, and the batch."""
    folder = tmp_path_factory.mktemp("batch")
    table = make_cohort(folder / "films", 2, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carried_out, "spread", one_after_the_other)
        made = posture.batch(table, out=folder / "out", measure=measure, options=QUIET, bids=True)
    return table, made


def test_the_table_is_tidy_and_true(made):
    _, batch = made
    table = pd.read_csv(batch.path / "measures.csv")
    assert list(table.columns) == list(MEASURE_COLUMNS)
    lean = table[(table["measure"] == "trunk_lean_deg") & (table["window"] == "all")]
    assert lean["runner"].tolist() == ["runner 0", "runner 1"]
    assert lean["value"].tolist() == pytest.approx([LEAN_DEG, LEAN_DEG + 1], abs=0.2)
    assert ((lean["ci95_low"] < lean["value"]) & (lean["value"] < lean["ci95_high"])).all()
    assert set(table["window"].dropna()) == {"all", "early", "late", "change"}
    assert json.loads(lean["settings"].iloc[0])["level"] == 0.0
    parquet = pd.read_parquet(batch.path / "measures.parquet")
    pd.testing.assert_frame_equal(parquet, batch.measures, check_dtype=False)
    strides = pd.read_parquet(batch.path / "strides.parquet")
    assert strides.groupby("runner").size().min() >= 4
    assert list(strides.columns[:4]) == ["run", "runner", "date", "condition"]


def test_the_bad_ones_are_named_with_their_reasons(made):
    _, batch = made
    runs = pd.read_csv(batch.path / "runs.csv").set_index("video")
    assert runs["status"].tolist() == ["done", "done", "failed", "failed", "failed"]
    assert "broken.mp4" in runs.loc["broken.mp4", "reason"]
    assert runs.loc["standing.mp4", "code"] == 4
    assert "gone.mp4 cannot be read" in runs.loc["gone.mp4", "reason"]
    failed = batch.measures[batch.measures["status"] == "failed"]
    assert failed["reason"].str.len().min() > 10
    assert str(batch.path.parent) not in (batch.path / "runs.csv").read_text(encoding="utf-8")


def test_the_page_links_to_each_run_and_says_what_failed(made):
    _, batch = made
    page = (batch.path / "index.html").read_text(encoding="utf-8")
    name = batch.runs["run"].iloc[0].replace(" ", "%20")
    assert f'href="runs/{name}/report.html"' in page
    assert "2 runs measured of 2 runners, 3 not" in page
    assert "gone.mp4 cannot be read" in page
    assert "<script" not in page
    assert str(batch.path.parent) not in page


def test_every_column_is_explained(made):
    _, batch = made
    dictionary = pd.read_csv(batch.path / "dictionary.csv")
    for table, columns in (
        ("measures", batch.measures.columns),
        ("strides", batch.strides.columns),
        ("measure", batch.measures["measure"].dropna().unique()),
    ):
        known = set(dictionary.loc[dictionary["table"] == table, "column"])
        assert set(columns) - known <= {"clip"}, table
    assert dictionary["meaning"].str.len().min() > 5


def test_bids_names_and_files(made):
    _, batch = made
    place = batch.path / "bids" / "sub-runner1" / "ses-20260301" / "motion"
    stem = "sub-runner1_ses-20260301_task-running_tracksys-video"
    channels = pd.read_csv(place / f"{stem}_channels.tsv", sep="\t")
    motion = pd.read_csv(place / f"{stem}_motion.tsv", sep="\t", header=None, na_values="n/a")
    about = json.loads((place / f"{stem}_motion.json").read_text(encoding="utf-8"))
    assert motion.shape == (200, len(channels))
    assert about["SamplingFrequency"] == pytest.approx(25)
    lean = motion[channels.index[channels["name"] == "trunk_lean_deg"][0]]
    assert lean.mean() == pytest.approx(LEAN_DEG + 1, abs=0.3)
    assert (batch.path / "bids" / "dataset_description.json").is_file()
    events = place / "sub-runner1_ses-20260301_task-running_events.tsv"
    assert "Foot Strike" in events.read_text(encoding="utf-8")
    people = pd.read_csv(batch.path / "bids" / "participants.tsv", sep="\t")
    assert people.columns.tolist() == ["participant_id", "name"]
    assert people.set_index("participant_id").loc["sub-runner1", "name"] == "runner 1"


def test_no_two_runners_share_a_label_and_none_is_without():
    names = ["Zoë", "Zoé", "Мария", "王芳", "zoe", "Zoë", "", "Runner01"]
    runs = [
        Found(
            Request(f"run {i}", (f"{i}.mp4",), about=About(runner=name)), Outcome("", "done"), None
        )
        for i, name in enumerate(names)
    ]
    assert label_runners(runs) == [
        *("Zoe", "runner02", "runner03", "runner04", "runner05", "Zoe", "run6", "Runner01")
    ]
    assert name_runs(runs)[0] == "sub-Zoe_task-running_run-1"
    assert name_runs(runs)[5] == "sub-Zoe_task-running_run-2"
    assert name_runs(runs)[2] == "sub-runner03_task-running"


def test_what_is_done_is_skipped_and_what_changed_is_not(made, alone):
    table, batch = made

    def again(**options):
        second = posture.batch(table, out=batch.path, measure=measure, options=QUIET | options)
        assert len(second.measures) == len(batch.measures)
        return [one.status for one in second.outcomes]

    assert again()[:2] == ["skipped", "skipped"]
    first = table.parent / "r0_0.mp4"
    first.write_bytes(first.read_bytes() + b"\0\0\0\x08free")
    assert again()[:2] == ["done", "skipped"]
    assert again(facing="right")[:2] == ["done", "done"]
    assert read_about(batch.path / "runs" / batch.runs["run"].iloc[0]).runner == "runner 0"


def test_a_fault_in_one_run_stops_no_other(tmp_path, alone, monkeypatch):
    make_clips(tmp_path / "films", ["r0_0", "r0_1"])

    def fail(video, **_):
        raise ZeroDivisionError(f"in {video}")

    monkeypatch.setattr("posture.cohort.work.analyze", fail)
    made = posture.batch(tmp_path / "films", out=tmp_path / "out", measure=measure)
    assert made.runs["status"].tolist() == ["failed", "failed"]
    assert made.runs["reason"].tolist() == [
        f"a fault of ours (ZeroDivisionError: in {name}.mp4)" for name in ("r0_0", "r0_1")
    ]


def test_threads_of_a_scheduler_tell_how_far_they_are(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    from posture.cohort.request import Request
    from posture.cohort.spread import spread
    from posture.cohort.work import Outcome

    def pretend(request, out, report):
        report("Detecting", 5, 10)
        report("Detecting", 6, 10)  # too soon after the one before
        report("Detecting", 10, 10)
        if request.name == "bad":
            raise MemoryError("no room")
        if request.name == "lost":
            last = SimpleNamespace(address="tcp://127.0.0.1:9")
            raise distributed.scheduler.KilledWorker("lost", last, 3)
        return Outcome(request.name, "done")

    monkeypatch.setattr("posture.cohort.spread.EVERY_S", 1000.0)  # however busy the machine is
    told = []
    with distributed.LocalCluster(
        n_workers=1, processes=False, dashboard_address="127.0.0.1:0", threads_per_worker=1
    ) as cluster:
        ended = list(
            spread(
                [Request(name, ()) for name in ("good", "bad", "lost")],
                str(tmp_path),
                scheduler=cluster.scheduler_address,
                watch=lambda *how: told.append(how),
                measure=pretend,
            )
        )
    said = {one.name: (one.status, one.reason) for one in ended}
    assert said["good"] == ("done", "")
    assert said["bad"] == ("failed", "a fault of ours (MemoryError: no room)")
    assert said["lost"][1].startswith("its process was lost 4 times")
    assert ("good", "Detecting", 5, 10) in told
    assert ("good", "Detecting", 6, 10) not in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing.csv"], "neither a folder nor a table"),
        (["films", "--jobs", "0"], "--jobs counts processes"),
        (["films", "--out", "films"], "holds something that no batch left there"),
        (["films", "--scheduler", "tcp://127.0.0.1:9"], "no Dask scheduler answers at"),
    ],
)
def test_wrong_usage_is_one_sentence(tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("posture.cohort.spread.PATIENCE_S", 1)
    make_clips(tmp_path / "films", ["r0_0"])
    result = CliRunner().invoke(app, ["batch", *words])
    assert result.exit_code == 2, result.output
    assert sentence in result.stderr


def test_the_command_says_what_became_of_each(tmp_path, alone, monkeypatch):
    make_clips(tmp_path / "films", ["r0_0"])
    (tmp_path / "films" / "r1_1.mp4").write_bytes(b"nothing")
    monkeypatch.setattr(package, "batch", partial(package.batch, measure=measure))
    words = ["batch", str(tmp_path / "films"), "--out", str(tmp_path / "out"), "--no-video"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "1 of 2, films-r0_0: measured" or lines[0] == "1 of 2, r0_0: measured"
    assert lines[-2:] == [
        "1 of 2 runs are measured; 1 failed, see runs.csv",
        f"page: {tmp_path / 'out' / 'index.html'}",
    ]


def test_what_is_left_of_a_batch_that_is_stopped_is_said(tmp_path, alone, monkeypatch):
    make_clips(tmp_path / "films", ["r0_0", "r1_0"])
    words = ["batch", str(tmp_path / "films"), "--out", str(tmp_path / "out"), "--no-video"]

    def stop_at_the_second(request, out, report):
        if request.name.endswith("r1_0"):
            raise KeyboardInterrupt
        return measure(request, out, report)

    with monkeypatch.context() as patch:
        patch.setattr(package, "batch", partial(package.batch, measure=stop_at_the_second))
        result = CliRunner().invoke(app, words)
    assert result.exit_code == 130
    place = tmp_path / "out" / "runs"
    assert result.stderr == (
        f"posture: stopped; 1 of 2 runs are measured and stay in {place}: the same call goes on "
        "from there\n"
    )
    assert len(list(place.glob("*/batch.json"))) == 1


def test_nothing_measured_is_an_exit_code(tmp_path, alone):
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.mp4").write_bytes(b"nothing")
    words = ["batch", str(tmp_path / "films"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 4, result.output
    assert "0 of 1 runs are measured; 1 failed" in result.stdout


def test_runs_of_one_runner_and_day_are_numbered(made):
    table, batch = made
    found = carried_out.load_found(
        carried_out.read_requests(table), batch.outcomes, batch.path / "runs"
    )
    names = name_runs([*found, found[0]])
    assert names[0].endswith("_run-1")
    assert names[-1].endswith("_run-2")
    assert len(set(names)) == len(names)


def test_without_dask_it_says_what_to_install(tmp_path, monkeypatch):
    import sys

    make_clips(tmp_path / "films", ["r0_0"])
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'running-posture\[batch\]'"):
        posture.batch(tmp_path / "films", out=tmp_path / "out")


@pytest.mark.slow
def test_forty_clips_from_processes_and_from_a_cluster_that_loses_one(tmp_path):
    distributed = pytest.importorskip("distributed")
    table = make_cohort(tmp_path / "films", 8, 5)
    here = posture.batch(table, out=tmp_path / "here", measure=measure, options=QUIET, jobs=2)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "runs.csv").touch()
    (tmp_path / "there" / "may_kill").touch()
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as cluster:
        there = posture.batch(
            table,
            out=tmp_path / "there",
            measure=measure,
            options=QUIET,
            scheduler=cluster.scheduler_address,
        )
    assert (tmp_path / "there" / "killed").exists()
    assert len(here.runs) == 43
    assert here.runs["status"].tolist() == 40 * ["done"] + 3 * ["failed"]
    pd.testing.assert_frame_equal(here.measures, there.measures)
    pd.testing.assert_frame_equal(here.strides, there.strides)
    pd.testing.assert_frame_equal(here.runs, there.runs)
    leans = here.measures.query("measure == 'trunk_lean_deg' and window == 'all'")
    by_runner = leans.groupby("runner")["value"].mean()
    steps = by_runner.diff().dropna()
    assert steps.tolist() == pytest.approx(7 * [1.0], abs=0.15)
    assert set(here.runs["video"].tail(3)) == {"broken.mp4", "standing.mp4", "gone.mp4"}

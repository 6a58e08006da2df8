import re

import pytest
from helpers_run import LOW_BACK, make_back_run, make_refused_run, make_run, reread

from posture.report import back
from posture.results.next_step import FILM_THE_BACK


def test_a_run_without_a_low_back_says_so():
    found = back.write_section(make_run())
    assert not found.measured
    assert found.paragraphs[0] == f"Pelvic tilt and low-back arch were not measured: {LOW_BACK}."


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("back_cloth", "wear a tight top, or none"),
        ("back_pixels", "come nearer with the camera"),
        ("back_view", "film square from the side"),
        ("back_hidden", "tie up long hair"),
        ("back_shape", "leave off a belt, a bottle or a pack"),
        ("back_changed", "the same tight top, or none, from start to end"),
        ("back_hidden_late", "without a hand at a rail"),
    ],
)
def test_each_refusal_comes_with_its_own_advice(code: str, advice: str):
    found = back.write_section(make_refused_run(code, "it could not be seen."))
    assert not found.measured
    assert found.definitions == []
    why, helps = found.paragraphs
    assert why == "Pelvic tilt and low-back arch were not measured: it could not be seen."
    assert helps.startswith("What helps: ")
    assert advice in helps


def test_one_stride_is_told_as_one():
    run = make_back_run()
    for count, text in ((1, "in 1 stride."), (12, "in 12 strides.")):
        run.summary["back"]["strides"] = count
        run = reread(run)
        assert text in back.write_section(run).paragraphs[0]


def test_a_refusal_of_a_newer_version_gets_all_the_advice():
    run = make_refused_run("back_of_the_future", "")
    why, helps = back.write_section(run).paragraphs
    assert why.endswith("were not measured: the line of the back was not found.")
    for advice in ("square from the side", "tight top", "come nearer"):
        assert advice in helps


def test_the_share_of_frames_is_told_without_rounding_it_away():
    run = make_back_run()
    for share, text in (
        (0.003, "in less than 1 % of the frames"),
        (0.416, "in 42 % of the frames"),
    ):
        run.summary["back"]["frames_share"] = share
        run = reread(run)
        assert text in back.write_section(run).paragraphs[0]


def test_levels_that_are_not_known_are_left_out():
    run = make_back_run()
    run.summary["back"]["level_interval_deg"]["pelvic_tilt_deg"] = None
    run = reread(run)
    said = " ".join(back.write_section(run).paragraphs)
    assert "the level of low-back arch to ±4.1°" in said
    assert "pelvic tilt to" not in said
    run.summary["back"]["level_interval_deg"] = {}
    run = reread(run)
    assert "How well" not in " ".join(back.write_section(run).paragraphs)


def test_wording_never_diagnoses():
    sections = [back.write_section(make_back_run())]
    sections += [back.write_section(make_refused_run(code, "x")) for code in FILM_THE_BACK]
    text = " ".join(
        sentence
        for found in sections
        for sentence in (*found.paragraphs, *(meaning for _, meaning in found.definitions))
    )
    words = set(re.findall(r"[a-z]+", text.lower()))
    for word in ("normal", "abnormal", "injury", "pain", "causes", "excessive", "bad", "posture"):
        assert word not in words

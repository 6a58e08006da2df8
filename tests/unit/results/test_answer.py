"""The short answer: right in direction, plain, never "no change" for what cannot be told.

``tests/fixtures/all_sentences.txt`` holds every sentence that can be made, to be read as a whole.
After a change of words: ``python tests/fixtures/every_answer.py``, and read it.
"""

import re

import documents
import pytest
from every_answer import (
    LISTED,
    SETTLE,
    every_sentence,
    make_change,
    not_compared,
    not_measurable,
    text_of_all,
    with_measures,
    with_unknown_pace,
)
from helpers_run import make_empty_run, make_run
from msgspec.structs import replace

from posture.back import WHY
from posture.comparison.types import Drift
from posture.measures import COMPARED, KEY_MEASURES
from posture.results.advice import ADVICE, advise
from posture.results.answer import short_answer
from posture.results.caveats import CAVEATS, NO_MATTER, ONE_RUN, ONE_RUN_OPEN
from posture.results.next_step import COMPARE, FILM_THE_BACK
from posture.results.types import PassOfRunner

LEAN, TILT, ARCH = KEY_MEASURES
ALL = list(every_sentence())
FORBIDDEN = (
    r"\b(ab)?normal|\bcaus|\binjur|\bhealth|\bdamage[sd]? to|\bdiagnos|\bpatholog|\bfaulty|\bbad\b"
    r"|\bgood form|\bheld\b|\bcorrect\b|\bshould\b|\bdetectable|\bdysfunction|\brisk"
)
#: Words of each direction, by measure: larger and smaller.
WAYS = {
    LEAN: ("further forward", "more upright"),
    TILT: ("lower", "higher"),
    ARCH: ("more", "less"),
}


def case(part):
    return [(case, text) for where, case, text in ALL if where == part]


def test_all_sentences_are_those_that_were_read_as_a_whole():
    assert text_of_all() == LISTED.read_text(encoding="utf-8"), (
        "python tests/fixtures/every_answer.py"
    )


def test_no_sentence_diagnoses_or_judges():
    found = [text for _, _, text in ALL if re.search(FORBIDDEN, text, re.I)]
    assert found == []


def test_every_sentence_is_short_and_whole():
    for _, name, text in ALL:
        assert len(text) <= 205, (len(text), name)
        assert re.match(r"[A-Z0-9]", text), text
        assert text.endswith("."), text
        assert not re.search(r"\.\.|  |\{|\}| ,|\bNone\b|nan|\( | \)", text), text


def test_what_cannot_be_told_is_never_worded_as_no_change():
    for name, text in case("changes"):
        if ", uncertain" in name:
            assert "cannot tell" in text or "on it matters" in text, text
            assert not re.search(r"the same|no change|unchanged|as high|stay", text), text
        else:
            assert "cannot tell" not in text, text


def test_no_relevant_change_names_the_size_below_which_it_does_not_matter():
    for name, text in case("changes"):
        if "no relevant change" in name:
            assert re.search(r"less than \d|within \d", text), text


@pytest.mark.parametrize("measure", KEY_MEASURES)
def test_directions_are_right(measure):
    for name, text in case("changes"):
        if not name.startswith(f"{measure}, ") or "toe-off" in name or "no relevant" in name:
            continue
        clause = text.split("(")[0].split("best guess is")[-1].split("but anything")[0]
        larger, smaller = WAYS[measure]
        right, wrong = (larger, smaller) if "larger" in name else (smaller, larger)
        assert right in clause, text
        assert wrong not in clause, text


def test_sure_and_probable_do_not_share_their_words():
    for name, text in case("changes"):
        assert ("probably" in text) == name.split(", ")[1].startswith("probably"), text
        if re.match(r"\w+, increased", name):
            assert "more than we can put down to chance" in text


def test_the_example_of_the_arch():
    arch = make_change(ARCH, "increased")
    arch = replace(arch, change=6.0, ci95=(3.1, 8.9), ci95_family=(1.7, 10.3))
    answer = short_answer(with_measures({ARCH: arch}))
    (line,) = answer.sentences
    assert line.measures == (ARCH,)
    assert line.text == (
        "Your low back arches about 6° more at the end (2 to 10). That is more than we can put "
        "down to chance."
    )


def test_small_numbers_keep_their_decimals():
    lean = replace(make_change(LEAN, "increased"), change=2.4, ci95_family=(0.3, 4.5))
    (line,) = short_answer(with_measures({LEAN: lean})).sentences
    assert "about 2.4° further forward at the end (0.3 to 4.5)" in line.text


def test_three_sentences_and_one_line_each_for_caveat_and_next_step():
    measures = {name: make_change(name, "increased") for name in KEY_MEASURES}
    answer = short_answer(with_measures(measures))
    assert [line.measures for line in answer.sentences] == [(name,) for name in KEY_MEASURES]
    assert "\n" not in answer.caveat + answer.next_step.text
    assert answer.next_step.measures == (LEAN,)
    assert answer.windows == "Early: 0:00–0:20, 27 strides. Late: 0:40–1:00, 27 strides."


def test_refusals_with_one_reason_share_one_sentence():
    measures = {LEAN: make_change(LEAN, "no relevant change")}
    measures |= {name: not_measurable(name, WHY["back_cloth"]) for name in (TILT, ARCH)}
    answer = short_answer(with_measures(measures))
    assert [line.measures for line in answer.sentences] == [(LEAN,), (TILT, ARCH)]


def test_toe_off_is_a_detail_of_its_measure_and_not_told_again():
    measures = {TILT: make_change(TILT, "uncertain")}
    measures["pelvic_tilt_toe_off_deg"] = make_change("pelvic_tilt_toe_off_deg", "increased")
    answer = short_answer(with_measures(measures))
    (line,) = answer.sentences
    assert line.text.startswith("Over the whole stride we cannot tell")
    assert "but around toe-off it is about 5° lower" in line.text
    assert answer.further == ()


def test_both_legs_are_told_in_one_line():
    measures = {LEAN: make_change(LEAN, "uncertain")}
    measures["knee_lift_near_deg"] = make_change("knee_lift_near_deg", "increased", up=False)
    measures["knee_lift_far_deg"] = make_change("knee_lift_far_deg", "uncertain")
    (line,) = short_answer(with_measures(measures)).further
    assert line.text == "Knee lift, right: knee lower by 5.4° (3.3 to 7.5); left: we cannot tell."


# --- advice ---


def test_every_measure_and_direction_has_its_advice():
    for measure in COMPARED:
        for larger in (True, False):
            assert advise(measure.name, larger=larger), measure.name
    assert advise("a_measure_of_later_versions", larger=True) == ""


@pytest.mark.parametrize(
    ("measure", "larger"),
    [
        ("hip_extension_peak_near_deg", True),
        ("trunk_lean_deg", False),
        ("pelvic_tilt_deg", False),
        ("lumbar_lordosis_deg", False),
        ("knee_lift_far_deg", True),
        ("head_forward_deg", False),
    ],
)
def test_a_direction_that_nobody_asks_to_change_gets_no_exercise(measure, larger):
    text = advise(measure, larger=larger)
    assert "No exercise is suggested" in text
    assert not re.search(r"train|strengthen|mobile|practise", text)


def test_advice_follows_the_change_and_is_not_given_without_one():
    measures = {name: make_change(name, "uncertain") for name in KEY_MEASURES}
    assert short_answer(with_measures(measures)).advice == ()
    measures[TILT] = make_change(TILT, "probably increased", up=False)
    (line,) = short_answer(with_measures(measures)).advice
    assert line.text == ADVICE[TILT][1]


# --- caveat ---


def test_every_warning_of_the_documents_has_its_caveat():
    listed = documents.read("docs/outputs.md").split("## Warnings")[1]
    known = set(re.findall(r"^\| `(\w+)` \|", listed, re.M))
    assert len(known) >= 25
    assert known == {*CAVEATS, *NO_MATTER}


def test_what_weighs_most_is_said_and_nothing_else():
    measures = {LEAN: make_change(LEAN, "increased")}
    summary = with_measures(measures)
    warning = summary.quality.warnings[0]

    def caveat(*codes):
        found = tuple(replace(warning, code=code) for code in codes)
        return short_answer(
            replace(summary, quality=replace(summary.quality, warnings=found))
        ).caveat

    assert caveat("small_runner", "cadence_shift") == CAVEATS["cadence_shift"]
    assert caveat("cadence_shift", "clips_clothing") == CAVEATS["clips_clothing"]
    assert caveat("low_frame_rate") == ONE_RUN


def test_a_change_of_pace_is_said_to_be_taken_off_only_where_it_is():
    paced = {name: make_change(name, "increased", equal_pace=True) for name in KEY_MEASURES}
    unknown = {name: with_unknown_pace(name) for name in KEY_MEASURES}

    def caveat(measures):
        summary = with_measures(measures)
        quality = replace(summary.quality, warnings=())
        return short_answer(replace(summary, quality=quality)).caveat

    differed = "The pace was not the same early and late; "
    assert caveat(paced) == (
        f"{differed}what is said here is what is left once its part is taken off."
    )
    assert caveat(unknown) == (
        f"{differed}its part could not be taken off, so it may have made a change, or hidden one."
    )
    assert caveat(paced | {LEAN: unknown[LEAN]}) == (
        f"{differed}its part is taken off where the answer says so, elsewhere it could not be."
    )


def test_of_one_window_that_is_too_short_the_total_is_not_blamed():
    why = (
        "40 strides of the early and 3 of the late window could be measured, and 10 are needed in "
        "each"
    )
    uneven = {name: not_compared(name, why) for name in KEY_MEASURES}
    caveat = short_answer(with_measures(uneven, strides=80)).caveat
    assert caveat == f"Fresh and tired are not compared: {why}."
    nothing = {name: not_measurable(name, "0 strides of the late window") for name in KEY_MEASURES}
    caveat = short_answer(with_measures(nothing, strides=80)).caveat
    assert caveat == "Fresh and tired are not compared: 0 strides of the late window."
    caveat = short_answer(with_measures(uneven, strides=12)).caveat
    assert caveat == "12 strides are too few to compare fresh with tired: each part needs 10."


def test_why_no_beginning_is_given_where_no_course_is_known():
    summary = with_measures({LEAN: make_change(LEAN, "increased")}, drift={})

    def said(**fields):
        (line,) = short_answer(replace(summary, **fields)).onsets
        return line.text.removeprefix("When the change of trunk lean began cannot be said: ")

    assert said() == "its course over the run is not known."
    unknown = replace(summary.video, speed_factor=None)
    assert said(video=unknown) == "how much slower than life the film plays is not known."
    between = "the time between the two videos is not known."
    assert said(videos=(summary.video, unknown)) == between


def test_where_passes_show_both_sides_no_leg_is_left_or_right():
    name = "knee_lift_near_deg"
    summary = with_measures({name: make_change(name, "increased")})
    ways = ("right", "left")
    passes = [PassOfRunner(start_s=0.0, end_s=9.0, facing=facing) for facing in ways]

    def said(*passes):
        (line,) = short_answer(replace(summary, passes=passes)).further
        return line.text

    assert said(passes[0]).startswith("Knee lift, right: ")
    assert said(*passes).startswith("Knee lift, near: ")
    assert "; far: not measured" in said(*passes)


def test_a_guess_of_nothing_has_no_direction():
    none = replace(make_change(LEAN, "uncertain"), change=0.01)
    (said,) = [
        line.text
        for line in short_answer(with_measures({LEAN: none})).sentences
        if line.text.startswith("We cannot tell")
    ][:1]
    assert "our best guess is no difference, but anything from" in said


def test_only_a_change_can_come_back_on_another_day():
    summary = with_measures({LEAN: make_change(LEAN, "uncertain")})
    quality = replace(summary.quality, warnings=())
    assert short_answer(replace(summary, quality=quality)).caveat == ONE_RUN_OPEN


def test_a_change_that_nobody_trains_for_has_no_line_of_its_own():
    alone = with_measures({"head_forward_deg": make_change("head_forward_deg", "increased", False)})
    assert short_answer(alone).advice == ()
    both = with_measures({LEAN: make_change(LEAN, "increased")})
    assert [line.measures for line in short_answer(both).advice] == [(LEAN,)]


# --- next step ---


def test_what_is_open_is_settled_by_more_film():
    measures = {name: make_change(name, "no relevant change") for name in KEY_MEASURES}
    measures[TILT] = make_change(TILT, "uncertain", settle=SETTLE[0])
    step = short_answer(with_measures(measures)).next_step
    assert step.measures == (TILT,)
    assert step.text == (
        "To settle pelvic tilt, film longer: about 60 strides in each window, 45 s of film each."
    )


def test_every_refusal_of_the_back_has_its_help():
    assert set(FILM_THE_BACK) == set(WHY)


# --- without a comparison ---


def test_a_short_clip_has_levels_and_no_early_or_late():
    measures = {name: not_compared(name) for name in KEY_MEASURES}
    answer = short_answer(with_measures(measures))
    texts = [answer.windows, *(line.text for line in answer.sentences)]
    assert answer.windows == "This clip: 1:00, 81 strides."
    assert [text for text in texts if re.search(r"\b(early|late)\b", text, re.I)] == []
    assert answer.sentences[0].text == ("Your trunk leans about 10° forward, give or take 2°.")
    assert answer.next_step.text.startswith(COMPARE)


def test_a_run_without_a_runner_says_why_and_how_to_film():
    answer = short_answer(make_empty_run().results)
    assert answer.sentences[0].text == ("No runner could be measured: nobody runs in this video.")
    assert answer.next_step.text.startswith("Film one runner from the side")


# --- when, and which clip ---


def test_the_onset_is_said_for_each_measure_that_changed_or_why_not():
    measures = {LEAN: make_change(LEAN, "increased"), TILT: make_change(TILT, "probably increased")}
    measures[ARCH] = make_change(ARCH, "uncertain")
    drift = {LEAN: Drift(onset_s=26.0, onset_ci95=(19.0, 33.0)), TILT: Drift(onset_reason="why")}
    answer = short_answer(with_measures(measures, drift=drift))
    assert [(line.measures, line.text) for line in answer.onsets] == [
        ((LEAN,), "The change of trunk lean begins at about 0:26 (0:19 to 0:33)."),
        ((TILT,), "When the change of pelvic tilt began cannot be said: why."),
    ]


def test_of_two_clips_each_has_its_name_and_its_own_clock():
    results = make_run(name="a/fresh.mp4").results
    early, late = (
        replace(results.video, path=f"{name}.mp4", real_s=21.0) for name in ("fresh", "ti\nred")
    )
    segments = replace(
        results.segments,
        early=replace(results.segments.early, start_s=0.0, end_s=21.0),
        late=replace(results.segments.late, start_s=21.0, end_s=42.0),
    )
    measures = {LEAN: make_change(LEAN, "increased")}
    answer = short_answer(
        with_measures(measures, videos=(early, late), segments=segments, drift={})
    )
    assert answer.windows == (
        "Early: fresh.mp4 0:00–0:21, 27 strides. Late: ti\\nred.mp4 0:00–0:21, 27 strides."
    )
    assert "in the late video" in answer.sentences[0].text
    assert "time between the two videos is not known" in answer.onsets[0].text


def late_from_five_seconds_on(*, duration_s: float, real_s: float | None):
    """Two videos, eight times slower than life and 20 s of running each, late from 0:05 to 0:15."""
    results = make_run().results
    early, late = (
        replace(
            results.video,
            path=f"{name}.mp4",
            duration_s=duration_s,
            speed_factor=8.0,
            real_s=real_s,
        )
        for name in "ab"
    )
    window = replace(results.segments.late, start_s=25.0, end_s=35.0)
    return with_measures(
        {LEAN: make_change(LEAN, "increased")},
        videos=(early, late),
        settings=results.settings | {"late": "0:05-0:15"},
        segments=replace(results.segments, late=window),
    )


def test_the_clock_of_the_late_clip_holds_however_the_early_one_plays():
    """The early one plays 10 s at the speed of life and 80 s eight times slower."""
    summary = late_from_five_seconds_on(duration_s=90.0, real_s=20.0)
    early, late = summary.videos
    shown = "Late: b.mp4 0:05–0:15"
    assert shown in short_answer(summary).windows
    unknown = replace(summary, videos=(replace(early, speed_factor=None), late))
    assert shown in short_answer(unknown).windows
    short = {name: not_compared(name) for name in KEY_MEASURES}
    alone = with_measures(short, video=early, strides=12)
    assert short_answer(alone).windows == "This clip: 0:20, 12 strides."


def test_a_run_of_before_knows_its_clock_from_the_factor_alone():
    summary = late_from_five_seconds_on(duration_s=160.0, real_s=None)
    assert "Late: b.mp4 0:05–0:15" in short_answer(summary).windows

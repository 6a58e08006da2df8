import re

from helpers_run import BACK, KNOWN, LOW_BACK, make_empty_run, make_run, reread

from posture.report import findings
from posture.results import sentences


def steady_run():
    run = make_run()
    for measure in KNOWN:
        run.summary["measures"][measure].update(verdict="no relevant change", change=0.1)
        run = reread(run)
    return run


def test_headline_tells_windows_and_changes():
    assert findings.headline(make_run()).startswith(
        "From early (0:00–0:20, 27 strides) to late (0:40–1:00, 27 strides): "
        "trunk lean increased by 3.6° (95 % CI 3.1 to 4.1); "
        "hip extension (right leg) decreased by 3.6° (95 % CI 2.9 to 4.3); "
    )


def test_a_verdict_that_follows_the_adjusted_change_is_told_with_its_numbers():
    run = make_run()
    adjusted = {"for": ["speed_m_s"], "change": 2.4, "ci95": [2.1, 2.7], "decides": True}
    run.summary["measures"]["trunk_lean_deg"]["adjusted"] = adjusted
    run = reread(run)
    assert findings.change_clause(run, "trunk_lean_deg") == (
        "trunk lean increased by 2.4° (95 % CI 2.1 to 2.7) with the change of pace taken off"
    )


def test_headline_counts_what_it_leaves_out():
    assert findings.headline(make_run()).endswith("; and 1 more measure changed.")


def test_headline_without_change_says_what_would_have_counted():
    assert findings.headline(steady_run()).endswith(
        f"no change found for sure in any of {len(KNOWN)} measures "
        "(a change in trunk lean counts from 2.0° in this video)."
    )


def test_headline_without_a_comparison_gives_the_reason():
    run = make_run()
    for found in run.summary["measures"].values():
        found.update(change=None, verdict="not measurable", reason="6 strides, and 10 are needed")
    run = reread(run)
    said = findings.headline(run)
    assert said.endswith("Early and late could not be compared: 6 strides, and 10 are needed.")
    used = run.strides[run.strides["rejected"] == ""]
    lean, cadence = used["trunk_lean_deg"].mean(), used["cadence_spm"].median()
    assert said.startswith(
        f"Over {len(used)} strides: trunk lean {lean:.1f}° on average, {cadence:.0f} steps/min."
    )
    assert findings.other_answers(run) == []


def test_headline_without_a_runner_gives_the_reason():
    run = make_empty_run("the runner is too small in the picture.")
    assert findings.headline(run) == (
        "No runner could be measured: the runner is too small in the picture."
    )


def test_key_measures_without_an_answer_are_named_together():
    assert findings.other_answers(make_run()) == [
        f"Pelvic tilt and low-back arch: not measurable, {LOW_BACK}."
    ]


def test_a_steady_trunk_is_told_beside_other_changes():
    run = make_run()
    run.summary["measures"]["trunk_lean_deg"].update(verdict="no relevant change", change=0.2)
    run = reread(run)
    assert findings.other_answers(run)[0] == (
        "Trunk lean: no relevant change (a change in trunk lean counts from 2.0° in this video)."
    )


def test_drift_of_a_short_run_is_told_per_minute():
    assert sentences.drift_sentence(make_run(), "trunk_lean_deg") == (
        "Drift: +5.0° (95 % CI 4.4 to 5.6) per minute. "
        "The change begins at about 0:26 (95 % CI 0:19 to 0:33)."
    )
    assert sentences.drift_sentence(make_run(), "knee_lift_near_deg") == ""


def test_drift_of_a_long_run_is_told_per_ten_minutes():
    run = make_run(900, rejected=())
    assert "+50.4° (95 % CI 44.0 to 56.0) per 10 minutes" in sentences.drift_sentence(
        run, "trunk_lean_deg"
    )


def test_training_notes_stand_only_beside_changes():
    assert [names for names, _ in findings.training_notes(make_run())] == [
        "Trunk lean",
        "Hip extension (right leg)",
        "Knee lift (right leg)",
        "Contact time (right foot)",
    ]
    assert findings.training_notes(steady_run()) == []


def test_wording_never_diagnoses():
    run = make_run()
    for measure in (*KNOWN, *BACK):
        run.summary["measures"][measure].update(
            verdict="increased", change=9.0, ci95=[8.0, 10.0], detectable_change=1.0
        )
        run = reread(run)
    text = set(
        re.findall(r"[a-z]+", " ".join(text for _, text in findings.training_notes(run)).lower())
    )
    for word in ("normal", "injury", "causes", "diagnosis", "excessive", "bad", "should", "must"):
        assert word not in text

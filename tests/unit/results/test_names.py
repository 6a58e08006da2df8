import pytest

from posture.measures import PAIRS
from posture.results.names import clock, name_of, name_of_pair


@pytest.mark.parametrize(
    ("pair", "title"),
    [
        ("contact_time", "Contact time"),
        ("vertical_oscillation", "Rise and fall"),
        ("hip_extension_peak", "Hip extension"),
        ("knee_lift", "Knee lift"),
    ],
)
def test_a_pair_is_named_without_a_side_and_written_in_its_unit(pair: str, title: str):
    legs = next(legs for legs in PAIRS if legs.pair.name == pair)
    name = name_of_pair(legs)
    assert name.title == title
    assert name.value(0.25) == name_of(legs.far.name).value(0.25)


def test_the_low_back_is_defined_by_what_is_measured():
    assert "PSIS to ASIS" in name_of("pelvic_tilt_deg").meaning
    assert "thoracic spine against the pelvis" in name_of("lumbar_lordosis_deg").meaning


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        ("trunk_lean_deg", 6.04, "+6.0°"),
        ("trunk_lean_deg", -0.04, "0.0°"),
        ("trunk_lean_deg", -1.26, "−1.3°"),
        ("contact_time_near_s", 0.0204, "+20 ms"),
        ("vertical_oscillation_trunk", -0.007, "−0.7 % of trunk"),
        ("cadence_spm", 168.02, "+168.0 steps/min"),
    ],
)
def test_values_are_written_in_the_units_of_people(measure: str, value: float, text: str):
    assert name_of(measure).value(value, signed=True) == text


def test_a_change_is_written_with_its_interval():
    name = name_of("trunk_lean_deg")
    assert name.change(2.3, [1.8, 2.9]) == "+2.3° (95 % CI 1.8 to 2.9)"
    assert name.change(-2.3, None) == "−2.3°"


@pytest.mark.parametrize(
    ("near_side", "near", "far"),
    [("left", "left", "right"), ("right", "right", "left"), (None, "near", "far")],
)
def test_sides_are_called_left_and_right_where_known(near_side: str | None, near: str, far: str):
    titles = [name_of(f"knee_lift_{side}_deg", near_side).title for side in ("near", "far")]
    assert titles == [f"Knee lift ({near} leg)", f"Knee lift ({far} leg)"]
    assert near in name_of("pelvic_tilt_toe_off_deg", near_side).meaning


def test_a_measure_of_a_newer_version_gets_a_plain_name():
    name = name_of("thoracic_curve_deg", stored_unit="deg")
    assert (name.title, name.value(31.24)) == ("Thoracic curve", "31.2°")
    force = name_of("peak_force", stored_unit="N")
    assert (force.title, force.value(812.0)) == ("Peak force", "812.0 N")
    plain = name_of("asymmetry_index")
    assert (plain.title, plain.value(1.25)) == ("Asymmetry index", "1.2")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0:00"), (19.99, "0:20"), (75.4, "1:15"), (3675.0, "1:01:15")]
)
def test_clock(seconds: float, text: str):
    assert clock(seconds) == text

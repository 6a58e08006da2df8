"""Every entry of the registry is complete, and the tables are made of nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from stick_recording import recording

from posture.errors import UsageError
from posture.measures import (
    COMPARED,
    FRAME_TABLE,
    KEY_MEASURES,
    LOW_BACK,
    MEASURES,
    PAIRS,
    RELATIVE,
    REPORTED,
    STRIDE_TABLE,
    TESTED_WAVEFORMS,
    WAVEFORMS,
    find_measure,
    relative_name,
    require_compared,
)
from posture.measures import measure as types
from posture.measures.columns import FRAME_COLUMNS, STRIDE_COLUMNS
from posture.measures.lengths import LENGTH_COLUMNS
from posture.measures.lookup import in_table_order
from posture.measures.measure import GROUPS, Column, Measure, Unit

#: The columns of the contract, in its order; hip and knee angles stand leg by leg.
CONTRACT_FRAMES = [
    "frame", "time_s", "trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg",
    "hip_angle_near_deg", "hip_angle_far_deg", "head_forward_deg", "back_visible", "reason",
]  # fmt: skip
CONTRACT_STRIDES = [
    "stride", "start_s", "end_s", "segment", "cadence_spm", "contact_time_near_s",
    "contact_time_far_s", "vertical_oscillation_trunk", "trunk_lean_deg", "trunk_lean_range_deg",
    "pelvic_tilt_deg", "pelvic_tilt_toe_off_deg", "lumbar_lordosis_deg",
    "lumbar_lordosis_toe_off_deg", "hip_extension_peak_near_deg", "hip_extension_peak_far_deg",
    "knee_lift_near_deg", "knee_lift_far_deg", "head_forward_deg", "back_frames", "rejected",
]  # fmt: skip
#: How names of the contract end, by the unit of their values.
ENDINGS = {
    "deg": "_deg", "s": "_s", "steps/min": "_spm", "trunk lengths": "_trunk", "%": "_percent",
    "correlation": "_regularity", "m": "_m", "cm": "_cm",
}  # fmt: skip
UNITS = [unit for unit in vars(types).values() if isinstance(unit, Unit)]


def names(entries: Iterable[Measure | Column]) -> list[str]:
    return [entry.name for entry in entries]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measure_is_complete(measure: Measure):
    assert measure.per_frame or measure.per_stride or measure.needs
    assert measure.unit in UNITS
    assert measure.name.endswith(ENDINGS[measure.unit.stored])
    assert measure.group in GROUPS
    words = measure.words
    for text in (words.title, words.more, words.less, words.meaning):
        assert text == text.strip() != ""
        assert not text.endswith(".")
    assert words.more != words.less
    # the angles of the low back are what comes from its line
    assert (measure.back_angle is not None) == (measure.source == "back line")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_fields_of_a_measure_do_not_contradict_each_other(measure: Measure):
    if measure.compared:
        assert measure.per_stride or measure.needs
        assert measure.smallest_change > 0
    else:
        assert measure.method_error is None
    if measure.method_error is not None:
        assert 0 < measure.method_error < measure.smallest_change
    assert measure.per_frame or not measure.charts.waveform
    assert measure.charts.waveform or not measure.charts.tested
    assert measure.side or measure.pair is None
    if measure.side is not None:
        assert f"{{{measure.side}}}" in measure.words.title


@pytest.mark.parametrize(
    "column", [*FRAME_COLUMNS, *STRIDE_COLUMNS, *LENGTH_COLUMNS], ids=lambda column: column.name
)
def test_every_other_column_is_complete(column: Column):
    assert column.meaning == column.meaning.strip() != ""
    assert not column.meaning.endswith(".")
    assert column.unit in UNITS
    assert column.name.endswith(ENDINGS.get(column.unit.stored, ""))
    if column.source == "back line":  # blanked by a value of its own type
        assert type(column.blank) is {"int": int, "float": float, "bool": bool}[column.dtype]


@pytest.mark.parametrize("entries", [FRAME_TABLE, STRIDE_TABLE, MEASURES])
def test_names_are_unique(entries: tuple[Measure | Column, ...]):
    assert len(set(names(entries))) == len(entries)


@pytest.mark.parametrize(
    ("table", "contract"), [(FRAME_TABLE, CONTRACT_FRAMES), (STRIDE_TABLE, CONTRACT_STRIDES)]
)
def test_columns_of_the_contract_stand_in_its_order(
    table: tuple[Measure | Column, ...], contract: list[str]
):
    assert [name for name in names(table) if name in contract] == contract


@pytest.mark.usefixtures("landmarks_are_joints")
def test_tables_hold_what_the_registry_says_and_nothing_else():
    made = recording(duration_s=4)
    later = {"speed_m_s", "grade_percent", "clip"} | {relative_name(m.name) for m in RELATIVE}
    later |= {m.name for m in MEASURES if m.needs} | {column.name for column in LENGTH_COLUMNS}
    assert list(made.frames) == [name for name in names(FRAME_TABLE) if name not in later]
    assert list(made.strides) == [name for name in names(STRIDE_TABLE) if name not in later]
    kinds = {"int": "iu", "float": "f", "bool": "b"}
    for table, entries in ((made.frames, FRAME_TABLE), (made.strides, STRIDE_TABLE)):
        for entry in entries:
            dtype = "float" if isinstance(entry, Measure) else entry.dtype
            if entry.name in table and dtype in kinds:
                assert table[entry.name].dtype.kind in kinds[dtype], entry.name


def test_columns_are_put_where_they_say():
    first = Column(name="id", meaning="m", source="video", after="")
    between = Column(name="b", meaning="m", source="video", after="trunk_lean_deg")
    last = Column(name="z", meaning="m", source="video")
    measures = [m for m in MEASURES if m.name in ("trunk_lean_deg", "head_forward_deg")]
    table = in_table_order(measures, [last, first, between])
    assert names(table) == ["id", "trunk_lean_deg", "b", "head_forward_deg", "z"]


def test_lists_of_measures():
    assert set(names(REPORTED)) == set(names(COMPARED))
    assert {"cadence_spm", "contact_time_far_s", "sway_back_trunk"} < set(names(COMPARED))
    assert not {"hip_angle_near_deg", "vertical_oscillation_near_trunk"} & set(names(COMPARED))
    assert names(REPORTED)[:3] == ["trunk_lean_deg", "trunk_lean_range_deg", "pelvic_tilt_deg"]
    assert KEY_MEASURES == ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
    assert set(KEY_MEASURES) <= set(TESTED_WAVEFORMS) < set(WAVEFORMS)
    assert {"hip_angle_near_deg", "knee_angle_far_deg", "head_forward_deg"} < set(WAVEFORMS)
    assert not {"sway_back_trunk", "trunk_lean_range_deg", "cadence_spm"} & set(WAVEFORMS)
    assert LOW_BACK == {"pelvic_tilt_deg": "tilt", "lumbar_lordosis_deg": "lordosis"}
    assert find_measure("thoracic_curve_deg") is None


def test_pairs_hold_both_legs():
    assert [legs.pair.name for legs in PAIRS] == [
        "contact_time", "vertical_oscillation", "hip_extension_peak", "knee_lift",
        "foot_ahead_contact", "shank_angle_contact", "knee_angle_contact", "foot_strike_angle",
        "knee_angle_stance", "knee_angle_swing", "ankle_range", "thigh_range", "step_time",
    ]  # fmt: skip
    for legs in PAIRS:
        assert (legs.near.side, legs.far.side) == ("near", "far")
        assert legs.near.unit == legs.far.unit


def test_only_measures_that_are_compared_have_a_smallest_change():
    require_compared(["trunk_lean_deg"])
    with pytest.raises(
        UsageError, match='"hip_angle_near_deg" is not a measure that is compared; choose'
    ):
        require_compared(["trunk_lean_deg", "hip_angle_near_deg"])

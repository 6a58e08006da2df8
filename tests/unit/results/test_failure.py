"""The tables of a run in which nothing could be measured."""

from __future__ import annotations

from case_clips import read_case

from posture.measures import FRAME_TABLE, STRIDE_TABLE, Measure
from posture.results.failure import make_failed_tables


def columns(entries) -> list[str]:
    return [
        entry.name
        for entry in entries
        if not (entry.needs if isinstance(entry, Measure) else entry.optional)
    ]


def test_tables_of_a_refused_run_have_their_columns_and_a_reason_in_each_row():
    info, _ = read_case("feetcut")
    frames, strides = make_failed_tables([info, info], "the feet are cut off")
    assert list(frames) == columns(FRAME_TABLE)
    assert list(strides) == columns(STRIDE_TABLE)
    assert len(strides) == 0
    assert len(frames) == 2 * info.frames
    assert (frames["reason"] == "the feet are cut off").all()
    assert frames["trunk_lean_deg"].isna().all()
    assert frames["frame"].tolist() == list(range(2 * info.frames))

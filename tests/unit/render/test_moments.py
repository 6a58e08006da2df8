from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from posture.render.moments import StrideEvents, match_phases, read_events

NAN = float("nan")
ONE = StrideEvents(1, 10.0, 10.2, 10.35, 10.55, 10.7)
#: Longer, with a longer contact of the near foot only.
OTHER = StrideEvents(7, 50.0, 50.28, 50.36, 50.56, 50.8)


def test_mid_stance_is_half_way_from_contact_to_toe_off() -> None:
    assert ONE.phase("initial contact") == 0
    assert ONE.phase("toe-off") == pytest.approx(0.2 / 0.7)
    assert ONE.phase("mid-stance") == pytest.approx(0.1 / 0.7)


def test_events_are_mapped_onto_events() -> None:
    own = [0.0, *ONE.phases, 1.0]
    assert match_phases(own, ONE, OTHER) == pytest.approx([0.0, *OTHER.phases, 1.0])
    half_way = (np.array(own[1:]) + own[:-1]) / 2
    there = match_phases(half_way, ONE, OTHER)
    assert match_phases(there, OTHER, ONE) == pytest.approx(half_way)
    assert (np.diff(match_phases(np.linspace(-0.05, 1.05, 111), ONE, OTHER)) > 0).all()


def test_an_event_that_one_stride_lacks_is_passed_over() -> None:
    lacking = StrideEvents(7, 50.0, 50.28, NAN, NAN, 50.8)
    mapped = match_phases([0.0, ONE.phases[0], 1.0], ONE, lacking)
    assert mapped == pytest.approx([0, 0.28 / 0.8, 1])


def test_a_misread_order_of_events_leaves_the_phase() -> None:
    wrong = StrideEvents(7, 50.0, 50.5, 50.3, 50.6, 50.8)
    assert match_phases([0.3, 0.6], ONE, wrong) == pytest.approx([0.3, 0.6])


def test_strides_without_a_toe_off_are_left_out() -> None:
    table = pd.DataFrame(
        {
            "stride": [1, 2],
            "start_s": [10.0, 10.7],
            "end_s": [10.7, 11.4],
            "contact_time_near_s": [0.2, NAN],
            "contact_time_far_s": [0.2, 0.2],
            "contact_far_s": [10.35, 11.05],
        }
    )
    (events,) = read_events(table)
    assert [getattr(events, name) for name in ONE.__dataclass_fields__] == pytest.approx(
        [getattr(ONE, name) for name in ONE.__dataclass_fields__]
    )
    (without,) = read_events(table.drop(columns=["contact_far_s"]))
    assert np.isnan(without.far_contact_s)

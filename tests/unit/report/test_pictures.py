from posture.report.pictures import describe_pair, list_moments
from posture.results.pictures import MomentPicture, Numbers, Pictures, StrideSheet


def sheet(window):
    return StrideSheet(
        path=f"pictures/stride_{window}.jpg",
        window=window,
        video=0,
        stride=5,
        cells=10,
        columns=4,
        width=300,
        height=480,
        hip_x=150.0,
        hip_y=200.0,
        phases=tuple(i / 10 for i in range(10)),
        frames=tuple(range(100, 110)),
        clip_times_s=tuple(i / 30 for i in range(10)),
        trunk_lean_deg=(6.0, None, *[7.0] * 8),
        duration_s=0.7,
    )


def moment(window):
    return MomentPicture(
        path=f"pictures/{window}_toe_off.jpg",
        window=window,
        moment="toe-off",
        video=1,
        frame=42,
        time_s=1.4,
        clip_time_s=1.4,
        stride=2,
        phase=0.35,
        width=600,
        height=1000,
        frame_deg=Numbers(trunk_lean_deg=6.0),
        stride_deg=Numbers(),
        back_shown=False,
        alt="Early, toe-off.",
    )


def link(path):
    return f"here/{path}"


def test_a_picture_leads_to_its_frame_in_the_film():
    found = list_moments(Pictures(compared=True, moments=(moment("early"), moment("late"))), link)
    assert [picture.to_frame for picture in found] == ["1 42", "1 42"]
    assert found[0].href == "here/pictures/early_toe_off.jpg"
    assert found[0].alt == "Early, toe-off."


def test_two_strides_are_a_pair_with_a_table_for_the_script():
    pair = describe_pair(Pictures(compared=True, sheets=(sheet("early"), sheet("late"))), link)
    assert [one.id for one in pair.sheets] == ["sheet-early", "sheet-late"]
    # ten cells, four in a row: three rows
    assert (pair.sheets[0].sheet_width, pair.sheets[0].sheet_height) == (1200, 1440)
    assert pair.table[1]["lean"][:3] == [6.0, None, 7.0]
    assert pair.no_ghost == ""


def test_why_there_is_no_ghost_is_said():
    sheets = (sheet("early"), sheet("late"))
    pair = describe_pair(Pictures(compared=True, sheets=sheets, no_ghost="too small"), link)
    assert pair.no_ghost == "No ghost: too small."


def test_one_stride_is_no_pair():
    assert describe_pair(Pictures(compared=False, sheets=(sheet(""),)), link) is None
    assert describe_pair(Pictures(compared=False), link) is None

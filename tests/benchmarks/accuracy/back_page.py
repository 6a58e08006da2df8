"""The low back on the page of results: what is asked, what conditions cost, cross-talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.back_score import BACK_FRAMES, BACK_STRIDES
from benchmarks.accuracy.back_table import DIRECTED_DEG, LEAN, MOVED_DEG, STILL_DEG
from benchmarks.accuracy.cells import Bar, Table, bars, grid, number

from posture.results.names import name_of

#: The condition in which lean, tilt and arch change alone and together.
BACK = "back"
#: The condition of many runners.
BODIES = "bodies"
#: The same with runners filmed after all else was settled.
UNSEEN = "unseen"
#: All conditions in which the back can be measured, together: intervals are stated for any video. A
#: runner comes in many of them and counts once.
ALL = "all, each runner once"
#: The conditions whose errors are required to be small.
ASKED = (BACK, BODIES, UNSEEN)
#: All changes of tilt and arch that were filmed to be found: ten in one condition are too few to
#: require 95 % of.
POOLED = "these three together"
#: The condition in which the back must not be measured.
LOOSE = "t_shirt"
#: The conditions in which it is not always seen.
NOT_SEEN = (LOOSE, "clothes")
#: Columns of the two angles.
TILT = BACK_FRAMES[0]
ARCH = BACK_FRAMES[1]
#: Largest mean absolute errors that are accepted, degrees: level and change.
MOST = {TILT: {"change": 1.5, "level": 3.0}, ARCH: {"change": 2.5, "level": 4.0}}
GROUP_NAMES = {"lean_alone": "lean alone", "tilt_alone": "tilt alone", "none": "nothing"}
NOTES = f"""\
In `{BACK}`, 8 bodies run in two clips each, one in a tight top and one without; in the second half
tilt and arch have changed by up to 10°, alone, together, or not at all, and the lean with them as
on a spine whose upper back stays as it is. **Held** is how many of the stated 95 % intervals hold
the truth, of the clips' levels, of their changes, and of single frames; **±** is their mean half
width.
The frames of a clip share most of their error: their number says less than it seems to.
In `{BODIES}` 24 others run once each, tight or bare, filmed as people film: from nearly the side,
here and there; a third of them does not change. In `{UNSEEN}` 24 yet others do the same: made,
filmed and measured when all had been settled but three things, see above. The intervals are those
that any video gets, hence they are asked for over all conditions but `{LOOSE}` and `clothes` as
well; some runners come in a dozen of these with the same run, so there the share is taken by
runner, and then the mean over runners. A direction is asked where the true change is
{DIRECTED_DEG:g}° or more."""
CROSS_NOTES = f"""\
What changes when something else does, degrees: mean size and worst over clips in which
the lean changes in truth by {MOVED_DEG:g}° or more but the tilt by less than {STILL_DEG[TILT]:g}°,
the tilt but the lean by less than {STILL_DEG[LEAN]:g}° (the arch makes up for it in both), or
nothing. **Called** is in how many of these clips a change was
reported."""


def _mae(name: str, part: str, most: float, condition: str) -> Bar:
    text = f"{name_of(name).title}: mean absolute error of {part}, degrees"
    return Bar(text, condition, ("measures", name, part, "mae"), 0.0, most)


def _held(text: str, part: str, name: str, condition: str) -> Bar:
    path = ("low_back", part, name, "share")
    text = f"share of 95 % intervals that hold the truth: {text}"
    return Bar(text, condition, path, 0.90, 0.98)


def _cross(condition: str, text: str, group: str, name: str, which: str, most: float) -> Bar:
    path = ("low_back", "cross_talk", group, name, which, "worst")
    return Bar(f"{text}, worst clip, degrees", condition, path, 0.0, most)


BARS = (
    *(
        _mae(name, part, most, condition)
        for condition in ASKED
        for name in BACK_FRAMES
        for part, most in MOST[name].items()
    ),
    *(
        Bar(
            f"{name_of(name).title}: share of changes of {DIRECTED_DEG:g}° and more with the "
            "right direction",
            condition,
            ("low_back", "direction", name, "share"),
            0.95,
            1.0,
        )
        for condition in (*ASKED, POOLED)
        for name in BACK_FRAMES
    ),
    *(
        _held(*what, condition)
        for condition in (BODIES, UNSEEN, ALL)
        for what in (
            ("levels of tilt and arch", "level", "both"),
            ("changes of tilt and arch", "change", "both"),
            ("tilt of single frames", "frames", TILT),
            ("arch of single frames", "frames", ARCH),
        )
    ),
    *(
        Bar(
            "clips in tight tops and bare backs that are refused",
            condition,
            ("low_back", "refused_clips"),
            0.0,
            0.0,
        )
        for condition in ASKED
    ),
    *(
        _cross(condition, *what)
        for condition in ASKED
        for what in (
            (
                "tilt measured to change where the lean alone does",
                "lean_alone",
                TILT,
                "measured",
                1.5,
            ),
            (
                "error of the lean's change where the tilt alone does",
                "tilt_alone",
                LEAN,
                "error",
                1.0,
            ),
        )
    ),
    *(
        Bar(
            "clips without any change whose tilt is called changed",
            condition,
            ("low_back", "cross_talk", "none", TILT, "called_changed"),
            0.0,
            0.0,
        )
        for condition in ASKED
    ),
)


def back_section(table: Table) -> str:
    """Write the section of the low back from what `table.aggregate` gives, as Markdown."""
    parts = [
        "## The low back",
        NOTES,
        bars(BARS, {**table, ALL: _together(table), POOLED: _directions(table)}),
    ]
    parts.append("### Low back: what each condition costs")
    parts.append(_costs(table))
    rows = {condition: table[condition] for condition in ASKED if condition in table}
    for condition, row in rows.items():
        parts += [f"### Low back: intervals and directions in `{condition}`", _intervals(row)]
    if rows:
        parts += ["### Low back: cross-talk", CROSS_NOTES]
    for condition, row in rows.items():
        parts += [f"In `{condition}`:", _cross_talk(row)]
    return "\n\n".join(parts)


def _together(table: Table) -> dict[str, Any]:
    """Give the share of intervals that hold the truth, by runner over all but loose clothes."""
    rows = [row["runners"] for condition, row in table.items() if condition not in NOT_SEEN]
    bodies = dict.fromkeys(body for row in rows for body in row)
    reported: dict[str, Any] = {}
    for part, name in (("level", "both"), ("change", "both"), ("frames", TILT), ("frames", ARCH)):
        shares = []
        for body in bodies:
            counts = [row[body][part][name] for row in rows if body in row]
            n, held = (sum(count[key] for count in counts) for key in ("n", "held"))
            shares += [held / n] if n else []
        reported.setdefault(part, {})[name] = {
            "n": len(shares),
            "share": sum(shares) / len(shares) if shares else None,
        }
    return {"low_back": reported}


def _directions(table: Table) -> dict[str, Any]:
    """Count the right directions of the three conditions together, in the form of one's row."""
    rows = [table[name]["low_back"]["direction"] for name in ASKED if name in table]
    reported = {}
    for name in BACK_FRAMES:
        n, right = (sum(row[name][key] for row in rows) for key in ("n", "right"))
        reported[name] = {"n": n, "right": right, "share": right / n if n else None}
    return {"low_back": {"direction": reported}}


def _costs(table: Table) -> str:
    rows = []
    for condition, row in table.items():
        back = row["low_back"]
        refused = ", ".join(f"{count} {code}" for code, count in back["refused"].items())
        reported = back["reported"]
        clips = f"{reported - (back['refused_clips'] or 0)}/{row['clips']}" if reported else "–"
        cells = [condition, clips, refused or "–"]
        for name in BACK_FRAMES:
            cells += [number(row["measures"][name][part]["mae"]) for part in ("level", "change")]
        cells += [_share(back[part]["both"]) for part in ("level", "change", "frames")]
        rows.append(cells)
    return grid(
        "condition | clips with a low back | refused | tilt level, ° (MAE) | tilt change "
        "| arch level | arch change | levels held | changes held | frames held",
        rows,
    )


def _intervals(row: Mapping[str, Any]) -> str:
    rows = []
    for name in BACK_STRIDES:
        back = row["low_back"]
        direction = back["direction"][name]
        cells = [f"{direction['right']}/{direction['n']}", str(direction["not_measured"])]
        for part in ("level", "change", "frames"):
            held = back[part].get(name)
            cells += ["–", "–"] if held is None else [_share(held), number(held["half"], 1)]
        rows.append([name_of(name).title, *cells])
    return grid(
        "measure | right direction | not measured | levels held | ± ° | changes held | ± ° "
        "| frames held | ± °",
        rows,
    )


def _cross_talk(row: Mapping[str, Any]) -> str:
    rows = []
    for group, changing in GROUP_NAMES.items():
        for name, sizes in row["low_back"]["cross_talk"][group].items():
            cells = [changing, name_of(name).title, str(sizes["n"])]
            for which in ("true", "measured", "error"):
                cells += [number(sizes[which][part]) for part in ("mean", "worst")]
            called = sizes["called_changed"]
            rows.append([*cells, "–" if called is None else str(called)])
    return grid(
        "what changes | change of | clips | true: mean size | worst | measured: mean size | worst "
        "| measured − true: mean size | worst | called",
        rows,
    )


def _share(held: Mapping[str, Any]) -> str:
    """Say how many intervals hold the truth; of many, their share."""
    if not held["n"]:
        return "–"
    if held["n"] <= 100:
        return f"{held['held']}/{held['n']}"
    return f"{100 * held['share']:.1f} %"

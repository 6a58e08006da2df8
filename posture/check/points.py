"""The points of a check: what a clip must have to be measured well.

Limits are those of the warnings of a run (`posture.capture.warnings`) where it has one.
"""

from __future__ import annotations

import numpy as np

from posture.back import WHY
from posture.capture.warnings import LOW_FRAME_RATE, SMALL_TRUNK_PX
from posture.check.cloth import may_hang
from posture.check.look import Looked
from posture.check.passing import list_rows_inside
from posture.check.picture import Sight
from posture.check.types import Point, Verdict
from posture.comparison import used_strides
from posture.gait.check import LEAST_TRUNK_PX, NOT_FROM_THE_SIDE, OBLIQUE
from posture.pose import STATIONS
from posture.tracks.clean import CUT_OFF, FEET_OUT

#: Trunk length from which a runner is large enough, pixels.
LARGE_TRUNK_PX = 100.0
#: Darkest runner that is no worse measured, grey levels of 0 to 255.
DARK = 45.0
#: Least sharpness of a picture, see `posture.check.picture`: the samples have 0.23 to 0.45, and
#: 0.14 to 0.30 when they are blurred with a standard deviation of 2 pixels.
BLURRED = 0.18
#: Shares of the frames that were looked at, with the runner in them, from which cut-off frames are
#: named, and from which nothing can be measured.
SOME_CUT, MOSTLY_CUT = 0.05, 0.5
#: Least share of the edge of the trunk that stands out sharply.
LEAST_EDGE = 0.7
#: Least share of a stride's frames that show the low back.
LEAST_BACK = 0.15
#: From fewer strides the form of the line of the back is not judged: single ones are read worse,
#: and a form that seems unlike all others may be theirs alone.
FEWEST_FOR_SHAPE = 4
#: What to do where the low back is not measured, by code.
ADVICE = {
    "back_cloth": "tuck the shirt in or wear something close-fitting; a bare back is best",
    "back_pixels": "film from nearer",
    "back_view": "put the camera square to the running direction",
}
#: Ends of the trunk that the outline is looked at between, shares from shoulder to hip.
TRUNK = (STATIONS >= 0.2) & (STATIONS <= 0.9)


def check_person(looked: Looked) -> Point:
    """Check that somebody is there, runs and can be measured at all."""
    found = looked.found
    title = "A runner"
    if found is None:
        message, _, advice = looked.refusal.partition("; ")
        return _fail("runner", title, message, advice)
    refused = looked.refusal
    if refused and "stride" not in refused.split(";")[0]:
        message, _, advice = refused.partition("; ")
        return _fail("runner", title, message, advice, looked.best_frame)
    if refused:
        return Point(
            code="runner",
            title=title,
            verdict="warn",
            message="a runner is there, but no whole stride in the frames that were looked at",
            advice="the whole film may show more; let the runner stay longer in the picture",
            frame=looked.best_frame,
        )
    return _pass("runner", title, "a runner is found, and whole strides", looked.best_frame)


def check_size(looked: Looked) -> Point | None:
    """Check the size of the runner."""
    trunk = _trunk_px(looked)
    if trunk is None:
        return None
    verdict: Verdict = "fail" if trunk < LEAST_TRUNK_PX else "pass"
    if LEAST_TRUNK_PX <= trunk < SMALL_TRUNK_PX:
        verdict = "warn"
    cost = round(float(np.degrees(1.0 / trunk)), 1)
    return Point(
        code="size",
        title="Size",
        verdict=verdict,
        message=f"the trunk is {trunk:.0f} pixels long",
        cost_deg=cost,
        advice=""
        if verdict == "pass"
        else "film from nearer or zoom in, so that the runner fills half of the picture's height",
        frame=looked.best_frame,
    )


def check_whole_body(looked: Looked) -> Point | None:
    """Check that trunk and legs stay in the picture."""
    if looked.tracks is None:
        return None
    rows = list_rows_inside(looked)
    if not rows:
        return None
    reasons = looked.tracks.reason[rows]
    cut = np.isin(reasons, [CUT_OFF, FEET_OUT])
    share, feet = float(cut.mean()), float((reasons == FEET_OUT).mean())
    if share < SOME_CUT:
        return _pass(
            "whole_body", "Whole body", "the whole body is in the picture", looked.best_frame
        )
    what = "the feet are below the picture" if feet > share / 2 else "the body is cut off"
    return Point(
        code="whole_body",
        title="Whole body",
        verdict="fail" if share > MOSTLY_CUT else "warn",
        message=f"{what} in {100 * share:.0f} % of the frames with the runner",
        advice="point the camera lower or step back: head and feet must stay in the picture",
        frame=int(looked.frames[rows[int(cut.argmax())]]),
    )


def check_side(looked: Looked) -> Point | None:
    """Check that the runner is seen from the side."""
    gaits = [gait for gait in looked.gaits if gait is not None]
    if not gaits:
        return None
    width = float(np.median([gait.shoulder_width for gait in gaits]))
    if width < OBLIQUE:
        return _pass(
            "side_on", "From the side", "the runner is seen from the side", looked.best_frame
        )
    return Point(
        code="side_on",
        title="From the side",
        verdict="fail" if width > NOT_FROM_THE_SIDE else "warn",
        message="the runner is seen at an angle"
        if width <= NOT_FROM_THE_SIDE
        else "the runner is seen from the front or behind",
        cost_deg=2.0,
        advice="put the camera square to the running direction, at hip height",
        frame=looked.best_frame,
    )


def check_light(looked: Looked, sights: dict[int, Sight]) -> Point | None:
    """Check light and blur."""
    if not sights:
        return None
    bright = float(np.median([sight.brightness for sight in sights.values()]))
    sharp = float(np.median([sight.sharpness for sight in sights.values()]))
    worst = min(sights, key=lambda frame: sights[frame].sharpness)
    faults = [
        *(["the runner is dark"] if bright < DARK else []),
        *(["the picture is blurred"] if sharp < BLURRED else []),
    ]
    if not faults:
        return _pass("light", "Light and blur", "bright and sharp enough", worst)
    return Point(
        code="light",
        title="Light and blur",
        verdict="warn",
        message=" and ".join(faults),
        advice="more light, from the camera's side; tap on the runner to focus; clean the lens",
        frame=worst,
    )


def check_background(looked: Looked) -> Point | None:
    """Check that the trunk stands out from what is behind it."""
    found = looked.found
    if found is None:
        return None
    outlines = found.outline[looked.seen][:, TRUNK]
    share = float(np.isfinite(outlines.astype(float)).all(axis=2).mean())
    if share >= LEAST_EDGE:
        return _pass("background", "Background", "the trunk stands out from it", looked.best_frame)
    return Point(
        code="background",
        title="Background",
        verdict="warn",
        message=f"the edge of the trunk is sharp in {100 * share:.0f} % of its length only: "
        "what is behind looks like the clothes, or hides them",
        advice="clothes of another colour than the wall; nothing between runner and camera",
        frame=looked.best_frame,
    )


def check_people(looked: Looked, subject: str | int = "auto") -> Point | None:
    """Check whether others are in the picture; `subject` is the option of the analysis."""
    found = looked.found
    if found is None:
        return None
    if found.most_at_once < 2:
        return _pass("people", "People", "nobody else was seen", None)
    if found.crowded == 1 and found.searches > 2:
        # a network takes a bicycle or a machine for somebody now and then
        once = f"in one of {found.searches} pictures somebody else, or what looks like it, was seen"
        return _pass("people", "People", once, None)
    who, else_ = "the one who runs", ", or give --subject"
    if subject != "auto":
        who, else_ = "the one who was asked for", ""
    return Point(
        code="people",
        title="People",
        verdict="warn",
        message=f"{found.most_at_once} people are in the picture at once; {who} is measured, and "
        "frames in which others cover the runner are left out",
        advice=f"film when nobody else is near{else_}",
        frame=looked.best_frame,
    )


def check_low_back(looked: Looked) -> Point | None:
    """Check whether clothing lets the low back be measured."""
    made = looked.recording
    if made is None:
        return None
    code = made.back.code
    title = "Clothing and low back"
    if not code and may_hang(looked.cloth_scores):
        return Point(
            code="low_back",
            title=title,
            verdict="warn",
            message="the low back may not be measured: its edge lies otherwise from stride to "
            "stride, as clothing does that hangs over it; the whole film will tell",
            advice=ADVICE["back_cloth"],
            frame=looked.best_frame,
        )
    if not code:
        return _pass("low_back", title, "the line of the low back can be read", looked.best_frame)
    if code == "back_shape" and len(used_strides(made.strides)) < FEWEST_FOR_SHAPE:
        seen = "the low back is seen; whether its line can be read, more strides will tell"
        return _pass("low_back", title, seen, looked.best_frame)
    return Point(
        code="low_back",
        title=title,
        verdict="warn",
        message=f"the low back will not be measured: {WHY[code]}",
        advice=ADVICE.get(code, "close-fitting clothes, nothing worn on the back, arms as usual"),
        frame=looked.best_frame,
    )


def check_arms(looked: Looked) -> Point | None:
    """Check whether the arms leave the low back free."""
    made = looked.recording
    if made is None or made.back.code not in ("", "back_hidden"):
        return None
    inside = made.frames["stride"].notna()
    share = float(made.frames.loc[inside, "back_visible"].mean()) if inside.any() else 0.0
    free = f"the arms leave the low back free in {100 * share:.0f} % of a stride's frames"
    if share >= LEAST_BACK:
        return _pass("arms", "Arms", free, looked.best_frame)
    return Point(
        code="arms",
        title="Arms",
        verdict="warn",
        message=free,
        advice="more frames a second help: 60 or 120; nothing carried in the hands",
        frame=looked.best_frame,
    )


def check_frame_rate(looked: Looked) -> Point:
    """Check frames per second of real running."""
    made, fps = looked.recording, looked.info.fps_median
    # more, if it plays slower than life
    unknown = made is not None and made.speed_factor is None
    if made is not None and not unknown:
        fps *= made.playback.least_factor
    least, rough, most = ("at least ", "may be", " or less") if unknown else ("", "are", "")
    if fps >= LOW_FRAME_RATE:
        message = f"{least}{fps:.0f} frames per second of running"
        return _pass("frame_rate", "Frame rate", message, None)
    return Point(
        code="frame_rate",
        title="Frame rate",
        verdict="warn",
        message=f"{least}{fps:.0f} frames per second: contact times {rough} rough (a frame every "
        f"{1000 / fps:.0f} ms{most}), lean is not",
        advice="film at 60 or, better, 120 frames per second",
    )


def _trunk_px(looked: Looked) -> float | None:
    if looked.recording is not None:
        return looked.recording.trunk_px
    if looked.tracks is None or not looked.tracks.stretches:
        return None
    return looked.tracks.trunk_px


def _pass(code: str, title: str, message: str, frame: int | None) -> Point:
    return Point(code=code, title=title, verdict="pass", message=message, frame=frame)


def _fail(code: str, title: str, message: str, advice: str, frame: int | None = None) -> Point:
    return Point(
        code=code, title=title, verdict="fail", message=message, advice=advice, frame=frame
    )

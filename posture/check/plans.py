"""Which frames of a clip a check looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from posture.pose.chunks import WARM_UP_FRAMES, Chunk
from posture.pose.plan import Plan
from posture.video import VideoInfo

#: Where in the clip the legs are watched for a while, shares of its length.
WATCHED = (0.3, 0.75)
#: How long, seconds as played: two strides at the speed of life.
WATCHED_S = 1.5
#: Most frames of that which the network sees.
MOST_WATCHED = 48
#: The network sees so many frames a second as played or more, of films with more of them: one in
#: two of 60, which hold as many strides as two of 30 then, for half the work.
LEAST_WATCHED_PER_S = 24.0
#: But one frame in so many at least.
MOST_THINNED = 4
#: Where else they are watched if two strides leave open whether clothing hangs over the low back.
WATCHED_MORE = (0.08, 0.55)
#: Not where more than this share of the frames was seen before.
MOST_SEEN_BEFORE = 0.3
#: Where else people are searched for, shares of the clip's length.
GLANCES = (0.02, 0.15, 0.52, 0.9)
#: No glance is so near to a part in which the legs are watched, seconds as played: whoever would be
#: seen in it is seen there, and in a short film to find the place takes longer than to look.
GLANCE_APART_S = 1.5
#: Frames of each glance that the network sees.
GLANCE_FRAMES = 2
#: In these parts everybody is searched for in every so many frames.
SEARCH_GAP = 24
#: Frames that the network sees in a longer look, where the first ones hold no whole stride or leave
#: the speed of play open: of every frame, and of one in so many. More would take longer than all
#: that came before.
LONGER, LONGER_THINNED = 144, 96
#: Where they hold no whole stride, the network sees one frame in so many of a longer look, which
#: then reaches as many times as far; and where the feet move by less than so many trunk lengths
#: from frame to frame, which is strong slow motion: a stride of it may have 160 frames.
THINNED, SLOW_THINNED, SLOW_FEET = 2, 4, 0.12


def plan_looks(info: VideoInfo) -> Plan:
    """Choose the frames: two parts in which the legs are watched, and glances between them.

    Each begins at a frame in which everybody is searched for.
    """
    every, length = _choose_length(info)
    # each part ends with a frame that the network sees: what is after it would not be known
    glance = (GLANCE_FRAMES - 1) * every + 1
    asked = np.zeros(info.frames, bool)
    for share in WATCHED:
        start = _place(info, share, length)
        asked[start : start + length] = True
    watched = np.flatnonzero(asked)
    apart = GLANCE_APART_S * info.fps_median
    for share in GLANCES:
        start = _place(info, share, glance)
        if np.abs(watched - start).min() > apart:
            asked[start : start + glance] = True
    edges = np.flatnonzero(np.diff(np.r_[False, asked, False].astype(np.int8)))
    return _make_plan(info, zip(edges[::2], edges[1::2], strict=True), every)


def plan_more(info: VideoInfo, plan: Plan) -> Plan | None:
    """Choose two more parts of the same length, apart from those; None where there is no room."""
    every, length = _choose_length(info)
    parts: list[tuple[int, int]] = []
    for share in WATCHED_MORE:
        start = _place(info, share, length)
        beside = plan.asked[start : start + length]
        if beside.mean() < MOST_SEEN_BEFORE and start not in [first for first, _ in parts]:
            parts.append((start, start + length))
    return _make_plan(info, parts, every) if parts else None


def _choose_length(info: VideoInfo) -> tuple[int, int]:
    """Choose of how many frames the network sees one, and the frames of a part to be watched."""
    every = int(np.clip(1.02 * info.fps_median // LEAST_WATCHED_PER_S, 1, MOST_THINNED))
    looks = min(MOST_WATCHED, round(WATCHED_S * info.fps_median / every))
    return every, max((GLANCE_FRAMES - 1) * every, (looks - 1) * every) + 1


def _make_plan(info: VideoInfo, parts: Iterable[tuple[int, int]], every: int) -> Plan:
    chunks = tuple(Chunk(int(start), int(start), int(stop)) for start, stop in parts)
    return Plan(chunks, info.frames, every)


def _place(info: VideoInfo, share: float, count: int) -> int:
    """Place a part of so many frames about a share of the clip: its first frame."""
    start = round(share * info.frames / SEARCH_GAP) * SEARCH_GAP
    return max(0, min(start, (info.frames - count) // SEARCH_GAP * SEARCH_GAP))


def find_rows(plan: Plan) -> list[slice]:
    """Find the rows of each part where only the frames of the plan are kept."""
    edges = np.cumsum([0, *(part.stop - part.start for part in plan.parts)])
    return [slice(int(start), int(stop)) for start, stop in pairwise(edges)]


def is_watched(part: slice) -> bool:
    """Whether a part is one in which the legs are watched, by its rows."""
    return bool(part.stop - part.start > (GLANCE_FRAMES - 1) * MOST_THINNED + 1)


def plan_longer(
    plan: Plan, measured: Sequence[int], ratio: float | None, every: int = 1
) -> Plan | None:
    """Choose one part for a longer look.

    Parameters
    ----------
    plan
        What was looked at first.
    measured
        How many frames can be measured of each part that was watched: around the one with the most.
    ratio
        How many times slower the second of them plays than the first: then around the faster one,
        and away from the other. None where both play at one speed.
    every
        The network sees one frame in so many, and the part is so many times longer.

    Returns
    -------
    Plan or None
        None where no frame can be measured.
    """
    if not any(measured):
        return None
    chosen = int(np.argmax(measured)) if ratio is None else int(ratio < 1.0)
    frames = np.flatnonzero(plan.asked)
    part = [rows for rows in find_rows(plan) if is_watched(rows)][chosen]
    first, stop = int(frames[part.start]), int(frames[part.stop - 1]) + 1
    length = min(LONGER if every == 1 else LONGER_THINNED * every, plan.total)
    start = first - (length - (stop - first)) // 2
    if ratio is not None:
        start = first if chosen else stop - length
    start = max(0, min(start, plan.total - length)) // SEARCH_GAP * SEARCH_GAP
    stop = min(start + length, plan.total)
    half = start + length // (2 * SEARCH_GAP) * SEARCH_GAP  # two workers share it
    if not start < half < stop:
        return Plan((Chunk(start, start, stop),), plan.total, every)
    halves = Chunk(start, start, half), Chunk(half - WARM_UP_FRAMES * every, half, stop)
    return Plan(halves, plan.total, every)

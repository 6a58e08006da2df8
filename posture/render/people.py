"""A picture of who was measured: a frame around the runner, and numbers on all others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from posture.errors import OutputError
from posture.results.types import PersonSeen
from posture.utils.arrays import Image
from posture.video import VideoInfo, read_frames

#: Height of the picture, pixels.
HEIGHT = 360
#: Most people that are shown, each in a frame of their own.
MOST_SHOWN = 4
#: Colours of the runner's box and of other people's, RGB.
MEASURED, OTHER = (255, 190, 0), (235, 235, 235)
#: Room around a person, share of the box's height.
MARGIN = 0.12
#: Size of the cells of what is blurred, pixels: a head is less than two across.
CELL_PX = 24
#: Share of the box that the head and the room above it take.
HEAD = 0.3


def draw_people(
    info: VideoInfo,
    people: Sequence[PersonSeen],
    path: Path,
    *,
    blur_face: bool = False,
    blur_others: bool = False,
) -> Path | None:
    """Write a JPEG that shows the runner, and beside them everybody else who was seen.

    Parameters
    ----------
    info
        The video.
    people
        Who was seen in it.
    path
        File to write.
    blur_face
        Whether to make heads unrecognisable.
    blur_others
        Whether to make all but the runner unrecognisable; the boxes of others stay.

    Returns
    -------
    Path or None
        None where nobody is listed or no frame can be read.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    last = len(people) + 1  # of who has no number
    ordered = sorted(people, key=lambda one: (not one.measured, one.number or last))[:MOST_SHOWN]
    panels = [
        panel
        for person in ordered
        if (panel := _draw_panel(info, person, face=blur_face, others=blur_others)) is not None
    ]
    if not panels:
        return None
    picture = cv2.cvtColor(np.hstack(panels), cv2.COLOR_RGB2BGR)
    written, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not written:
        raise OutputError(f"the picture {path.name} could not be made")
    path.write_bytes(data.tobytes())
    return path


def _draw_panel(info: VideoInfo, person: PersonSeen, *, face: bool, others: bool) -> Image | None:
    """Draw one frame with a box around one person."""
    frame = next(iter(read_frames(info, person.frame, person.frame + 1)), None)
    if frame is None:
        return None
    scale = HEIGHT / frame.image.shape[0]
    size = max(1, round(frame.image.shape[1] * scale)), HEIGHT
    image = np.array(cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA), np.uint8)
    left, top, right, bottom = (edge * scale for edge in person.box)
    room = MARGIN * (bottom - top)
    first = (round(max(left - room, 1)), round(max(top - room, 1)))
    last = (round(min(right + room, size[0] - 2)), round(min(bottom + room, HEIGHT - 2)))
    if face or others:
        # of others nothing but the box is left, of the runner all or all but the head
        hidden = 1.0 if others and not person.measured else HEAD if face else 0.0
        image = _blur(image, (*first, *last), hidden)
    colour = MEASURED if person.measured else OTHER
    cv2.rectangle(image, first, last, (0, 0, 0), 5)
    cv2.rectangle(image, first, last, colour, 3 if person.measured else 2)
    words = [
        *([str(person.number)] if person.number else []),
        *(["measured"] if person.measured else []),
    ]
    text = ": ".join(words)
    at = (first[0] + 4, max(first[1] - 6, 14))
    for ink, width in (((0, 0, 0), 4), (colour, 1)):
        cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.5, ink, width, cv2.LINE_AA)
    return image


def _blur(image: Image, box: tuple[int, int, int, int], sharp_from: float) -> Image:
    """Make all a few coarse cells but a box, from a share of its height down to its end."""
    left, top, right, bottom = box
    cells = max(2, image.shape[1] // CELL_PX), max(2, HEIGHT // CELL_PX)
    coarse = cv2.resize(image, cells, interpolation=cv2.INTER_AREA)
    blurred = np.array(
        cv2.resize(coarse, image.shape[1::-1], interpolation=cv2.INTER_NEAREST), np.uint8
    )
    below = round(top + sharp_from * (bottom - top))
    blurred[below:bottom, left:right] = image[below:bottom, left:right]
    return blurred

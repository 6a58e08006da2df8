"""A check as a page with the frames that show each point; it opens from disk, without network."""

from __future__ import annotations

import base64
from pathlib import Path

import cv2
import numpy as np

from posture.check.check import Checked
from posture.check.text import list_expectations, summarise
from posture.errors import OutputError
from posture.utils.arrays import Image
from posture.utils.files import whole_file
from posture.utils.templates import make_environment

#: Longer side of a picture on the page, pixels.
LONGER_SIDE = 480
_JPEG_QUALITY = 80
SEVEREST_FIRST = ("fail", "warn", "pass")


def write_page(checked: Checked, out: Path) -> None:
    """Write the page of a check.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    environment = make_environment("posture.check")
    check = checked.check
    text = environment.get_template("check.html.jinja").render(
        check=check,
        points=sorted(check.points, key=lambda point: SEVEREST_FIRST.index(point.verdict)),
        summary=summarise(check),
        pictures={frame: _to_address(image) for frame, image in checked.pictures.items()},
        first=_first_of_each_picture(checked),
        expected=list_expectations(check),
    )
    try:
        with whole_file(out) as part:
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write {out.name} ({error.strerror})") from error


def _first_of_each_picture(checked: Checked) -> dict[int, str]:
    """Find the point that shows each picture: warnings first, so that none is shown twice."""
    worst_first = sorted(
        checked.check.points, key=lambda point: SEVEREST_FIRST.index(point.verdict)
    )
    shown: dict[int, str] = {}
    for point in worst_first:
        if point.frame in checked.pictures:
            shown.setdefault(point.frame, point.code)
    return shown


def _to_address(image: Image) -> str:
    """Turn a picture into an address that holds it whole."""
    share = min(1.0, LONGER_SIDE / max(image.shape))
    small = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    bgr = np.ascontiguousarray(small[..., ::-1])
    _, packed = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(packed.tobytes()).decode()

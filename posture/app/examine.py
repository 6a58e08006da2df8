"""Look at a film: what it is, pictures of it, and whether it can be measured.

``python -m posture.app.examine FILM FOLDER`` writes pictures into the folder and prints two lines
of JSON: facts as soon as it has them, and the check. It is a process of its own, so that a film
that brings a decoder down does not end the server.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from posture.app.asked import LABELS
from posture.check import check_video, choose_model
from posture.check.text import describe, list_expectations, say_point, summarise
from posture.check.types import Check, Somebody
from posture.console import report_errors
from posture.render.jpeg import write_jpeg
from posture.render.people import draw_people
from posture.results.types import PersonSeen
from posture.settings.options import Settings
from posture.settings.subject import Spot
from posture.video import VideoInfo, probe_film, read_some

PICTURES = 12
"""Pictures of the strip."""

FIELDS = {"subject": "Who is measured"}
"""Fields of the page that are not called as the option of the command line is."""

LONGER_SIDE = 960
"""Longer side of a picture, pixels: large enough to click on an upright in."""

_JPEG_QUALITY = 82


def main() -> None:
    """Look at the film that the command line names."""
    film, folder = (Path(word) for word in sys.argv[1:3])
    with report_errors(debug=False):
        info = probe_film(film)
        times_s = write_strip(info, folder / "strip")
        _print({"sha256": info.sha256, "facts": list_facts(info, times_s)})
        settings = Settings.build()
        checked = check_video(info, choose_model(settings), settings)
        write_people(info, checked.check, folder / "people")
        _print({"check": to_page(checked.check)})


def list_facts(info: VideoInfo, strip_s: list[float]) -> dict[str, Any]:
    """List what a page shows of a film."""
    return {
        "duration_s": info.duration_s,
        "fps": info.fps_median,
        "width": info.width,
        "height": info.height,
        "date": info.created.date().isoformat() if info.created else "",
        "strip_s": strip_s,
    }


def write_strip(info: VideoInfo, folder: Path) -> list[float]:
    """Write pictures from all of a film; returns their times, seconds as played."""
    folder.mkdir(exist_ok=True)
    middles = (np.arange(PICTURES) + 0.5) / PICTURES
    frames = sorted({int(share * info.frames) for share in middles})
    share = min(1.0, LONGER_SIDE / max(info.width, info.height))
    size = max(1, round(info.width * share)), max(1, round(info.height * share))
    times_s: list[float] = []
    for frame in read_some(info, frames, size=size):
        write_jpeg(folder / f"{len(times_s)}.jpg", frame.image, _JPEG_QUALITY)
        times_s.append(round(frame.time_s, 3))
    return times_s


def write_people(info: VideoInfo, check: Check, folder: Path) -> None:
    """Write a picture of each person who can be chosen, named after the number; of several only."""
    numbered = [one for one in check.people if one.number is not None]
    if len(numbered) < 2:
        return
    folder.mkdir(exist_ok=True)
    for one in numbered:
        person = PersonSeen(
            number=one.number,
            video=1,
            start_s=0.0,
            end_s=0.0,
            frame=one.frame,
            box=one.box,
            measured=one.measured,
        )
        draw_people(info, [person], folder / f"{one.number}.jpg")


def to_page(check: Check) -> dict[str, Any]:
    """Write a check as a page shows it, in the words of the command line but for its options."""
    return {
        "verdict": check.verdict,
        "summary": summarise(check),
        "lines": describe(check),
        "points": [
            {"verdict": point.verdict, "title": point.title, "text": name_fields(say_point(point))}
            for point in check.points
        ],
        "expected": [{"title": titles, "text": text} for titles, text in list_expectations(check)],
        "measured": [one.name for one in check.expectations if one.measured],
        "strides_per_s": check.strides_per_s,
        "camera_sd_deg": check.camera_sd_deg,
        "people": [
            {"number": one.number, "place": say_place(one), "measured": one.measured}
            for one in check.people
            if one.number is not None
        ],
    }


def say_place(one: Somebody) -> str:
    """Say where somebody is, as the option takes it: an analysis may number people otherwise."""
    return str(Spot(one.frame, *(max(0, round(pixels)) for pixels in one.hip)))


def name_fields(text: str) -> str:
    """Name the fields of the page where a text names options of the command line.

    ``"or give --subject"`` becomes ``"or set “Who is measured”"``.
    """

    def name(found: re.Match[str]) -> str:
        option = found[1]
        label = FIELDS.get(option) or LABELS.get(option.replace("-", "_"))
        return f"set “{label or option.replace('-', ' ').capitalize()}”"

    return re.sub(r"give --([a-z]+(?:-[a-z]+)*)", name, text)


def _print(values: dict[str, Any]) -> None:
    print(json.dumps(values, allow_nan=False), flush=True)


if __name__ == "__main__":
    main()

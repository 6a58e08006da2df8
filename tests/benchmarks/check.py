"""What `posture check` says of every sample, case and piece of footage, beside what is true.

    PYTHONPATH=tests/fixtures python tests/benchmarks/check.py [CASES FOOTAGE]

CASES and FOOTAGE are folders with films that are not part of the project; missing ones are left
out. Writes check.md beside itself. Seconds are of processor time (user and system, workers too);
on two cores that nothing else uses, a check takes half of it and a little more.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from posture.check import Check, check_video, choose_model
from posture.settings.options import Settings
from posture.utils.resources import sample_path

HERE = Path(__file__).parent
#: What is wrong with each film, by the codes of the points that must not pass; + for what may be
#: named as well. Frame rate and number of strides are not listed: they are numbers of the file.
TRUE = {
    "fresh_to_tired": ("", ""),
    "steady": ("", ""),
    "loose_top": ("low_back", ""),
    "overground_left": ("", "size runner whole_body arms low_back background"),
    "slowmo_240": ("speed", "whole_body"),
    "two_people": ("people", ""),
    "unlevel": ("level", ""),
    "variable_rate": ("", "background"),
    "feetcut": ("runner whole_body", ""),
    "overtake": ("people", "runner whole_body background low_back arms"),
    "ramp2": ("speed", "whole_body"),
    # its second pass is the mirror image of the first, which the point says
    "shuttle": ("still", "runner whole_body people low_back arms background level"),
    "sprint280_60": ("", "whole_body speed"),
    "five_paces_tracking_camera": (
        "still",
        "size low_back level speed people background light arms runner whole_body",
    ),
    "overground_barewaist_slowmo": ("speed", "whole_body runner low_back arms background people"),
    "treadmill_hoodie": ("low_back", "level background arms people"),
    "treadmill_tilted_60fps": ("level", "low_back background people arms whole_body"),
}  # fmt: skip
NUMBERS = {"frame_rate", "strides", "file"}
INTRO = """# posture check
What `posture check` says of films beside what is true of them (`tests/benchmarks/check.py`).
Frame rate, number of strides and kind of file are numbers and count as neither missed nor wrong.
With the network {model}; seconds are of processor time, user and system, workers too: two cores
that nothing else uses need half of it and a little more.
"""
NOTES = """
Measured on two cores shared with other work, which makes seconds larger. Without what the program
takes to start (1.3 s). By the clock, on two cores that nothing else used, the three slowest took
9.8 s (`treadmill_hoodie`), 9.7 s (`treadmill_tilted_60fps`) and 9.1 s
(`overground_barewaist_slowmo`).

Where two strides leave a doubt whether clothing hangs over the low back, two more parts of a film
are looked at. "May not be measured" is said where one of them looks like cloth or they differ as
cloth does that moves; strides in a hoodie differ so much that four of them may all look tight.
"""


def main() -> None:
    films = sorted(sample_path("steady.mp4").parent.glob("*.mp4"))
    for folder in map(Path, sys.argv[1:]):
        films += sorted(folder.glob("*.mp4"))
    settings = Settings.build()
    model = choose_model(settings)
    head = "| film | verdict | does not pass | missed | named without reason | frames | seconds |"
    rows = [head, "|" + " --- |" * 7]
    for film in films:
        began, worked = time.perf_counter(), measure_work_s()
        found = check_video(film, model, settings).check
        rows.append(write_row(film.stem, found, measure_work_s() - worked))
        print(rows[-1], f"{time.perf_counter() - began:.0f} s in all", flush=True)
        for point in found.points:
            if point.verdict != "pass":
                print(f"    {point.code}: {point.message} ({point.cost_deg})", flush=True)
    page = "\n".join([INTRO.format(model=model.name), *rows]) + "\n" + NOTES
    (HERE / "check.md").write_text(page, encoding="utf-8")


def measure_work_s() -> float:
    """Seconds of processor time so far, of this process and of those that it ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def write_row(name: str, found: Check, seconds: float) -> str:
    """One row: what did not pass, and whether that is right."""
    must, may = (set(codes.split()) for codes in TRUE[name])
    named = [point.code for point in found.points if point.verdict != "pass"]
    missed = must - set(named)
    wrong = set(named) - must - may - NUMBERS
    cells = [name, found.verdict, *(" ".join(sorted(c)) or "-" for c in (named, missed, wrong))]
    return f"| {' | '.join([*cells, str(found.frames_looked_at), f'{seconds:.1f}'])} |"


if __name__ == "__main__":
    main()

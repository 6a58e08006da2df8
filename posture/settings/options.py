"""The options of an analysis, checked once on input.

To add an option, add a field to `Settings` and its type to `posture.settings.keywords.Options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath
from typing import Any

from posture.errors import UsageError
from posture.settings import readers
from posture.settings.by_window import ByWindow, by_window
from posture.settings.measures import HEIGHT, LEG_LENGTH, MEASURES
from posture.settings.option import COMPARED, MACHINE, OUTPUT, RUN, VIDEO, Option, option, option_of
from posture.settings.sampling import read_sampling
from posture.settings.standing import STANDING
from posture.settings.subject import SUBJECT
from posture.settings.times import Window


def _flag(*, default: bool = False, group: str = OUTPUT, help: str, details: str = "") -> Any:
    """Make the field of an option that is given or not."""
    described = option(
        read=readers.read_flag, group=group, written=bool, help=help, details=details
    )
    return field(default=default, metadata=described)


@dataclass(frozen=True)
class Settings:
    """The options of an analysis. Make it with `Settings.build`, which checks them.

    Attributes
    ----------
    early, late, pain_onset, facing, level, ...
        The options, each described where it is defined; `Settings.options` returns these
        descriptions.
    """

    early: Window | None = field(
        default=None,
        metadata=option(
            read=readers.read_window,
            group=COMPARED,
            metavar="WINDOW",
            help="Early window, 6:00-7:00 or 0%-20%.",
            details="Without it the first third of the measured strides, in a run of more than 10 "
            "minutes from 6:00 on; of an early and a late video, all of the early one.",
            examples=("6:00-7:00", "0%-20%", "360-420.5"),
        ),
    )
    late: Window | None = field(
        default=None,
        metadata=option(
            read=readers.read_window,
            group=COMPARED,
            metavar="WINDOW",
            help="Late window.",
            details="Written like the early one; without it the last third of the measured "
            "strides, or all of the late video.",
            examples=("40:00-41:00", "80%-100%"),
        ),
    )
    pain_onset: str | None = field(
        default=None,
        metadata=option(
            read=readers.read_time,
            group=COMPARED,
            metavar="TIME",
            help="When pain began.",
            details="Where no windows are given, early is the first third of the time before it "
            "and late all the time after it.",
            examples=("12:30", "750"),
            two_videos=False,
        ),
    )
    standing: Window | str | None = field(default=None, metadata=STANDING)
    sample: str = field(
        default="auto",
        metadata=option(
            read=read_sampling,
            group=COMPARED,
            metavar="auto|all|EVERY:FOR",
            help="Which parts of a long video are measured, such as 120:30 for 30 s every 2 min.",
            details="With auto only the windows where both are given; else, of a video of more "
            "than 12 minutes, 30 seconds every 2 minutes and the window that is given; all "
            "measures every frame.",
            examples=("all", "60:20"),
        ),
    )
    facing: str = field(
        default="auto",
        metadata=option(
            read=readers.one_of("auto", "left", "right"),
            group=VIDEO,
            metavar="auto|left|right",
            help="Which way the runner faces: auto, left or right.",
            examples=("right",),
        ),
    )
    level: str | float = field(
        default="auto",
        metadata=option(
            read=readers.word_or("auto", readers.word_or("none", readers.number_from(-45, 45))),
            group=VIDEO,
            metavar="auto|none|DEGREES",
            help="How far the top of a plumb line leans to the right in the picture.",
            details="Degrees, -45 to 45: the tilt of the camera, which is taken off every angle "
            "against the vertical. auto reads it from the picture, and takes it off where uprights "
            "and horizontals agree.",
            examples=("1.5", "none"),
        ),
    )
    speed_factor: str | float = field(
        default="auto",
        metadata=option(
            read=readers.word_or("auto", readers.number_from(0.01, 100)),
            group=VIDEO,
            metavar="auto|X",
            help="How many times slower than life the clip plays.",
            details="8 for a clip of 240 frames per second that plays at 30; auto reads it from "
            "the file, rates of cameras and the fall between steps, part by part.",
            examples=("8",),
        ),
    )
    pace: str | None = field(
        default=None,
        metadata=option(
            read=readers.path_or("not the path of a file"),
            group=RUN,
            metavar="FILE",
            help="Speed over time: .gpx, .tcx or .fit of a watch, or .csv.",
            examples=("watch.fit",),
            two_videos=False,
        ),
    )
    pace_offset: float = field(
        default=0.0,
        metadata=option(
            read=readers.number_from(-86400, 86400),
            group=RUN,
            metavar="SECONDS",
            help="Where in the pace file the video begins.",
            details="Seconds from the beginning of the file to that of the video.",
            examples=("30",),
            written=float,
            two_videos=False,
        ),
    )
    speed: float | ByWindow | None = field(
        default=None,
        metadata=option(
            read=by_window(readers.number_from(0.5, 12.5)),
            group=RUN,
            metavar="M/S",
            help="Speed of the run in metres a second; or by window: early=3.1, then late=2.9.",
            details="Instead of a pace file.",
            examples=("3.1",),
            repeatable=True,
        ),
    )
    grade: float | ByWindow | None = field(
        default=None,
        metadata=option(
            read=by_window(readers.number_from(-50, 50)),
            group=RUN,
            metavar="PERCENT",
            help="Slope of the treadmill; or by window, as for speed.",
            details="Percent, + uphill; it goes before the slope in a pace file.",
            examples=("5",),
            repeatable=True,
        ),
    )
    height: float | None = field(default=None, metadata=HEIGHT)
    leg_length: float | None = field(default=None, metadata=LEG_LENGTH)
    smallest: Mapping[str, float] = field(
        default_factory=dict,
        metadata=option(
            read=readers.read_smallest_changes,
            group=COMPARED,
            metavar="NAME=VALUE",
            help="Smallest change of a measure that counts, such as trunk_lean_deg=1.5; "
            "repeatable.",
            details="In the unit of the measure, instead of the one built in.",
            examples=("trunk_lean_deg=1.5",),
            repeatable=True,
        ),
    )
    measures: tuple[str, ...] | None = field(default=None, metadata=MEASURES)
    model: str = field(
        default="heavy",
        metadata=option(
            read=readers.path_or("neither heavy, full, lite nor the path of a model"),
            group=MACHINE,
            metavar="heavy|full|lite|PATH",
            help="Pose model.",
            examples=("full",),
        ),
    )
    thin: str | int = field(
        default="auto",
        metadata=option(
            read=readers.read_thinning,
            group=MACHINE,
            metavar="auto|1|2|3|4",
            help="Let the network look at every second, third or fourth frame only.",
            details="Frames between are interpolated. auto takes every frame of a video of up to "
            "12 minutes; in a longer one every second with 60 frames a second or more, every third "
            "from 180 and every fourth from 240.",
            examples=("2",),
        ),
    )
    workers: int | None = field(
        default=None,
        metadata=option(
            read=readers.read_count,
            group=MACHINE,
            help="Processes; one per core by default.",
            examples=("2",),
            written=int,
        ),
    )
    fresh: bool = _flag(
        help="Look at every frame again, though what the network saw is kept.", group=MACHINE
    )
    keep: bool = _flag(
        default=True, help="Keep nothing of what the network sees for the next time.", group=MACHINE
    )
    subject: str | int = field(default="auto", metadata=SUBJECT)
    video: bool = _flag(default=True, help="Write no annotated clip and no pictures.")
    charts: bool = _flag(default=True, help="Draw no charts as files; the page has its own.")
    csv: bool = _flag(help="Write the tables as CSV too.")
    one_file: bool = _flag(
        help="Write a page that holds all it shows, to be sent.",
        details="report_one_file.html; clips larger than 12 MB in all are left out.",
    )
    blur_face: bool = _flag(help="Blur the runner's face in clip and pictures.")
    blur_others: bool = _flag(
        help="Blur everybody and everything but the runner in clip and pictures.",
        details="Whoever is right behind the runner can be seen between arms and legs.",
    )

    @classmethod
    def options(cls) -> dict[str, Option]:
        """Return the description of each option, by its name."""
        return {made.name: option_of(made) for made in fields(cls)}

    @classmethod
    def build(cls, **raw: Any) -> Settings:
        """Check options and return them.

        Parameters
        ----------
        **raw
            Texts as from a command line or Python values; a window may also be a pair of times.
            An option that is left out, or is None where None has a meaning, keeps its default.

        Raises
        ------
        UsageError
            Naming the option that is unknown or wrong.
        """
        options, checked = cls.options(), {}
        for name, value in raw.items():
            if name not in options:
                raise UsageError(f'there is no option "{name}"; choose from {", ".join(options)}')
            if options[name].may_be_left_empty and (value is None or value == []):
                continue
            try:
                checked[name] = options[name].read(value)
            except UsageError as error:
                raise UsageError(f"option {name}: {error}") from None
        if "pace" in checked and "speed" in checked:
            raise UsageError("option speed: a pace file says the speed too; give one of the two")
        return cls(**checked)

    def as_dict(self) -> dict[str, Any]:
        """Return the options as plain JSON values; a window is its text, such as "6:00-7:00"."""
        return {made.name: _plain(getattr(self, made.name)) for made in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, ByWindow):
        return value.as_dict()
    if isinstance(value, str) and PurePath(value).name != value:
        return PurePath(value).name  # results name files, not where they lie on this machine
    return str(value) if isinstance(value, Window) else value

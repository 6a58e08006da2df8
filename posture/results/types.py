"""The results of a run as types: what summary.json holds, in memory."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from posture.comparison.standing import AgainstStanding
from posture.comparison.types import Change, Drift, Pain, SideDifference, Waveform
from posture.comparison.variability import Variability
from posture.errors import UsageError
from posture.results.decode import decode
from posture.results.plain import plain, plain_number

SCHEMA_VERSION = 2
"""Version of the form of summary.json; another one cannot be read, as its verdicts mean others."""


class PlayedPart(Struct, frozen=True, kw_only=True):
    """A part of a file that plays at one speed: seconds as played, and the factor."""

    start_s: float
    end_s: float
    speed_factor: float


class Video(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One video file, see `posture.video.VideoInfo`.

    Attributes
    ----------
    speed_factor
        Seconds as played for one second of running, in the longest part; None where nothing was
        measured, and where it is not known.
    speed_parts
        The parts, where the speed of play changes within the file; else empty.
    real_s
        Length in seconds of real running; None where nothing was measured.
    at_s
        When in the run a piece begins, seconds of real running; None for a whole run.
    measured_s
        The parts that were measured, start and end in seconds as played; empty if all of it was.
        The annotated clip plays them one after another.
    level_deg, trunk_px
        Of each of several videos: the level that was applied, degrees, and the median length of the
        trunk, pixels; None of a single one, where the run has them.
    """

    path: str
    sha256: str
    width: int
    height: int
    frames: int
    duration_s: float
    fps_median: float
    variable_frame_rate: bool
    rotation_deg: int
    codec: str
    speed_factor: float | None
    at_s: float | None = None
    speed_parts: tuple[PlayedPart, ...] = ()
    real_s: float | None = None
    measured_s: tuple[tuple[float, float], ...] = ()
    level_deg: float | None = None
    trunk_px: float | None = None


class PersonSeen(Struct, frozen=True, kw_only=True):
    """Somebody who was seen in a video.

    Attributes
    ----------
    number
        What `--subject` takes, in the order of appearance, from 1; None for somebody who was seen
        too seldom to be chosen.
    video
        Which video of the run, from 1.
    start_s, end_s
        When they were first and last seen, seconds as played.
    frame, box
        A frame in which they are seen well, and left, top, right and bottom around them there,
        pixels.
    measured
        Whether it is the runner.
    """

    number: int | None
    video: int
    start_s: float
    end_s: float
    frame: int
    box: tuple[float, float, float, float]
    measured: bool


class Runner(Struct, frozen=True, kw_only=True):
    """Who was measured: facing and near side, share of frames, size in pixels, people seen."""

    facing: str | None
    near_side: str | None
    detected_share: float
    trunk_px: float | None
    subjects_seen: int | None
    people: tuple[PersonSeen, ...] = ()


class PassOfRunner(Struct, frozen=True, kw_only=True):
    """A stretch in which the runner faces one way: seconds of real running, and which way.

    The side towards the camera is the one that the runner faces.
    """

    start_s: float
    end_s: float
    facing: str


class QualityWarning(Struct, frozen=True, kw_only=True):
    """Something that limits the accuracy of the results.

    Attributes
    ----------
    code
        Short name for programs.
    message
        The problem, one sentence without a full stop.
    cost_deg
        Probable error of the lean, degrees; None where the lean is not affected.
    advice
        What to do about it.
    """

    code: str
    message: str
    cost_deg: float | None
    advice: str


class Quality(Struct, frozen=True, kw_only=True):
    """Tilt of the camera in degrees, whether angles were corrected for it, and all warnings."""

    level_deg: float | None
    level_applied: bool
    warnings: tuple[QualityWarning, ...]


class Segment(Struct, frozen=True, kw_only=True):
    """One of the windows that are compared: seconds of real running and number of strides."""

    start_s: float | None = None
    end_s: float | None = None
    strides: int = 0


class SegmentPair(Struct, frozen=True, kw_only=True):
    """The early and the late window."""

    early: Segment
    late: Segment


class LowBack(Struct, frozen=True, kw_only=True):
    """Whether and how well the low back is measured.

    Attributes
    ----------
    measured, code, reason
        Whether there are numbers; else a short name and a sentence for why not.
    frames_share, strides
        Share of frames in which the line of the back is seen, and strides that have values.
    geometry_change_deg
        Change from early to late by plain geometry, degrees, by measure.
    level_interval_deg
        Half width of the 95 % interval of the level, by measure.
    """

    measured: bool
    code: str | None
    reason: str | None
    frames_share: float
    strides: int
    geometry_change_deg: dict[str, float | None]
    level_interval_deg: dict[str, float | None]


class Provenance(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it was measured: model and its checksum, engine, versions, method of the events.

    Attributes
    ----------
    weights
        Name of the model for which the weights of joint centres and low back were learnt; None in
        runs of versions that had one set for all models.
    """

    model: str
    model_sha256: str
    engine: str
    versions: dict[str, str]
    events: str | None = None
    weights: str | None = None


class Summary(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that summary.json holds, of a finished run or of one in which nothing was measured.

    Attributes
    ----------
    video, videos
        The first video; all of them where there are several.
    settings
        The options, as `posture.settings.Settings.as_dict` gives them.
    passes
        Stretches in which the runner faces one way, in order; empty in runs of older versions.
    measures, sides, drift, waveforms, variability
        By name of the measure or pair; empty where nothing was measured, ``drift`` also where the
        time between two clips is not known.
    cadence_spm, strides
        Median cadence, and number of strides that were used.
    pain, standing
        Pain against onset, and the run relative to standing; None if that was not asked for.
    failure
        Why nothing was measured; None for a finished run.
    """

    schema_version: int
    posture_version: str
    video: Video
    videos: tuple[Video, ...] = ()
    settings: dict[str, Any]
    provenance: Provenance
    runner: Runner
    passes: tuple[PassOfRunner, ...] = ()
    quality: Quality
    segments: SegmentPair
    back: LowBack
    measures: dict[str, Change]
    sides: dict[str, SideDifference]
    drift: dict[str, Drift]
    waveforms: dict[str, Waveform]
    cadence_spm: float | None
    strides: int
    pain: Pain | None
    failure: str | None = None
    standing: AgainstStanding | None = None
    variability: dict[str, Variability] = {}

    @property
    def all_videos(self) -> tuple[Video, ...]:
        """All videos of the run, one or several."""
        return self.videos or (self.video,)

    @property
    def near_side_in_words(self) -> str | None:
        """Which leg the near one is, by which it is named; None where passes show both sides."""
        both = len({one.facing for one in self.passes}) > 1
        return None if both else self.runner.near_side

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain JSON values, without NaN and infinity."""
        values: dict[str, Any] = plain(msgspec.to_builtins(self, enc_hook=plain_number))
        return values

    @classmethod
    def from_json(cls, values: Any) -> Summary:
        """Read a summary back from JSON values; keys of newer versions are passed over.

        Raises
        ------
        UsageError
            A newer or an older version wrote it, or a value is missing or of the wrong type; the
            message names its key.
        """
        schema = values.get("schema_version") if isinstance(values, dict) else None
        if isinstance(schema, int) and schema > SCHEMA_VERSION:
            raise UsageError(
                "the run was written by a newer version of posture; update this one to read it"
            )
        if isinstance(schema, int) and schema < SCHEMA_VERSION:
            raise UsageError(
                "the run was written by an older version of posture, whose verdicts had another "
                "meaning; analyse its video again"
            )
        return decode(values, cls)

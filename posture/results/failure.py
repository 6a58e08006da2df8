"""The results of videos in which no runner can be measured."""

from __future__ import annotations

from importlib.metadata import version

from posture.measures import LOW_BACK
from posture.pose.models.manifest import ModelFile
from posture.results.provenance import provenance_of, video_of
from posture.results.types import (
    SCHEMA_VERSION,
    LowBack,
    Quality,
    Runner,
    Segment,
    SegmentPair,
    Summary,
)
from posture.settings.options import Settings
from posture.video import VideoInfo


def summarise_failure(
    infos: list[VideoInfo], settings: Settings, model: ModelFile, reason: str
) -> Summary:
    """Build the summary of videos in which no runner can be measured."""
    videos = tuple(video_of(info) for info in infos)
    return Summary(
        schema_version=SCHEMA_VERSION,
        posture_version=version("running-posture"),
        video=videos[0],
        videos=videos if len(videos) > 1 else (),
        settings=settings.as_dict(),
        provenance=provenance_of(model),
        runner=Runner(
            facing=None, near_side=None, detected_share=0.0, trunk_px=None, subjects_seen=None
        ),
        quality=Quality(level_deg=None, level_applied=False, warnings=()),
        segments=SegmentPair(early=Segment(), late=Segment()),
        back=LowBack(
            measured=False,
            code=None,
            reason=reason,
            frames_share=0.0,
            strides=0,
            geometry_change_deg=dict.fromkeys(LOW_BACK),
            level_interval_deg=dict.fromkeys(LOW_BACK),
        ),
        measures={},
        sides={},
        drift={},
        waveforms={},
        cadence_spm=None,
        strides=0,
        pain=None,
        failure=reason,
    )

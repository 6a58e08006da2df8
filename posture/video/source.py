"""Open a video file and decode it; errors of the native library become `VideoError`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from posture.errors import VideoError
from posture.utils.paths import describe_special_file, shorten
from posture.video.apart import run_apart

#: Names of the container formats that are read. FFmpeg also plays text, still images, and playlists
#: that make it wait for the network.
_CONTAINERS = (
    "3gp,asf,av1,avi,dv,flv,gif,h263,h264,hevc,ivf,m4v,matroska,mjpeg,mov,mp4,mpeg,mpegts,"
    "mpegvideo,mxf,nut,obu,ogg,vc1,webm,wtv,yuv4mpegpipe"
)

#: Pixels of the largest picture that is read; 8K has 33 million. A file may state any size, and
#: memory is taken for it before anything is decoded: a gigabyte for 16,000 a side.
LARGEST_PIXELS = 36_000_000

#: Most streams of a file; FFmpeg refuses one with more.
_MOST_STREAMS = 100

#: Options with which titles in an unknown encoding are ignored. Before version 19 PyAV refuses such
#: a file without them; from 19 on it keeps the bytes and no longer has the option.
_IGNORE_TITLES: dict[str, Any] = (
    {"metadata_errors": "ignore"} if int(av.__version__.split(".")[0]) < 19 else {}
)


#: Containers whose packets have the time at which their frame is shown, and the decoder that can
#: leave out frames of which no other is made. That of HEVC cannot: it takes those for such that no
#: frame of their own temporal layer is made of, but frames of a higher layer may be.
_WITH_TIMES, _SKIPPING = {"mp4", "matroska"}, "h264"


class Ratio(Protocol):
    """A ratio of whole numbers as PyAV gives it."""

    @property
    def numerator(self) -> int:
        """Number above the line."""

    @property
    def denominator(self) -> int:
        """Number below the line."""


def to_fraction(ratio: Ratio | None) -> Fraction | None:
    """Turn a ratio of PyAV into Python's own type; None if the file does not state it.

    Until version 18 PyAV gives a `Fraction` or None, from version 19 on a type of its own, in
    which 0/1 stands for a ratio that is not stated.
    """
    if ratio is None or not ratio.numerator or not ratio.denominator:
        return None
    return Fraction(ratio.numerator, ratio.denominator)


@contextmanager
def open_video(path: Path, threads: int = 0) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open the best video stream of a file.

    Parameters
    ----------
    path
        The file.
    threads
        Threads to decode with; 0 takes as many as there are cores.

    Yields
    ------
    container, stream
        Ready to demux and decode.

    Raises
    ------
    VideoError
        If the file is missing, unreadable, or holds no video.
    """
    _require_file(path)
    try:
        # "file:" keeps a name with a colon from being taken for an address.
        container = av.open(
            f"file:{path}",
            mode="r",
            options={
                "protocol_whitelist": "file",
                "format_whitelist": _CONTAINERS,
                "max_streams": str(_MOST_STREAMS),
            },
            **_IGNORE_TITLES,
        )
    except (FFmpegError, OSError, ValueError) as error:
        raise VideoError(_explain_failure(path)) from error
    with container:
        stream = _choose_stream(path, container)
        context = stream.codec_context
        _require_possible_size(path, context.width, context.height)
        context.options = {"max_pixels": str(LARGEST_PIXELS)}  # they may become larger on the way
        context.thread_type = "AUTO"
        context.thread_count = threads
        yield container, stream


def read_packets(container: InputContainer, *streams: Stream) -> Iterator[Packet[Stream]]:
    """Yield the packets of some streams as stored; a file that becomes unreadable ends there.

    Streams that begin in the middle of a file, as in MPEG-TS, are left out. PyAV (up to 18) does
    not know them either, and after the last packet it may look one of them up: `IndexError`.
    """
    try:
        for packet in container.demux(*streams):
            if packet.size or packet.dts is not None:  # else it only marks the end
                yield packet
    except (FFmpegError, IndexError):
        return


def decode(
    container: InputContainer,
    stream: VideoStream,
    *,
    after_seek: bool = False,
    wanted: Callable[[int], bool] | None = None,
) -> Iterator[VideoFrame]:
    """Yield the frames of a stream in the order of playing, without those that cannot be decoded.

    After a seek the packets before the first keyframe are skipped: some decoders would make grey
    frames of them. Frames of a timestamp that is not wanted may be left out: those of which no
    other frame is made need not be decoded, about half of an H.264 film that was edited.
    """
    waiting = after_seek
    skipping = wanted if _tells_when_it_plays(container, stream) else None
    for packet in read_packets(container, stream):
        waiting = waiting and not packet.is_keyframe
        if packet.size and not waiting:
            if skipping is not None:
                needed = packet.pts is None or skipping(packet.pts)
                stream.codec_context.skip_frame = "DEFAULT" if needed else "NONREF"
            yield from _skip_to_keyframe(stream, packet)
    yield from _skip_to_keyframe(stream, None)


def _tells_when_it_plays(container: InputContainer, stream: VideoStream) -> bool:
    """Whether the timestamp of each packet is surely that of the frame that is made of it."""
    kinds = set(container.format.name.split(","))
    return bool(kinds & _WITH_TIMES) and stream.codec_context.name == _SKIPPING


def _skip_to_keyframe(stream: VideoStream, packet: Packet[Stream] | None) -> list[VideoFrame]:
    try:
        return [frame for frame in stream.decode(packet) if not frame.is_corrupt]
    except FFmpegError:
        return []


def _require_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise VideoError(f"{path} is a folder; name a video file.")
        if not path.exists():
            raise VideoError(f"{shorten(path)} does not exist; check the name and the folder.")
        if kind := describe_special_file(path):
            raise VideoError(f"{path} is {kind} and no file; save the video to a file first.")
        with path.open("rb") as file:
            if not file.read(1):
                raise VideoError(f"{path} is empty (0 bytes); copy it from the camera again.")
    except VideoError:
        raise
    except (OSError, ValueError) as error:
        raise VideoError(
            f"{shorten(path)} cannot be read; check its name and permissions."
        ) from error


def _explain_failure(path: Path) -> str:
    if _lacks_index(path):
        return (
            f"{path} has no complete index: the recording or the copy was cut off before its end; "
            "copy it from the camera again, or let the camera repair it."
        )
    return f"{path} is not a video that can be read; give an MP4, MOV, MKV, WebM or AVI file."


def _lacks_index(path: Path) -> bool:
    """Whether this is an MP4 or MOV whose `moov` box is missing or cut off."""
    whole = []
    left = path.stat().st_size
    with path.open("rb") as file:
        while len(header := file.read(16)) >= 8:
            size, name = int.from_bytes(header[:4], "big"), header[4:8]
            if size == 1:  # the true size is the 64-bit number that follows
                size = int.from_bytes(header[8:16], "big")
            if not 8 <= size <= left:
                break
            whole.append(name)
            left -= size
            file.seek(size - len(header), os.SEEK_CUR)
    return whole[:1] == [b"ftyp"] and b"moov" not in whole


def _choose_stream(path: Path, container: InputContainer) -> VideoStream:
    # The cover of a song is stored as a video stream of one frame.
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        if container.streams.audio:
            raise VideoError(f"{path} holds sound but no picture; give a video file.")
        raise VideoError(_explain_failure(path))
    best = container.streams.best("video")
    stream = best if best in streams else streams[0]
    if stream.codec_context is None:
        raise VideoError(
            f"{path} uses a codec that cannot be decoded here; export it as H.264 in MP4."
        )
    return stream


def _require_possible_size(path: Path, width: int, height: int) -> None:
    if width * height > LARGEST_PIXELS:
        raise VideoError(
            f"{path} has a picture of {width}×{height} pixels, more than can be read; export it at "
            "3840×2160 or less."
        )


def read_comment(path: Path) -> str:
    """Read what a file says of itself, as `VideoWriter` writes it; empty if nothing.

    Raises
    ------
    VideoError
        If the file cannot be opened.
    """
    return next(run_apart(path, lambda: [_find_comment(path)]))


def _find_comment(path: Path) -> str:
    with open_video(path) as (container, _):
        return str(container.metadata.get("comment", ""))

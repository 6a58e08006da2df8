"""Films of the variants, written so well that they have no error of their own, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from benchmarks.invariance import pictures, variants
from benchmarks.invariance.clips import Box, Clip, digest
from benchmarks.invariance.variants import BAD_CRF, Variant

import posture.video
from posture.utils.arrays import FloatArray, Image
from posture.video import VideoWriter, probe, read_frames

#: Where films are kept.
FILMS = Path("runs/invariance/films")


def stamp(clip: Clip, variant: Variant, box: Box) -> str:
    """Tell films apart by all that they are made from: clip, variant, and the code that makes it.

    The runner's box counts only where it is used: it is known after the network has looked.
    """
    package = Path(str(posture.video.__file__)).parent
    code = [Path(str(module.__file__)) for module in (variants, pictures)]
    code += [Path(__file__), *sorted(package.rglob("*.py"))]
    return digest(
        clip.made_from,
        variant.name,
        box if variant.needs_box else "",
        *(path.read_bytes() for path in code),
    )


def make_film(clip: Clip, variant: Variant, box: Box) -> Path:
    """Write the film of a variant, unless it is kept.

    Returns
    -------
    Path
        The file; beside it, ``.stamp`` says what it was made from.
    """
    FILMS.mkdir(parents=True, exist_ok=True)
    film = FILMS / f"{clip.name}-{variant.name}.mp4"
    note, made_from = film.with_suffix(".stamp"), stamp(clip, variant, box)
    if film.is_file() and note.is_file() and note.read_text() == made_from:
        return film
    note.unlink(missing_ok=True)
    _write(film, changed_frames(clip, variant, box), variant.crf)
    note.write_text(made_from)
    return film


def first_time_s(clip: Clip, variant: Variant) -> float:
    """When the variant's first frame is shown in the clip, seconds as played."""
    times_s = used_times_s(clip)
    return float(times_s[kept_frames(times_s, variant)[0]])


def used_times_s(clip: Clip) -> FloatArray:
    """When each used frame of a clip is shown, seconds as played after the first of them."""
    times_s = clip.info.times_s[clip.start : clip.stop]
    return np.asarray(times_s - times_s[0])


def kept_frames(times_s: FloatArray, variant: Variant) -> list[int]:
    """Indices of the used frames that a variant keeps."""
    first = int(np.searchsorted(times_s, variant.skip_s - 1e-6))
    return list(range(first, len(times_s), variant.every))


def changed_frames(clip: Clip, variant: Variant, box: Box) -> Iterator[tuple[Image, float]]:
    """Give every picture of a variant with the time at which it is shown."""
    times_s = used_times_s(clip)
    amounts = variant.amounts(times_s)
    kept = set(kept_frames(times_s, variant))
    with _compressed_frames(clip, variant) as others:
        for frame in read_frames(clip.info, clip.start, clip.stop):
            index = frame.index - clip.start
            image, amount = frame.image, float(amounts[index])
            other = next(others, None)
            if index not in kept:
                continue
            if other is not None:
                image = pictures.mix(image, other, amount)
            if variant.make is not None:
                image = variant.make(image, amount, index, box)
            yield image, float(times_s[index])


@contextmanager
def _compressed_frames(clip: Clip, variant: Variant) -> Iterator[Iterator[Image]]:
    """Within, the used frames as they look compressed hard; none if that is not asked for."""
    if not variant.compressed:
        yield iter(())
        return
    times_s = used_times_s(clip)
    film = FILMS / f".{clip.name}-compressed.mp4"
    frames = read_frames(clip.info, clip.start, clip.stop)
    _write(film, ((f.image, float(times_s[f.index - clip.start])) for f in frames), BAD_CRF)
    try:
        yield (frame.image for frame in read_frames(probe(film)))
    finally:
        film.unlink()


def _write(film: Path, frames: Iterator[tuple[Image, float]], crf: int) -> None:
    first, time_s = next(frames)
    height, width = first.shape[:2]
    with VideoWriter(film, width, height, crf=crf) as writer:
        writer.write(first, time_s)
        for image, time_s in frames:
            writer.write(image, time_s)

"""Columns relative to standing: what the run shows less what the runner shows standing still."""

from __future__ import annotations

from posture.measures.measure import Column, Measure
from posture.measures.registry import MEASURES
from posture.standing import RELATIVE_TO_STANDING

#: The measures that are given relative to standing too, in the order of the tables.
RELATIVE = tuple(m for m in MEASURES if m.name in RELATIVE_TO_STANDING)


def relative_name(name: str) -> str:
    """Name the column of a measure relative to standing: ``trunk_lean_rel_standing_deg``."""
    stem, unit = name.rsplit("_", 1)
    return f"{stem}_rel_standing_{unit}"


def _make_column(measure: Measure, meaning: str) -> Column:
    return Column(
        name=relative_name(measure.name),
        unit=measure.unit,
        meaning=meaning.format(title=measure.words.title),
        source=measure.source,
        optional=True,
    )


RELATIVE_FRAME_COLUMNS = tuple(
    _make_column(m, "{title} of the frame less that of the runner standing; with --standing")
    for m in RELATIVE
)
RELATIVE_STRIDE_COLUMNS = tuple(
    _make_column(m, "{title} of the stride less that of the runner standing; with --standing")
    for m in RELATIVE
)

"""Colours that charts and annotated clips share: early and late look the same in both."""

from __future__ import annotations

Rgb = tuple[int, int, int]

#: Blue and vermilion of Okabe and Ito: any kind of colour vision sees them as two colours, and they
#: differ in lightness too.
EARLY = "#0072B2"
LATE = "#D55E00"


def to_rgb(colour: str) -> Rgb:
    """Red, green and blue, 0-255 each, of a colour written as ``"#0072B2"``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue

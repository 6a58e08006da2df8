"""Colours of the annotated clip, RGB 0-255."""

from __future__ import annotations

from posture.utils import colours
from posture.utils.colours import to_rgb

Colour = colours.Rgb

EARLY: Colour = to_rgb(colours.EARLY)
LATE: Colour = to_rgb(colours.LATE)
SEGMENTS: dict[str, Colour] = {"early": EARLY, "late": LATE}

TRUNK: Colour = (255, 225, 50)
NEAR_LEG: Colour = (70, 235, 160)
FAR_LEG: Colour = (85, 150, 125)
BACK: Colour = (255, 120, 215)
WHITE: Colour = (255, 255, 255)
GREY: Colour = (165, 170, 175)
WARNING: Colour = (255, 190, 90)
DARK: Colour = (16, 18, 21)

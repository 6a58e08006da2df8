"""Colours of the annotated clip, RGB; early and late are those of the charts."""

from __future__ import annotations

Colour = tuple[int, int, int]

EARLY: Colour = (0x00, 0x72, 0xB2)
LATE: Colour = (0xD5, 0x5E, 0x00)
SEGMENTS: dict[str, Colour] = {"early": EARLY, "late": LATE}

TRUNK: Colour = (255, 225, 50)
NEAR_LEG: Colour = (70, 235, 160)
FAR_LEG: Colour = (85, 150, 125)
BACK: Colour = (255, 120, 215)
WHITE: Colour = (255, 255, 255)
GREY: Colour = (165, 170, 175)
WARNING: Colour = (255, 190, 90)
DARK: Colour = (16, 18, 21)

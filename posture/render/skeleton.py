"""The runner's trunk and legs."""

from __future__ import annotations

from posture.render.layout import Canvas, Layout
from posture.render.palette import FAR_LEG, NEAR_LEG, TRUNK
from posture.render.shapes import draw_dot, draw_line
from posture.render.state import FrameState, Point, Timeline

#: Bones of a leg, both ends.
LEG_BONES = (("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("heel", "foot_index"))


class Skeleton:
    """Draws the trunk as a thick line, the near leg bright and the far leg thin and dim."""

    def __init__(self, timeline: Timeline, layout: Layout) -> None:
        # thinner for a runner far from the camera, so that the lines do not hide the body
        self._line = max(1.6, min(layout.line, 0.05 * timeline.trunk_px))

    def draw(self, canvas: Canvas, state: FrameState) -> None:
        """Draw what was measured; a limb with a missing end is left out."""
        self._draw_leg(canvas, state, state.view.far_side, near=False)
        self._draw_leg(canvas, state, state.view.facing, near=True)
        hip, shoulder = state.middle("hip"), state.middle("shoulder")
        if hip is None or shoulder is None:
            return
        draw_line(canvas.picture, [hip, shoulder], TRUNK, self._line, edge=1.5)
        for end in (hip, shoulder):
            draw_dot(canvas.picture, end, TRUNK, 0.9 * self._line)

    def _draw_leg(self, canvas: Canvas, state: FrameState, side: str, *, near: bool) -> None:
        colour, share = (NEAR_LEG, 0.75) if near else (FAR_LEG, 0.45)
        for bone in find_leg(state, side):
            draw_line(canvas.picture, bone, colour, share * self._line, edge=1)
        if near:
            for joint in ("knee", "ankle"):
                if at := state.points.get(f"{side}_{joint}"):
                    draw_dot(canvas.picture, at, colour, 0.6 * self._line)


def find_leg(state: FrameState, side: str) -> list[list[Point]]:
    """Find both ends of each bone of a leg; a bone with a missing end is left out.

    The leg begins at the hip that the lean is measured from, where it is known: the network's own
    hips lie up to a tenth of the trunk beside it, and legs that begin there look dislocated.
    """
    points = dict(state.points)
    if hip := points.get("mid_hip"):
        points[f"{side}_hip"] = hip
    ends = [(points.get(f"{side}_{a}"), points.get(f"{side}_{b}")) for a, b in LEG_BONES]
    return [[a, b] for a, b in ends if a and b]

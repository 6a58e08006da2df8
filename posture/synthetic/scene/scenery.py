"""Where the run takes place: background, light and shadows, as any camera sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import cv2
import numpy as np
import numpy.typing as npt

from posture.errors import UsageError
from posture.synthetic.drawing.camera import Camera
from posture.synthetic.drawing.mesh import Light, Mesh
from posture.synthetic.drawing.paint import Sheet
from posture.synthetic.drawing.raster import Canvas
from posture.synthetic.scene import rooms
from posture.utils.arrays import BoolArray, Float32Array, Image

Kind = Literal["plain", "indoor", "outdoor", "clutter"]


@dataclass(frozen=True)
class Backdrop:
    """A place to look at, with its far things on the other side of the runner.

    Attributes
    ----------
    surroundings
        What there is, see `rooms`.
    ground_z_m
        Height of its ground; below 0 where the runner is on a treadmill.
    """

    surroundings: rooms.Surroundings
    ground_z_m: float = 0.0

    def picture(self, camera: Camera, fine: int = 2) -> Image:
        """Return what a camera sees of it: ``(height, width, 3)`` uint8 RGB.

        A camera that moves along or pans sees it shift as it would in life; ``fine`` is by how
        much finer it is drawn for smooth edges, and 1 is four times as fast as 2.
        """
        around, away = self.surroundings, camera.away
        wide = camera.width / 1280
        size = (camera.width * fine, camera.height * fine)
        steep = cv2.resize(camera.rays()[..., 2], size, interpolation=cv2.INTER_LINEAR)
        below = (steep < 0)[..., None]
        out = np.where(below, around.below, around.above).astype(np.float32)
        ground = around.ground
        edge = ground.height_m - rooms.NEAR_EDGE_M
        corner = (-away * ground.width_m / 2, away * edge, self.ground_z_m)
        out = _lay(out, ground, camera, fine, corner, (0.0, -away, 0.0), 1.0 * wide, below)
        for sheet, beyond, blur in around.upright:
            top = self.ground_z_m + sheet.height_m
            corner = (-away * sheet.width_m / 2, away * beyond, top)
            out = _lay(out, sheet, camera, fine, corner, (0.0, 0.0, -1.0), blur * wide)
        small = cv2.resize(out, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
        return np.asarray(np.clip(small + 0.5, 0, 255), np.uint8)


def paint_backdrop(kind: Kind, seed: int, ground_z_m: float = 0.0) -> Backdrop:
    """Paint a place; the same seed paints the same.

    Parameters
    ----------
    kind
        ``"plain"``, ``"indoor"``, ``"outdoor"`` or ``"clutter"``.
    seed
        Of its colours and things.
    ground_z_m
        Height of its ground; a treadmill's belt lies above it.

    Raises
    ------
    UsageError
        There is no such kind.
    """
    if kind not in get_args(Kind):
        raise UsageError(f"there is no scenery {kind!r}; choose one of {', '.join(get_args(Kind))}")
    rng = np.random.default_rng((seed, get_args(Kind).index(kind)))
    return Backdrop(rooms.PAINTERS[kind](rng), ground_z_m)


def make_light(kind: Kind, from_deg: float = -100.0, strength: float = 1.0) -> Light:
    """Make light that suits a place.

    Parameters
    ----------
    kind
        The place.
    from_deg
        Where the main lamp or the sun stands, level, from the running direction to the left:
        -90 lights the right side, 180 the back.
    strength
        Factor of all light.
    """
    main, fill, sky, steep = {
        "plain": (0.68, 0.18, 0.38, 0.9),
        "indoor": (0.68, 0.14, 0.32, 1.1),
        "outdoor": (0.92, 0.08, 0.40, 1.0),
        "clutter": (0.66, 0.08, 0.30, 1.3),
    }[kind]
    angle = np.radians(from_deg)
    warm, cool = np.array([1.04, 1.0, 0.93]), np.array([0.95, 1.0, 1.08])
    return Light(
        directions=((np.cos(angle), np.sin(angle), steep), (-np.cos(angle), -np.sin(angle), 0.4)),
        colours=strength * np.stack([main * warm, fill * cool]),
        below=strength * 0.35 * sky * warm,
        above=strength * sky * cool,
    )


def cast_shadows(
    canvas: Canvas, mesh: Mesh, camera: Camera, lamp: npt.ArrayLike, ground_z_m: float
) -> None:
    """Dim the ground under a mesh that is drawn afterwards.

    There is a soft patch right under what nearly touches the ground, and the shadow that the
    lamp casts, which fades with the height of what casts it.

    Parameters
    ----------
    canvas
        What is drawn so far, the ground included.
    mesh
        What casts the shadows.
    camera
        It sees them.
    lamp
        ``(3,)`` direction towards the lamp; its length is 1 for a sun that throws a clear shadow
        and less where light comes from all sides.
    ground_z_m
        Height of the level ground, metres.
    """
    toward = np.asarray(lamp, np.float64)
    clear = float(np.linalg.norm(toward))
    sharp_px = camera.focal_px / camera.distance_m * 0.012
    height = np.maximum(mesh.vertices[:, 2] - ground_z_m, 0)
    for direction, reach_m, dark, blur_px in (
        (np.array([0, 0, 1.0]), 0.08, 0.75, 1.2 * sharp_px),
        (toward, 0.3 + 3 * clear**2, 0.55 * clear, sharp_px / clear),
    ):
        flat = mesh.vertices - height[:, None] * (direction / direction[2]).astype(np.float32)
        flat[:, 2] = ground_z_m + 0.002  # above the ground, however it was rounded
        darkness = np.asarray(dark * np.exp(-height / reach_m), np.float32)
        canvas.shadow(flat, mesh.faces, darkness, camera, blur_px)


def _lay(
    under: Float32Array,
    sheet: Sheet,
    camera: Camera,
    fine: int,
    corner: tuple[float, float, float],
    down: tuple[float, float, float],
    blur_px: float,
    only: BoolArray | None = None,
) -> Float32Array:
    """Lay a sheet, given by its upper left corner in the world, over a finer picture."""
    step = np.array([camera.away, 0.0, 0.0]) / sheet.scale
    plane = np.stack([step, np.asarray(down) / sheet.scale, corner - camera.eye_m], axis=1)
    focal = camera.focal_px * fine
    lens = np.array(
        [
            [focal, 0, fine * camera.width / 2 - 0.5],
            [0, focal, fine * camera.height / 2 - 0.5],
            [0, 0, 1],
        ]
    )
    from_texel = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    to_picture = lens @ camera.axes @ plane @ from_texel
    size = (camera.width * fine, camera.height * fine)
    solid = sheet.rgb if sheet.solid else sheet.rgb * sheet.alpha[..., None]
    alpha = cv2.warpPerspective(sheet.alpha, to_picture, size, flags=cv2.INTER_LINEAR)
    paint = cv2.warpPerspective(solid, to_picture, size, flags=cv2.INTER_LINEAR)
    if only is not None:
        alpha, paint = alpha * only[..., 0], paint * only
    if blur_px > 0:
        alpha = cv2.GaussianBlur(alpha, (0, 0), blur_px * fine)
        paint = cv2.GaussianBlur(paint, (0, 0), blur_px * fine)
    return np.asarray(under * (1 - alpha[..., None]) + paint, np.float32)

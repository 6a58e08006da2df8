"""Draw shaded triangles over a background, with smooth edges and exact masks."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from posture.errors import UsageError
from posture.synthetic.drawing import raster_kernels, shading_kernels
from posture.synthetic.drawing.camera import Camera
from posture.synthetic.drawing.mesh import (
    CODE_OF_LINEAR,
    LINEAR_OF_CODE,
    Light,
    Mesh,
    to_linear,
)
from posture.utils.arrays import Float32Array, Image

#: Part of a picture, pixels: top, bottom, left, right; bottom and right lie outside.
Box = tuple[int, int, int, int]
#: The number of the mesh that a sample shows is stored in a byte, and 0 is the background.
_MOST_LAYERS = 255


@dataclass
class _Buffers:
    """What the samples show over the background `picture`, which `light` dims by pixel.

    `shown` is the picture that the samples and the background make.
    """

    nearness: Float32Array
    owner: Image
    colour: Float32Array
    light: Float32Array
    picture: Image
    shown: Image
    layers: int = 0

    def copy(self) -> _Buffers:
        return _Buffers(
            self.nearness.copy(), self.owner.copy(), self.colour.copy(), self.light.copy(),
            self.picture, self.shown, self.layers,
        )  # fmt: skip


@dataclass
class Canvas:
    """A picture to draw meshes on, nearer ones hiding farther ones whatever the order.

    Every pixel is ``samples × samples`` samples. `clear` starts a picture. What is drawn before
    `keep` (a treadmill, say) stays when `restart` starts the next picture, at hardly any cost.

    Attributes
    ----------
    width, height
        Pixels.
    samples
        Along each side of a pixel.
    """

    width: int
    height: int
    samples: int = 2
    _now: _Buffers = field(init=False, repr=False)
    _kept: _Buffers = field(init=False, repr=False)
    _hit: npt.NDArray[np.int32] = field(init=False, repr=False)
    _dirty: list[Box] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        self._hit = np.zeros((self.height * self.samples, self.width * self.samples), np.int32)
        self.clear(np.full((self.height, self.width, 3), 255, np.uint8))

    def clear(self, background: Image) -> None:
        """Start afresh on ``(height, width, 3)`` uint8 RGB.

        Raises
        ------
        UsageError
            The background has another size or type.
        """
        if background.shape != (self.height, self.width, 3) or background.dtype != np.uint8:
            raise UsageError(
                f"the background is {background.shape} {background.dtype}; "
                f"give {(self.height, self.width, 3)} uint8"
            )
        shape = self._hit.shape
        self._kept = _Buffers(
            np.zeros(shape, np.float32), np.zeros(shape, np.uint8),
            np.zeros((*shape, 3), np.float32), np.ones((self.height, self.width), np.float32),
            background.copy(), background.copy(),
        )  # fmt: skip
        self._now = self._kept.copy()
        self._dirty = []

    def keep(self) -> None:
        """Let `restart` come back to what is drawn now."""
        self._kept = self._now.copy()
        self._kept.shown = self.picture()
        self._dirty = []

    def restart(self) -> None:
        """Forget what was drawn since `keep`, or else since `clear`."""
        for box in self._dirty:
            fine = _slices(box, self.samples)
            for name in ("nearness", "owner", "colour"):
                getattr(self._now, name)[fine] = getattr(self._kept, name)[fine]
            self._now.light[_slices(box)] = self._kept.light[_slices(box)]
        self._now.layers = self._kept.layers
        self._dirty = []

    def draw(self, mesh: Mesh, camera: Camera, light: Light) -> int:
        """Draw a mesh and return its number, for `mask`.

        Raises
        ------
        UsageError
            There are too many meshes in one picture.
        """
        if self._now.layers == _MOST_LAYERS:
            raise UsageError(f"a picture holds at most {_MOST_LAYERS} meshes; join some of them")
        self._now.layers += 1
        layer = self._now.layers
        eye = camera.eye_m
        vertices = np.ascontiguousarray(mesh.vertices, np.float32)
        faces = np.ascontiguousarray(mesh.faces, np.int32)
        points = _projected(camera, vertices)
        box = self._box(points)
        self._dirty.append(box)
        points[:, :2] *= self.samples
        now = self._now
        raster_kernels.cover_samples(points, faces, now.nearness, now.owner, self._hit, layer)
        palette = to_linear(np.asarray(mesh.palette, np.float64).reshape(-1, 3) / 255)
        finish = np.zeros((len(palette), 4)) if mesh.finish is None else mesh.finish
        count = len(vertices)
        fields = np.zeros((count, 0)) if mesh.fields is None else mesh.fields
        rest = vertices if mesh.rest is None else mesh.rest
        albedo = np.ones(count) if mesh.albedo is None else mesh.albedo
        shading_kernels.colour_samples(
            box,
            self.samples,
            points,
            faces,
            (
                vertices,
                np.ascontiguousarray(rest, np.float32),
                raster_kernels.compute_normals(vertices, faces),
            ),
            (
                np.ascontiguousarray(fields, np.float32),
                np.ascontiguousarray(albedo, np.float32),
                palette,
                np.ascontiguousarray(finish, np.float32),
            ),
            light.arrays(),
            (float(eye[0]), float(eye[1]), float(eye[2])),
            (now.nearness, now.owner, self._hit, now.colour),
            layer,
            shading_kernels.LATTICE,
        )
        return layer

    def shadow(
        self,
        vertices: Float32Array,
        faces: npt.NDArray[np.int32],
        darkness: Float32Array,
        camera: Camera,
        blur_px: float,
    ) -> None:
        """Dim what is drawn so far by a soft shadow; draw what casts it afterwards.

        Parameters
        ----------
        vertices, faces
            ``(V, 3)`` world metres, flattened on what the shadow falls on, and ``(F, 3)``.
        darkness
            ``(V,)`` share of the light that is taken away, 0 to 1.
        blur_px
            Standard deviation of its soft edge.
        """
        points = _projected(camera, np.asarray(vertices, np.float32))
        box = self._box(points, margin=int(3 * blur_px) + 1)
        top, bottom, left, right = box
        if top >= bottom or left >= right:
            return
        mask = np.zeros((bottom - top, right - left), np.float32)
        raster_kernels.shade_pixels(
            points,
            np.ascontiguousarray(faces, np.int32),
            np.ascontiguousarray(darkness, np.float32),
            self._now.nearness,
            self.samples,
            mask,
            (top, left),
        )
        rest = 1 - (cv2.GaussianBlur(mask, (0, 0), blur_px) if blur_px > 0 else mask)
        self._dirty.append(box)
        self._now.light[_slices(box)] *= rest
        fine = rest.repeat(self.samples, axis=0).repeat(self.samples, axis=1)
        self._now.colour[_slices(box, self.samples)] *= fine[..., None]

    def picture(self) -> Image:
        """Return what is drawn, ``(height, width, 3)`` uint8 sRGB of its own memory."""
        now, tables = self._now, (LINEAR_OF_CODE, CODE_OF_LINEAR)
        out = self._kept.shown.copy()
        for box in self._dirty:
            out[_slices(box)] = now.picture[_slices(box)]
            shading_kernels.resolve_pixels(
                box, self.samples, now.owner, now.colour, now.light, tables, out
            )
        return out

    def mask(self, layer: int) -> Float32Array:
        """Return the share of every pixel that shows one mesh, ``(height, width)``, 0 to 1."""
        n = self.samples
        shown = (self._now.owner == layer).reshape(self.height, n, self.width, n)
        return np.asarray(shown.sum(axis=(1, 3), dtype=np.float32) / n**2, dtype=np.float32)

    def _box(self, points: Float32Array, margin: int = 0) -> Box:
        """Pixels that the points may reach; empty if none is in front of the camera."""
        seen = points[~np.isnan(points[:, 0]), :2]
        if not len(seen):
            return (0, 0, 0, 0)
        limits = np.array([self.width, self.height])
        low = np.clip(np.floor(seen.min(axis=0)) - margin, 0, limits).astype(int)
        high = np.clip(np.ceil(seen.max(axis=0)) + margin, 0, limits).astype(int)
        return (int(low[1]), int(high[1]), int(low[0]), int(high[0]))


def _projected(camera: Camera, vertices: Float32Array) -> Float32Array:
    """Return u, v and nearness ``(V, 3)``; NaN behind the camera."""
    points = camera.project(vertices)
    points[:, 2] = 1 / np.where(np.isnan(points[:, 0]), np.nan, points[:, 2])
    return points


def _slices(box: Box, by: int = 1) -> tuple[slice, slice]:
    top, bottom, left, right = box
    return slice(top * by, bottom * by), slice(left * by, right * by)

"""A scene: who runs how, where, and what films it. Read from TOML, checked, reproducible."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from posture.errors import UsageError
from posture.synthetic.bodies.library import Body, load_body
from posture.synthetic.drawing.camera import Camera
from posture.synthetic.drawing.clothing import Clothes
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.standing import Standing
from posture.synthetic.scene.film import Rotation
from posture.synthetic.scene.other import Other, read_other
from posture.synthetic.scene.run_table import add_lead, read_plan
from posture.synthetic.scene.scenery import Kind
from posture.synthetic.scene.toml_tables import build_dataclass, check_keys
from posture.synthetic.scene.treadmill import Handrail


@dataclass(frozen=True)
class Film:
    """What the camera records.

    Attributes
    ----------
    fps
        Frames per second of real running.
    duration_s
        Seconds of real running.
    jitter
        How unevenly the frames are taken, as a share of the time between two (variable frame
        rate); with `dropped`, the share of frames that are missing.
    slow_motion
        How many times as long as in life the file takes to play.
    rotation_deg
        The flag that a phone sets; the picture is stored turned and plays upright.
    crf
        Quality of H.264, 18 (fine) to 36 (coarse).
    shutter
        Share of the time between two frames during which the shutter is open.
    exposures
        Images drawn while it is open: 1 is sharp, more are smeared by motion.
    noise
        Of the sensor, in steps of 255.
    exposure_change
        Factor of the light at the end, reached evenly from 1 at the beginning.
    """

    width: int = 1280
    height: int = 720
    fps: float = 60.0
    duration_s: float = 10.0
    jitter: float = 0.0
    dropped: float = 0.0
    slow_motion: float = 1.0
    rotation_deg: Rotation = 0
    crf: int = 23
    shutter: float = 0.25
    exposures: int = 1
    noise: float = 2.0
    exposure_change: float = 1.0

    def __post_init__(self) -> None:
        limits = {
            "width": (64, 7680),
            "height": (64, 7680),
            "fps": (5.0, 1000.0),
            "duration_s": (0.2, 3600.0),
            "jitter": (0.0, 0.45),
            "dropped": (0.0, 0.5),
            "slow_motion": (0.1, 20.0),
            "crf": (0, 51),
            "shutter": (0.0, 1.0),
            "exposures": (1, 16),
            "noise": (0.0, 30.0),
            "exposure_change": (0.1, 4.0),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UsageError(f"film.{name} is {value}; it must be from {low} to {high}")
        for name in ("width", "height"):
            if getattr(self, name) % 2:
                raise UsageError(f"film.{name} is {getattr(self, name)}; H.264 needs an even one")


@dataclass(frozen=True)
class Place:
    """Where the run takes place.

    Attributes
    ----------
    kind
        Background, see `scenery`.
    treadmill
        Whether the runner is on a treadmill; otherwise the runner passes by.
    handrail
        Of the treadmill.
    light_from_deg, strength
        See `scenery.light`.
    seed
        Of what there is to see; -1 for the scene's own.
    """

    kind: Kind = "indoor"
    treadmill: bool = True
    handrail: Handrail = "none"
    light_from_deg: float = -100.0
    strength: float = 1.0
    seed: int = -1


@dataclass(frozen=True)
class Runner:
    """Who runs, and how.

    Attributes
    ----------
    body
        Name of a body, see `bodies`.
    plan
        The run on the film's own clock; see `Scene.plan`.
    clothes
        What the runner wears.
    """

    body: str
    plan: Plan
    clothes: Clothes = field(default_factory=Clothes)


@dataclass(frozen=True)
class Scene:
    """All that a clip is made from.

    Attributes
    ----------
    name, seed
        The seed decides all that is random.
    runner, film, camera, place, other, standing
        The parts; the film begins with `standing`, if any, and goes on with the run.
    """

    name: str
    seed: int
    runner: Runner
    film: Film = field(default_factory=Film)
    camera: Camera = field(default_factory=Camera)
    place: Place = field(default_factory=Place)
    other: Other | None = None
    standing: Standing | None = None

    @property
    def body(self) -> Body:
        """Who runs."""
        return load_body(self.runner.body)

    @property
    def plan(self) -> Plan:
        """The run with its lead before and after the film; time 0 is `LEAD_S` before the film."""
        return add_lead(self.runner.plan)


def load_scene(path: Path | str) -> Scene:
    """Read a scene file.

    Raises
    ------
    UsageError
        It cannot be read, or says something that a scene cannot be.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}") from error
    try:
        return scene_from(table, path.stem)
    except UsageError as error:
        raise UsageError(f"{path.name}: {error}") from error


def scene_from(table: Mapping[str, Any], name: str) -> Scene:
    """Make a scene of a table with ``seed`` and the parts ``run``, ``film``, ``camera`` and so on.

    What ``run`` leaves out is drawn from the seed as a plausible runner (`plan.sample_plan`);
    pelvic tilt and lordosis that are left out are those that go with the lean on this body.
    """
    known = {"seed", "body", "run", "clothes", "film", "camera", "place", "other", "standing"}
    check_keys(table, known, "a scene")
    if not isinstance(table.get("body"), str):
        raise UsageError('a scene needs a body, for example body = "dev_01"')
    seed = table.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise UsageError(f"the seed is {seed!r}; it must be a whole number from 0")
    film = build_dataclass(Film, table.get("film", {}), "film")
    # the film decides the picture's size
    camera = check_keys(table.get("camera", {}), _names(Camera) - {"width", "height"}, "camera")
    place = build_dataclass(Place, table.get("place", {}), "place")
    body = load_body(table["body"])
    return Scene(
        name=name,
        seed=seed,
        runner=Runner(
            body=body.name,
            plan=read_plan(table.get("run", {}), body, seed, film.duration_s),
            clothes=build_dataclass(Clothes, table.get("clothes", {}), "clothes"),
        ),
        film=film,
        camera=build_dataclass(
            Camera, {**camera, "width": film.width, "height": film.height}, "camera"
        ),
        place=place,
        other=None
        if "other" not in table
        else read_other(table["other"], seed, film.duration_s, treadmill=place.treadmill),
        standing=(
            build_dataclass(Standing, table["standing"], "standing")
            if "standing" in table
            else None
        ),
    )


def _names(kind: type[Any]) -> set[str]:
    return {f.name for f in fields(kind)}

"""Play and film a scene: frames, truth and events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from posture.errors import OutputError
from posture.synthetic.drawing.raster import Canvas
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import join_poses, pose
from posture.synthetic.motion.standing import stand, stand_still_of
from posture.synthetic.motion.turning import turn_runner
from posture.synthetic.scene.actor import Actor
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.film import Sensor, blur_motion, expose, write_film
from posture.synthetic.scene.other import make_other
from posture.synthetic.scene.run_table import LEAD_S
from posture.synthetic.scene.scenery import cast_shadows, make_light, paint_backdrop
from posture.synthetic.scene.treadmill import DECK_M, make_belt, make_treadmill
from posture.synthetic.scene.truth import find_events, measure_truth
from posture.utils.arrays import FloatArray, Image
from posture.utils.files import whole_file

#: How clear a shadow the main lamp casts, by place, from 0 to 1; 0.4 elsewhere.
_CLEAR = {"outdoor": 0.9}
#: Called with the frames done and all of them.
Progress = Callable[[int, int], None]


class Stage:
    """A scene set up for filming.

    Parameters
    ----------
    scene
        What to film.

    Attributes
    ----------
    times_s
        ``(T,)`` when each frame is taken, seconds of real running since the first.
    truth
        A row a frame, see `truth.measure_truth`.
    events
        Exact contacts and toe-offs, see `truth.find_events`.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        film = scene.film
        taken, before = compute_shot_times(scene), compute_standing_times(scene)
        every = np.append(before, taken)
        self.times_s: FloatArray = every - every[0]
        # the shutter opens around each frame's time
        spread = (np.arange(film.exposures) - (film.exposures - 1) / 2) / film.exposures
        fine = (taken[:, None] + spread * film.shutter / film.fps).ravel()
        stood = (before[:, None] + spread * film.shutter / film.fps).ravel()
        self._actor = make_actor(scene, fine, stood)
        self.truth, self.events = measure_scene(scene)
        other, times = scene.other, np.append(stood, fine)
        self._other = (
            None
            if other is None
            else make_other(other, times, away=scene.camera.away, ground_m=self._ground_m)
        )
        # the belt begins with the run
        self._fine = np.append(np.full(len(stood), fine[0]), fine)
        self._plan = scene.plan
        self._canvas = Canvas(film.width, film.height)
        self._light = make_light(scene.place.kind, scene.place.light_from_deg, scene.place.strength)
        self._lamp = _CLEAR.get(scene.place.kind, 0.4) * self._light.arrays()[0][0]
        self._draw_background()

    @property
    def _ground_m(self) -> float:
        """Height of the ground beside a treadmill, whose belt is at 0."""
        return -DECK_M if self.scene.place.treadmill else 0.0

    def _draw_background(self) -> None:
        """Draw what stands still."""
        place, camera = self.scene.place, self.scene.camera
        ground = self._ground_m
        seed = self.scene.seed if place.seed < 0 else place.seed
        self._canvas.clear(paint_backdrop(place.kind, seed, ground).picture(camera))
        if place.treadmill:
            machine = make_treadmill(place.handrail)
            cast_shadows(self._canvas, machine, camera, self._lamp, ground)
            self._canvas.draw(machine, camera, self._light)
        self._canvas.keep()

    @property
    def actors(self) -> list[Actor]:
        """The runner, and the other one if there is one."""
        return [self._actor] if self._other is None else [self._actor, self._other]

    def picture(self, index: int) -> Image:
        """Image `index` as the shutter saw it, without the sensor's noise."""
        count = self.scene.film.exposures
        return blur_motion([self._drawn(index * count + k) for k in range(count)])

    def _drawn(self, fine: int) -> Image:
        canvas, camera = self._canvas, self.scene.camera
        canvas.restart()
        if self.scene.place.treadmill:
            travel = self._plan.speed_m_s * float(self._fine[fine])
            canvas.draw(make_belt(travel), camera, self._light)
        for actor in reversed(self.actors):
            meshes = actor.meshes(fine)
            ground = 0.0 if actor is self._actor else self._ground_m
            cast_shadows(canvas, meshes[0], camera, self._lamp, ground)
            for mesh in meshes:
                canvas.draw(mesh, camera, self._light)
        return canvas.picture()

    def pictures(self, progress: Progress | None = None) -> Iterator[Image]:
        """All frames as they are stored, noise included."""
        film = self.scene.film
        sensor = Sensor(film.width, film.height, noise=film.noise, seed=self.scene.seed)
        for index in range(len(self.times_s)):
            if progress is not None:
                progress(index, len(self.times_s))
            done = self.times_s[index] / self.times_s[-1]
            factor = 1 + (film.exposure_change - 1) * float(done)
            yield sensor(expose(self.picture(index), factor), index)


def render(scene: Scene, folder: Path | str, progress: Progress | None = None) -> Path:
    """Film a scene and write the clip with its truth.

    Parameters
    ----------
    scene
        What to film.
    folder
        Where ``NAME.mp4``, ``NAME.truth.parquet`` (a row a frame) and ``NAME.events.json``
        (exact contacts and toe-offs) go; made if it is missing.
    progress
        Called with the frames done and all of them.

    Returns
    -------
    Path
        The clip.

    Raises
    ------
    OutputError
        The folder cannot be written to.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}") from error
    stage = Stage(scene)
    film = scene.film
    clip = folder / f"{scene.name}.mp4"
    table = folder / f"{scene.name}.truth.parquet"
    moments = folder / f"{scene.name}.events.json"
    # the film first: it takes long and may fail, and the truth must belong to the clip beside it
    write_film(
        clip,
        stage.pictures(progress),
        stage.times_s,
        crf=film.crf,
        rotation_deg=film.rotation_deg,
        slow_motion=film.slow_motion,
    )
    _write(table, lambda part: _round_truth(stage.truth).to_parquet(part, index=False))
    text = json.dumps(stage.events, indent=1) + "\n"
    _write(moments, lambda part: part.write_text(text, encoding="utf-8"))
    return clip


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file, whole or not at all."""
    try:
        with whole_file(path) as unfinished:
            write(unfinished)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


def _round_truth(table: pd.DataFrame) -> pd.DataFrame:
    """Round the truth, angles to a thousandth of a degree: more digits only make files larger."""
    rounded = table.copy()
    for name in table.columns[table.dtypes == np.float64]:
        digits = {"time_s": 6, "trunk": 5}.get(name if name == "time_s" else name.split("_")[-1], 3)
        rounded[name] = table[name].round(digits)
    return rounded


def make_actor(scene: Scene, times: FloatArray, stood: FloatArray | None = None) -> Actor:
    """Dress the runner of a scene and pose them.

    Parameters
    ----------
    scene
        Who runs, in what.
    times
        ``(T,)`` on the run's clock.
    stood
        ``(S,)`` times before the run at which the runner stands, whose poses come first.
    """
    plan, body = scene.plan, scene.body
    overground = not scene.place.treadmill
    run = compute_kinematics(plan, times)
    poses = pose(body, plan, run, overground=overground)
    poses = turn_runner(poses, plan, run, overground=overground)
    middle = float(np.mean(compute_shot_times(scene)))
    start = np.array([-plan.speed_m_s * middle, 0.0, 0.0])
    offset = np.tile(start if overground else np.zeros(3), (len(times), 1))
    offset[:, 0] += plan.intended("belt_position_m", times)
    turns = run.turns
    if scene.standing is not None and stood is not None:
        poses = join_poses(stand(body, scene.standing, stood), poses)
        turns = np.append(np.full(len(stood), turns[0]), turns)
        offset = np.concatenate([np.zeros((len(stood), 3)), offset])
    return Actor(body, scene.runner.clothes, turns, poses, offset)


def measure_scene(scene: Scene) -> tuple[pd.DataFrame, dict[str, list[float]]]:
    """Measure what is true of a scene, without drawing it.

    Returns
    -------
    truth
        A row a frame, see `truth.measure_truth`; times from the first frame. Where the runner
        stands first, ``stride`` is -1 and ``phase`` NaN.
    events
        Exact contacts and toe-offs, see `truth.find_events`, on the same clock.
    """
    taken, near = compute_shot_times(scene), scene.camera.side
    body, plan = scene.body, scene.plan
    run = compute_kinematics(plan, taken)
    truth = measure_truth(body, run, pose(body, plan, run), near)
    before = compute_standing_times(scene)
    if scene.standing is not None:
        poses = stand(body, scene.standing, before)
        stood = measure_truth(body, stand_still_of(before), poses, near)
        truth = pd.concat([stood.assign(stride=-1, phase=np.nan), truth], ignore_index=True)
        truth["frame"] = np.arange(len(truth))
    every = np.append(before, taken)
    truth["time_s"] = every - every[0]
    events = {
        name: [round(t - float(every[0]), 6) for t in times]
        for name, times in find_events(run, near).items()
    }
    return truth, events


def measure_scene_at(scene: Scene, fps: float) -> tuple[pd.DataFrame, dict[str, list[float]]]:
    """As `measure_scene`, at so many even moments a second, whatever frames the film has."""
    return measure_scene(replace(scene, film=replace(scene.film, fps=fps, jitter=0.0, dropped=0.0)))


def compute_shot_times(scene: Scene) -> FloatArray:
    """Compute when the frames of the run are taken, ``(T,)`` seconds on its clock."""
    film = scene.film
    count = max(2, int(film.duration_s * film.fps))
    draw = np.random.default_rng((scene.seed, 77))
    uneven = draw.uniform(-film.jitter, film.jitter, count)
    kept = draw.random(count) >= film.dropped
    kept[[0, -1]] = True
    return np.asarray(LEAD_S + (np.arange(count) + uneven + film.jitter)[kept] / film.fps)


def compute_standing_times(scene: Scene) -> FloatArray:
    """Compute when the frames before the run are taken, on its clock; none if nobody stands."""
    how, fps = scene.standing, scene.film.fps
    count = 0 if how is None else round(how.duration_s * fps)
    return np.asarray(LEAD_S - np.arange(count, 0, -1) / fps)

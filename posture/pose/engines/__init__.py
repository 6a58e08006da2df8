"""The table of pose engines: which network program serves which kind of model file.

A new engine is one module here with a class that follows `posture.pose.types.PoseEngine`, and one
entry of `ENGINES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from posture.pose.types import PoseEngine


@dataclass(frozen=True)
class Engine:
    """One entry of the table.

    Attributes
    ----------
    label
        Name as it stands in the provenance of a run.
    package
        Distribution that it comes from, whose version is written down too.
    suffixes
        Of the model files that it reads.
    module, factory
        Where its class is, which is called with the path of the model. The module is imported in
        a worker process only: what it loads may try to reach the network.
    """

    label: str
    package: str
    suffixes: tuple[str, ...]
    module: str
    factory: str

    def start(self, model: Path) -> PoseEngine:
        """Load the network, in this process."""
        engine: PoseEngine = getattr(import_module(self.module), self.factory)(model)
        return engine

    @property
    def provenance(self) -> str:
        """Label and version, such as ``"MediaPipe Pose Landmarker 1.2.2"``."""
        return f"{self.label} {version(self.package)}"


ENGINES = (
    Engine(
        label="MediaPipe Pose Landmarker",
        package="mediapipe",
        suffixes=(".task",),
        module="posture.pose.engines.mediapipe",
        factory="MediaPipeEngine",
    ),
)
"""All engines; the first also takes model files of an unknown suffix."""


def find_engine(model: Path) -> Engine:
    """Return the engine that reads a model file, by the file's suffix."""
    suffix = model.suffix.lower()
    return next((engine for engine in ENGINES if suffix in engine.suffixes), ENGINES[0])

"""Measure how a runner's trunk and low back hold up from fresh to tired.

>>> import posture
>>> run = posture.analyze("run.mp4", early="6:00-7:00", late="40:00-41:00")  # doctest: +SKIP
>>> run.summary["measures"]["trunk_lean_deg"]["verdict"]  # doctest: +SKIP
'increased'
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from posture.errors import (
    EngineError,
    ModelError,
    NoRunnerError,
    OutputError,
    PostureError,
    UsageError,
    VideoError,
)

if TYPE_CHECKING:
    from posture.pipeline import analyze, analyze_pieces, compare
    from posture.results.run import Run, load_run

__all__ = [
    "EngineError",
    "ModelError",
    "NoRunnerError",
    "OutputError",
    "PostureError",
    "Run",
    "UsageError",
    "VideoError",
    "analyze",
    "analyze_pieces",
    "compare",
    "load_run",
]

_HOMES = {
    "analyze": "posture.pipeline",
    "analyze_pieces": "posture.pipeline",
    "compare": "posture.pipeline",
    "Run": "posture.results.run",
    "load_run": "posture.results.run",
}


def __getattr__(name: str) -> Any:
    """Load the API when it is first asked for: pose workers need only a small part of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """The package, whose `compare` is the function even when the sub-package is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name == "compare" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

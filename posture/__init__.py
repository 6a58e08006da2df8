"""Measure how a runner's trunk and low back hold up from fresh to tired.

>>> import posture
>>> run = posture.analyze("run.mp4", early="6:00-7:00", late="40:00-41:00")  # doctest: +SKIP
>>> run.summary["measures"]["trunk_lean_deg"]["verdict"]  # doctest: +SKIP
'increased'
"""

from __future__ import annotations

from importlib import import_module
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
    from posture.api import analyze, analyze_pieces, compare
    from posture.cohort import batch
    from posture.exchange import export
    from posture.run import Run, load_run
    from posture.store import history

    __version__: str

__all__ = [
    "EngineError",
    "ModelError",
    "NoRunnerError",
    "OutputError",
    "PostureError",
    "Run",
    "UsageError",
    "VideoError",
    "__version__",
    "analyze",
    "analyze_pieces",
    "batch",
    "compare",
    "export",
    "history",
    "load_run",
]

#: Where each part of the API is defined.
_HOMES = {
    "analyze": "posture.api",
    "analyze_pieces": "posture.api",
    "compare": "posture.api",
    "export": "posture.exchange",
    "batch": "posture.cohort",
    "history": "posture.store",
    "Run": "posture.run",
    "load_run": "posture.run",
}


def __getattr__(name: str) -> Any:
    """Load the API when it is first asked for: pose workers need only a small part of it."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("running-posture")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the API with what is not loaded yet."""
    return sorted({*globals(), *__all__})

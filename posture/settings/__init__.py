"""Options, times and windows given by the user, checked once on input."""

from posture.settings.by_window import ByWindow
from posture.settings.keywords import Options
from posture.settings.options import Settings
from posture.settings.times import Span, Window, format_time, parse_time, parse_window
from posture.settings.windows import ResolvedWindows, require_order, resolve_windows

__all__ = [
    "ByWindow",
    "Options",
    "ResolvedWindows",
    "Settings",
    "Span",
    "Window",
    "format_time",
    "parse_time",
    "parse_window",
    "require_order",
    "resolve_windows",
]

"""Values for the whole run or for each window, such as the grade of a treadmill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from posture.errors import UsageError


@dataclass(frozen=True)
class ByWindow:
    """One value for the early window and one for the late one."""

    early: float
    late: float

    def as_dict(self) -> dict[str, float]:
        """Return the values as JSON has them."""
        return asdict(self)


def by_window(read: Callable[[Any], float]) -> Callable[[Any], float | ByWindow]:
    """Make a reader of one number, or of one for each window.

    Parameters
    ----------
    read
        Reads a number, or raises `UsageError`.

    Returns
    -------
    callable
        It takes a number, a mapping with ``early`` and ``late``, or texts from a command
        line: ``["1.5"]`` or ``["early=0", "late=2"]``.
    """

    def read_either(value: Any) -> float | ByWindow:
        if isinstance(value, ByWindow):
            return value
        if isinstance(value, list | tuple):
            if len(value) == 1 and "=" not in str(value[0]):
                return read(value[0])
            value = dict(_pair(item) for item in value)
        if not isinstance(value, Mapping):
            return read(value)
        if set(value) != {"early", "late"}:
            raise UsageError("give one value, or one for each window: early=VALUE and late=VALUE")
        return ByWindow(read(value["early"]), read(value["late"]))

    return read_either


def _pair(item: Any) -> tuple[str, str]:
    name, _, value = str(item).partition("=")
    return name.strip(), value.strip()

"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from posture.errors import UsageError


def require_package(name: str, extra: str, what: str) -> Any:
    """Import a package that an extra of this one brings.

    Parameters
    ----------
    name
        Of the package.
    extra
        Of the extra.
    what
        What it is needed for, in the words of the user.

    Raises
    ------
    UsageError
        It is not installed; the message says how to install it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{what} needs the package {name}: pip install 'running-posture[{extra}]'"
        ) from error

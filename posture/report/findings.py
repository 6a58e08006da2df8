"""What several parts of the page ask of a run."""

from __future__ import annotations

from posture.results.run import Run
from posture.utils.text import join_words


def has_strides(run: Run) -> bool:
    """Whether any stride was found at all."""
    return len(run.strides) > 0


def listed(names: list[str]) -> str:
    """Join names with commas and "and", the first one capitalised."""
    first, *rest = names
    return join_words([first, *(name[0].lower() + name[1:] for name in rest)])
